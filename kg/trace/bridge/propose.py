"""Proposes the legs of money that no row records, over a whole ledger: :func:`propose`.

A leg begins where a recorded payment arrived and ends where another one left. Nothing here is a
record, and nothing here is ever added to what is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from kg.ledger.account_flows import distinct
from kg.ledger.base import FlowIndex
from kg.messages import Message
from kg.model import InferredLeg, Legs, Measure, Money, stable_id
from kg.model.legs import PROPOSED, REJECTED
from kg.schema.meanings import INFERRED_LEG
from kg.trace.base import Int64
from kg.trace.bridge import leg_kinds
from kg.trace.bridge.leg_kinds import LegKind, parts
from kg.trace.bridge.pairing import Knowing, LegPair, LegSide, Pairing, of_currencies, periods, runs
from kg.trace.bridge.prices import Deal, in_units
from kg.trace.bridge.scoring import OUTDONE, LegCandidate, Scored, best_readings, chosen, scored
from kg.trace.times import length_text, time_of
from kg.values.money import exact_text

NO_ROWS = np.empty(0, np.int64)
EMPTY: Mapping[str, frozenset[str]] = {}


@dataclass(frozen=True, slots=True)
class BridgeFacts:
    """What rows say that the arrays do not.

    ``dealers`` are accounts and wallets of whoever is recorded to change coin; ``bound`` the
    accounts that belong to an account of a platform; ``gifts`` the positions of gifts among the
    transfers; ``orders`` the orders of running-points platforms, with what each may lose by
    commission, in units.
    """

    dealers: frozenset[str] = frozenset()
    bound: Mapping[str, frozenset[str]] = field(default_factory=dict)
    gifts: Int64 = field(default_factory=lambda: NO_ROWS)
    orders: FlowIndex | None = None
    commissions: Int64 = field(default_factory=lambda: NO_ROWS)


def propose(
    index: FlowIndex,
    known: BridgeFacts | None = None,
    *,
    zone: tzinfo = UTC,
    accepted: Collection[str] = (),
    rejected: Collection[str] = (),
    most: int = 0,
    told: Iterable[InferredLeg] = (),
    settled: Set[str] = frozenset(),
) -> Legs:
    """Return every leg that agrees, best first; what several may be is listed as ambiguous.

    Args:
        index: The ledger's payments and accounts.
        known: What the case knows besides its payments: dealers, gifts, orders, bound cards.
        zone: The time zone of the periods in which payments are added up.
        accepted: The ids of legs that a person accepted: they win over what competes with them.
        rejected: The ids of legs that a person rejected: they compete with nothing.
        most: The most combinations of a kind that are looked at; 0: as ``bridge.toml`` says.
        told: Legs that were found in a larger ledger: they compete as those that are found here.
        settled: The ids of payments of which the larger ledger told every leg between them.

    Returns:
        The legs, each with its score, reasons and state, and warnings of what was cut.
    """
    found = leg_options(index, known, zone=zone, rejected=rejected, most=most)
    options = [leg for leg in found.legs if not settled >= set(leg.rows)]
    options += [leg for leg in told if leg.id not in rejected]
    return replace(found, legs=tuple(choose_legs(options, accepted)))


def leg_options(
    index: FlowIndex,
    known: BridgeFacts | None = None,
    *,
    zone: tzinfo = UTC,
    rejected: Collection[str] = (),
    most: int = 0,
) -> Legs:
    """Return every leg that agrees and has enough points, before those that compete are weighed.

    The arguments are those of :func:`propose`.

    Returns:
        The legs, those in ``rejected`` as rejected and all others as proposed, and warnings.
    """
    search = _Search(index, known or BridgeFacts(), zone, most or leg_kinds.number("pairs"))
    legs: list[InferredLeg] = []
    for kind in leg_kinds.kinds().values():
        for ground, options in search.options(kind):
            out = [option for option in options if option.id in rejected]
            standing = [option for option in options if option.id not in rejected]
            for some, state in ((out, REJECTED), (standing, PROPOSED)):
                legs += [inferred_leg(one, state, ground) for one in scored(some, kind.chance)]
    return Legs(tuple(legs), tuple(search.warnings))


def choose_legs(
    options: Iterable[InferredLeg], accepted: Collection[str] = ()
) -> list[InferredLeg]:
    """Return of legs that compete for payments those that stand, best first, and the rejected.

    Args:
        options: As :func:`leg_options` gives them.
        accepted: The ids of legs that a person accepted.
    """
    every = list(options)
    legs = [leg for leg in every if leg.state == REJECTED]
    for beside in (False, True):  # what stands beside a payment competes with nothing else
        some = [
            leg
            for leg in every
            if leg.state != REJECTED and leg_kinds.stands_beside(leg.rule) is beside
        ]
        legs += [
            replace(leg, state=state)
            for leg, state in chosen(best_readings(some), accepted)
            if state != OUTDONE
        ]
    return sorted(legs, key=rank)


def rank(leg: InferredLeg) -> tuple[object, ...]:
    """Return by what legs are ordered: score, then time and id."""
    return -leg.score, leg.last, leg.id


class _Search:
    """One search over a ledger."""

    def __init__(self, index: FlowIndex, known: BridgeFacts, zone: tzinfo, most: int) -> None:
        self.index, self.known, self.zone, self.most = index, known, zone, most
        self.warnings: list[Message] = []

    def options(self, kind: LegKind) -> Iterator[tuple[LegBasis, list[LegCandidate]]]:
        """Yield the pairs of a kind that agree, for each currency of either side."""
        for paid in self._sides(kind, kind.paid):
            for got in self._sides(kind, kind.got):
                yield from self._paired(kind, paid, got)

    def _sides(self, kind: LegKind, what: str) -> list[LegSide]:
        """Return the candidates of one side, apart by currency."""
        if what == "gift":
            rows = self.known.gifts
            return [
                periods(self.index, mine, kind.periods, self.zone)
                for mine in _by_currency(self.index, rows)
            ]
        if what == "order":
            return self._orders()
        codes = leg_kinds.coins() if what == "coin" else leg_kinds.moneys()
        rows = of_currencies(self.index, codes)
        rows = rows[~np.isin(rows, self.known.gifts)]
        most = kind.run if what == kind.paid else 1
        return [
            runs(self.index, mine, most, kind.within) for mine in _by_currency(self.index, rows)
        ]

    def _orders(self) -> list[LegSide]:
        orders = self.known.orders
        if orders is None:
            return []
        rows = np.arange(len(orders), dtype=np.int64)
        sides = [runs(orders, mine, 1, 0) for mine in _by_currency(orders, rows)]
        taken = self.known.commissions
        return [replace(side, taken=taken[side.rows[side.at]]) for side in sides]

    def _paired(
        self, kind: LegKind, paid: LegSide, got: LegSide
    ) -> Iterator[tuple[LegBasis, list[LegCandidate]]]:
        if not len(paid) or not len(got) or not self._comparable(kind, paid, got):
            return
        pairing = Pairing(kind, paid, got, self.most)
        pairs = pairing.pairs(
            lambda payment: self._deal(pairing, payment), self._knowing(kind, paid, got)
        )
        if pairing.cut:
            self.warnings.append(_cut(kind, self.most))
        by_bounds: dict[tuple[Fraction, Fraction], list[LegPair]] = {}
        for pair in pairs:
            by_bounds.setdefault((pair.deal.low, pair.deal.high), []).append(pair)
        for bounds, some in by_bounds.items():
            why = self._assumption(pairing, some[0].got)
            yield LegBasis(pairing, why, bounds), [self._option(pairing, pair) for pair in some]

    def _comparable(self, kind: LegKind, paid: LegSide, got: LegSide) -> bool:
        """Say whether a rate may join the two currencies: of shares, only the same one."""
        same = paid.index.currencies[paid.currency(0)] == got.index.currencies[got.currency(0)]
        return same if kind.bounds else not same

    def _deal(self, pairing: Pairing, got: int) -> Deal | None:
        kind = pairing.kind
        money, goods = _of(pairing)
        scales = money.index.scales[money.currency(0)], goods.index.scales[goods.currency(0)]
        bounds = kind.bounds
        if bounds is None:
            rate = self._rate(pairing, got)
            bounds = (rate.low, rate.high) if rate else None
        if bounds is None:
            return None
        return Deal(*scales, *bounds, kind.decimals, in_units(kind.fees, scales[1]))

    def _rate(self, pairing: Pairing, got: int) -> leg_kinds.Rate | None:
        money, goods = _of(pairing)
        codes = [side.index.currencies[side.currency(0)] for side in (money, goods)]
        return leg_kinds.rate_of(codes[0], codes[1], int(pairing.got.start[got]))

    def _assumption(self, pairing: Pairing, got: int) -> Message | None:
        rate = None if pairing.kind.bounds else self._rate(pairing, got)
        return rate.why if rate else None

    def _knowing(self, kind: LegKind, paid: LegSide, got: LegSide) -> Knowing:
        """Return what says how far rows tie the ends of a pair to such a trade."""
        if kind.paid == "order":
            return lambda payment, other: self._bound(
                paid.payer(payment), got, other, ("payer", "payee")
            )
        if kind.paid == "gift":
            bound = self._bound
            return lambda payment, other: (
                bound(paid.payee(payment), got, other, ("payee",)) or Fraction(0)
            )
        begins, ends = self._dealers(paid, "payee"), self._dealers(got, "payer")
        return lambda payment, other: Fraction((payment in begins) + (other in ends), 2)

    def _bound(self, owner: str, got: LegSide, other: int, ways: Sequence[str]) -> Fraction | None:
        own = self.known.bound.get(owner, frozenset())
        met = own and any(getattr(got, way)(other) in own for way in ways)
        return Fraction(1) if met else None

    def _dealers(self, side: LegSide, way: str) -> frozenset[int]:
        """Return the candidates of which one end is recorded as a dealer's."""
        if not self.known.dealers:
            return frozenset()
        dealers = (
            candidate
            for candidate in range(len(side))
            if getattr(side, way)(candidate) in self.known.dealers
        )
        return frozenset(dealers)

    def _option(self, pairing: Pairing, pair: LegPair) -> LegCandidate:
        kind, paid, got = pairing.kind, pairing.paid, pairing.got
        before, after = links(paid, pair.paid), links(got, pair.got)
        source, target = self._ends(pairing, pair)
        return LegCandidate(
            id=stable_id(INFERRED_LEG, kind.name, str(len(before)), *before, *after),
            pair=pair,
            source=source,
            target=target,
            rows=(*before, *after),
            nearness=pairing.nearness(pair.paid, pair.got),
        )

    def _ends(self, pairing: Pairing, pair: LegPair) -> tuple[str, str]:
        """Return where the leg begins and ends; of an order, its member and the bound card."""
        paid, got = pairing.paid, pairing.got
        if pairing.kind.paid != "order":
            return paid.payee(pair.paid), got.payer(pair.got)
        member = paid.payer(pair.paid)
        is_payer = got.payer(pair.got) in self.known.bound.get(member, ())
        return member, got.payer(pair.got) if is_payer else got.payee(pair.got)


def _of(pairing: Pairing) -> tuple[LegSide, LegSide]:
    """Return the side of the money and the side of the goods."""
    both = pairing.paid, pairing.got
    return both if pairing.kind.pays_first else (both[1], both[0])


def _by_currency(index: FlowIndex, rows: Int64) -> list[Int64]:
    codes = np.asarray(index.currency)[rows]
    return [rows[codes == code] for code in distinct(codes)]


def _cut(kind: LegKind, most: int) -> Message:
    return Message("limit-of-combinations-reached", label=kind.label, count=most)


class LegBasis(NamedTuple):
    """What the legs of one search are told from: the kind, its sides, the rate's reason."""

    pairing: Pairing
    assumption: Message | None
    bounds: tuple[Fraction, Fraction]

    @property
    def kind(self) -> LegKind:
        """The kind of leg."""
        return self.pairing.kind


def inferred_leg(scored_leg: Scored, state: str, ground: LegBasis) -> InferredLeg:
    """Return the leg that a scored pair is, in a state."""
    pair, pairing, kind = scored_leg.option.pair, ground.pairing, ground.kind
    paid, got = pairing.paid, pairing.got
    paid_money, got_money = _money(paid, pair.paid), _money(got, pair.got)
    gap = pairing.gap(pair.paid, pair.got)
    price = decimal(pair.fit.price)
    return InferredLeg(
        id=scored_leg.option.id,
        rule=kind.name,
        version=kind.version,
        label=kind.label,
        source=scored_leg.option.source,
        target=scored_leg.option.target,
        paid=links(paid, pair.paid),
        got=links(got, pair.got),
        paid_amount=paid_money[0],
        paid_currency=paid_money[1],
        got_amount=got_money[0],
        got_currency=got_money[1],
        rate=price,
        fee=_fee(pair).amount,
        first=time_of(int(paid.start[pair.paid])),
        last=time_of(int(got.start[pair.got])),
        gap=gap,
        score=scored_leg.score,
        parts=tuple(_measures(scored_leg)),
        alternatives=pair.alternatives,
        said=_leg_message(kind, paid_money, got_money, price, gap, scored_leg),
        assumption=_assumption(kind, ground),
        innocent=kind.innocent,
        parameters=_parameters(kind, ground.bounds),
        state=state,
    )


def links(side: LegSide, candidate: int) -> tuple[str, ...]:
    """Return the payments of a candidate by id, in time order."""
    return tuple(side.index.links[row] for row in side.members(candidate).tolist())


def decimal(number: Fraction) -> Decimal:
    """Return a fraction of tens as a decimal."""
    return Decimal(number.numerator) / Decimal(number.denominator)


def _money(side: LegSide, candidate: int) -> tuple[Decimal, str]:
    index: FlowIndex = side.index
    code = side.currency(candidate)
    money = index.money(int(side.units[candidate]), code)
    return money.amount, money.currency


def _fee(pair: LegPair) -> Money:
    """Return what was kept of the goods, in their units."""
    return Money(abs(pair.fit.fee), "", pair.deal.goods_scale)


def _measures(scored_leg: Scored) -> Sequence[Measure]:
    return [
        Measure(name, parts()[name].label, str(points), str(parts()[name].points))
        for name, points in scored_leg.points.items()
    ]


def _leg_message(
    kind: LegKind,
    paid: tuple[Decimal, str],
    got: tuple[Decimal, str],
    price: Decimal,
    gap: int,
    scored_leg: Scored,
) -> Message:
    pair = scored_leg.option.pair
    fee = _fee(pair).amount
    return Message(
        "leg-inferred" if gap >= 0 else "leg-inferred-backward",
        label=kind.label,
        paid=exact_text(*paid),
        got=exact_text(*got),
        gap=length_text(abs(gap)),
        price=Message("price-less-fee", price=price, fee=fee) if fee else f"{price:f}",
        score=scored_leg.score,
        others=pair.alternatives,
    )


def _assumption(kind: LegKind, ground: LegBasis) -> Message:
    """Return what the bounds rest on: a case has no table of rates, so they are assumed."""
    if ground.assumption is None:
        return kind.why
    low, high = (f"{decimal(bound):f}" for bound in ground.bounds)
    why = ground.assumption
    return Message("price-assumed", low=low, high=high, why=why, also=kind.why)


def _parameters(kind: LegKind, bounds: tuple[Fraction, Fraction]) -> Mapping[str, str]:
    low, high = (f"{decimal(bound):f}" for bound in bounds)
    return {**kind.settings(), "low": low, "high": high}
