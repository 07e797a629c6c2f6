"""Every page of the site into a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.errors import UsageError
from kg.glossary.publish import DOWNLOADS, published
from kg.glossary.site.index_pages import door, module_page, start_page
from kg.glossary.site.site_map import LANGS, SitePages, file_of, module_headers, naming
from kg.glossary.site.term_page import term_page
from kg.glossary.terms import Glossary
from kg.messages import Message


def write_site(folder: Path, *, glossary: Glossary | None = None) -> int:
    """Write a page for every term in both languages, with the pages that lead to them.

    The whole ontology stands beside them in one file, in each form that others read.
    Returns how many pages there are. Same ontology, same bytes. A folder that holds anything but
    an earlier such site is refused.
    """
    from kg.glossary import load_glossary

    _refuse_foreign(folder)
    count = 0
    for name, page in pages(glossary or load_glossary()):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(page.encode())
        count += 1
    for name in DOWNLOADS:
        folder.joinpath(name).write_bytes(published(name))
    return count


def _refuse_foreign(folder: Path) -> None:
    """Refuse a file, and a folder of something else: an index there is not ours to write over."""
    if not folder.exists():
        return
    foreign = not folder.is_dir() or (any(folder.iterdir()) and not _is_site(folder))
    if foreign or any(path.is_symlink() for path in folder.rglob("*")):
        raise UsageError(
            Message("holds-other-files-already"),
            where=str(folder),
            hint=Message("name-new-empty-folder"),
        )


def _is_site(folder: Path) -> bool:
    index = folder / "index.html"
    return index.is_file() and index.read_bytes() == door().encode()


def pages(glossary: Glossary) -> Iterator[tuple[str, str]]:
    """Yield the name of every file and the page in it."""
    yield "index.html", door()
    headers, named = module_headers(), naming(glossary)
    for lang in LANGS:
        book = SitePages(glossary, headers, named, lang)
        yield f"{lang}/index.html", start_page(book)
        for name in headers:
            yield f"{lang}/{name}/index.html", module_page(book, name)
        for term in glossary.terms():
            yield f"{lang}/{file_of(term)}", term_page(book, term)
