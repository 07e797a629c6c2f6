"""What a trace cannot begin at or be held to is refused, named and with what may stand there."""

from __future__ import annotations

from typing import Any

import pytest

from kg.errors import NotFound, UsageError
from kg.ledger.base import FlowIndex
from kg.model import Seed
from kg.trace.tracing import trace
from tests.trace.ledgers import SECOND, Row, index_of


@pytest.fixture(scope="module")
def index() -> FlowIndex:
    return index_of([Row(0, 1, 100 * SECOND, 500), Row(1, 2, 200 * SECOND, 300)])


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"direction": "back"}, "no direction is called back — out or in"),
        ({"hops": 0}, "hops and edges start at 1, window and hub at 0"),
        ({"edges": 0}, "hops and edges start at 1, window and hub at 0"),
        ({"hub": -1}, "hops and edges start at 1, window and hub at 0"),
        (
            {"direction": "in", "rules": ["fifo", "lifo"]},
            "backward no money is shared out, so there are no rules to compare",
        ),
    ],
)
def test_a_limit_that_follows_nothing_is_refused(
    index: FlowIndex, terms: dict[str, Any], said: str
) -> None:
    with pytest.raises(UsageError) as refused:
        trace(index, [Seed("a0")], **terms)
    assert str(refused.value) == said


@pytest.mark.parametrize("terms", [{"within": "0s"}, {"hub": 0}, {"hops": 1}, {"edges": 1}])
def test_the_least_of_each_limit_is_taken(index: FlowIndex, terms: dict[str, Any]) -> None:
    found = trace(index, [Seed("a0")], **terms)
    assert [(seed.amount, seed.currency) for seed in found.seeds] == [(500, "CNY")]


def test_a_payment_or_an_account_that_is_not_there_begins_nothing(index: FlowIndex) -> None:
    (link, other) = index.links
    for seed, error, said in (
        (Seed("", "urn:x"), NotFound, "urn:x: this payment does not flow in time"),
        (Seed("a9"), NotFound, "a9: no payment of this account flows in time"),
        (Seed("", link, amount=-1), UsageError, f"{link}: a seed's amount cannot be negative"),
        (
            Seed("", other, amount=1, currency="USDT"),
            UsageError,
            f"{other}: the payment is in CNY, not in USDT",
        ),
    ):
        with pytest.raises(error) as refused:
            trace(index, [seed])
        assert str(refused.value) == said
    for name in ("through", "exclude"):
        with pytest.raises(NotFound, match=r"^a9: no payment of this account"):
            trace(index, [Seed("a0")], **{name: ["a9"]})  # type: ignore[arg-type]


def test_a_payment_begins_with_its_amount_or_with_the_part_that_is_said(index: FlowIndex) -> None:
    for units, amount in ((0, 500), (1, 1), (500, 500), (501, 500)):
        found = trace(index, [Seed("", index.links[0], amount=units, currency="CNY")])
        (seed,) = found.seeds
        assert (seed.account, seed.amount, seed.currency) == ("a0", amount, "CNY")
        assert bool(found.warnings) == (units > 500)
        assert sum(holding.amount for holding in found.holdings) == amount
