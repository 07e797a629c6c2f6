"""Where the money of a trace back in time came from: who paid it in, and who stands farthest back.

Backward no amounts are shared out: what was paid directly is a fact, what lies behind it is only
possible by the order of time.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.cli.render.tables import SHOWN, say_cut
from kg.cli.render.trace_text import number_of
from kg.cli.screen import Row, Screen
from kg.values.moments import local_day, named_zone

if TYPE_CHECKING:
    from datetime import datetime

    from kg.case import Case
    from kg.model import Trace, TraceStep

FEW = 3


@dataclass
class _Payer:
    """What one account paid in one currency directly to where a trace begins."""

    payments: int
    units: int
    first: datetime
    last: datetime


def show_origin(trace: Trace, case: Case, screen: Screen) -> None:
    """Say from whom the money came directly and from whom first of all; then list the payers."""
    begun = {seed.account for seed in trace.seeds}
    direct = [step for step in trace.steps if step.target in begun and step.source not in begun]
    who = _names([*dict.fromkeys(seed.account for seed in trace.seeds)], case, screen)
    if not direct:
        screen.say("origin-none", who=who)
        return
    payers = _payers(direct)
    sums = Counter[str]()
    for step in direct:
        sums[step.currency] += step.amount
    ranked = sorted(payers, key=lambda place: (place[1], -payers[place].units, place[0]))
    screen.say(
        "origin-direct",
        who=who,
        money=" + ".join(str(trace.money(n, c)) for c, n in sums.items()),
        payments=len(direct),
        count=len({account for account, _ in payers}),
        payers=_names(list(dict.fromkeys(account for account, _ in ranked)), case, screen),
    )
    _say_farthest(trace, begun, case, screen)
    _show_payers(trace, payers, ranked, case, screen)


def _payers(direct: list[TraceStep]) -> dict[tuple[str, str], _Payer]:
    payers: dict[tuple[str, str], _Payer] = {}
    for step in direct:
        key = step.source, step.currency
        known = payers.setdefault(key, _Payer(0, 0, step.start, step.start))
        known.payments += 1
        known.units += step.amount
        known.first, known.last = min(known.first, step.start), max(known.last, step.start)
    return payers


def _say_farthest(trace: Trace, begun: set[str], case: Case, screen: Screen) -> None:
    """Name those into whom no earlier payment of the trace comes, most money first."""
    reached = {step.target for step in trace.steps}
    paid = Counter[str]()
    for step in trace.steps:
        if step.source not in reached and step.source not in begun:
            paid[step.source] += step.amount
    if paid:
        named = _names([account for account, _ in paid.most_common()], case, screen)
        screen.say("origin-farthest", who=named)


def _names(accounts: list[str], case: Case, screen: Screen) -> str:
    """Return the first accounts by handle and holder, and how many there are besides."""
    shown = accounts[:FEW]
    holders = case.lookup.holders(shown)
    words = [
        f"{case.lookup.handle(account)} {'/'.join(holders.get(account, ()))}".strip()
        for account in shown
    ]
    if len(accounts) > FEW:
        words.append(screen.word("open-and-more", count=len(accounts)))
    return screen.word("comma").join(words)


def _show_payers(
    trace: Trace,
    payers: dict[tuple[str, str], _Payer],
    ranked: list[tuple[str, str]],
    case: Case,
    screen: Screen,
) -> None:
    shown = ranked[:SHOWN]
    accounts = [account for account, _ in shown]
    entities, holders = case.lookup.entities(accounts), case.lookup.holders(accounts)
    zone = named_zone(case.folder.settings().zone)
    rows: list[Row] = []
    for account, currency in shown:
        payer = payers[account, currency]
        rows.append(
            (
                case.lookup.handle(account),
                number_of(entities[account], screen) if account in entities else "",
                " / ".join(holders.get(account, ())),
                payer.payments,
                str(trace.money(payer.units, currency)),
                local_day(payer.first, zone),
                local_day(payer.last, zone),
            )
        )
    columns = ("handle", "number", "holder", "steps", "amount", "first", "last")
    screen.table(screen.word("origin-payers"), columns, rows)
    say_cut(len(ranked), screen)
