"""Clauses of a query: which names each of them sees, and hands on."""

from __future__ import annotations

from kg.query.cypher_subset.expressions import CLAUSES, ExpressionReader
from kg.query.cypher_subset.patterns import Names


class ClauseReader(ExpressionReader):
    """Reads one whole query."""

    def read(self) -> None:
        """Read the query to its end, or refuse it (see :func:`check_bound`)."""
        self._query(set(), set())
        self._take(";")
        if self._token().kind != "end":
            raise self._strange()

    def _query(self, scope: Names, outer: Names) -> Names:
        """Read a query and its unions; return the names that it gives back.

        :param outer: what WITH at its very beginning may take over
        """
        columns = self._single(set(scope), outer)
        while self._take("UNION"):
            self._take("ALL", "DISTINCT")
            columns = self._single(set(scope), outer)
        return columns

    def _single(self, scope: Names, outer: Names) -> Names:
        if outer and self._imports():
            scope |= self._imported(outer)
        while self._sees(*CLAUSES):
            if self._take("RETURN"):
                return self._projection(scope)
            if self._take("WITH"):
                scope = self._projection(scope)
                self._condition(scope)
            elif self._take("UNWIND"):
                self._expression(scope)
                self._need("AS")
                scope.add(self._name())
            elif self._take("CALL"):
                scope |= self._called(scope)
            else:
                self._take("OPTIONAL")
                self._need("MATCH")
                scope |= self._match(scope)
        return set()

    def _imports(self) -> bool:
        """Say whether WITH and plain names, and then another clause, come next."""
        if not self._sees("WITH"):
            return False
        ahead = 1
        while self._is_name(ahead) or self._sees("*", ahead=ahead):
            if not self._sees(",", ahead=ahead + 1):
                return self._sees(*CLAUSES, ahead=ahead + 1)
            ahead += 2
        return False

    def _imported(self, outer: Names) -> Names:
        found: Names = set()
        self._need("WITH")

        def one() -> None:
            found.update(outer if self._take("*") else {self._name()} & outer)

        self._listed(one)
        return found

    def _called(self, scope: Names) -> Names:
        """Read what stands behind CALL: a subquery, which sees what is handed to it alone."""
        if not self._take("("):
            return self._in_braces(lambda: self._query(set(), scope))
        handed: Names = set()
        while not self._take(")"):
            handed |= scope if self._take("*") else {self._name()} & scope
            self._take(",")
        return self._in_braces(lambda: self._query(handed, set()))

    def _projection(self, scope: Names) -> Names:
        """Read what WITH or RETURN hands on, and how it is ordered; return its names."""
        self._take("DISTINCT")
        found: Names = set()

        def one() -> None:
            if self._take("*"):
                found.update(scope)
                return
            begin = self._at
            self._expression(scope)
            if self._take("AS"):
                found.add(self._name())
            elif self._at == begin + 1 and self._tokens[begin].kind in ("word", "quoted"):
                self._at = begin
                found.update({self._name()} & scope)

        self._listed(one)
        if self._take("ORDER"):
            self._need("BY")
            self._listed(lambda: self._ordered(found))
        while self._take("SKIP", "OFFSET", "LIMIT"):
            self._expression(found)
        return found

    def _ordered(self, scope: Names) -> None:
        self._expression(scope)
        self._take("ASC", "DESC", "ASCENDING", "DESCENDING")
