"""A trace as tables: where the money stayed, where it stopped, and what each rule says of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from kg.cli.render.legs import show_after
from kg.cli.render.tables import SHOWN, say_cut
from kg.cli.render.trace_levels import level_texts, show_placed
from kg.cli.render.trace_origin import show_origin
from kg.cli.render.trace_rules import listed_at, show_rules
from kg.cli.render.trace_starts import show_listed, show_refused, show_starts
from kg.cli.render.trace_text import number_in, rule_word
from kg.cli.screen import Row, Screen, json_form
from kg.messages import Message

if TYPE_CHECKING:
    from kg.case import Case
    from kg.model import Trace, TraceStop

GATHERED = 3


def say_if_cold(screen: Screen, cold: Callable[[], bool]) -> None:
    """Say, once on a machine, why the first answer takes longer than all that follow."""
    if cold():
        screen.note(screen.word("first-compiles"))


def show_trace(trace: Trace, case: Case, screen: Screen) -> None:
    """Where the money stayed, where the trace stopped and what to request, everything cut said."""
    screen.document(
        {"lead": Message("not-an-opinion"), **json_form(trace), "files": _files(trace, case)}
    )
    title = "trace-origin" if trace.direction == "in" else "trace-title"
    screen.line()
    rule = " · ".join(rule_word(rule, screen) for rule in trace.rules)
    screen.say(title, name=trace.name, rule=rule, direction=screen.word(trace.direction))
    if trace.direction == "in":
        show_origin(trace, case, screen)
    screen.say("not-an-opinion")
    screen.say(
        "trace-size",
        seeds=len(trace.seeds),
        steps=len(trace.steps),
        accounts=len(trace.accounts),
        unproven=trace.unproven,
    )
    if "openings_known" in trace.parameters:
        screen.say("trace-openings", **_openings(trace))
    _show_balance(trace, screen)
    show_starts(trace, case, screen)
    show_refused(trace, screen)
    if trace.compared:
        show_rules(trace, case, screen)
    else:
        _show_holders(trace, case, screen)
    show_placed(trace, case, screen)
    show_listed(trace, case, screen)
    _show_stops(trace, case, screen)
    show_after(trace, case, screen)
    for warning in trace.warnings:
        screen.line(f"  ! {warning.text(screen.lang)}")


def _files(trace: Trace, case: Case) -> Mapping[str, str]:
    """Return the names of the files of which the trace itself names rows, by their hashes."""
    cited = {place.sha256 for listing in trace.listed for place in listing.evidence}
    return {
        source.sha256: source.name for source in case.evidence.sources() if source.sha256 in cited
    }


def _openings(trace: Trace) -> dict[str, int]:
    """Return of how many accounts the opening balance is known, and of how many not."""
    known, unknown = (trace.parameters[f"openings_{state}"] for state in ("known", "unknown"))
    return {"known": int(known), "unknown": int(unknown)}


def _show_balance(trace: Trace, screen: Screen) -> None:
    started = _sums((seed.currency, seed.amount) for seed in trace.seeds)
    kept = _sums(
        (holding.currency, holding.amount) for holding in trace.holdings if not holding.left
    )
    left = _sums((holding.currency, holding.amount) for holding in trace.holdings if holding.left)
    # backward no amounts are shared out: that nothing stayed anywhere would say nothing
    if trace.direction == "in" or (trace.holdings and not trace.adds_up):
        return
    for currency in sorted(filter(None, started)):
        parts = {
            name: trace.money(units[currency], currency).figure
            for name, units in (("seeds", started), ("kept", kept), ("left", left))
        }
        screen.say("trace-money", currency=currency, **parts)


def _show_holders(trace: Trace, case: Case, screen: Screen) -> None:
    keeping = [account for account in trace.accounts if account.kept]
    keeping.sort(key=lambda account: (account.currency, -account.kept, account.account))
    shown = [account.account for account in keeping[:SHOWN]]
    names, entities = case.lookup.holders(shown), case.lookup.entities(shown)
    levels = level_texts(trace, screen)
    listed = listed_at(trace, screen)
    rows: list[Row] = [
        (
            case.lookup.handle(account.account),
            number_in(entities, account.account, screen),
            " / ".join(names.get(account.account, ())),
            levels[account.account, account.currency],
            trace.money(account.received, account.currency).figure,
            str(trace.money(account.kept, account.currency)),
            *([listed.get(account.account, "")] if listed else []),
        )
        for account in keeping[:SHOWN]
    ]
    if not rows:
        return
    columns = ("handle", "number", "holder", "level", "received", "kept")
    more = ("listed",) if listed else ()
    screen.table(screen.word("holders-title"), (*columns, *more), rows)
    say_cut(len(keeping), screen)


def _show_stops(trace: Trace, case: Case, screen: Screen) -> None:
    """One line a stop; where many stop for the same reason, one line for all of them."""
    groups: dict[tuple[str, str], list[TraceStop]] = defaultdict(list)
    for stop in trace.stops:
        text = stop.said.text(screen.lang) if stop.said else f"{stop.reason} {stop.detail}"
        groups[text, stop.currency].append(stop)
    lines: list[tuple[int, Row]] = []
    for (text, currency), stops in groups.items():
        parts = [stops] if len(stops) > GATHERED else [[stop] for stop in stops]
        for part in parts:
            units = sum(stop.amount for stop in part)
            who = case.lookup.handle(part[0].account) if len(part) == 1 else f"{len(part)} ×"
            money = str(trace.money(units, currency)) if units else ""
            lines.append((units, (who, text, money)))
    lines.sort(key=lambda line: (-line[0], line[1]))
    if lines:
        columns = ("handle", "why", "amount")
        screen.table(screen.word("stops-title"), columns, (row for _, row in lines[:SHOWN]))
    say_cut(len(lines), screen)


def _sums(pairs: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for currency, units in pairs:
        sums[currency] += units
    return sums
