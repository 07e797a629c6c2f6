"""What a proposal, or one part of a kept answer, rests on: sentences, facts, rows read again.

A part is named behind the answer: ``middle@P3`` a key thing, ``gaps@Collection/knowledge`` a cell
of a matrix, ``whole-chains@2`` the second match of a pattern, ``posts@1`` the first part of
accounts that act together, ``fall@trace victims`` a conclusion that hangs on something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.case.judgements.same import same_pair
from kg.case.lookup.explain_fact import explain, files, named_parties
from kg.case.saved.answers import AnswerResult, is_saved_answer, saved_answer
from kg.case.storage.resolve import HANDLE
from kg.case.storage.session import Session
from kg.errors import NotFound
from kg.explain import EvidenceRow, Explanation, evidence_row
from kg.messages import Message
from kg.model import (
    CellEvidence,
    CellSubject,
    Coordination,
    Evidence,
    Exclusion,
    KeyThings,
    Matrix,
    Paths,
    PatternMatches,
    SamePair,
    SameThings,
)
from kg.schema.meanings import SAME_ACCOUNT, SAME_PERSON

ROWS = 20
"""So many facts, and so many rows, are told of one part; what is more is counted."""


@dataclass(frozen=True, slots=True)
class ExplainedPart:
    """What a part says and rests on.

    Args:
        id: What it is called: ``SP1``, ``middle@P3``.
        said: What it says, sentence by sentence.
        facts: The first of the facts behind it, each with its rows as they stand in the files.
        handles: Those of the facts.
        pieces: Rows that it rests on beside the facts.
        more: How many facts and rows are left off.
        innocent: How it may be without anybody's doing.
    """

    id: str
    said: tuple[Message, ...]
    facts: tuple[Explanation, ...] = ()
    handles: tuple[str, ...] = ()
    pieces: tuple[EvidenceRow, ...] = ()
    more: int = 0
    innocent: Message | None = None


@dataclass(frozen=True, slots=True)
class _Ground:
    """A part before its facts and rows are looked up."""

    said: Sequence[Message]
    links: Sequence[str] = ()
    rows: Sequence[Evidence] = ()
    more: int = 0
    innocent: Message | None = None


def explain_part(session: Session, what: str, lang: str) -> ExplainedPart | None:
    """Return what a proposal or a part of a kept answer rests on; None for anything else.

    Raises:
        NotFound: There is no such proposal, or the kept answer has no such part.
    """
    name, at, part = what.strip().rpartition("@")
    if at and is_saved_answer(session.folder, name):
        result = saved_answer(session.folder, name).result
        return _explained(session, what, _part_of(session, result, part.strip(), lang), lang)
    pair = session.handles.thing(what.strip()) if HANDLE.fullmatch(what.strip()) else what.strip()
    if not pair.startswith("urn:") or not _is_pair(session, pair):
        return None
    found = same_pair(session, pair)
    if found is None:
        raise NotFound(Message("no-such-pair"), where=what)
    return _explained(session, what, _same(session, found), lang)


def _is_pair(session: Session, id_: str) -> bool:
    return session.schema.kind_of_id(id_) in (SAME_PERSON, SAME_ACCOUNT)


def _explained(session: Session, what: str, ground: _Ground, lang: str) -> ExplainedPart:
    links = list(dict.fromkeys(ground.links))
    known = {link.id for link in session.index().links(links[:ROWS])}
    known |= {link.id for link in session.store.links([id_ for id_ in links if id_ not in known])}
    shown = [link for link in links[:ROWS] if link in known]
    by_sha = files(session)
    rows = list({(row.sha256, row.locator): row for row in ground.rows}.values())
    return ExplainedPart(
        what,
        tuple(ground.said),
        tuple(explain(session, shown, lang)),
        tuple(session.handles.of(link) or link for link in shown),
        tuple(evidence_row(row, by_sha) for row in rows[:ROWS]),
        ground.more + len(links) - len(shown) + max(0, len(rows) - ROWS),
        ground.innocent,
    )


def _part_of(session: Session, result: AnswerResult, part: str, lang: str) -> _Ground:
    """Return a part of an answer by its name in it."""
    for kind, find in _PARTS.items():
        if isinstance(result, kind):
            parts = dict(find(session, result, lang))
            if part in parts:
                return parts[part]()
            raise NotFound(
                Message("answer-lacks-part", part=repr(part)),
                hint=Message("answer-parts-are", names=list(parts)[:ROWS]),
            )
    raise NotFound(Message("answer-has-no-parts"), hint=Message("see-kg-saved"))


_Parts = Iterator[tuple[str, Callable[[], _Ground]]]


def _names(session: Session, things: Iterable[str], lang: str) -> Mapping[str, str]:
    """Return the handles and names of things by id."""
    ids = sorted(set(things))
    parties = named_parties(session, ids, lang)
    named = {}
    for id_ in ids:
        party = parties.get(id_)
        told = f"{party.handle} {party.name}".strip() if party else session.handles.of(id_)
        named[id_] = told or id_
    return named


def _as_told(session: Session, things: Sequence[str]) -> Mapping[str, str]:
    """Return handles and names as the files tell them, whatever was taken for one since."""
    named = {thing: session.handles.of(thing) or thing for thing in things}
    for entity in session.ledger(same=()).index().entities(sorted(things)):
        labels = ("name", *session.schema.kind(entity.kind).label_properties)
        own = next(filter(None, map(entity.first, labels)), "")
        named[entity.id] = f"{named[entity.id]} {own}".strip()
    return named


def _same(session: Session, pair: SamePair) -> _Ground:
    names = _as_told(session, (pair.one, pair.other))
    said = [
        Message(
            "same-pair",
            handle=session.handles.of(pair.id),
            band=Message(f"same-band-{pair.band}"),
            points=pair.points,
            one=names[pair.one],
            other=names[pair.other],
            more="",
        )
    ]
    for ground in pair.grounds:
        values = ground.one if ground.one == ground.other else f"{ground.one} | {ground.other}"
        said.append(
            Message("explain-ground", points=f"{ground.points:+d}", what=ground.text, values=values)
        )
    links = [link for g in pair.grounds for link in (*g.one_facts, *g.other_facts)]
    return _Ground(said, links, [row for g in pair.grounds for row in g.rows])


def _pairs(session: Session, found: SameThings, lang: str) -> _Parts:
    for pair in found.pairs:

        def ground(one: SamePair = pair) -> _Ground:
            return _same(session, one)

        yield session.handles.of(pair.id) or pair.id, ground


def _key(session: Session, found: KeyThings, lang: str) -> _Parts:
    for one in found.key:

        def ground(thing: Any = one) -> _Ground:
            figures = Message(
                "explain-key-figures",
                degree=thing.degree,
                betweenness=f"{thing.betweenness:.4f}",
                closeness=f"{thing.closeness:.4f}",
                pagerank=f"{thing.pagerank:.4f}",
            )
            more = max(0, thing.rows - len(thing.links))
            return _Ground([thing.said, figures], thing.links, (), more, found.innocent)

        yield session.handles.of(one.thing) or one.thing, ground


def _together(session: Session, found: Coordination, lang: str) -> _Parts:
    for group in found.groups:

        def ground(part: Any = group) -> _Ground:
            own = set(part.accounts)
            links = [link for tie in found.ties if tie.one in own for link in tie.links]
            links += [link for behind in part.behind for link in behind.links]
            label = Message("coordinated-layer", number=part.number, size=part.size)
            return _Ground([label, found.said], links, (), 0, found.innocent)

        yield str(group.number), ground
    for order in found.orders:

        def steps(one: Any = order) -> _Ground:
            links = [link for step in one.steps for link in step.links]
            return _Ground([one.said], links, (), 0, found.innocent)

        yield session.handles.of(order.content) or order.content, steps


def _paths(session: Session, found: Paths, lang: str) -> _Parts:
    for number, path in enumerate(found.paths, 1):

        def ground(one: Any = path, place: int = number) -> _Ground:
            names = _names(session, one.things, lang)
            said = [Message("path-number", number=place, hops=len(one.hops))]
            said += [
                Message("explain-hop", one=names[hop.source], other=names[hop.target])
                for hop in one.hops
            ]
            links = [link for hop in one.hops for link in hop.links]
            more = sum(hop.count - len(hop.links) for hop in one.hops)
            return _Ground(said, links, (), more, found.innocent)

        yield str(number), ground


def _matches(session: Session, found: PatternMatches, lang: str) -> _Parts:
    for number, match in enumerate(found.matches, 1):

        def ground(one: Any = match, place: int = number) -> _Ground:
            names = _names(session, one.things.values(), lang)
            roles = [
                Message("explain-role", role=found.labels[role], thing=names[thing])
                for role, thing in one.things.items()
            ]
            links = [row for link in one.links for row in link.rows]
            more = sum(link.count - len(link.rows) for link in one.links)
            said = [Message("match-number", number=place), found.title, *roles]
            return _Ground(said, links, (), more, found.innocent)

        yield str(number), ground


def _cells(session: Session, found: Matrix, lang: str) -> _Parts:
    for cell in found.cells:

        def ground(one: Any = cell) -> _Ground:
            stage = session.schema.stage(one.stage).label(lang)
            element = Message(f"matrix-element-{one.element}")
            state = Message(f"matrix-state-{one.state}")
            said = [Message("matrix-cell-title", stage=stage, element=element, state=state)]
            said += [told for subject in one.subjects for told in _subject(subject)]
            items = [item for s in one.subjects for item in (*s.supports, *s.against)]
            rows = [Evidence(item.sha256, item.locator) for item in items]
            more = sum(item.rows - 1 for item in items)
            return _Ground([*said, Message("matrix-lead")], (), rows, more)

        yield f"{cell.stage}/{cell.element}", ground


def _subject(subject: CellSubject) -> Iterator[Message]:
    who: str | Message = f"{subject.handle} {subject.name}".strip() or Message("matrix-whole-stage")
    yield Message("explain-subject", who=who, state=Message(f"matrix-state-{subject.state}"))
    for side, items in (("for", subject.supports), ("against", subject.against)):
        for item in items:
            yield Message(
                "explain-item", side=_side(side, item), place=item.locator, rows=item.rows
            )


def _side(side: str, item: CellEvidence) -> Message:
    if item.disputed:
        return Message("matrix-denied")
    return Message(f"matrix-{side}" if item.counts else "matrix-lead-only")


def _hanging(session: Session, found: Exclusion, lang: str) -> _Parts:
    for one in found.conclusions:

        def ground(conclusion: Any = one) -> _Ground:
            kind = Message(f"conclusion-{conclusion.kind}")
            state = Message(f"explain-state-{conclusion.state}")
            said = [
                Message("explain-conclusion", kind=kind, name=conclusion.name, state=state),
                *([conclusion.why] if conclusion.why else []),
            ]
            return _Ground(said, conclusion.facts, conclusion.rows)

        yield f"{one.kind} {one.name}", ground


_PARTS: Mapping[type, Callable[[Session, Any, str], _Parts]] = {
    KeyThings: _key,
    Coordination: _together,
    Paths: _paths,
    PatternMatches: _matches,
    SameThings: _pairs,
    Matrix: _cells,
    Exclusion: _hanging,
}
"""By the class of an answer, its parts by name."""
