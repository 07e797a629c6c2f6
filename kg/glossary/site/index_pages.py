"""The pages that lead to terms: a door, a start page in each language, one page a module."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from html import escape

from kg.glossary.drawing.branches import branches
from kg.glossary.drawing.chain_drawing import chain_picture
from kg.glossary.drawing.lanes import lanes
from kg.glossary.entry import Entry
from kg.glossary.site.html_pieces import (
    drawn,
    folded,
    framed,
    listed,
    section,
    shell,
    sign_of,
    static,
)
from kg.glossary.site.site_map import LANGS, SitePages
from kg.glossary.site.term_page import crumbs
from kg.messages import say


def door() -> str:
    """Return the page that asks for a language."""
    doors = "".join(
        f'<a lang="{say("page-html-language", lang)}" href="{lang}/index.html">'
        f"{escape(say('page-language', lang))}</a>"
        for lang in LANGS
    )
    told = "".join(
        f"<h1>{escape(say('glossary-site', lang))}</h1><p>{escape(say('glossary-intro', lang))}</p>"
        for lang in LANGS
    )
    title = " · ".join(say("glossary-site", lang) for lang in LANGS)
    return shell("zh", title, f'<main>{told}<nav class="doors">{doors}</nav></main>')


def start_page(book: SitePages) -> str:
    """Return the first page of a language: the chain, a search, the modules, the 103."""
    book = replace(book, up="")
    body = "\n".join(
        (
            f"<h1>{book.say('glossary-site')}</h1><p>{book.say('glossary-intro')}</p>",
            f"<p>{book.say('glossary-never-verdict')}</p>",
            _search(book),
            section(
                book.say("glossary-chain-title"),
                f'<p class="quiet">{book.say("glossary-chain-hint")}</p>',
                drawn(chain_picture(book.glossary, (book.lang,), book.address)),
            ),
            section(book.say("glossary-modules"), _cards(book)),
            _opinions(book),
        )
    )
    sibling = f"../{book.other}/index.html"
    script = static("search.js")
    return framed(book, book.say("glossary-home"), crumbs(book), body, sibling, script)


def _search(book: SitePages) -> str:
    """Return a box that looks through all words; without scripts it does not show."""
    words = [
        [book.address(t), t.label(book.lang), t.label(book.other), *t.slang("zh"), *t.slang("en")]
        for t in book.glossary.terms()
    ]
    data = json.dumps(words, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    advice = book.say("glossary-search")
    return (
        '<div class="search" hidden><input type="search" autocomplete="off" '
        f'aria-label="{advice}" placeholder="{advice}"><ul hidden></ul>'
        f"<p hidden>{book.say('glossary-search-none')}</p></div>"
        f'<script type="application/json" id="terms">{data}</script>'
    )


def _cards(book: SitePages) -> str:
    held = Counter(term.module for term in book.glossary.terms())
    cards = "".join(
        f'<a href="{name}/index.html"><b>{escape(book.module_label(name))}</b>'
        f"<span>{escape(said.text('definition')[book.lang])}</span>"
        f"<span>{book.say('glossary-terms-count', n=held[name])}</span></a>"
        for name, said in book.modules.items()
    )
    return f'<div class="cards">{cards}</div>'


def _opinions(book: SitePages) -> str:
    seeds = sorted((t for t in book.glossary.terms() if t.seed_id), key=lambda t: t.seed_id)
    items = [f"<code>{term.seed_id}</code> {book.link(term)}" for term in seeds]
    advice = f'<p class="quiet">{book.say("glossary-opinions-hint")}</p>'
    return section(book.say("glossary-opinions-list"), advice, listed(items))


def module_page(book: SitePages, name: str) -> str:
    """Return a module: what it is for, its pictures, all its terms."""
    said, terms = book.modules[name], [t for t in book.glossary.terms() if t.module == name]
    plain = [t for t in terms if t.sort in ("property", "annotation")]
    title = book.module_label(name)
    body = "\n".join(
        (
            f"<h1>{escape(title)}</h1>",
            f'<p class="other">{escape(book.module_label(name, book.other))}</p>',
            f'<p class="definition">{escape(said.text("definition")[book.lang])}</p>',
            _pictures(book, name, title),
            *_tables(book, [t for t in terms if t not in plain]),
            folded(book.say("glossary-properties", n=len(plain)), _rows(book, plain)),
        )
    )
    sibling = f"../../{book.other}/{name}/index.html"
    return framed(book, title, crumbs(book, name), body, sibling)


def _pictures(book: SitePages, name: str, title: str) -> str:
    glossary, lang = book.glossary, book.lang
    special = {
        "chain": lambda: chain_picture(glossary, (lang,), book.address),
        "templates": lambda: lanes(glossary, lang, book.address),
    }
    more = section(book.say(_HEADS[name]), drawn(special[name]())) if name in special else ""
    tree = branches(glossary, name, title, lang, book.address)
    return more + section(book.say("glossary-tree"), drawn(tree))


_HEADS = {"chain": "glossary-chain-title", "templates": "glossary-lanes"}


def _tables(book: SitePages, terms: Sequence[Entry]) -> list[str]:
    """Return the kinds of a module, then the values of each closed list."""
    groups: dict[str, list[Entry]] = {}
    for term in terms:
        key = term.parents[0] if term.sort == "value" else ""
        groups.setdefault(key, []).append(term)
    return [
        section(
            escape(book.glossary.term(key).label(book.lang))
            if key
            else book.say("glossary-all-terms"),
            _rows(book, group),
        )
        for key, group in sorted(groups.items(), key=lambda item: item[0] != "")
    ]


def _rows(book: SitePages, terms: Sequence[Entry]) -> str:
    lines = "".join(
        f'<tr><td class="sign">{sign_of(book, term, 22)}</td><td>{book.link(term)}<br>'
        f'<span class="quiet">{escape(term.label(book.other))}</span></td>'
        f"<td>{escape(term.definition(book.lang))}</td></tr>\n"
        for term in terms
    )
    return f"<table><tbody>\n{lines}</tbody></table>" if lines else ""
