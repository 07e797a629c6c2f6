"""What kg wrote of a case does not go into that case again: its payments would count twice.

An export names each payment by the id that it has in its case. Where a file that is to go in names
payments by ids that the case holds, it is an export of this case, or of one with the same files;
nor do those files go in beside the export.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg.case.storage.session import Session
from kg.errors import FormatError
from kg.ledger.named_flows import count_named, count_told, names_flows
from kg.messages import Message
from kg.sources import SourceReading

FLOWS = "flow_*.parquet"
EXPORTED = "graph-facts"
"""The layout of what kg exported, among other graphs."""


def check_not_told_already(
    session: Session,
    scratch: Path,
    reading: SourceReading,
    beside: Sequence[tuple[str, Path]] = (),
) -> None:
    """Refuse a file whose payments, calls or orders an export tells or told of them.

    Args:
        session: The case.
        scratch: What was read of the file.
        reading: How it was read.
        beside: Files that go in with it: what each is called, and what was read of it.

    Raises:
        FormatError: The file names some by the ids that they have in the case; or an export there
            names some of the file's own by the ids that they get here.
    """
    paths = sorted(scratch.glob(FLOWS))
    if naming := [path for path in paths if names_flows(path)]:
        folders = [session.ledger().index().folder, *(place for _, place in beside)]
        known = sum(
            count_told(
                path, [folder / path.name for folder in folders if (folder / path.name).exists()]
            )
            for path in naming
        )
        if known:
            raise FormatError(
                Message("flows-are-in-the-case", known=known, named=sum(map(count_named, naming))),
                where=reading.name,
                hint=Message("load-into-a-new-case"),
            )
    own = {path.name: path for path in paths}
    for name, tables in (*_exports(session, paths), *_beside(beside)):
        for table in tables:
            if table.name in own and names_flows(table):
                _refuse_told(count_told(table, [own[table.name]]), name, reading)


def _exports(session: Session, paths: Sequence[Path]) -> list[tuple[str, list[Path]]]:
    """Return the graphs of the case, each with its tables of these classes."""
    return [
        (shelf.note().name, [table for path in paths if (table := shelf.table(path.stem))])
        for shelf in session.ledger().shelves()
        if shelf.note().layout == EXPORTED
    ]


def _beside(beside: Sequence[tuple[str, Path]]) -> list[tuple[str, list[Path]]]:
    return [(name, sorted(place.glob(FLOWS))) for name, place in beside]


def _refuse_told(known: int, name: str, reading: SourceReading) -> None:
    if known:
        raise FormatError(
            Message("flows-are-told-by-an-export", known=known, name=name),
            where=reading.name,
            hint=Message("unload-the-export", name=name),
        )
