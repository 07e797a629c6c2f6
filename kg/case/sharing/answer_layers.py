"""Answers as layers of a page: what is drawn of them is lit.

Of key things, accounts that act together and templates an answer is made for the chain that is
drawn; answers that are kept under a name are taken as they were kept. The same parts, their things
and facts alone, are the chain of a kept answer that has no other page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.case.chains.facts_chain import chain_of_facts
from kg.case.chains.matrix import matrix_of
from kg.case.chains.saved_chains import saved_chain
from kg.case.money.current_results import current_chain
from kg.case.network.coordinated import coordinated
from kg.case.network.key import key_things_of
from kg.case.network.rows import chain_rows
from kg.case.saved.answers import AnswerResult, SavedAnswer, is_saved_answer, saved_answer
from kg.case.storage.resolve import saved_path
from kg.case.storage.session import Session
from kg.chain.notes import LEAD
from kg.errors import NotFound, UsageError
from kg.limits import LIMITS
from kg.masking import Masker
from kg.messages import Message
from kg.model import (
    Chain,
    Coordination,
    Exclusion,
    KeyThings,
    Matrix,
    Paths,
    PatternMatches,
    SameThings,
)
from kg.requests import CoordinatedRequest, KeyRequest, MatrixRequest, command
from kg.views.page_details import PageLayer
from kg.views.page_payments import Row

SORT = "question"
"""Under which head of the page the layers stand: those that somebody asked for."""
TEMPLATES = 3
"""So many of the templates that fit are layers; the best first."""
GROUPS = 6
"""Communities, and parts of accounts that act together, that are made layers of any chain."""
PARTS = 40
"""So many parts of a kept answer can be lit: pairs, paths, matches, conclusions; the first."""


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """One part of an answer: what is called so, its things and facts by id, what is said of it.

    ``joins`` are two things that the answer brings together though no fact does.
    """

    id: str
    label: Message
    things: Sequence[str] = ()
    facts: Sequence[str] = ()
    said: Sequence[Message] = ()
    joins: tuple[str, str] | None = None


def asked_names(session: Session, text: str) -> list[str]:
    """Return what a text with commas or blanks between its words names: answers, else questions."""
    pieces = [piece.strip() for piece in re.split("[,，]", text)]
    return [
        word for piece in pieces for word in ([piece] if _is_lit(session, piece) else piece.split())
    ]


def is_layer(session: Session, name: str) -> bool:
    """Say whether a word of ``--answers`` asks for an answer's layer, and no named question."""
    return name.strip().lower() in _MADE or _is_lit(session, name)


def is_drawn(session: Session, name: str) -> bool:
    """Say whether a name is that of a kept answer which has a picture of its own."""
    return is_saved_answer(
        session.folder, name.strip(), *(verb for verb in _LIT if verb != "matrix")
    )


def _is_lit(session: Session, name: str) -> bool:
    """Say whether a name is that of a kept answer whose parts can be layers of a page."""
    return is_saved_answer(session.folder, name.strip(), *_LIT)


def answer_layers(
    session: Session, chain: Chain, names: str, masker: Masker
) -> Sequence[PageLayer]:
    """Return the layers of a chain that are asked for.

    Args:
        session: The case.
        chain: The case's own chain.
        names: ``key``, ``coordinated``, ``template``, ``matrix`` and names of kept answers, with
            commas between them; other words are questions.
        masker: It has learned the chain.
    """
    place = _DrawnPlaces(session, chain)
    asked = [name for name in asked_names(session, names) if is_layer(session, name)]
    return [
        replace(layer, label=masker.said(layer.label), said=tuple(map(masker.said, layer.said)))
        for name in dict.fromkeys(asked)
        for part in _parts(session, chain, name)
        if (layer := place.layer(part))
    ]


def drawn_chain(session: Session, name: str) -> Chain:
    """Return the saved chain of a name, else the chain of a kept answer's things and facts.

    Raises:
        NotFound: Nothing that can be drawn is kept under the name.
        UsageError: It rests on facts that are excluded by now, or is of tables alone.
    """
    if saved_path(session.folder, "chain", name).exists() or not is_saved_answer(
        session.folder, name
    ):
        return current_chain(session, saved_chain(session, name))
    if not is_drawn(session, name):
        raise UsageError(
            Message("answer-has-no-picture", verb=saved_answer(session.folder, name).verb),
            hint=Message("answer-pages-are"),
        )
    return current_chain(session, chain_of_answer(session, name))


def chain_of_answer(session: Session, name: str) -> Chain:
    """Return the things and facts of a kept answer as a chain.

    Args:
        session: The case.
        name: That of an answer which :func:`is_drawn`.
    """
    kept = saved_answer(session.folder, name)
    things: dict[str, None] = {}
    facts: dict[str, None] = {}
    parts = list(_LIT[kept.verb](session, kept.result))
    drawn = 0
    for part in parts:
        ends = {
            end for link in session.index().links(part.facts) for end in (link.source, link.target)
        }
        more = {*part.things, *ends} - things.keys()
        if drawn and len(things) + len(more) > LIMITS.chain_nodes:
            break
        things |= dict.fromkeys(sorted(more))
        facts |= dict.fromkeys(part.facts)
        drawn += 1
    banners = [LEAD, Message("answer-on-page", command=command(kept.request))]
    if innocent := getattr(kept.result, "innocent", None):
        banners.append(Message("answer-innocent", innocent=innocent))
    if drawn < len(parts):
        banners.append(Message("answer-drawn-in-part", drawn=drawn, total=len(parts)))
    chain = chain_of_facts(
        session,
        things,
        facts,
        name=name,
        title=f"{session.folder.settings().name} · {name}",
        banners=[*banners, *getattr(kept.result, "warnings", ())],
        command=command(kept.request),
    )
    if not chain.nodes:
        raise NotFound(
            Message("answer-draws-nothing", name=repr(name)), hint=Message("see-kg-saved")
        )
    return chain


class _DrawnPlaces:
    """Where things and rows of a chain are drawn."""

    def __init__(self, session: Session, chain: Chain) -> None:
        self._session = session
        self._node: Mapping[str, int] = {node.entity.id: at for at, node in enumerate(chain.nodes)}
        self._row: Mapping[str, Row] = {
            link.id: (line, place)
            for line, edge in enumerate(chain.edges)
            for place, link in enumerate(edge.links)
        }

    def layer(self, part: AnswerPart) -> PageLayer | None:
        """Return the layer of what is drawn of a part; nothing where nothing of it is."""
        nodes = self._nodes(part.things)
        rows = tuple(self._row[row] for row in dict.fromkeys(part.facts) if row in self._row)
        if not nodes and not rows:
            return None
        ends = self._nodes(part.joins or ())
        jump = (ends[0], ends[1]) if len(ends) == 2 else None
        return PageLayer(SORT, part.id, part.label, nodes, rows, tuple(part.said), jump)

    def _nodes(self, things: Sequence[str]) -> tuple[int, ...]:
        own = dict.fromkeys(map(self._session.canonical, things))
        return tuple(self._node[thing] for thing in own if thing in self._node)


def _parts(session: Session, chain: Chain, name: str) -> Iterator[AnswerPart]:
    if made := _MADE.get(name.strip().lower()):
        yield from made(session, chain)
    else:
        yield from _kept_parts(session, saved_answer(session.folder, name))


def _kept_parts(session: Session, kept: SavedAnswer) -> Iterator[AnswerPart]:
    """Yield the parts of a kept answer, each called as ``kg explain`` takes it.

    Of very many the first can be lit, and each says so.
    """
    parts = list(_LIT[kept.verb](session, kept.result))
    cut = [Message("answer-lit-in-part", lit=PARTS, total=len(parts))][: len(parts) > PARTS]
    for part in parts[:PARTS]:
        yield replace(part, id=f"{kept.name}@{part.id}", said=[*part.said, *cut])


def _made_key(session: Session, chain: Chain) -> Iterator[AnswerPart]:
    rows = replace(chain_rows(session, chain), trace=None)
    found = key_things_of(session, KeyRequest(thresholds=["steps=1"]), rows)
    yield from _key(session, replace(found, groups=found.groups[:GROUPS]))


def _key(session: Session, found: AnswerResult) -> Iterator[AnswerPart]:
    assert isinstance(found, KeyThings)
    said = [*(thing.said for thing in found.key[:3]), found.innocent]
    things = [thing.thing for thing in found.key]
    yield AnswerPart("KEY", Message("key-layer"), things, (), said)
    cut = [thing.thing for thing in found.key if thing.pieces]
    ends = [end for tie in found.bridges for end in (tie.source, tie.target)]
    links = [link for tie in found.bridges for link in tie.links]
    yield AnswerPart("CUT", Message("key-layer-cuts"), [*cut, *ends], links, [found.innocent])
    for group in found.groups:
        label = Message("key-layer-group", number=group.number, size=group.size)
        yield AnswerPart(f"GR{group.number}", label, group.things, (), [found.innocent])


def _kept_key(session: Session, found: AnswerResult) -> Iterator[AnswerPart]:
    """Yield first each key thing with the rows that tie it, as they were kept."""
    assert isinstance(found, KeyThings)
    for thing in found.key:
        handle = session.handles.of(thing.thing) or thing.thing
        label = Message("key-layer-thing", thing=handle)
        said = [thing.said, found.innocent]
        yield AnswerPart(handle, label, [thing.thing], thing.links, said)
    yield from _key(session, found)


def _made_coordinated(session: Session, _: Chain) -> Iterator[AnswerPart]:
    found = coordinated(session, CoordinatedRequest(participation="1"))
    for part in _coordinated(session, replace(found, groups=found.groups[:GROUPS])):
        yield replace(part, id=f"CO{part.id}" if part.id.isdecimal() else part.id)


def _coordinated(session: Session, found: AnswerResult) -> Iterator[AnswerPart]:
    assert isinstance(found, Coordination)
    for group in found.groups:
        links = [link for tie in found.ties if tie.one in group.accounts for link in tie.links]
        links += [link for one in group.behind for link in one.links]
        yield AnswerPart(
            f"{group.number}",
            Message("coordinated-layer", number=group.number, size=group.size),
            [*group.accounts, *(one.thing for one in group.behind)],
            links,
            [found.said, found.innocent],
        )
    for order in found.orders:
        steps = [link for step in order.steps for link in step.links]
        handle = session.handles.of(order.content) or order.content
        things = [order.content, *order.subjects]
        yield AnswerPart(handle, order.said, things, steps, [found.innocent])


def _paths(_: Session, found: AnswerResult) -> Iterator[AnswerPart]:
    assert isinstance(found, Paths)
    for number, path in enumerate(found.paths, 1):
        yield AnswerPart(
            f"{number}",
            Message("path-number", number=number, hops=len(path.hops)),
            path.things,
            [link for hop in path.hops for link in hop.links],
            [found.innocent],
        )


def _matches(_: Session, found: AnswerResult) -> Iterator[AnswerPart]:
    assert isinstance(found, PatternMatches)
    for number, match in enumerate(found.matches, 1):
        yield AnswerPart(
            f"{number}",
            Message("match-number", number=number),
            list(match.things.values()),
            [row for link in match.links for row in link.rows],
            [found.title, found.innocent],
        )


def _pairs(session: Session, found: AnswerResult) -> Iterator[AnswerPart]:
    assert isinstance(found, SameThings)
    for pair in found.pairs:
        handle = session.handles.of(pair.id) or pair.id
        band = Message(f"same-band-{pair.band}")
        yield AnswerPart(
            handle,
            Message("same-layer", handle=handle, band=band, points=pair.points),
            (pair.one, pair.other),
            [link for g in pair.grounds for link in (*g.one_facts, *g.other_facts)],
            [
                *(
                    Message("same-layer-ground", points=f"{g.points:+d}", what=g.text)
                    for g in pair.grounds
                ),
                Message("same-layer-innocent"),
            ],
            (pair.one, pair.other),
        )


def _hanging(_: Session, found: AnswerResult) -> Iterator[AnswerPart]:
    assert isinstance(found, Exclusion)
    weaker = [change.fact for change in found.weaker]
    yield AnswerPart("weaker", Message("without-layer-weaker", count=len(weaker)), (), weaker)
    for conclusion in found.conclusions:
        state = Message(f"explain-state-{conclusion.state}")
        kind = Message(f"conclusion-{conclusion.kind}")
        label = Message("explain-conclusion", kind=kind, name=conclusion.name, state=state)
        yield AnswerPart(f"{conclusion.kind} {conclusion.name}", label, (), conclusion.facts)


def _made_matrix(session: Session, _: Chain) -> Iterator[AnswerPart]:
    yield from _cells(session, matrix_of(session, MatrixRequest()))


def _cells(session: Session, found: AnswerResult) -> Iterator[AnswerPart]:
    """Yield the cells, those that are borne out last."""
    assert isinstance(found, Matrix)
    for cell in sorted(found.cells, key=lambda one: one.state == "corroborated"):
        stage = session.schema.stage(cell.stage).labelled()
        element = Message(f"matrix-element-{cell.element}")
        state = Message(f"matrix-state-{cell.state}")
        items = [
            item for subject in cell.subjects for item in (*subject.supports, *subject.against)
        ]
        yield AnswerPart(
            f"{cell.stage}/{cell.element}",
            Message("matrix-cell-title", stage=stage, element=element, state=state),
            [subject.id for subject in cell.subjects if subject.id],
            [item.link for item in items],
            [Message("matrix-lead")],
        )


def _template(session: Session, chain: Chain) -> Iterator[AnswerPart]:
    """Yield the templates of whole chains that fit: who has a role, which roles are missing."""
    from kg.patterns.fit import template_fits

    fits = template_fits(chain, session.schema)
    nearest = sorted(fits, key=lambda fit: -fit.shown / fit.wanted)[:1]
    for fit in [fit for fit in fits if fit.fits][:TEMPLATES] or nearest:
        missing = [role.label for role in fit.roles if not role.things]
        missing += [Message("as-stored", zh=k.name, en=k.name) for k in fit.links if not k.rows]
        said = [
            Message("template-layer-role", role=role.label, count=len(role.things))
            for role in fit.roles
            if role.things
        ]
        if missing:
            said.append(Message("template-layer-missing", names=missing))
        yield AnswerPart(
            fit.template.partition("-")[0],
            Message(
                "template-layer", title=fit.title, shown=str(fit.shown), wanted=str(fit.wanted)
            ),
            [thing for role in fit.roles for thing in role.things],
            [row for link in fit.links for row in link.rows],
            [*said, fit.innocent],
        )


_MADE: Mapping[str, Callable[[Session, Chain], Iterator[AnswerPart]]] = {
    "key": _made_key,
    "coordinated": _made_coordinated,
    "template": _template,
    "matrix": _made_matrix,
}
"""By the word of ``--answers``, what is answered for the chain that is drawn."""
_LIT: Mapping[str, Callable[[Session, AnswerResult], Iterator[AnswerPart]]] = {
    "key": _kept_key,
    "coordinated": _coordinated,
    "path": _paths,
    "pattern": _matches,
    "same": _pairs,
    "without": _hanging,
    "matrix": _cells,
}
"""By the verb of a kept answer, its parts."""
