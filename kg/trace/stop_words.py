"""What a stop says: why the trace did not go on, and what a person can request."""

from __future__ import annotations

from collections.abc import Mapping

from kg.messages import Message

PLAIN = (
    *("end", "untraced_end", "untraced_company", "excluded", "untraced_excluded"),
    *("period", "order", "channel", "no_statement", "no_later_row", "kept"),
)
"""Why a trace stops, where nothing is filled into the sentence."""
FACTS: Mapping[str, str] = {
    "hub": "detail",
    "untraced_hub": "detail",
    "company": "company",
    "hops": "hops",
    "limit": "edges",
    "window": "within",
    "floor": "floor",
    "conversion_here": "other",
    "conversion_beside": "other",
    "conversion_before": "other",
}
"""Why a trace stops, and what is filled into the sentence."""


def said_of_stop(why: str, facts: Mapping[str, object]) -> Message:
    """Return the sentence of a stop.

    Args:
        why: One of PLAIN or FACTS.
        facts: What may be filled in, by name.
    """
    wanted = {} if why in PLAIN else {FACTS[why]: facts[FACTS[why]]}
    return Message(f"stop-{why.replace('_', '-')}", **wanted)
