"""A small HTML table, as notebooks show results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from kg.text.html_template import html_template

SHOWN = 20
"""Rows; how many more there are is said."""


def html_table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table with its first rows; every cell is escaped.

    >>> html_table("One", ["from"], [("A<1>",)])
    '<table><caption>One</caption><tr><th>from</th></tr><tr><td>A&lt;1&gt;</td></tr></table>'
    """
    left = iter(rows)
    lines = [tuple(row) for row in islice(left, SHOWN)]
    if more := sum(1 for _ in left):
        lines.append((f"… {more:,}", *[""] * (len(columns) - 1)))
    table = html_template("kg.text", "table.html")
    return table.render(caption=caption, heads=columns, rows=lines)
