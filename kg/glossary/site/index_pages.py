"""The pages that lead to terms: a door, a start page in each language, one page a module."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from kg.glossary.drawing.branches import branches
from kg.glossary.drawing.chain_drawing import chain_picture
from kg.glossary.drawing.lanes import lanes
from kg.glossary.entry import Entry
from kg.glossary.publish import DOWNLOADS
from kg.glossary.site.html_pieces import (
    PACKAGE,
    drawn,
    folded,
    framed,
    lines_of,
    listed,
    section,
    shell,
    sign_of,
    static,
    term_piece,
)
from kg.glossary.site.site_map import LANGS, SitePages
from kg.glossary.site.term_page import crumbs
from kg.messages import say
from kg.text.html_template import html_macro, own_html


def door() -> str:
    """Return the page that asks for a language."""
    titles = [(say("glossary-site", lang), say("glossary-intro", lang)) for lang in LANGS]
    links = [
        (say("page-html-language", lang), f"{lang}/index.html", say("page-language", lang))
        for lang in LANGS
    ]
    title = " · ".join(name for name, _ in titles)
    return shell("zh", title, _piece("languages", titles, links))


def start_page(book: SitePages) -> str:
    """Return the first page of a language: the chain, a search, the modules, the 103."""
    book = replace(book, up="")
    names = ("glossary-site", "glossary-intro", "glossary-never-verdict")
    body = lines_of(
        _piece("start", *map(book.say, names)),
        _search(book),
        section(
            book.say("glossary-chain-title"),
            term_piece("quiet", book.say("glossary-chain-hint")),
            drawn(chain_picture(book.glossary, (book.lang,), book.address)),
        ),
        section(book.say("glossary-modules"), _cards(book)),
        _opinions(book),
        section(
            book.say("glossary-downloads"),
            term_piece("quiet", book.say("glossary-downloads-hint")),
            listed(_piece("download", f"../{name}", name) for name in DOWNLOADS),
        ),
    )
    sibling = f"../{book.other}/index.html"
    script = static("search.js")
    return framed(book, book.say("glossary-home"), crumbs(book), body, sibling, script)


def _search(book: SitePages) -> Markup:
    """Return a box that looks through all words; without scripts it does not show."""
    words = [
        [book.address(t), t.label(book.lang), t.label(book.other), *t.slang("zh"), *t.slang("en")]
        for t in book.glossary.terms()
    ]
    data = json.dumps(words, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    none = book.say("glossary-search-none")
    return _piece("search", book.say("glossary-search"), none, own_html(data))


def _cards(book: SitePages) -> Markup:
    counts = Counter(term.module for term in book.glossary.terms())
    cards = [
        (
            f"{name}/index.html",
            book.module_label(name),
            header.text("definition")[book.lang],
            book.say("glossary-terms-count", n=counts[name]),
        )
        for name, header in book.modules.items()
    ]
    return _piece("cards", cards)


def _opinions(book: SitePages) -> Markup:
    seeds = sorted((t for t in book.glossary.terms() if t.seed_id), key=lambda t: t.seed_id)
    items = [_piece("opinion", term.seed_id, book.link(term)) for term in seeds]
    advice = term_piece("quiet", book.say("glossary-opinions-hint"))
    return section(book.say("glossary-opinions-list"), advice, listed(items))


def module_page(book: SitePages, name: str) -> str:
    """Return a module: what it is for, its pictures, all its terms."""
    header, terms = book.modules[name], [t for t in book.glossary.terms() if t.module == name]
    plain = [t for t in terms if t.sort in ("property", "annotation")]
    title = book.module_label(name)
    other, definition = book.module_label(name, book.other), header.text("definition")[book.lang]
    body = lines_of(
        _piece("module", title, other, definition),
        _pictures(book, name, title),
        *_tables(book, [t for t in terms if t not in plain]),
        folded(book.say("glossary-properties", n=len(plain)), _rows(book, plain)),
    )
    sibling = f"../../{book.other}/{name}/index.html"
    return framed(book, title, crumbs(book, name), body, sibling)


def _pictures(book: SitePages, name: str, title: str) -> Markup:
    glossary, lang = book.glossary, book.lang
    special = {
        "chain": lambda: chain_picture(glossary, (lang,), book.address),
        "templates": lambda: lanes(glossary, lang, book.address),
    }
    more = section(book.say(_HEADS[name]), drawn(special[name]())) if name in special else Markup()
    tree = branches(glossary, name, title, lang, book.address)
    return more + section(book.say("glossary-tree"), drawn(tree))


_HEADS = {"chain": "glossary-chain-title", "templates": "glossary-lanes"}


def _tables(book: SitePages, terms: Sequence[Entry]) -> list[Markup]:
    """Return the kinds of a module, then the values of each closed list."""
    groups: dict[str, list[Entry]] = {}
    for term in terms:
        key = term.parents[0] if term.sort == "value" else ""
        groups.setdefault(key, []).append(term)
    return [
        section(
            book.glossary.term(key).label(book.lang) if key else book.say("glossary-all-terms"),
            _rows(book, group),
        )
        for key, group in sorted(groups.items(), key=lambda item: item[0] != "")
    ]


def _rows(book: SitePages, terms: Sequence[Entry]) -> Markup:
    if not terms:
        return Markup()
    lines = [
        (sign_of(book, t, 22), book.link(t), t.label(book.other), t.definition(book.lang))
        for t in terms
    ]
    return _piece("terms", lines)


def _piece(macro: str, *values: object) -> Markup:
    return html_macro(PACKAGE, "index.html", macro, *values)
