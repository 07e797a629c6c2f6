"""Small pieces that pages are put together from; what comes in is HTML already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from kg.glossary.drawing.marks import mark
from kg.glossary.entries import Entry
from kg.glossary.site.book import Book


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


def sign_of(book: Book, term: Entry, size: int = 26) -> str:
    """Return a term's sign as a small picture."""
    half = size / 2
    return (
        f'<svg width="{size}" height="{size}" viewBox="0 0 {size} {size}" aria-hidden="true">'
        f"{mark(book.glossary, term, (half, half), half - 1)}</svg>"
    )


def told(texts: Iterable[str]) -> str:
    """Return texts as paragraphs."""
    return "".join(f"<p>{escape(text)}</p>" for text in texts if text)
