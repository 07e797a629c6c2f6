"""One chain as a still picture: for a README, a report, a wall; no script, no network."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import tzinfo
from itertools import product
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from kg.messages import say
from kg.model import Chain, ChainNode, Headline
from kg.schema.schema import HARMED
from kg.text import visible
from kg.views import legend, svg_paths
from kg.views.amount_text import shorts
from kg.views.captions import captioned, quiet, roots, tie_of
from kg.views.chain_layout import ChainLayout, StageBand
from kg.views.columns import columns_of
from kg.views.icons import icon, shape
from kg.views.line_weights import edge_marks, edge_style, widths
from kg.views.page_levels import arranged, money_sums, named_words, picture_levels
from kg.views.palette import BANDS, FAMILIES, FONT, INK, LINKS, MARKER, PAPER, QUIET
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
FIRST_SIZE, FIRST_ROW = 13.5, 19
WIDTH, WIDEST, NARROWEST = 980.0, 180.0, 720.0
"""A picture of few columns has wide ones; none is narrower than its first sentence needs."""
FEW, MOST, SAVES = 40, 72, 0.7
"""So few things are drawn one by one; so many at most; and groups that leave fewer are taken."""
_NAMING_FAMILIES = ("actor", "money", "data")
_BESIDE = (0.0, 12.0, -12.0)
"""How far from its line a name may stand: two relations between the same two have one each."""
_MARKS = {"disputed": "?", "excluded": "×"}
HALO, GROUND = 3, 7
"""How much paper is around letters: of a name, and of what is said of a line."""


def svg(
    chain: Chain,
    schema: Schema,
    *,
    lang: str = "zh",
    marking: str = "",
    zone: tzinfo | None = None,
    headline: Headline | None = None,
    starts: Sequence[str] = (),
) -> bytes:
    """Return a chain as one SVG; same chain, same bytes. The chain must already be masked.

    A still picture tells no times, so ``zone`` changes nothing in it. ``headline`` is the first
    sentence, and ``starts`` the ids that the chain is drawn around. Of a large chain the picture
    has groups, or is the overview.
    """
    first = headline.text(lang) if headline else ""
    parts = headline.parts if headline else ()
    named = {word for part in parts for word in named_words(part, chain, schema)}
    if headline and headline.subject:
        title = " · ".join(filter(None, [legend.title(chain), headline.subject.text(lang)]))
        chain = replace(chain, title=title)
    return _Picture(chain, schema, lang, marking, first, starts, named).drawn().encode()


class _LabelRow(NamedTuple):
    """One row of text below a node."""

    text: str
    size: float
    colour: str
    ground: str = ""


class _Picture:
    """Draws one chain part by part, from the ground up."""

    def __init__(
        self,
        chain: Chain,
        schema: Schema,
        lang: str,
        marking: str,
        first: str,
        starts: Sequence[str],
        named: Collection[str] = (),
    ) -> None:
        self.named = frozenset(named)
        self.whole, self.schema, self.lang = chain, schema, lang
        self.marking, self.starts = marking, frozenset(starts)
        self.columns = columns_of(chain, schema, starts)
        self.chain, self.layout, self.members = self._level(chain, starts)
        self.column = max(COLUMN, min(WIDEST, WIDTH / max(self.layout.width, 1.0)))
        self.stretch = svg_paths.GridScale(self.column, ROW, EDGE, HEAD + 10)
        self.width = max(self.layout.width * self.column + 2 * EDGE + BULGE, NARROWEST)
        self.first = in_rows(visible(first), FIRST_SIZE, 0.78 * (self.width - 2 * EDGE))  # bold
        self.lead = FIRST_ROW * len(self.first) + (14 if self.first else 0)
        self.ground = self.layout.height * ROW + HEAD + FOOT + 58
        self.foot = in_rows(self._foot_text(), FOOT_SIZE, 0.86 * (self.width - 2 * EDGE))
        self.height = self.ground + FOOT_ROW * max(0, len(self.foot) - 2)
        chain = self.chain
        self.number = {node.entity.id: at for at, node in enumerate(chain.nodes)}
        self.many = {
            node.entity.id: len(members)
            for node, members in zip(chain.nodes, self.members, strict=True)
            if len(members) > 1
        }
        self.sums = [money_sums(chain, schema, self.number, end) for end in ("target", "source")]
        self.boxes = OccupiedBoxes()
        number, at_root = self.number, roots(self.layout)
        self.ends = [(at_root[number[e.source]], at_root[number[e.target]]) for e in chain.edges]
        self.quiet = quiet(chain.edges, self.ends)
        self.captioned = captioned(chain.edges, self.ends)

    def drawn(self) -> str:
        """Return the whole picture."""
        title = visible(self.chain.title or self.chain.name)
        high = self.height + self.lead
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width:.0f}" '
            f'height="{high:.0f}" viewBox="0 0 {self.width:.0f} {high:.0f}" '
            f"role=\"img\" aria-label={quoteattr(title)} font-family='{FONT}'>",
            f"<title>{escape(title)}</title>",
            f'<rect width="100%" height="100%" fill="{PAPER}"/>',
            *(
                _text(EDGE, 20 + FIRST_ROW * turn, row, FIRST_SIZE, INK, bold=True, anchor="start")
                for turn, row in enumerate(self.first)
            ),
            f'<g transform="translate(0 {self.lead})">',
            *(self._band(at, band) for at, band in enumerate(self.layout.bands)),
        ]
        nodes = [self._node(at, node) for at, node in enumerate(self.chain.nodes)]
        lines, captions = self._lines()
        parts += [*lines, *captions, *nodes, self._foot(), "</g></svg>\n"]
        return "\n".join(part for part in parts if part)

    def _band(self, at: int, band: StageBand) -> str:
        left = (band.left - 0.05) * self.column + EDGE
        width = (band.right - band.left + 0.1) * self.column
        own = self.columns.names.get(band.stage)
        name = own[self.lang] if own else self.schema.stage(band.stage).label(self.lang)
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
            _text(x * self.column + EDGE, HEAD - 20, heading[self.lang], 11.5, QUIET)
            for x, level in band.levels
            if (heading := legend.level_heading(self.schema, self.whole, band.stage, level))
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
        if edge.totals and edge.family == "money" and not self.schema.kind(edge.kind).flows:
            # a loss that is reported is not a second payment of the same sum
            label = f"{legend.verb(self.schema, edge, self.lang)} {label}"
        marks = [_MARKS[mark] for mark in edge_marks(edge) if mark in _MARKS]
        texts = [" ".join([label, *marks])]
        ends = (self.number[edge.source], self.number[edge.target])
        if len(edge.links) > 1 and any(len(self.members[end]) > 1 for end in ends):
            rows = f"{len(edge.links):,} {say('page-rows', self.lang)}"
            texts.insert(0, " ".join([f"{label} · {rows}", *marks]))
        colour = LINKS.get(edge.family, INK)
        colour = "#7a4a04" if edge.totals and edge.family == "money" else colour
        is_named = bool(legend.own_name(self.schema, edge))
        for text, beside in product(texts, _BESIDE if is_named else (0.0,)):
            for share in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74):
                x, y = svg_paths.along(curves, share)
                wide = svg_paths.text_width(text, 11) + 4
                x = min(x, self.width - wide / 2)
                if self.boxes.take(x, y + beside, wide, 13):
                    return _text(x, y + beside + 3.8, text, 11, colour, halo=GROUND)
        return ""

    def _node(self, at: int, node: ChainNode) -> str:
        kind = self.schema.kind(node.entity.kind)
        colour, r = FAMILIES.get(kind.family, INK), svg_paths.radius(self.layout, at)
        x, y = svg_paths.point(self.layout, at, self.stretch)
        drawn = icon(legend.icon_name(self.schema, node))
        harmed = node.stage == HARMED
        fill, ink = (PAPER, colour) if harmed else (colour, PAPER)
        edge = f'stroke="{colour if harmed else PAPER}" stroke-width="{1.7 if harmed else 2}"'
        behind, around = "", ""
        if len(self.members[at]) > 1:
            behind = (
                f'<path d="{shape(kind.family)}" fill="{colour}" opacity=".35" '
                f'transform="translate({x - r + 5:.1f} {y - r - 4:.1f}) scale({r / 12:.4f})"/>'
            )
        if self._named_of(at):
            around = "".join(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r + 4:.1f}" fill="none" '
                f'stroke="{ring}" stroke-width="{wide}"/>'
                for ring, wide in ((INK, 6.6), (MARKER, 5))
            )
        if node.entity.id in self.starts:
            around += (
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r + 2.6:.1f}" fill="none" '
                f'stroke="{INK}" stroke-width="2"/>'
            )
        body = (
            behind
            + around
            + (
                f'<g transform="translate({x - r:.1f} {y - r:.1f}) scale({r / 12:.4f})">'
                f'<path d="{shape(kind.family)}" fill="{fill}" {edge} paint-order="stroke"/>'
                f'<path d="{drawn}" fill="{ink}" fill-rule="evenodd"/></g>'
            )
        )
        if self.layout.places[at].host >= 0:
            return body
        self.boxes.take(x, y, 34, 34)
        return body + self._name(at, node, x, y)

    def _name(self, at: int, node: ChainNode, x: float, y: float) -> str:
        name, room = self._label(node), self.column - 2
        size = 12.5 if svg_paths.text_width(name, 12.5) <= room else 11
        rows = wrapped(name, size, room, 2 if " " in name else 1)
        beside = [n for n, place in enumerate(self.layout.places) if place.host == at]
        handles = " ".join(dict.fromkeys(h for n in (at, *beside) for h in self._named_of(n)))
        left = max(1, ROWS - len(rows) - bool(handles))
        said = visible(self._below(at, node))
        below, small = uncut("" if said == handles else said, BELOW, room, left)
        lines = [
            *(_LabelRow(row, size, INK) for row in rows),
            *([_LabelRow(handles, 10.5, INK, MARKER)] if handles else ()),
            *(_LabelRow(row, small, QUIET) for row in below),
        ]
        wide = max(svg_paths.text_width(line.text, line.size) for line in lines)
        self.boxes.take(x, y + 23 + 6 * len(lines), wide + 6, 12 * len(lines))
        ground = (
            f'<rect x="{x - wide / 2 - 2:.1f}" y="{y + 17:.1f}" width="{wide + 4:.1f}" '
            f'height="{12 * len(lines) + 3}" rx="4" fill="{PAPER}" opacity=".82"/>'
        )
        for turn, line in enumerate(lines):
            if line.ground:
                half = svg_paths.text_width(line.text, line.size) / 2 + 4
                ground += (
                    f'<rect x="{x - half:.1f}" y="{y + 19.5 + 12 * turn:.1f}" '
                    f'width="{2 * half:.1f}" height="12.5" rx="3" fill="{line.ground}"/>'
                )
        return ground + "".join(
            _text(
                x,
                y + 29 + 12 * turn,
                line.text,
                line.size,
                line.colour,
                bold=line.colour == INK,
                halo=0 if line.ground else HALO,
            )
            for turn, line in enumerate(lines)
        )

    def _below(self, at: int, node: ChainNode) -> str:
        """Return the role, else whose card it is or which card it has, else the handle."""
        beside = [
            " ".join(filter(None, [self._how_beside(guest, node), self._label(guest)]))
            for guest, place in zip(self.chain.nodes, self.layout.places, strict=True)
            if place.host == at
            and legend.family(self.schema, guest.entity.kind) in _NAMING_FAMILIES
        ]
        if len(self.members[at]) > 1:
            return " · ".join(filter(None, [self._first_members(at), *beside[:1], self._sum(at)]))
        start = say("page-start", self.lang) if node.entity.id in self.starts else ""
        role = role_text(node, self.schema, self.lang)
        return " ".join(filter(None, [start, role or next(iter(beside), "") or node.handle]))

    def _named_of(self, at: int) -> list[str]:
        """Return the handles, else the names, of those things of a node that the sentence names."""
        members = [self.whole.nodes[one] for one in self.members[at]] if self.named else []
        words = ((node.handle, legend.label(self.schema, node.entity)) for node in members)
        return [
            visible(h or label) for h, label in words if {h, visible(label)} & self.named - {""}
        ]

    def _first_members(self, at: int) -> str:
        """Return the first name in a group, and how many more there are."""
        members = self.members[at]
        named = (legend.label(self.schema, self.whole.nodes[member].entity) for member in members)
        first = next(filter(None, named), "")
        return f"{first} +{len(members) - 1}" if first else ""

    def _how_beside(self, guest: ChainNode, host: ChainNode) -> str:
        """Return how a companion is joined to its host, where it does not hold it."""
        tie = tie_of(self.chain, self.schema, guest, host)
        return self.schema.kind(tie).label(self.lang) if tie else ""

    def _sum(self, at: int) -> str:
        came, went = self.sums[0][at], self.sums[1][at]
        way = "page-incoming" if came else "page-outgoing"
        sums = shorts(came or went, self.lang)
        return f"{say(way, self.lang)} {sums}" if sums else ""

    def _label(self, node: ChainNode) -> str:
        if many := self.many.get(node.entity.id):
            return say("page-group-of", self.lang, n=many, kind=self._kind_of(node))
        own = legend.label(self.schema, node.entity)
        return visible(own) or self.schema.kind(node.entity.kind).label(self.lang)

    def _kind_of(self, node: ChainNode) -> str:
        return role_text(node, self.schema, self.lang) or self.schema.kind(node.entity.kind).label(
            self.lang
        )

    def _level(
        self, chain: Chain, starts: Sequence[str]
    ) -> tuple[Chain, ChainLayout, Sequence[Sequence[int]]]:
        """Return the finest picture of a chain that is no wall: its nodes, places and members."""
        levels = picture_levels(chain, self.schema, self.columns, starts, PANE, 1)
        groups = next((level for level in levels if level.name == "groups"), None)
        is_wall = groups and len(groups.grouped.members) < SAVES * len(chain.nodes)
        if len(chain.nodes) <= FEW or (len(chain.nodes) <= MOST and not is_wall):
            drawn = arranged(chain, self.schema, self.columns, None, PANE, 1)
            return chain, drawn, [(at,) for at in range(len(chain.nodes))]
        fitting = [level for level in levels if len(level.grouped.members) <= MOST]
        level = fitting[-1] if fitting else levels[0]
        return level.grouped.chain, level.drawn, level.grouped.members

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
    halo: int = HALO,
) -> str:
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}"{weight} '
        f'text-anchor="{anchor}" stroke="{PAPER}" stroke-width="{halo}" paint-order="stroke" '
        f'stroke-linejoin="round">{escape(text)}</text>'
    )
