"""The ledger: rows of payments and calls by the million, in columns and in time order."""

from __future__ import annotations

from kg.ledger.balance import BalanceReport, balance_check
from kg.ledger.index import Index
from kg.ledger.index_changes import IndexChanges, Promotion, changes
from kg.ledger.ledger import Ledger
from kg.ledger.source_tables import Shelf, SourceNote

__all__ = [
    "BalanceReport",
    "Index",
    "IndexChanges",
    "Ledger",
    "Promotion",
    "Shelf",
    "SourceNote",
    "balance_check",
    "changes",
]
