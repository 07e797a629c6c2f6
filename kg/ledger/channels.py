"""Payments by the channel that their row names: online, counter, terminal, whatever it says."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from kg.errors import StoreCorrupt
from kg.ledger import raw
from kg.ledger.base import Bool, FlowIndex
from kg.ledger.units import Unit, currency_sql, whole_units
from kg.messages import Message

if TYPE_CHECKING:
    from kg.ledger.index import Index


def channels(index: Index, kind: str = "transfer") -> dict[str, int]:
    """Return how many payments each channel has that a row names, the commonest first."""
    if kind not in index.flow_classes:
        return {}
    rows = index.con.execute(
        f"SELECT channel, count(*) AS n FROM {raw.flow_table(kind)}"
        " WHERE in_time AND coalesce(channel, '') <> '' GROUP BY channel ORDER BY n DESC, channel"
    ).fetchall()
    return dict(rows)


def in_channel(
    index: Index, flows: FlowIndex, wanted: Collection[str], kind: str = "transfer"
) -> Bool:
    """Return, by position of the index of flows, which payments have one of these channels."""
    listed = ", ".join(map(raw.text, sorted(wanted)))
    units = {
        currency: Unit(len(str(scale)) - 1, place in flows.wide)
        for place, (currency, scale) in enumerate(zip(flows.currencies, flows.scales, strict=True))
    }
    # the same rows in the same order as those of the index: see sql/arrays.sql
    found = index.con.sql(
        f"SELECT coalesce(channel IN ({listed}), false) AS fits, amount,"
        f" {currency_sql(units)} AS currency FROM {raw.flow_table(kind)} WHERE in_time"
    ).to_arrow_table()
    amounts, places = found.column("amount").combine_chunks(), found.column("currency").to_numpy()
    exact = whole_units(amounts, places, list(units.values())).exact
    fits: Bool = found.column("fits").to_numpy().astype(bool)[exact]
    if len(fits) != len(flows):
        raise StoreCorrupt(Message("channels-not-of-flows"), where=index.digest)
    return fits
