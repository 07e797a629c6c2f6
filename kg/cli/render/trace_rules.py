"""A trace by several rules, side by side: what reached each account, and the range between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

from kg.cli.render.tables import SHOWN, say_cut
from kg.cli.render.trace_levels import level_texts
from kg.cli.render.trace_text import _rule, number_of, rule_word
from kg.cli.screen import Row, Screen
from kg.values.moments import local_time, named_zone

if TYPE_CHECKING:
    from kg.case import Case
    from kg.model import RuleRange, Trace, TraceAccount

SPOKEN = 3
"""Of how many accounts the range is told in a sentence too."""

DETAILED = 6
"""Of how many accounts every rule's figures are listed."""


def show_rules(trace: Trace, case: Case, screen: Screen) -> None:
    """Show what reached each account by each rule, the range in words, then every figure."""
    _show_reached(trace, case, screen)
    for one in trace.ranges[:SPOKEN]:
        screen.line(f"  · {range_said(one, trace, case.lookup.handle(one.account), screen)}")
    _show_figures(trace, case, screen)
    say_rules([figures.rule for figures in trace.compared], screen)


def range_said(one: RuleRange, trace: Trace, who: str, screen: Screen) -> str:
    """Return the range of one account in a sentence."""
    sharing = [figures.rule for figures in trace.compared if figures.conserves]
    parts = {
        name: trace.money(units, one.currency).figure
        for name, units in (("low", one.low), ("high", one.high), ("floor", one.floor))
    }
    key = "range-one" if one.low == one.high else "range"
    rules = screen.word("comma").join(rule_word(rule, screen) for rule in sharing)
    if not sharing:
        key, rules = "range-floor", ""
    return screen.word(key, who=who, rules=rules, currency=one.currency, **parts)


def say_rules(rules: Sequence[str], screen: Screen) -> None:
    """Say what each rule means, and where it comes from."""
    screen.say("rules-meaning")
    for rule in rules:
        found = _rule(rule)
        name = f"{found.label(screen.lang)} ({rule})"
        screen.line(f"  {name}{screen.word('colon')}{found.definition(screen.lang)}")


def _head(rule: str, screen: Screen) -> str:
    """Return a rule as the head of a column, where there is little room."""
    return rule if screen.lang == "en" else _rule(rule).label(screen.lang)


def listed_at(trace: Trace, screen: Screen) -> dict[str, str]:
    """Return by account what published lists say of it."""
    found: dict[str, list[str]] = {}
    for one in trace.listed:
        found.setdefault(one.account, []).append(one.said.text(screen.lang))
    return {account: "; ".join(dict.fromkeys(said)) for account, said in found.items()}


def _show_reached(trace: Trace, case: Case, screen: Screen) -> None:
    shown = trace.ranges[:SHOWN]
    accounts = [one.account for one in shown]
    names, entities = case.lookup.holders(accounts), case.lookup.entities(accounts)
    rules, listed = trace.rules, listed_at(trace, screen)
    rows: list[Row] = [
        (
            case.lookup.handle(one.account),
            number_of(entities[one.account], screen),
            " / ".join(names.get(one.account, ())),
            *(trace.money(one.reached[rule], one.currency).figure for rule in rules),
            str(trace.money(one.floor, one.currency)),
            *([listed.get(one.account, "")] if listed else []),
        )
        for one in shown
    ]
    if not rows:
        return
    heads = [screen.word(key) for key in ("handle", "number", "holder")]
    heads += [*(_head(rule, screen) for rule in rules), screen.word("at-least")]
    heads += [screen.word("listed")] if listed else []
    screen.rows(heads, rows, screen.word("reached-title"))
    say_cut(len(trace.ranges), screen)


def _show_figures(trace: Trace, case: Case, screen: Screen) -> None:
    """Account by account: what each rule says it received, passed on and kept."""
    places = {(one.account, one.currency): n for n, one in enumerate(trace.accounts)}
    shown = [places[one.account, one.currency] for one in trace.ranges[:DETAILED]]
    zone = named_zone(case.folder.settings().zone)
    payments = Counter((end, s.currency) for s in trace.steps for end in {s.source, s.target})
    levels = level_texts(trace, screen)
    rows: list[Row] = []
    for place in shown:
        account = trace.accounts[place]
        for figures in trace.compared:
            told = figures.accounts[place]
            head = [*_times(told, zone), payments[told.account, told.currency]]
            about = [case.lookup.handle(account.account), levels[account.account, account.currency]]
            first = figures is trace.compared[0]
            rows.append(
                (
                    *(about if first else ["", ""]),
                    rule_word(figures.rule, screen),
                    *_amounts(told, trace),
                    *(head if first else ["", "", ""]),
                )
            )
    columns = ("handle", "level", "rule", "received", "passed-on", "kept", "first", "last", "steps")
    screen.table(screen.word("figures-title"), columns, rows)
    if len(trace.accounts) > len(shown):
        screen.say("accounts-cut", count=len(trace.accounts) - len(shown))


def _amounts(told: TraceAccount, trace: Trace) -> list[str]:
    figures = (told.received, told.passed_on, told.kept)
    return [trace.money(units, told.currency).figure for units in figures]


def _times(told: TraceAccount, zone: tzinfo) -> list[str]:
    return [local_time(told.first, zone), local_time(told.last, zone)]
