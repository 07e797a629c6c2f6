"""Rows by the million, in columns and in time order: what flowed."""

from __future__ import annotations

from kg.ledger.balance import BalanceReport, balance_check
from kg.ledger.index import Index
from kg.ledger.index_changes import Changes, Promotion, changes
from kg.ledger.ledger import Ledger
from kg.ledger.source_tables import Note, Shelf

__all__ = [
    "BalanceReport",
    "Changes",
    "Index",
    "Ledger",
    "Note",
    "Promotion",
    "Shelf",
    "balance_check",
    "changes",
]
