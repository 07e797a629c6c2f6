"""A rule of inference: what follows from which edges, ends and kinds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from kg.rdf.terms import DERIVED, TYPE, iri, term

Sort = Literal["kind", "end", "edge"]


@dataclass(frozen=True, slots=True)
class Atom:
    """One thing that must hold of named things: a kind, an end of a link, or a direct edge.

    ``names`` are the kinds, the end, or the properties of the edge; any of them will do.
    """

    subject: str
    names: tuple[str, ...]
    object: str
    sort: Sort

    @property
    def is_edge(self) -> bool:
        """Whether it is a direct edge, which stands for a link."""
        return self.sort == "edge"

    @property
    def thing_names(self) -> tuple[str, ...]:
        """The names for things in it."""
        return tuple(filter(None, (self.subject, self.object)))


@dataclass(frozen=True, slots=True)
class Hub:
    """A name for what joins others, as long as no more than so many of them meet in it.

    ``of`` is the end of the conclusion that is counted there.
    """

    name: str
    most: int
    of: str


@dataclass(frozen=True, slots=True)
class Inference:
    """One conclusion: ``subject`` ``name`` ``object``, or that ``subject`` is of the kind ``name``.

    Only one rule draws a conclusion of that name, so an edge's property tells the rule behind it.
    """

    rule: str
    subject: str
    name: str
    object: str
    atoms: tuple[Atom, ...]
    apart: tuple[str, ...] = ()
    hubs: tuple[Hub, ...] = ()

    @property
    def is_kind(self) -> bool:
        """Whether it concludes of what kind a thing is."""
        return not self.object

    def meets(self, end: str, hub: str) -> bool:
        """Whether an end of the conclusion is joined to a hub by what must hold."""
        return any({*atom.thing_names} == {end, hub} for atom in self.atoms)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name for a thing in what must hold, the first mentioned first."""
        return tuple(dict.fromkeys(chain.from_iterable(a.thing_names for a in self.atoms)))


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule, in words of both languages, and what it concludes.

    ``shortcuts`` are the properties of those edges that stand and fall with a link of their own.
    """

    name: str
    version: str
    zh: str
    en: str
    inferences: tuple[Inference, ...]
    shortcuts: tuple[str, ...] = ()

    @property
    def concludes(self) -> tuple[str, ...]:
        """The properties and kinds that this rule alone concludes."""
        return tuple(sorted({*self.shortcuts, *(inference.name for inference in self.inferences)}))

    def words(self, lang: str) -> str:
        """Return what the rule says, in one language."""
        return self.zh if lang == "zh" else self.en


Rules = Sequence[Rule]


Rows = Iterable[tuple[str, ...]]
"""Ids that the names of an atom, or of a conclusion, stand for."""


def all_conclusions(inference: Inference) -> str:
    """Return the query for the ends of everything that an inference concludes in a case."""
    return _select(inference, ends(inference), "")


def missing_conclusions(inference: Inference) -> str:
    """Return the query for what an inference concludes and the derived graph does not tell."""
    query = all_conclusions(inference).removesuffix("}")
    return f"{query} MINUS {{ {conclusion(inference)} }} }}"


def stale_conclusions(inference: Inference) -> str:
    """Return the query for what the derived graph tells and an inference does not conclude."""
    columns = " ".join(f"?{name}" for name in ends(inference))
    return (
        f"SELECT {columns} WHERE {{ {conclusion(inference)} "
        f"MINUS {{ {all_conclusions(inference)} }} }}"
    )


def conclusion(inference: Inference) -> str:
    """Return the pattern of what an inference concludes, as the derived graph tells it."""
    name = term(inference.name)
    statement = f"{TYPE} {name}" if inference.is_kind else f"{name} ?{inference.object}"
    return f"GRAPH {DERIVED} {{ ?{inference.subject} {statement} }}"


def new_conclusions(inference: Inference, atom: Atom, rows: Rows) -> str:
    """Return the query for what follows from an atom being one of these rows."""
    return _select(inference, ends(inference), _values(atom.thing_names, rows))


def grounds(inference: Inference, row: tuple[str, ...]) -> str:
    """Return the query for everything that an inference names, where this is its conclusion."""
    return _select(inference, inference.names, _values(ends(inference), [row]))


def ends(inference: Inference) -> tuple[str, ...]:
    """Return the names that a conclusion is about: two of an edge, one of a kind."""
    return tuple(filter(None, (inference.subject, inference.object)))


def _select(inference: Inference, names: Sequence[str], values: str) -> str:
    parts = [values, *(_hub(inference, hub) for hub in inference.hubs)]
    parts += map(_pattern, inference.atoms)
    if inference.apart:
        parts.append("FILTER({} != {})".format(*(f"?{name}" for name in inference.apart)))
    columns = " ".join(f"?{name}" for name in names)
    return f"SELECT DISTINCT {columns} WHERE {{ {' '.join(filter(None, parts))} }}"


def _hub(inference: Inference, hub: Hub) -> str:
    """Return what the joining thing may be: not too many meet in it, several if both ends do."""
    inside = " ".join(
        _pattern(atom) for atom in inference.atoms if {*atom.thing_names} <= {hub.name, hub.of}
    )
    count = f"COUNT(DISTINCT ?{hub.of})"
    both = inference.meets(inference.subject, hub.name) and inference.meets(
        inference.object, hub.name
    )
    return (
        f"{{ SELECT ?{hub.name} WHERE {{ {inside} }} GROUP BY ?{hub.name} "
        f"HAVING ({count} > {int(both)} && {count} <= {hub.most}) }}"
    )


def _pattern(atom: Atom) -> str:
    subject = f"?{atom.subject}"
    if atom.sort == "kind":
        return _of_kind(subject, atom.names)
    path = "|".join(str(term(name)) for name in atom.names)
    pattern = f"{subject} {path} ?{atom.object}"
    return f"GRAPH {DERIVED} {{ {pattern} }}" if atom.is_edge else f"{pattern} ."


def _of_kind(subject: str, names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"{subject} {TYPE} {term(names[0])} ."
    kinds = " ".join(str(term(name)) for name in names)
    kind = f"{subject}Kind"
    return f"{subject} {TYPE} {kind} VALUES {kind} {{ {kinds} }}"


def _values(names: Sequence[str], rows: Rows) -> str:
    values = " ".join(f"({' '.join(str(iri(id_)) for id_ in row)})" for row in rows)
    return f"VALUES ({' '.join(f'?{name}' for name in names)}) {{ {values} }}"
