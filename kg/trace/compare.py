"""One trace by several rules, side by side, with the floor that none of them can go below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kg.model import RuleFigures, RuleRange, Trace, TraceAccount
from kg.trace.rules import FLOOR, RULES
from kg.trace.sums import Story, accounts_by, holdings_by, traced_by

At = tuple[str, str]


def compare(trace: Trace, rules: Sequence[str], story: Callable[[str], Story]) -> Trace:
    """Return the trace with what each rule and the floor say of it, and the range between them."""
    links = {link: place for place, link in enumerate(step.link for step in trace.steps)}
    wanted = dict.fromkeys((*rules, FLOOR))
    figures = tuple(_figures(rule, story(rule), links) for rule in wanted)
    named = {**trace.parameters, "rules": " ".join(rules)}
    return replace(trace, compared=figures, ranges=_ranges(figures), parameters=named)


def _figures(rule: str, story: Story, links: dict[str, int]) -> RuleFigures:
    traced, found = traced_by(story), [0] * len(links)
    for at, units in zip(story.reached.steps.tolist(), traced.tolist(), strict=True):
        found[links[story.index.links[at]]] = units
    accounts, holdings = accounts_by(story, traced), holdings_by(story)
    return RuleFigures(rule, RULES[rule].conserves, accounts, holdings, tuple(found))


def _ranges(figures: Sequence[RuleFigures]) -> tuple[RuleRange, ...]:
    """Return the range of every account that keeps money by some rule, who may keep most first."""
    by_rule = {one.rule: {(a.account, a.currency): a for a in one.accounts} for one in figures}
    sharing = [one.rule for one in figures if one.conserves]
    ending = [*sharing, FLOOR] if sharing else list(by_rule)
    ends = [at for at in by_rule[FLOOR] if any(by_rule[rule][at].kept for rule in ending)]
    most = {at: max(by_rule[rule][at].kept for rule in ending) for at in ends}
    ends.sort(key=lambda at: (at[1], -most[at], at[0]))
    told = ({rule: one[at] for rule, one in by_rule.items()} for at in ends)
    return tuple(_range(at, one, sharing) for at, one in zip(ends, told, strict=True))


def _range(at: At, told: dict[str, TraceAccount], sharing: Sequence[str]) -> RuleRange:
    reached = {rule: one.received for rule, one in told.items() if rule != FLOOR}
    shares = [reached[rule] for rule in sharing]
    floor = told[FLOOR].received
    low, high = min(shares, default=floor), max(shares, default=max(reached.values(), default=0))
    return RuleRange(at[0], told[FLOOR].level, at[1], reached, low, high, floor)
