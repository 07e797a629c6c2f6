"""The page of one term: what it is, where it stands in the chain, which law looks at it."""

from __future__ import annotations

from html import escape

from kg.glossary.drawing.neighbours import stage_of
from kg.glossary.entry import Entry
from kg.glossary.site import chain_parts, kind_parts
from kg.glossary.site.html_pieces import framed, listed, section, sign_of
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
    body = "\n".join(part for part in parts if part)
    return framed(book, term.label(book.lang), crumbs(book, term.module), body, sibling)


def crumbs(book: SitePages, module: str = "") -> str:
    """Return the way back to the start and to the module."""
    home = f'<a href="{book.up}index.html">{book.say("glossary-site")}</a>'
    if not module:
        return home
    label = escape(book.module_label(module))
    return f'{home}<span class="sep">›</span><a href="{book.up}{module}/index.html">{label}</a>'


def _head(book: SitePages, term: Entry) -> str:
    stage = stage_of(book.glossary, term)
    tags = [escape(book.module_label(term.module))]
    if stage:
        tags.append(f"{book.say('glossary-stage')}{book.say('glossary-colon')}{book.link(stage)}")
    if term.seed_id:
        tags.append(book.say("glossary-opinions", id=term.seed_id))
    other = say("page-html-language", book.other)
    sign = sign_of(book, term, 34) if term.sort == "class" else ""
    shown = "".join(f'<span class="tag">{tag}</span>' for tag in tags)
    return (
        f"<h1>{sign}{escape(term.label(book.lang))}</h1>\n"
        f'<p class="other" lang="{other}">{escape(term.label(book.other))}</p>\n'
        f'<div class="tags">{shown}</div>\n'
        f'<p class="definition">{escape(term.definition(book.lang))}</p>\n'
        f'<p class="second" lang="{other}">{escape(term.definition(book.other))}</p>'
    )


def _example(book: SitePages, term: Entry) -> str:
    text = term.text("example", book.lang)
    if not text:
        return ""
    head = book.say("glossary-example")
    return f'<blockquote><p class="quiet">{head}</p><p>{escape(text)}</p></blockquote>'


def _slang(book: SitePages, term: Entry) -> str:
    """Return the other words of both languages, each once, without the label told anew."""
    words = [*term.slang(book.lang), *term.slang(book.other)]
    bare = dict.fromkeys(QUOTES.sub("", word).replace("\\", "") for word in words)
    bare.pop(term.label(book.lang), None)
    return section(book.say("glossary-slang"), listed((escape(word) for word in bare), "words"))


def _written(book: SitePages, term: Entry) -> str:
    return (
        f'<p class="quiet">{book.say("glossary-name-in-files")}{book.say("glossary-colon")}'
        f"<code>{escape(term.name)}</code></p>"
    )
