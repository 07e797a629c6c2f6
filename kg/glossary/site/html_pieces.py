"""Small pieces that pages are put together from; what comes in is HTML already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from importlib import resources

from kg.glossary.drawing.shapes import mark
from kg.glossary.entry import Entry
from kg.glossary.site.site_map import SitePages
from kg.messages import say
from kg.views.page import hash_of


def section(heading: str, *parts: str, ground: str = "") -> str:
    """Return parts under a heading; nothing where there are none."""
    body = "\n".join(part for part in parts if part)
    if not body:
        return ""
    inner = f'<div class="{ground}">{body}</div>' if ground else body
    return f"<section>\n<h2>{heading}</h2>\n{inner}\n</section>"


def table(heads: Sequence[str], lines: Iterable[Sequence[str]], here: int = -1) -> str:
    """Return a table; the line ``here`` stands out."""
    body = "".join(
        ('<tr class="here">' if at == here else "<tr>")
        + "".join(f"<td>{cell}</td>" for cell in line)
        + "</tr>\n"
        for at, line in enumerate(lines)
    )
    if not body:
        return ""
    top = "".join(f"<th>{head}</th>" for head in heads)
    return f"<table>\n<thead><tr>{top}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"


def pairs(lines: Iterable[tuple[str, str]]) -> str:
    """Return names and what they stand for, side by side."""
    body = "\n".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in lines)
    return f"<dl>\n{body}\n</dl>" if body else ""


def listed(items: Iterable[str], kind: str = "columns") -> str:
    """Return a list."""
    body = "\n".join(f"<li>{item}</li>" for item in items)
    return f'<ul class="{kind}">\n{body}\n</ul>' if body else ""


def folded(summary: str, body: str) -> str:
    """Return what opens when it is asked for."""
    return f"<details><summary>{summary}</summary>\n{body}\n</details>" if body else ""


def drawn(picture: str) -> str:
    """Return a picture that may be wider than a small screen."""
    return f'<div class="scroll">{picture}</div>' if picture else ""


def sign_of(book: SitePages, term: Entry, size: int = 26) -> str:
    """Return a term's sign as a small picture."""
    half = size / 2
    return (
        f'<svg width="{size}" height="{size}" viewBox="0 0 {size} {size}" aria-hidden="true">'
        f"{mark(book.glossary, term, (half, half), half - 1)}</svg>"
    )


def paragraphs(texts: Iterable[str]) -> str:
    """Return texts as paragraphs."""
    return "".join(f"<p>{escape(text)}</p>" for text in texts if text)


_PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
{body}
</body>
</html>
"""


def framed(
    book: SitePages, title: str, crumbs: str, body: str, sibling: str, script: str = ""
) -> str:
    """Return a page of the site; ``sibling`` is the way to the same page in the other language."""
    other = say("page-html-language", book.other)
    head = (
        f'<header><div>{crumbs}<a class="language" lang="{other}" '
        f'href="{escape(sibling)}">{escape(say("page-language", book.other))}</a></div></header>'
    )
    never, built = book.say("glossary-never-verdict"), book.say("glossary-built")
    foot = f"<footer><p>{never}</p><p>{built}</p></footer>"
    whole = f"{head}\n<main>\n{body}\n</main>\n{foot}"
    return shell(book.lang, f"{title} · {say('glossary-site', book.lang)}", whole, script)


def shell(lang: str, title: str, body: str, script: str = "") -> str:
    """Return a page of any kind: one style, at most one script, both named by their hashes."""
    style = static("site.css")
    run = f"\n<script>{script}</script>" if script else ""
    return _PAGE.format(
        lang=say("page-html-language", lang),
        policy=escape(_policy(style, script)),
        title=escape(title),
        style=style,
        body=body + run,
    )


def _policy(style: str, script: str) -> str:
    running = f"script-src '{hash_of(script)}'; " if script else ""
    return (
        f"default-src 'none'; {running}style-src '{hash_of(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def static(name: str) -> str:
    """Return a style or a script of the site."""
    folder = resources.files("kg.glossary.site").joinpath("static")
    return folder.joinpath(name).read_text(encoding="utf-8").strip()
