"""A term in the chain: who feeds it, the term itself, where what it has goes, and where then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.glossary.drawing.shapes import (
    Point,
    Where,
    curve,
    linked,
    mark,
    picture,
    rows,
)
from kg.glossary.entry import Entry
from kg.glossary.terms import Glossary
from kg.messages import say
from kg.views.palette import BANDS, INK, LINE, QUIET
from kg.views.svg_text import wrapped

BOX, HIGH, GAP, BETWEEN, HEAD = 212.0, 52.0, 12.0, 57.0, 34.0
FOR_NAMES = BOX - 70
"""What a name may fill; some fonts are a tenth wider than the one it is measured in."""
Place = tuple[int, str]
"""A column and a term in it."""
MOST = 10
"""So many terms a column shows; the rest is counted."""


@dataclass(frozen=True, slots=True)
class TermColumn:
    """Terms below one another under a heading; ``after`` names those of the column before."""

    heading: str
    terms: tuple[Entry, ...]
    edges: tuple[tuple[str, str], ...] = ()


def neighbours(glossary: Glossary, term: Entry, lang: str, where: Where) -> str:
    """Return who feeds a term and where it leads, two steps on; nothing outside the chain."""
    up, down = glossary.upstream(term.name), glossary.downstream(term.name)
    if not up and not down:
        return ""
    known = {term.name, *(entry.name for entry in down)}
    onward = [(a.name, b) for a in down for b in glossary.downstream(a.name)]
    then = {b.name: b for _, b in onward if b.name not in known}
    columns = [
        TermColumn(
            say("glossary-fed-by", lang), up, tuple((entry.name, term.name) for entry in up)
        ),
        TermColumn(
            say("glossary-itself", lang), (term,), tuple((term.name, entry.name) for entry in down)
        ),
        TermColumn(
            say("glossary-hands-on", lang),
            down,
            tuple((a, b.name) for a, b in onward if b.name in then),
        ),
        TermColumn(say("glossary-and-then", lang), tuple(then.values())),
    ]
    return draw(glossary, [column for column in columns if column.terms], term, lang, where)


def draw(
    glossary: Glossary, columns: Sequence[TermColumn], main: Entry, lang: str, where: Where
) -> str:
    """Return columns of terms from left to right with the lines between them."""
    shown = [TermColumn(c.heading, c.terms[:MOST], c.edges) for c in columns]
    most = max(len(column.terms) for column in shown)
    height = HEAD + most * (HIGH + GAP) + 22
    width = len(columns) * (BOX + BETWEEN) - BETWEEN + 4
    places = dict(_placed(shown, height))
    parts = [*_lines(shown, places)]
    for at, column in enumerate(columns):
        x = at * (BOX + BETWEEN) + BOX / 2 + 2
        parts.append(rows((x, 16), [(column.heading, 13, QUIET)], anchor="middle"))
        parts += [_box(glossary, t, places[at, t.name], main, lang, where) for t in shown[at].terms]
        if (hidden := len(column.terms) - MOST) > 0:
            more = say("glossary-more", lang, n=hidden)
            parts.append(rows((x, height - 6), [(more, 12, QUIET)], anchor="middle"))
    return picture(width, height, say("glossary-picture-of", lang, term=main.label(lang)), parts)


def _placed(columns: Sequence[TermColumn], height: float) -> Iterable[tuple[Place, Point]]:
    """Yield the middle of each box; a column stands in the middle of the picture.

    A term may stand in two columns: a gang feeds card sellers, and their cards come back to it.
    """
    for at, column in enumerate(columns):
        used = len(column.terms) * (HIGH + GAP) - GAP
        top = HEAD + (height - HEAD - 22 - GAP - used) / 2
        for row, term in enumerate(column.terms):
            x = at * (BOX + BETWEEN) + BOX / 2 + 2
            yield (at, term.name), (x, top + row * (HIGH + GAP) + HIGH / 2)


def _lines(columns: Sequence[TermColumn], places: dict[Place, Point]) -> Iterable[str]:
    for at, column in enumerate(columns):
        for a, b in column.edges:
            if (at, a) in places and (at + 1, b) in places:
                (ax, ay), (bx, by) = places[at, a], places[at + 1, b]
                yield curve((ax + BOX / 2, ay), (bx - BOX / 2, by))


def _box(
    glossary: Glossary, term: Entry, middle: Point, main: Entry, lang: str, where: Where
) -> str:
    x, y = middle
    left, is_main = x - BOX / 2, term.name == main.name
    ground = (
        f'<rect x="{left:.1f}" y="{y - HIGH / 2:.1f}" width="{BOX:g}" height="{HIGH:g}" rx="8" '
        f'fill="{BANDS[1] if is_main else "#ffffff"}" stroke="{INK if is_main else LINE}" '
        f'stroke-width="{1.6 if is_main else 1.2}"/>'
    )
    names = wrapped(term.label(lang), 13.5, FOR_NAMES)
    stage = stage_of(glossary, term)
    under = [(stage.label(lang), 11.0, QUIET)] if stage and len(names) == 1 else []
    count = len(names) + len(under)
    texts = rows((left + 50, y + 4.8 - (count - 1) * 8), [*((n, 13.5, INK) for n in names), *under])
    body = ground + mark(glossary, term, (left + 26, y), 15) + texts
    return linked(body, "" if is_main else where(term), term.definition(lang))


def stage_of(glossary: Glossary, term: Entry) -> Entry | None:
    """Return the stage of the chain where a term stands, its own or its parents'."""
    for entry in (term, *glossary.ancestors(term.name)):
        for name in (*entry.pointed_at("stage"), *entry.pointed_at("stepStage")):
            return glossary.term(name)
    return None
