"""The pseudonyms of a case: which number each name, number and sheet has in all that leaves it.

Numbers are given when a thing enters the graph, in the order of handles, and kept in a file to
which records are only ever added (:mod:`kg.masking.numbering`); taking an action back takes none
back. What an export shows and the graph never held (counterparties of a case too large for it) is
numbered with that export, and its line in the log says how.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.case.storage.log_digests import PSEUDONYMS, logged_bytes
from kg.custody import ALTERED, appending, cut_half_a_line, to_disk, whole_lines
from kg.errors import StoreCorrupt
from kg.masking.numbering import NumberedItem, Numbering, Record, as_line, read_line
from kg.masking.pseudonyms import items
from kg.messages import Message
from kg.model import Entity, Link

if TYPE_CHECKING:
    from kg.case.storage.case_log import Entry
    from kg.case.storage.folder import CaseFolder
    from kg.schema import Schema

EXPORT = "export"
"""The action whose line comes before its records: an export writes nothing else into the case."""
_LOST = Message("restore-pseudonyms")
Ranked = tuple[str, Sequence[NumberedItem]]
"""The id of a fact, and what of it has no number yet."""


def numbering(folder: CaseFolder) -> Numbering:
    """Return the numbers that were given until now, to be added to.

    Raises:
        StoreCorrupt: A line of the file is none of kg's, or lines that the log knows of are gone:
            numbers that are out in exports would be given again.
    """
    path = folder.pseudonyms
    entries = list(folder.log.entries())
    size, end = size_of(folder), logged_bytes(entries, "pseudonyms")
    late = unkept(folder, entries) if size < end else b""
    if size < end and not late:
        raise StoreCorrupt(Message("has-lost-lines"), where=path.name, hint=_LOST)
    changed = path.stat().st_mtime_ns if size else 0
    numbers = _read(path, size, changed, folder.key()).copy()
    for line in late.decode().splitlines():
        if record := read_line(line):
            numbers.learn(record)
    return numbers


def unkept(folder: CaseFolder, entries: Sequence[Entry]) -> bytes:
    """Return the records of an export that was killed after its line in the log, before its file.

    Nothing where the last line that speaks of pseudonyms is of another action, or begins elsewhere.
    """
    size = sum(len(line.encode()) + 1 for line in whole_lines(folder.pseudonyms))
    for entry in reversed(entries):
        if span := entry.get("derived", {}).get("pseudonyms"):
            start, end = span["from"], span["to"]
            is_late = entry["action"] == EXPORT and start <= size < end
            return given_lines(entry)[size - start :] if is_late else b""
    return b""


def given_lines(entry: Entry) -> bytes:
    """Return the records that a line of the log says were given, as they stand in the file."""
    records = [read_line(json.dumps(fields)) for fields in entry.get(PSEUDONYMS, ())]
    return "".join(as_line(record) for record in records if record is not None).encode()


def logged_pseudonyms(records: Sequence[Record], start: int) -> dict[str, Any]:
    """Return what the line of an export says of the records that it is the first to show."""
    text = "".join(map(as_line, records)).encode()
    digest = hashlib.sha256(text).hexdigest()
    chunk = {"from": start, "to": start + len(text), "sha256": digest}
    return {PSEUDONYMS: list(map(list, records)), "derived": {"pseudonyms": chunk}}


@lru_cache(maxsize=4)
def _read(path: Path, size: int, changed: int, key: bytes) -> Numbering:
    return Numbering(key, _records(path) if size else ())


def _records(path: Path) -> Iterator[Record]:
    for number, line in enumerate(whole_lines(path), start=1):
        record = read_line(line)
        if record is None:
            what = Message("not-a-pseudonym-of-kg", line=str(number))
            raise StoreCorrupt(what, where=path.name, hint=ALTERED)
        yield record


class UnnumberedFacts:
    """Notes what of the facts of one write has no number, to be numbered once it has happened."""

    def __init__(self, schema: Schema, known: Numbering) -> None:
        self.known = known
        self._schema = schema
        self._noted: list[Ranked] = []

    def note(self, fact: Entity | Link) -> None:
        """Note what a fact has that is not numbered."""
        lacking = [item for item in items(fact, self._schema) if self.known.lacks(item)]
        if lacking:
            self._noted.append((fact.id, lacking))

    def records(self, handles: Iterable[str]) -> list[Record]:
        """Give numbers to what was noted, in the order of handles; return the records.

        Args:
            handles: The ids of all things that have one, in the order in which they got it.
        """
        rank = {thing: place for place, thing in enumerate(handles)} if self._noted else {}
        before = len(self.known.new)
        for _, lacking in sorted(
            self._noted, key=lambda noted: (rank.get(noted[0], inf), noted[0])
        ):
            for item in lacking:
                self.known.give(item)
        self._noted = []
        return self.known.new[before:]


def add_records(folder: CaseFolder, records: Iterable[Record]) -> None:
    """Add records to the case's file; the caller holds the case's lock."""
    if text := "".join(map(as_line, records)):
        _append(folder, text)


def finish_export(folder: CaseFolder) -> None:
    """Store the records that a killed export has logged; the caller holds the case's lock."""
    cut_half_a_line(folder.pseudonyms)
    if late := unkept(folder, list(folder.log.entries())):
        _append(folder, late.decode())


def _append(folder: CaseFolder, text: str) -> None:
    cut_half_a_line(folder.pseudonyms)
    with appending(folder.pseudonyms) as stream:
        stream.write(text)
        to_disk(stream)


def is_older(folder: CaseFolder) -> bool:
    """Say whether the case was made before pseudonyms were kept, and has things in its graph."""
    return folder.handles.exists() and not logged_bytes(folder.log.entries(), "pseudonyms")


def size_of(folder: CaseFolder) -> int:
    """Return how many bytes of pseudonyms the case has."""
    return folder.pseudonyms.stat().st_size if folder.pseudonyms.exists() else 0
