"""Short names for things: A17 an account, P3 a person, T204 a transfer; stable in the case.

A thing gets its handle when it enters the graph and keeps it for ever, also across an undo: a
note on paper that says A17 must mean the same account next week.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path

from kg.custody import ALTERED, appending, cut_half_a_line, to_disk, whole_lines
from kg.errors import StoreCorrupt
from kg.messages import Message
from kg.records import as_kg_wrote

SHAPE = re.compile(r"([A-Z]{1,2})([0-9]{1,18})")
LINE = re.compile(r"[A-Z]{1,2}[0-9]{1,18}\t\S+")


def handle_book(path: Path) -> Handles:
    """Return the handles of a file; it is read again only after lines were added."""
    if not path.exists():
        return Handles(path)
    stat = path.stat()
    return _read(path, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, size: int, changed: int) -> Handles:
    return Handles(path)


class Handles:
    """The handles of a case: a text file to which lines are only ever added."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with as_kg_wrote(path):
            lines = whole_lines(path)
        if not all(map(LINE.fullmatch, lines)):
            number = next(n for n, line in enumerate(lines, 1) if not LINE.fullmatch(line))
            what = Message("not-a-handle-of-kg", line=str(number))
            raise StoreCorrupt(what, where=path.name, hint=ALTERED)
        self._by_handle: dict[str, str] = dict(line.split("\t") for line in lines)
        self._by_id = {thing: handle for handle, thing in self._by_handle.items()}

    @cached_property
    def _last(self) -> Counter[str]:
        """The last number that was given of each letter."""
        last: Counter[str] = Counter()
        for match in filter(None, map(SHAPE.fullmatch, self._by_handle)):
            last[match[1]] = max(last[match[1]], int(match[2]))
        return last

    def of(self, thing: str) -> str:
        """Return the handle of an id, or the empty text for what is not in the graph."""
        return self._by_id.get(thing, "")

    def all(self) -> Mapping[str, str]:
        """Return every handle by the id of its thing."""
        return self._by_id

    def thing(self, handle: str) -> str:
        """Return the id behind a handle, or the empty text."""
        return self._by_handle.get(handle.strip().upper(), "")

    def give(self, things: Iterable[tuple[str, str]], letter: Callable[[str], str]) -> None:
        """Give a handle to every (id, kind) that has none, in the order they come."""
        last, given = Counter(self._last), dict[str, str]()
        for thing, kind in things:
            if thing not in self._by_id and thing not in given:
                initial = letter(kind)
                last[initial] += 1
                given[thing] = f"{initial}{last[initial]}"
        cut_half_a_line(self.path)
        with appending(self.path) as stream:
            stream.writelines(f"{handle}\t{thing}\n" for thing, handle in given.items())
            to_disk(stream)
        # only what is in the file was given: the disk may be full
        for thing, handle in given.items():
            self._by_id[thing] = handle
            self._by_handle[handle] = thing
        for initial, number in last.items():
            self._last[initial] = number
