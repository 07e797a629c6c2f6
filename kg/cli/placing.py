"""At which level the accounts of a trace stand and what they look like by their numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.cli.levels import Place
from kg.cli.ruling import money_text, number_of, rule_word
from kg.cli.showing import Row, Screen

if TYPE_CHECKING:
    from kg.case import Case
    from kg.model import AccountLevel, ComputedRole, Trace

OF_EACH = 3
"""So many accounts of each level are listed, those that most traced money came to."""


def show_placed(trace: Trace, case: Case, screen: Screen) -> None:
    """List the accounts by level, each computed role with its numbers and its innocent reading."""
    roles = trace.roles_by_place()
    shown = _shown(trace, roles)
    if not shown:
        return
    accounts = [one.account for one in shown]
    names, entities = case.holders(accounts), case.entities(accounts)
    rows: list[Row] = []
    for one in shown:
        who = " / ".join(names.get(one.account, ()))
        number = number_of(entities[one.account], screen)
        money = f"{money_text(one.received, one.currency, trace)} {one.currency}"
        about = (case.handle(one.account), number, who, one.said.in_(screen.lang), money)
        rows += _lines(about, roles.get((one.account, one.currency), ()), screen)
    columns = ("handle", "number", "holder", "level", "received", "computed", "numbers")
    screen.table(screen.word("placed_title", count=OF_EACH), columns, rows)
    if len(trace.levels) > len(shown):
        screen.say("placed_cut", count=len(trace.levels) - len(shown))
    share = f"{Decimal(trace.parameters['level_share']) * 100:f}".rstrip("0").rstrip(".") + "%"
    rule = rule_word(trace.parameters["level_rule"], screen)
    screen.say("placed_how", share=share, within=trace.parameters["within"], rule=rule)
    told = [role for one in shown for role in roles.get((one.account, one.currency), ())]
    _show_innocent(told, screen)


def _shown(trace: Trace, roles: Mapping[Place, Sequence[ComputedRole]]) -> list[AccountLevel]:
    """Return of each level those with most money; accounts with a role before those without."""
    levels: dict[tuple[str, int], list[AccountLevel]] = defaultdict(list)
    for one in trace.levels:
        levels[one.currency, one.level].append(one)
    found: list[AccountLevel] = []
    for _, some in sorted(levels.items(), key=lambda item: (item[0][0], item[0][1] or 1 << 30)):
        some.sort(
            key=lambda one: ((one.account, one.currency) not in roles, -one.received, one.account)
        )
        found += some[:OF_EACH]
    return found


def _lines(about: Row, roles: Sequence[ComputedRole], screen: Screen) -> list[Row]:
    """Return a line for each role; the account itself is told in the first of them."""
    told = [(role.label.in_(screen.lang), role.said.in_(screen.lang)) for role in roles]
    first, *others = told or [("", "")]
    return [(*about, *first), *((*[""] * len(about), *line) for line in others)]


def _show_innocent(told: Sequence[ComputedRole], screen: Screen) -> None:
    roles = {role.label: role.innocent for role in told}
    if roles:
        screen.say("innocent_title")
    for label, innocent in roles.items():
        said = innocent.in_(screen.lang)
        screen.say("innocent_one", role=label.in_(screen.lang), said=said)
