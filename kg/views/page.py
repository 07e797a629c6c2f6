"""One chain as one HTML file: opens from a disk, asks no network, executes nothing of the data."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from datetime import tzinfo
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from kg.messages import say
from kg.model import Chain, Headline
from kg.text.html_template import html_template, own_html
from kg.views import legend
from kg.views.chain_layout import ChainLayout
from kg.views.columns import columns_of
from kg.views.money import MoneyPage
from kg.views.node_ranks import FLOW_COLUMNS, PANE_PIXELS
from kg.views.page_data import CHINA, deflated, pack
from kg.views.page_details import PageDetails
from kg.views.page_levels import arranged
from kg.views.page_payments import ChainPayments

if TYPE_CHECKING:
    from kg.schema import Schema


def page(
    chain: Chain,
    schema: Schema,
    *,
    lang: str = "zh",
    marking: str = "",
    zone: tzinfo = CHINA,
    money: MoneyPage | None = None,
    payments: ChainPayments | None = None,
    details: PageDetails | None = None,
    headline: Headline | None = None,
    starts: Sequence[str] = (),
) -> bytes:
    """Return a chain as one self-contained page; same chain, same bytes.

    The chain must already be masked: everything in it stands in the file. ``marking`` is the
    case's classification, shown at the head and the foot of the page; times are told in ``zone``.
    With ``money`` the page opens as the money of a trace, and the chain is one of its views.
    ``payments`` is what the case knows of the chain's payments: their order, and its sums.
    ``details`` is what it knows beside: rows of files, handles, roles, findings; masked as well.
    ``headline`` is the first sentence, and ``starts`` the ids that the chain is drawn around.
    """
    columns = columns_of(chain, schema, starts)
    drawn = arranged(chain, schema, columns)
    script, style = bundled("app.js"), bundled("app.css")
    data = deflated(
        pack(
            chain,
            schema,
            drawn,
            lang=lang,
            marking=marking,
            zone=zone,
            money=money,
            payments=payments,
            details=details,
            headline=headline,
            columns=columns,
            starts=starts,
        )
    )
    html = html_template("kg.views", "page.html").render(
        lang=say("page-html-language", lang),
        policy=policy_of(script, style),
        title=legend.title(chain),
        style=own_html(style),
        noscript=legend.in_every_language("page-noscript"),
        data=data,  # base64
        script=own_html(script),
    )
    return html.encode()


def arrange(
    chain: Chain,
    schema: Schema,
    pane: tuple[int, int] = PANE_PIXELS,
    most: int = FLOW_COLUMNS,
    starts: Sequence[str] = (),
) -> ChainLayout:
    """Return where everything of a chain is drawn in a pane of about that shape."""
    return arranged(chain, schema, columns_of(chain, schema, starts), None, pane, most)


@cache
def bundled(name: str) -> str:
    """Return a file of the bundle, unable to close the element it stands in."""
    text = resources.files("kg.views").joinpath("static", name).read_text(encoding="utf-8").strip()
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")


def policy_of(script: str, style: str) -> str:
    """Return the policy that lets one script and one style run, by their hashes, and no more."""
    return (
        f"default-src 'none'; script-src '{hash_of(script)}'; style-src '{hash_of(style)}'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def hash_of(text: str) -> str:
    """Return the hash by which a policy names a script or a style."""
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
