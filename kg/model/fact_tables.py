"""Columns of the tables of facts that kg writes (``.csv``, ``.xlsx``) and knows again by them."""

from __future__ import annotations

from typing import Final

NODE_COLUMNS: Final = ("id", "kind", "label", "evidence", "evidenceCount")
"""Of a thing; behind them stands a column for each property that some thing has."""
ENDS: Final = (
    *("source", "sourceKind", "sourceNumber", "sourceName"),
    *("target", "targetKind", "targetNumber", "targetName"),
    *("object", "objectKind", "objectNumber"),
)
TYPED: Final = ("startTime", "endTime", "precision", "amount", "currency", "proof", "confidence")
LINK_COLUMNS: Final = ("linkId", *NODE_COLUMNS[1:], *ENDS, *TYPED)
"""Of a link; each end stands there with the numbers by which it is known in every file."""
EVIDENCE_COLUMNS: Final = ("fact", "sha256", "file", "locator", "reader", "excerpt")
NUMBERS_EVERYWHERE: Final = {
    "account": ("cardNumber", "accountNumber"),
    "phone": ("msisdn",),
    "wallet": ("walletAddress",),
    "ip": ("ip",),
    "resident": ("residentId",),
    "firm": ("uscc",),
}
"""What is the same in every file, and the properties that hold it."""
