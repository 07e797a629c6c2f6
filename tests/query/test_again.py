"""The texts of asking again: both languages, every term of a trace, nothing that breaks out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pyoxigraph as ox
import pytest

from kg.model import ChainBounds, Neighbourhood, stable_id
from kg.query.cypher_guard import check_cypher
from kg.query.reproduce import (
    WAYS,
    AccountPayments,
    ChainNeighbourhood,
    DeviceUses,
    LinkSearch,
    ListedLinks,
    QuerySpelling,
    StartAccount,
    TracePayments,
    TraceStart,
    cypher,
    sparql,
)
from kg.query.reproduce.spelling import length
from kg.query.sparql_guard import canonical, check_sparql
from kg.schema import load_schema

ONE, TWO, DEVICE = (stable_id(kind, "1") for kind in ("Account", "Transfer", "Device"))
SINCE, UNTIL = datetime(2024, 4, 1, tzinfo=UTC), datetime(2024, 5, 1, tzinfo=UTC)
SPELLED = QuerySpelling(load_schema(), "O'Neil \\u0041")
EVERY: dict[str, LinkSearch] = {
    "listed": ListedLinks((TWO,)),
    "nothing": ListedLinks(()),
    "uses": DeviceUses((DEVICE,), ("SignsInWith",)),
    **{way: AccountPayments(way, (ONE,), (ONE,), SINCE, UNTIL) for way in WAYS},
    "plain": TracePayments(TraceStart((TWO,)), timedelta(hours=72), 8),
    "one hop": TracePayments(TraceStart(accounts=(StartAccount(ONE),)), timedelta(), 1),
    "all terms": TracePayments(
        TraceStart((TWO,), (StartAccount(ONE, SINCE), StartAccount(ONE, SINCE, UNTIL))),
        timedelta(hours=1), 3,
        backward=True, across=timedelta(seconds=120), floor=Decimal("0.10"), since=SINCE,
        until=UNTIL, words={"channel": ("柜面' } DELETE", '"网银"')}, shut=(ONE,),
    ),
    "strict": TracePayments(
        TraceStart((TWO,)), timedelta(seconds=0.5), 2, strict=True, across=timedelta(1)
    ),
    "around": ChainNeighbourhood(
        ChainBounds((Neighbourhood((ONE,), 2),), (ONE,), (ONE,), (), (DEVICE,))
    ),
    "facts": ChainNeighbourhood(
        ChainBounds((Neighbourhood((ONE,), 8, facts_only=True),), by_money=(TWO,))
    ),
    "no hop": ChainNeighbourhood(
        ChainBounds((Neighbourhood((ONE,), 0), Neighbourhood((ONE,), 1)))
    ),
}  # fmt: skip
every = pytest.mark.parametrize("wanted", EVERY.values(), ids=EVERY.keys())


@every
def test_each_text_runs_and_the_guards_let_it(wanted: LinkSearch) -> None:
    text = sparql(wanted, SPELLED, ["a remark\nof two lines"])
    assert text.startswith("# a remark of two lines\n") and "«" not in text
    assert list(ox.Store().query(text)) == []
    assert list(ox.Store().query(canonical(text, check_sparql(text)))) == []
    text = cypher(wanted, SPELLED, ["a remark"])
    assert text.startswith("// a remark\n") and "«" not in text
    check_cypher(text.replace("'O\\'Neil \\\\' + 'u0041'", "$case"))


@every
def test_ids_are_spelled_as_the_reader_has_them(wanted: LinkSearch) -> None:
    told = QuerySpelling(load_schema(), "case", lambda one: one.replace(":", "-", 1))
    for text in (sparql(wanted, told), cypher(wanted, told)):
        assert not any(one in text for one in (ONE, TWO, DEVICE))


def test_lengths_of_time_are_spelled_to_the_microsecond() -> None:
    assert length(timedelta(days=3)) == "PT259200S"
    assert length(timedelta(microseconds=1_500_001)) == "PT1.500001S"
