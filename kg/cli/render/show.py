"""One thing on the terminal: what it is, who holds it, its money, its roles, its files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

from kg.cli.screen import Screen
from kg.schema import load_schema
from kg.text import visible
from kg.values.moments import told_time
from kg.values.money import format_amount

if TYPE_CHECKING:
    from kg.case.lookup.profile import NearbyThing, Profile, TracePlace
    from kg.explain import NamedParty

SHOWN = 12

SHORT_HASH = 12


def show_known(known: Profile, screen: Screen, zone: tzinfo) -> None:
    """Say all that is known of a thing, each part only where there is something to say."""
    screen.document(known)
    screen.line(_called(known.party))
    for label, text in known.details:
        screen.say("fact-line", what=label, text=visible(text))
    _show_value_sources(known, screen)
    for role in known.roles:
        screen.say("fact-line", what=screen.word("known-role"), text=role)
    for placed in known.placed:
        _show_placed(placed, known, screen)
    if known.first and known.last:
        span = " – ".join(_ends_of_flows(known, zone))
        screen.say("fact-line", what=screen.word("known-span"), text=span)
    _show_near(known.holders, "known-holders", screen)
    _show_near(known.holdings, "known-holdings", screen)
    _show_money(known, screen)
    _show_links(known, screen)
    _show_near(known.may_be, "known-may-be", screen)
    _show_files(known, screen)
    for judgement in known.judgements:
        state = screen.word("known-holds" if judgement.get("holds", True) else "known-taken-back")
        what = f"{judgement.get('kind', '')} ({state}): {judgement.get('reason', '')}"
        screen.say("known-judged", at=judgement.get("at", ""), what=visible(what))


def _ends_of_flows(known: Profile, zone: tzinfo) -> Iterator[str]:
    """Yield when the first and the last of its flows began, each as finely as its row tells it."""
    first = [(flow.first, flow.first_precision) for flow in known.flows if flow.first]
    last = [(flow.last, flow.last_precision) for flow in known.flows if flow.last]
    yield told_time(*min(first), zone)
    yield told_time(*max(last), zone)


def _show_value_sources(known: Profile, screen: Screen) -> None:
    """Say of each value of a property that has several who says it."""
    files, schema = {source.sha256: source.name for source in known.sources}, load_schema()
    rows = [
        (
            schema.property(said.name).label(screen.lang) if schema.has_property(said.name) else "",
            visible(said.value),
            said.files,
            visible(f"{files.get(said.first.sha256, '')} · {said.first.locator}"),
        )
        for said in known.value_sources[:SHOWN]
    ]
    if rows:
        columns = ("said-property", "said-value", "said-files", "first-said-at")
        screen.table(screen.word("known-several"), columns, rows)
    if len(known.value_sources) > SHOWN:
        screen.say("cut", count=len(known.value_sources) - SHOWN)


def _called(party: NamedParty) -> str:
    also = f" ({', '.join(party.also)})" if party.also else ""
    return visible(" ".join(filter(None, (party.handle, party.label, party.name))) + also)


def _show_placed(placed: TracePlace, known: Profile, screen: Screen) -> None:
    """Say the level and the computed roles that a saved trace has, each with its numbers."""
    here = "" if placed.account.id == known.entity.id else f"{placed.account.handle} "
    level = f"{here}{placed.level.said.text(screen.lang)} {placed.level.currency}"
    screen.say("known-placed", trace=visible(placed.trace), level=level)
    if not placed.current:
        screen.say("known-outdated")
    for role in placed.roles:
        screen.say(
            "computed-role", role=role.label.text(screen.lang), said=role.said.text(screen.lang)
        )
        screen.say("innocent-role", said=role.innocent.text(screen.lang))


def _show_near(nearby_things: Sequence[NearbyThing], title: str, screen: Screen) -> None:
    rows = [
        (n.party.handle, n.party.label, n.party.name, " / ".join(n.party.also), n.word)
        for n in nearby_things[:SHOWN]
    ]
    if rows:
        columns = ("handle", "kind", "known-as", "known-also", "why")
        screen.table(screen.word(title, count=len(nearby_things)), columns, rows)
    if len(nearby_things) > SHOWN:
        screen.say("cut", count=len(nearby_things) - SHOWN)


def _show_money(known: Profile, screen: Screen) -> None:
    """Show what came in and went out, by account and currency; accounts are never added up."""
    names = {near.party.id: near.party for near in known.holdings}
    names[known.entity.id] = known.party
    rows = [
        (
            names[total.entity].handle,
            names[total.entity].name,
            format_amount(total.received, total.currency, "en"),
            total.receipts,
            format_amount(total.paid, total.currency, "en"),
            total.payments,
        )
        for total in known.totals
    ]
    if rows:
        columns = ("handle", "number", "known-received", "times-in", "known-paid", "times-out")
        screen.table(screen.word("known-money"), columns, rows[:SHOWN])
    if len(rows) > SHOWN:
        screen.say("cut", count=len(rows) - SHOWN)
    for account in known.in_part:
        screen.say("known-in-part", account=visible(f"{account.handle} {account.name}"))


def _show_links(known: Profile, screen: Screen) -> None:
    """How many facts of each kind, and what flowed, in both directions."""
    schema = load_schema()
    out, come = screen.word("known-out"), screen.word("known-in")
    rows: list[tuple[str, str, int]] = [
        (link.word, out if link.out else come, link.count) for link in known.links
    ]
    for flow in known.flows:
        verb = schema.kind(flow.kind).verb(screen.lang)
        both = ((out, flow.out), (come, flow.came))
        rows += [(verb, where, count) for where, count in both if count]
    if rows:
        screen.table(screen.word("known-links"), ("kind", "known-where", "known-count"), rows)


def _show_files(known: Profile, screen: Screen) -> None:
    """Which files speak of it, how many of their rows are problems, and which of those name it."""
    names = {source.sha256: source.name for source in known.sources}
    rows = [
        (
            str(source.number),
            source.name,
            source.layout,
            source.problems,
            source.sha256[:SHORT_HASH],
        )
        for source in known.sources
    ]
    columns = ("source-number", "file", "layout", "problems", "sha256")
    screen.table(screen.word("known-sources"), columns, rows)
    for problem in known.problems[:SHOWN]:
        layouts = [source.layout for source in known.sources if source.sha256 == problem.sha256]
        reason = screen.message(problem.reason, layouts)
        where = f"{names.get(problem.sha256, '')} {screen.place(problem.locator)}"
        screen.say("known-problem", where=where, reason=visible(reason))
    if len(known.problems) > SHOWN:
        screen.say("cut", count=len(known.problems) - SHOWN)
