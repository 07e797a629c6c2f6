"""Wallets that stand in a published list of sanctioned addresses, and those that do not."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from kg.views.page_data import in_clear
from tests.command_line import answer, kg
from tests.story.every_layout.chains import ETHER

LISTED, UNLISTED = 3, 3


def wallets(ofac: Path) -> tuple[list[str], list[str], str]:
    """Return three listed addresses, three that are not, and one that differs by a character."""
    known = [address.lower() for address in json.loads(ofac.read_text(encoding="utf-8"))]
    listed = known[:LISTED]
    others = [f"0x{number:040x}" for number in range(0xABC001, 0xABC001 + UNLISTED)]
    near = listed[0][:-1] + ("0" if listed[0][-1] != "0" else "1")
    assert not {*others, near} & set(known)
    return listed, others, near


def write_export(path: Path, own: str, addresses: list[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ETHER, restval="")
        writer.writeheader()
        for number, address in enumerate(addresses):
            writer.writerow({
                "Txhash": f"0x{number:064x}", "Blockno": 100 + number,
                "UnixTimestamp": 1714528800 + number, "DateTime (UTC)": "2024-05-01 02:00:00",
                "From": own, "To": address, "Value_IN(ETH)": "0", "Value_OUT(ETH)": "1.5",
            })  # fmt: skip
    return path


@pytest.mark.shared
def test_exactly_the_listed_ones_are_flagged_with_file_and_row(
    shared_data: Callable[[str], Path], tmp_path: Path
) -> None:
    ofac = shared_data("crypto-tags") / "ofac" / "sanctioned_addresses_ETH.json"
    listed, others, near = wallets(ofac)
    export = write_export(tmp_path / "export.csv", f"0x{7:040x}", [*listed, *others, near])
    case = tmp_path / "case"
    assert kg("new", case).returncode == 0
    done = kg("load", case, export, ofac)
    assert done.returncode == 0, done.stderr
    select = (
        "select w.values->>'$.walletAddress[0]', l.id from link l join entity w on w.id = l.source "
        "where l.kind = 'ListedIn' and w.id in (select target from transfer)"
    )
    flagged = {
        str(address).lower(): link
        for address, link in answer("query", case, "--sql", select)["rows"]
    }
    assert set(flagged) == set(listed)
    for address in (*listed, *others, near):
        shown = kg("show", case, address, "--lang", "en").stdout
        assert ("is listed in" in shown) == (address in listed), shown
    for line, address in enumerate(listed, start=2):
        told = kg("explain", case, flagged[address], "--lang", "en").stdout
        assert ofac.name in told and f"line {line}\n" in told and address in told.lower(), told


@pytest.mark.shared
def test_a_trace_says_of_exactly_the_listed_ones_that_they_are_listed(
    shared_data: Callable[[str], Path], tmp_path: Path
) -> None:
    ofac = shared_data("crypto-tags") / "ofac" / "sanctioned_addresses_ETH.json"
    listed, others, near = wallets(ofac)
    own = f"0x{7:040x}"
    export = write_export(tmp_path / "export.csv", own, [*listed, *others, near])
    case = tmp_path / "case"
    assert kg("new", case).returncode == 0
    assert kg("load", case, export, ofac).returncode == 0
    told = answer("trace", case, own)
    addresses = address_of(case)
    assert len(told["steps"]) == len(listed) + len(others) + 1
    assert {addresses[one["account"]] for one in told["listed"]} == set(listed)
    assert [one["evidence"][0]["locator"] for one in told["listed"]] == [
        f"line {2 + listed.index(addresses[one['account']])}" for one in told["listed"]
    ]
    assert set(told["files"].values()) == {ofac.name}


def address_of(case: Path) -> dict[str, str]:
    select = "select id, w.values->>'$.walletAddress[0]' from entity w where w.kind = 'Wallet'"
    return {key: str(word).lower() for key, word in answer("query", case, "--sql", select)["rows"]}


@pytest.fixture(scope="module")
def listed_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wallet that pays three others; an invented office lists two of them, by title and date."""
    folder = tmp_path_factory.mktemp("listed")
    paid = [f"0x{number:040x}" for number in (0xABC001, 0xABC002, 0xABC003)]
    write_export(folder / "export.csv", f"0x{7:040x}", paid)
    rows = [f"{paid[0]},虚构名单办公室,2018-11-28", f"{paid[1]},虚构名单办公室,2019-01-02 13:00:00"]
    near = paid[2][:-1] + "4"
    text = "\n".join(["地址,名单,列入日期", *rows, f"{near},虚构名单办公室,2019-01-03", ""])
    (folder / "名单.csv").write_text(text, encoding="utf-8")
    case = folder / "case"
    assert kg("new", case).returncode == 0
    done = kg("load", case, folder / "export.csv", folder / "名单.csv")
    assert done.returncode == 0, done.stderr
    assert kg("trace", case, f"0x{7:040x}", "--as", "w").returncode == 0
    assert kg("chain", case, "--trace", "w", "--as", "w").returncode == 0
    return case


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            ("listed by 虚构名单办公室 on 2018-11-28", "listed by 虚构名单办公室 on 2019-01-02"),
        ),
        ("zh", ("2018-11-28 列入名单：虚构名单办公室", "2019-01-02 列入名单：虚构名单办公室")),
    ],
)
def test_the_table_says_by_which_list_since_when_and_in_which_row(
    listed_case: Path, lang: str, said: tuple[str, ...]
) -> None:
    shown = kg("trace", listed_case, f"0x{7:040x}", "--lang", lang).stdout
    for words in said:
        assert shown.count(words) == 2  # at the account, and with its file and row
    assert "名单.csv" in shown and "2019-01-03" not in shown
    for place in ("line 2", "line 3") if lang == "en" else ("第 2 行", "第 3 行"):
        assert place in shown


def test_the_rules_side_by_side_say_it_too(listed_case: Path) -> None:
    shown = kg("trace", listed_case, f"0x{7:040x}", "--rules", "fifo,lifo", "--lang", "en").stdout
    assert shown.count("listed by 虚构名单办公室 on 2018-11-28") == 2


def test_the_page_says_it_at_the_account_and_names_nobody_else(
    listed_case: Path, tmp_path: Path
) -> None:
    page = tmp_path / "w.html"
    assert kg("export", listed_case, page, "w").returncode == 0
    text = in_clear(page.read_bytes())
    assert (
        text.count("listed by 虚构名单办公室 on 2018-11-28 · 2018-11-28 列入名单：虚构名单办公室")
        == 1
    )
    assert "2019-01-03" not in text, "behind a list nobody else is drawn"


def test_the_money_sheet_and_the_triples_say_it_with_the_row(
    listed_case: Path, tmp_path: Path
) -> None:
    book, triples = tmp_path / "w.xlsx", tmp_path / "w.ttl"
    assert kg("export", listed_case, book, "w", "--lang", "en").returncode == 0
    cells = [
        str(cell)
        for sheet in openpyxl.load_workbook(book)
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    ]
    assert "listed by 虚构名单办公室 on 2018-11-28 (source 2.csv line 2)" in cells
    assert kg("export", listed_case, triples, "w").returncode == 0
    assert triples.read_text(encoding="utf-8").count("a cc:ListedIn") == 2


def test_a_list_that_is_called_by_its_file_is_masked_as_the_file_is(tmp_path: Path) -> None:
    paid = f"0x{0xABC001:040x}"
    write_export(tmp_path / "export.csv", f"0x{7:040x}", [paid])
    (tmp_path / "张三的地址.csv").write_text(f"地址,标签\n{paid},x\n", encoding="utf-8")
    case, book = tmp_path / "case", tmp_path / "w.xlsx"
    assert kg("new", case).returncode == 0
    done = kg("load", case, tmp_path / "export.csv", tmp_path / "张三的地址.csv")
    assert done.returncode == 0, done.stderr
    shown = kg("trace", case, f"0x{7:040x}", "--as", "w", "--lang", "en").stdout
    assert "(it gives no date)" in shown
    assert kg("export", case, book, "w", "--lang", "zh").returncode == 0
    cells = [
        str(cell)
        for sheet in openpyxl.load_workbook(book)
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    ]
    assert any("名单未载日期" in cell for cell in cells)
    assert not any("张三" in cell for cell in cells)
