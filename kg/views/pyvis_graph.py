"""A chain for those who work with pyvis: offline and harmless, which pyvis 0.3.2 alone is not.

As shipped its page asks a CDN in every mode, and shows titles as HTML as soon as one of them
holds "href". Here the foreign tags are cut out, numbers stand for ids, no text is ever HTML,
places are ours (no physics), and a policy lets only the scripts of this page run, by hash.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from math import atan2, cos, hypot, sin
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.messages import Message, say
from kg.model import Chain, ChainEdge, ChainNode, Headline
from kg.schema.schema import HARMED
from kg.text import visible
from kg.text.html_template import html_template
from kg.views import legend
from kg.views.amount_text import shorts
from kg.views.captions import captioned, roots
from kg.views.chain_layout import ChainLayout
from kg.views.columns import columns_of
from kg.views.line_weights import edge_proof, widths
from kg.views.page import arrange, hash_of
from kg.views.page_levels import named_words
from kg.views.palette import FAMILIES, FONT, INK, LINKS, MARKER, PAPER, QUIET

if TYPE_CHECKING:
    from kg.schema import Schema

MOST = 500
COLUMN, ROW = 190, 112
HEADING = 90
"""How far above the first row the stages stand."""
LONGEST = 18
"""Characters of a name; what is longer is cut in the middle, for ends tell numbers apart."""
ROW_SIGNS = 10
"""So many Latin letters, or half as many signs of Chinese, have room beside the next column."""
WINDOW, LARGEST = 1300, 2.25
"""Pixels of a window's picture: text of what is wider is so much larger, up to this, that it can
be read when the whole is shown."""
LEAST_LETTERS = 11
"""Pixels: where all of a picture has smaller letters, a part of it is shown at first."""
TOLD = 12
"""So many captions that have no room on the picture are told below it, the largest amounts."""
_FOREIGN = re.compile(
    r"<link\b[^>]*https?://[^>]*>|<script\b[^>]*\bsrc\s*=\s*[\"']https?://[^>]*>\s*</script>",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_HEADING = re.compile(r"<center>\s*<h1></h1>\s*</center>")
_DASHES: dict[str, bool | list[int]] = {"single": [9, 3], "clue": [2, 4], "disputed": [3, 4]}
_HALO = {"face": FONT, "strokeWidth": 4, "strokeColor": PAPER}


def pyvis_page(
    chain: Chain, schema: Schema, *, lang: str = "zh", headline: Headline | None = None
) -> bytes:
    """Return a chain as a pyvis page that asks no network; the chain must already be masked.

    ``headline`` is its first sentence; it stands above the picture.

    Raises:
        UsageError: pyvis is not installed (the extra ``crimechain[pyvis]``), or the chain is larger
            than pyvis can draw.
    """
    try:
        from pyvis.network import Network
    except ModuleNotFoundError as error:
        raise UsageError(
            Message("extra-not-installed", name="pyvis"),
            hint=Message("install-extra", name="pyvis"),
        ) from error
    if len(chain.nodes) > MOST:
        raise UsageError(
            Message("entities-too-many-for", count=len(chain.nodes)),
            hint=Message("at-most", most=MOST),
        )
    drawn = arrange(chain, schema)
    grow = min(LARGEST, max(1.0, drawn.width * COLUMN / WINDOW))
    parts = headline.parts if headline else ()
    named = {word for part in parts for word in named_words(part, chain, schema)}
    net = Network(height="100vh", width="100%", directed=True, cdn_resources="in_line")
    for at, node in enumerate(chain.nodes):
        place = drawn.places[at]
        shift = -26 if place.host >= 0 else 0
        x, y = round(place.x * COLUMN) + shift, round(place.y * ROW) + shift
        look = _node(node, schema, lang, grow, is_guest=place.host >= 0, named=named)
        net.add_node(at, x=x, y=y, **look)
    _add_stages(net, chain, drawn, schema, lang, grow)
    unread = _add_edges(net, chain, drawn, schema, lang, grow)
    net.toggle_physics(False)
    html = net.generate_html(notebook=False)
    return _made_safe(html, _frame(chain, schema, lang, headline, unread), lang).encode()


def _add_stages(
    net: Any, chain: Chain, drawn: ChainLayout, schema: Schema, lang: str, grow: float
) -> None:
    """Write the stages, or what else the columns are, over them: they move with the picture."""
    names = columns_of(chain, schema).names
    for band in drawn.bands:
        net.add_node(
            f"stage-{band.stage}",
            label=_text(_heading(band.stage, names, schema, lang)).replace(" ", "\n"),
            title=" ",
            x=round((band.left + band.right) / 2 * COLUMN),
            y=-round(HEADING * grow / 1.4),
            shape="text",
            font={**_HALO, "size": round(17 * grow), "color": QUIET},
            fixed=True,
            physics=False,
        )


def _heading(key: str, names: Mapping[str, legend.Words], schema: Schema, lang: str) -> str:
    """Return what a column is called: by its own name, else by its stage."""
    own = names.get(key)
    return own[lang] if own else schema.stage(key).label(lang)


def _add_edges(
    net: Any, chain: Chain, drawn: ChainLayout, schema: Schema, lang: str, grow: float
) -> list[str]:
    """Draw the lines; return the captions that have no room, with the handles, largest first."""
    number = {node.entity.id: at for at, node in enumerate(chain.nodes)}
    at_root = roots(drawn)
    ends = [(at_root[number[e.source]], at_root[number[e.target]]) for e in chain.edges]
    beside: Counter[frozenset[int]] = Counter()
    looks = []
    for edge, has_caption in zip(chain.edges, captioned(chain.edges, ends), strict=True):
        a, b = number[edge.source], number[edge.target]
        turn = beside[frozenset((a, b))]
        beside[frozenset((a, b))] += 1
        look = _edge(edge, schema, lang, grow, has_caption=has_caption, turn=turn)
        looks.append((a, b, look))
    order = sorted(
        (at for at, (_, _, look) in enumerate(looks) if look["label"]),
        key=lambda at: (-max(chain.edges[at].totals.values(), default=Decimal(0)), at),
    )
    unread = _captions_without_room(net, looks, order)
    for at, ((a, b, look), width) in enumerate(zip(looks, widths(chain.edges), strict=True)):
        shown = look | ({"label": ""} if at in unread else {})
        net.add_edge(a, b, width=max(1.5, width), **shown)
    return [
        f"{looks[at][2]['label']} {_handle(chain, looks[at][0])} → {_handle(chain, looks[at][1])}"
        for at in order
        if at in unread
    ]


def _handle(chain: Chain, at: int) -> str:
    return chain.nodes[at].handle or "…"


def _captions_without_room(
    net: Any, looks: Sequence[tuple[int, int, Mapping[str, Any]]], order: Sequence[int]
) -> set[int]:
    """Return which captions would lie over a name or over one that comes before in the order.

    A text is a row of discs along its line: of a bend, vis-network writes it in the middle.
    """
    places = {node["id"]: node for node in net.nodes}
    taken = [disc for node in net.nodes for disc in _discs_of(node)]
    unread = set()
    for at in order:
        a, b, look = looks[at]
        one, two, size = places[a], places[b], look["font"]["size"]
        across, down = two["x"] - one["x"], two["y"] - one["y"]
        angle = atan2(down * 2, across * 1.2)
        middle = (one["x"] + two["x"]) / 2, (one["y"] + two["y"]) / 2
        discs = _discs(middle, _width(look["label"], size), size, angle)
        if any(hypot(x - p, y - q) < r + s for x, y, r in discs for p, q, s in taken):
            unread.add(at)
        else:
            taken += discs
    return unread


def _discs_of(node: Mapping[str, Any]) -> Iterator[tuple[float, float, float]]:
    """Yield the discs of a name and of the dot above it."""
    x, y, size = node["x"], node["y"], node["font"]["size"]
    dot = node.get("size", 0)
    yield x, y, dot
    for row, text in enumerate(node["label"].split("\n")):
        if text.strip():
            yield from _discs((x, y + dot + (row + 0.6) * size), _width(text, size), size, 0)


def _discs(
    middle: tuple[float, float], width: float, size: float, angle: float
) -> list[tuple[float, float, float]]:
    radius = 0.4 * size
    steps = max(1, round(width / size))
    reach = [(2 * step / steps - 1) * (width / 2 - radius) for step in range(steps + 1)]
    return [(middle[0] + far * cos(angle), middle[1] + far * sin(angle), radius) for far in reach]


def _width(text: str, size: float) -> float:
    return sum(size if sign >= "\u2e80" else 0.58 * size for sign in text)


def _node(
    node: ChainNode,
    schema: Schema,
    lang: str,
    grow: float,
    *,
    is_guest: bool,
    named: Collection[str],
) -> dict[str, Any]:
    kind = schema.kind(node.entity.kind)
    label = _text(legend.label(schema, node.entity) or node.handle or kind.label(lang))
    stage = schema.stage(node.stage).label(lang)
    colour = FAMILIES.get(kind.family, INK)
    fill = PAPER if node.stage == HARMED else colour
    shown = {"background": fill, "border": colour}
    is_named = node.handle in named or label in named
    # what is marked must not cover its neighbour, and a handle says more than a number's middle
    short = label if " " in label or not is_named else _cut(label, 9)
    rows = [] if is_guest else [_in_rows(_cut(short))]
    rows += [node.handle] if is_named and node.handle not in label else []
    return {
        "label": "\n".join(rows) or " ",  # without any, pyvis writes its id
        "title": _text(f"{label} {node.handle} · {kind.label(lang)} · {stage}"),
        "color": {**shown, "highlight": shown, "hover": shown},
        "borderWidth": 3,
        "shape": "dot",
        "size": round((9 if is_guest else 17) * min(grow, 1.4)),
        "font": {
            **_HALO,
            "size": round(16 * grow),
            "color": INK,
            **({"background": MARKER, "strokeWidth": 0} if is_named else {}),
        },
        "physics": False,
    }


def _edge(
    edge: ChainEdge, schema: Schema, lang: str, grow: float, *, has_caption: bool, turn: int
) -> dict[str, Any]:
    verb = legend.verb(schema, edge, lang)
    proof = edge_proof(edge)
    amount = shorts(edge.totals, lang)
    bow = {"type": "curvedCW", "roundness": 0.12 + 0.08 * turn}
    level = {"type": "cubicBezier", "forceDirection": "horizontal", "roundness": 0.4}
    return {
        "label": _text(amount or verb) if has_caption else "",
        "title": _text(f"{verb} {amount} · {_proof(schema, proof, lang)}"),
        "color": LINKS.get(edge.family, INK),
        "dashes": _DASHES.get(proof, False),
        "font": {**_HALO, "size": round(13 * grow), "color": INK, "align": "middle"},
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.6}},
        "smooth": bow if turn else level,
    }


def _cut(text: str, longest: int = LONGEST) -> str:
    """Return a name of readable length: cut in the middle, never at the tail."""
    if len(text) <= longest:
        return text
    half = longest // 2
    return f"{text[:half]}…{text[-half:]}"


def _in_rows(text: str) -> str:
    """Return a name in one row or in two.

    It is broken near its middle, behind a word or a sign of Chinese; a number never is.
    """
    ends = [at + 1 for at, sign in enumerate(text[:-1]) if sign in " …-" or sign >= "\u2e80"]
    ends = [at for at in ends if text[at] != "(" and not text[at].isdigit()]
    if not ends or sum(2 if sign >= "\u2e80" else 1 for sign in text) <= ROW_SIGNS:
        return text
    at = min(ends, key=lambda end: abs(2 * end - len(text)))
    return f"{text[:at].rstrip()}\n{text[at:]}"


def _frame(
    chain: Chain, schema: Schema, lang: str, headline: Headline | None, unread: Sequence[str]
) -> str:
    """Return the title, the first sentence, the notices and the legend around the picture."""
    kinds = sorted({node.entity.kind for node in chain.nodes})
    by_family = {
        family: [k.label(lang) for k in map(schema.kind, kinds) if k.family == family]
        for family in FAMILIES
    }
    subject = headline.subject.text(lang) if headline and headline.subject else ""
    families = sorted({edge.family for edge in chain.edges} & LINKS.keys())
    proofs = sorted({edge_proof(edge) for edge in chain.edges})
    return html_template("kg.views", "pyvis_frame.html").render(
        title=" · ".join(filter(None, [legend.title(chain), visible(subject)])),
        first=visible(headline.text(lang)) if headline else "",
        banners=[visible(banner.text(lang)) for banner in chain.banners],
        kinds=[(FAMILIES[family], labels) for family, labels in by_family.items() if labels],
        actor=FAMILIES["actor"],
        harmed=say("page-harmed-hollow", lang) if _has_harmed(chain) else "",
        larger=say("page-larger-than-window", lang),
        all=say("page-show-all", lang),
        unread=say(
            "page-captions-without-room",
            lang,
            count=len(unread),
            largest=" · ".join(unread[:TOLD]),
        )
        if unread
        else "",
        least=LEAST_LETTERS,
        lines=[(LINKS[name], legend.listed(schema, "LinkFamily")[name][lang]) for name in families],
        proofs=[
            (" ".join(map(str, dash)) if isinstance(dash, list) else "", said)
            for dash, said in (
                (_DASHES.get(proof, False), _proof(schema, proof, lang)) for proof in proofs
            )
        ],
    )


def _proof(schema: Schema, proof: str, lang: str) -> str:
    return legend.listed(schema, "ProofState")[proof][lang]


def _has_harmed(chain: Chain) -> bool:
    return any(node.stage == HARMED for node in chain.nodes)


def _text(text: str) -> str:
    """Return text that is no markup anywhere, and that never turns pyvis to HTML titles."""
    plain = visible(text).replace("<", "‹").replace(">", "›").replace("&", "＆")
    return re.sub("href", "hr-ef", plain, flags=re.IGNORECASE)


def _made_safe(html: str, frame: str, lang: str) -> str:
    """Return pyvis's page without foreign tags, in its frame, with a policy by script hashes."""
    kept = _HEADING.sub("", _FOREIGN.sub("", html))
    kept = kept.replace("<html>", f'<html lang="{say("page-html-language", lang)}">', 1)
    framed = kept.replace("<body>", f"<body>{frame}", 1)
    hashes = " ".join(f"'{hash_of(script)}'" for script in _SCRIPT.findall(framed))
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}"><meta charset="utf-8">'
    return re.sub(r"<head>", lambda head: head[0] + meta, framed, count=1)
