"""A trace by several rules, side by side: what reached each account, and the range between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from kg.cli.render.tables import SHOWN, say_cut
from kg.cli.render.trace_levels import level_texts
from kg.cli.render.trace_text import _rule, number_in, rule_word
from kg.cli.screen import Row, Screen
from kg.model import Precision
from kg.values.moments import longest, named_zone, told_time

if TYPE_CHECKING:
    from kg.case import Case
    from kg.model import RuleRange, Trace, TraceAccount

SPOKEN = 3
"""For how many accounts a sentence gives the range too."""

DETAILED = 6
"""Of how many accounts every rule's figures are listed."""


def show_rules(trace: Trace, case: Case, screen: Screen) -> None:
    """Show what reached each account by each rule, the range in words, then every figure."""
    _show_reached(trace, case, screen)
    for rule_range in trace.ranges[:SPOKEN]:
        screen.line(
            f"  · {range_said(rule_range, trace, case.lookup.handle(rule_range.account), screen)}"
        )
    _show_figures(trace, case, screen)
    say_rules([figures.rule for figures in trace.compared], screen)


def range_said(rule_range: RuleRange, trace: Trace, who: str, screen: Screen) -> str:
    """Return the range of one account in a sentence."""
    sharing = [figures.rule for figures in trace.compared if figures.conserves]
    parts = {
        name: trace.money(units, rule_range.currency).figure
        for name, units in (
            ("low", rule_range.low),
            ("high", rule_range.high),
            ("floor", rule_range.floor),
        )
    }
    key = "range-one" if rule_range.low == rule_range.high else "range"
    rules = screen.word("comma").join(rule_word(rule, screen) for rule in sharing)
    if not sharing:
        key, rules = "range-floor", ""
    return screen.word(key, who=who, rules=rules, currency=rule_range.currency, **parts)


def say_rules(rules: Sequence[str], screen: Screen) -> None:
    """Say what each rule means, and where it comes from."""
    screen.say("rules-meaning")
    for rule in rules:
        value = _rule(rule)
        name = f"{value.label(screen.lang)} ({rule})"
        screen.line(f"  {name}{screen.word('colon')}{value.definition(screen.lang)}")


def _head(rule: str, screen: Screen) -> str:
    """Return a rule as the head of a column, where there is little room."""
    return screen.word("rule-in-head", rule=rule, name=_rule(rule).label(screen.lang))


def listed_at(trace: Trace, screen: Screen) -> dict[str, str]:
    """Return by account what published lists say of it."""
    texts_by_account: dict[str, list[str]] = {}
    for listing in trace.listed:
        texts_by_account.setdefault(listing.account, []).append(listing.said.text(screen.lang))
    return {account: "; ".join(dict.fromkeys(texts)) for account, texts in texts_by_account.items()}


def _show_reached(trace: Trace, case: Case, screen: Screen) -> None:
    shown = trace.ranges[:SHOWN]
    accounts = [rule_range.account for rule_range in shown]
    names, entities = case.lookup.holders(accounts), case.lookup.entities(accounts)
    rules, listed = trace.rules, listed_at(trace, screen)
    rows: list[Row] = [
        (
            case.lookup.handle(rule_range.account),
            number_in(entities, rule_range.account, screen),
            " / ".join(names.get(rule_range.account, ())),
            *(trace.money(rule_range.reached[rule], rule_range.currency).figure for rule in rules),
            str(trace.money(rule_range.floor, rule_range.currency)),
            *([listed.get(rule_range.account, "")] if listed else []),
        )
        for rule_range in shown
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
    places = {(sums.account, sums.currency): n for n, sums in enumerate(trace.accounts)}
    shown = [
        places[rule_range.account, rule_range.currency] for rule_range in trace.ranges[:DETAILED]
    ]
    zone = named_zone(case.folder.settings().zone)
    payments = Counter((end, s.currency) for s in trace.steps for end in {s.source, s.target})
    levels = level_texts(trace, screen)
    told = _precisions(trace, {trace.accounts[place].account for place in shown}, case)
    rows: list[Row] = []
    for place in shown:
        account = trace.accounts[place]
        for figures in trace.compared:
            trace_account = figures.accounts[place]
            head = [
                *_times(trace_account, told, zone),
                payments[trace_account.account, trace_account.currency],
            ]
            first = figures is trace.compared[0]
            rows.append(
                (
                    case.lookup.handle(account.account),
                    levels[account.account, account.currency] if first else "",
                    rule_word(figures.rule, screen),
                    *_amounts(trace_account, trace),
                    *(head if first else ["", "", ""]),
                )
            )
    columns = ("handle", "level", "rule", "received", "passed-on", "kept", "first", "last", "steps")
    screen.table(screen.word("figures-title"), columns, rows)
    if len(trace.accounts) > len(shown):
        screen.say("accounts-cut", count=len(trace.accounts) - len(shown))


def _amounts(account: TraceAccount, trace: Trace) -> list[str]:
    figures = (account.received, account.passed_on, account.kept)
    return [trace.money(units, account.currency).figure for units in figures]


def _times(account: TraceAccount, told: Mapping[datetime, Precision], zone: tzinfo) -> list[str]:
    ends = (account.first, account.last)
    return [told_time(at, told.get(at, Precision.UNKNOWN), zone) for at in ends]


def _precisions(trace: Trace, accounts: Collection[str], case: Case) -> dict[datetime, Precision]:
    """Return how finely the first and last times of some accounts are told by their rows."""
    ends = {at for a in trace.accounts if a.account in accounts for at in (a.first, a.last)}
    steps = [step.link for step in trace.steps if step.start in ends]
    links = case.lookup.links(steps)
    # of rows of one moment the finest tells it
    links.sort(key=lambda link: longest(link.precision), reverse=True)
    return {link.start: link.precision for link in links if link.start}
