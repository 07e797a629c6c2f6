"""One chain as one HTML file: opens from a disk, asks no network, executes nothing of the data."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from datetime import tzinfo
from functools import cache
from html import escape
from importlib import resources
from typing import TYPE_CHECKING

from kg.messages import say
from kg.model import Chain
from kg.text import visible
from kg.views import legend
from kg.views.chain_layout import ChainLayout, layout
from kg.views.money import MoneyPage
from kg.views.node_ranks import FLOW_COLUMNS, PANE_PIXELS
from kg.views.page_data import CHINA, as_json, pack
from kg.views.page_payments import ChainPayments

if TYPE_CHECKING:
    from kg.schema import Schema

_TEMPLATE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="crimechain">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<noscript>{noscript}</noscript>
<script type="application/json" id="chain">{data}</script>
<script>{script}</script>
</body>
</html>
"""


def page(
    chain: Chain,
    schema: Schema,
    *,
    lang: str = "zh",
    marking: str = "",
    zone: tzinfo = CHINA,
    money: MoneyPage | None = None,
    payments: ChainPayments | None = None,
) -> bytes:
    """Return a chain as one self-contained page; same chain, same bytes.

    The chain must already be masked: everything in it stands in the file. ``marking`` is the
    case's classification, shown at the head and the foot of the page; times are told in ``zone``.
    With ``money`` the page opens as the money of a trace, and the chain is one of its views.
    ``payments`` is what the case knows of the chain's payments: their order, and its sums.
    """
    drawn = arrange(chain, schema)
    script, style = _static("app.js"), _static("app.css")
    html = _TEMPLATE.format(
        lang=say("page-html-language", lang),
        policy=escape(_policy(script, style), quote=True),
        title=escape(visible(chain.title or chain.name)),
        style=style,
        noscript=escape(legend.in_every_language("page-noscript")),
        data=as_json(
            pack(
                chain,
                schema,
                drawn,
                lang=lang,
                marking=marking,
                zone=zone,
                money=money,
                payments=payments,
            )
        ),
        script=script,
    )
    return html.encode()


def arrange(
    chain: Chain,
    schema: Schema,
    pane: tuple[int, int] = PANE_PIXELS,
    most: int = FLOW_COLUMNS,
) -> ChainLayout:
    """Return where everything of a chain is drawn in a pane of about that shape."""
    families = [legend.family(schema, node.entity.kind) for node in chain.nodes]
    return layout(chain, families, legend.stage_order(schema), pane, most)


@cache
def _static(name: str) -> str:
    """Return a file of the bundle, unable to close the element it stands in."""
    text = resources.files("kg.views").joinpath("static", name).read_text(encoding="utf-8").strip()
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")


def _policy(script: str, style: str) -> str:
    """Return the policy that lets one script and one style run, by their hashes, and no more."""
    return (
        f"default-src 'none'; script-src '{hash_of(script)}'; style-src '{hash_of(style)}'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def hash_of(text: str) -> str:
    """Return the hash by which a policy names a script or a style."""
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
