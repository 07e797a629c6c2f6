"""A whole case as things and pairs of things: what lies between two is counted and summed once.

No link becomes an object: a case of a million payments is read as its pairs, in two questions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.ledger import all_rows, index_facts
from kg.model import RECORDED_AS, Entity, PairSum, Values
from kg.values.money import plus

if TYPE_CHECKING:
    from kg.ledger.index_tables import IndexTables

_WHOLE = "trunc(amount)::DECIMAL(38,0)"
_SUMS = (
    f"count(*), sum({_WHOLE}), sum(amount - {_WHOLE}), max(amount), min(start_us), max(start_us),"
    " min(id)"
)
"""The sum of DECIMAL(38,18) ends at 10^20, so whole numbers and the rest are summed apart."""
_CODE = "CASE WHEN amount IS NULL THEN '' ELSE coalesce(currency, '') END AS code"
_COUNTED = "IS DISTINCT FROM 'excluded'"


def things(index: IndexTables) -> list[Entity]:
    """Return every thing of the case without the places where it is written, sorted by id."""
    query = "SELECT id, kind, name, values, [] FROM entity ORDER BY id"
    rows = index_facts.batches(index.con.cursor(), query)
    return [index_facts.entity(row, {}) for row in rows]


def pair_sums(index: IndexTables) -> Iterator[PairSum]:
    """Yield the pairs of the case, payments counted once and nothing that a person excluded.

    They come by kind, then by source and target.
    """
    words = (f"json_extract_string(values, '$.{RECORDED_AS}{at}')" for at in ("[0]", ""))
    word = f"coalesce({', '.join(words)}, '')"
    # an amount that is not told is no amount of 0: it has a pair of its own
    keys = f"source, target, kind, {word}, {_CODE}"
    yield from _pairs(index, f"SELECT {keys}, {_SUMS} FROM link WHERE proof {_COUNTED}")
    keys = f"source, object, kind, {word}, '' AS code"
    where = f"proof {_COUNTED} AND object <> ''"
    none = "count(*), NULL, NULL, NULL, min(start_us), max(start_us), min(id)"
    yield from _pairs(index, f"SELECT {keys}, {none} FROM link WHERE {where}", is_object=True)
    for kind in index.flow_classes:
        name = all_rows.text(index_facts.class_name(kind))
        keys = f"source, target, {name} AS kind, '', {_CODE}"
        table = all_rows.flow_table(kind)
        yield from _pairs(index, f"SELECT {keys}, {_SUMS} FROM {table} WHERE judged {_COUNTED}")


def _pairs(index: IndexTables, query: str, *, is_object: bool = False) -> Iterator[PairSum]:
    keys = "1, 2, 3, 4, 5, amount IS NULL"
    ordered = f"{query} GROUP BY {keys} ORDER BY {keys}"
    for row in index_facts.batches(index.con.cursor(), ordered):
        source, target, kind, word, currency, count, whole, rest, *more = row
        total = None if whole is None else plus(whole, rest)
        largest, first, last, link = more
        known = (kind, word, currency, count, total, largest, first, last, link)
        yield PairSum(source, target, *known, is_object=is_object)


def written_values(index: IndexTables) -> list[tuple[str, Values]]:
    """Return what links say beside their ends, each kind's wordings once: names stand in it."""
    query = "SELECT DISTINCT kind, values FROM link ORDER BY ALL"
    written: list[tuple[str, Values]] = [
        (kind, index_facts.values_of(values))
        for kind, values in index_facts.batches(index.con.cursor(), query)
    ]
    for kind in index.flow_classes:
        table, name = all_rows.flow_table(kind), index_facts.class_name(kind)
        query = f"SELECT DISTINCT counter_name FROM {table} WHERE counter_name <> '' ORDER BY ALL"
        names = index_facts.batches(index.con.cursor(), query)
        key = index_facts.FLOW_VALUES["counter_name"]
        written += [(name, {key: (text,)}) for (text,) in names]
    return written
