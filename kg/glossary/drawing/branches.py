"""The kinds of one module as a tree: broader ones at the left, in as many columns as it needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil

from kg.glossary.drawing.shapes import Where, is_link, linked, mark, picture, rows
from kg.glossary.entry import Entry
from kg.glossary.terms import Glossary
from kg.messages import say
from kg.views.palette import INK, LINE, QUIET
from kg.views.svg_paths import fitted, text_width

ROW, STEP, COLUMN, SIZE = 28.0, 22.0, 332.0, 13.5
LONG, COLUMNS = 16, 3
"""Rows that one column takes before there is a second; and the most columns there are."""
MOST_VALUES = 14
"""So many values of a closed list are drawn; the rest is counted."""


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One row of the tree: a term, or a count of those that are not drawn."""

    depth: int
    term: Entry | None
    text: str = ""
    ours: bool = True


def branches(glossary: Glossary, module: str, title: str, lang: str, where: Where) -> str:
    """Return the tree of a module's kinds and values; nothing where it has none."""
    lines = list(_lines(glossary, module, lang))
    if not lines:
        return ""
    columns = list(_columns(lines))
    height = max(map(len, columns)) * ROW + 8
    parts = [
        part
        for at, column in enumerate(columns)
        for part in _column(glossary, column, at * COLUMN + 4, lang, where)
    ]
    return picture(len(columns) * COLUMN, height, title, parts)


def _lines(glossary: Glossary, module: str, lang: str) -> Iterator[TreeRow]:
    """Yield broader terms of other modules, and below each the tree of this one."""
    ours = [t for t in glossary.terms() if t.module == module and t.sort in ("class", "value")]
    tops: dict[str, list[Entry]] = {}
    for term in ours:
        if all(glossary.term(parent).module != module for parent in term.parents):
            tops.setdefault(term.parents[0] if term.parents else "", []).append(term)
    for parent, children in tops.items():
        if parent:
            yield TreeRow(0, glossary.term(parent), ours=False)
        yield from _below(glossary, children, module, 1 if parent else 0, lang)


def _below(
    glossary: Glossary, terms: Iterable[Entry], module: str, depth: int, lang: str
) -> Iterator[TreeRow]:
    values = 0
    for term in terms:
        values += term.sort == "value"
        if values <= MOST_VALUES or term.sort == "class":
            yield TreeRow(depth, term)
        children = [child for child in glossary.children(term.name) if child.module == module]
        yield from _below(glossary, children, module, depth + 1, lang)
    if values > MOST_VALUES:
        yield TreeRow(depth, None, say("glossary-more", lang, n=values - MOST_VALUES))


def _columns(lines: list[TreeRow]) -> Iterator[list[TreeRow]]:
    """Yield columns of about one length; a new one begins with a term near the root."""
    count = min(COLUMNS, ceil(len(lines) / LONG))
    height, column = ceil((len(lines) + count) / count), list[TreeRow]()
    for line in lines:
        if count > 1 and len(column) >= height and line.term and line.depth <= 3:
            yield column
            column, count = _again(column, line.depth), count - 1
        column.append(line)
    yield column


def _again(column: list[TreeRow], depth: int) -> list[TreeRow]:
    """Return the broader terms that a new column goes on under, said once more."""
    tree_rows: list[TreeRow] = []
    for line in reversed(column):
        if line.depth < depth and line.term:
            tree_rows.append(TreeRow(line.depth, line.term, ours=False))
            depth = line.depth
    return tree_rows[::-1]


def _column(
    glossary: Glossary, lines: list[TreeRow], left: float, lang: str, where: Where
) -> Iterator[str]:
    above: dict[int, float] = {}
    for row, line in enumerate(lines):
        x, y = left + line.depth * STEP, row * ROW + ROW / 2 + 4
        if line.depth:
            top = above.get(line.depth - 1, y - ROW / 2)
            yield (
                f'<path d="M{x - STEP + 10:.0f} {top + (11 if line.depth - 1 in above else 0):.0f}'
                f'V{y:.0f}H{x + 1:.0f}" fill="none" stroke="{LINE}" stroke-width="1.4"/>'
            )
        above = {depth: at for depth, at in above.items() if depth < line.depth} | {line.depth: y}
        yield _row(glossary, line, (x, y), left + COLUMN - 10, lang, where)


def _row(
    glossary: Glossary,
    line: TreeRow,
    at: tuple[float, float],
    right: float,
    lang: str,
    where: Where,
) -> str:
    x, y = at
    if line.term is None:
        return rows((x + 4, y + 4.5), [(line.text, 12, QUIET)])
    label = fitted(line.term.label(lang), SIZE, right - x - 28)
    colour = INK if line.ours else QUIET
    body = mark(glossary, line.term, (x + 10, y), 9.5)
    body += rows((x + 26, y + 4.8), [(label, SIZE, colour)])
    begins = x + 36 + text_width(label, SIZE) * 1.04
    ends = fitted(_ends(glossary, line.term, lang), 11.5, right - begins)
    if len(ends) > 3:
        body += rows((begins, y + 4.4), [(ends, 11.5, QUIET)])
    return linked(body, where(line.term), line.term.definition(lang))


def _ends(glossary: Glossary, term: Entry, lang: str) -> str:
    """Return from what to what a link goes."""
    names = term.pointed_at("shortcutProperty") if is_link(glossary, term) else ()
    if not names:
        return ""
    shortcut = glossary.term(names[0])
    ends = (*shortcut.pointed_at("domain"), *shortcut.pointed_at("range"))
    return " → ".join(glossary.term(end).label(lang) for end in ends)
