"""A pattern as SQL: one SELECT over the views of the ledger, the same text for the same pattern.

Everything is said by common table expressions in one order: the facts that each link counts, the
pairs that they join, who can have each role by its own conditions, the same after each role was
held to its neighbours (semi-joins, so that the last join meets little that it drops), the join of
all roles, and what the order in time leaves of it. Every word of a pattern stands in the text as a
quoted literal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from kg.model import RECORDED_AS, Link, snake_case
from kg.patterns.pattern import (
    EITHER,
    IN,
    OUT,
    Bounds,
    FactTerms,
    PatternLink,
    PatternRole,
    RolePattern,
    Ties,
    apart_pairs,
)
from kg.patterns.symmetry import ordered_roles
from kg.schema import Schema
from kg.schema.meanings import INFERRED_LEG, TRACED_FLOW

COMPUTED = (TRACED_FLOW, INFERRED_LEG)
"""Links that a trace or a rule made: only a pattern that names them sees them."""
PASSES = 3
"""How often every role is held to its neighbours before all are joined."""
ROWS_TOLD = 100
"""So many rows of one link of one match are listed; the others are counted."""
_PRECISION = (
    "CASE precision WHEN 'day' THEN INTERVAL 86399999999 MICROSECOND"
    " WHEN 'minute' THEN INTERVAL 59999999 MICROSECOND ELSE INTERVAL 0 SECOND END"
)


def literal(text: object) -> str:
    """Return a text as an SQL literal.

    >>> literal("O'Neill")
    "'O''Neill'"
    """
    return "'" + str(text).replace("'", "''") + "'"


def compile_pattern(
    pattern: RolePattern,
    schema: Schema,
    *,
    flows: Iterable[str] = (),
    fixed: Mapping[str, str] | None = None,
    computed: Sequence[tuple[Link, datetime | None]] = (),
) -> PatternQuery:
    """Return the query of a pattern.

    Args:
        pattern: The pattern.
        schema: The ontology.
        flows: The flowing classes that the ledger has rows of, in snake case.
        fixed: Things that were named for roles, by the role's name.
        computed: Links that only the graph has, with their start on the case's clock.
    """
    return PatternQuery(pattern, schema, tuple(flows), dict(fixed or {}), tuple(computed))


@dataclass(frozen=True)
class PatternQuery:
    """The query of one pattern; see :func:`compile_pattern`."""

    pattern: RolePattern
    schema: Schema
    flows: tuple[str, ...]
    fixed: Mapping[str, str]
    computed: tuple[tuple[Link, datetime | None], ...] = field(repr=False, default=())

    def matches(self, limit: int) -> str:
        """Return the SELECT of the first matches.

        It has a column for each role, ``proven`` (whether the order in time is) and ``total`` (how
        many matches there are in all).
        """
        columns = ", ".join(self._column[name] for name in self.pattern.role_names)
        return (
            f"{self._heading()}WITH {self._whole()}\n"
            f"SELECT {columns}, proven, count(*) OVER () AS total FROM found\n"
            f"ORDER BY {columns} LIMIT {limit}"
        )

    def candidates(self) -> str:
        """Return the SELECT of how many things meet each role's own conditions.

        And of how many pairs of them each link joins: ``what``, ``name``, ``count``.
        """
        roles = [
            f"SELECT 'role' AS what, {literal(role.base)} AS name, count(*) AS count"
            f" FROM {self._cand(role.base, 0)}"
            for role in self.pattern.bases
        ]
        links = [
            f"SELECT 'link', {literal(link.name)}, count(*) FROM {self._pair(link)} p"
            f" WHERE a IN (FROM {self._cand(a, 0)}) AND b IN (FROM {self._cand(b, 0)})"
            for link in self.pattern.links
            if not link.absent
            for a, b in [self._ends(link, bases=True)]
        ]
        return f"WITH {self._parts(0)}\n" + "\nUNION ALL ".join([*roles, *links])

    def rows(self, matches: Sequence[Sequence[str]]) -> str:
        """Return the SELECT of the rows behind some matches.

        ``n`` (from 0) is the match, ``name`` the link, ``ids`` are the first rows in order of time.
        What a condition on all facts at a role counted stands there too, its ``name`` is
        ``role#number`` and its ``things`` are the distinct others.
        """
        columns = [self._column[name] for name in self.pattern.role_names]
        values = ", ".join(
            f"({n}, {', '.join(map(literal, match))})" for n, match in enumerate(matches)
        )
        parts = [f"m(n, {', '.join(columns)}) AS (VALUES {values})", *self._relations()]
        selects = [
            f"SELECT n, {literal(link.name)} AS name, NULL AS things, count(*) AS count,"
            f" sum(amount) AS amount, string_agg(id, ' ' ORDER BY place) AS ids FROM ("
            f"SELECT n, id, amount, row_number() OVER (PARTITION BY n ORDER BY t NULLS LAST, id)"
            f" AS place FROM m JOIN {self._relation(link)} f"
            f" ON f.a = m.{self._column[a]} AND f.b = m.{self._column[b]})"
            f" WHERE place <= {ROWS_TOLD} GROUP BY n"
            for link in self.pattern.links
            if not link.absent
            for a, b in [self._ends(link)]
        ]
        for role in self.pattern.roles:
            selects += [
                f"SELECT n, {literal(f'{role.name}#{number}')} AS name,"
                f" count(DISTINCT f.b) AS things, count(f.id) AS count, sum(f.amount) AS amount,"
                f" NULL AS ids FROM m JOIN {self._relation(tie)} f"
                f" ON f.a = m.{self._column[role.name]}{self._other_kinds(tie)} GROUP BY n"
                for number, tie in enumerate(role.ties)
            ]
        none = "SELECT n, '' AS name, 0 AS things, 0 AS count, NULL AS amount, NULL AS ids FROM m"
        told = "\nUNION ALL ".join(selects) or f"{none} WHERE false"
        return f"WITH {_joined(parts)}\n{told}\nORDER BY n, name"

    # names

    @cached_property
    def _column(self) -> dict[str, str]:
        """The column of each role: what a file calls it is no name of SQL."""
        return {name: f"r{n}" for n, name in enumerate(self.pattern.role_names, 1)}

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {role.base: n for n, role in enumerate(self.pattern.bases, 1)}

    @cached_property
    def _terms(self) -> list[FactTerms]:
        """What is counted, each distinct one once, as seen from the end called ``a``."""
        every = [link.facts for link in self.pattern.links]
        every = [_seen_out(facts) for facts in every]
        every += [tie.facts for role in self.pattern.bases for tie in role.ties]
        return list(dict.fromkeys(every))

    def _number(self, counted: PatternLink | Ties) -> int:
        facts = counted.facts if isinstance(counted, Ties) else _seen_out(counted.facts)
        return self._terms.index(facts) + 1

    def _relation(self, counted: PatternLink | Ties) -> str:
        return f"facts_{self._number(counted)}"

    def _pair(self, link: PatternLink) -> str:
        return f"pairs_{self._number(link)}"

    def _cand(self, base: str, after: int) -> str:
        return f"role_{self._numbers[base]}_{after}"

    def _base(self, name: str) -> str:
        return next(role.base for role in self.pattern.roles if role.name == name)

    def _ends(self, link: PatternLink, *, bases: bool = False) -> tuple[str, str]:
        """Return the roles at the ends called ``a`` and ``b``."""
        a, b = link.source, link.target
        if link.facts.direction == IN:
            a, b = b, a
        return (self._base(a), self._base(b)) if bases else (a, b)

    def _heading(self) -> str:
        names = " · ".join(f"{column} {name}" for name, column in self._column.items())
        title = " ".join(self.pattern.title.text("en").split())
        return f"-- {title}\n-- {names}\n"

    # the parts

    def _whole(self) -> str:
        parts = [self._parts(PASSES), *self._edges(), self._joined_roles(), self._found()]
        return _joined(parts)

    def _parts(self, passes: int) -> str:
        parts = [*self._relations(), *self._pairs(), *self._ties(), *self._first_candidates()]
        for number in range(1, passes + 1):
            parts += [self._held(role.base, number) for role in self.pattern.bases]
        return _joined(parts)

    def _relations(self) -> list[str]:
        """Return what is counted, from ``a`` to ``b``; ``u`` is the latest that ``t`` can be."""
        return [
            f"facts_{n} AS NOT MATERIALIZED ({self._rows_of(facts)})"
            for n, facts in enumerate(self._terms, 1)
        ]

    def _rows_of(self, facts: FactTerms) -> str:
        ways = {OUT: ["source, target"], IN: ["target, source"]}
        ways[EITHER] = [*ways[OUT], *ways[IN]]
        tables = list(self._tables(facts))
        where = " AND ".join(_row_conditions(facts))
        selects = [
            f"SELECT {' AS a, '.join(way.split(', '))} AS b, id, start_time AS t,"
            f" start_time + {_PRECISION} AS u, amount FROM {table} WHERE {where}{more}"
            for table, more in tables
            for way in ways[facts.direction]
        ]
        return "\n  UNION ALL ".join(selects)

    def _tables(self, facts: FactTerms) -> Iterable[tuple[str, str]]:
        """Yield where the facts stand, with what else each table is held to."""
        kinds = facts.kinds or self._recorded
        listed = [kind for kind in kinds if not self.schema.kind(kind).flows]
        one_of = _is_in("kind", listed) if listed else "false"
        if not facts.kinds:
            one_of = f"NOT {_is_in('kind', COMPUTED)}"
        named = f" AND {_called(facts.words)}" if facts.words else ""
        yield "link", f" AND proof <> 'excluded' AND {one_of}{named}"
        if facts.words:  # payments and what a trace made are called nothing
            return
        for kind in kinds:
            if self.schema.kind(kind).flows and snake_case(kind) in self.flows:
                yield snake_case(kind), " AND judged IS DISTINCT FROM 'excluded'"
        if extra := [one for one in self.computed if one[0].kind in facts.kinds]:
            yield f"({_values(extra)})", ""

    @cached_property
    def _recorded(self) -> tuple[str, ...]:
        return tuple(k.name for k in self.schema.link_kinds() if k.name not in COMPUTED)

    def _pairs(self) -> list[str]:
        wanted = {self._number(link): link for link in self.pattern.links}
        return [
            f"pairs_{n} AS MATERIALIZED ({self._pairs_of(n, link)})"
            for n, link in sorted(wanted.items())
        ]

    def _pairs_of(self, number: int, link: PatternLink) -> str:
        facts = link.facts
        if facts.within is None:
            having = _having(facts, {"count": "count(*)", "amount": "sum(amount)"})
            return f"SELECT a, b FROM facts_{number} GROUP BY a, b{having}"
        least = _conditions(facts, {"count": "n", "amount": "total"}) or ["true"]
        return (
            f"SELECT a, b FROM (SELECT a, b, count(*) OVER w AS n, sum(amount) OVER w AS total"
            f" FROM facts_{number} WHERE t IS NOT NULL"
            f" WINDOW w AS (PARTITION BY a, b ORDER BY t RANGE BETWEEN CURRENT ROW AND"
            f" {_interval(facts.within)} FOLLOWING)) GROUP BY a, b"
            f" HAVING bool_or({' AND '.join(least)})"
        )

    def _ties(self) -> list[str]:
        return [
            f"ties_{self._numbers[role.base]}_{n} AS MATERIALIZED ({self._ties_of(tie)})"
            for role in self.pattern.bases
            for n, tie in enumerate(role.ties)
        ]

    def _ties_of(self, tie: Ties) -> str:
        """Return who meets a condition, of those that have any such fact."""
        relation = f"{self._relation(tie)} f"
        where = self._other_kinds(tie).replace(" AND ", " WHERE ", 1)
        names = {"things": "count(DISTINCT b)", "count": "count(*)", "amount": "sum(amount)"}
        if tie.facts.within is None:
            having = " AND ".join(_tie_conditions(tie, names)) or "true"
            return f"SELECT a AS id, {having} AS good FROM {relation}{where} GROUP BY a"
        over = " OVER w"
        names = {key: f"{said}{over}" for key, said in names.items()}
        good = " AND ".join(_tie_conditions(tie, names)) or "true"
        dated = " AND t IS NOT NULL" if where else " WHERE t IS NOT NULL"
        return (
            f"SELECT a AS id, bool_or(good) AS good FROM (SELECT a, {good} AS good"
            f" FROM {relation}{where}{dated} WINDOW w AS (PARTITION BY a ORDER BY t RANGE BETWEEN"
            f" CURRENT ROW AND {_interval(tie.facts.within)} FOLLOWING)) GROUP BY a"
        )

    def _other_kinds(self, tie: Ties) -> str:
        if not tie.kinds:
            return ""
        return f" AND f.b IN (SELECT id FROM entity WHERE {_is_in('kind', tie.kinds)})"

    def _first_candidates(self) -> list[str]:
        return [
            f"{self._cand(role.base, 0)} AS MATERIALIZED (SELECT id FROM entity"
            f" WHERE {' AND '.join(self._own_conditions(role)) or 'true'})"
            for role in self.pattern.bases
        ]

    def _own_conditions(self, role: PatternRole) -> Iterable[str]:
        if role.kinds:
            yield _is_in("kind", role.kinds)
        if role.roles:
            yield f"id IN ({_said(role.roles)})"
        if role.stages:
            yield f"({' OR '.join(self._at_stages(role.stages))})"
        if role.base in self.fixed and self.pattern.sizes.get(role.base, 1) == 1:
            yield f"id = {literal(self.fixed[role.base])}"
        for number, tie in enumerate(role.ties):
            table = f"ties_{self._numbers[role.base]}_{number}"
            if _holds_of_none(tie):
                yield f"id NOT IN (SELECT id FROM {table} WHERE NOT coalesce(good, false))"
            else:
                yield f"id IN (SELECT id FROM {table} WHERE good)"

    def _at_stages(self, stages: Sequence[str]) -> Iterable[str]:
        """Yield the grounds on which a thing stands at one of some stages."""
        if roles := [role.name for role in self.schema.roles() if role.stage in stages]:
            yield f"id IN ({_said(roles)})"
        for end in ("source", "target"):
            links = [
                kind.name
                for kind in self.schema.link_kinds()
                if getattr(kind, f"{end}_stage") in stages
            ]
            if links:
                yield (
                    f"id IN (SELECT {end} FROM link WHERE proof <> 'excluded'"
                    f" AND {_is_in('kind', links)})"
                )
        kinds = [kind.name for kind in self.schema.entity_kinds() if kind.stage in stages]
        yield _is_in("kind", kinds) if kinds else "false"

    def _held(self, base: str, number: int) -> str:
        """Return who is left of a role: whoever is joined to enough of those at each other end."""
        conditions = list(self._held_to(base, number))
        where = " AND ".join(conditions) or "true"
        return (
            f"{self._cand(base, number)} AS MATERIALIZED (SELECT id FROM"
            f" {self._cand(base, number - 1)} WHERE {where})"
        )

    def _held_to(self, base: str, number: int) -> Iterable[str]:
        for link in self._base_links():
            ends = self._ends(link, bases=True)
            for own, other, other_base in (("a", "b", ends[1]), ("b", "a", ends[0])):
                if ends["ab".index(own)] != base:
                    continue
                # roles that stand before this one were held in this pass already
                earlier = self._numbers[other_base] < self._numbers[base]
                cand = self._cand(other_base, number if earlier else number - 1)
                least = self.pattern.sizes.get(other_base, 1) - (other_base == base)
                having = f" GROUP BY {own} HAVING count(*) >= {least}" if least > 1 else ""
                yield (
                    f"id IN (SELECT {own} FROM {self._pair(link)}"
                    f" WHERE {other} IN (FROM {cand}){having})"
                )

    def _base_links(self) -> list[PatternLink]:
        """Return one link for each of the file that must be there."""
        distinct: dict[tuple[str, str, FactTerms], PatternLink] = {}
        for link in self.pattern.links:
            if not link.absent:
                distinct.setdefault((*self._ends(link, bases=True), link.facts), link)
        return list(distinct.values())

    def _edges(self) -> list[str]:
        return [
            f"edges_{n} AS MATERIALIZED (SELECT a, b FROM {self._pair(link)}"
            f" WHERE a IN (FROM {self._cand(a, PASSES)}) AND b IN (FROM {self._cand(b, PASSES)}))"
            for n, link in enumerate(self._base_links(), 1)
            for a, b in [self._ends(link, bases=True)]
        ]

    def _joined_roles(self) -> str:
        """Return the join of all roles, each two of them different, swapped ones once."""
        tables, where, at = [], [], dict[str, str]()
        numbers = {
            (*self._ends(link, bases=True), link.facts): n
            for n, link in enumerate(self._base_links(), 1)
        }
        for place, link in enumerate([k for k in self.pattern.links if not k.absent], 1):
            number = numbers[(*self._ends(link, bases=True), link.facts)]
            tables.append(f"edges_{number} e{place}")
            for own, role in zip("ab", self._ends(link), strict=True):
                said = f"e{place}.{own}"
                if role in at:
                    where.append(f"{said} = {at[role]}")
                else:
                    at[role] = said
        for place, one in enumerate(self.pattern.roles, 1):
            if one.name not in at:
                tables.append(f"{self._cand(one.base, PASSES)} c{place}")
                at[one.name] = f"c{place}.id"
        where += self._between(at)
        columns = ", ".join(f"{at[name]} AS {column}" for name, column in self._column.items())
        return (
            f"joined AS MATERIALIZED (SELECT {columns} FROM {', '.join(tables)}"
            f" WHERE {' AND '.join(where) or 'true'})"
        )

    def _between(self, at: Mapping[str, str]) -> list[str]:
        ordered = ordered_roles(self.pattern, self.fixed)
        conditions = [f"{at[one]} < {at[other]}" for one, other in ordered]
        known = {frozenset(pair) for pair in ordered}
        known |= {frozenset((k.source, k.target)) for k in self.pattern.links if not k.absent}
        conditions += [
            f"{at[one]} <> {at[other]}"
            for one, other in apart_pairs(self.pattern.role_names)
            if frozenset((one, other)) not in known and self._may_be_one(one, other)
        ]
        conditions += [
            f"{at[name]} = {literal(thing)}" for name, thing in self.fixed.items() if name in at
        ]
        conditions += [
            f"NOT EXISTS (SELECT 1 FROM {self._pair(link)} p WHERE p.a = {at[a]} AND p.b = {at[b]})"
            for link in self.pattern.links
            if link.absent
            for a, b in [self._ends(link)]
        ]
        return conditions

    def _may_be_one(self, one: str, other: str) -> bool:
        """Say whether one thing can be of the kinds of both roles."""
        kinds = [set(role.kinds) for role in self.pattern.roles if role.name in (one, other)]
        return not all(kinds) or bool(kinds[0] & kinds[1])

    def _found(self) -> str:
        """Return the matches whose facts can stand in the order asked for; whether they must."""
        parts = list(self._in_time())
        can = " AND ".join(self._exists(part, certain=False) for part in parts) or "true"
        must = " AND ".join(self._exists(part, certain=True) for part in parts) or "true"
        return f"found AS MATERIALIZED (SELECT j.*, {must} AS proven FROM joined j WHERE {can})"

    def _in_time(self) -> Iterable[list[str]]:
        """Yield the names of the links whose order hangs together."""
        parts: list[set[str]] = []
        for order in self.pattern.orders:
            touching = [part for part in parts if part & {order.first, order.then}]
            parts = [part for part in parts if part not in touching]
            parts.append({order.first, order.then}.union(*touching))
        for part in parts:
            yield [link.name for link in self.pattern.links if link.name in part]

    def _exists(self, names: list[str], *, certain: bool) -> str:
        tables, where = [], []
        alias = {name: f"x{n}" for n, name in enumerate(names, 1)}
        for name, x in alias.items():
            link = self.pattern.link(name)
            a, b = self._ends(link)
            tables.append(f"{self._relation(link)} {x}")
            where.append(f"{x}.a = j.{self._column[a]} AND {x}.b = j.{self._column[b]}")
        for order in self.pattern.orders:
            if order.first not in alias:
                continue
            first, then = alias[order.first], alias[order.then]
            where.append(f"{first}.u < {then}.t" if certain else f"{first}.t <= {then}.u")
            if order.within is not None:
                early, late = ("t", "u") if certain else ("u", "t")
                where.append(f"{then}.{late} <= {first}.{early} + {_interval(order.within)}")
        return f"EXISTS (SELECT 1 FROM {', '.join(tables)} WHERE {' AND '.join(where)})"


def _seen_out(facts: FactTerms) -> FactTerms:
    """Return the terms of a link as seen from its end called ``a``."""
    return replace(facts, direction=OUT) if facts.direction == IN else facts


def _joined(parts: Iterable[str]) -> str:
    return ",\n".join(parts)


def _is_in(column: str, names: Sequence[str]) -> str:
    return f"{column} IN ({', '.join(map(literal, names))})"


def _called(words: Sequence[str]) -> str:
    """Return the condition that a file calls a fact by one of some words."""
    listed = ", ".join(map(literal, words))
    return f"list_has_any(json_extract_string(values, '$.{RECORDED_AS}[*]'), [{listed}])"


def _said(roles: Sequence[str]) -> str:
    """Return who is said to have one of some roles."""
    return (
        "SELECT source FROM (SELECT source, unnest(json_extract_string(values, '$.role[*]')) AS"
        " role FROM link WHERE proof <> 'excluded' AND json_exists(values, '$.role'))"
        f" WHERE {_is_in('role', roles)}"
    )


def _row_conditions(facts: FactTerms) -> Iterable[str]:
    yield "source <> target"
    if facts.currency:
        yield f"currency = {literal(facts.currency)}"
    yield from _within("amount", facts.each)
    if facts.since:
        yield f"start_time >= TIMESTAMP {literal(facts.since)}"
    if facts.until:
        yield f"start_time < TIMESTAMP {literal(facts.until)}"


def _within(said: str, bounds: Bounds) -> Iterable[str]:
    if bounds.least is not None:
        yield f"{said} >= {bounds.least}"
    if bounds.most is not None:
        yield f"{said} <= {bounds.most}"


def _conditions(facts: FactTerms, names: Mapping[str, str]) -> list[str]:
    return [*_within(names["count"], facts.count), *_within(names["amount"], facts.amount)]


def _having(facts: FactTerms, names: Mapping[str, str]) -> str:
    conditions = _conditions(facts, names)
    return f" HAVING {' AND '.join(conditions)}" if conditions else ""


def _tie_conditions(tie: Ties, names: Mapping[str, str]) -> list[str]:
    return [*_within(names["things"], tie.things), *_conditions(tie.facts, names)]


def _holds_of_none(tie: Ties) -> bool:
    """Say whether a thing without any such fact meets the condition."""
    bounds = (tie.things, tie.facts.count, tie.facts.amount)
    return all(not bound.least for bound in bounds)


def _interval(length: timedelta) -> str:
    return f"INTERVAL {int(length.total_seconds())} SECOND"


def _values(links: Sequence[tuple[Link, datetime | None]]) -> str:
    """Return links that no table of the ledger has, as rows of a view of it."""
    rows = [
        f"SELECT {literal(k.id)} AS id, {literal(k.source)} AS source, {literal(k.target)} AS"
        f" target, {f'TIMESTAMP {literal(start)}' if start else 'NULL::TIMESTAMP'} AS start_time,"
        f" {literal(k.precision)} AS precision,"
        f" {'NULL' if k.amount is None else k.amount}::DECIMAL(38, 18) AS amount,"
        f" {literal(k.currency)} AS currency"
        for k, start in links
    ]
    return " UNION ALL ".join(rows)
