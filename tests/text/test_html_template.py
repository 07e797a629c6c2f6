"""Templates escape what is text, keep what is HTML, and refuse what they are not given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateNotFound, UndefinedError

from kg.text.html_table import SHOWN, html_table
from kg.text.html_template import html_template, own_html


@given(st.text(alphabet="<>&\"'ab\u2028", max_size=20))
def test_a_text_opens_no_element(text: str) -> None:
    page = html_table(text, [text], [(text,)])
    bare = page
    for tag in ("table", "caption", "tr", "th", "td"):
        bare = bare.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    assert not set(bare) & set("<>\"'")


def test_own_html_stays() -> None:
    page = html_template("kg.text", "table.html")
    assert "<b>x</b>" in page.render(caption=own_html("<b>x</b>"), heads=[], rows=[])


def test_what_is_not_given_or_not_there_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        html_template("kg.text", "table.html").render(caption="x")
    with pytest.raises(TemplateNotFound):
        html_template("kg.text", "nothing.html")


def test_rows_that_are_not_shown_are_counted() -> None:
    page = html_table("x", ["a", "b"], [("1", "2")] * (SHOWN + 3))
    assert page.count("<tr>") == 1 + SHOWN + 1 and "<td>… 3</td><td></td>" in page
