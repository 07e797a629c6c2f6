"""The page of one term: what it is, where it stands in the chain, which law looks at it."""

from __future__ import annotations

from markupsafe import Markup

from kg.glossary.drawing.neighbours import stage_of
from kg.glossary.entry import Entry
from kg.glossary.site import chain_parts, kind_parts
from kg.glossary.site.html_pieces import (
    framed,
    lines_of,
    listed,
    piece,
    section,
    sign_of,
    term_piece,
)
from kg.glossary.site.site_map import SitePages, file_of
from kg.glossary.word_search import QUOTES
from kg.messages import say


def term_page(book: SitePages, term: Entry) -> str:
    """Return everything that is known of a term, the plain things first."""
    parts = [
        _head(book, term),
        _example(book, term),
        _slang(book, term),
        chain_parts.in_chain(book, term),
        chain_parts.link_ends(book, term),
        chain_parts.steps_of(book, term),
        chain_parts.in_templates(book, term),
        chain_parts.acts(book, term),
        chain_parts.offences(book, term),
        chain_parts.stated(book, term),
        kind_parts.of_property(book, term),
        kind_parts.further(book, term),
        kind_parts.kin(book, term),
        kind_parts.links(book, term),
        kind_parts.recorded(book, term),
        kind_parts.named_by(book, term),
        kind_parts.notes(book, term),
        kind_parts.elsewhere(book, term),
        _written(book, term),
    ]
    sibling = f"../../{book.other}/{file_of(term)}"
    return framed(book, term.label(book.lang), crumbs(book, term.module), lines_of(*parts), sibling)


def crumbs(book: SitePages, module: str = "") -> Markup:
    """Return the way back to the start and to the module."""
    label = book.module_label(module) if module else ""
    home, address = f"{book.up}index.html", f"{book.up}{module}/index.html"
    return piece("crumbs", home, book.say("glossary-site"), label, address)


def _head(book: SitePages, term: Entry) -> Markup:
    stage = stage_of(book.glossary, term)
    tags: list[str] = [book.module_label(term.module)]
    if stage:
        name = book.say("glossary-stage") + book.say("glossary-colon")
        tags.append(term_piece("tag", name, book.link(stage)))
    if term.seed_id:
        tags.append(book.say("glossary-opinions", id=term.seed_id))
    return term_piece(
        "head",
        sign_of(book, term, 34) if term.sort == "class" else "",
        term.label(book.lang),
        say("page-html-language", book.other),
        term.label(book.other),
        tags,
        term.definition(book.lang),
        term.definition(book.other),
    )


def _example(book: SitePages, term: Entry) -> Markup:
    text = term.text("example", book.lang)
    return term_piece("example", book.say("glossary-example"), text) if text else Markup()


def _slang(book: SitePages, term: Entry) -> Markup:
    """Return the other words of both languages, each once, without the label told anew."""
    words = [*term.slang(book.lang), *term.slang(book.other)]
    bare = dict.fromkeys(QUOTES.sub("", word).replace("\\", "") for word in words)
    bare.pop(term.label(book.lang), None)
    return section(book.say("glossary-slang"), listed(bare, "words"))


def _written(book: SitePages, term: Entry) -> Markup:
    name = book.say("glossary-name-in-files") + book.say("glossary-colon")
    return term_piece("name_in_files", name, term.name)
