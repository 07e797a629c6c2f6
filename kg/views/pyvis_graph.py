"""A chain for those who work with pyvis: offline and harmless, which pyvis 0.3.2 alone is not.

As shipped its page asks a CDN in every mode, and shows titles as HTML as soon as one of them
holds "href". Here the foreign tags are cut out, numbers stand for ids, no text is ever HTML,
places are ours (no physics), and a policy lets only the scripts of this page run, by hash.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.messages import Message
from kg.model import Chain, ChainEdge, ChainNode
from kg.text import visible
from kg.views import legend
from kg.views.amount_text import shorts
from kg.views.line_weights import edge_proof, widths
from kg.views.page import arrange, hash_of
from kg.views.palette import FAMILIES, INK, LINKS

if TYPE_CHECKING:
    from kg.schema import Schema

MOST = 500
COLUMN, ROW = 170, 90
_FOREIGN = re.compile(
    r"<link\b[^>]*https?://[^>]*>|<script\b[^>]*\bsrc\s*=\s*[\"']https?://[^>]*>\s*</script>",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_HEADING = re.compile(r"<center>\s*<h1></h1>\s*</center>")
_DASHES: dict[str, bool | list[int]] = {"single": [9, 3], "clue": [2, 4], "disputed": [3, 4]}


def pyvis_page(chain: Chain, schema: Schema, *, lang: str = "zh") -> bytes:
    """Return a chain as a pyvis page that asks no network; the chain must already be masked.

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
    net = Network(height="100vh", width="100%", directed=True, cdn_resources="in_line")
    drawn = arrange(chain, schema)
    for at, node in enumerate(chain.nodes):
        place = drawn.places[at]
        shift = -26 if place.host >= 0 else 0
        x, y = round(place.x * COLUMN) + shift, round(place.y * ROW) + shift
        net.add_node(at, x=x, y=y, **_node(node, schema, lang))
    number = {node.entity.id: at for at, node in enumerate(chain.nodes)}
    for edge, width in zip(chain.edges, widths(chain.edges), strict=True):
        net.add_edge(
            number[edge.source], number[edge.target], width=width, **_edge(edge, schema, lang)
        )
    net.toggle_physics(False)
    banners = _text("  ·  ".join(banner.text(lang) for banner in chain.banners))
    page = net.generate_html(notebook=False).replace("<body>", f"<body><p>{banners}</p>", 1)
    return _made_safe(page).encode()


def _node(node: ChainNode, schema: Schema, lang: str) -> dict[str, Any]:
    kind = schema.kind(node.entity.kind)
    label = _text(legend.label(schema, node.entity) or node.handle or kind.label(lang))
    stage = schema.stage(node.stage).label(lang)
    return {
        "label": label,
        "title": _text(f"{label} · {kind.label(lang)} · {stage}"),
        "color": FAMILIES.get(kind.family, INK),
        "shape": "dot",
        "size": 14,
        "physics": False,
    }


def _edge(edge: ChainEdge, schema: Schema, lang: str) -> dict[str, Any]:
    verb = legend.verb(schema, edge, lang)
    proof = edge_proof(edge)
    return {
        "label": _text(shorts(edge.totals, lang) or verb),
        "title": _text(f"{verb} · {proof}"),
        "color": LINKS.get(edge.family, INK),
        "dashes": _DASHES.get(proof, False),
        "smooth": {"type": "cubicBezier", "forceDirection": "horizontal"},
    }


def _text(text: str) -> str:
    """Return text that is no markup anywhere, and that never turns pyvis to HTML titles."""
    plain = visible(text).replace("<", "‹").replace(">", "›").replace("&", "＆")
    return re.sub("href", "hr-ef", plain, flags=re.IGNORECASE)


def _made_safe(html: str) -> str:
    """Return pyvis's page without foreign tags, and with a policy by the hash of each script."""
    kept = _HEADING.sub("", _FOREIGN.sub("", html))
    hashes = " ".join(f"'{hash_of(script)}'" for script in _SCRIPT.findall(kept))
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}"><meta charset="utf-8">'
    return re.sub(r"<head>", lambda head: head[0] + meta, kept, count=1)
