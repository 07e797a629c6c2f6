"""What of a flow is drawn one by one, and what as one: nothing is cut, the small is gathered."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.model.money_flow import MoneyFlow, Spot, is_beyond

MOST_SPOTS = 18
"""So many accounts of one step are drawn one by one, the largest; the others are one."""
Key = tuple[str, int, str]
"""What is drawn as one: what it is, at which step, and which account or reason."""
ACCOUNT, OTHERS, BEYOND, LEFT = "account", "others", "beyond", "left"


@dataclass(slots=True)
class SankeyBar:
    """One bar of the picture and the spots in it; what left the trace has none."""

    key: Key
    spots: list[Spot] = field(default_factory=list)


@dataclass(slots=True)
class SankeyRibbon:
    """Money between two bars: units, and (payment, units) behind them."""

    units: int = 0
    parts: Counter[int] = field(default_factory=Counter)


@dataclass(slots=True)
class SankeyGroups:
    """Bars by key, ribbons between them, and the accounts that no traced money reached."""

    bars: dict[Key, SankeyBar]
    ribbons: dict[tuple[Key, Key], SankeyRibbon]
    untouched: list[str]


def grouped(flow: MoneyFlow, most: int = MOST_SPOTS) -> SankeyGroups:
    """Return the bars and ribbons to draw; their sums are those of the flow."""
    keys = _keys(flow, most)
    bars: dict[Key, SankeyBar] = {}
    for spot in sorted(keys, key=lambda spot: (spot[1], -flow.balances[spot].passes, spot[0])):
        bars.setdefault(keys[spot], SankeyBar(keys[spot])).spots.append(spot)
    ribbons: dict[tuple[Key, Key], SankeyRibbon] = defaultdict(SankeyRibbon)
    for (source, target), parts in flow.ribbons.items():
        if keys[source] != keys[target]:
            _add(ribbons[keys[source], keys[target]], parts)
    for spot, key in keys.items():
        for reason, units in flow.balances[spot].left.items():
            gone: Key = (LEFT, key[1] + 1, reason)
            bars.setdefault(gone, SankeyBar(gone))
            ribbons[key, gone].units += units
    reached = {spot[0] for spot in keys}
    untouched = sorted({spot[0] for spot in flow.balances} - reached)
    ordered = sorted(bars.values(), key=lambda bar: _place(bar, flow))
    return SankeyGroups({bar.key: bar for bar in ordered}, dict(ribbons), untouched)


def _keys(flow: MoneyFlow, most: int) -> dict[Spot, Key]:
    """Return for every spot with money whether it stands alone or among the others of its step."""
    steps: dict[int, list[Spot]] = defaultdict(list)
    for spot, stay in flow.balances.items():
        if stay.passes:
            steps[spot[1]].append(spot)
    keys: dict[Spot, Key] = {}
    for step, spots in sorted(steps.items()):
        spots.sort(key=lambda spot: (-flow.balances[spot].passes, spot[0]))
        alone = len(spots) if len(spots) <= most + 1 else most
        for turn, spot in enumerate(spots):
            if is_beyond(spot):
                keys[spot] = (BEYOND, step, "")
            else:
                keys[spot] = (ACCOUNT, step, spot[0]) if turn < alone else (OTHERS, step, "")
    return keys


def _add(ribbon: SankeyRibbon, parts: Iterable[tuple[int, int]]) -> None:
    for at, units in parts:
        ribbon.units += units
        ribbon.parts[at] += units


def _place(bar: SankeyBar, flow: MoneyFlow) -> tuple[int, int, int, str]:
    """Return a bar's place: by step, what it is, the largest first."""
    kind, step, name = bar.key
    passes = sum(flow.balances[spot].passes for spot in bar.spots)
    return step, (ACCOUNT, OTHERS, BEYOND, LEFT).index(kind), -passes, name
