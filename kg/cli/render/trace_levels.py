"""At which level the accounts of a trace stand and what they look like by their numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.cli.render.trace_text import number_in, rule_word
from kg.cli.screen import Row, Screen

if TYPE_CHECKING:
    from kg.case import Case
    from kg.model import AccountLevel, ComputedRole, Trace

OF_EACH = 3
"""So many accounts of each level and of each role are listed, those with most traced money."""


def show_placed(trace: Trace, case: Case, screen: Screen) -> None:
    """List the accounts by level, then each computed role with its numbers and innocent reading."""
    if not trace.levels:
        return
    roles = trace.roles_by_place()
    shown = _by_level(trace, roles)
    accounts = [level.account for level in shown]
    names, entities = case.lookup.holders(accounts), case.lookup.entities(accounts)
    rows: list[Row] = [
        (
            case.lookup.handle(level.account),
            number_in(entities, level.account, screen),
            " / ".join(names.get(level.account, ())),
            level.said.text(screen.lang),
            str(trace.money(level.received, level.currency)),
            " · ".join(role.label.text(screen.lang) for role in roles.get(_place(level), ())),
        )
        for level in shown
    ]
    columns = ("handle", "number", "holder", "level", "received", "computed")
    screen.table(screen.word("placed-title", count=OF_EACH), columns, rows)
    if len(trace.levels) > len(shown):
        screen.say("placed-cut", count=len(trace.levels) - len(shown))
    _show_how(trace, screen)
    _show_roles(trace, case, screen)


def _by_level(trace: Trace, roles: Mapping[Place, Sequence[ComputedRole]]) -> list[AccountLevel]:
    """Return of each level those with most money; accounts with a role before those without."""
    levels: dict[tuple[str, int], list[AccountLevel]] = defaultdict(list)
    for level in trace.levels:
        levels[level.currency, level.level or 1 << 30].append(level)
    account_levels: list[AccountLevel] = []
    for _, some in sorted(levels.items()):
        some.sort(
            key=lambda account_level: (
                _place(account_level) not in roles,
                -account_level.received,
                account_level.account,
            )
        )
        account_levels += some[:OF_EACH]
    return account_levels


def _place(level: AccountLevel) -> Place:
    return level.account, level.currency


def _show_how(trace: Trace, screen: Screen) -> None:
    """Say the definition of a level, with the values that it had here."""
    share = f"{Decimal(trace.parameters['level_share']) * 100:f}".rstrip("0").rstrip(".") + "%"
    rule = rule_word(trace.parameters["level_rule"], screen)
    screen.say("placed-how", share=share, within=trace.parameters["within"], rule=rule)


def _show_roles(trace: Trace, case: Case, screen: Screen) -> None:
    """List by role whose numbers are those of it."""
    by_role: dict[str, list[ComputedRole]] = defaultdict(list)
    for role in trace.roles:
        by_role[role.role].append(role)
    if by_role:
        screen.say("roles-title", count=OF_EACH)
    for first, *others in by_role.values():
        label, innocent = first.label.text(screen.lang), first.innocent.text(screen.lang)
        screen.say("roles-one", role=label, count=len(others) + 1, innocent=innocent)
        for computed_role in (first, *others)[:OF_EACH]:
            screen.say(
                "roles-of",
                who=case.lookup.handle(computed_role.account),
                said=computed_role.said.text(screen.lang),
            )


Place = tuple[str, str]


def level_texts(trace: Trace, screen: Screen) -> dict[Place, str]:
    """Return by account and currency what level it has; backward, how many steps it lies away.

    An account that a trace reached without any traced money has no level.
    """
    if not trace.levels:
        return {
            (account.account, account.currency): str(account.level) for account in trace.accounts
        }
    levels = {
        (level.account, level.currency): level.said.text(screen.lang) for level in trace.levels
    }
    places = ((account.account, account.currency) for account in trace.accounts)
    return {place: levels.get(place, "") for place in places}
