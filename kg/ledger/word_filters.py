"""Which payments the filters on words of rows let pass, such as those of a channel.

A filter is an option of a trace. :data:`kg.model.WORD_FILTERS` names them all; here stands the
condition by which a row passes one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kg.errors import StoreCorrupt
from kg.ledger import all_rows
from kg.ledger.base import Bool, FlowIndex
from kg.ledger.units import Unit, currency_sql, whole_units
from kg.messages import Message

if TYPE_CHECKING:
    from kg.ledger.index import Index

CONDITIONS: Mapping[str, str] = {"channel": "channel IN ({words})"}
"""By filter, the condition in SQL on a row of the table of payments."""


def channels(index: Index, kind: str = "transfer") -> dict[str, int]:
    """Return how many payments each channel has that a row names, the commonest first."""
    if kind not in index.flow_classes:
        return {}
    rows = index.con.execute(
        f"SELECT channel, count(*) AS n FROM {all_rows.flow_table(kind)}"
        " WHERE in_time AND coalesce(channel, '') <> '' GROUP BY channel ORDER BY n DESC, channel"
    ).fetchall()
    return dict(rows)


def payments_let_pass(
    index: Index, flows: FlowIndex, words: Mapping[str, Sequence[str]], kind: str = "transfer"
) -> dict[str, Bool]:
    """Return, by filter, which payments pass it, by position of the index of flows.

    Args:
        index: The ledger's index.
        flows: Its payments of the class.
        words: The words of each filter that is set; without any nothing is looked at.
        kind: The class of the payments, as the ledger calls it.

    Raises:
        StoreCorrupt: The index of flows is not of these rows.
    """
    if not words:
        return {}
    units = {
        currency: Unit(len(str(scale)) - 1, place in flows.wide)
        for place, (currency, scale) in enumerate(zip(flows.currencies, flows.scales, strict=True))
    }
    fits = ", ".join(
        f"coalesce({_condition(name, some)}, false) AS {all_rows.name(f'fits_{name}')}"
        for name, some in words.items()
    )
    # the same rows in the same order as those of the index: see sql/arrays.sql
    table = index.con.sql(
        f"SELECT {fits}, amount, {currency_sql(units)} AS currency"
        f" FROM {all_rows.flow_table(kind)} WHERE in_time"
    ).to_arrow_table()
    amounts, places = table.column("amount").combine_chunks(), table.column("currency").to_numpy()
    exact = whole_units(amounts, places, list(units.values())).exact
    marks = {name: table.column(f"fits_{name}").to_numpy().astype(bool)[exact] for name in words}
    if any(len(mark) != len(flows) for mark in marks.values()):
        raise StoreCorrupt(Message("channels-not-of-flows"), where=index.digest)
    return marks


def _condition(name: str, words: Sequence[str]) -> str:
    return CONDITIONS[name].format(words=", ".join(map(all_rows.text, sorted(words))))
