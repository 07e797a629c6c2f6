"""Rows of the index as Entities and Links, each with the places where it is written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any

from kg.ledger import all_rows
from kg.model import Entity, Evidence, Link, Precision, Proof
from kg.text import locator

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Readers = Mapping[str, str]

BATCH = 10_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ENTITY = "id, kind, name, values, evidence"
LINK = (
    "id, kind, source, target, object, start_us, end_us, precision, amount, currency, proof,"
    " confidence, values, evidence"
)
#: Columns of a flow that become values of its Link, under their names in the ontology.
FLOW_VALUES = {
    "time_text": "timeText", "tx_count": "txCount", "status": "status", "memo": "memo",
    "counter_name": "counterName", "channel": "channel",
}  # fmt: skip

_EXACT = Context(prec=60)
"""Wider than any column: Python's own 28 digits would round a long amount without a word."""


def flow_select(kind: str, table: str, extras: Iterable[str]) -> str:
    """Return the SELECT that gives the flows of a class the columns of :data:`LINK`."""
    values = {**FLOW_VALUES, **{extra: extra for extra in extras}}
    pairs = ", ".join(
        f"{all_rows.text(word)}: {all_rows.name(c)}::VARCHAR" for c, word in values.items()
    )
    return (
        f"SELECT id, {all_rows.text(class_name(kind))} AS kind, "
        "source, target, '' AS object, start_us,"
        " end_us, precision, amount, currency, "
        "CASE WHEN judged IS NOT NULL THEN judged"
        " WHEN beside IS NOT NULL AND beside.sha256 <> sha256 THEN 'corroborated'"
        " WHEN members IS NULL THEN 'single'"
        " WHEN len(list_distinct(list_transform(members, lambda m: m.sha256))) > 1"
        " THEN 'corroborated' ELSE 'single' END AS proof,"
        f" 50 AS confidence, to_json({{{pairs}}})::VARCHAR AS values,"
        " list_concat(coalesce(list_transform(members, lambda m: {'sha256': m.sha256,"
        " 'member': m.member, 'row_no': m.row_no}),"
        " [{'sha256': sha256, 'member': member, 'row_no': row_no}]),"
        " CASE WHEN beside IS NOT NULL THEN [{'sha256': beside.sha256, 'member': beside.member,"
        f" 'row_no': beside.row_no}}] ELSE [] END) AS evidence FROM {table}"
    )


def class_name(kind: str) -> str:
    """Return the ontology's name of a class from its snake case.

    >>> class_name("holds_account")
    'HoldsAccount'
    """
    return "".join(part.title() for part in kind.split("_"))


def batches(con: DuckDBPyConnection, query: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query without holding them all."""
    result = con.execute(query)
    while rows := result.fetchmany(BATCH):
        yield from rows


def entity(row: Sequence[Any], readers: Readers) -> Entity:
    """Return the entity of a row of :data:`ENTITY`; its display name is one of its names."""
    identity, kind, name, values, places = row
    known = values_of(values)
    if name and not any(name in texts for texts in known.values()):
        known["name"] = (*known.get("name", ()), name)
    return Entity(identity, kind, known, evidence(places, readers))


def link(row: Sequence[Any], readers: Readers) -> Link:
    """Return the link of a row of :data:`LINK`."""
    return Link(
        id=row[0],
        kind=row[1],
        source=row[2],
        target=row[3],
        object=row[4] or "",
        start=moment(row[5]),
        end=moment(row[6]),
        precision=Precision(row[7] or "unknown"),
        amount=_plain(row[8]),
        currency=row[9] or "",
        proof=Proof(row[10]),
        confidence=row[11],
        values=values_of(row[12]),
        evidence=evidence(row[13], readers),
    )


def moment(microseconds: int | None) -> datetime | None:
    """Return the aware UTC time of a count of microseconds."""
    return None if microseconds is None else _EPOCH + timedelta(microseconds=microseconds)


def evidence(places: Iterable[Mapping[str, Any]], readers: Readers) -> tuple[Evidence, ...]:
    """Return the evidence at these places, in their order."""
    return tuple(_evidence(place, readers) for place in places)


def _evidence(place: Mapping[str, Any], readers: Readers) -> Evidence:
    sha256 = place["sha256"]
    reader = readers.get(sha256, "delimited")
    where = locator(place["member"] or "", place["row_no"], reader)
    return Evidence(sha256, where, reader, place.get("excerpt") or "")


def values_of(text: str | None) -> dict[str, tuple[str, ...]]:
    """Return the values that a column holds as JSON, by property."""
    if not text or text == "{}":
        return {}
    document: dict[str, Any] = json.loads(text)
    lists = {
        key: [document[key]] if isinstance(document[key], str) else document[key]
        for key in sorted(document)
    }
    return {key: tuple(words) for key, words in lists.items() if words and words != [""]}


def _plain(amount: Decimal | None) -> Decimal | None:
    """Return the same number without the zeros that the column's 18 decimals add."""
    if amount is None:
        return None
    whole = amount.to_integral_value()
    return whole if whole == amount else amount.normalize(_EXACT)


def known_extras(extras: Iterable[str]) -> list[str]:
    """Return the extra columns that are properties of the ontology."""
    from kg.schema import load_schema

    schema = load_schema()
    return [extra for extra in extras if schema.has_property(extra)]
