"""Asks the ledger for the matches of a pattern, and for the rows behind those that are listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from kg.case.questions.raw_questions import ask_ledger
from kg.case.storage.graph_sync import sync_scope
from kg.case.storage.resolve import resolve_thing
from kg.case.storage.session import Session
from kg.errors import UsageError
from kg.messages import Message
from kg.model import (
    Link,
    MatchedLink,
    MatchedTies,
    PatternMatch,
    PatternMatches,
    RoleCandidates,
)
from kg.patterns import PatternQuery, RolePattern, compile_pattern, find_pattern
from kg.patterns.compile_sql import COMPUTED
from kg.patterns.symmetry import interchangeable
from kg.patterns.words import wanted
from kg.query import QueryRunner
from kg.requests import PatternRequest
from kg.values.moments import named_zone

_EVERY = 1_000_000
"""Rows behind the matches that are listed: each match and link has one."""


def find_matches(
    session: Session, questions: QueryRunner, request: PatternRequest
) -> PatternMatches:
    """Return the matches of a pattern, the first ``rows`` of them with what they rest on."""
    if not request.pattern:
        raise UsageError(Message("which-pattern"), hint=Message("list-ready-patterns"))
    pattern = find_pattern(request.pattern)
    query = _query(session, pattern, _given(session, pattern, request.given))
    asked = _Asked(session, questions, request.seconds)
    text = query.matches(request.rows)
    rows = asked.rows(text, request.rows)
    things = [[str(cell) for cell in row[: len(pattern.roles)]] for row in rows]
    behind = asked.rows(query.rows(things), _EVERY) if things else []
    matches = _matches(pattern, query, things, [bool(row[-2]) for row in rows], behind)
    counts = [] if rows else asked.rows(query.candidates(), _EVERY)
    by_role = {row[1]: int(row[2]) for row in counts if row[0] == "role"}
    return PatternMatches(
        pattern=pattern.name,
        sha256=pattern.sha256,
        title=pattern.title,
        what=pattern.what,
        innocent=pattern.innocent,
        labels={role.name: role.label for role in pattern.roles},
        matches=tuple(matches),
        total=int(rows[0][-1]) if rows else 0,
        swapped=interchangeable(pattern, query.fixed),
        candidates=tuple(
            RoleCandidates(role.base, role.label, by_role.get(role.base, 0))
            for role in pattern.bases
            if counts
        ),
        pairs={row[1]: int(row[2]) for row in counts if row[0] == "link"},
        warnings=_warnings(session, rows, len(things)),
        sql=text,
        request=request,
    )


class _Asked:
    """Asks the ledger within one clock for each question."""

    def __init__(self, session: Session, questions: QueryRunner, seconds: int) -> None:
        self._session, self._questions, self._seconds = session, questions, seconds

    def rows(self, text: str, rows: int) -> Sequence[Sequence[Any]]:
        """Return the rows of a SELECT."""
        return ask_ledger(self._session, self._questions, text, self._seconds, rows, False).rows


def _query(session: Session, pattern: RolePattern, fixed: Mapping[str, str]) -> PatternQuery:
    named = {kind for link in pattern.links for kind in link.facts.kinds}
    named |= {kind for role in pattern.roles for tie in role.ties for kind in tie.facts.kinds}
    zone = named_zone(session.folder.settings().zone)
    computed = [
        (link, link.start.astimezone(zone).replace(tzinfo=None) if link.start else None)
        for link in (sync_scope(session).results().values() if named & set(COMPUTED) else ())
        if isinstance(link, Link) and link.kind in named
    ]
    flows = session.index().flow_classes
    return compile_pattern(pattern, session.schema, flows=flows, fixed=fixed, computed=computed)


def _given(session: Session, pattern: RolePattern, given: Sequence[str]) -> dict[str, str]:
    """Return the things that were named for roles; of a role for several things it is the first."""
    fixed: dict[str, str] = {}
    for text in given:
        role, equals, typed = (part.strip() for part in text.partition("="))
        name = f"{role}-1" if pattern.sizes.get(role, 1) > 1 else role
        if not equals or name not in pattern.role_names:
            raise UsageError(
                Message("pattern-no-such-role", text=repr(text)),
                where="--with",
                hint=Message("pattern-roles-are", names=list(pattern.role_names)),
            )
        fixed[name] = resolve_thing(session, typed)
    return fixed


def _matches(
    pattern: RolePattern,
    query: PatternQuery,
    things: Sequence[Sequence[str]],
    proven: Sequence[bool],
    behind: Sequence[Sequence[Any]],
) -> list[PatternMatch]:
    said = {(int(row[0]), str(row[1])): row for row in behind}
    found = []
    for n, ids in enumerate(things):
        at = dict(zip(pattern.role_names, ids, strict=True))
        links = [
            MatchedLink(
                link.name,
                at[link.source],
                at[link.target],
                tuple(str(row[5]).split()),
                int(row[3]),
                _amount(row[4]) if link.facts.currency else None,
            )
            for link in pattern.links
            if (row := said.get((n, link.name)))
        ]
        ties = []
        for role in pattern.roles:
            for number, tie in enumerate(role.ties):
                row = said.get((n, f"{role.name}#{number}"), (n, "", 0, 0, None, None))
                amount = _amount(row[4]) if tie.facts.currency else None
                told = wanted(tie, query.schema)
                ties.append(MatchedTies(role.name, int(row[2]), int(row[3]), amount, told))
        found.append(PatternMatch(at, tuple(links), tuple(ties), proven[n]))
    return found


def _amount(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value)).normalize() + 0


def _warnings(session: Session, rows: Sequence[Sequence[Any]], listed: int) -> tuple[Message, ...]:
    total = int(rows[0][-1]) if rows else 0
    warnings = [*session.notices()]
    if total > listed:
        warnings.append(Message("first-matches-only", listed=listed, total=total))
    if unproven := sum(not row[-2] for row in rows):
        warnings.append(Message("matches-order-unproven", count=unproven))
    return tuple(warnings)
