"""Tables without a header: roles by content and arithmetic, the layout kept for the next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from kg.errors import FormatError, LayoutError
from kg.limits import Limits
from kg.requests import TableAnswers
from kg.sources import detect, dry_run
from kg.sources.headerless import RowsBelowNothing, rows_without_header
from kg.sources.proposal.proposal import Proposal
from kg.sources.proposal.propose import propose
from kg.sources.proposal.sample import samples
from tests.command_line import kg

OWN = "0629000000000000017"
OTHERS = tuple(f"06290000000000{n:05}" for n in range(10001, 10007))
NAMES = ("王某甲", "李某乙", "张某丙", "刘某丁", "陈某戊", "杨某己")
MOVED = (-5, 7, -2, 11, -3, 8)


def bank_rows(way: bool = False, sides: bool = False) -> list[list[str]]:
    """Return rows: own number, time, amount(s), balance, the other's number and name, memo."""
    left, rows = 100, []
    for n, amount in enumerate(MOVED):
        left += amount
        money = [f"{amount}.00"]
        if way:
            money = ["支出" if amount < 0 else "收入", f"{abs(amount)}.00"]
        if sides:
            money = [f"{-amount}.00" if amount < 0 else "", f"{amount}.00" if amount > 0 else ""]
        at = f"2024-05-0{n + 1} 10:00:00"
        rows.append([OWN, at, *money, f"{left}.00", OTHERS[n], NAMES[n], "转账"])
    return rows


def written(folder: Path, rows: Sequence[Sequence[str]], name: str = "file.csv") -> Path:
    path = folder / name
    path.write_text("".join(",".join(row) + "\n" for row in rows), "utf-8")
    return path


def roles(found: Proposal) -> list[str]:
    return [column.role for column in found.columns]


def flows(path: Path, found: Proposal, kind: str = "transfer", **more: str) -> list[dict[str, Any]]:
    assert found.questions == ()
    place = path.with_suffix(".toml")
    place.write_text(found.layout, "utf-8")
    run = dry_run(path, str(place), **more)  # type: ignore[arg-type]
    assert run.reading.read == run.reading.stored + len(run.reading.skipped), run.reading.problems
    return list(run.mapped[f"flow_{kind}"])


@pytest.mark.parametrize("form", [{}, {"way": True}, {"sides": True}])
def test_the_running_balance_tells_the_columns(form: dict[str, bool], tmp_path: Path) -> None:
    path = written(tmp_path, bank_rows(**form))
    found = propose(path)
    assert found.header_row == 0
    assert [column.header for column in found.columns][:2] == ["column 1", "column 2"]
    rows = flows(path, found)
    assert [row["direction"] for row in rows] == ["out" if n < 0 else "in" for n in MOVED]
    assert [abs(n) for n in MOVED] == [int(row["amount"]) for row in rows]
    assert [row["row_no"] for row in rows] == [1, 2, 3, 4, 5, 6]
    assert {row["counter_name"] for row in rows} == set(NAMES)


def test_a_workbook_with_title_lines_and_without_a_header(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [["某某银行"], [f"账号：{OWN}"], *(row[1:] for row in bank_rows())]:
        sheet.append(row)
    path = tmp_path / "book.xlsx"
    book.save(path)
    found = propose(path)
    assert found.account == OWN
    rows = flows(path, found)
    assert [row["row_no"] for row in rows] == [3, 4, 5, 6, 7, 8]


def test_which_of_two_columns_pays_is_asked(tmp_path: Path) -> None:
    rows = [[f"2024-05-0{n + 1}", OTHERS[n], OTHERS[n - 1], f"{n + 1}.50"] for n in range(5)]
    path = written(tmp_path, rows)
    found = propose(path, TableAnswers(currency="CNY", zone="UTC"))
    (question,) = found.questions
    assert [answer.text for answer in question.answers] == ["source=column 2", "source=column 3"]
    other = propose(path, TableAnswers(role=("source=column 3",), currency="CNY", zone="UTC"))
    assert roles(other) == ["time", "target", "source", "amount"]
    assert flows(path, other)[0]["source_name"] == OTHERS[-1]


def test_a_list_of_calls_is_of_the_number_in_the_name(tmp_path: Path) -> None:
    words = ("主叫", "被叫", "主叫", "被叫")
    rows = [
        [f"2024-05-0{n + 1} 10:00:0{n}", word, f"1380000000{n}", f"00:01:0{n}", "云州"]
        for n, word in enumerate(words)
    ]
    path = written(tmp_path, rows, "话单_13900001234.csv")
    found = propose(path)
    assert roles(found) == ["time", "direction", "counter", "duration", "other"]
    assert found.account == "13900001234"
    calls = flows(path, found, "call")
    assert [row["direction"] for row in calls] == ["out", "in", "out", "in"]
    assert calls[0]["source_name"] == "+8613900001234"
    nameless = propose(written(tmp_path, rows, "话单.csv"))
    assert [question.option for question in nameless.questions] == ["account"]


def test_a_kept_layout_finds_the_next_file_and_no_other(tmp_path: Path) -> None:
    path = written(tmp_path, bank_rows())
    layout = tmp_path / "kept.toml"
    layout.write_text(propose(path).layout, "utf-8")
    more = [[*row[:1], row[1].replace("-05-", "-06-"), *row[2:]] for row in bank_rows()]
    found = detect(written(tmp_path, more, "next.csv"), kept=[layout])[""]
    assert (found.chosen.row, found.chosen.first) == (-1, 0)
    for rows in (
        [row[1:] for row in more],  # a column less
        [[*row[:1], row[1][:10], *row[2:]] for row in more],  # days without a time
        [["卡号", "记录于", "数", "剩", "对象", "谁", "何事"], *more],  # a header, of other words
    ):
        with pytest.raises(LayoutError):
            detect(written(tmp_path, rows, "other.csv"), kept=[layout])


def test_the_case_keeps_it(tmp_path: Path) -> None:
    assert kg("new", tmp_path / "case").returncode == 0
    path = written(tmp_path, bank_rows())
    shown = kg("load", tmp_path / "case", path, "--lang", "en")
    assert shown.returncode == 3 and "it has no header" in shown.stdout
    assert kg("load", tmp_path / "case", path, "--propose").returncode == 0
    more = [[*row[:1], row[1].replace("-05-", "-06-"), *row[2:]] for row in bank_rows()]
    assert kg("load", tmp_path / "case", written(tmp_path, more, "next.csv")).returncode == 0
    told = kg("sources", tmp_path / "case", "--json").document
    assert [(one["stored"], one["problems"]) for one in told] == [(6, 0), (6, 0)]


def test_rows_begin_below_titles_and_a_header_is_seen() -> None:
    rows = [["2024-05-01", "5.00", "A"], ["2024-05-02", "7.00", "B"]]
    assert rows_without_header([["account", "17"], *rows]) == RowsBelowNothing(1, 3)
    assert rows_without_header([["date", "sum", "who"], *rows]) is None
    assert rows_without_header([["date", "2024-05-01", "2024-05-02"], ["A", "5", "6"]] * 1) is None
    assert rows_without_header([["a"], ["b"]]) is None


def test_a_line_of_figures_above_the_rows_is_no_header(tmp_path: Path) -> None:
    path = tmp_path / "kta.dat"
    path.write_text(
        "K|32000|244081|EUR\n"
        "| POS 6,49 AT K1 09.03. 09:53|20190311|SHOP|-89.30|\n"
        "| POS 7,96 AT K1 09.03. 10:15|20190312|BAKERY|109.53|\n",
        "utf-8",
    )
    said = TableAnswers(account=OWN, sign="out=minus", currency="CZK")
    rows = flows(path, propose(path, said), account=OWN)
    assert [(f"{row['amount']:.2f}", row["direction"]) for row in rows] == [
        ("89.30", "out"), ("109.53", "in"),
    ]  # fmt: skip


def test_a_first_row_without_a_date_is_no_title_that_is_passed_over(tmp_path: Path) -> None:
    rows = bank_rows()
    rows[0][1] = ""
    with pytest.raises(FormatError) as refused:
        propose(written(tmp_path, rows))
    assert refused.value.what.id == "no-header-no-words"


def test_commas_of_a_memo_do_not_cut_rows_that_semicolons_cut_alike(tmp_path: Path) -> None:
    path = tmp_path / "umsatz.csv"
    memos = ("HOFER 18.09.", "EVN, Platz, Enzersdorf, Korneuburg, Strom, Br 67 ,00", "Shop, 3")
    path.write_text(
        "".join(f"{n + 18}.09.2017;{memo};{n + 18}.09.2017;-{n + 3},87;EUR\n"
                for n, memo in enumerate(memos)),
        "utf-8",
    )  # fmt: skip
    said = TableAnswers(account=OWN, sign="out=minus", zone="UTC")
    rows = flows(path, propose(path, said), account=OWN)
    assert [f"{row['amount']:.2f} {row['currency']}" for row in rows] == [
        "3.87 EUR", "4.87 EUR", "5.87 EUR",
    ]  # fmt: skip


def test_a_comma_in_the_header_does_not_cut_rows_that_lack_blanks_at_their_end(
    tmp_path: Path,
) -> None:
    path = tmp_path / "konto.csv"
    path.write_text(
        "Datum;Text;Betrag, EUR;A;B;C;D\n2024-05-01;x;-12,50;1\n2024-05-02;y;13,50;2\n"
        "2024-05-03;z;14,50;2;;;\n",
        "utf-8",
    )
    said = TableAnswers(account=OWN, sign="out=minus", zone="UTC", currency="EUR")
    assert [column.header for column in propose(path, said).columns][:3] == [
        "Datum", "Text", "Betrag, EUR",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("titles", "header"),
    [
        (["Từ ngày,01/08/2026,Đến ngày,17/08/2026,,"], "Ngày,Số tiền ghi nợ,Ghi có,Số dư,Nội dung"),
        (["Hesap: 1234", "Dönem: Eylül"], "Tarih;Açıklama;Tutar;Bakiye"),
    ],
    ids=["days-of-the-statement", "a-comma-in-a-text"],
)  # fmt: skip
def test_a_header_below_days_is_one(titles: list[str], header: str, tmp_path: Path) -> None:
    rows = {
        ",": ["05/08/2026,120000,,18880000,GRAB", "06/08/2026,,18000000,36880000,LUONG"],
        ";": ["01.09.2026;ABC BILISIM, FATURA;1.500,00;2.000,50", "02.09.2026;X;250,75;2.251,25"],
    }
    path = tmp_path / "a.csv"
    mark = ";" if ";" in header else ","
    path.write_text("\n".join([*titles, header, *rows[mark]]) + "\n", "utf-8")
    (sample,) = samples(path, limits=Limits())
    assert sample.header == tuple(header.split(mark))
