"""The first rows of a file as they would be mapped: things, payments, relations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.cli.screen import Screen
from kg.model import Precision, snake_case
from kg.schema import load_schema
from kg.schema.meanings import MONEY_END
from kg.text import locator
from kg.trace.times import time_of
from kg.values.moments import named_zone, told_time
from kg.values.money import amount_figure

if TYPE_CHECKING:
    from kg.case.evidence.load_files import TrialReading

TRIED = {
    "entity": ("row_no", "kind", "name"),
    "flow": (
        *("row_no", "start_us", "source_name", "target_name", "direction"),
        *("amount", "currency", "status", "counter_name"),
    ),
    "link": (
        *("row_no", "kind", "source_name", "target_name"),
        *("start_us", "amount", "currency", "proof"),
    ),
}
"""What a dry run shows of each mapped table."""

HEADS = {
    "row_no": "sheet-row", "start_us": "when", "source_name": "leg-from", "target_name": "leg-to",
    "status": "state", "counter_name": "counterparty-name",
}  # fmt: skip
"""The heads of columns whose message is called otherwise."""

LISTS = {"status": "FlowStatus", "proof": "ProofState"}
"""Columns that hold a code of a closed list."""


def show_mapped(trial: TrialReading, screen: Screen) -> None:
    """Show what the first rows of a trial reading become."""
    reader = trial.run.reading.reader
    for table, rows in trial.run.mapped.items():
        _show_mapped(table, [_with_place(row, reader) for row in rows], screen)


def _with_place(row: Mapping[str, Any], reader: str) -> Mapping[str, Any]:
    """Return a mapped row with its place as a person finds it: a page and a line, or a path."""
    if "row_no" not in row or reader == "workbook":
        return row
    place = locator("", row["row_no"], reader)
    return row if place.endswith(f" {row['row_no']}") else {**row, "row_no": place}


def _show_mapped(table: str, rows: Sequence[Mapping[str, Any]], screen: Screen) -> None:
    """Show what the first rows become: times as they were understood, words of the ontology."""
    kind, _, flow = table.partition("_")
    shown = [key for key in TRIED.get(kind, ()) if any(row.get(key) for row in rows)]
    if not shown:
        return
    names = {snake_case(kind.name): kind.name for kind in load_schema().link_kinds()}
    of_what = _label(names[flow], screen) if flow else screen.word(f"mapped-{kind}")
    title = f"{of_what}: {screen.word('mapped-title', count=len(rows))}"
    cells = ([_mapped_cell(key, row, flow, screen) for key in shown] for row in rows)
    screen.table(title, [HEADS.get(key, key) for key in shown], cells)


def _mapped_cell(key: str, row: Mapping[str, Any], flow: str, screen: Screen) -> object:
    value = row.get(key)
    if value is None or value == "":
        return ""
    if key in ("source_name", "target_name"):
        # cash, fees and interest have no name of their own
        is_end = f":{snake_case(MONEY_END)}:" in row[key.removesuffix("_name")]
        return _label(MONEY_END, screen) if is_end else value
    if key == "start_us":
        return _understood(value, Precision(row["precision"] or Precision.UNKNOWN))
    if key == "direction":
        return screen.word_or(f"direction-of-{flow}-{value}", value)
    if key == "amount":
        return amount_figure(value)
    if key == "kind":
        return _label(value, screen)
    if key in LISTS:
        known = {
            listed.code: listed.label(screen.lang) for listed in load_schema().listed(LISTS[key])
        }
        return known.get(value, value)
    return value


def _label(kind: str, screen: Screen) -> str:
    return load_schema().kind(kind).label(screen.lang)


def _understood(start_us: int, precision: Precision) -> str:
    """Return a time as far as the row tells it, in the zone of a new case."""
    from kg.case.storage.folder import ZONE

    return told_time(time_of(start_us), precision, named_zone(ZONE))
