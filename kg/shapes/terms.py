"""What a shape demands: of which things, along which path, and how it is said when they fail."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.messages import Message

Term = NamedNode | Literal
SHACL = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True, slots=True)
class Target:
    """Which things a shape is about: those of a class, or those with a property at one end."""

    by: str
    term: NamedNode


@dataclass(frozen=True, slots=True)
class Constraint:
    """One demand of a shape, with the terms or the inner shapes that it names."""

    name: str
    terms: tuple[Term, ...] = ()
    shapes: tuple[Shape, ...] = ()

    @property
    def component(self) -> str:
        """What SHACL calls the part that found a breach, without its namespace and suffix.

        >>> Constraint("minCount").component
        'MinCount'
        """
        return self.name[:1].upper() + self.name[1:]

    @property
    def term(self) -> Term:
        """The one term that the demand names."""
        return self.terms[0]

    @property
    def number(self) -> int:
        """The whole number that the demand names."""
        return int(self.term.value)

    @property
    def has_value(self) -> bool:
        """Whether a breach names a value: counts and missing values have none to name."""
        return self.name not in ("minCount", "maxCount", "hasValue")


SILENT = Message("as-stored", zh="", en="")


@dataclass(frozen=True, slots=True)
class Shape:
    """Demands on things (or, with a ``path``, on their values), their weight and their words."""

    name: str
    path: NamedNode | None = None
    targets: tuple[Target, ...] = ()
    severity: str = "Violation"
    said: Message = SILENT
    constraints: tuple[Constraint, ...] = ()

    @property
    def path_name(self) -> str:
        """The local name of the path, or nothing for a shape that is about the things themselves.

        >>> Shape("s", NamedNode("https://w3id.org/crimechain/source")).path_name
        'source'
        """
        return self.path.value.replace("#", "/").rpartition("/")[2] if self.path else ""
