"""Which lines say what they are, and which only go beside a stronger one."""

from __future__ import annotations

from decimal import Decimal

from chains import fraud

from kg.model import Chain, ChainEdge
from kg.schema import Schema
from kg.views.captions import captioned, quiet, roots
from kg.views.legend import level_heading
from kg.views.page import arrange
from kg.views.svg_paths import fitted


def edge(kind: str, family: str, amount: int = 0) -> ChainEdge:
    totals = {"CNY": Decimal(amount)} if amount else {}
    return ChainEdge("a", "b", kind, family, (), totals)


def test_of_lines_between_the_same_two_only_the_strongest_is_loud() -> None:
    edges = [
        edge("Call", "people"),
        edge("Deceives", "people"),
        edge("ReportedLoss", "money", 5),
        edge("Transfer", "money", 5),
        edge("Call", "people"),
    ]
    ends = [(0, 1), (0, 1), (1, 2), (1, 2), (3, 4)]
    assert quiet(edges, ends) == [True, False, True, False, False]


def test_small_amounts_and_repeated_deeds_wait_to_be_asked() -> None:
    edges = [
        edge("Transfer", "money", 100),
        edge("Transfer", "money", 7),
        edge("Deceives", "people"),
        edge("Deceives", "people"),
        edge("Deceives", "people"),
        edge("HoldsRole", "people"),
    ]
    ends = [(0, 1), (0, 2), (3, 4), (3, 5), (6, 7), (8, 8)]
    assert captioned(edges, ends, few=5) == [True, False, True, False, True, False]
    assert captioned(edges, ends) == [True, True, True, True, True, False]


def test_a_companion_counts_as_its_host(chain: Chain, schema: Schema) -> None:
    drawn = arrange(chain, schema)
    for place, root in zip(drawn.places, roots(drawn), strict=True):
        assert root == place.host or place.host < 0
        assert drawn.places[root].host < 0


def test_columns_are_called_by_their_level_but_an_exit_has_none(schema: Schema) -> None:
    chain = fraud()
    assert level_heading(schema, chain, "Layering", 3) == {"zh": "三级卡", "en": "Level 3"}
    assert level_heading(schema, chain, "Exit", 3) == {}
    assert level_heading(schema, chain, "Layering", 0) == {}


def test_of_a_masked_number_the_end_is_kept() -> None:
    assert fitted("+86120****63 (2)", 10, 50) == "+86…63 (2)"
    assert fitted("TY3iMT…wnjk", 10, 40) == "T…wnjk"
