"""The level of every account of a trace, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli.showing import Screen

if TYPE_CHECKING:
    from kg.model import Trace

Place = tuple[str, str]


def level_texts(trace: Trace, screen: Screen) -> dict[Place, str]:
    """Return by account and currency what level it has; backward, how many steps it lies away.

    An account that a trace reached without any traced money has no level.
    """
    if not trace.levels:
        return {(one.account, one.currency): str(one.level) for one in trace.accounts}
    said = {(one.account, one.currency): one.said.text(screen.lang) for one in trace.levels}
    places = ((one.account, one.currency) for one in trace.accounts)
    return {place: said.get(place, "") for place in places}
