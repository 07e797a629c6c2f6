"""What we write comes back: the same things, links and payments in every form, masked or shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.case import Case, new_case, open_case
from tests.built import built
from tests.depth import by_depth
from tests.sources.reader import bank, read_file

FORMS = (
    *(".ftm", ".stix", ".uco", ".ttl", ".trig", ".nq", ".jsonld", ".graphml", ".gexf", ".json"),
    ".xlsx",
)
FEW = (".ftm", ".stix", ".uco", ".gexf", ".xlsx")
"""The forms whose masked files come back in every run; all do in a deep one."""
NUMBERS = ("6220990000000000017", "6220990000000000025", "6220990000000000033")
HOLDER = "99010119900307039X"
RELATIONS = """主体,关系,客体,开始时间,来源文书,证明程度,备注
容某甲,雇用,容某乙,2024-01-01,笔录1,印证,说明
容某乙,使用手机,13800000000,,,,
容某甲,朋友,容某丙,,,存疑,
容某乙,持有钱包,TAcN9gFvXZAxsWQQzWWbydBmscBHnEi5nZ,,,,
"""
SUMS = """id,icij_sar_id,begin_date,end_date,originator_bank_id,beneficiary_bank_id,\
number_transactions,amount_transactions
1,1,"Mar 25, 2015","Sep 25, 2015",bank-a,bank-b,68,5.5E7
2,1,"Mar 25, 2015","Sep 25, 2014",bank-a,bank-b,2,1E2
3,1,,,bank-a,bank-b,3,1E3
"""


def build(place: Path) -> None:
    own = f"{NUMBERS[0]},,容某甲,{HOLDER}"
    rows = (
        f"{own},2024-05-01 10:00:00,100.50,5,出,{NUMBERS[1]},容某乙,货款,成功,S1",
        f"{own},2024-05-01 11:00:00,7,5,出,{NUMBERS[2]},容某丙,,成功,S2",
        f"{own},2024-05-02 11:30,8,5,出,{NUMBERS[2]},容某丙,,成功,S4",
        f"{own},2024-05-03,6,5,出,{NUMBERS[2]},容某丙,,成功,S5",
    )
    (place / "bank.csv").write_text(bank(*rows), encoding="utf-8")
    (place / "relations.csv").write_text(RELATIONS, encoding="utf-8")
    (place / "sums.csv").write_text(SUMS, encoding="utf-8")
    with new_case(place / "case") as case:
        for name in ("bank.csv", "relations.csv", "sums.csv"):
            assert case.load(place / name).source.problems == 0
        for shown in (True, False):
            for form in FORMS:
                case.export(place / f"{'shown' if shown else 'masked'}{form}", show_values=shown)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("back")
    built(build, place)
    return place


@pytest.fixture(scope="module")
def case(folder: Path) -> Iterator[Case]:
    with open_case(folder / "case") as opened:
        yield opened


EACH = [(form, True) for form in FORMS] + [(form, False) for form in by_depth(FEW, FORMS)]


@pytest.mark.parametrize(("form", "shown"), EACH)
def test_every_form_comes_back(
    form: str, shown: bool, folder: Path, case: Case, tmp_path: Path
) -> None:
    path = folder / f"{'shown' if shown else 'masked'}{form}"
    result = read_file(path, tmp_path)
    reading = result.reading
    assert reading.problems == () and reading.read == reading.stored + len(reading.skipped)
    told = [row for row in result.rows("entity") if row["values"]]
    kinds = dict(case.sql("SELECT kind, count(*) FROM entity GROUP BY 1").rows)
    assert Counter(kind for _, kind in {(row["id"], row["kind"]) for row in told}) == kinds
    links = Counter(case.sql("SELECT kind, proof, precision FROM link").rows)
    came = ((row["kind"], row["proof"], row["precision"]) for row in result.rows("link"))
    assert Counter(came) == links and {precision for _, _, precision in links} >= {"day"}
    there = case.sql(
        "SELECT amount, currency, status, precision, tx_count, epoch_us(start_time) FROM transfer"
    ).rows
    # the case shows its own zone, and days as their file says them
    late = {"CNY": 8 * 3_600_000_000, "USD": 0}
    paid = [(*said, None if us is None else us - late[said[1]]) for *said, us in there]
    assert Counter(payments(result.flows)) == Counter(paid)
    assert {row[3] for row in there} == {"second", "minute", "day", "unknown"}
    assert {row[2] for row in there} == {"ok", "summary", "inverted", "undated"}
    words = [
        row["values"]["recordedAs"] for row in result.rows("link") if row["kind"] == "RelatedTo"
    ]
    assert words == [["朋友"]]
    if shown:
        ids = {id_ for (id_,) in case.sql(KNOWN_EVERYWHERE).rows}
        assert ids <= {row["id"] for row in told}, "what has a number is the same thing again"
        assert all(row["values"]["sourceReference"] for row in result.rows("link"))


KNOWN_EVERYWHERE = (
    "SELECT id FROM entity WHERE kind IN ('BankAccount', 'PhoneNumber', 'Wallet') "
    "OR values->>'$.residentId[0]' IS NOT NULL"
)


def payments(flows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    told = ("amount", "currency", "status", "precision", "tx_count", "start_us")
    return [tuple(row[name] for name in told) for row in flows]


def test_half_from_a_bank_and_half_from_another_tool_is_one_trace(
    folder: Path, tmp_path: Path
) -> None:
    more = bank(
        f"{NUMBERS[1]},,容某乙,,2024-05-01 12:00:00,90,5,出,6220990000000000041,容某丁,,成功,S9"
    )
    (tmp_path / "more.csv").write_text(more, encoding="utf-8")
    with new_case(tmp_path / "case") as case:
        case.load(folder / "shown.stix")
        case.load(tmp_path / "more.csv")
        ends = {account.account for account in case.trace(NUMBERS[0], hops=3).accounts}
        (last,) = case.sql("SELECT target FROM transfer WHERE amount = 90").rows[0]
        assert last in ends
        (first,) = case.sql("SELECT id FROM transfer WHERE amount = 100.5").rows[0]
        (piece,) = case.lookup.explain(str(first)).pieces
        assert piece.locator.startswith("/objects/")


def test_what_is_read_is_not_said_to_be_unread(folder: Path, tmp_path: Path) -> None:
    """The file's own names stand in the rows too; those that no fact was made of are named."""
    with new_case(tmp_path / "case") as case:
        case.load(folder / "shown.json")
        (unread,) = case.evidence.unread_columns().values()
    assert {column.name for column in unread} == {
        *("network:label", "network:evidenceCount", "network:amount", "network:confidence"),
    }
