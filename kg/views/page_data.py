"""Data of a chain's page: one JSON value, text made visible, the same bytes for the same chain."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta, timezone, tzinfo
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from kg.messages import Message, ids, languages, template
from kg.model import Chain, ChainEdge, ChainNode, Link, Source
from kg.schema.schema import HARMED
from kg.text import visible
from kg.views import legend
from kg.views.amount_text import plain
from kg.views.captions import captioned, quiet, roots
from kg.views.chain_layout import ChainLayout
from kg.views.icons import icon, shape
from kg.views.line_routes import NodePlace, Route
from kg.views.line_weights import INFERRED, edge_marks, edge_proof, widths
from kg.views.money import MoneyPage
from kg.views.page_payments import ChainPayments, payments_of
from kg.views.page_rows import Json, RowFormat, cited_hashes, texts, third_names
from kg.views.palette import FAMILIES, LINKS

if TYPE_CHECKING:
    from kg.schema import Schema

CHINA = timezone(timedelta(hours=8))
ROWS_PER_EDGE = 200
LISTED = "listedIn"
PAGE = "page-"
"""How the ids of the page's own texts begin."""
WAYS = ("kg", "sparql", "cypher")


def pack(
    chain: Chain,
    schema: Schema,
    drawn: ChainLayout,
    *,
    lang: str,
    marking: str = "",
    zone: tzinfo = CHINA,
    money: MoneyPage | None = None,
    payments: ChainPayments | None = None,
) -> Json:
    """Return all that the page shows of a chain, and of a trace's money where there is one.

    ``payments`` is what the case knows of the chain's payments; else only what the chain says is.
    """
    paid = payments or payments_of(chain, schema)
    number = {node.entity.id: at for at, node in enumerate(chain.nodes)}
    cited = sorted({*cited_hashes(chain), *(money.cited() if money else ())})
    telling = RowFormat(third_names(chain, schema), zone, cited)
    return {
        "lang": lang,
        "name": visible(chain.name),
        "title": visible(chain.title),
        "marking": visible(marking),
        "digest": chain.digest,
        "zone": _zone(chain, zone),
        "words": _words(chain, schema),
        "look": _look(chain, schema),
        "size": [drawn.width, drawn.height],
        "bands": _bands(chain, drawn, schema),
        "nodes": [
            _node(node, drawn.places[at], schema, telling) | paid.of_node(at)
            for at, node in enumerate(chain.nodes)
        ],
        "edges": _edges(chain, drawn, number, telling, schema, paid),
        "follow": paid.of_page(),
        "ties": [[a, b, _route(route)] for a, b, route in drawn.ties],
        "sources": [_source(source) for source in _sources(chain, money)],
        "hashes": telling.hashes,
        "banners": [legend.said(banner) for banner in chain.banners],
        "gaps": [legend.said(gap) for gap in chain.gaps],
        "ask": {way: visible(chain.ask_again[way]) for way in _ways(chain)},
        **({"money": money.told(schema, telling)} if money else {}),
    }


def _ways(chain: Chain) -> list[str]:
    """Return the texts that reproduce the page, the command first."""
    return sorted(chain.ask_again, key=lambda way: (WAYS.index(way) if way in WAYS else 9, way))


def _sources(chain: Chain, money: MoneyPage | None) -> Sequence[Source]:
    """Return the files that rows of the page name."""
    if money is None:
        return chain.sources
    cited = {*cited_hashes(chain), *money.cited()}
    return [source for source in money.facts.sources if source.sha256 in cited]


def as_json(packed: Json) -> str:
    """Return JSON that is safe inside a script element, whatever the data holds."""
    text = visible(json.dumps(packed, ensure_ascii=False, separators=(",", ":")))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _zone(chain: Chain, zone: tzinfo) -> str:
    """Return the offset of the times told, such as UTC+08:00."""
    links = (link for edge in chain.edges for link in edge.links)
    first = next((link.start for link in links if link.start), None)
    return "UTC" + first.astimezone(zone).isoformat()[-6:] if first else ""


def _words(chain: Chain, schema: Schema) -> Json:
    links = [link for edge in chain.edges for link in edge.links]
    values = [_values(node) for node in chain.nodes] + [link.values for link in links]
    stages = [node.stage for node in chain.nodes] + [hidden.stage for hidden in chain.hidden]
    return {
        "ui": interface(),
        "stages": legend.stages(schema, stages),
        "kinds": legend.entity_kinds(schema, chain),
        "links": legend.link_kinds(schema, chain),
        "roles": legend.roles(schema, chain),
        "properties": legend.properties(schema, legend.kinds_of_values(values)),
        "proofs": {
            **legend.listed(schema, "ProofState"),
            INFERRED: legend.said(Message("page-inferred")),
        },
        "families": legend.listed(schema, "EntityFamily"),
        "linkFamilies": legend.listed(schema, "LinkFamily"),
    }


@cache
def interface() -> dict[str, legend.Words]:
    """Return every text of the page itself by its name and language, with gaps to be filled in."""
    return {
        id.removeprefix(PAGE): {lang: template(id, lang) for lang in languages()}
        for id in ids(PAGE)  # noqa: A001 - the catalogue's word
    }


def _look(chain: Chain, schema: Schema) -> Json:
    kinds = [schema.kind(name) for name in sorted({node.entity.kind for node in chain.nodes})]
    return {
        "families": FAMILIES,
        "links": LINKS,
        "shapes": {kind.family: shape(kind.family) for kind in kinds},
        "icons": {name: icon(name) for name in sorted(_icons(chain, schema))},
    }


def _icons(chain: Chain, schema: Schema) -> set[str]:
    kinds = {schema.kind(node.entity.kind).icon for node in chain.nodes}
    return kinds | {legend.icon_name(schema, node) for node in chain.nodes}


def _bands(chain: Chain, drawn: ChainLayout, schema: Schema) -> list[Json]:
    """Return the stages drawn, each with what it hides; one that is all hidden is told too."""
    order = legend.stage_order(schema)
    hidden: dict[str, list[list[object]]] = {}
    for hidden_kind in chain.hidden:
        hidden.setdefault(hidden_kind.stage, []).append([hidden_kind.kind, hidden_kind.count])
    bands: list[Json] = [
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
        for band in drawn.bands
    ]
    rest = sorted(hidden, key=lambda stage: order.get(stage, len(order)))
    return bands + [
        {"stage": stage, "left": 0, "right": 0, "levels": [], "hidden": hidden[stage]}
        for stage in rest
    ]


def _node(node: ChainNode, place: NodePlace, schema: Schema, telling: RowFormat) -> Json:
    return {
        "id": node.entity.id,
        "kind": node.entity.kind,
        "label": visible(legend.label(schema, node.entity)),
        "handle": visible(node.handle),
        "stage": node.stage,
        "basis": node.basis,
        "why": legend.said(node.why) if node.why else None,
        "level": node.level,
        "roles": [visible(role) for role in node.roles],
        "icon": legend.icon_name(schema, node),
        "masked": node.masked,
        "harmed": node.stage == HARMED,
        "values": texts(_values(node)),
        "evidence": telling.cited(node.entity.evidence),
        "x": place.x,
        "y": place.y,
        "traced": [
            [traced.currency, *map(plain, (traced.received, traced.passed_on, traced.kept))]
            for traced in node.traced
        ],
        "host": place.host,
        "side": place.side,
    }


def _values(node: ChainNode) -> Mapping[str, tuple[str, ...]]:
    """Return what the panel lists of an entity, with the published lists that name it."""
    lists = tuple(" · ".join(map(listing.text, languages())) for listing in node.listed)
    return {**node.entity.values, LISTED: lists} if lists else node.entity.values


def _edges(
    chain: Chain,
    drawn: ChainLayout,
    number: Mapping[str, int],
    telling: RowFormat,
    schema: Schema,
    paid: ChainPayments,
) -> list[Json]:
    wide, at_root = widths(chain.edges), roots(drawn)
    ends = [(at_root[number[e.source]], at_root[number[e.target]]) for e in chain.edges]
    looks = zip(wide, captioned(chain.edges, ends), quiet(chain.edges, ends), strict=True)
    base = paid.base()
    return [
        {
            **_edge(edge, route, number, telling),
            **({"name": name} if (name := legend.own_name(schema, edge)) else {}),
            "width": width,
            "said": int(has_caption),
            "quiet": int(is_quiet),
            **paid.of_line(at, len(edge.links), base),
        }
        for at, (edge, route, (width, has_caption, is_quiet)) in enumerate(
            zip(chain.edges, drawn.routes, looks, strict=True)
        )
    ]


def _edge(edge: ChainEdge, route: Route, number: Mapping[str, int], telling: RowFormat) -> Json:
    rest = edge.links[ROWS_PER_EDGE:]
    return {
        "source": number[edge.source],
        "target": number[edge.target],
        "kind": edge.kind,
        "family": edge.family,
        "proof": edge_proof(edge),
        "marks": edge_marks(edge),
        "route": _route(route),
        "totals": _totals(edge.totals),
        "traced": _totals(edge.traced),
        "unproven": edge.unproven,
        "count": len(edge.links),
        "last": telling.time(max((k.start for k in edge.links if k.start), default=None)),
        "links": [telling.row(link) for link in edge.links[:ROWS_PER_EDGE]],
        **({"rest": [_rest(link) for link in rest]} if rest else {}),
    }


def _rest(link: Link) -> list[str]:
    """Return what must be known of a row that is counted and not listed."""
    return [str(link.proof), link.currency, "" if link.amount is None else plain(link.amount)]


def _route(route: Route) -> list[object]:
    via = [number for point in route.via for number in point]
    return [route.leaves, route.enters, route.port_out, route.port_in, *via]


def _totals(totals: Mapping[str, Decimal]) -> list[list[str]]:
    return [[code, plain(totals[code])] for code in sorted(totals)]


def _source(source: Source) -> Json:
    return {
        "sha256": source.sha256,
        "name": visible(source.name),
        "size": source.size,
        "layout": source.layout,
        "read": source.read,
        "stored": source.stored,
        "skipped": source.skipped,
        "problems": source.problems,
    }
