"""Payments on a chain's page: their order in time, and the sums of the whole case.

The page lights what a payment can have come from and gone to by the same rules as a trace
(``kg trace``): :mod:`kg.trace.traversal` says them, and ``web/src/follow.ts`` obeys them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from kg.limits import LIMITS
from kg.model import Chain, Link, Status
from kg.text import visible
from kg.values.moments import longest
from kg.views.amount_text import plain

if TYPE_CHECKING:
    from kg.schema import Schema

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
UNKNOWN = -1


class PaymentMoment(NamedTuple):
    """When a payment was, and what proves its place among others of the same moment.

    ``start`` is in UTC microseconds and the true moment lies in ``[start, start + width)``. The
    others are those of :class:`kg.ledger.base.FlowIndex`; -1 where nothing is known.
    """

    start: int
    width: int
    source: int = UNKNOWN
    reporter: int = UNKNOWN
    seq: int = UNKNOWN
    also_source: int = UNKNOWN
    also_reporter: int = UNKNOWN
    also_seq: int = UNKNOWN


class PartyTotals(NamedTuple):
    """What one thing of the case paid out and took in, in one currency, by all rows of the case."""

    handle: str
    currency: str
    received: Decimal
    receipts: int
    paid: Decimal
    payments: int


Row = tuple[int, int]
"""A link of a chain: the number of its line, and its place among the links of that line."""


@dataclass(frozen=True, slots=True)
class ChainPayments:
    """What the case knows of the payments of a chain.

    Args:
        moments: The payments that flow in time, by row.
        told: The reports (of a victim) that a payment of the chain answers to, and which one.
        barred: Numbers of the nodes at which a trace stops: ends, hubs, excluded accounts.
        within: The longest time between two payments that follow each other, in microseconds.
        skew: How far the clocks of two sources may differ, in microseconds.
        strict: Whether a payment must be proven to come later.
        sums: By node, what ``kg show`` says that it and what it holds paid and received.
    """

    moments: Mapping[Row, PaymentMoment]
    told: Mapping[Row, Row]
    barred: frozenset[int]
    within: int
    skew: int
    strict: bool = False
    sums: Sequence[Sequence[PartyTotals]] = ()

    def base(self) -> int:
        """Return the first moment: the page counts from it."""
        return min((moment.start for moment in self.moments.values()), default=0)

    def of_page(self) -> dict[str, object]:
        """Return what holds for the whole page."""
        return {
            "base": self.base(),
            "within": self.within,
            "skew": self.skew,
            "strict": self.strict,
            "barred": sorted(self.barred),
            "summed": bool(self.sums),
        }

    def of_line(self, line: int, count: int, base: int) -> dict[str, object]:
        """Return the moments of a line's links, and which payments its reports tell."""
        rows = [(line, place) for place in range(count)]
        moments = [_short(self.moments.get(row), base) for row in rows]
        reported = {str(row[1]): self.told[row] for row in rows if row in self.told}
        fields: dict[str, object] = {"moments": moments} if any(moments) else {}
        return fields | ({"tells": reported} if reported else {})

    def of_node(self, node: int) -> dict[str, object]:
        """Return the sums of a node, if it has any."""
        if node >= len(self.sums) or not self.sums[node]:
            return {}
        return {
            "sums": [
                [visible(totals.handle), totals.currency, plain(totals.received), totals.receipts,
                 plain(totals.paid), totals.payments]
                for totals in self.sums[node]
            ]
        }  # fmt: skip


def _short(moment: PaymentMoment | None, base: int) -> list[int]:
    """Return a moment as numbers from the first one on, without the unknown ones at the end."""
    if moment is None:
        return []
    numbers = [moment.start - base, *moment[1:]]
    while numbers[-1] == UNKNOWN:
        numbers.pop()
    return numbers


def microseconds(moment: datetime) -> int:
    """Return a time as UTC microseconds."""
    return (moment - EPOCH) // MICROSECOND


def moment_of(link: Link, source: int = UNKNOWN) -> PaymentMoment | None:
    """Return the moment that a link itself states: none without a date, or over a period."""
    status = link.values.get("status", (Status.OK,))
    if link.start is None or Status.OK not in status or link.end not in (None, link.start):
        return None
    return PaymentMoment(microseconds(link.start), longest(link.precision) // MICROSECOND, source)


def payments_of(chain: Chain, schema: Schema) -> ChainPayments:
    """Return what a chain itself says of its payments, where no case is asked."""
    files = {sha: at for at, sha in enumerate(sorted(_first_files(chain)))}
    moments = {
        (line, place): moment
        for line, edge in enumerate(chain.edges)
        if is_payment(edge.kind, schema)
        for place, link in enumerate(edge.links)
        if (moment := moment_of(link, files.get(_first_file(link), UNKNOWN)))
    }
    return ChainPayments(
        moments,
        {},
        frozenset(),
        timedelta(hours=LIMITS.window_hours) // MICROSECOND,
        timedelta(seconds=LIMITS.cross_source_skew) // MICROSECOND,
    )


def is_payment(kind: str, schema: Schema) -> bool:
    """Say whether links of a kind are payments that can be followed in time."""
    payment_kind = schema.kind(kind)
    return payment_kind.flows and payment_kind.family == "money"


def _first_file(link: Link) -> str:
    return link.evidence[0].sha256 if link.evidence else ""


def _first_files(chain: Chain) -> set[str]:
    return {_first_file(link) for edge in chain.edges for link in edge.links} - {""}
