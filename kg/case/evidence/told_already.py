"""What kg wrote of a case does not go into that case again: its payments would count twice.

An export names each payment by the id that it has in its case. Where a file that is to go in names
payments by ids that the case holds, it is an export of this case, or of one with the same files;
nor do those files go in beside the export.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.case.storage.session import Session
from kg.errors import FormatError
from kg.ledger.named_flows import count_named, count_told, names_flows
from kg.messages import Message
from kg.model import Source
from kg.sources import SourceReading

FLOWS = "flow_*.parquet"
EXPORTED = "graph-facts"
"""The layout of what kg exported, among other graphs."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A file that goes in together with another: what it is called, and what was read of it."""

    name: str
    layout: str
    scratch: Path


def check_not_told_already(
    session: Session,
    scratch: Path,
    reading: SourceReading,
    before: Iterable[Source],
    beside: Sequence[Beside] = (),
) -> None:
    """Refuse a file whose payments, calls or orders an export tells or told of them.

    Args:
        session: The case.
        scratch: What was read of the file.
        reading: How it was read.
        before: The sources of the case.
        beside: Files that go in with it.

    Raises:
        FormatError: The file names some by the ids that they have in the case; or an export there
            names some of the file's own by the ids that they get here.
    """
    paths = sorted(scratch.glob(FLOWS))
    if naming := [path for path in paths if names_flows(path)]:
        folders = [session.ledger().index().folder, *(one.scratch for one in beside)]
        places = {path: [folder / path.name for folder in folders] for path in naming}
        held = {path: [place for place in some if place.exists()] for path, some in places.items()}
        if known := sum(count_told(path, tables) for path, tables in held.items()):
            raise FormatError(
                Message("flows-are-in-the-case", known=known, named=sum(map(count_named, naming))),
                where=reading.name,
                hint=Message("load-into-a-new-case"),
            )
    own = {path.name: path for path in paths}
    for name, tables in _exports(session, before, beside):
        for table in tables:
            if table.name in own and names_flows(table):
                _refuse_told(count_told(table, [own[table.name]]), name, reading)


def _exports(
    session: Session, before: Iterable[Source], beside: Sequence[Beside]
) -> list[tuple[str, list[Path]]]:
    """Return the graphs of other tools that are or go in, each with the tables of its flows."""
    graphs = {source.sha256: source.name for source in before if source.layout == EXPORTED}
    shelves = session.ledger().shelves() if graphs else ()
    found = [
        (graphs[shelf.sha256], sorted(shelf.folder.glob(FLOWS)))
        for shelf in shelves
        if shelf.sha256 in graphs
    ]
    own = [one for one in beside if one.layout == EXPORTED]
    return found + [(one.name, sorted(one.scratch.glob(FLOWS))) for one in own]


def _refuse_told(known: int, name: str, reading: SourceReading) -> None:
    if known:
        raise FormatError(
            Message("flows-are-told-by-an-export", known=known, name=name),
            where=reading.name,
            hint=Message("unload-the-export", name=name),
        )
