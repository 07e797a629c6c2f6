"""What pyoxigraph says when it fails, in our own words; none of its exceptions gets out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import NotACase, StoreBusy, StoreCorrupt, StoreError, StoreFull, StoreUnavailable

SIGNS: tuple[tuple[type[StoreError], tuple[str, ...], str], ...] = (
    (StoreBusy, ("lock hold", "No locks available", "/LOCK"), "wait until the other one is done"),
    (
        StoreFull,
        ("No space left", "File too large", "Disk quota", "not enough space"),
        "make room; nothing was half written",
    ),
    (
        StoreCorrupt,
        ("Corruption", "checksum", "corrupt", "bad block", "truncated"),
        "kg undo, or rebuild from the sources",
    ),
)
MEANINGS = {
    StoreBusy: "another process is writing to the graph",
    StoreFull: "no space left for the graph",
    StoreCorrupt: "the graph's own checks fail",
}


def refusal(error: Exception, where: Path) -> StoreError:
    """Return the error of ours that says what the engine's error means."""
    text = str(error)
    for kind, signs, hint in SIGNS:
        if any(sign in text for sign in signs):
            return kind(MEANINGS[kind], where=str(where), hint=hint)
    return StoreUnavailable(f"the graph cannot be used: {text}", where=str(where))


@contextmanager
def translated(where: Path) -> Iterator[None]:
    """Turn whatever pyoxigraph or the file system raises inside into a StoreError."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise refusal(error, where) from error


def refuse_foreign(folder: Path) -> None:
    """Refuse a path that is a file, or a folder with other people's files in it."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise NotACase("is a file, not a folder", where=str(folder))
    names = [entry.name for entry in folder.iterdir()]
    ours = "CURRENT" in names and any(name.startswith("MANIFEST-") for name in names)
    if names and not ours:
        raise NotACase("holds other files", where=str(folder), hint="name an empty folder")
