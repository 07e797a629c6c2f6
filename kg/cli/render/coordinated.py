"""Accounts that act together as tables: ties, parts, what stands behind, the order of acts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.cli.render.contacts import ContactNames
from kg.cli.render.find import tell_typology
from kg.cli.render.tables import SHOWN, say_cut
from kg.cli.screen import Row, Screen, json_form

if TYPE_CHECKING:
    from kg.case import Case
    from kg.model import Coordination

FEW = 3
"""Accounts that one cell names."""


def show_coordinated_terms(screen: Screen) -> None:
    """Tell what acting together is held to: each threshold with its default and its reason."""
    from kg.network.terms import COORDINATED, terms

    screen.document(terms(COORDINATED))
    tell_typology(terms(COORDINATED), screen)


def show_coordinated(result: Coordination, case: Case, screen: Screen) -> None:
    """Which accounts act together, how often, what stands behind them, and the innocent reading."""
    screen.document(json_form(result))
    tell = ContactNames(case, _named(result), screen)
    screen.say(
        "coordinated-title", of=screen.word(f"coordinated-{result.action}"), rows=result.rows,
        window=result.parameters["window"], participation=result.parameters["participation"],
    )  # fmt: skip
    screen.line(result.said.text(screen.lang))
    rows: list[Row] = [
        (
            tell.who(tie.one),
            tell.who(tie.other),
            tie.weight,
            tie.objects,
            screen.word("yes") if tie.strong else "",
            tell.rows(tie.links),
        )
        for tie in result.ties
    ]
    if rows:
        columns = ("key-one", "key-other", "coordinated-pairs", "coordinated-objects")
        title = screen.word("coordinated-ties", edges=result.edges, median=f"{result.median:g}")
        screen.table(title, (*columns, "coordinated-strong", "key-rows"), rows)
    if left := result.cut.get("ties", 0):
        screen.say("coordinated-more-ties", count=left)
    _show_groups(result, tell, screen)
    _show_behind(result, tell, screen)
    _show_orders(result, tell, screen)
    for warning in result.warnings:
        screen.line(f"  ! {warning.text(screen.lang)}")
    screen.say("finding-innocent", text=result.innocent.text(screen.lang))
    screen.say("coordinated-ranked")


def _named(result: Coordination) -> Iterator[str]:
    for tie in result.ties:
        yield from (tie.one, tie.other)
    for group in result.groups:
        yield from group.accounts
        for behind in group.behind[:SHOWN]:
            yield from (behind.thing, *behind.accounts[:FEW], *behind.by[:FEW])
    for order in result.orders:
        yield from (order.content, *order.subjects)


def _show_groups(result: Coordination, tell: ContactNames, screen: Screen) -> None:
    rows: list[Row] = [
        (
            group.number,
            group.size,
            group.ties,
            group.strong,
            group.objects,
            f"{tell.time(group.first)} – {tell.time(group.last)}",
            " · ".join(tell.who(account) for account in group.accounts[:FEW]),
        )
        for group in result.groups
    ]
    if rows:
        columns = ("key-group", "coordinated-accounts", "key-ties", "coordinated-strong")
        more = ("coordinated-objects", "when", "key-first")
        screen.table(screen.word("coordinated-groups"), (*columns, *more), rows)
    if left := result.cut.get("groups", 0):
        screen.say("key-more-groups", count=left)


def _show_behind(result: Coordination, tell: ContactNames, screen: Screen) -> None:
    every = [(group.number, behind) for group in result.groups for behind in group.behind]
    rows: list[Row] = [
        (
            number,
            screen.word(f"coordinated-role-{behind.role}"),
            tell.who(behind.thing),
            len(behind.accounts),
            " · ".join(map(tell.short, behind.accounts[:FEW])),
            " · ".join(map(tell.short, behind.by[:FEW])),
            tell.rows(behind.links),
        )
        for number, behind in every[:SHOWN]
    ]
    if rows:
        columns = ("key-group", "coordinated-behind-role", "key-who", "coordinated-accounts")
        more = ("key-first", "coordinated-by", "key-rows")
        screen.table(screen.word("coordinated-behind"), (*columns, *more), rows)
    say_cut(len(every), screen)


def _show_orders(result: Coordination, tell: ContactNames, screen: Screen) -> None:
    for order in result.orders:
        screen.line(order.said.text(screen.lang))
        rows: list[Row] = [
            (
                screen.word(f"coordinated-step-{step.step}"),
                tell.time(step.at) if step.at else screen.word("not-said"),
                tell.rows(step.links),
            )
            for step in order.steps
        ]
        subjects = " · ".join(map(tell.who, order.subjects))
        title = f"{tell.who(order.content)} → {subjects}"
        screen.table(title, ("coordinated-step", "when", "key-rows"), rows)
