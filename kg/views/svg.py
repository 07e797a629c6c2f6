"""One chain as a still picture: for a README, a report, a wall; no script, no network."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from kg.messages import say
from kg.model import Chain, ChainNode
from kg.schema.schema import HARMED
from kg.text import visible
from kg.views import legend, svg_paths
from kg.views.amount_text import shorts
from kg.views.captions import captioned, quiet, roots
from kg.views.chain_layout import ChainLayout, StageBand
from kg.views.icons import icon, shape
from kg.views.line_weights import edge_marks, edge_style, widths
from kg.views.page import arrange
from kg.views.palette import BANDS, FAMILIES, FONT, INK, LINKS, PAPER, QUIET
from kg.views.svg_text import OccupiedBoxes, dashes, in_rows, role_text, uncut, wrapped

if TYPE_CHECKING:
    from kg.schema import Schema

COLUMN, ROW = 84.0, 80.0
BELOW = (10.5, 9.2, 7.8)
ROWS = 3
"""So many rows of text a node may have below it: its name, then its role or handle."""
PANE = (1000, 680)
"""A page of a README: what is drawn is read at about this width."""
HEAD, FOOT, EDGE, BULGE = 82.0, 74.0, 10.0, 34.0
FOOT_SIZE, FOOT_ROW = 11.5, 15
_NAMING_FAMILIES = ("actor", "money", "data")
_BESIDE = (0.0, 12.0, -12.0)
"""How far from its line a name may stand: two relations between the same two have one each."""
_MARKS = {"disputed": "?", "excluded": "×"}
_HALO = f'stroke="{PAPER}" stroke-width="3" paint-order="stroke" stroke-linejoin="round"'


def svg(
    chain: Chain,
    schema: Schema,
    *,
    lang: str = "zh",
    marking: str = "",
    zone: tzinfo | None = None,
) -> bytes:
    """Return a chain as one SVG; same chain, same bytes. The chain must already be masked.

    A still picture tells no times, so ``zone`` changes nothing in it.
    """
    return _Picture(chain, schema, lang, marking).drawn().encode()


class _LabelRow(NamedTuple):
    """One row of text below a node."""

    text: str
    size: float
    colour: str


class _Picture:
    """Draws one chain part by part, from the ground up."""

    def __init__(self, chain: Chain, schema: Schema, lang: str, marking: str) -> None:
        self.chain, self.schema, self.lang = chain, schema, lang
        self.marking = marking
        self.layout: ChainLayout = arrange(chain, schema, PANE, 1)
        self.stretch = svg_paths.GridScale(COLUMN, ROW, EDGE, HEAD + 10)
        self.width = self.layout.width * COLUMN + 2 * EDGE + BULGE
        self.ground = self.layout.height * ROW + HEAD + FOOT + 58
        self.foot = in_rows(self._foot_text(), FOOT_SIZE, self.width - 2 * EDGE)
        self.height = self.ground + FOOT_ROW * max(0, len(self.foot) - 2)
        self.number = {node.entity.id: at for at, node in enumerate(chain.nodes)}
        self.boxes = OccupiedBoxes()
        number, at_root = self.number, roots(self.layout)
        self.ends = [(at_root[number[e.source]], at_root[number[e.target]]) for e in chain.edges]
        self.quiet = quiet(chain.edges, self.ends)
        self.captioned = captioned(chain.edges, self.ends)

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

    def _band(self, at: int, band: StageBand) -> str:
        left = (band.left - 0.05) * COLUMN + EDGE
        width = (band.right - band.left + 0.1) * COLUMN
        name = self.schema.stage(band.stage).label(self.lang)
        rows = wrapped(name, 14, width - 6)
        hidden = sum(
            hidden_kind.count
            for hidden_kind in self.chain.hidden
            if hidden_kind.stage == band.stage
        )
        text = say("page-hidden-stage", self.lang, n=hidden) if hidden else ""
        middle = left + width / 2
        return (
            f'<rect x="{left:.1f}" y="{HEAD - 10:.1f}" width="{width:.1f}" '
            f'height="{self.ground - HEAD - FOOT + 16:.1f}" fill="{BANDS[at % 2]}"/>'
            f'<rect x="{left + 1:.1f}" y="{HEAD - 13:.1f}" width="{width - 2:.1f}" height="3" '
            f'fill="#c3ccd7"/>'
            + "".join(
                _text(middle, 25 + 16 * turn, row, 14, INK, bold=True)
                for turn, row in enumerate(rows)
            )
            + self._levels(band)
            + "".join(
                _text(middle, self.ground - FOOT - 10 + 13 * turn, row, 11, QUIET)
                for turn, row in enumerate(wrapped(text, 11, width - 4))
            )
        )

    def _levels(self, band: StageBand) -> str:
        return "".join(
            _text(x * COLUMN + EDGE, HEAD - 20, heading[self.lang], 11.5, QUIET)
            for x, level in band.levels
            if (heading := legend.level_heading(self.schema, self.chain, band.stage, level))
        )

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
        curves, _ = svg_paths.line(self.layout, a, b, route, 0, self.stretch)
        return (
            f'<path d="{svg_paths.path(curves)}" fill="none" stroke="{LINKS["data"]}" '
            'opacity=".5"/>'
        )

    def _line(self, at: int, width: float) -> tuple[str, str]:
        edge, route = self.chain.edges[at], self.layout.routes[at]
        a, b = self.number[edge.source], self.number[edge.target]
        if a == b:
            return "", ""
        head = 5 + width * 0.75 if edge.family == "money" else 6.5
        curves, tip = svg_paths.line(self.layout, a, b, route, head, self.stretch)
        style, colour = edge_style(edge), LINKS.get(edge.family, INK)
        wide = 4.2 if edge.family == "data" else width
        d = f'd="{svg_paths.path(curves)}" fill="none"'
        parts = [f'<path {d} stroke="{colour}" stroke-width="{wide}" opacity=".3"/>'] * (
            edge.family == "money" and style != "inferred"
        )
        parts.append(
            f'<path {d} stroke="{colour}" stroke-width="{wide}" opacity=".8"{dashes(style, wide)}/>'
        )
        if edge.family == "data":
            parts.append(f'<path {d} stroke="{PAPER}" stroke-width="1.5"/>')
        if not svg_paths.together(self.layout, a, b):
            is_open = edge.family == "people"
            fill = "none" if is_open else colour
            shape_of = svg_paths.arrow(tip, route.enters, head, is_open=is_open)
            parts.append(
                f'<path d="{shape_of}" fill="{fill}" stroke="{colour}" stroke-width="1.2"/>'
            )
        drawn = "".join(parts)
        if name := legend.own_name(self.schema, edge).get(self.lang):
            drawn = f"<g><title>{escape(name)}</title>{drawn}</g>"  # also where it finds no room
        if self.quiet[at]:
            return f'<g opacity=".38">{drawn}</g>', ""
        return drawn, self._caption(at, curves) if self.captioned[at] else ""

    def _caption(self, at: int, curves: list[svg_paths.Curve]) -> str:
        edge = self.chain.edges[at]
        label = shorts(edge.totals, self.lang) or legend.verb(self.schema, edge, self.lang)
        text = " ".join([label, *(_MARKS[mark] for mark in edge_marks(edge) if mark in _MARKS)])
        colour = "#7a4a04" if edge.totals else LINKS.get(edge.family, INK)
        is_named = bool(legend.own_name(self.schema, edge))
        for beside in _BESIDE if is_named else (0.0,):
            for share in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74):
                x, y = svg_paths.along(curves, share)
                wide = svg_paths.text_width(text, 11) + 4
                x = min(x, self.width - wide / 2)
                if self.boxes.take(x, y + beside, wide, 13):
                    return _text(x, y + beside + 3.8, text, 11, colour)
        return ""

    def _node(self, at: int, node: ChainNode) -> str:
        kind = self.schema.kind(node.entity.kind)
        colour, r = FAMILIES.get(kind.family, INK), svg_paths.radius(self.layout, at)
        x, y = svg_paths.point(self.layout, at, self.stretch)
        drawn = icon(legend.icon_name(self.schema, node))
        harmed = node.stage == HARMED
        fill, ink = (PAPER, colour) if harmed else (colour, PAPER)
        edge = f'stroke="{colour if harmed else PAPER}" stroke-width="{1.7 if harmed else 2}"'
        body = (
            f'<g transform="translate({x - r:.1f} {y - r:.1f}) scale({r / 12:.4f})">'
            f'<path d="{shape(kind.family)}" fill="{fill}" {edge} paint-order="stroke"/>'
            f'<path d="{drawn}" fill="{ink}" fill-rule="evenodd"/></g>'
        )
        if self.layout.places[at].host >= 0:
            return body
        self.boxes.take(x, y, 34, 34)
        return body + self._name(at, node, x, y)

    def _name(self, at: int, node: ChainNode, x: float, y: float) -> str:
        name, room = self._label(node), COLUMN - 2
        size = 12.5 if svg_paths.text_width(name, 12.5) <= room else 11
        rows = wrapped(name, size, room, 2 if " " in name else 1)
        below, small = uncut(visible(self._below(at, node)), BELOW, room, ROWS - len(rows))
        lines = [_LabelRow(row, size, INK) for row in rows] + [
            _LabelRow(row, small, QUIET) for row in below
        ]
        wide = max(svg_paths.text_width(line.text, line.size) for line in lines)
        self.boxes.take(x, y + 23 + 6 * len(lines), wide + 6, 12 * len(lines))
        return "".join(
            _text(x, y + 29 + 12 * turn, line.text, line.size, line.colour, bold=line.colour == INK)
            for turn, line in enumerate(lines)
        )

    def _below(self, at: int, node: ChainNode) -> str:
        """Return the role, else whose card it is or which card it has, else the handle."""
        beside = [
            self._label(guest)
            for guest, place in zip(self.chain.nodes, self.layout.places, strict=True)
            if place.host == at
            and legend.family(self.schema, guest.entity.kind) in _NAMING_FAMILIES
        ]
        return role_text(node, self.schema, self.lang) or next(iter(beside), "") or node.handle

    def _label(self, node: ChainNode) -> str:
        own = legend.label(self.schema, node.entity)
        return visible(own) or self.schema.kind(node.entity.kind).label(self.lang)

    def _foot_text(self) -> str:
        banners = [banner.text(self.lang) for banner in self.chain.banners]
        digest = f"{say('page-digest', self.lang)} {self.chain.digest[:16]}"
        return visible(
            "  ·  ".join(filter(None, [self.marking, self.chain.title, *banners, digest]))
        )

    def _foot(self) -> str:
        """Return what must be read with the picture: in as many rows as it takes, never cut."""
        return "".join(
            _text(EDGE, self.ground - 28 + FOOT_ROW * turn, row, FOOT_SIZE, QUIET, anchor="start")
            for turn, row in enumerate(self.foot)
        )


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
