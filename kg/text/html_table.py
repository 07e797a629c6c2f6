"""A small HTML table, as notebooks show results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import islice

SHOWN = 20
"""Rows; how many more there are is said."""


def html_table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table with its first rows; every cell is escaped.

    >>> html_table("One", ["from"], [("A<1>",)])
    '<table><caption>One</caption><tr><th>from</th></tr><tr><td>A&lt;1&gt;</td></tr></table>'
    """
    left = iter(rows)
    lines = [_line("th", columns), *(_line("td", row) for row in islice(left, SHOWN))]
    if more := sum(1 for _ in left):
        lines.append(_line("td", [f"… {more:,}", *[""] * (len(columns) - 1)]))
    return f"<table><caption>{escape(caption)}</caption>{''.join(lines)}</table>"


def _line(tag: str, cells: Iterable[object]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(str(cell))}</{tag}>' for cell in cells)}</tr>"
