"""What layouts say of payments beside amounts: which are gifts, what an order loses."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import numpy as np

from kg.ledger import raw

if TYPE_CHECKING:
    from kg.ledger.base import Int64
    from kg.ledger.index import Index

TRANSFER, ORDER = "transfer", "platform_order"
GIFT, COMMISSION = "giftName", "commission"
LARGEST = 1 << 53
"""A commission of more units than this is a misprint."""


def gifts(index: Index) -> Int64:
    """Return the positions of gifts among the transfers."""
    if TRANSFER not in index.flow_classes or GIFT not in index.extras(TRANSFER):
        return np.empty(0, np.int64)
    query = f"SELECT id FROM {raw.flow_table(TRANSFER)} WHERE {raw.name(GIFT)} <> ''"
    wanted = {link for (link,) in index.con.execute(query).fetchall()}
    found = (at for at, link in enumerate(index.flow_index().links) if link in wanted)
    return np.fromiter(found, np.int64)


def commissions(index: Index) -> Int64:
    """Return what each order's commission may take off it, in units, in the order of its arrays.

    One that is written as anything but a number takes nothing off.
    """
    orders, column = index.flow_index(ORDER), raw.name(COMMISSION)
    if COMMISSION not in index.extras(ORDER):
        return np.zeros(len(orders), np.int64)
    query = f"SELECT id, {column} FROM {raw.flow_table(ORDER)}"
    told = dict(index.con.execute(query).fetchall())
    scales = (orders.scales[code] for code in orders.currency.tolist())
    found = (_units(told[link] or "", n) for link, n in zip(orders.links, scales, strict=True))
    return np.fromiter(found, np.int64)


def _units(text: str, scale: int) -> int:
    try:
        units = Decimal(text.strip() or "0") * scale
    except InvalidOperation:
        return 0
    return int(units) if 0 < units < LARGEST else 0
