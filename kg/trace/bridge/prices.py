"""Whether two amounts come out at a plain price, and how easily they would do so by chance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple


class Deal(NamedTuple):
    """The terms of one pair: units to one of money and of goods, bounds of the price, fees.

    ``fees`` are units of the goods that were kept of them (or, below 0, of the money's side).
    """

    money_scale: int
    goods_scale: int
    low: Fraction
    high: Fraction
    decimals: int
    fees: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PriceFit:
    """A price at which money and goods agree to the last digit, and the fee with it.

    ``chance`` is what part of the amounts within the bounds, of those as round as this one, would
    agree as well as that.
    """

    price: Fraction
    fee: int
    chance: Fraction


def money_bounds(goods: int, deal: Deal) -> tuple[int, int]:
    """Return between which units of money so many units of goods may be worth, both included."""
    to_money = Fraction(deal.money_scale, deal.goods_scale)
    least, most = max(0, goods + min(deal.fees)), goods + max(deal.fees)
    return ceil(deal.low * least * to_money), floor(deal.high * most * to_money)


def goods_bounds(money: int, deal: Deal) -> tuple[int, int]:
    """Return between which units of goods so many units of money may be worth, both included."""
    to_goods = Fraction(deal.goods_scale, deal.money_scale)
    least, most = money * to_goods / deal.high, money * to_goods / deal.low
    return max(1, ceil(least) - max(deal.fees)), floor(most) - min(deal.fees)


def fit(money: int, goods: int, deal: Deal) -> PriceFit | None:
    """Return the least chancy agreement of two amounts at a price within the bounds, if any."""
    fits = [fit for fee in deal.fees for fit in _fits(money, goods + fee, fee, deal)]
    return min(
        fits,
        key=lambda price_fit: (price_fit.chance, abs(price_fit.fee), price_fit.price),
        default=None,
    )


def _fits(money: int, goods: int, fee: int, deal: Deal) -> Iterator[PriceFit]:
    """Yield the agreements with one fee: at a price of so few decimals, to less than a grain."""
    if goods <= 0 or money <= 0:
        return
    for decimals in range(deal.decimals + 1):
        steps = 10**decimals
        have, each = money * deal.goods_scale * steps, deal.money_scale * goods
        for near in (have // each, have // each + 1):
            off = abs(have - near * each)
            for chance in _chances(money, goods, near, steps, off, deal):
                yield PriceFit(Fraction(near, steps), fee, chance)


def _chances(
    money: int, goods: int, price: int, steps: int, off: int, deal: Deal
) -> Iterator[Fraction]:
    """Yield the chance of an agreement: whichever side has more digits was worked out."""
    if not deal.low * steps <= price <= deal.high * steps:
        return
    of_money, of_goods = digits(money), digits(goods)
    grain = grain_of(money, deal.money_scale)
    if of_money >= of_goods - 1 and off < grain * steps * deal.goods_scale:
        yield _chance(steps, money, grain, money_bounds(goods, deal), deal)
    grain = grain_of(goods, deal.goods_scale)
    if of_goods >= of_money - 1 and off < grain * price * deal.money_scale:
        yield _chance(steps, goods, grain, goods_bounds(money, deal), deal)


def _chance(steps: int, units: int, grain: int, bounds: tuple[int, int], deal: Deal) -> Fraction:
    """Return which part of the amounts as round as this one lies on one of so many prices."""
    prices = floor(deal.high * steps) - ceil(deal.low * steps) + 1
    wide = max(2 * grain - 1, grain_of(units, units))
    span = max(1, bounds[1] - bounds[0])
    return min(Fraction(1), Fraction(prices * len(deal.fees) * wide, span))


def digits(units: int) -> int:
    """Return how many digits an amount has before its last zeros.

    >>> digits(1_200_000), digits(13_927_58)
    (2, 7)
    """
    return len(str(units).rstrip("0"))


def grain_of(units: int, scale: int) -> int:
    """Return the largest power of ten that divides an amount, one whole at most.

    >>> grain_of(1_392_757, 100), grain_of(1_392_700, 100), grain_of(1_390_000, 100)
    (1, 100, 100)
    """
    grain = 1
    while grain * 10 <= scale and units % (grain * 10) == 0:
        grain *= 10
    return grain


def in_units(fees: Sequence[Fraction], scale: int) -> tuple[int, ...]:
    """Return fees in units of the goods."""
    return tuple(int(fee * scale) for fee in fees)
