"""Paths between two things as tables: each step with what joins the two, and its rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.cli.render.contacts import ContactNames
from kg.cli.screen import Row, Screen, json_form
from kg.schema import load_schema

if TYPE_CHECKING:
    from kg.case import Case
    from kg.model import PathFound, PathHop, Paths


def show_paths(found: Paths, case: Case, screen: Screen) -> None:
    """Show the shortest paths step by step, or why there is none."""
    screen.document(json_form(found))
    things = {thing for path in found.paths for thing in path.things} | {found.one, found.other}
    tell = ContactNames(case, sorted({*things, *found.hubs}), screen)
    one, other = tell.who(found.one), tell.who(found.other)
    screen.say("path-title", one=one, other=other, count=len(found.paths), pairs=found.looked_at)
    for number, path in enumerate(found.paths, 1):
        title = screen.word("path-number", number=number, hops=len(path.hops))
        columns = ("path-step", "path-from", "path-way", "path-to", "path-what", "when", "rows")
        screen.table(title, columns, _rows(path, tell, screen))
    if not found.paths:
        hops = found.request.hops if found.request else 0
        screen.say("path-none" if found.nearest is None else "path-none-so", hops=hops)
    for warning in found.warnings:
        screen.line(f"  ! {warning.text(screen.lang)}")
    for hub in list(found.hubs)[:5]:
        screen.line(f"    {tell.who(hub)} ({found.hubs[hub]:,})")
    screen.say("finding-innocent", text=found.innocent.text(screen.lang))


def _rows(path: PathFound, tell: ContactNames, screen: Screen) -> Iterator[Row]:
    schema = load_schema()
    for number, hop in enumerate(path.hops, 1):
        kinds = screen.word("comma").join(schema.kind(k).label(screen.lang) for k in hop.kinds)
        more = f" +{hop.count - len(hop.links)}" if hop.count > len(hop.links) else ""
        yield (
            number,
            tell.who(hop.source),
            _way(hop),
            tell.who(hop.target),
            kinds,
            tell.time(hop.at) if hop.at else "",
            tell.rows(hop.links) + more,
        )


def _way(hop: PathHop) -> str:
    if hop.forward and hop.back:
        return "⇄"
    return "→" if hop.forward else "←"
