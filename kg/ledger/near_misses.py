"""Payments that may be told twice: as pairs are, but too far apart in time to be taken for one.

Nothing is joined by it: a person widens the window (``kg pairs --pair-window``) or looks at the
rows. A pair of tellings has the same ends, amount and currency; one is of the payer's statement
only, the other of the payee's; between them lies more than the window and at most a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.ledger import all_rows
from kg.ledger.index_facts import class_name

if TYPE_CHECKING:
    from kg.ledger.index_tables import IndexTables

DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class NearMiss:
    """Two tellings that may be of one payment: the payer's, and the payee's nearest to it.

    Args:
        kind: The class of the flow.
        payer: The link that the payer's statement tells.
        payee: The link that the payee's tells.
        source: Who paid.
        target: Who was paid.
        amount: In units of the currency.
        currency: Its code.
        start_us: When the payer's statement says it was.
        by_window: A wider window would join them; where one knows only the day none does.
        seconds_apart: So far apart are the two; of days that have no time of day, at the least.
    """

    kind: str
    payer: str
    payee: str
    source: str
    target: str
    amount: Decimal
    currency: str
    start_us: int
    by_window: bool
    seconds_apart: float


def near_misses(index: IndexTables, window: int) -> list[NearMiss]:
    """Return the tellings that were nearly joined, nearest first.

    Args:
        index: The case's index.
        window: How many seconds two tellings may be apart that are joined.
    """
    found: list[NearMiss] = []
    given = {"window": window * 1_000_000, "day": DAY_US}
    for kind in index.flow_classes:
        query = all_rows.sql("near_misses").replace("{table}", all_rows.flow_table(kind))
        rows = index.con.cursor().execute(query, given).fetchall()
        for *about, by_window, gap in rows:
            payer, payee, source, target, amount, currency, start_us = about
            ends = (payer, payee, source, target, amount, currency)
            found.append(NearMiss(class_name(kind), *ends, start_us, by_window, gap / 1e6))
    return sorted(found, key=lambda one: (one.seconds_apart, one.start_us, one.payer))
