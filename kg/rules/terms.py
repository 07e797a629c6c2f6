"""A rule of inference: what follows from which edges, ends and kinds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

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
        return tuple(sorted({*self.shortcuts, *(one.name for one in self.inferences)}))

    def words(self, lang: str) -> str:
        """Return what the rule says, in one language."""
        return self.zh if lang == "zh" else self.en


Rules = Sequence[Rule]
