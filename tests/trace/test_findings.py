"""What a search says: scores, innocent shapes, thresholds, scope, ceilings, the same twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from kg.errors import UsageError
from kg.glossary import load_glossary
from kg.records import to_json
from kg.schema import load_schema
from kg.trace.typologies.catalogue import (
    innocent_shapes,
    named_typologies,
    typed_thresholds,
    typologies,
    typology,
)
from kg.trace.typologies.detector import DeviceUse
from kg.trace.typologies.finding_as_trace import open_as_trace
from kg.trace.typologies.search_rows import SearchScope, no_rows
from kg.trace.typology_search import DETECTORS, search
from tests.trace.ledgers import DAY, Row, index_of

HOUR = DAY // 24
MINUTE = HOUR // 60


def crowd(payers=12, centre=0, at=50 * DAY, fen=500_001):
    """Many pay one within minutes, in a ledger of a hundred days."""
    quiet = [Row(90, 91, 0, 100), Row(90, 91, 100 * DAY, 100)]
    return quiet + [Row(10 + n, centre, at + n * MINUTE, fen + n) for n in range(payers)]


def mule(rounds=4):
    """An account that passes on, within the hour, what a new payer paid."""
    rows = []
    for n in range(rounds):
        at = (10 + n) * DAY
        rows += [Row(10 + n, 0, at, 1_000_000), Row(0, 30 + n, at + HOUR, 950_000)]
    return rows


def test_every_typology_has_a_detector_words_and_reasons():
    assert list(typologies()) == list(DETECTORS)
    schema = load_schema()
    for one in typologies().values():
        ways = load_glossary().term("MoneyLaundering").pointed_at("typicalTechnique")
        assert schema.is_a(one.behaviour, "MoneyLaundering") or one.behaviour in (
            *ways,
            "AccountRental",
        )
        for said in (one.label, one.what, one.innocent):
            assert said.text("zh") and said.text("en") and said.text("zh") != said.text("en")
        assert any(threshold.way for threshold in one.thresholds.values())
        for threshold in one.thresholds.values():
            assert threshold.why.text("zh") and threshold.why.text("en")
            assert threshold.way in ("", "least", "most")
    for name, shape in innocent_shapes().items():
        if name != "limits":
            assert set(shape["of"]) <= set(typologies())


def test_a_typology_answers_to_its_name_in_both_languages():
    assert typology("快进快出") is typology("pass-through") is typology("Pass through")
    assert [one.name for one in named_typologies(("cycle",))] == ["cycle"]
    with pytest.raises(UsageError, match="no typology"):
        typology("fanin")


def test_the_score_is_one_less_the_product_of_threshold_by_measure():
    (found,) = search(index_of(crowd(20)), ["fan-in"]).findings
    times = 20 / (1 + 0)
    assert found.score == round(100 * (1 - (10 / 20) * (4 / times)))
    assert {m.name: (m.value, m.threshold) for m in found.measures} == {
        "payers": ("20", "10"),
        "times": ("20.00", "4"),
    }
    assert found.centre == ("a0",)
    assert len(found.links) == 20
    assert found.amounts == {"CNY": Decimal(20 * 500_001 + 190) / 100}


def test_a_threshold_that_a_person_changes_is_obeyed_and_kept():
    index = index_of(crowd(6))
    assert not search(index, ["fan-in"]).findings
    changed = typed_thresholds(("fan-in.payers=5", "集中转入.within=2h"))
    (found,) = search(index, ["fan-in"], changed=changed).findings
    assert found.parameters["payers"] == "5" and found.parameters["within"] == "2h"


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["payers=5", "fan-in.payers", "fan-in.who=5", "fan-in.payers=no", "fan-in.payers=-1",
             "fan-in.within=soon", "night-peak.hours=9-9", "test-transfer.small=CNY",
             "test-transfer.small=CNY -1", "structuring.below=nan", "structuring.limit=CNY x"]
)  # fmt: skip
def test_a_threshold_that_makes_no_sense_is_refused(text):
    with pytest.raises(UsageError):
        search(index_of(crowd()), changed=typed_thresholds((text,)))


def test_the_scope_leaves_rows_out():
    index = index_of(crowd())
    day = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=50)
    for scope in (
        SearchScope(until=day),
        SearchScope(since=day + timedelta(hours=3)),
        SearchScope(floor=Decimal("5000.05")),
        SearchScope(exclude=["a0"]),
        SearchScope(hub=11),
    ):
        assert not search(index, ["fan-in"], scope=scope).findings
    assert search(index, ["fan-in"], scope=SearchScope(since=day, hub=12)).findings


def test_wages_are_shown_as_wages_and_ranked_last():
    rows = crowd(12, centre=70)
    for month in range(3):
        at = month * 30 * DAY + DAY
        rows += [Row(1, 40 + n, at + n * MINUTE, 600_000 + n * 1_000) for n in range(15)]
    found = search(index_of(rows)).findings
    assert [one.shape for one in found] == sorted(one.shape for one in found)
    wages = [one for one in found if one.typology == "fan-out"]
    assert len(wages) == 3 and {one.shape for one in wages} == {"salary"}
    assert "15" in wages[0].shape_said.text("en") and "15" in wages[0].shape_said.text("zh")
    assert found[0].shape == ""


def test_a_shops_sale_is_shown_as_a_shop():
    rows = [Row(100 + (n * 7) % 60, 0, n * DAY // 3, 5_000 + n) for n in range(180)]
    rows += [Row(100 + n, 0, 30 * DAY + n * MINUTE, 4_000) for n in range(50)]
    (found,) = search(index_of(rows), ["fan-in"]).findings
    assert found.shape == "merchant"


def test_one_holders_accounts_on_one_device_are_shown_so():
    uses = [DeviceUse(f"acc{n}", "dev", f"login{n}") for n in range(5)]
    one = {f"acc{n}": frozenset({"p"}) for n in range(5)}
    two = {**one, "acc4": frozenset({"q"})}
    (mine,) = search(no_rows(), uses=uses, holders=one).findings
    (theirs,) = search(no_rows(), uses=uses, holders=two).findings
    assert (mine.shape, theirs.shape) == ("own-accounts", "")
    assert theirs.centre == ("dev",) and theirs.links == tuple(f"login{n}" for n in range(5))
    assert not search(no_rows(), uses=uses[:3]).findings


def test_the_night_is_that_of_the_zone():
    rows = [Row(0, 1 + n % 3, n * DAY + 18 * HOUR, 1_000) for n in range(30)]
    rows += [Row(7, 8, n * DAY + 6 * HOUR, 1_000) for n in range(90)]
    east = timezone(timedelta(hours=8))
    assert not search(index_of(rows), ["night-peak"]).findings
    (found,) = search(index_of(rows), ["night-peak"], zone=east).findings
    assert found.centre == ("a0",) and len(found.links) == 30


def test_what_a_ceiling_leaves_out_is_said():
    rows = [row for n in range(5) for row in crowd(12 + n, centre=n, at=(20 + n) * DAY)]
    found = search(index_of(rows), ["fan-in"], limit=2)
    assert len(found.findings) == 2 and found.cut == {"fan-in": 3}
    assert "3 more" in found.warnings[-1].text("en")
    ring = [Row(0, 1, 0, 100), Row(1, 2, HOUR, 95), Row(2, 0, 2 * HOUR, 90)]
    stopped = search(index_of(ring), ["cycle"], steps=1)
    assert not stopped.findings and "limit of 1 step was" in stopped.warnings[0].text("en")


def test_the_same_ledger_gives_the_same_bytes():
    rows = crowd() + mule()
    assert to_json(search(index_of(rows))) == to_json(search(index_of(rows)))


def test_rows_of_a_finding_open_as_a_trace_that_loses_nothing():
    index = index_of([*mule(), Row(30, 50, 20 * DAY, 700_000)])
    (found,) = search(index, ["pass-through"]).findings
    trace = open_as_trace(index, found, "快进快出")
    assert {step.link for step in trace.steps} == set(found.links)
    assert len(trace.steps) == len(found.links)
    seeds, held = sum(s.amount for s in trace.seeds), sum(h.amount for h in trace.holdings)
    assert seeds == held == 4_000_000
    assert {stop.reason for stop in trace.stops} == {"members"}
    assert found.innocent in trace.warnings and trace.parameters["finding"] == found.id
    assert trace.levels and not trace.roles, "the rest of what the accounts do was not looked at"


def test_money_that_came_back_is_not_counted_twice_in_the_trace():
    ring = [Row(0, 1, 0, 10_000), Row(1, 2, HOUR, 9_500), Row(2, 0, 2 * HOUR, 9_000)]
    index = index_of(ring)
    (found,) = search(index, ["cycle"]).findings
    trace = open_as_trace(index, found, "back")
    assert [seed.amount for seed in trace.seeds] == [10_000]
    assert sum(h.amount for h in trace.holdings) == 10_000
    assert {step.link for step in trace.steps} == set(found.links)


def test_days_without_a_clock_leave_the_order_open_and_say_so():
    ring = [Row(0, 1, 0, 100, DAY), Row(1, 2, 0, 95, DAY), Row(2, 0, DAY, 90, DAY)]
    (found,) = search(index_of(ring), ["cycle"]).findings
    assert found.unproven == 1


def test_currencies_are_never_added():
    rows = [Row(0, 1, 0, 100), Row(1, 2, HOUR, 95, currency=1), Row(2, 0, 2 * HOUR, 90)]
    assert not search(index_of(rows), ["cycle", "scatter-gather", "pass-through"]).findings
