"""Who holds a network together, asked of a case: people, money, phases, and what if."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kg.case import Case, new_case, open_case
from kg.errors import NotFound, UsageError
from kg.messages import languages
from kg.model import KeyThings
from kg.records import from_json, to_json
from tests.built import built
from tests.case.statements import HEADER, card
from tests.command_line import kg

pytestmark = pytest.mark.usefixtures("derived_once")

RELATIONS = [
    ("甲", "乙", "2024-01-05"), ("乙", "丙", "2024-01-06"), ("甲", "丙", "2024-02-01"),
    ("丙", "丁", "2024-02-02"), ("丁", "戊", ""),
]  # fmt: skip
"""A triangle with a tail: 丙 joins it, 丁 holds 戊 to it."""
PAYMENTS = [(1, 2, 600), (1, 3, 400), (2, 4, 600), (3, 4, 300), (3, 5, 100)]
"""1 pays 2 and 3; 2 pays all on to 4; 3 pays 300 to 4 and 100 to 5."""


def write_files(place: Path) -> list[Path]:
    """Write two lists of relations and a statement of each payer."""
    for name, rows in (("一月.csv", RELATIONS[:2]), ("其余.csv", RELATIONS[2:])):
        with (place / name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([("source", "target", "date"), *rows])
    with (place / "流水.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        for n, (payer, payee, amount) in enumerate(PAYMENTS):
            time = datetime(2024, 3, 1) + timedelta(minutes=n)  # noqa: DTZ001 -- the bank's clock
            writer.writerow([
                card(payer), f"7{payer:016d}", f"户{payer}", "", time, amount, "", "出",
                card(payee), f"户{payee}", "转账", "CNY", "成功", f"{n:08d}",
            ])  # fmt: skip
    return [place / "一月.csv", place / "其余.csv", place / "流水.csv"]


def build(place: Path) -> None:
    first, *others = write_files(place)
    with new_case(place / "case") as made:
        made.load(first, scope="同一编号")
        made.load(others[0], scope="同一编号")
        made.load(others[1])
        made.trace(card(1), name="t")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    built(build, tmp_path)
    with open_case(tmp_path / "case") as opened:
        yield opened


def names(case: Case, found: KeyThings) -> list[str]:
    entities = case.lookup.entities([thing.thing for thing in found.key])
    return [entities[thing.thing].first("name") for thing in found.key]


def test_people_by_hand(case: Case) -> None:
    """丙 stands between 4 of 6 pairs, 丁 between 3; both are cut nodes, and 丙-丁-戊 bridges."""
    found = case.network.key(people=True)
    assert (found.network, found.things, found.ties, found.parts) == ("people", 5, 5, (5,))
    assert names(case, found)[:2] == ["丙", "丁"]
    first, second = found.key[:2]
    assert (first.betweenness, first.degree, first.pieces) == (round(4 / 6, 6), 3, (2, 2))
    assert (second.betweenness, second.pieces) == (0.5, (3, 1))
    assert sorted(sorted(tie.sides) for tie in found.bridges) == [[1, 4], [2, 3]]
    assert first.said.text("en").endswith(
        "is tied to 3 of 4 others; 66.67 % of the shortest ways between others go by it; "
        "without it the largest part has 2 things instead of 5"
    )
    assert all(link in {row.id for row in case.lookup.links(first.links)} for link in first.links)


def test_without_a_name_the_first_network_that_the_case_holds(case: Case) -> None:
    assert case.network.key().network == "people"
    with pytest.raises(NotFound, match="no answered calls"):
        case.network.key(calls=True)
    with pytest.raises(UsageError, match="One network at a time"):
        case.network.key(calls=True, money=True)
    with pytest.raises(NotFound, match="saved as"):
        case.network.key("none")


def test_phases_by_month_by_file_and_by_dates(case: Case) -> None:
    months = case.network.key(people=True, by="month")
    assert [(one.name, one.rows) for one in months.phases] == [("2024-01", 2), ("2024-02", 2)]
    assert "1 row tells no time" in " ".join(one.text("en") for one in months.warnings)
    files = case.network.key(people=True, by="source")
    assert [(one.name, one.rows) for one in files.phases] == [("一月.csv", 2), ("其余.csv", 3)]
    by_name = {
        entity.first("name"): thing
        for thing, entity in case.lookup.entities([one.thing for one in files.key]).items()
    }
    leaders = [one.leaders["betweenness"][0].thing for one in files.phases]
    assert leaders == [by_name["乙"], min(by_name["丙"], by_name["丁"])]
    dates = case.network.key(people=True, by="2024-01-06,2024-02-02")
    assert [one.rows for one in dates.phases] == [1, 2, 1]
    with pytest.raises(UsageError, match="dates in their order"):
        case.network.key(people=True, by="2024-02-02,2024-01-06")


def test_what_still_reaches_an_exit_by_hand(case: Case) -> None:
    """Of 1,000 paid out, 400 go by 3: without it 600 still arrive at 4, by every rule."""
    found = case.network.key("t", without=[card(3)])
    (what_if,) = found.what_if
    (money,) = what_if.money
    assert (what_if.measure, money.currency, money.scale) == ("cards", "CNY", 100)
    assert (money.total, money.reaching, money.low, money.high) == (100_000, 60_000, 60_000, 60_000)
    handle = case.lookup.handle(what_if.excluded[0])
    assert what_if.said[-1].text("en") == (
        "Of 1,000.00 CNY traced by FIFO, 600.00 still reaches an exit (an end where the trace last"
        f" sees it) if {handle} is excluded; by the other rules (lifo, haircut, lowest) between"
        " 600.00 and 600.00; others may take its place"
    )


def test_taken_out_by_amount_the_traced_sum_shrinks(case: Case) -> None:
    """4 received 900: what is paid to it stops there, and 100 arrive at 5; by 3 as well."""
    found = case.network.key("t", thresholds=["steps=3"])
    (amount,) = (one for one in found.dismantled if one.order == "amount")
    accounts = [case.lookup.find(card(number))[0].id for number in (4, 2, 3)]
    assert [one.thing for one in amount.removals] == accounts
    assert [one.figure for one in amount.removals] == [900, 600, 400]
    assert [one.money[0].reaching for one in amount.removals] == [10_000, 10_000, 0]


def test_cuts_of_cards_nails_and_flow_say_what_they_take(case: Case) -> None:
    found = case.network.key(people=True, without=["丙", "flow"])
    nail, flow = found.what_if
    assert (nail.measure, nail.before, nail.after) == ("nails", 5, 2)
    assert (flow.measure, flow.rows, flow.before, flow.after) == ("flow", 0, 5, 5)
    with pytest.raises(NotFound):
        case.network.key(people=True, without=["无此人"])


def test_the_result_is_a_record_and_the_same_each_time(case: Case) -> None:
    found = case.network.key("t", by="month")
    assert from_json(KeyThings, to_json(found)) == found
    assert to_json(case.network.key("t", by="month")) == to_json(found)


def test_the_command_line_in_both_languages(case: Case) -> None:
    done = kg("key", case.root, "--people", "--json")
    assert done.document["key"][0]["betweenness"] == round(4 / 6, 6)
    for lang in languages():
        shown = kg("key", case.root, "t", "--by", "month", "--without", card(3), lang=lang)
        assert shown.returncode == 0, shown.stderr
        assert "600.00" in shown.stdout
    assert "resolution" in kg("key", case.root, "--thresholds").stdout
    assert kg("key", case.root, "--threshold", "steps").returncode == 2
