"""What no search and no trace can take, of the whole case; and which currencies take longer.

Every result says both, so that nobody takes it for the whole of what the case holds.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.ledger.base import FlowIndex
from kg.messages import Message
from kg.model import Proof
from kg.schema import load_schema

TRACED, SEARCHED = "traced", "searched"
"""What is not done with a row: the ends of the ids of the sentences that say so."""
INEXACT = "inexact"


def not_taken(index: FlowIndex, how: str = TRACED) -> list[Message]:
    """Say how many rows of the case are in no order of time or cannot be counted, and why.

    ``how`` says what was not done with them: TRACED or SEARCHED.
    """
    statuses = load_schema().listed("FlowStatus")
    words = {statuse.code: statuse.labelled() for statuse in statuses} | {
        INEXACT: Message("rows-inexact")
    }
    messages = []
    for code, count in sorted(index.left_out.items()):
        if code == Proof.EXCLUDED:
            messages.append(Message(f"excluded-not-{how}", count=count))
        elif count:
            messages.append(Message(f"rows-not-{how}", count=count, why=words[code]))
    return messages


def in_part(index: FlowIndex) -> list[Message]:
    """Say of how many accounts a lake has more rows than the case."""
    if not index.partial:
        return []
    return [Message("accounts-in-part", count=len(index.partial))]


def counted_slowly(index: FlowIndex, codes: Iterable[int]) -> list[Message]:
    """Say which of some currencies 64 bits do not hold: they are counted exactly, and slowly."""
    named = [index.currencies[code] for code in sorted(set(codes)) if code in index.wide]
    if not named:
        return []
    return [Message("counted-slowly", currencies=named)]
