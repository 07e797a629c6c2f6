"""Patterns of nodes and relationships: which names they hold, and whether they say the case."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.errors import QueryRefused
from kg.query.cypher_subset.cursor import Cursor
from kg.query.tokens import Token, where

Names = set[str]
HINT = "give every pattern the property case: $case, or begin it with what such a pattern bound"
PATHS = ("SHORTESTPATH", "ALLSHORTESTPATHS")


@dataclass(slots=True)
class Path:
    """A pattern: the names in it, those of its nodes, and whether it says which case it is of."""

    begin: Token
    names: Names = field(default_factory=set)
    nodes: Names = field(default_factory=set)
    says_case: bool = False


class PatternReader(Cursor):
    """Reads patterns; the expressions in them are read by :class:`ExpressionReader`."""

    def _patterns(self, scope: Names) -> list[Path]:
        found: list[Path] = []

        def one() -> None:
            name = self._path_name()
            path = self._shortest(scope) if self._sees(*PATHS) else self._path(scope)
            path.names |= name
            found.append(path)

        self._listed(one)
        return found

    def _path_name(self) -> Names:
        if not (self._is_name() and self._sees("=", ahead=1)):
            return set()
        name = self._name()
        self._need("=")
        return {name}

    def _bound(self, paths: list[Path], scope: Names) -> Names:
        """Return the names that patterns bind, or refuse the first that nothing binds."""
        bound, left = set(scope), list(paths)
        while held := [one for one in left if one.says_case or one.nodes & bound]:
            for one in held:
                left.remove(one)
                bound |= one.names
        if left:
            place = where(self._text, left[0].begin.start)
            raise QueryRefused(f"a pattern is of any case, at {place}", hint=HINT)
        return bound - scope

    def _shortest(self, scope: Names) -> Path:
        self._need(*PATHS)
        self._need("(")
        found = self._path(scope)
        self._need(")")
        return found

    def _path(self, scope: Names) -> Path:
        found = Path(self._token())
        self._node(found, scope)
        while self._is_relationship(self._at):
            self._relationship(found, scope)
            self._node(found, scope)
        return found

    def _node(self, found: Path, scope: Names) -> None:
        self._need("(")
        if self._is_name() and not self._sees("WHERE"):
            name = self._name()
            found.names.add(name)
            found.nodes.add(name)
        self._inside(found, scope)
        self._need(")")

    def _is_relationship(self, at: int) -> bool:
        """Say whether a relationship begins at a place: ``--``, ``-[``, ``<--`` or ``<-[``."""
        signs = "".join(one.text for one in self._tokens[at : at + 3] if one.kind == "sign")
        return signs.removeprefix("<")[:2] in ("--", "-[")

    def _relationship(self, found: Path, scope: Names) -> None:
        self._take("<")
        self._need("-")
        if self._take("["):
            if self._is_name() and not self._sees("WHERE"):
                found.names.add(self._name())
            self._inside(found, scope)
            self._need("]")
        self._need("-")
        self._take(">")

    def _inside(self, found: Path, scope: Names) -> None:
        """Read what a node or relationship must be: labels, a length, properties, a condition."""
        self._labels()
        is_one = not self._take("*")
        while not is_one and (self._token().kind == "number" or self._sees(".")):
            self._at += 1
        if self._sees("{"):
            # of no relationship at all (*0..) everything is true
            found.says_case |= self._says_case(scope) and is_one
        self._condition(scope)

    def _labels(self) -> None:
        if self._take(":"):
            self._label()

    def _label(self) -> None:
        self._one_label()
        if self._take("|", "&"):
            self._take(":")
            self._label()
        elif self._take(":"):
            self._label()

    def _one_label(self) -> None:
        while self._take("!"):
            pass
        if self._take("("):
            self._label()
            self._need(")")
        elif not self._take("%"):
            self._name()

    def _says_case(self, scope: Names) -> bool:
        """Read properties; say whether the case is one of them, and ``$case`` its value."""
        said: list[bool] = []

        def one() -> None:
            name = self._name()
            self._need(":")
            is_case = self._token().text == "$case" and self._sees(",", "}", ahead=1)
            self._expression(scope)
            if name == "case":
                said.append(is_case)

        self._need("{")
        if not self._sees("}"):
            self._listed(one)
        self._need("}")
        return said == [True]  # of two, Cypher takes one

    def _condition(self, scope: Names) -> None:
        if self._take("WHERE"):
            self._expression(scope)

    def _expression(self, scope: Names, *, bar: bool = True) -> None:
        raise NotImplementedError
