"""Every page of the site into a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.glossary.glossary import Glossary
from kg.glossary.site.book import LANGS, Book, file_of, module_headers, naming
from kg.glossary.site.index_pages import door, module_page, start_page
from kg.glossary.site.term_page import term_page


def write_site(folder: Path, *, glossary: Glossary | None = None) -> int:
    """Write a page for every term in both languages, with the pages that lead to them.

    Returns how many pages there are. Same ontology, same bytes; other files are left alone.
    """
    from kg.glossary import load_glossary

    count = 0
    for name, page in pages(glossary or load_glossary()):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(page.encode())
        count += 1
    return count


def pages(glossary: Glossary) -> Iterator[tuple[str, str]]:
    """Yield the name of every file and the page in it."""
    yield "index.html", door()
    headers, named = module_headers(), naming(glossary)
    for lang in LANGS:
        book = Book(glossary, headers, named, lang)
        yield f"{lang}/index.html", start_page(book)
        for name in headers:
            yield f"{lang}/{name}/index.html", module_page(book, name)
        for term in glossary.terms():
            yield f"{lang}/{file_of(term)}", term_page(book, term)
