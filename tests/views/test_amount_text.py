"""Amounts as people say them, and widths that follow them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from chains import fraud
from hypothesis import given
from hypothesis import strategies as st

from kg.model import ChainEdge, Link, Proof
from kg.views.amount_text import plain, short, shorts
from kg.views.line_weights import THICK, THIN, edge_marks, edge_proof, widths

MONEY = st.decimals(
    allow_nan=False, allow_infinity=False, places=6, min_value=-(10**15), max_value=10**15
)


@pytest.mark.parametrize(
    ("amount", "currency", "lang", "said"),
    [
        ("5", "CNY", "zh", "¥5"),
        ("12345.67", "CNY", "zh", "¥1.23万"),
        ("99999999", "CNY", "zh", "¥10000万"),
        ("250000000", "CNY", "zh", "¥2.5亿"),
        ("250000000", "USD", "en", "$250M"),
        ("1500", "USDT", "en", "1.5K USDT"),
        ("0.000001", "USDT", "zh", "0.000001 USDT"),
        ("-50000", "CNY", "zh", "¥-5万"),
    ],
)
def test_amounts_are_said_short(amount: str, currency: str, lang: str, said: str) -> None:
    assert short(Decimal(amount), currency, lang) == said


@given(MONEY)
def test_plain_amounts_are_exact(amount: Decimal) -> None:
    assert Decimal(plain(amount)) == amount and "E" not in plain(amount)


def test_currencies_are_never_added_up() -> None:
    assert shorts({"USDT": Decimal(7), "CNY": Decimal(20000)}, "zh") == "¥2万 + 7 USDT"


def test_a_larger_amount_is_never_drawn_thinner() -> None:
    edges = [edge for edge in fraud().edges if edge.totals]
    drawn = sorted(
        zip(
            [edge.totals["CNY"] for edge in edges],
            widths(edges),
            [e.family for e in edges],
            strict=True,
        )
    )
    money = [width for _, width, family in drawn if family == "money"]
    assert money == sorted(money) and money[0] >= THIN and money[-1] <= THICK


def test_a_line_shows_its_best_proof_and_every_doubt() -> None:
    links = tuple(
        Link(str(at), "Leads", "a", "b", proof=proof)
        for at, proof in enumerate((Proof.EXCLUDED, Proof.CLUE, Proof.CORROBORATED))
    )
    edge = ChainEdge("a", "b", "Leads", "people", links)
    assert edge_proof(edge) == "corroborated" and edge_marks(edge) == ["excluded"]
