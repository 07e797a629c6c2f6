"""Patterns in the terminal: those that are ready, the matches of one with their rows, the fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.cli.render.find import ThingNames
from kg.cli.screen import Row, Screen, json_form
from kg.schema import load_schema
from kg.values.money import format_amount

if TYPE_CHECKING:
    from kg.case import Case
    from kg.model import MatchedLink, PatternMatch, PatternMatches, TemplateFit
    from kg.patterns import RolePattern

HANDLES = 4
"""Handles of rows that a line shows; the others are counted, and stand in the JSON."""
FITS = 3
"""Templates of which is said how far a chain fits them."""


def _heads(*names: str) -> list[str]:
    return [f"pattern-column-{name}" for name in names]


def show_ready(patterns: Sequence[RolePattern], screen: Screen) -> None:
    """List the patterns that are ready."""
    screen.document(json_form(patterns))
    rows: list[Row] = [
        (pattern.name, pattern.title.text(screen.lang), len(pattern.roles), len(pattern.links))
        for pattern in patterns
    ]
    screen.table(screen.word("patterns-ready"), _heads("pattern", "title", "roles", "links"), rows)
    screen.say("patterns-how")


def show_matches(found: PatternMatches, case: Case, screen: Screen) -> None:
    """Show who has which role in each match, with what it rests on; or what is missing."""
    screen.document(_with_handles(found, case))
    screen.line(f"{found.pattern}  {found.title.text(screen.lang)}")
    if what := found.what.text(screen.lang):
        screen.line(f"  {what}")
    screen.say("matches-count", total=found.total, listed=len(found.matches))
    things = [thing for match in found.matches for thing in match.things.values()]
    names = _Names(case, things, screen)
    for number, match in enumerate(found.matches, 1):
        _show_match(number, match, found, case, names, screen)
    if not found.matches:
        _show_missing(found, screen)
    if found.swapped:
        groups = " · ".join(", ".join(group) for group in found.swapped)
        screen.say("matches-swapped", groups=groups)
    for warning in found.warnings:
        screen.line(f"  ! {warning.text(screen.lang)}")
    screen.say("finding-innocent", text=found.innocent.text(screen.lang))
    screen.say("pattern-is-a-lead")


def _show_match(
    number: int,
    match: PatternMatch,
    found: PatternMatches,
    case: Case,
    names: _Names,
    screen: Screen,
) -> None:
    said = {name: [tie for tie in match.ties if tie.role == name] for name in match.things}
    rows: list[Row] = [
        (
            name,
            found.labels[name].text(screen.lang),
            names(thing),
            " · ".join(f"{t.things} ({t.wanted.text(screen.lang)})" for t in said[name]),
        )
        for name, thing in match.things.items()
    ]
    title = screen.word("match-number", number=number)
    screen.table(title, _heads("role", "label", "who", "measure"), rows)
    links: list[Row] = [
        (link.name, link.count, _amount(link), _handles(link, case)) for link in match.links
    ]
    screen.table("", _heads("link", "facts", "sum", "rows"), links)
    if not match.proven:
        screen.say("match-order-unproven")


class _Names:
    """How a person knows a thing: an account by number and holder, anything else by its name."""

    def __init__(self, case: Case, things: Sequence[str], screen: Screen) -> None:
        self._case, self._schema = case, load_schema()
        self._accounts = ThingNames(case, things, screen)
        self._entities = case.lookup.entities(sorted(set(things)))

    def __call__(self, thing: str) -> str:
        entity = self._entities.get(thing)
        if entity is None or self._schema.is_money_party(entity.kind):
            return self._accounts(thing)
        labels = (entity.first(name) for name in self._schema.kind(entity.kind).label_properties)
        name = next(filter(None, labels), "")
        handle = self._case.lookup.handle(thing)
        return f"{handle} {name}".strip() if handle != thing else name or self._accounts(thing)


def _amount(link: MatchedLink) -> str:
    return "" if link.amount is None else format_amount(link.amount, "", "en").strip()


def _handles(link: MatchedLink, case: Case) -> str:
    shown = [case.lookup.handle(row) for row in link.rows[:HANDLES]]
    more = f" +{link.count - len(shown)}" if link.count > len(shown) else ""
    return " ".join(shown) + more


def _show_missing(found: PatternMatches, screen: Screen) -> None:
    """Say of each role how many could have it, and of each link how many pairs it joins."""
    rows: list[Row] = [
        (candidate.role, candidate.label.text(screen.lang), candidate.count)
        for candidate in found.candidates
    ]
    rows += [(name, "", count) for name, count in found.pairs.items()]
    screen.table(screen.word("pattern-candidates"), _heads("part", "label", "count"), rows)
    missing = [str(row[0]) for row in rows if not row[2]]
    screen.say("pattern-missing" if missing else "pattern-parts-do-not-meet", names=missing)


def _with_handles(found: PatternMatches, case: Case) -> dict[str, object]:
    """Return the matches as JSON has them, the handles of things and rows beside their ids."""
    document: dict[str, object] = json_form(found)
    ids = {thing for match in found.matches for thing in match.things.values()}
    ids |= {row for match in found.matches for link in match.links for row in link.rows}
    handles = {id_: case.lookup.handle(id_) for id_ in sorted(ids)}
    return document | {"handles": {i: handle for i, handle in handles.items() if handle != i}}


def show_fits(fits: Sequence[TemplateFit], case: Case, screen: Screen) -> None:
    """Say which template a chain fits best, who has which role of it, and what is missing."""
    best = [fit for fit in fits if fit.fits][:FITS]
    if not best:
        screen.say("no-template-fits")
        if nearest := max(fits, key=lambda fit: fit.shown / fit.wanted, default=None):
            word = f"{nearest.template} {nearest.shown}/{nearest.wanted}"
            screen.say("template-nearest", name=word)
        return
    first, *others = best
    things = [thing for role in first.roles for thing in role.things[:HANDLES]]
    names = _Names(case, things, screen)
    rows: list[Row] = [
        (
            role.role,
            role.label.text(screen.lang),
            " · ".join(names(thing) for thing in role.things[:HANDLES])
            + (f" +{len(role.things) - HANDLES}" if len(role.things) > HANDLES else ""),
        )
        for role in first.roles
        if role.things
    ]
    title = screen.word(
        "template-best",
        template=first.template,
        title=first.title.text(screen.lang),
        shown=first.shown,
        wanted=first.wanted,
    )
    screen.table(title, _heads("role", "label", "who"), rows)
    links: list[Row] = [
        (link.name, len(link.rows), " ".join(map(case.lookup.handle, link.rows[:HANDLES])))
        for link in first.links
        if link.rows
    ]
    screen.table("", _heads("link", "facts", "rows"), links)
    missing = [role.label.text(screen.lang) for role in first.roles if not role.things]
    missing += [link.name for link in first.links if not link.rows]
    if missing:
        screen.say("template-missing", names=missing)
    if others:
        words = [f"{fit.template} {fit.shown}/{fit.wanted}" for fit in others]
        screen.say("templates-next", names=words)
    screen.say("finding-innocent", text=first.innocent.text(screen.lang))
