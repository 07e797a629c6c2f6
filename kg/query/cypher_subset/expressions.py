"""Expressions, as far as patterns and names of their own can stand in them."""

from __future__ import annotations

from collections.abc import Callable

from kg.errors import QueryRefused
from kg.query.cypher_subset.patterns import PATHS, Names, PatternReader

SUBQUERIES = ("EXISTS", "COUNT", "COLLECT")
CLAUSES = ("MATCH", "OPTIONAL", "UNWIND", "WITH", "CALL", "RETURN")
OPERATORS = frozenset(("AND", "OR", "XOR", "IN", "CONTAINS"))
SIGNS = frozenset("+-*/%^=<>|&~")
SPACES = frozenset(("date", "datetime", "localdatetime", "localtime", "time", "duration", "point"))
"""Whose functions reckon alone; those of a plug-in may read files or addresses."""
QUANTIFIERS = ("ALL", "ANY", "NONE", "SINGLE")


class ExpressionReader(PatternReader):
    """Reads expressions; the subqueries in them are read by :class:`ClauseReader`."""

    def _expression(self, scope: Names, *, bar: bool = True) -> None:
        """Read an expression; a bar is "or" of labels in it, but where it ends a list."""
        self._operand(scope)
        while True:
            if self._sees("|") and not bar:
                return
            if self._token().kind == "sign" and self._token().text in SIGNS:
                while self._token().kind == "sign" and self._token().text in SIGNS:
                    self._at += 1
            elif self._take("STARTS", "ENDS"):
                self._need("WITH")
            elif self._sees(*OPERATORS):
                self._at += 1
            else:
                return
            self._operand(scope)

    def _operand(self, scope: Names) -> None:
        while self._take("NOT", "+", "-", "!"):
            pass
        self._atom(scope)
        while self._behind(scope):
            pass

    def _behind(self, scope: Names) -> bool:
        """Read what can stand behind an operand: a property, an index, labels, a test for null."""
        if self._sees(".") and self._is_name(1):
            self._at += 1
            self._name()
        elif self._take("["):
            self._slice(scope)
        elif self._take(":"):
            self._one_label()
        elif self._take("IS"):
            self._take("NOT")
            self._need("NULL")
        elif self._sees("{"):
            self._projected(scope)
        else:
            return False
        return True

    def _slice(self, scope: Names) -> None:
        while not self._take("]"):
            if not self._take("."):
                self._expression(scope)

    def _projected(self, scope: Names) -> None:
        """Read a map, or what of a map is projected."""

        def one() -> None:
            if self._take("."):
                if not self._take("*"):
                    self._name()
                return
            self._name()
            if self._take(":"):
                self._expression(scope)

        self._need("{")
        if not self._sees("}"):
            self._listed(one)
        self._need("}")

    def _atom(self, scope: Names) -> None:
        token = self._token()
        if token.kind in ("string", "number", "parameter"):
            self._at += 1
        elif self._is_pattern(self._at):
            self._predicate(scope)
        elif self._take("("):
            self._expression(scope)
            self._need(")")
        elif self._sees("["):
            self._list(scope)
        elif self._sees("{"):
            self._projected(scope)
        elif self._sees("CASE"):
            self._case(scope)
        elif self._sees(*SUBQUERIES) and self._sees("{", ahead=1):
            self._at += 1
            self._in_braces(lambda: self._subquery(scope))
        elif self._is_name():
            self._named(scope)
        else:
            raise self._strange()

    def _named(self, scope: Names) -> None:
        """Read a variable, or a function with its arguments."""
        if self._sees(*PATHS):
            self._bound([self._shortest(scope)], scope)
            return
        if self._sees(*QUANTIFIERS, "REDUCE") and self._sees("(", ahead=1):
            self._each(scope)
            return
        name, is_plain = self._name(), True
        while self._sees(".") and self._is_name(1):
            self._at += 2
            is_plain = False
        if self._take("("):
            if not is_plain and name.lower() not in SPACES:
                raise QueryRefused(f"{name} is no function that only reckons", where=f"{name}.…(")
            self._take("DISTINCT")
            if not self._take("*") and not self._sees(")"):
                self._listed(lambda: self._expression(scope))
            self._need(")")

    def _each(self, scope: Names) -> None:
        """Read ``any(x IN list WHERE …)`` or ``reduce(sum = 0, x IN list | …)``."""
        inner = set(scope)
        is_sum = self._take("REDUCE")
        self._at += not is_sum
        self._need("(")
        if is_sum:
            inner.add(self._name())
            self._need("=")
            self._expression(scope)
            self._need(",")
        inner.add(self._name())
        self._need("IN")
        self._expression(scope, bar=False)
        self._need("|" if is_sum else "WHERE")
        self._expression(inner)
        self._need(")")

    def _case(self, scope: Names) -> None:
        self._need("CASE")
        while not self._take("END"):
            if not self._take("WHEN", "THEN", "ELSE"):
                self._listed(lambda: self._expression(scope))

    def _subquery(self, scope: Names) -> Names:
        if self._sees(*CLAUSES):
            return self._query(scope, set())
        return self._match(set(scope))

    def _is_pattern(self, at: int) -> bool:
        """Say whether a node stands at a place, and a relationship behind it."""
        begin = self._tokens[at].text if at < len(self._tokens) else ""
        return begin == "(" and self._is_relationship(self._closing[at] + 1)

    def _predicate(self, scope: Names) -> None:
        self._bound([self._path(scope)], scope)

    def _list(self, scope: Names) -> None:
        """Read a list, or a comprehension of a list or of a pattern."""
        self._need("[")
        named = 2 * (self._is_name() and self._sees("=", ahead=1))
        if self._is_pattern(self._at + named):
            self._comprehension(scope)
        elif self._is_name() and self._sees("IN", ahead=1):
            inner = scope | {self._name()}
            self._need("IN")
            self._expression(scope, bar=False)
            self._rest(inner)
        elif not self._sees("]"):
            self._listed(lambda: self._expression(scope))
        self._need("]")

    def _comprehension(self, scope: Names) -> None:
        name = self._path_name()
        path = self._path(scope)
        path.names |= name
        self._rest(scope | self._bound([path], scope))

    def _rest(self, inner: Names) -> None:
        """Read the condition of a comprehension and what it makes."""
        if self._take("WHERE"):
            self._expression(inner, bar=False)
        if self._take("|"):
            self._expression(inner)

    def _match(self, scope: Names) -> Names:
        found = self._bound(self._patterns(scope), scope)
        self._condition(scope | found)
        return found

    def _in_braces(self, inner: Callable[[], Names]) -> Names:
        self._need("{")
        found = inner()
        self._need("}")
        return found

    def _query(self, scope: Names, outer: Names) -> Names:
        raise NotImplementedError
