"""Which files a person means when they name files and folders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from kg.errors import UsageError

OURS_OR_HIDDEN = (".", "~$")


def files_in(places: Sequence[Path]) -> list[Path]:
    """Return the files named, and those in the folders named, in a stable order, each once.

    Hidden files and Office's lock files are left out; a link to elsewhere is not followed.
    """
    found: dict[Path, None] = {}
    for place in places:
        found.update(dict.fromkeys(_files_at(place)))
    if not found:
        raise UsageError("no files to load", where=", ".join(map(str, places)))
    return list(found)


def _files_at(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place.resolve()
        return
    for path in sorted(place.rglob("*")):
        hidden = any(part.startswith(OURS_OR_HIDDEN) for part in path.relative_to(place).parts)
        if path.is_file() and not path.is_symlink() and not hidden:
            yield path.resolve()
