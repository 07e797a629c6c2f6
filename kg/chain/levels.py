"""At which level from the victims the traces have each account: theirs to say, gathered here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.messages import Message
from kg.model import AccountLevel, Trace


@dataclass(frozen=True, slots=True)
class Reached:
    """How many steps from the victims an account stands (0: theirs), and how the trace says it."""

    level: int
    said: Message | None = None


def levels_from_victims(traces: Iterable[Trace]) -> Mapping[str, Reached]:
    """Return 0 for the account that a victim paid from, else the level that a trace gives.

    Only traces that follow victims' money onward count; the smallest level of several holds. An
    account of which no step has the share stands at the step by which most came, and that is said.
    """
    found: dict[str, Reached] = {}
    for trace in traces:
        if trace.from_victims:
            payers = {seed.account for seed in trace.seeds}
            told = [(one, Reached(0)) for one in sorted(payers)]
            told += [(one.account, _reached(one)) for one in trace.levels if _depth(one)]
            for account, reached in told:
                if account not in found or reached.level < found[account].level:
                    found[account] = reached
    return found


def _reached(one: AccountLevel) -> Reached:
    return Reached(_depth(one), one.said)


def _depth(one: AccountLevel) -> int:
    return one.level or one.leading
