"""One chain as a still picture: for a README, a report, a wall; no script, no network."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from kg.model import Chain, ChainNode
from kg.text import visible
from kg.views import legend, paths
from kg.views.amounts import shorts
from kg.views.icons import icon, shape
from kg.views.layout import Band, Layout
from kg.views.page import arrange
from kg.views.palette import BANDS, FAMILIES, FONT, INK, LINKS, PAPER, QUIET
from kg.views.still import Boxes, dashes, role_text
from kg.views.strings import say
from kg.views.weights import edge_marks, edge_proof, widths

if TYPE_CHECKING:
    from kg.schema import Schema

COLUMN, ROW = 104.0, 62.0
HEAD, FOOT, EDGE = 66.0, 62.0, 14.0
_MARKS = {"disputed": "?", "excluded": "×"}
_HALO = f'stroke="{PAPER}" stroke-width="3" paint-order="stroke" stroke-linejoin="round"'


def svg(chain: Chain, schema: Schema, *, lang: str = "zh", marking: str = "") -> bytes:
    """Return a chain as one SVG; same chain, same bytes. The chain must already be masked."""
    return _Picture(chain, schema, lang, marking).drawn().encode()


class _Picture:
    """Draws one chain part by part, from the ground up."""

    def __init__(self, chain: Chain, schema: Schema, lang: str, marking: str) -> None:
        self.chain, self.schema, self.lang = chain, schema, lang
        self.marking = marking
        self.layout: Layout = arrange(chain, schema)
        self.stretch = paths.Stretch(COLUMN, ROW, EDGE, HEAD + 10)
        self.width = self.layout.width * COLUMN + 2 * EDGE
        self.height = self.layout.height * ROW + HEAD + FOOT + 20
        self.number = {node.entity.id: at for at, node in enumerate(chain.nodes)}
        self.boxes = Boxes()

    def drawn(self) -> str:
        """Return the whole picture."""
        title = visible(self.chain.title or self.chain.name)
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width:.0f}" '
            f'height="{self.height:.0f}" viewBox="0 0 {self.width:.0f} {self.height:.0f}" '
            f"role=\"img\" aria-label={quoteattr(title)} font-family='{FONT}'>",
            f"<title>{escape(title)}</title>",
            f'<rect width="100%" height="100%" fill="{PAPER}"/>',
            *(self._band(at, band) for at, band in enumerate(self.layout.bands)),
        ]
        nodes = [self._node(at, node) for at, node in enumerate(self.chain.nodes)]
        lines, captions = self._lines()
        parts += [*lines, *captions, *nodes, self._foot(), "</svg>\n"]
        return "\n".join(part for part in parts if part)

    def _band(self, at: int, band: Band) -> str:
        left = (band.left - 0.05) * COLUMN + EDGE
        width = (band.right - band.left + 0.1) * COLUMN
        name = self.schema.stage(band.stage).label(self.lang)
        levels = "".join(
            _text(
                x * COLUMN + EDGE, 47, say("level_n", self.lang, n=self._numeral(level)), 11, QUIET
            )
            for x, level in band.levels
            if level
        )
        hidden = sum(one.count for one in self.chain.hidden if one.stage == band.stage)
        said = say("hidden_stage", self.lang, n=f"{hidden:,}") if hidden else ""
        middle = left + width / 2
        return (
            f'<rect x="{left:.1f}" y="{HEAD - 10:.1f}" width="{width:.1f}" '
            f'height="{self.height - HEAD - 22:.1f}" fill="{BANDS[at % 2]}"/>'
            f'<rect x="{left + 1:.1f}" y="{HEAD - 13:.1f}" width="{width - 2:.1f}" height="3" '
            f'fill="#c3ccd7"/>'
            + _text(middle, 28, paths.fitted(name, 14, width - 4), 14, INK, bold=True)
            + levels
            + (_text(middle, self.height - 44, said, 10.5, QUIET) if said else "")
        )

    def _numeral(self, level: int) -> str:
        numerals = say("numerals", self.lang)
        return numerals[level] if level < len(numerals) else str(level)

    def _lines(self) -> tuple[list[str], list[str]]:
        wide = widths(self.chain.edges)
        lines = [self._tie(*tie) for tie in self.layout.ties]
        captions: list[tuple[float, str]] = []
        order = sorted(range(len(wide)), key=lambda at: (-wide[at], at))
        drawn = {at: self._line(at, wide[at]) for at in order}
        for at in sorted(drawn):
            lines.append(drawn[at][0])
        captions = [(wide[at], drawn[at][1]) for at in order]
        return lines, [text for _, text in captions if text]

    def _tie(self, a: int, b: int, route: object) -> str:
        assert isinstance(route, type(self.layout.ties[0][2]))
        curves, _ = paths.line(self.layout, a, b, route, 0, self.stretch)
        return f'<path d="{paths.path(curves)}" fill="none" stroke="{LINKS["data"]}" opacity=".5"/>'

    def _line(self, at: int, width: float) -> tuple[str, str]:
        edge, route = self.chain.edges[at], self.layout.routes[at]
        a, b = self.number[edge.source], self.number[edge.target]
        head = 5 + width * 0.75 if edge.family == "money" else 6.5
        curves, tip = paths.line(self.layout, a, b, route, head, self.stretch)
        proof, colour = edge_proof(edge), LINKS.get(edge.family, INK)
        wide = 4.2 if edge.family == "data" else width
        d = f'd="{paths.path(curves)}" fill="none"'
        parts = [f'<path {d} stroke="{colour}" stroke-width="{wide}" opacity=".3"/>'] * (
            edge.family == "money"
        )
        parts.append(
            f'<path {d} stroke="{colour}" stroke-width="{wide}" opacity=".8"{dashes(proof, wide)}/>'
        )
        if edge.family == "data":
            parts.append(f'<path {d} stroke="{PAPER}" stroke-width="1.5"/>')
        if self.layout.places[a].host != b and self.layout.places[b].host != a and a != b:
            is_open = edge.family == "people"
            fill = "none" if is_open else colour
            shape_of = paths.arrow(tip, route.enters, head, is_open=is_open)
            parts.append(
                f'<path d="{shape_of}" fill="{fill}" stroke="{colour}" stroke-width="1.2"/>'
            )
        return "".join(parts), self._caption(at, curves)

    def _caption(self, at: int, curves: list[paths.Curve]) -> str:
        edge = self.chain.edges[at]
        said = shorts(edge.totals, self.lang) or self.schema.kind(edge.kind).verb(self.lang)
        text = " ".join([said, *(_MARKS[mark] for mark in edge_marks(edge))])
        colour = "#7a4a04" if edge.totals else LINKS.get(edge.family, INK)
        for share in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74):
            x, y = paths.along(curves, share)
            if self.boxes.take(x, y, paths.text_width(text, 10.5) + 4, 13):
                return _text(x, y + 3.6, text, 10.5, colour)
        return ""

    def _node(self, at: int, node: ChainNode) -> str:
        kind = self.schema.kind(node.entity.kind)
        colour, r = FAMILIES.get(kind.family, INK), paths.radius(self.layout, at)
        x, y = paths.point(self.layout, at, self.stretch)
        harmed = node.stage == legend.HARMED
        fill, ink = (PAPER, colour) if harmed else (colour, PAPER)
        edge = f'stroke="{colour if harmed else PAPER}" stroke-width="{1.7 if harmed else 2}"'
        body = (
            f'<g transform="translate({x - r:.1f} {y - r:.1f}) scale({r / 12:.4f})">'
            f'<path d="{shape(kind.family)}" fill="{fill}" {edge} paint-order="stroke"/>'
            f'<path d="{icon(kind.icon)}" fill="{ink}" fill-rule="evenodd"/></g>'
        )
        if self.layout.places[at].host >= 0:
            return body
        self.boxes.take(x, y + 10, 40, 62)
        return body + self._name(at, node, x, y)

    def _name(self, at: int, node: ChainNode, x: float, y: float) -> str:
        guests = [
            n
            for n, place in zip(self.chain.nodes, self.layout.places, strict=True)
            if place.host == at
        ]
        name = self._label(node)
        below = (
            self._label(guests[0])
            if guests
            else role_text(node, self.schema, self.lang) or node.handle
        )
        size = 12 if paths.text_width(name, 12) <= COLUMN - 4 else 10.5
        return _text(x, y + 28, paths.fitted(name, size, COLUMN - 4), size, INK, bold=True) + _text(
            x, y + 40.5, paths.fitted(visible(below), 10.5, COLUMN - 4), 10.5, QUIET
        )

    def _label(self, node: ChainNode) -> str:
        own = legend.label(self.schema, node.entity)
        return visible(own) or self.schema.kind(node.entity.kind).label(self.lang)

    def _foot(self) -> str:
        said = [banner.in_(self.lang) for banner in self.chain.banners]
        digest = f"{say('digest', self.lang)} {self.chain.digest[:16]}"
        text = visible("  ·  ".join(filter(None, [self.marking, self.chain.title, *said, digest])))
        line = paths.fitted(text, 11, self.width - 2 * EDGE)
        return _text(EDGE, self.height - 10, line, 11, QUIET, anchor="start")


def _text(
    x: float,
    y: float,
    text: str,
    size: float,
    colour: str,
    *,
    bold: bool = False,
    anchor: str = "middle",
) -> str:
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}"{weight} '
        f'text-anchor="{anchor}" {_HALO}>{escape(text)}</text>'
    )
