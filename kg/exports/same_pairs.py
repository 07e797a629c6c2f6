"""Pairs of things that may be one, as CSV: by the record numbers of the sources, if they have any.

Masked, a line has handles, record numbers and the names of the grounds, no value of anybody. Every
two things of a group have a line: those that nothing of their own joins, but others of the group,
have the band ``group``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.exports.csv_tables import BOM, csv_line, safe_text
from kg.model import Entity, SamePair, SameThings

COLUMNS = (
    "pair", "band", "points", "state", "group", "family", "handle_1", "handle_2",
    "data_source_1", "record_id_1", "data_source_2", "record_id_2", "grounds",
)  # fmt: skip
THROUGH_OTHERS = "group"
VALUES = ("name_1", "name_2", "values")


def same_pairs(
    found: SameThings, handles: Mapping[str, str], things: Mapping[str, Entity] | None = None
) -> Iterator[str]:
    """Yield the text of a file of pairs.

    Args:
        found: The proposals.
        handles: The handles of pairs and things, by id.
        things: The things with their real names, where these may leave the case.
    """
    yield BOM
    yield from csv_line([*COLUMNS, *(VALUES if things is not None else ())])
    for pair in found.pairs:
        cells = [*_cells(pair, handles), *(_values(pair, things) if things is not None else ())]
        yield from csv_line([safe_text(cell) for cell in cells])
    records = {end: record for pair in found.pairs for end, record in _records(pair)}
    family = {end: pair.family for pair in found.pairs for end in (pair.one, pair.other)}
    for one, other, number in found.through_others:
        cells = [
            "", THROUGH_OTHERS, "", "", str(number), family[one], handles.get(one, one),
            handles.get(other, other), *_record(records[one]), *_record(records[other]), "",
            *(["", "", ""] if things is not None else ()),
        ]  # fmt: skip
        yield from csv_line([safe_text(cell) for cell in cells])


def _records(pair: SamePair) -> tuple[tuple[str, str], tuple[str, str]]:
    return (pair.one, pair.records[0]), (pair.other, pair.records[1])


def _cells(pair: SamePair, handles: Mapping[str, str]) -> list[str]:
    records = [part for record in pair.records for part in _record(record)]
    grounds = " ".join(f"{ground.name}{ground.points:+d}" for ground in pair.grounds)
    return [
        handles.get(pair.id, pair.id), pair.band, str(pair.points), pair.state,
        str(pair.group or ""), pair.family, handles.get(pair.one, pair.one),
        handles.get(pair.other, pair.other), *records, grounds,
    ]  # fmt: skip


def _record(record: str) -> tuple[str, str]:
    source, _, number = record.rpartition(":")
    return source, number


def _values(pair: SamePair, things: Mapping[str, Entity]) -> list[str]:
    names = [things[end].first("name") if end in things else "" for end in (pair.one, pair.other)]
    values = [f"{ground.name}: {ground.one} | {ground.other}" for ground in pair.grounds]
    return [*names, "; ".join(values)]
