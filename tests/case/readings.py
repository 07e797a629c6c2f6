"""Files that are read once: whoever has the same bytes read in the same way gets a copy of it.

    @pytest.mark.usefixtures("files_read_once")

To read a file, in a worker or not, takes as long as all the rest of what is done with a dozen rows,
and to verify or to rebuild a case is to read all its files anew. What is read of a file hangs on
its bytes, its name, the layout and how it is to be read; only leaked data is sealed with the case's
key.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from kg import sources
from kg.custody import sha256_of
from kg.sources import SourceReading
from kg.sources.read_file import read

_Key = tuple[str, ...]


class Readings:
    """What was read so far, below a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kept: dict[_Key, SourceReading] = {}

    def read(
        self, path: Path | str, layout: str | None = None, *, scratch: Path, **how: Any
    ) -> SourceReading:
        """Read one file into Parquet under ``scratch``: :func:`kg.sources.read_file.read`."""
        key = _key(Path(path), layout, how)
        place = self.folder / str(len(self._kept))
        if key in self._kept:
            place = self.folder / str(list(self._kept).index(key))
            shutil.copytree(place, scratch, dirs_exist_ok=True)
            return self._kept[key]
        found = read(path, layout, scratch=scratch, **how)
        if not found.batch:
            shutil.copytree(scratch, place)
            self._kept[key] = found
        return found


def _key(path: Path, layout: str | None, how: dict[str, Any]) -> _Key:
    told = layout or ""
    if told and Path(told).is_file():
        told = f"{told} {sha256_of(Path(told))}"
    said = (f"{name}={how[name]}" for name in sorted(how) if name != "key")
    return (sha256_of(path), path.name, told, *said)


@contextmanager
def files_read_once() -> Iterator[None]:
    """Read files in this process, each once, while this goes on."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        reader: Callable[..., SourceReading] = Readings(Path(folder)).read
        patch.setattr(sources, "read", reader)
        patch.setattr(sources, "start", lambda: None)
        yield
