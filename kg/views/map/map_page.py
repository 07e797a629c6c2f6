"""A whole case as one HTML file: a map on a canvas that opens from a disk and asks no network."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING

from kg.messages import say
from kg.model import CaseMap
from kg.text import visible
from kg.text.html_template import html_template, own_html
from kg.views import legend
from kg.views.map.map_data import map_head_and_columns
from kg.views.page import bundled, policy_of
from kg.views.page_data import CHINA, as_json

if TYPE_CHECKING:
    from kg.schema import Schema


def map_page(case: CaseMap, schema: Schema, *, lang: str = "zh", zone: tzinfo = CHINA) -> bytes:
    """Return the map of a case as one self-contained page; same case, same bytes.

    The case must already be masked: everything in it but its ids stands in the file.

    Args:
        case: What is drawn.
        schema: The ontology, for the words of kinds and relations.
        lang: The language in which the page opens; it can be switched there.
        zone: Where days begin and end.
    """
    head, columns = map_head_and_columns(case, schema, lang=lang, zone=zone)
    script, style = bundled("map.js"), bundled("map.css")
    html = html_template("kg.views", "map.html").render(
        lang=say("page-html-language", lang),
        policy=policy_of(script, style),
        title=visible(case.title),
        style=own_html(style),
        noscript=legend.in_every_language("page-noscript"),
        head=own_html(as_json(head)),  # JSON without < and >
        columns=columns,
        script=own_html(script),
    )
    return html.encode()
