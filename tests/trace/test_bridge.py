"""Legs that no row records: by a slow twin, by properties, and on crowds with nothing planted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from decimal import Decimal
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.trace.bridge import leg_kinds
from kg.trace.bridge.prices import Deal, fit, goods_bounds, money_bounds
from kg.trace.bridge.propose import BridgeFacts, propose
from tests.depth import examples
from tests.trace.bridge_twin import told
from tests.trace.ledgers import DAY, SECOND, Row, index_of

DAWN = 1_713_142_800 * SECOND
"""2024-04-15 01:00 UTC."""
HOUR = 3_600 * SECOND
COIN = 1_000_000


def deal(price="7.18", fen=10_000_000, after=HOUR, fee=0, ends=(0, 1, 2, 3), at=DAWN):
    """Money to a dealer, and the coin that he sends for it."""
    payer, dealer, wallet, buyer = ends
    coin = int(Fraction(fen, 100) / Fraction(price) * COIN) - fee * COIN
    return [Row(payer, dealer, at, fen), Row(wallet, buyer, at + after, coin, currency=1)]


def found(rows, **said):
    return propose(index_of(rows, accounts=12), **said).legs


def test_money_to_a_dealer_and_coin_at_a_plain_price_is_proposed() -> None:
    (leg,) = found(deal(fee=1))
    assert (leg.rule, leg.state, leg.source, leg.target) == ("coin-bought", "proposed", "a1", "a2")
    assert (leg.rate, leg.fee, leg.gap) == (Decimal("7.18"), 1, 3600)
    assert (leg.paid, leg.got) == (("link0",), ("link1",))
    assert leg.score == sum(int(part.value) for part in leg.parts) >= leg_kinds.number("least")
    assert "7.6" in leg.assumption.text("en") and "no table of rates" in leg.assumption.text("en")


def test_coin_to_a_dealer_and_money_back_is_proposed() -> None:
    rows = [Row(4, 5, DAWN, 5_000 * COIN + 123_400, currency=1)]
    rows.append(Row(6, 7, DAWN + HOUR, 3_605_089, seq=1))  # 5,000.1234 at 7.21
    (leg,) = found(rows)
    assert (leg.rule, leg.source, leg.target) == ("coin-sold", "a5", "a6")
    assert leg.rate == Decimal("7.21")


@pytest.mark.parametrize(
    "rows",
    [
        deal(after=13 * HOUR),
        deal(after=-HOUR),
        deal(price="9.50"),
        deal(price="5.50"),
        deal(price="7.1374"),
        [replace(row, currency=0) for row in deal()],
        deal(at=DAWN - 20 * 365 * DAY),
    ],
    ids=["late", "early", "dear", "cheap", "no price", "no coin", "no rate known"],
)
def test_what_misses_the_price_or_the_window_is_not_proposed(rows) -> None:
    assert [leg for leg in found(rows) if leg.rule == "coin-bought"] == []


def test_up_to_three_payments_of_one_hour_may_be_one_price() -> None:
    (one, coin) = deal(fen=30_000_033)
    parts = [replace(one, start=DAWN - n * 600 * SECOND, amount=10_000_011) for n in (2, 1, 0)]
    (leg,) = [one for one in found([*parts, coin]) if len(one.paid) == 3]
    assert leg.paid_amount == Decimal("300000.33") and leg.state == "proposed"
    spread = [replace(one, start=DAWN - n * HOUR, amount=10_000_011) for n in (2, 1, 0)]
    assert found([*spread, coin]) == ()


def test_what_could_be_either_is_ambiguous_until_a_person_says() -> None:
    money, coin = deal()
    rows = [money, replace(money, src=8, dst=9), coin]
    one, other = found(rows)
    assert {one.state, other.state} == {"ambiguous"} and one.got == other.got
    chosen = found(rows, accepted=[other.id])
    assert [(leg.id, leg.state) for leg in chosen] == [(other.id, "accepted")]
    left = {leg.id: leg.state for leg in found(rows, rejected=[other.id])}
    assert left == {one.id: "proposed", other.id: "rejected"}


def test_a_recorded_dealer_and_a_second_deal_raise_the_score() -> None:
    (alone,) = found(deal())
    (known,) = found(deal(), known=BridgeFacts(dealers=frozenset(["a1"])))
    twice = found([*deal(), *deal("7.20", 7_654_321, at=DAWN + DAY)])
    assert known.score > alone.score and all(leg.score > alone.score for leg in twice)


def test_one_pair_of_payments_is_read_one_way() -> None:
    (leg,) = found(deal(after=300 * SECOND))
    assert leg.rule == "coin-bought"
    (back,) = found(deal(after=-300 * SECOND))
    assert back.rule == "coin-sold"


def test_cash_and_fees_are_no_deal() -> None:
    assert propose(index_of(deal(), ends=[1])).legs == ()


def test_a_ceiling_on_combinations_is_said() -> None:
    rows = [row for n in range(6) for row in deal(at=DAWN + n * 600 * SECOND, fen=10_000_000 + n)]
    whole, cut = (propose(index_of(rows), most=most) for most in (0, 3))
    assert not whole.warnings and len(cut.legs) < len(whole.legs)
    assert "3" in cut.warnings[0].text("en")


def test_gifts_of_a_month_at_a_whole_per_cent_are_proposed_and_bound_cards_count() -> None:
    gifts = [Row(0, 1, DAWN - n * DAY, 1_234_567 + 7_891 * n) for n in range(4)]
    paid = sum(gift.amount for gift in gifts) * 45 // 100
    index = index_of([*gifts, Row(5, 6, DAWN + 3 * DAY, paid)])
    at = np.array([n for n in range(len(index)) if index.dst[n] == 1], np.int64)
    known = BridgeFacts(gifts=at, bound={"a1": frozenset(["a6"])})
    (leg,) = propose(index, known, zone=UTC).legs
    assert (leg.rule, leg.source, leg.target) == ("gift-cashed", "a1", "a5")
    assert leg.rate == Decimal("0.45") and len(leg.paid) == 4
    (bare,) = propose(index, BridgeFacts(gifts=at), zone=UTC).legs
    assert bare.score == leg.score - leg_kinds.parts()["known"].points


@pytest.mark.parametrize(("taken", "paid"), [(0, 1_234_500), (7_407, 1_227_093)])
def test_an_order_meets_the_payment_of_its_bound_card_alone(taken, paid) -> None:
    orders = index_of([Row(0, 1, DAWN, 1_234_500)], currencies=["CNY"])
    orders = replace(orders, accounts=["member", "platform"], links=["order0"])
    rows = [Row(2, 3, DAWN + 600 * SECOND, paid), Row(4, 5, DAWN + 660 * SECOND, paid)]
    bound = {"member": frozenset(["a3"])}
    known = BridgeFacts(orders=orders, commissions=np.array([taken], np.int64), bound=bound)
    (leg,) = propose(index_of(rows), known).legs
    assert (leg.rule, leg.source, leg.target) == ("order-paid", "member", "a3")
    assert leg.paid == ("order0",) and leg.got == ("link0",)


# the slow twin

AMOUNTS = st.sampled_from([100_000, 719_000, 1_234_567, 7_180_000, 10_000_000, 10_000_001])
PRICES = st.sampled_from(["7", "7.1", "7.18", "7.19", "7.137", "6.4"])


@st.composite
def ledgers(draw) -> list[Row]:
    """A few payments; coin mostly worth one of them at some price."""
    rows: list[Row] = []
    for _ in range(draw(st.integers(1, 5))):
        start = DAWN + draw(st.integers(0, 40)) * 1_800 * SECOND
        width = draw(st.sampled_from([SECOND, SECOND, SECOND, 60 * SECOND, DAY]))
        fen, ends = draw(AMOUNTS), draw(st.sampled_from([(0, 1), (0, 1), (2, 1), (3, 4)]))
        rows.append(Row(*ends, start, fen, width=width))
        for _ in range(draw(st.integers(0, 2))):
            price, places = Fraction(draw(PRICES)), draw(st.sampled_from([0, 2, 6]))
            coin = int(Fraction(fen, 100) / price * 10**places) * 10 ** (6 - places)
            coin -= draw(st.sampled_from([0, 0, COIN]))
            at = start + draw(st.integers(-3, 30)) * 1_800 * SECOND
            sides = draw(st.sampled_from([(5, 6), (5, 6), (7, 6), (7, 8)]))
            rows.append(Row(*sides, at, max(coin, 1), currency=1))
    return rows


@settings(max_examples=examples(150))
@given(ledgers(), st.sets(st.sampled_from(["a1", "a4", "a5", "a7"])))
def test_the_twin_finds_the_same_legs(rows, dealers) -> None:
    index = index_of(rows, accounts=9)
    legs = propose(index, BridgeFacts(dealers=frozenset(dealers))).legs
    mine = {(leg.rule, leg.paid, leg.got): (leg.score, leg.state, leg.alternatives) for leg in legs}
    assert mine == told(index, frozenset(dealers))


@settings(max_examples=examples(60))
@given(ledgers())
def test_no_payment_is_in_two_chosen_legs_and_the_order_of_rows_is_nothing(rows) -> None:
    index = index_of(rows, accounts=9)
    legs = propose(index).legs
    for kind in leg_kinds.kinds():
        used = [
            row for leg in legs if (leg.rule, leg.state) == (kind, "proposed") for row in leg.rows
        ]
        assert len(used) == len(set(used))
    assert propose(index).legs == legs
    assert all(0 <= leg.score <= 100 for leg in legs)


@settings(max_examples=examples(200))
@given(
    st.integers(1, 10**12),
    st.integers(1, 10**13),
    st.sampled_from([(0,), (0, COIN), (0, -5_000)]),
    st.integers(0, 2),
)
def test_both_bounds_say_the_same_of_any_pair(money, goods, fees, decimals) -> None:
    terms = Deal(100, COIN, Fraction("6.8"), Fraction("7.6"), decimals, fees)
    low, high = money_bounds(goods, terms)
    first, last = goods_bounds(money, terms)
    if goods + min(fees) > 0:
        assert (low <= money <= high) == (first <= goods <= last)
    agreed = fit(money, goods, terms)
    if agreed:
        assert terms.low <= agreed.price <= terms.high and 0 < agreed.chance <= 1
        assert agreed.price * 10**decimals == int(agreed.price * 10**decimals)


# crowds


def crowd(seed: int, fiat: int = 2_000, coin: int = 200) -> list[Row]:
    """Payments and coin of a month that have nothing to do with each other; many are round."""
    rng = Random(seed)

    def amount(mean: float, scale: int, grains: tuple[int, ...]) -> int:
        grain = rng.choice(grains)
        return max(1, int(rng.lognormvariate(mean, 1.6) * scale) // grain) * grain

    def row(base: int, many: int, units: int, currency: int) -> Row:
        one, other = rng.sample(range(base, base + many), 2)
        return Row(one, other, DAWN + rng.randrange(30 * 86_400) * SECOND, units, currency=currency)

    told = [row(0, 400, amount(8.5, 100, (1, 1, 1, 100, 10_000)), 0) for _ in range(fiat)]
    grains = (1, 10_000, 10**6, 10**8)
    return told + [row(400, 80, amount(7.5, COIN, grains), 1) for _ in range(coin)]


@pytest.mark.parametrize("seed", range(4))
def test_a_crowd_without_deals_gives_none_and_one_deal_in_it_is_found(seed) -> None:
    rows = crowd(seed)
    assert propose(index_of(rows, accounts=490)).legs == ()
    planted = deal("7.23", 8_765_432, ends=(480, 481, 482, 483), at=DAWN + 9 * DAY)
    (leg,) = propose(index_of([*rows, *planted], accounts=490)).legs
    assert (leg.source, leg.target, leg.state) == ("a481", "a482", "proposed")
