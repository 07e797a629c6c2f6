"""The whole chain as one picture: the stages in two rows, who acts in each, who feeds whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.glossary.drawing.shapes import (
    Point,
    Where,
    bow,
    curve,
    linked,
    mark,
    nowhere,
    picture,
    rows,
    sign,
)
from kg.glossary.entry import Entry
from kg.glossary.terms import Glossary
from kg.messages import say
from kg.views.palette import BANDS, INK, PAPER, QUIET
from kg.views.svg_text import uncut, wrapped

COLUMN, ROW, HEAD, EDGE, RADIUS, DEEP = 122.0, 100.0, 48.0, 8.0, 17.0, 6
"""``DEEP``: so many terms stand below one another before a stage takes a second column."""
ROWS = (
    ("DataSource", "DataProcessing", "DataTrade", "LeadGeneration", "CoreCrime", "Victimisation"),
    ("Collection", "Layering", "Exit"),
)
"""The front end and the crime above, the back end below."""
SWEEPS = 8


@dataclass(frozen=True, slots=True)
class StageColumns:
    """One stage: where it begins, how many columns it takes, who stands in it."""

    stage: Entry
    left: float
    columns: int
    terms: tuple[Entry, ...]


def chain_picture(glossary: Glossary, langs: Sequence[str], where: Where = nowhere) -> str:
    """Return the chain with the families in it, each term in the first language, then the next."""
    upper, lower = (list(_bands(glossary, names)) for names in ROWS)
    width = _right(upper) + EDGE
    lower = _shifted(lower, width - EDGE - _right(lower))
    tall = [max(len(b.terms) // b.columns + bool(len(b.terms) % b.columns) for b in upper)]
    tall.append(max(-(-len(b.terms) // b.columns) for b in lower))
    tops = (EDGE, EDGE + HEAD + tall[0] * ROW + 24)
    height = tops[1] + HEAD + tall[1] * ROW + EDGE
    places: dict[str, Point] = {}
    parts = []
    for bands, top, rows_here in zip((upper, lower), tops, tall, strict=True):
        parts += [_ground(b, top, rows_here, langs, at) for at, b in enumerate(bands)]
        places |= _placed(glossary, bands, top, rows_here, places)
    shown = [term for band in (*upper, *lower) for term in band.terms]
    parts += [*_lines(shown, places)]
    parts += [_node(glossary, term, places[term.name], langs, where) for term in shown]
    parts.append(_legend(glossary, langs, (EDGE + 4, tops[1] + 8)))
    title = " / ".join(say("glossary-chain-title", lang) for lang in langs)
    ground = f'<rect width="{width:.0f}" height="{height:.0f}" fill="{PAPER}"/>'
    return picture(width, height, title, [ground, *parts])


def chain_terms(glossary: Glossary) -> tuple[Entry, ...]:
    """Return the parties and things of the chain: not acts, concrete, each at a stage of its own.

    A party that neither feeds anybody nor is fed stands for a broader one that is there already.
    """
    terms = []
    for term in glossary.terms("class"):
        acts = glossary.is_a(term.name, "Act") or glossary.is_a(term.name, "Link")
        if not term.pointed_at("stage") or acts or term.said.flag("abstract"):
            continue
        joined = term.pointed_at("feeds") or glossary.upstream(term.name)
        if joined or not glossary.is_a(term.name, "Role"):
            terms.append(term)
    return tuple(terms)


def _bands(glossary: Glossary, names: Sequence[str]) -> Iterator[StageColumns]:
    left, terms = EDGE, chain_terms(glossary)
    for name in names:
        here = tuple(term for term in terms if term.said.one("stage") == name)
        columns = max(1, -(-len(here) // DEEP))
        yield StageColumns(glossary.term(name), left, columns, here)
        left += columns * COLUMN


def _right(bands: Sequence[StageColumns]) -> float:
    return bands[-1].left + bands[-1].columns * COLUMN


def _shifted(bands: Sequence[StageColumns], by: float) -> list[StageColumns]:
    return [StageColumns(band.stage, band.left + by, band.columns, band.terms) for band in bands]


def _ground(band: StageColumns, top: float, rows_here: int, langs: Sequence[str], at: int) -> str:
    width, height = band.columns * COLUMN, HEAD + rows_here * ROW
    heads = [(band.stage.label(lang), 15.0 - 3 * n, INK) for n, lang in enumerate(langs)]
    lines = []
    for text, size, colour in heads:
        lines += [(line, size, colour) for line in wrapped(text, size, width - 8, 3 - len(langs))]
    return (
        f'<rect x="{band.left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{height:.0f}" '
        f'fill="{BANDS[at % 2]}"/>'
    ) + rows((band.left + width / 2, top + 20), lines, anchor="middle")


def _placed(
    glossary: Glossary,
    bands: Sequence[StageColumns],
    top: float,
    rows_here: int,
    known: dict[str, Point],
) -> dict[str, Point]:
    """Give every term its place; a few sweeps move terms to the height of whom they deal with."""
    places: dict[str, Point] = {}
    for band in bands:
        places |= dict(_in_band(band, [band.terms], top, rows_here))
    for _ in range(SWEEPS):
        for band in bands:
            columns = _columns(glossary, band, known | places)
            places |= dict(_in_band(band, columns, top, rows_here))
    return places


def _columns(
    glossary: Glossary, band: StageColumns, places: dict[str, Point]
) -> list[Sequence[Entry]]:
    """Return the terms of a stage column by column: next to the stages they deal with."""
    others = {name: at for name, at in places.items() if name not in {t.name for t in band.terms}}
    middle = band.left + band.columns * COLUMN / 2
    order = sorted(band.terms, key=lambda t: _mean(glossary, t, others, 0, middle))
    deep = -(-len(order) // band.columns)
    return [
        sorted(
            order[at : at + deep], key=lambda t: _mean(glossary, t, places, 1, places[t.name][1])
        )
        for at in range(0, len(order), deep or 1)
    ]


def _mean(
    glossary: Glossary, term: Entry, places: dict[str, Point], axis: int, otherwise: float
) -> float:
    mates = (*glossary.upstream(term.name), *glossary.downstream(term.name))
    mate_places = [places[mate.name][axis] for mate in mates if mate.name in places]
    return sum(mate_places) / len(mate_places) if mate_places else otherwise


def _in_band(
    band: StageColumns, columns: Sequence[Sequence[Entry]], top: float, rows_here: int
) -> Iterator[tuple[str, Point]]:
    for at, column in enumerate(columns):
        x = band.left + COLUMN * (at + 0.5)
        begins = top + HEAD + ROW * (rows_here - len(column)) / 2 + RADIUS + 6
        for row, term in enumerate(column):
            yield term.name, (x, begins + row * ROW)


def _lines(terms: Sequence[Entry], places: dict[str, Point]) -> Iterator[str]:
    for term in terms:
        for name in term.pointed_at("feeds"):
            if name in places:
                yield _line(places[term.name], places[name])


def _line(a: Point, b: Point) -> str:
    """Return a line onward, beside a column, or back: below what stands between."""
    (ax, ay), (bx, by) = a, b
    if bx > ax + 30:
        return curve((ax + RADIUS + 2, ay), (bx - RADIUS - 2, by))
    if abs(bx - ax) <= 30:
        out = ax + RADIUS + 40
        return bow((ax + RADIUS, ay), (out, ay), (out, by), (bx + RADIUS + 1, by))
    side = 1 if by > ay else -1
    lean = (by - ay) * 0.4
    start, end = (ax - 8, ay + side * RADIUS), (bx + RADIUS + 1, by - side * 4)
    if abs(by - ay) < ROW:
        start, end = (ax - 11, ay - 12), (bx + RADIUS, by - 7)
        return bow(start, (ax - 44, ay - 40), (bx + 60, by - 40), end)
    return bow(start, (start[0], ay + lean), (bx + 44, by - lean * 0.6), end)


def _node(
    glossary: Glossary, term: Entry, middle: Point, langs: Sequence[str], where: Where
) -> str:
    x, y = middle
    lines: list[tuple[str, float, str]] = []
    for at, lang in enumerate(langs):
        sizes, colour = ((13.0, 12.0, 11.0), INK) if at == 0 else ((10.5, 10.0), QUIET)
        label_lines, size = uncut(term.label(lang), sizes, COLUMN - 4, 2)
        lines += [(label_line, size, colour) for label_line in label_lines]
    halo = f'<g stroke="{PAPER}" stroke-width="3" paint-order="stroke" stroke-linejoin="round">'
    texts = halo + rows((x, y + 31), lines, anchor="middle") + "</g>"
    body = mark(glossary, term, (x, y), RADIUS) + texts
    return linked(body, where(term), term.definition(langs[0]))


def _legend(glossary: Glossary, langs: Sequence[str], at: Point) -> str:
    """Return the families by name: what a shape and its colour mean."""
    x, y = at
    heading = " ".join(say("glossary-families", lang) for lang in langs)
    parts = [rows((x, y + 14), [(heading, 13, INK)])]
    for row, term in enumerate(glossary.children("EntityFamily")):
        middle = (x + 14, y + 42 + row * 32)
        label = " ".join(term.label(lang) for lang in langs)
        parts.append(sign(term.said.one("notation"), "", middle, 11))
        parts.append(rows((x + 36, middle[1] + 4.6), [(label, 12.5, INK)]))
    parts.append(
        curve((x, y + 246), (x + 60, y + 246))
        + rows(
            (x + 72, y + 250),
            [(" ".join(say("glossary-feeds-arrow", g) for g in langs), 12.5, INK)],
        )
    )
    return "".join(parts)
