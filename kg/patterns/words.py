"""Conditions of a pattern in words, for those who read a match."""

from __future__ import annotations

from kg.messages import Message
from kg.patterns.pattern import Bounds, Ties
from kg.schema import Schema


def wanted(tie: Ties, schema: Schema) -> Message:
    """Return what a condition on all facts at a role asks for: ``transfer: 35 to 45 others``."""
    kinds = [kind for kind in tie.facts.kinds if not schema.kind(kind).abstract]
    named = [schema.kind(kind).labelled() for kind in kinds[:3]]
    parts = []
    for id, bounds in (  # noqa: A001 - the catalogue's word
        ("pattern-wants-things", tie.things),
        ("pattern-wants-facts", tie.facts.count),
        ("pattern-wants-sum", tie.facts.amount),
    ):
        if not bounds.is_open:
            parts.append(Message(id, span=_span(bounds), currency=tie.facts.currency))
    links = named or [Message("pattern-any-facts")]
    return Message("pattern-wants", links=links, parts=parts)


def _span(bounds: Bounds) -> str:
    """Return bounds as they are read: ``35–45``, ``≥ 3``, ``≤ 5``.

    >>> _span(Bounds(Decimal(35), Decimal(45))), _span(Bounds(None, Decimal(5)))
    ('35–45', '≤ 5')
    """
    if bounds.least is None:
        return f"≤ {bounds.most:f}"
    if bounds.most is None:
        return f"≥ {bounds.least:f}"
    least, most = f"{bounds.least:f}", f"{bounds.most:f}"
    return least if least == most else f"{least}–{most}"
