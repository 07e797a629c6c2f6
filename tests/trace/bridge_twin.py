"""Inferred legs told the slow way: every pair of every two candidates, in fractions."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from itertools import product

from kg.ledger.base import FlowIndex
from kg.trace.bridge import leg_kinds

SECOND = 1_000_000
Told = dict[tuple[str, tuple[str, ...], tuple[str, ...]], tuple[int, str, int]]


def told(index: FlowIndex, dealers: frozenset[str] = frozenset()) -> Told:
    """By (kind, paid, got): score, state, how many alternatives; of coin alone."""
    scored = []
    for name in ("coin-bought", "coin-sold"):
        kind = leg_kinds.kinds()[name]
        bought = name == "coin-bought"
        money = _candidates(index, "CNY", kind.run if bought else 1, kind.within)
        coin = _candidates(index, "USDT", 1, 0)
        paid, got = (money, coin) if bought else (coin, money)
        scored += _kind(index, kind, paid, got, dealers)
    return _choose(index, scored)


def _candidates(index, currency, most, within):
    """Every run of up to ``most`` payments that follow each other between the same two."""
    lines = defaultdict(list)
    for row in range(len(index)):
        ends = bool(index.is_end[index.src[row]] or index.is_end[index.dst[row]])
        mine = index.currencies[index.currency[row]] == currency
        if mine and index.amount[row] > 0 and not ends:
            lines[int(index.src[row]), int(index.dst[row])].append(row)
    return [
        line[at : at + size]
        for line in lines.values()
        for at in range(len(line))
        for size in range(1, most + 1)
        if at + size <= len(line)
        and index.start[line[at + size - 1]] - index.start[line[at]] <= within
    ]


def _kind(index, kind, paid, got, dealers):
    near = [(p, g) for p, g in product(paid, got) if _is_near(index, kind, p, g)]
    known = {n: _known(index, pair, dealers) for n, pair in enumerate(near)}
    agreed = []
    for n, (p, g) in enumerate(near):
        chance = _agree(index, kind, p, g)
        if chance is not None:
            others = sum((p == q) + (g == h) for q, h in near) - 2
            tried = sum(one >= known[n] for one in known.values())
            if chance * tried <= Fraction(1, kind.chance):
                agreed.append((p, g, chance, known[n], others, tried))
    return _score(index, kind, agreed)


def _score(index, kind, agreed):
    times = _times(index, kind, agreed)
    scored = []
    for p, g, chance, known, others, tried in agreed:
        worth = {
            "price": max(Fraction(0), 1 - chance * tried),
            "gap": _nearness(index, kind, p, g),
            "known": known,
            "again": 1 - Fraction(1, times[_ends(index, p, g)]),
        }
        points = sum(
            int(worth[name] * part.points + Fraction(1, 2))
            for name, part in leg_kinds.parts().items()
        )
        if points >= leg_kinds.number("least"):
            scored.append((kind.name, p, g, points, others))
    return scored


def _choose(index, every):
    """Of two readings of the same payments the better, the first of equal ones; then by rivals."""
    kept = [
        one
        for n, one in enumerate(every)
        if not any(
            {*one[1], *one[2]} == {*two[1], *two[2]} and (two[3], -m) > (one[3], -n)
            for m, two in enumerate(every)
        )
    ]
    found: Told = {}
    for name, p, g, points, others in kept:
        rivals = [
            other
            for also, q, h, other, _ in kept
            if (also, q, h) != (name, p, g) and {*q, *h} & {*p, *g}
        ]
        best, margin = max(rivals, default=None), leg_kinds.number("margin")
        if best is not None and best >= points + margin:
            continue
        state = "proposed" if best is None or points >= best + margin else "ambiguous"
        links = [tuple(index.links[row] for row in side) for side in (p, g)]
        found[name, links[0], links[1]] = points, state, others
    return found


def _times(index, kind, agreed):
    from kg.model import stable_id

    def key(one):
        links = [index.links[row] for row in (*one[0], *one[1])]
        return len(links), stable_id("InferredLeg", kind.name, str(len(one[0])), *links)

    used, times = defaultdict(set), defaultdict(int)
    for one in sorted(agreed, key=key):
        rows, ends = {*one[0], *one[1]}, _ends(index, one[0], one[1])
        if not used[ends] & rows:
            used[ends] |= rows
            times[ends] += 1
    return times


def _ends(index, p, g):
    return int(index.dst[p[0]]), int(index.src[g[0]])


def _known(index, pair, dealers):
    return Fraction(sum(index.accounts[end] in dealers for end in _ends(index, *pair)), 2)


def _span(index, rows):
    return int(index.start[rows[-1]]), int(index.start[rows[-1]] + index.width[rows[-1]])


def _nearness(index, kind, p, g):
    (paid, paid_stop), (got, got_stop) = _span(index, p), _span(index, g)
    late, early = max(got_stop - paid - SECOND, 0), max(paid_stop - got - SECOND, 0)
    return max(Fraction(0), 1 - max(Fraction(late, kind.after), Fraction(early, kind.before)))


def _sums(index, kind, p, g):
    paid, got = (sum(int(index.amount[row]) for row in rows) for rows in (p, g))
    return (paid, got) if kind.pays_first else (got, paid)


def _rate(index, g):
    return leg_kinds.rate_of("CNY", "USDT", int(index.start[g[-1]]))


def _is_near(index, kind, p, g):
    (paid, paid_stop), (got, got_stop) = _span(index, p), _span(index, g)
    rate = _rate(index, g)
    if rate is None or got_stop <= paid - kind.before or got >= paid_stop + kind.after:
        return False
    money, goods = _sums(index, kind, p, g)
    worth = Fraction(money, 100)
    least, most = (goods + n(kind.fees) * 1_000_000 for n in (min, max))
    return rate.low * least / 1_000_000 <= worth <= rate.high * most / 1_000_000


def _agree(index, kind, p, g):
    """The least chance of an agreement at a price of two decimals at most, or None."""
    rate, (money, goods) = _rate(index, g), _sums(index, kind, p, g)
    fees = [int(fee * 1_000_000) for fee in kind.fees]
    found = []
    for fee, decimals in product(fees, range(kind.decimals + 1)):
        step = Fraction(1, 10**decimals)
        price, count = -(-rate.low // step) * step, 0
        prices = []
        while price <= rate.high:
            prices.append(price)
            price, count = price + step, count + 1
        for price in prices:
            whole = goods + fee
            worth, bought = price * whole / 10_000, Fraction(money) * 10_000 / price
            sides = (
                (money, 100, worth, whole, _worth_span(rate, whole, fees)),
                (whole, 1_000_000, bought, money, _bought_span(rate, money, fees)),
            )
            for units, scale, other, against, span in sides:
                tens = 10 ** (len(str(units)) - len(str(units).rstrip("0")))
                grain = min(tens, scale)
                if _digits(units) >= _digits(against) - 1 and abs(other - units) < grain:
                    wide = max(2 * grain - 1, tens)
                    found.append(min(Fraction(1), Fraction(count * len(fees) * wide, span)))
    return min(found, default=None)


def _digits(units):
    return len(str(units).rstrip("0"))


def _worth_span(rate, goods, fees):
    least, most = goods + min(fees), goods + max(fees)
    low, high = -(-rate.low * least // 10_000), rate.high * most // 10_000
    return max(1, int(high - low))


def _bought_span(rate, money, fees):
    low = max(1, -(-Fraction(money) * 10_000 // rate.high) - max(fees))
    high = Fraction(money) * 10_000 // rate.low - min(fees)
    return max(1, int(high - low))
