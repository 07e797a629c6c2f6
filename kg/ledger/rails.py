"""Payments on two rails: which bank rows towards a payment company are which of its users'.

A bank tells a payment to a payment company as a transfer to the company's pooled account; the
company's own return tells it as a user's. Where the card, the way, the amount and the currency
agree and the times lie near, the two rows tell one payment, and the money goes to the user.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from kg.ledger import raw
from kg.ledger.duck import fill
from kg.schema import Schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COMPANY = "PaymentCompany"
CARD = "userCard"
"""The ontology's property of a payment: the card that a payment account's user paid with."""


def know_companies(con: DuckDBPyConnection, work: Path, schema: Schema) -> bool:
    """Make what the rails need of the written facts; say whether any payment company is known."""
    kinds = [k.name for k in schema.entity_kinds() if schema.is_a(k.name, COMPANY)]
    con.execute("CREATE OR REPLACE TEMP TABLE company_kind (kind VARCHAR)")
    fill(con, "company_kind", kinds)
    for table in ("entity", "link"):
        path = raw.text(work / f"{table}.parquet")
        con.execute(f"CREATE OR REPLACE TEMP VIEW known_{table} AS FROM read_parquet({path})")
    query = "SELECT count(*) FROM known_entity WHERE kind IN (FROM company_kind)"
    return bool(con.execute(query).fetchall()[0][0])


def find_rails(con: DuckDBPyConnection, extras: Collection[str], *, known: bool) -> None:
    """Make the table ``rail`` from ``told``: joined, ambiguous and rejected ones."""
    if not known:
        con.execute(raw.sql("rails_none"))
        return
    con.execute(_cards(raw.name(CARD) if CARD in extras else "NULL::VARCHAR"))
    for step in ("rail_sides", "rails"):
        con.execute(raw.sql(step))


def _cards(column: str) -> str:
    """Return the SQL for ``card_said``: rows that name a card, and its account where that pays."""
    identity = (
        f"'urn:crimechain:account:' || substr(sha256(concat(part(''), part({column}))), 1, 32)"
    )
    return (
        "CREATE OR REPLACE TEMP TABLE card_said AS SELECT f.rid, a.code AS card "
        f"FROM (SELECT rid, {identity} AS raw FROM flow_raw WHERE {column} <> '') f "
        "LEFT JOIN canon c USING (raw) LEFT JOIN account a ON a.id = coalesce(c.id, f.raw)"
    )
