"""The part of Cypher in which a case is asked, read to see that every pattern is bound to it.

Relationships never lead from one case to another. So a pattern is bound if one node or relationship
in it says ``{case: $case}``, or if a node in it is a variable that such a pattern bound. Everywhere
a pattern can stand it is held to that: in MATCH, in EXISTS, COUNT and COLLECT, in comprehensions
and as a predicate. What is not read here is refused; where Cypher would see a variable and this
reader is not sure, it takes it for unbound.

The subset: MATCH, OPTIONAL MATCH, UNWIND, WITH, RETURN, UNION and CALL { } with their expressions;
of patterns nodes, relationships of fixed or variable length, and shortestPath.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kg.errors import QueryRefused
from kg.messages import Message
from kg.query.sparql_grammar import GrammarToken, where

Names = set[str]
OPENING, CLOSING = "([{", ")]}"
END = GrammarToken("end", "", 0)
HINT = Message("bind-patterns-to-case", case="$case")
PATHS = ("SHORTESTPATH", "ALLSHORTESTPATHS")
SUBQUERIES = ("EXISTS", "COUNT", "COLLECT")
CLAUSES = ("MATCH", "OPTIONAL", "UNWIND", "WITH", "CALL", "RETURN")
OPERATORS = frozenset(("AND", "OR", "XOR", "IN", "CONTAINS"))
SIGNS = frozenset("+-*/%^=<>|&~")
SPACES = frozenset(("date", "datetime", "localdatetime", "localtime", "time", "duration", "point"))
"""Whose functions reckon alone; those of a plug-in may read files or addresses."""
QUANTIFIERS = ("ALL", "ANY", "NONE", "SINGLE")


def check_bound(text: str, tokens: Sequence[GrammarToken]) -> None:
    """Read a query of which these are the tokens.

    :raises QueryRefused: a pattern is not bound to the case, or something is not of the subset; its
        place is named
    """
    SubsetReader(text, tokens).read()


@dataclass(slots=True)
class PatternPath:
    """A pattern: the names in it, those of its nodes, and whether it says which case it is of."""

    begin: GrammarToken
    names: Names = field(default_factory=set)
    nodes: Names = field(default_factory=set)
    says_case: bool = False


class TokenCursor:
    """Where a reader stands in a query; every method takes up where the one before it stopped."""

    def __init__(self, text: str, tokens: Sequence[GrammarToken]) -> None:
        self._text = text
        self._tokens = tokens
        self._at = 0
        self._closing = self._pairs()

    def _pairs(self) -> dict[int, int]:
        """Return of each bracket where it closes."""
        pairs: dict[int, int] = {}
        opened: list[int] = []
        for at, token in enumerate(self._tokens):
            if token.kind == "sign" and token.text in OPENING:
                opened.append(at)
            elif token.kind == "sign" and token.text in CLOSING:
                begin = opened.pop() if opened else None
                if begin is None or OPENING.index(self._tokens[begin].text) != CLOSING.index(
                    token.text
                ):
                    raise self._strange(token)
                pairs[begin] = at
        if opened:
            raise self._strange(self._tokens[opened[-1]])
        return pairs

    def _token(self, ahead: int = 0) -> GrammarToken:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else END

    def _sees(self, *texts: str, ahead: int = 0) -> bool:
        """Say whether one of these signs, or words in any case, comes next."""
        token = self._token(ahead)
        return token.kind in ("sign", "word") and token.text.upper() in texts

    def _take(self, *texts: str) -> bool:
        is_there = self._sees(*texts)
        self._at += is_there
        return is_there

    def _need(self, *texts: str) -> None:
        if not self._take(*texts):
            raise self._strange()

    def _is_name(self, ahead: int = 0) -> bool:
        return self._token(ahead).kind in ("word", "quoted")

    def _name(self) -> str:
        if not self._is_name():
            raise self._strange()
        token = self._token()
        self._at += 1
        return token.text[1:-1].replace("``", "`") if token.kind == "quoted" else token.text

    def _listed(self, read_item: Callable[[], object]) -> None:
        read_item()
        while self._take(","):
            read_item()

    def _strange(self, token: GrammarToken | None = None) -> QueryRefused:
        token = token or self._token()
        text = repr(token.text[:40]) if token.text else Message("its-end")
        place = where(self._text, token.start if token.kind != "end" else len(self._text))
        return QueryRefused(
            Message("not-read-here", said=text, place=place), hint=Message("help-query-tells")
        )


class SubsetReader(TokenCursor):
    """Reads one whole query by recursive descent: its clauses, expressions and patterns.

    ``scope`` is everywhere the names that are bound to the case where the reader stands.
    """

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
        imported: Names = set()
        self._need("WITH")

        def read_item() -> None:
            imported.update(outer if self._take("*") else {self._name()} & outer)

        self._listed(read_item)
        return imported

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
        projected: Names = set()

        def read_item() -> None:
            if self._take("*"):
                projected.update(scope)
                return
            begin = self._at
            self._expression(scope)
            if self._take("AS"):
                projected.add(self._name())
            elif self._at == begin + 1 and self._tokens[begin].kind in ("word", "quoted"):
                self._at = begin
                projected.update({self._name()} & scope)

        self._listed(read_item)
        if self._take("ORDER"):
            self._need("BY")
            self._listed(lambda: self._ordered(projected))
        while self._take("SKIP", "OFFSET", "LIMIT"):
            self._expression(projected)
        return projected

    def _ordered(self, scope: Names) -> None:
        self._expression(scope)
        self._take("ASC", "DESC", "ASCENDING", "DESCENDING")

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
            self._single_label()
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

        def read_item() -> None:
            if self._take("."):
                if not self._take("*"):
                    self._name()
                return
            self._name()
            if self._take(":"):
                self._expression(scope)

        self._need("{")
        if not self._sees("}"):
            self._listed(read_item)
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
                raise QueryRefused(
                    Message("not-a-reckoning-function", name=name), where=f"{name}.…("
                )
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
        bound = self._bound(self._patterns(scope), scope)
        self._condition(scope | bound)
        return bound

    def _in_braces(self, inner: Callable[[], Names]) -> Names:
        self._need("{")
        names = inner()
        self._need("}")
        return names

    def _patterns(self, scope: Names) -> list[PatternPath]:
        paths: list[PatternPath] = []

        def read_item() -> None:
            name = self._path_name()
            path = self._shortest(scope) if self._sees(*PATHS) else self._path(scope)
            path.names |= name
            paths.append(path)

        self._listed(read_item)
        return paths

    def _path_name(self) -> Names:
        if not (self._is_name() and self._sees("=", ahead=1)):
            return set()
        name = self._name()
        self._need("=")
        return {name}

    def _bound(self, paths: list[PatternPath], scope: Names) -> Names:
        """Return the names that patterns bind, or refuse the first that nothing binds."""
        bound, left = set(scope), list(paths)
        while reached := [path for path in left if path.says_case or path.nodes & bound]:
            for path in reached:
                left.remove(path)
                bound |= path.names
        if left:
            place = where(self._text, left[0].begin.start)
            raise QueryRefused(Message("pattern-of-any-case", place=place), hint=HINT)
        return bound - scope

    def _shortest(self, scope: Names) -> PatternPath:
        self._need(*PATHS)
        self._need("(")
        path = self._path(scope)
        self._need(")")
        return path

    def _path(self, scope: Names) -> PatternPath:
        path = PatternPath(self._token())
        self._node(path, scope)
        while self._is_relationship(self._at):
            self._relationship(path, scope)
            self._node(path, scope)
        return path

    def _node(self, path: PatternPath, scope: Names) -> None:
        self._need("(")
        if self._is_name() and not self._sees("WHERE"):
            name = self._name()
            path.names.add(name)
            path.nodes.add(name)
        self._inside(path, scope)
        self._need(")")

    def _is_relationship(self, at: int) -> bool:
        """Say whether a relationship begins at a place: ``--``, ``-[``, ``<--`` or ``<-[``."""
        signs = "".join(token.text for token in self._tokens[at : at + 3] if token.kind == "sign")
        return signs.removeprefix("<")[:2] in ("--", "-[")

    def _relationship(self, path: PatternPath, scope: Names) -> None:
        self._take("<")
        self._need("-")
        if self._take("["):
            if self._is_name() and not self._sees("WHERE"):
                path.names.add(self._name())
            self._inside(path, scope)
            self._need("]")
        self._need("-")
        self._take(">")

    def _inside(self, path: PatternPath, scope: Names) -> None:
        """Read what a node or relationship must be: labels, a length, properties, a condition."""
        self._labels()
        is_one = not self._take("*")
        while not is_one and (self._token().kind == "number" or self._sees(".")):
            self._at += 1
        if self._sees("{"):
            # of no relationship at all (*0..) everything is true
            path.says_case |= self._says_case(scope) and is_one
        self._condition(scope)

    def _labels(self) -> None:
        if self._take(":"):
            self._label()

    def _label(self) -> None:
        self._single_label()
        if self._take("|", "&"):
            self._take(":")
            self._label()
        elif self._take(":"):
            self._label()

    def _single_label(self) -> None:
        while self._take("!"):
            pass
        if self._take("("):
            self._label()
            self._need(")")
        elif not self._take("%"):
            self._name()

    def _says_case(self, scope: Names) -> bool:
        """Read properties; say whether the case is one of them, and ``$case`` its value."""
        case_checks: list[bool] = []

        def read_item() -> None:
            name = self._name()
            self._need(":")
            is_case = self._token().text == "$case" and self._sees(",", "}", ahead=1)
            self._expression(scope)
            if name == "case":
                case_checks.append(is_case)

        self._need("{")
        if not self._sees("}"):
            self._listed(read_item)
        self._need("}")
        return case_checks == [True]  # of two, Cypher takes one

    def _condition(self, scope: Names) -> None:
        if self._take("WHERE"):
            self._expression(scope)
