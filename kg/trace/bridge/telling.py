"""From an agreement to the leg that a person reads: amounts, price, gap, points, assumption."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from kg.ledger.base import FlowIndex
from kg.messages import Message
from kg.model import InferredLeg, Measure
from kg.trace.bridge.book import Kind, parts
from kg.trace.bridge.choosing import Scored
from kg.trace.bridge.clock import length_text
from kg.trace.bridge.pairing import Pairing
from kg.trace.bridge.sides import Side
from kg.trace.moments import time_of
from kg.values.money import in_currency


class Ground(NamedTuple):
    """What the legs of one search are told from: the kind, its sides, the rate's reason."""

    pairing: Pairing
    assumption: Message | None
    bounds: tuple[Fraction, Fraction]

    @property
    def kind(self) -> Kind:
        """The kind of leg."""
        return self.pairing.kind


def told(one: Scored, state: str, ground: Ground) -> InferredLeg:
    """Return the leg that a scored pair is, in a state."""
    pair, pairing, kind = one.option.pair, ground.pairing, ground.kind
    paid, got = pairing.paid, pairing.got
    paid_money, got_money = _money(paid, pair.paid), _money(got, pair.got)
    gap = pairing.gap(pair.paid, pair.got)
    price = decimal(pair.fit.price)
    return InferredLeg(
        id=one.option.id,
        rule=kind.name,
        version=kind.version,
        label=kind.label,
        source=one.option.source,
        target=one.option.target,
        paid=links(paid, pair.paid),
        got=links(got, pair.got),
        paid_amount=paid_money[0],
        paid_currency=paid_money[1],
        got_amount=got_money[0],
        got_currency=got_money[1],
        rate=price,
        fee=in_currency(abs(pair.fit.fee), pair.deal.goods_scale),
        first=time_of(int(paid.start[pair.paid])),
        last=time_of(int(got.start[pair.got])),
        gap=gap,
        score=one.score,
        parts=tuple(_measures(one)),
        alternatives=pair.alternatives,
        said=_said(kind, paid_money, got_money, price, gap, one),
        assumption=_assumption(kind, ground),
        innocent=kind.innocent,
        parameters=_parameters(kind, ground.bounds),
        state=state,
    )


def links(side: Side, candidate: int) -> tuple[str, ...]:
    """Return the payments of a candidate by id, in time order."""
    return tuple(side.index.links[row] for row in side.members(candidate).tolist())


def decimal(number: Fraction) -> Decimal:
    """Return a fraction of tens as a decimal."""
    return Decimal(number.numerator) / Decimal(number.denominator)


def _money(side: Side, candidate: int) -> tuple[Decimal, str]:
    index: FlowIndex = side.index
    code = side.currency(candidate)
    return in_currency(int(side.units[candidate]), index.scales[code]), index.currencies[code]


def _measures(one: Scored) -> Sequence[Measure]:
    return [
        Measure(name, parts()[name].label, str(points), str(parts()[name].points))
        for name, points in one.points.items()
    ]


def _said(
    kind: Kind,
    paid: tuple[Decimal, str],
    got: tuple[Decimal, str],
    price: Decimal,
    gap: int,
    one: Scored,
) -> Message:
    pair = one.option.pair
    fee = in_currency(abs(pair.fit.fee), pair.deal.goods_scale)
    return Message(
        "leg-inferred" if gap >= 0 else "leg-inferred-backward",
        label=kind.label,
        paid=f"{paid[0]:,f} {paid[1]}",
        got=f"{got[0]:,f} {got[1]}",
        gap=length_text(abs(gap)),
        price=Message("price-less-fee", price=price, fee=fee) if fee else f"{price:f}",
        score=one.score,
        others=pair.alternatives,
    )


def _assumption(kind: Kind, ground: Ground) -> Message:
    """Return what the bounds rest on: a case has no table of rates, so they are assumed."""
    if ground.assumption is None:
        return kind.why
    low, high = (f"{decimal(one):f}" for one in ground.bounds)
    why = ground.assumption
    return Message("price-assumed", low=low, high=high, why=why, also=kind.why)


def _parameters(kind: Kind, bounds: tuple[Fraction, Fraction]) -> Mapping[str, str]:
    low, high = (f"{decimal(one):f}" for one in bounds)
    return {**kind.settings(), "low": low, "high": high}
