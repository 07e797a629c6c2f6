"""What would be read, without storing anything: for ``--dry-run`` and for choosing a layout."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kg.limits import LIMITS, Limits
from kg.sources.chooser import Chooser
from kg.sources.detect_layout import Detection
from kg.sources.layout_files import find_layouts
from kg.sources.open_tables import tables
from kg.sources.read_file import read
from kg.sources.reading_result import DryRun
from kg.sources.source_file import SourceFile

_SHOWN = 10
_NO_FACTS = ("row_", "status_", "alike")


def detect(
    path: Path | str,
    layout: str | None = None,
    *,
    limits: Limits = LIMITS,
    encoding: str | None = None,
    account: str = "",
    kept: Sequence[Path | str] = (),
) -> dict[str, Detection]:
    """Return, member by member, the layout chosen, the runner-up and why; read only the heads.

    ``kept`` are files of layouts that a person kept, each for files of just its header.
    """
    source = SourceFile(Path(path), limits)
    answers = {"account": account} if account else {}
    own = [layout for path in kept for layout in find_layouts(str(path))]
    chooser = Chooser(layout, source.name, answers, own)
    opened = [table.tried() for table in tables(source, chooser, limits, encoding)]
    return {table.member: table.detection for table in opened}


def dry_run(
    path: Path | str,
    layout: str | None = None,
    *,
    limits: Limits = LIMITS,
    encoding: str | None = None,
    ignore: Sequence[str] = (),
    scope: str = "",
    account: str = "",
    scratch: Path | None = None,
) -> DryRun:
    """Read the whole file and store nothing; return what a load would say, and ten mapped rows.

    What is read lies in ``scratch`` afterwards, where that is given.
    """
    with tempfile.TemporaryDirectory(prefix="kg-dry-run-") as own:
        folder = scratch or Path(own)
        more: dict[str, Any] = {"limits": limits, "encoding": encoding, "scope": scope}
        more["account"] = account
        reading = read(path, layout, **more, scratch=folder, ignore=ignore)
        files = (f for f in sorted(folder.glob("*.parquet")) if not f.stem.startswith(_NO_FACTS))
        mapped = {file.stem: rows for file in files if (rows := _first(file))}
        names = _names(folder / "entity.parquet", mapped)
    for row in (row for rows in mapped.values() for row in rows if "target" in row):
        row |= {f"{end}_name": names.get(row[end], "") for end in ("source", "target")}
    return DryRun(reading, mapped)


def _names(path: Path, mapped: Mapping[str, Iterable[Mapping[str, Any]]]) -> dict[str, str]:
    """Return what the ends of the first facts are called, or else known by."""
    import pyarrow.parquet as pq

    rows = [row for some in mapped.values() for row in some if "target" in row]
    ends = {row[end] for row in rows for end in ("source", "target")} - {None}
    names = pq.read_table(path, filters=[("id", "in", ends)]).to_pylist() if ends else []
    return {row["id"]: row["name"] or _number(row["values"]) for row in names}


def _number(values: str) -> str:
    return next((str(some[0]) for some in json.loads(values).values() if some), "")


def _first(path: Path) -> tuple[dict[str, Any], ...]:
    import pyarrow.parquet as pq

    batches = pq.ParquetFile(path).iter_batches(batch_size=_SHOWN)
    first = next(batches, None)
    return tuple(first.to_pylist()) if first is not None else ()
