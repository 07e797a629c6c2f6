"""Things of the graph as a person knows them: handle, kind, name, and the row that told them.

Asked of the graph in plain queries: a fact that breaks a rule may be too broken to be read as one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.case.desk import Desk
from kg.rdf import CC
from kg.rdf.terms import RDF
from kg.shapes import Ask

AT_ONCE, ROWS = 500, 100_000
_MINTED = re.compile(r"urn:crimechain:[\w:-]+", re.ASCII)
"""An id of ours; another one might not be safe inside a query, and has no row to show."""
TOLD = """
SELECT ?thing ?predicate ?value WHERE {{ VALUES ?thing {{ {things} }} ?thing ?predicate ?value }}"""
PROVEN = """
SELECT ?thing ?sha256 ?place WHERE {{ VALUES ?thing {{ {things} }}
  {{ ?thing cc:supportedBy ?item }} UNION {{ ?thing a cc:Evidence BIND(?thing AS ?item) }}
  ?item cc:locator ?place OPTIONAL {{ ?item cc:sha256 ?sha256 }} }}"""
Told = Mapping[str, Mapping[str, list[str]]]
"""What is told of each thing, by id and by property."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A thing with its kind, handle and name, and the first place where it is written."""

    id: str
    kind: str
    handle: str
    name: str
    file: str
    sha256: str
    place: str


def placed(desk: Desk, ask: Ask, things: Collection[str]) -> dict[str, Placed]:
    """Return each thing with what a person knows it by, and the first of its places."""
    told = _told(ask, things)
    told |= _told(ask, {end for thing in things for end in _ends(told[thing])} - told.keys())
    places = _places(ask, things)
    files = {source.sha256: source.name for source in desk.sources()}
    found = {}
    for thing in things:
        own, kind = told[thing], _kind(told[thing])
        sha256, place = places.get(thing) or (_first(own, "sha256"), "")
        handle, name = desk.handles.of(thing), _name(desk, told, thing)
        found[thing] = Placed(thing, kind, handle, name, files.get(sha256, ""), sha256, place)
    return found


def _told(ask: Ask, things: Collection[str]) -> dict[str, dict[str, list[str]]]:
    told: dict[str, dict[str, list[str]]] = {thing: {} for thing in things}
    for thing, predicate, value in _rows(ask, TOLD, things):
        name = predicate.removeprefix(CC).removeprefix(RDF)
        told[thing].setdefault(name, []).append(value)
    return told


def _places(ask: Ask, things: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return the first place of each thing; a file's comes before that of a computation."""
    places = dict[str, tuple[str, str]]()
    for thing, sha256, place in _rows(ask, PROVEN, things):
        known = places.get(thing)
        if known is None or (not sha256, sha256, place) < (not known[0], *known):
            places[thing] = (sha256, place)
    return places


def _rows(ask: Ask, query: str, things: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    wanted = sorted(thing for thing in things if _MINTED.fullmatch(thing))
    for start in range(0, len(wanted), AT_ONCE):
        part = " ".join(f"<{thing}>" for thing in wanted[start : start + AT_ONCE])
        rows, _ = ask(query.format(things=part), ROWS)
        for row in rows:
            first, second, third = ("" if cell is None else str(cell) for cell in row)
            yield first, second, third


def _name(desk: Desk, told: Told, thing: str) -> str:
    """Return what a thing is called: a link by what stands at its ends."""
    own = told[thing]
    if ends := _ends(own):
        return " → ".join(
            desk.handles.of(end) or (_name(desk, told, end) if end in told else "") or end
            for end in ends
            if end != thing
        )
    kind = _kind(own)
    keys = desk.schema.kind(kind).label_properties if desk.schema.has_kind(kind) else ("name",)
    return next((_first(own, key) for key in keys if key in own), "")


def _kind(own: Mapping[str, list[str]]) -> str:
    return min((kind.removeprefix(CC) for kind in own.get("type", ())), default="")


def _first(own: Mapping[str, list[str]], name: str) -> str:
    return min(own.get(name, ()), default="")


def _ends(own: Mapping[str, list[str]]) -> list[str]:
    ends = (_first(own, "source"), _first(own, "target"))
    return [end for end in ends if end.startswith("urn:crimechain:")]
