"""One record of a list that is no table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.messages import Message


@dataclass(frozen=True, slots=True)
class Item:
    """One record with its line: its texts by name, or why it is none."""

    line: int
    cells: Mapping[str, str]
    text: str = ""
    reason: Message | None = None
