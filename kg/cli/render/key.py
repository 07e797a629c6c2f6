"""Key things of a network as tables: figures, what falls apart, groups, phases, what is left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.cli.render.contacts import ContactNames
from kg.cli.render.find import tell_typology
from kg.cli.screen import Row, Screen, json_form

if TYPE_CHECKING:
    from kg.case import Case
    from kg.model import Dismantling, KeyPhase, KeyThing, KeyThings, StillReaching

FEW_THINGS = 6
"""Things of a group that one cell names."""


def show_key_terms(screen: Screen) -> None:
    """Tell what the figures are held to: each threshold with its default and the reason for it."""
    from kg.network.terms import KEY, terms

    screen.document(terms(KEY))
    tell_typology(terms(KEY), screen)


def show_key(result: KeyThings, case: Case, screen: Screen) -> None:
    """Who holds a network together, with the sentence of each result and its innocent reading."""
    screen.document(json_form(result))
    tell = ContactNames(case, _named(result), screen)
    network = screen.word(f"key-network-{result.network}")
    largest = max(result.parts, default=0)
    screen.say(
        "key-title", network=network, things=result.things, ties=result.ties, rows=result.rows,
        parts=len(result.parts) + result.cut.get("parts", 0), largest=largest,
    )  # fmt: skip
    _show_figures(result, tell, screen)
    for thing in result.key[:1]:
        screen.line(thing.said.text(screen.lang))
    _show_brokers(result, tell, screen)
    _show_cuts(result, tell, screen)
    _show_groups(result, tell, screen)
    _show_phases(result.phases, tell, screen)
    for order in result.dismantled:
        _show_dismantled(order, tell, screen)
    for what_if in result.what_if:
        for said in what_if.said:
            screen.line(said.text(screen.lang))
    for warning in result.warnings:
        screen.line(f"  ! {warning.text(screen.lang)}")
    screen.say("finding-innocent", text=result.innocent.text(screen.lang))
    screen.say("key-ranked")


def _named(result: KeyThings) -> Iterator[str]:
    yield from (thing.thing for thing in result.key)
    for tie in result.bridges:
        yield from (tie.source, tie.target)
    for group in result.groups:
        yield from group.things
    for phase in result.phases:
        yield from (leader.thing for leaders in phase.leaders.values() for leader in leaders)
    for order in result.dismantled:
        yield from (removal.thing for removal in order.removals)


def _show_figures(result: KeyThings, tell: ContactNames, screen: Screen) -> None:
    estimated = any(thing.betweenness_error for thing in result.key)
    rows: list[Row] = []
    for thing in result.key:
        error = (f"±{thing.betweenness_error:.4f}",) if estimated else ()
        rows.append(
            (
                tell.who(thing.thing),
                thing.degree,
                f"{thing.betweenness:.4f}",
                *error,
                f"{thing.closeness:.4f}",
                f"{thing.pagerank:.4f}",
                thing.group or "",
                tell.rows(thing.links[:2]) + _more(thing),
            )
        )
    more = ("key-error",) if estimated else ()
    columns = ("key-who", "key-degree", "key-betweenness", *more, "key-closeness", "key-pagerank")
    screen.table("", (*columns, "key-group", "key-rows"), rows)
    if left := result.cut.get("things", 0):
        screen.say("key-more-things", count=left)


def _more(thing: KeyThing) -> str:
    return f" +{thing.rows - 2}" if thing.rows > 2 else ""


def _show_brokers(result: KeyThings, tell: ContactNames, screen: Screen) -> None:
    brokers = [thing for thing in result.key if sum(thing.brokerage.values())]
    if not brokers:
        return
    roles = tuple(brokers[0].brokerage)
    rows = [
        (tell.who(thing.thing), *(thing.brokerage[role] for role in roles)) for thing in brokers
    ]
    grouped = screen.word(f"key-by-{result.parameters['group']}")
    columns = ("key-who", *(f"key-role-{role}" for role in roles))
    screen.table(screen.word("key-brokers", group=grouped), columns, rows)


def _show_cuts(result: KeyThings, tell: ContactNames, screen: Screen) -> None:
    cut = [thing for thing in result.key if thing.pieces]
    rows: list[Row] = [
        (tell.who(thing.thing), len(thing.pieces), _sizes(thing.pieces)) for thing in cut
    ]
    if rows:
        screen.table(screen.word("key-cut-things"), ("key-who", "key-pieces", "key-sizes"), rows)
    ties: list[Row] = [
        (tell.who(tie.source), tell.who(tie.target), _sizes(tie.sides), tell.rows(tie.links))
        for tie in result.bridges
    ]
    if ties:
        columns = ("key-one", "key-other", "key-sizes", "key-rows")
        screen.table(screen.word("key-bridges"), columns, ties)
    if left := result.cut.get("bridges", 0):
        screen.say("key-more-bridges", count=left)


def _sizes(pieces: tuple[int, ...]) -> str:
    shown = " + ".join(map(str, pieces[:FEW_THINGS]))
    return shown + (" + …" if len(pieces) > FEW_THINGS else "")


def _show_groups(result: KeyThings, tell: ContactNames, screen: Screen) -> None:
    rows = [
        (
            group.number,
            group.size,
            group.inside,
            " · ".join(tell.who(thing) for thing in group.things[:FEW_THINGS]),
        )
        for group in result.groups
    ]
    if rows:
        title = screen.word(
            "key-groups",
            resolution=result.parameters["resolution"],
            seed=result.parameters["seed"],
        )
        screen.table(title, ("key-group", "key-things", "key-inside", "key-first"), rows)
    if left := result.cut.get("groups", 0):
        screen.say("key-more-groups", count=left)


def _show_phases(phases: tuple[KeyPhase, ...], tell: ContactNames, screen: Screen) -> None:
    rows = [
        (
            phase.name,
            phase.things,
            phase.ties,
            phase.largest,
            _leaders(phase, "degree", tell),
            _leaders(phase, "betweenness", tell),
        )
        for phase in phases
    ]
    if rows:
        columns = ("key-phase", "key-things", "key-ties", "key-largest", "key-degree")
        screen.table(screen.word("key-phases"), (*columns, "key-betweenness"), rows)


def _leaders(phase: KeyPhase, measure: str, tell: ContactNames) -> str:
    return " · ".join(
        f"{tell.who(leader.thing)} {_figure(measure, leader.figure)}"
        for leader in phase.leaders[measure]
    )


def _show_dismantled(order: Dismantling, tell: ContactNames, screen: Screen) -> None:
    rows: list[Row] = [
        (
            number,
            tell.who(removal.thing),
            _figure(order.order, removal.figure),
            removal.largest,
            " · ".join(map(_amount, removal.money)),
        )
        for number, removal in enumerate(order.removals, 1)
    ]
    if not rows:
        return
    columns = ["key-step", "key-taken-out", "key-figure", "key-largest", "key-reaching"]
    if not any(removal.money for removal in order.removals):
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    screen.table(order.said.text(screen.lang), columns, rows)


def _figure(order: str, figure: float) -> str:
    return {"degree": f"{figure:.0f}", "betweenness": f"{figure:.4f}"}.get(order, f"{figure:,.2f}")


def _amount(money: StillReaching) -> str:
    places = len(str(money.scale)) - 1
    return f"{money.reaching / money.scale:,.{places}f} {money.currency}"
