"""Rows by the million, in columns and in time order: what flowed."""

from __future__ import annotations

from kg.ledger.balance import BalanceReport, balance_check
from kg.ledger.changes import Changes, Promotion, changes
from kg.ledger.index import Index
from kg.ledger.shelf import Note, Shelf
from kg.ledger.store import Ledger

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
