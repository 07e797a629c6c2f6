"""118,000 simulated payments (deep: two sets): a twin of its own reaches what the room reaches."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kg.ledger.base import FlowIndex
from kg.model import Seed
from kg.trace.base import KernelTerms, clocks_of, flows_of
from kg.trace.seeds import place_seeds
from kg.trace.tracing import trace
from kg.trace.traversal import follow
from tests.depth import by_depth
from tests.trace.amlsim_twin import Payment, Twin, labelled, payments
from tests.trace.ledgers import DAY, Row, index_of

SETS = ("20K_cycle200", "20K_fanin200")
ANSWERS = {
    "20K_cycle200": (117_805, 3_300_340_768, 945),
    "20K_fanin200": (118_250, 3_303_903_718, 954),
}
WINDOWS = (1, 3, 7)

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module", params=by_depth(SETS[:1], SETS))
def world(request, shared_data):
    folder = shared_data("amlsim") / request.param
    rows, accounts = payments(folder), labelled(folder)
    total = sum(row[2] for row in rows)
    assert (len(rows), total, len(accounts)) == ANSWERS[request.param]
    return _index(rows), Twin(rows), accounts


def _index(rows: list[Payment]) -> FlowIndex:
    """A step is a day; rows of the file are in proven order (position = row of the file)."""
    return index_of(
        [
            Row(payer, payee, step * DAY, cents, DAY, seq=number)
            for number, (payer, payee, cents, step) in enumerate(rows)
        ],
        accounts=20_000,
    )


@pytest.mark.slow
@pytest.mark.parametrize("days", by_depth((3,), WINDOWS))
def test_all_labelled_accounts_at_once_reach_what_the_twin_reaches(world, days):
    index, twin, accounts = world
    seeds = [Seed(f"a{account}") for account in accounts]
    for direction, walk in (("out", twin.forward), ("in", twin.backward)):
        found = trace(index, seeds, direction=direction, within=timedelta(days=days), hops=4)
        assert {int(step.link[4:]) for step in found.steps} == walk(accounts, days, 4)
        assert found.unproven == 0


@pytest.mark.deep
@pytest.mark.parametrize("days", WINDOWS)
def test_each_labelled_account_alone_reaches_what_the_twin_reaches(world, days):
    index, twin, accounts = world
    flows = flows_of(index)
    for direction, walk in (("out", twin.forward), ("in", twin.backward)):
        terms = KernelTerms(direction=direction, within=days * DAY, hops=8)
        clocks = clocks_of(index, terms)
        for account in accounts:
            lots = place_seeds(index, flows, terms, [Seed(f"a{account}")]).columns()
            found = follow(index, flows, clocks, terms, lots.position)
            assert set(found.steps.tolist()) == walk([account], days, 8)


@pytest.mark.slow
def test_rules_conserve_every_cent_of_all_labelled_accounts(world):
    index, _, accounts = world
    seeds = [Seed(f"a{account}") for account in accounts]
    for rule in ("fifo", "haircut"):
        found = trace(index, seeds, rule=rule)
        assert sum(h.amount for h in found.holdings) == sum(s.amount for s in found.seeds)
        assert sum(stop.amount for stop in found.stops) == sum(s.amount for s in found.seeds)
