"""Where a term is used: relations, shapes, layouts, questions, templates. What nothing uses, goes.

Relations are the stated edges and whatever else one term says of another (feeds, commits, breaks,
is grounded in …); being a kind of something is not yet a use.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.glossary.entry import Entry
from kg.glossary.terms import Glossary

STRUCTURE = frozenset(("type", "subClassOf", "domain", "range", "family", "stage", "valuesFrom"))
TERM = re.compile(r"\b(?:cc:|:)([A-Za-z][A-Za-z0-9_]*)")
HOUSE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class TermUsage:
    """Who uses a term, place by place."""

    edges: tuple[str, ...] = ()
    relations: int = 0
    shapes: tuple[str, ...] = ()
    layouts: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.relations or self.shapes or self.layouts or self.questions) or bool(
            self.edges or self.templates
        )


@dataclass(frozen=True, slots=True)
class NamesByFile:
    """The names that files outside the ontology's modules use, file by file."""

    shapes: dict[str, frozenset[str]]
    layouts: dict[str, frozenset[str]]
    questions: dict[str, frozenset[str]]


def files_beside(ontology: Path, house: Path = HOUSE) -> NamesByFile:
    """Return which terms the shapes, layouts and named questions name; none where none are."""
    return NamesByFile(
        shapes={_stem(f): _terms(f) for f in sorted(ontology.glob("shapes/*.ttl"))},
        layouts={f.stem: _layout_terms(f) for f in sorted(house.glob("sources/layouts/*.toml"))},
        questions={_stem(f): _terms(f) for f in sorted(house.glob("query/named/*.rq"))},
    )


def uses(glossary: Glossary, term: Entry, files: NamesByFile) -> TermUsage:
    """Return who uses a term."""
    name = term.name
    steps = [term for term in glossary.terms() if _in_step(term, name)]
    return TermUsage(
        edges=tuple(e.said.one("notation") for e in glossary.terms() if _at_edge(e, name)),
        relations=sum(1 for _ in _relations(glossary, term)),
        shapes=_naming(files.shapes, name),
        layouts=_naming(files.layouts, name),
        questions=tuple(
            file_name.partition("-")[0] for file_name in _naming(files.questions, name)
        ),
        templates=tuple(dict.fromkeys(step.said.one("ofTemplate") for step in steps)),
    )


def _relations(glossary: Glossary, term: Entry) -> Iterator[tuple[str, str]]:
    """Yield what a term says of others, and others of it."""
    for predicate, names in term.said.plain.items():
        if predicate not in STRUCTURE:
            yield from ((predicate, name) for name in names if glossary.has(name))
    for other in glossary.terms():
        for predicate, names in other.said.plain.items():
            if predicate not in STRUCTURE and term.name in names and not _machine(other):
                yield predicate, other.name


def _machine(term: Entry) -> bool:
    """Say whether a term is an edge or a step, which are counted by themselves."""
    return "StatedEdge" in term.parents or "TemplateStep" in term.parents


def _at_edge(edge: Entry, name: str) -> bool:
    return name in (*edge.pointed_at("edgeFrom"), *edge.pointed_at("edgeTo"))


def _in_step(step: Entry, name: str) -> bool:
    if "TemplateStep" not in step.parents:
        return False
    return any(name in names for key, names in step.said.plain.items() if key != "ofTemplate")


def _naming(files: dict[str, frozenset[str]], name: str) -> tuple[str, ...]:
    return tuple(file for file, names in files.items() if name in names)


def _stem(file: Path) -> str:
    return file.name.partition(".")[0]


def _terms(file: Path) -> frozenset[str]:
    return frozenset(TERM.findall(file.read_text(encoding="utf-8")))


def _layout_terms(file: Path) -> frozenset[str]:
    """Return every word of a layout that may be the name of a kind."""
    terms: set[str] = set()
    heap: list[object] = [tomllib.loads(file.read_text(encoding="utf-8"))]
    while heap:
        match heap.pop():
            case dict() as table:
                heap += [*table.values(), *table]
            case list() as items:
                heap += items
            case str() as text:
                terms.add(text.lstrip("?"))
    return frozenset(terms)
