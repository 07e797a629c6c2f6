"""Data of a chain's page: one JSON value, text made visible, the same bytes for the same chain.

In the page it stands deflated (zlib, RFC 1950) in base64: a quarter of its size, and no letter of
it can close its element. :func:`data_of` reads it back, :func:`in_clear` gives the page that can
be searched.
"""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import timedelta, timezone, tzinfo
from functools import cache
from typing import TYPE_CHECKING

from kg.messages import Message, ids, languages, template
from kg.model import Chain, ChainEdge, ChainNode, Headline, Link, Source
from kg.schema.schema import HARMED
from kg.text import visible
from kg.views import legend
from kg.views.amount_text import plain
from kg.views.captions import captioned, quiet, roots, said_of, tie_of
from kg.views.chain_layout import ChainLayout
from kg.views.columns import PictureColumns, columns_of
from kg.views.icons import icon, shape
from kg.views.line_routes import NodePlace, Route
from kg.views.line_weights import INFERRED, edge_marks, edge_proof, widths
from kg.views.money import MoneyPage
from kg.views.page_details import PageDetails
from kg.views.page_levels import (
    bands_data,
    headline_data,
    level_data,
    picture_levels,
    route_data,
    totals_data,
)
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
_ELEMENT = re.compile(r'(<script type="text/plain" id="chain">)([A-Za-z0-9+/=]*)(</script>)')


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
    details: PageDetails | None = None,
    headline: Headline | None = None,
    columns: PictureColumns | None = None,
    starts: Sequence[str] = (),
) -> Json:
    """Return all that the page shows of a chain, and of a trace's money where there is one.

    ``payments`` is what the case knows of the chain's payments; else only what the chain says is.
    ``details`` is what it knows beside the chain.
    ``headline`` is the chain's first sentence, ``columns`` are what its pictures are drawn by, and
    ``starts`` the ids that it is drawn around.
    """
    known = details or PageDetails()
    sentences = known.sentences()
    placed = columns or columns_of(chain, schema, starts)
    paid = payments or payments_of(chain, schema)
    number = {node.entity.id: at for at, node in enumerate(chain.nodes)}
    cited = sorted({*cited_hashes(chain), *(money.cited() if money else ())})
    telling = RowFormat(third_names(chain, schema), zone, cited, known.numbers())
    return {
        "lang": lang,
        "name": visible(chain.name),
        "title": legend.title(chain),
        "marking": visible(marking),
        "digest": chain.digest,
        "zone": _zone(chain, zone),
        "headline": headline_data(headline, chain, schema),
        **({"subject": legend.said(headline.subject)} if headline and headline.subject else {}),
        "starts": [number[start] for start in starts if start in number],
        "columns": placed.by,
        "levels": [
            level_data(level, chain, schema)
            for level in picture_levels(chain, schema, placed, starts)
        ],
        "words": _words(chain, schema, placed),
        "look": _look(chain, schema),
        "size": [drawn.width, drawn.height],
        "bands": bands_data(chain, drawn.bands, schema),
        "nodes": [
            _node(node, drawn.places[at], schema, telling)
            | _tie(chain, schema, node, drawn.places[at].host)
            | {"column": placed.keys[at]}
            | paid.of_node(at)
            | known.of_node(at, sentences)
            for at, node in enumerate(chain.nodes)
        ],
        "edges": [
            edge | known.of_line(at, len(chain.edges[at].links))
            for at, edge in enumerate(_edges(chain, drawn, number, telling, schema, paid))
        ],
        "follow": paid.of_page(),
        "ties": [[a, b, route_data(route)] for a, b, route in drawn.ties],
        "sources": [_source(source) for source in _sources(chain, money)],
        "hashes": telling.hashes,
        "banners": [legend.said(banner) for banner in chain.banners],
        "gaps": [legend.said(gap) for gap in chain.gaps],
        "ask": {way: visible(chain.ask_again[way]) for way in _ways(chain)},
        **known.of_page(sentences),
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


def deflated(packed: Json) -> str:
    """Return the data as it stands in a page."""
    return b64encode(zlib.compress(as_json(packed).encode(), 9)).decode()


def inflated(text: str) -> Json:
    """Return the data that stands in a page as that text."""
    data: Json = json.loads(zlib.decompress(b64decode(text)))
    return data


def data_of(page: bytes | str) -> Json:
    """Return what a page holds.

    Raises:
        ValueError: It is no page of a chain, a trace or a graph.
    """
    found = _ELEMENT.search(page.decode() if isinstance(page, bytes) else page)
    if found is None:
        raise ValueError("no data of a page stands in it")
    return inflated(found[2])


def in_clear(page: bytes | str) -> str:
    """Return a page with its data as plain JSON: for a search of everything that it holds."""
    text = page.decode() if isinstance(page, bytes) else page
    return _ELEMENT.sub(lambda one: one[1] + as_json(inflated(one[2])) + one[3], text)


def _zone(chain: Chain, zone: tzinfo) -> str:
    """Return the offset of the times told, such as UTC+08:00."""
    links = (link for edge in chain.edges for link in edge.links)
    first = next((link.start for link in links if link.start), None)
    return "UTC" + first.astimezone(zone).isoformat()[-6:] if first else ""


def _words(chain: Chain, schema: Schema, placed: PictureColumns) -> Json:
    links = [link for edge in chain.edges for link in edge.links]
    values = [_values(node) for node in chain.nodes] + [link.values for link in links]
    stages = [node.stage for node in chain.nodes] + [hidden.stage for hidden in chain.hidden]
    return {
        "ui": interface(),
        "stages": {**legend.stages(schema, stages), **placed.names},
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


def _tie(chain: Chain, schema: Schema, node: ChainNode, host: int) -> Json:
    tie = tie_of(chain, schema, node, chain.nodes[host]) if host >= 0 else ""
    return {"tie": tie} if tie else {}


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
            "said": said_of(edge, is_said=has_caption),
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
        "route": route_data(route),
        "totals": totals_data(edge.totals),
        "traced": totals_data(edge.traced),
        "unproven": edge.unproven,
        "count": len(edge.links),
        "last": telling.time(max((k.start for k in edge.links if k.start), default=None)),
        "links": [telling.row(link) for link in edge.links[:ROWS_PER_EDGE]],
        **({"rest": [_rest(link) for link in rest]} if rest else {}),
    }


def _rest(link: Link) -> list[str]:
    """Return what must be known of a row that is counted and not listed."""
    return [str(link.proof), link.currency, "" if link.amount is None else plain(link.amount)]


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
