"""Whole chains of common kinds: one lane a template, its steps in the stages they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from kg.glossary.drawing.shapes import ARROW, Point, Where, linked, picture, rows
from kg.glossary.entry import Entry
from kg.glossary.terms import Glossary
from kg.messages import say
from kg.views.palette import BANDS, FAMILIES, INK, LINE, QUIET
from kg.views.svg_text import wrapped

LEFT, COLUMN, LANE, HEAD, DOT = 196.0, 88.0, 54.0, 46.0, 10.0


def lanes(glossary: Glossary, lang: str, where: Where) -> str:
    """Return every template as a walk through the stages; a step leads to its page."""
    stages = [
        stage for stage in _ordered(glossary, "Stage") if glossary.pointing("stepStage", stage)
    ]
    templates = list(_ordered(glossary, "ChainTemplate"))
    width, height = LEFT + len(stages) * COLUMN, HEAD + len(templates) * LANE + 4
    parts = [_band(glossary, at, name, height, lang) for at, name in enumerate(stages)]
    for row, name in enumerate(templates):
        y = HEAD + row * LANE + LANE / 2
        parts.append(_head(glossary.term(name), y, width, lang, where))
        parts += _walk(glossary.pointing("ofTemplate", name), stages, y, lang, where)
    return picture(width, height, say("glossary-lanes", lang), parts)


def _ordered(glossary: Glossary, list_name: str) -> Iterator[str]:
    for term in sorted(glossary.children(list_name), key=lambda entry: entry.said.number("order")):
        yield term.name


def _band(glossary: Glossary, at: int, name: str, height: float, lang: str) -> str:
    x = LEFT + at * COLUMN
    names = wrapped(glossary.term(name).label(lang), 12.5, COLUMN - 6)
    return (
        f'<rect x="{x:.0f}" y="0" width="{COLUMN:.0f}" height="{height:.0f}" '
        f'fill="{BANDS[at % 2]}"/>'
    ) + rows((x + COLUMN / 2, 18), [(name, 12.5, INK) for name in names], anchor="middle")


def _head(term: Entry, y: float, width: float, lang: str, where: Where) -> str:
    names = wrapped(term.label(lang), 13, LEFT - 50)
    line = f'<path d="M0 {y + LANE / 2:.0f}H{width:.0f}" stroke="{LINE}"/>'
    number = rows((2, y + 4.5), [(term.name, 11.5, QUIET)])
    texts = rows((42, y + 4.8 - (len(names) - 1) * 8), [(name, 13, INK) for name in names])
    return line + linked(number + texts, where(term), term.definition(lang))


def _walk(
    steps: tuple[Entry, ...], stages: list[str], y: float, lang: str, where: Where
) -> Iterator[str]:
    points = list(_points(steps, stages, y))
    yield from (_joined(a, b) for a, b in pairwise(points))
    for number, (step, (x, at)) in enumerate(zip(steps, points, strict=True), 1):
        dot = f'<circle cx="{x:.1f}" cy="{at:.1f}" r="{DOT:g}" fill="{FAMILIES["actor"]}"/>'
        number_text = rows(
            (x, at + 4.2), [(str(number), 11.5, "#ffffff")], anchor="middle", bold=True
        )
        yield linked(dot + number_text, where(step), step.label(lang))


def _points(steps: tuple[Entry, ...], stages: list[str], y: float) -> Iterator[Point]:
    """Yield where each step stands; those of one stage share its room, two rows where needed."""
    here = [step.said.one("stepStage") for step in steps]
    for at, stage in enumerate(here):
        mates = [place for place in range(len(here)) if here[place] == stage]
        place, many = mates.index(at), len(mates)
        slots = min(many, 3)
        x = LEFT + stages.index(stage) * COLUMN + COLUMN * (place % 3 + 1) / (slots + 1)
        yield x, y + (0 if many <= 3 else (-12 if place < 3 else 12))


def _joined(a: Point, b: Point) -> str:
    """Return the way to the next step: straight onward, in a bow where it leads back."""
    (ax, ay), (bx, by) = a, b
    bow = 0 if bx > ax else (-24 if by <= ay else 0)
    return (
        f'<path d="M{ax:.1f} {ay:.1f}Q{(ax + bx) / 2:.1f} {(ay + by) / 2 + bow:.1f} '
        f'{bx:.1f} {by:.1f}" fill="none" stroke="{ARROW}" stroke-width="1.6"/>'
    )
