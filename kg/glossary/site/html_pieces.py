"""Pieces that pages are put together from: texts are escaped, HTML is ``Markup``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources

from markupsafe import Markup

from kg.glossary.drawing.shapes import mark
from kg.glossary.entry import Entry
from kg.glossary.site.site_map import SitePages
from kg.messages import say
from kg.text.html_template import html_macro, html_template, own_html
from kg.views.page import hash_of

PACKAGE = "kg.glossary.site"


def section(heading: str, *parts: str, ground: str = "") -> Markup:
    """Return parts under a heading; nothing where there are none."""
    body = lines_of(*parts)
    return piece("section", heading, body, ground) if body else Markup()


def lines_of(*parts: str) -> Markup:
    """Return parts, each on a line of its own; what is empty has none."""
    return Markup("\n").join(part for part in parts if part)


def table(heads: Sequence[str] | None, lines: Iterable[Sequence[str]], here: int = -1) -> Markup:
    """Return a table; the line ``here`` stands out."""
    every = list(lines)
    return piece("table", heads, every, here) if every else Markup()


def pairs(lines: Iterable[tuple[str, str]]) -> Markup:
    """Return names and what they stand for, side by side."""
    every = list(lines)
    return piece("pairs", every) if every else Markup()


def listed(items: Iterable[str], kind: str = "columns") -> Markup:
    """Return a list."""
    every = list(items)
    return piece("listed", every, kind) if every else Markup()


def folded(summary: str, body: str) -> Markup:
    """Return what opens when it is asked for."""
    return piece("folded", summary, body) if body else Markup()


def drawn(picture: str) -> Markup:
    """Return a picture that may be wider than a small screen."""
    return Markup('<div class="scroll">{}</div>').format(own_html(picture)) if picture else Markup()


def sign_of(book: SitePages, term: Entry, size: int = 26) -> Markup:
    """Return a term's sign as a small picture."""
    half = size / 2
    return piece("sign", size, own_html(mark(book.glossary, term, (half, half), half - 1)))


def framed(
    book: SitePages, title: str, crumbs: str, body: str, sibling: str, script: str = ""
) -> str:
    """Return a page of the site; ``sibling`` is the way to the same page in the other language."""
    other, language = say("page-html-language", book.other), say("page-language", book.other)
    foot = book.say("glossary-never-verdict"), book.say("glossary-built")
    whole = piece("frame", crumbs, other, sibling, language, body, foot)
    return shell(book.lang, f"{title} · {say('glossary-site', book.lang)}", whole, script)


def shell(lang: str, title: str, body: Markup, script: str = "") -> str:
    """Return a page of any kind: one style, at most one script, both named by their hashes."""
    style = static("site.css")
    run = Markup("\n<script>{}</script>").format(own_html(script)) if script else Markup()
    return html_template(PACKAGE, "shell.html").render(
        lang=say("page-html-language", lang),
        policy=_policy(style, script),
        title=title,
        style=own_html(style),
        body=body + run,
    )


def piece(macro: str, *values: object) -> Markup:
    """Return a piece that any page may hold, by its macro."""
    return html_macro(PACKAGE, "pieces.html", macro, *values)


def term_piece(macro: str, *values: object) -> Markup:
    """Return a piece of what is said of terms, by its macro."""
    return html_macro(PACKAGE, "term.html", macro, *values)


def _policy(style: str, script: str) -> str:
    running = f"script-src '{hash_of(script)}'; " if script else ""
    return (
        f"default-src 'none'; {running}style-src '{hash_of(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def static(name: str) -> str:
    """Return a style or a script of the site."""
    folder = resources.files(PACKAGE).joinpath("static")
    return folder.joinpath(name).read_text(encoding="utf-8").strip()
