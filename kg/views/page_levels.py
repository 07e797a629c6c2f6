"""The page's pictures of one chain, from the overview to single things, and its first sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.model import Chain, Headline, HeadlinePart
from kg.text import visible
from kg.values.money import plus
from kg.views import legend
from kg.views.amount_text import plain
from kg.views.captions import captioned, quiet, roots, said_of
from kg.views.chain_layout import ChainLayout, StageBand, layout
from kg.views.columns import PictureColumns
from kg.views.grouping import Grouped, by_kind, groupings
from kg.views.line_routes import Route
from kg.views.line_weights import edge_marks, edge_proof, widths
from kg.views.node_ranks import FLOW_COLUMNS, PANE_PIXELS
from kg.views.page_rows import Json

if TYPE_CHECKING:
    from kg.schema import Schema

ROWS_NAMED = 200
"""So many rows of one clause of the first sentence are named on the page; the rest are counted."""


@dataclass(frozen=True, slots=True)
class PictureLevel:
    """One picture of a chain: how coarse it is, what is grouped, and where it is drawn."""

    name: str
    grouped: Grouped
    drawn: ChainLayout


def arranged(
    chain: Chain,
    schema: Schema,
    columns: PictureColumns,
    keys: Sequence[str] | None = None,
    pane: tuple[int, int] = PANE_PIXELS,
    most: int = FLOW_COLUMNS,
) -> ChainLayout:
    """Return where everything of a chain is drawn in columns, in a pane of about that shape."""
    families = [legend.family(schema, node.entity.kind) for node in chain.nodes]
    own = columns.keys if keys is None else keys
    nodes = [replace(node, stage=key) for node, key in zip(chain.nodes, own, strict=True)]
    return layout(replace(chain, nodes=tuple(nodes)), families, columns.order, pane, most)


def picture_levels(
    chain: Chain,
    schema: Schema,
    columns: PictureColumns,
    starts: Sequence[str] = (),
    pane: tuple[int, int] = PANE_PIXELS,
    most: int = FLOW_COLUMNS,
) -> list[PictureLevel]:
    """Return the coarser pictures of a chain, the coarsest first; none that groups nothing."""
    alone = frozenset(at for at, node in enumerate(chain.nodes) if node.entity.id in set(starts))
    levels: list[PictureLevel] = []
    size = len(chain.nodes)
    *finer, groups = groupings(chain, columns.keys, alone)
    for name, grouped in (
        *(("finer", one) for one in finer),
        ("groups", groups),
        ("overview", by_kind(chain, columns.keys, alone)),
    ):
        if len(grouped.members) < size:
            size = len(grouped.members)
            keys = [columns.keys[members[0]] for members in grouped.members]
            drawn = arranged(
                grouped.chain, schema, columns, keys, pane, 1 if name == "overview" else most
            )
            levels.insert(0, PictureLevel(name, grouped, drawn))
    return levels


def level_data(level: PictureLevel, chain: Chain, schema: Schema) -> Json:
    """Return one of the coarser pictures as the page reads it."""
    coarse, drawn = level.grouped.chain, level.drawn
    number = {node.entity.id: at for at, node in enumerate(coarse.nodes)}
    at_root = roots(drawn)
    ends = [(at_root[number[e.source]], at_root[number[e.target]]) for e in coarse.edges]
    looks = zip(
        widths(coarse.edges),
        captioned(coarse.edges, ends),
        quiet(coarse.edges, ends),
        strict=True,
    )
    lines = [
        {
            "source": number[edge.source],
            "target": number[edge.target],
            "edges": list(level.grouped.edges[at]),
            "kind": edge.kind,
            "family": edge.family,
            "proof": edge_proof(edge),
            "marks": edge_marks(edge),
            "route": route_data(drawn.routes[at]),
            "totals": totals_data(edge.totals),
            "count": len(edge.links),
            **({"name": name} if (name := legend.own_name(schema, edge)) else {}),
            "width": width,
            "said": said_of(edge, is_said=has_caption),
            "quiet": int(is_quiet),
        }
        for at, (edge, (width, has_caption, is_quiet)) in enumerate(
            zip(coarse.edges, looks, strict=True)
        )
    ]
    came = [totals_data(sums) for sums in money_sums(coarse, schema, number, "target")]
    went = [totals_data(sums) for sums in money_sums(coarse, schema, number, "source")]
    return {
        "name": level.name,
        "size": [drawn.width, drawn.height],
        "bands": bands_data(chain, drawn.bands, schema),
        "spots": [
            {"x": place.x, "y": place.y, "host": place.host, "side": place.side,
             "members": list(members), "in": came[at], "out": went[at]}
            for at, (place, members) in enumerate(
                zip(drawn.places, level.grouped.members, strict=True)
            )
        ],
        "lines": lines,
        "ties": [[a, b, route_data(route)] for a, b, route in drawn.ties],
    }  # fmt: skip


def money_sums(
    coarse: Chain, schema: Schema, number: Mapping[str, int], end: str
) -> list[dict[str, Decimal]]:
    """Return what payments bring to each node, or take from it, by currency.

    What is only reported counts where no payment is recorded: else it would be counted twice.
    """
    paid: list[dict[str, Decimal]] = [{} for _ in coarse.nodes]
    told: list[dict[str, Decimal]] = [{} for _ in coarse.nodes]
    for edge in coarse.edges:
        if edge.family != "money" or edge.source == edge.target:
            continue
        sums = paid if schema.kind(edge.kind).flows else told
        here = sums[number[getattr(edge, end)]]
        for code, amount in edge.totals.items():
            here[code] = plus(here.get(code, Decimal(0)), amount)
    return [payments or reports for payments, reports in zip(paid, told, strict=True)]


def bands_data(chain: Chain, bands: Sequence[StageBand], schema: Schema) -> list[Json]:
    """Return the columns drawn, each with what it hides; a stage that is all hidden is told too."""
    order = legend.stage_order(schema)
    hidden: dict[str, list[list[object]]] = {}
    for hidden_kind in chain.hidden:
        hidden.setdefault(hidden_kind.stage, []).append([hidden_kind.kind, hidden_kind.count])
    drawn: list[Json] = [
        {
            "stage": band.stage,
            "left": band.left,
            "right": band.right,
            "levels": [
                [x, heading]
                for x, level in band.levels
                if (heading := legend.level_heading(schema, chain, band.stage, level))
            ],
            "hidden": hidden.pop(band.stage, []),
        }
        for band in bands
    ]
    rest = sorted(hidden, key=lambda stage: order.get(stage, len(order)))
    return drawn + [
        {"stage": stage, "left": 0, "right": 0, "levels": [], "hidden": hidden[stage]}
        for stage in rest
    ]


def headline_data(headline: Headline | None, chain: Chain, schema: Schema) -> list[Json]:
    """Return the clauses of a first sentence, each with the nodes and rows that are drawn of it."""
    nodes = {node.entity.id: at for at, node in enumerate(chain.nodes)}
    rows = {
        link.id: (line, place)
        for line, edge in enumerate(chain.edges)
        for place, link in enumerate(edge.links)
    }
    parts = headline.parts if headline else ()
    return [
        {
            "name": part.name,
            "said": legend.said(part.said),
            "nodes": [nodes[thing] for thing in part.things if thing in nodes],
            "rows": sorted(rows[link] for link in part.links if link in rows)[:ROWS_NAMED],
            "more": _unnamed(part.links, rows),
            **({"named": named} if (named := named_words(part, chain, schema)) else {}),
            **(_places(headline, nodes) if headline and part.name == "lies" else {}),
        }
        for part in parts
    ]


def _places(headline: Headline, nodes: Mapping[str, int]) -> Json:
    """Return every place where money lies, with its node where it is drawn, else -1."""
    told = [[legend.said(said), nodes.get(thing, -1)] for thing, said in headline.places]
    left = len(told) - ROWS_NAMED
    return {"places": told[:ROWS_NAMED], **({"unplaced": left} if left > 0 else {})}


def named_words(part: HeadlinePart, chain: Chain, schema: Schema) -> list[str]:
    """Return the handles that a clause writes out, so that the picture can mark whose they are.

    A clause that is made from no things of its own, such as a gap, calls them by their names.
    """
    texts = "\n".join(legend.said(part.said).values())
    labels = () if part.things else (legend.label(schema, n.entity) for n in chain.nodes)
    words = {visible(word) for word in (*part.handles, *labels)}
    return sorted(word for word in words if _stands_in(word, texts))


def _stands_in(word: str, texts: str) -> bool:
    """Say whether a handle, or a name with a figure in it, stands in a text as a whole word."""
    if word not in texts or not any(sign.isdigit() for sign in word):
        return False
    return re.search(rf"(?<![0-9A-Za-z]){re.escape(word)}(?![0-9A-Za-z])", texts) is not None


def _unnamed(links: Sequence[str], rows: Mapping[str, object]) -> int:
    drawn = sum(link in rows for link in links)
    return len(links) - min(drawn, ROWS_NAMED)


def route_data(route: Route) -> list[object]:
    """Return a route as numbers: sides, ports, then the points that it passes."""
    via = [number for point in route.via for number in point]
    return [route.leaves, route.enters, route.port_out, route.port_in, *via]


def totals_data(totals: Mapping[str, Decimal]) -> list[list[str]]:
    """Return sums by currency, exact."""
    return [[code, plain(totals[code])] for code in sorted(totals)]
