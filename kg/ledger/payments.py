"""The payments between some accounts, each with its place in time, by the id of its link."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import numpy as np

from kg.ledger import all_rows
from kg.ledger.base import FlowIndex

if TYPE_CHECKING:
    from kg.ledger.base import Int64
    from kg.ledger.index import Index


def places_of(index: FlowIndex, ids: Collection[str]) -> dict[str, int]:
    """Return the positions of those that pay or are paid, by id."""
    places: dict[str, int] = {}
    for id_ in sorted(ids):
        try:
            places[id_] = index.accounts.index(id_)
        except ValueError:
            continue
    return places


def payments_between(
    index: FlowIndex, ids: Collection[str]
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the link of each payment between two of these, and its numbers.

    They are start, width, source_no, reporter, seq, also_source_no, also_reporter and also_seq of
    :class:`FlowIndex`; -1 where the index does not have the column.
    """
    drawn = np.array(sorted(places_of(index, ids).values()), np.int32)
    columns = (
        *(index.start, index.width, index.source_no, index.reporter, index.seq),
        *(index.also_source_no, index.also_reporter, index.also_seq),
    )
    for at in drawn.tolist():
        out = index.out_idx[index.out_ptr[at] : index.out_ptr[at + 1]]
        for position in out[np.isin(index.dst[out], drawn)].tolist():
            numbers = tuple(int(column[position]) if len(column) else -1 for column in columns)
            yield index.links[position], numbers


TRANSFER, ORDER = "transfer", "platform_order"
GIFT, COMMISSION = "giftName", "commission"
LARGEST = 1 << 53
"""A commission of more units than this is a misprint."""


def gifts(index: Index) -> Int64:
    """Return the positions of gifts among the transfers."""
    if TRANSFER not in index.flow_classes or GIFT not in index.extras(TRANSFER):
        return np.empty(0, np.int64)
    query = f"SELECT id FROM {all_rows.flow_table(TRANSFER)} WHERE {all_rows.name(GIFT)} <> ''"
    return places_of_links(
        index.flow_index(), [link for (link,) in index.con.execute(query).fetchall()]
    )


def places_of_links(index: FlowIndex, links: Iterable[str]) -> Int64:
    """Return the positions of payments by their ids, in order."""
    wanted = set(links)
    return np.fromiter((at for at, link in enumerate(index.links) if link in wanted), np.int64)


def commissions(index: Index) -> Int64:
    """Return what each order's commission may take off it, in units, in the order of its arrays."""
    orders, column = index.flow_index(ORDER), all_rows.name(COMMISSION)
    if COMMISSION not in index.extras(ORDER):
        return np.zeros(len(orders), np.int64)
    query = f"SELECT id, {column} FROM {all_rows.flow_table(ORDER)}"
    return commission_units(orders, dict(index.con.execute(query).fetchall()))


def commission_units(orders: FlowIndex, texts: Mapping[str, str | None]) -> Int64:
    """Return commissions in units, in the order of the orders' arrays.

    One that is written as anything but a number takes nothing off.

    Args:
        orders: The orders.
        texts: What is written as the commission of each, by its id.
    """
    scales = (orders.scales[code] for code in orders.currency.tolist())
    units = (_units(texts[link] or "", n) for link, n in zip(orders.links, scales, strict=True))
    return np.fromiter(units, np.int64)


def _units(text: str, scale: int) -> int:
    try:
        units = Decimal(text.strip() or "0") * scale
    except InvalidOperation:
        return 0
    return int(units) if 0 < units < LARGEST else 0


Ends = tuple[str, str]

_FLOWS = """
SELECT id, source, target FROM {flow} WHERE id IN (FROM wanted)
UNION ALL
SELECT told.id, source, target
FROM (SELECT unnest(members) AS told, source, target FROM {flow} WHERE members IS NOT NULL)
WHERE told.id IN (FROM wanted)"""


def told_only_by(index: Index, sources: Collection[str], accounts: Collection[str]) -> list[str]:
    """Return which of some sources (hashes) tell a payment of the accounts that no other tells.

    Only payments that are followed in time count.
    """
    if not sources or not index.want(accounts):
        return []
    files = ", ".join(map(all_rows.text, sorted(sources)))
    queries = [
        f"SELECT DISTINCT sha256 FROM {all_rows.flow_table(kind)} WHERE in_time"
        f" AND sha256 IN ({files}) AND (source IN (FROM wanted) OR target IN (FROM wanted))"
        " AND (members IS NULL OR"
        f" len(list_filter(members, lambda m: m.sha256 NOT IN ({files}))) = 0)"
        for kind in index.flow_classes
    ]
    return sorted(sha256 for query in queries for (sha256,) in index.con.execute(query).fetchall())


def standing(index: Index, ids: Iterable[str]) -> dict[str, Ends]:
    """Return source and target of each link that stands; one paired away stands as its pair."""
    if not index.want(ids):
        return {}  # not a glance at millions of rows for nothing
    queries = [_FLOWS.replace("{flow}", all_rows.flow_table(kind)) for kind in index.flow_classes]
    queries.append("SELECT id, source, target FROM link WHERE id IN (FROM wanted)")
    return {
        link: (source, target)
        for query in queries
        for link, source, target in index.con.execute(query).fetchall()
    }
