"""From a payment's own number, as a bank or a chain gives it, to the payment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.ledger import raw

if TYPE_CHECKING:
    from kg.ledger.index import Index

_PAYMENTS = """
WITH numbered AS (
    SELECT trim(serial) AS serial, sha256, coalesce(member, '') AS member, row_no FROM by_serial
    WHERE trim(serial) IN (FROM wanted)
), place AS (
    SELECT id, sha256, coalesce(member, '') AS member, row_no FROM {flow} WHERE members IS NULL
    UNION
    SELECT id, told.sha256, coalesce(told.member, ''), told.row_no
    FROM (SELECT id, unnest(members) AS told FROM {flow} WHERE members IS NOT NULL)
)
SELECT DISTINCT serial, id FROM numbered JOIN place USING (sha256, member, row_no) ORDER BY ALL"""


def payments_numbered(
    index: Index, serials: Iterable[str], kind: str = "transfer"
) -> dict[str, list[str]]:
    """Return the payments that some row tells under each of these serial numbers, by the number."""
    if kind not in index.flow_classes:
        return {}
    table = raw.flow_table(kind)
    index.want(one.strip() for one in serials)
    raw.gather(index.con, "by_serial", index.shelves, table, raw.FLOW_COLUMNS)
    found: dict[str, list[str]] = {}
    for serial, link in index.con.execute(_PAYMENTS.replace("{flow}", table)).fetchall():
        found.setdefault(serial, []).append(link)
    return found
