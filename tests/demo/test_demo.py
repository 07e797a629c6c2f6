import csv
import hashlib
import io
import json
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest

from kg.demo import make
from kg.demo.exports import BANK_A, BANK_B
from kg.demo.statements import COLUMNS
from kg.errors import UsageError
from kg.schema import load_schema
from kg.values.accounts import normal_account
from kg.values.identities import parse_resident_id
from kg.values.phones import normal_phone
from kg.values.wallets import parse_wallet
from tests.depth import SEEDS


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    make(folder)
    return folder


def answer(folder: Path) -> dict:
    return json.loads((folder / "answer.json").read_text(encoding="utf-8"))


def table(path: Path) -> list[list[str]]:
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path).active
        return [["" if cell is None else str(cell) for cell in row] for row in sheet.values]
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    return list(csv.reader(io.StringIO(text)))


def bank_rows(folder: Path) -> list[dict[str, str]]:
    """Read both statements as a stranger would: rows under the header, the bad ones left out."""
    rows = []
    for name in (BANK_A, BANK_B):
        lines = table(folder / "files" / name)
        head = next(no for no, line in enumerate(lines) if line[0] == COLUMNS[0])
        bad = {problem["row"] for problem in answer(folder)["files"][name]["problems"]}
        for no, line in enumerate(lines[head + 1 :], head + 2):
            if no not in bad and line[0] != "合计":
                rows.append(dict(zip(COLUMNS, line, strict=True)) | {"file": name})
    return rows


def is_in(row: dict[str, str]) -> bool:
    return row["收付标志"] in ("进", "贷")


def at(row: dict[str, str]) -> datetime:
    text = row["交易时间"]
    return datetime.fromisoformat(f"{text[:8]}T{text[8:]}" if row["file"] == BANK_A else text)


def digest(folder: Path) -> dict[str, str]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_the_same_seed_gives_the_same_bytes_and_another_another(tmp_path: Path, demo: Path) -> None:
    make(tmp_path / "again")
    make(tmp_path / "other", seed=2)
    assert digest(tmp_path / "again") == digest(demo)
    assert not set(digest(tmp_path / "other").values()) & set(digest(demo).values())


def test_only_what_a_user_receives_lies_in_the_files_folder(demo: Path) -> None:
    names = {path.name for path in (demo / "files").iterdir()}
    assert names == set(answer(demo)["files"])
    assert {path.name for path in demo.iterdir()} == {"files", "answer.json", "statements"}


def test_the_counts_of_the_answer_are_the_counts_of_the_files(demo: Path) -> None:
    for name, counts in answer(demo)["files"].items():
        around = sum(counts["skipped"].values()) + 1
        assert len(table(demo / "files" / name)) == counts["rows"] + around
        assert counts["rows"] == counts["stored"] + len(counts["problems"])


def test_no_column_tells_the_stage_level_or_role(demo: Path) -> None:
    for path in (demo / "files").iterdir():
        text = " ".join(" ".join(row) for row in table(path)[:2]).lower()
        assert not any(
            word in text for word in ("环节", "级别", "层级", "角色", "stage", "level", "role")
        )


def test_the_planted_rows_are_where_the_answer_says(demo: Path) -> None:
    planted = {
        problem["code"]: table(demo / "files" / name)[problem["row"] - 1]
        for name, counts in answer(demo)["files"].items()
        for problem in counts["problems"]
    }
    assert "6.22202E+18" in planted["rounded"]
    assert len(planted["columns"]) < len(COLUMNS)
    assert "2024-02-30 10:15:00" in planted["time"]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_running_balance_follows(tmp_path: Path, seed: int) -> None:
    make(tmp_path, seed=seed)
    last: dict[str, tuple[Decimal, datetime]] = {}
    for row in bank_rows(tmp_path):
        card, balance = row["交易卡号"], Decimal(row["交易余额"])
        signed = Decimal(row["交易金额"]) * (1 if is_in(row) else -1)
        if card in last and row["交易是否成功"] == "成功":
            assert balance == last[card][0] + signed
            assert at(row) >= last[card][1]
        last[card] = balance, at(row)


@pytest.mark.parametrize("seed", SEEDS)
def test_thirty_payments_are_told_by_both_banks_and_by_no_other_two_rows(tmp_path, seed) -> None:
    make(tmp_path, seed=seed)
    queried = {row["交易卡号"].strip() for row in bank_rows(tmp_path)}
    sides = defaultdict(list)
    for row in bank_rows(tmp_path):
        own, other = row["交易卡号"].strip(), normal_or_blank(row["交易对手账卡号"])
        if other in queried and row["交易是否成功"] == "成功":
            ends = (other, own) if is_in(row) else (own, other)
            sides[*ends, Decimal(row["交易金额"])].append(row)
    assert len(sides) == len(answer(tmp_path)["pairs"]) == 30
    for one, two in sides.values():
        assert one["file"] != two["file"]
        assert one["交易流水号"] != two["交易流水号"]
        assert timedelta(0) < abs(at(one) - at(two)) <= timedelta(seconds=120)


def normal_or_blank(text: str) -> str:
    return normal_account(text).text if text else ""


@pytest.mark.parametrize("seed", SEEDS)
def test_twins_reversals_and_failures_are_in_the_files(tmp_path: Path, seed: int) -> None:
    make(tmp_path, seed=seed)
    told, rows = answer(tmp_path), bank_rows(tmp_path)
    alike = Counter(
        (
            row["交易卡号"],
            row["交易对手账卡号"],
            row["交易时间"],
            Decimal(row["交易金额"]),
            is_in(row),
        )
        for row in rows
        if row["交易对手账卡号"]
    )
    assert sum(count == 2 for count in alike.values()) == 5 == len(told["twins"]) / 2
    assert sum(row["摘要说明"] == "冲正" for row in rows) == 2 == len(told["reversals"]) / 2
    assert sum(row["交易是否成功"] == "失败" for row in rows) == len(told["failed"]) == 2
    blank = {row["摘要说明"] for row in rows if not row["交易对手账卡号"]}
    assert {"ATM取款", "手续费", "消费", "结息", "现存"} <= blank


@pytest.mark.parametrize("seed", SEEDS)
def test_each_victims_money_reaches_the_dealer_and_no_cent_is_lost(tmp_path, seed) -> None:
    make(tmp_path, seed=seed)
    told = answer(tmp_path)
    lost = sum(Decimal(victim["lost"]) for victim in told["victims"])
    for victim in told["victims"]:
        assert sum(map(Decimal, victim["final"].values())) == Decimal(victim["lost"])
    assert Decimal(told["dealer"]["received_from_victims"]) > lost * 8 / 10
    reached = {victim["name"] for victim in told["victims"]
               if set(victim["final"]) & set(told["dealer"]["cards"])}  # fmt: skip
    assert len(reached) >= 15
    assert all(account["level"] for account in told["accounts"] if account["level"] != 6)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_chain_moves_within_two_days_and_in_an_order_beyond_doubt(tmp_path, seed) -> None:
    make(tmp_path, seed=seed)
    chain = {account["card"] for account in answer(tmp_path)["accounts"]}
    times = defaultdict(set)
    for row in bank_rows(tmp_path):
        for card in (row["交易卡号"].strip(), normal_or_blank(row["交易对手账卡号"])):
            if card in chain and row["交易是否成功"] == "成功":
                times[card].add((at(row), row["file"]))
    for card, moments in times.items():
        ordered = sorted(moments)
        if card[:2] != "DJ":
            assert ordered[-1][0] - ordered[0][0] < timedelta(hours=72)
        for (before, file), (after, other) in pairwise(ordered):
            assert after - before > timedelta(seconds=120) or file != other


def test_numbers_pass_their_checks_and_were_never_issued(demo: Path) -> None:
    for account in answer(demo)["accounts"]:
        if account["bank"]:
            assert normal_account(account["card"]).form == "card"
            assert account["card"].startswith("0")
            assert normal_account(account["number"]).text == account["number"]
    for victim in answer(demo)["victims"]:
        assert parse_resident_id(victim["resident_id"]).region.startswith("99")
    for row in table(demo / "files" / "话单.csv")[1:]:
        assert not normal_phone(row[0]).issued
    chain = answer(demo)["on_chain"]
    assert parse_wallet(chain["dealer_wallet"]).chain == "tron"


def test_no_row_ties_the_wallet_to_the_dealer(demo: Path) -> None:
    wallet, name = answer(demo)["on_chain"]["dealer_wallet"], answer(demo)["dealer"]["name"]
    for path in (demo / "files").iterdir():
        rows = [row for row in table(path) if wallet in row]
        assert not rows or path.name.startswith("TRC20")
        assert not any(name in row for row in rows)


def test_one_victim_is_a_minor_and_the_hub_is_a_hub(demo: Path) -> None:
    assert sum(victim["minor"] for victim in answer(demo)["victims"]) == 1
    hub = answer(demo)["hub"]["card"]
    others = {row["交易对手账卡号"] for row in bank_rows(demo) if row["交易卡号"].strip() == hub}
    assert len(others) > 1_000


@pytest.mark.parametrize("victims", [1, 2, 7, 300])
def test_any_number_of_victims_makes_a_case(tmp_path: Path, victims: int) -> None:
    make(tmp_path, seed=5, victims=victims)
    told = answer(tmp_path)
    assert (len(told["victims"]), len(told["pairs"])) == (victims, 30)


@pytest.mark.parametrize("victims", [0, -1, 10_000])
def test_a_number_that_makes_no_case_is_refused(tmp_path: Path, victims: int) -> None:
    with pytest.raises(UsageError):
        make(tmp_path, victims=victims)


@pytest.mark.parametrize("sheet", ["关系表.xlsx", "并案线索表.xlsx"])
def test_every_word_of_a_relations_sheet_is_one_term_of_the_ontology(
    demo: Path, sheet: str
) -> None:
    schema = load_schema()
    head, *rows = table(demo / "files" / sheet)
    for row in rows:
        told = dict(zip(head, row, strict=True))
        word = told["关系"]
        assert len(schema.resolve(word, "link") + schema.resolve(word, "role")) == 1, word
        kinds = [told[column] for column in ("主体类型", "客体类型", "标的类型")]
        for kind in filter(None, kinds):
            assert len(schema.resolve(kind, "entity")) == 1, kind
        if told["以何身份"]:
            assert len(schema.resolve(told["以何身份"], "role")) == 1, told["以何身份"]
        assert told["来源文书"]
