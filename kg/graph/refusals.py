"""What pyoxigraph says when it fails, in our own words; none of its exceptions gets out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import KgError, NotACase, StoreBusy, StoreCorrupt, StoreUnavailable
from kg.messages import Message
from kg.system_errors import Meaning, as_kg_error, by_text

SIGNS = (
    (
        Meaning(
            StoreBusy,
            Message("writer-in-graph"),
            Message("wait-for-writer"),
        ),
        ("lock hold", "No locks available", "/LOCK"),
    ),
    (
        Meaning(
            StoreCorrupt,
            Message("graph-checks-fail"),
            Message("undo-or-rebuild-graph"),
        ),
        ("Corruption", "checksum", "corrupt", "bad block", "truncated"),
    ),
)
"""What the engine says of itself; what it says of the system is known for all engines."""


def refusal(error: Exception, where: Path) -> KgError:
    """Return the error of ours that says what the engine's error means."""
    text = str(error)
    if isinstance(error, OSError) and error.errno is not None:
        return as_kg_error(error, where.parent) or StoreUnavailable(
            Message("said-by-program", text=text), where=str(where)
        )
    for meaning, signs in SIGNS:
        if any(sign in text for sign in signs):
            return meaning.of(str(where))
    if meant := by_text(text):
        return meant.of(str(where))
    return StoreUnavailable(Message("graph-cannot-be-used", text=text), where=str(where))


@contextmanager
def translated(where: Path) -> Iterator[None]:
    """Turn whatever pyoxigraph or the file system raises inside into an error of kg."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise refusal(error, where) from error


def refuse_foreign(folder: Path) -> None:
    """Refuse a path that is a file, or a folder with other people's files in it."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise NotACase(Message("is-file-not-folder"), where=str(folder))
    names = [entry.name for entry in folder.iterdir()]
    ours = "CURRENT" in names and any(name.startswith("MANIFEST-") for name in names)
    if names and not ours:
        raise NotACase(
            Message("holds-other-files"), where=str(folder), hint=Message("name-empty-folder")
        )
