"""What every page has around it: a policy that lets nothing in, a head, a way back, a foot."""

from __future__ import annotations

from functools import cache
from html import escape
from importlib import resources

from kg.glossary.site.book import Book
from kg.messages import say
from kg.views.page import hash_of

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


def framed(book: Book, title: str, crumbs: str, body: str, sibling: str, script: str = "") -> str:
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
