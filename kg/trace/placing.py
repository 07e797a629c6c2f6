"""What a trace says of its accounts beside sums: their levels and computed roles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kg.model import Trace
from kg.trace.levels import levels_by, share_needed, walked
from kg.trace.roles.telling import roles_by
from kg.trace.rules import RULES
from kg.trace.sums import Story

SHARING = "fifo"
"""By which rule accounts are placed where none of those asked for shares the money out."""


def place(trace: Trace, rules: Sequence[str], story: Callable[[str], Story]) -> Trace:
    """Return the trace with the level and the computed roles of every account money came to."""
    rule = next((one for one in rules if RULES[one].conserves), SHARING)
    found = walked(story(rule), rule)
    said = {"level_rule": rule, "level_share": str(share_needed())}
    return replace(
        trace,
        parameters={**trace.parameters, **said},
        levels=levels_by(found),
        roles=roles_by(found),
    )
