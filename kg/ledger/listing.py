"""Who of the case stands in a batch of leaked data, told by keyed hashes alone.

It is derived with the rest of the index: so it holds whichever file came first, and goes with
either of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.ledger import raw
from kg.ledger.duck import fill
from kg.masking.keyed import keyed_hash
from kg.values import Refused
from kg.values.contacts import normal_phone

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from kg.ledger.shelf import Shelf

LISTED = "listed"
LISTED_COLUMNS = {
    "sort": "VARCHAR", "hash": "VARCHAR", "row_no": "BIGINT", "member": "VARCHAR",
}  # fmt: skip
NUMBERS = {"phone": "msisdn", "residentId": "residentId"}
"""The property that holds the numbers of each sort of hash."""
STRETCH = 50_000


def holds_batches(found: Sequence[Shelf]) -> bool:
    """Say whether a source has hashes of leaked data."""
    return any(shelf.table(LISTED) for shelf in found)


def list_the_known(con: DuckDBPyConnection, found: Sequence[Shelf], key: bytes) -> None:
    """Make the table ``listing`` of the links that ``entity_raw`` and the batches give."""
    raw.gather(con, "listed_raw", found, LISTED, LISTED_COLUMNS)
    numbers = [
        f"SELECT id, {raw.text(sort)} AS sort, unnest((values->'$.{name}')::VARCHAR[]) AS number"
        " FROM entity_raw"
        for sort, name in NUMBERS.items()
    ]
    con.execute(f"CREATE OR REPLACE TEMP TABLE number AS {' UNION '.join(numbers)}")
    _hash_all(con, key)
    con.execute(raw.sql("listing"))


def _hash_all(con: DuckDBPyConnection, key: bytes) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE keyed (sort VARCHAR, number VARCHAR, hash VARCHAR)")
    con.execute("CREATE OR REPLACE TEMP TABLE each AS SELECT DISTINCT sort, number FROM number")
    ((count,),) = con.execute("SELECT count(*) FROM each").fetchall()
    for start in range(0, count, STRETCH):
        within = f"rowid >= {start} AND rowid < {start + STRETCH}"
        rows = con.execute(f"SELECT sort, number FROM each WHERE {within}").fetchall()
        sorts, words = zip(*rows, strict=True)
        hashes = [keyed_hash(key, sort, _normal(sort, word)) for sort, word in rows]
        fill(con, "keyed", sorts, words, hashes)


def _normal(sort: str, word: str) -> str:
    """Return a number as a batch hashes it; some files' layouts keep telephones as written."""
    if sort != "phone" or word.startswith("+"):
        return word
    try:
        return normal_phone(word).text
    except Refused:
        return word
