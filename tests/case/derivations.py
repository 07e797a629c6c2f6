"""What is derived of the same bytes in the same way is derived once, and copied.

    @pytest.mark.usefixtures("derived_once")

To read a file, in a worker or not, takes as long as all the rest of what is done with a dozen rows,
and so does an index; to verify or to rebuild a case is to derive both anew, several times. What is
read of a file hangs on its bytes, its name, the layout and how it is to be read; only leaked data
is sealed with the case's key. An index hangs on the bytes of the shelves and on what people
decided, its arrays on the index. A case that was built before, by :mod:`tests.built`, was read and
derived without this: the first that verifies it compares what was really derived twice.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from kg import sources
from kg.custody import sha256_of
from kg.ledger import build_index, flow_index
from kg.ledger.build_index import IndexTerms, index_digest
from kg.ledger.index_tables import IndexTables
from kg.ledger.source_tables import Shelf
from kg.sources import SourceReading
from kg.sources.read_file import read

_Key = tuple[str, ...]


class Readings:
    """What was read so far, below a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kept: dict[_Key, SourceReading] = {}
        self._turn = threading.Lock()  # a lake reads several files at a time

    def read(
        self, path: Path | str, layout: str | None = None, *, scratch: Path, **how: Any
    ) -> SourceReading:
        """Read one file into Parquet under ``scratch``: :func:`kg.sources.read_file.read`."""
        key = _key(Path(path), layout, how)
        with self._turn:
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


class Indexes:
    """What was derived of rows so far, below a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._build = build_index.build_index
        self._write = flow_index.write_flow_arrays

    def build_index(self, work: Path, shelves: Sequence[Shelf], terms: IndexTerms) -> None:
        """Derive all tables into an empty folder: :func:`kg.ledger.build_index.build_index`."""
        said = [index_digest(shelves, terms), *_bytes_in(one.folder for one in shelves)]
        self._once(said, work, lambda: self._build(work, shelves, terms))

    def write_flow_arrays(self, index: IndexTables, kind: str, work: Path) -> None:
        """Write a flowing class's arrays: :func:`kg.ledger.flow_index.write_flow_arrays`."""
        said = [kind, *_bytes_in([index.folder, *(one.folder for one in index.shelves)])]
        self._once(said, work, lambda: self._write(index, kind, work))

    def _once(self, said: list[str], work: Path, derive: Callable[[], None]) -> None:
        kept = self.folder / hashlib.sha256("\n".join(said).encode()).hexdigest()
        if kept.exists():
            shutil.copytree(kept, work, dirs_exist_ok=True)
            return
        derive()
        shutil.copytree(work, kept)


def _bytes_in(folders: Iterable[Path]) -> Iterator[str]:
    for folder in folders:
        for path in sorted(one for one in folder.iterdir() if one.is_file()):
            yield f"{path.name} {sha256_of(path)}"


@contextmanager
def derived_once() -> Iterator[None]:
    """Read files in this process, each once, and derive each index once, while this goes on."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        reader: Callable[..., SourceReading] = Readings(Path(folder, "readings")).read
        patch.setattr(sources, "read", reader)
        patch.setattr(sources, "start", lambda: None)
        indexes = Indexes(Path(folder, "indexes"))
        patch.setattr(build_index, "build_index", indexes.build_index)
        patch.setattr(flow_index, "write_flow_arrays", indexes.write_flow_arrays)
        yield
