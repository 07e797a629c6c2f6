"""The still picture's texts: rows that hold whole words, and nothing cut that could be whole."""

from __future__ import annotations

import re

import pytest
from chains import fraud

from kg.messages import say
from kg.schema import Schema
from kg.views.node_order import AIRY, heights
from kg.views.page import arrange
from kg.views.svg import BELOW, PANE, svg
from kg.views.svg_paths import text_width
from kg.views.svg_text import role_text, uncut, wrapped


def test_rows_break_between_words_and_after_hyphens() -> None:
    rows = wrapped("alleged paid-poster leader", 10.5, 82)
    assert rows == ["alleged paid-", "poster leader"]
    assert all(text_width(row, 10.5) <= 82 for row in rows)
    assert wrapped("涉嫌跑分平台经营人员", 10.5, 82) == ["涉嫌跑分平台经", "营人员"]
    assert wrapped("", 10.5, 82) == []


def test_a_smaller_size_is_taken_before_anything_is_cut() -> None:
    text = "alleged over-the-counter coin dealer"
    rows, size = uncut(text, BELOW, 82, 2)
    assert (" ".join(rows).replace("- ", "-"), size) == (text, 9.2)
    assert uncut("alleged fraud caller", (10.5, 9.2), 82, 2)[1] == 10.5


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_role_is_cut_on_the_still_picture(lang: str, schema: Schema) -> None:
    chain = fraud()
    drawn = re.findall(r"<text[^>]*>([^<]*)</text>", svg(chain, schema, lang=lang).decode())
    whole = "".join(drawn).replace(" ", "")
    places = arrange(chain, schema, PANE, 1).places
    for node, place in zip(chain.nodes, places, strict=True):
        text = role_text(node, schema, lang)
        if text and place.host < 0:
            assert text.replace(" ", "") in whole, text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_role_of_the_ontology_fits_below_a_node(lang: str, schema: Schema) -> None:
    for role in schema.roles():
        if schema.is_accusation(role.name):
            rows, _ = uncut(say("page-alleged", lang, role=role.label(lang)), BELOW, 82, 2)
            assert not any("…" in row for row in rows), role.name


def test_a_layer_with_room_to_spare_stands_airier_than_a_full_one() -> None:
    layers = [[0, 1, 2], list(range(3, 13))]
    y, total = heights(layers, [(at, 8) for at in layers[0]], dict.fromkeys(range(13), 1.0))
    assert total == 10
    assert [round(y[b] - y[a], 6) for a, b in ((0, 1), (1, 2))] == [AIRY, AIRY]
    assert all(round(y[at + 1] - y[at], 6) == 1 for at in range(3, 12))
