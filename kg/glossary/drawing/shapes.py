"""What every picture is made of: a family's shape with an icon in it, rows of text, an arrow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from math import atan2, degrees

from kg.glossary.entry import Entry
from kg.glossary.terms import Glossary
from kg.views.icons import icon, shape
from kg.views.palette import FAMILIES, FONT, LINKS, PAPER, QUIET

Where = Callable[[Entry], str]
"""Gives the address of a term's page; nothing where a picture cannot be clicked."""
ARROW = "#8592a3"
Point = tuple[float, float]


def nowhere(term: Entry) -> str:
    """Return no address: for a picture that stands alone."""
    return ""


def family(glossary: Glossary, term: Entry) -> str:
    """Return the family that a kind is drawn in, its own or its parents', else nothing."""
    named = _first(glossary, term, "family")
    return glossary.term(named).said.one("notation") if named else ""


def is_link(glossary: Glossary, term: Entry) -> bool:
    """Say whether a term is a class of links."""
    return term.sort == "class" and glossary.is_a(term.name, "Link")


def mark(glossary: Glossary, term: Entry, middle: Point, radius: float) -> str:
    """Return the sign of a term: its family's shape and icon, a line for a link, else a ring."""
    x, y = middle
    name = family(glossary, term)
    if is_link(glossary, term):
        return _line_sign(x, y, radius, LINKS[name])
    if name not in FAMILIES:
        return (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius * 0.42:.1f}" fill="{PAPER}" '
            f'stroke="{QUIET}" stroke-width="1.6"/>'
        )
    return sign(name, _first(glossary, term, "icon"), middle, radius)


@cache
def sign(name: str, icon_name: str, middle: Point, radius: float) -> str:
    """Return a family's shape in its colour with an icon in it."""
    x, y = middle[0] - radius, middle[1] - radius
    inner = f'<path d="{icon(icon_name)}" fill="{PAPER}" fill-rule="evenodd"/>' if icon_name else ""
    return (
        f'<g transform="translate({x:.1f} {y:.1f}) scale({radius / 12:.3f})">'
        f'<path d="{shape(name)}" fill="{FAMILIES[name]}"/>{inner}</g>'
    )


def _line_sign(x: float, y: float, r: float, colour: str) -> str:
    return (
        f'<path d="M{x - r:.1f} {y:.1f}H{x + r * 0.4:.1f}" stroke="{colour}" stroke-width="3"/>'
        f'<path d="M{x + r:.1f} {y:.1f}l{-r * 0.9:.1f} {-r * 0.5:.1f}v{r:.1f}z" fill="{colour}"/>'
    )


def _first(glossary: Glossary, term: Entry, predicate: str) -> str:
    kin = (term, *glossary.ancestors(term.name))
    return next((text for entry in kin if (text := entry.said.one(predicate))), "")


def rows(
    at: Point, texts: Sequence[tuple[str, float, str]], *, anchor: str = "start", bold: bool = False
) -> str:
    """Return rows of text below one another: each with its size and colour."""
    x, y = at
    weight = ' font-weight="600"' if bold else ""
    body = ""
    for text, size, colour in texts:
        body += (
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{colour}" '
            f'text-anchor="{anchor}"{weight}>{escape(text)}</text>'
        )
        y += size * 1.28
    return body


def curve(start: Point, end: Point) -> str:
    """Return a line that leaves to the right and arrives from the left, with its arrowhead."""
    (ax, ay), (bx, by) = start, end
    bend = max(18.0, abs(bx - ax) * 0.45)
    return bow(start, (ax + bend, ay), (bx - bend, by), end)


def bow(start: Point, leaving: Point, arriving: Point, end: Point) -> str:
    """Return a line bent by two points, with an arrowhead that points as the line arrives."""
    way = " ".join(f"{x:.1f} {y:.1f}" for x, y in (leaving, arriving, end))
    angle = degrees(atan2(end[1] - arriving[1], end[0] - arriving[0]))
    return (
        f'<path d="M{start[0]:.1f} {start[1]:.1f}C{way}" fill="none" stroke="{ARROW}" '
        f'stroke-width="1.4"/><path d="M0 0l-8 -4v8z" fill="{ARROW}" '
        f'transform="translate({end[0]:.1f} {end[1]:.1f}) rotate({angle:.0f})"/>'
    )


def linked(body: str, address: str, title: str = "") -> str:
    """Return a part of a picture that leads to a page, where there is one."""
    tooltip = f"<title>{escape(title)}</title>" if title else ""
    if not address:
        return f"<g>{tooltip}{body}</g>" if tooltip else body
    return f'<a href="{escape(address, quote=True)}">{tooltip}{body}</a>'


def picture(width: float, height: float, title: str, parts: Sequence[str]) -> str:
    """Return a whole picture with a name for those who do not see it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" role="img" '
        f"aria-label=\"{escape(title, quote=True)}\" font-family='{FONT}'>"
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )
