"""Much text into an engine that never held any of it: files on one side, the engine on the other.

The engine reads a file without Python, so while it takes one in, the next is written, and no quad
is ever made.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import count, islice
from pathlib import Path

from kg.rdf.spelling import encoded

FACTS_A_FILE = 20_000
READERS = 2


def load_text(load: Callable[[Path], None], texts: Iterable[str], folder: Path) -> None:
    """Let ``load`` take in files of facts told in lines; they stand in ``folder`` meanwhile."""
    folder.mkdir()
    try:
        with ThreadPoolExecutor(READERS) as readers:
            waiting: set[Future[None]] = set()
            for path in _files(texts, folder):
                waiting = _let_through(waiting)
                waiting.add(readers.submit(_take_in, load, path))
            for one in waiting:
                one.result()
    finally:
        shutil.rmtree(folder)


def _files(texts: Iterable[str], folder: Path) -> Iterator[Path]:
    rest, numbers = iter(texts), count()
    while some := encoded(islice(rest, FACTS_A_FILE)):
        path = folder / f"{next(numbers)}.nq"
        path.write_bytes(some)
        yield path


def _let_through(waiting: set[Future[None]]) -> set[Future[None]]:
    """Wait for a free reader: files are not to pile up, and what fails ends the writing."""
    if len(waiting) <= READERS:
        return waiting
    done, left = wait(waiting, return_when=FIRST_COMPLETED)
    for one in done:
        one.result()
    return left


def _take_in(load: Callable[[Path], None], path: Path) -> None:
    load(path)
    path.unlink()
