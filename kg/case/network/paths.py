"""Answers by which facts and payments one thing is joined to another, the shortest way first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise

from kg.case.storage.resolve import resolve_thing
from kg.case.storage.session import Session
from kg.errors import Ambiguous, NotFound, UsageError
from kg.ledger.base import PathRow
from kg.ledger.path_rows import UNDATED, path_rows, rows_of_steps
from kg.messages import Message
from kg.model import PathFound, PathHop, Paths
from kg.network.paths import FAR, PathNetwork, PathTerms, WalkedPath
from kg.requests import PathRequest
from kg.schema.meanings import LISTING, STATES

ROWS = 20
"""Rows kept of a step."""
NO_STEPS = (STATES, LISTING)
"""Classes of facts that join nobody: who speaks of whom, and what a published list names."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def find_paths(session: Session, request: PathRequest) -> Paths:
    """Return the shortest paths between the two things of a request.

    Raises:
        NotFound: The case has no such thing, or no such class of facts.
        UsageError: Both are one thing, or one of them is not named.
    """
    if not request.one or not request.other:
        raise UsageError(Message("path-needs-two"), hint=Message("path-example"))
    one, other = (resolve_thing(session, typed) for typed in (request.one, request.other))
    if one == other:
        raise UsageError(Message("path-of-one-thing"), hint=Message("path-example"))
    only = _classes(session, request.over)
    rows = path_rows(session.index(), without=NO_STEPS, only=only)
    places = {end: place for place, end in enumerate(rows.ends)}
    if missing := [end for end in (one, other) if end not in places]:
        raise NotFound(Message("path-not-in-ledger"), where=missing[0])
    schema = session.schema
    passive_kinds = set(filter(schema.is_money_end, set(rows.kinds)))
    passive = frozenset(place for place, kind in enumerate(rows.kinds) if kind in passive_kinds)
    terms = PathTerms(request.hops, request.directed, request.in_time, request.hub)
    network = PathNetwork(rows, terms, passive)
    start, goal = places[one], places[other]
    far = network.distances(start, goal)
    walked = list(islice(network.paths(start, goal, far), request.paths))
    nearest = int(far[start])
    steps = {(rows.ends[a], rows.ends[b]) for path in walked for a, b in pairwise(path.places)}
    behind = rows_of_steps(session.index(), sorted(steps), without=NO_STEPS, only=only)
    found = [
        _path([rows.ends[place] for place in path.places], path, behind, one_way=_one_way(request))
        for path in walked
    ]
    return Paths(
        one=one,
        other=other,
        paths=tuple(found),
        nearest=nearest if nearest < FAR else None,
        looked_at=len(network.joined),
        hubs={rows.ends[place]: count for place, count in sorted(network.hubs.items())},
        warnings=tuple(_warnings(network, request, found)),
        request=request,
    )


def _one_way(request: PathRequest) -> bool:
    return request.directed or request.in_time


def _classes(session: Session, typed: Sequence[str]) -> list[str]:
    """Return the classes that words name, with all below them."""
    found: set[str] = set()
    for text in typed:
        schema = session.schema
        kinds = [text] if schema.has_kind(text) else [k.name for k in schema.resolve(text, "link")]
        if not kinds:
            raise NotFound(Message("path-no-such-class", text=repr(text)), where="--over")
        if len(kinds) > 1:
            raise Ambiguous(Message("path-class-ambiguous", text=repr(text)), tuple(kinds))
        found |= {kinds[0], *schema.kinds_below(kinds[0])}
    return sorted(found)


def _path(
    things: Sequence[str],
    path: WalkedPath,
    behind: dict[tuple[str, str], list[PathRow]],
    *,
    one_way: bool,
) -> PathFound:
    hops = []
    for place, (source, target) in enumerate(pairwise(things)):
        rows = behind.get((source, target), [])
        if one_way:
            rows = [row for row in rows if not row.flows or row.source == source]
        at = path.times[place] if path.times else None
        if at is not None:
            before = path.times[place - 1] if place else UNDATED
            rows = [row for row in rows if _is_open(row, before)]
        hops.append(
            PathHop(
                source,
                target,
                tuple(sorted({row.kind for row in rows})),
                tuple(dict.fromkeys(row.id for row in rows[:ROWS])),
                len(rows),
                any(row.source == source for row in rows),
                any(row.source == target for row in rows),
                None if at in (None, UNDATED) else _EPOCH + timedelta(microseconds=at or 0),
            )
        )
    return PathFound(tuple(things), tuple(hops))


def _is_open(row: PathRow, after: int) -> bool:
    """Say whether a row can be a step that is not before a moment."""
    end = row.start if row.flows else row.end
    return end is None or end >= after


def _warnings(
    network: PathNetwork, request: PathRequest, found: Sequence[PathFound]
) -> Iterator[Message]:
    if network.is_cut:
        yield Message("path-search-cut", count=network.terms.visits)
    if network.hubs:
        yield Message("path-hubs", count=len(network.hubs), hub=request.hub)
    if request.in_time and any(hop.at is None for path in found for hop in path.hops):
        yield Message("path-undated")
