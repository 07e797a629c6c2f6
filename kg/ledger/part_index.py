"""The flows of a few accounts out of a larger ledger, as the columns that a search reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from kg.ledger.account_flows import by_end
from kg.ledger.base import FlowIndex
from kg.ledger.duck import connect
from kg.ledger.units import Unit, currency_sql, whole_units

if TYPE_CHECKING:
    import pyarrow as pa

ORDERED = """
SELECT id, payer, payee, start_us, width, amount, {currency} AS currency FROM given
ORDER BY start_us, rid >> 40, coalesce(seq, -1), member, row_no, id
"""
"""In the order of a ledger's own table (see ``sql/flow_table.sql``); a row's number begins with
that of its source."""


class _ArrowTexts(Sequence[str]):
    """Texts that stay in Arrow: as Python's own they take three times the memory."""

    def __init__(self, column: pa.ChunkedArray) -> None:
        self._column = column

    def __len__(self) -> int:
        return len(self._column)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        if isinstance(place, slice):
            return _ArrowTexts(self._column[place])
        return str(self._column[int(place)].as_py())


def part_index(
    rows: pa.Table, units: Mapping[str, Unit], accounts: Sequence[Mapping[str, Any]]
) -> FlowIndex:
    """Return an index of some flows of a larger ledger.

    It serves a search for shapes; what a trace needs (openings, proven order) it does not tell.

    Args:
        rows: The flows: ``id``, ``payer``, ``payee``, ``start_us``, ``width``, ``amount``,
            ``currency``, ``rid``, ``seq``, ``member``, ``row_no``.
        units: In which unit the larger ledger counts each currency, in its order.
        accounts: Their ends by ``id``, sorted, with ``counterparties``, ``hub_kind``, ``is_end``
            as the larger ledger knows them.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    with connect() as con:
        con.register("given", rows)
        told = con.sql(ORDERED.replace("{currency}", currency_sql(units))).to_arrow_table()
    currency = told.column("currency").to_numpy()
    whole = whole_units(told.column("amount").combine_chunks(), currency, list(units.values()))
    told, whole = told.filter(whole.exact), whole.only(whole.exact)
    currency = told.column("currency").to_numpy().astype(np.int16)
    known = pa.array([account["id"] for account in accounts], pa.string())
    ends = {
        name: pc.index_in(told.column(name), value_set=known).to_numpy().astype(np.int32)
        for name in ("payer", "payee")
    }
    wide = tuple(place for place, unit in enumerate(units.values()) if unit.wide)
    apart = np.flatnonzero(np.isin(currency, wide))
    amount = np.array(whole.units, np.int64)
    amount[apart] = -1
    out_ptr, out_idx = by_end(ends["payer"], len(accounts))
    in_ptr, in_idx = by_end(ends["payee"], len(accounts))
    unknown = np.full(len(told), -1)
    return FlowIndex(
        src=ends["payer"],
        dst=ends["payee"],
        start=told.column("start_us").to_numpy().astype(np.int64),
        width=told.column("width").to_numpy().astype(np.int64),
        amount=amount,
        currency=currency,
        seq=unknown.astype(np.int64),
        source_no=unknown.astype(np.int32),
        reporter=unknown.astype(np.int32),
        links=_ArrowTexts(told.column("id")),
        accounts=[account["id"] for account in accounts],
        currencies=tuple(units),
        scales=tuple(10**unit.digits for unit in units.values()),
        out_ptr=out_ptr,
        out_idx=out_idx,
        in_ptr=in_ptr,
        in_idx=in_idx,
        counterparties=np.array([one["counterparties"] for one in accounts], np.int32),
        hub_kind=np.array([one["hub_kind"] for one in accounts], np.int8),
        is_end=np.array([one["is_end"] for one in accounts], np.bool_),
        wide=wide,
        wide_at=apart.astype(np.int64),
        wide_high=whole.high[apart],
        wide_low=whole.low[apart],
    )
