"""What the case knows of a chain's facts, for the page that draws them: masked as it leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from functools import cache
from itertools import zip_longest

from kg.case.money.current_results import is_current
from kg.case.money.findings import kept_findings
from kg.case.money.legs import with_current_legs
from kg.case.money.saved_traces import saved_traces
from kg.case.questions.named_questions import answer
from kg.case.sharing.answer_layers import answer_layers, asked_names, is_layer
from kg.case.storage.session import Session
from kg.errors import UsageError
from kg.ledger.stored_rows import StoredRow, stored_rows
from kg.masking import KnownOfRow, Masker
from kg.masking.masked_row import figure
from kg.messages import Message
from kg.model import Chain, Entity, Evidence, Finding, InferredLeg, Link, Proof, Trace
from kg.model.legs import REJECTED
from kg.query import Answer, QueryRunner
from kg.query.named import Question, question
from kg.schema import Schema
from kg.sources.layout_files import layouts
from kg.values.moments import named_zone
from kg.views.amount_text import plain
from kg.views.page_details import PageDetails, PageLayer, Place, RoleDetail
from kg.views.page_payments import Row

OPEN_LISTS = ("Currency", "ProofState")
"""Closed lists whose values stand in files."""
LAYERS = 40
"""So many findings can be switched on, those with the best scores."""
ROOM, ROOM_PER_NODE = 6_000, 300
"""Bytes that the cells of rows may take on a page: a 60-node chain stays below 220 KB."""
ANSWERED = 10_000
"""Rows of an answer that are looked at."""
Answered = tuple[Question, Answer]
LONGEST_CELL = 120
"""Characters; what is longer is cut, and says so."""


def drawn_details(
    session: Session,
    chain: Chain,
    masked: Chain,
    masker: Masker,
    answers: Sequence[Answered] = (),
    networks: str = "",
) -> PageDetails:
    """Return rows, handles, roles and layers of a chain, as they may leave the case.

    Args:
        session: The case.
        chain: The case's own chain.
        masked: The same chain as ``masker`` shows it.
        masker: It has learned the chain.
        answers: Named questions with what they found.
        networks: Names of kept answers and of answers made for the chain, among those of questions.
    """
    zone = named_zone(session.folder.settings().zone)
    traces = [
        with_current_legs(session, trace)
        for trace in saved_traces(session.folder).values()
        if is_current(session, trace)
    ]
    handles = {
        (line, place): handle
        for line, edge in enumerate(chain.edges)
        for place, link in enumerate(edge.links)
        if (handle := session.handles.of(link.id))
    }
    rows, left_out = _rows(session, chain, masked, masker, zone)
    return PageDetails(
        handles=handles,
        roles=_roles(session, chain, masker, traces, zone),
        rows=rows,
        left_out=left_out,
        layers=[
            *_layers(session, chain, masker, traces),
            *_of_answers(chain, answers),
            *answer_layers(session, chain, networks, masker),
        ],
    )


def _rows(
    session: Session, chain: Chain, masked: Chain, masker: Masker, zone: tzinfo
) -> tuple[Mapping[Place, StoredRow], int]:
    """Return the masked cells of rows by the place that the page names, and how many are left."""
    order = list(_cited(chain, masked))
    facts: dict[Place, list[tuple[Entity | Link, Entity | Link]]] = defaultdict(list)
    shown: dict[Place, Place] = {}
    for at, there, own, as_shown in order:
        shown.setdefault(at, there)
        facts[at].append((own, as_shown))
    shelves = [s for s in session.ledger().shelves() if s.table("listed") is None]
    stored = stored_rows(shelves, shown)
    words = everywhere(session.schema)
    room = ROOM + ROOM_PER_NODE * len(chain.nodes)
    rows: dict[Place, StoredRow] = {}
    heads: set[tuple[str, ...]] = set()
    for at, there in shown.items():
        if at not in stored:
            continue
        known = _known((fact for _, fact in facts[at]), (fact for fact, _ in facts[at]), zone)
        cells = tuple(
            (name, cell if len(cell) <= LONGEST_CELL else f"{cell[:LONGEST_CELL]}…")
            for name, cell in masker.row(stored[at], [own for own, _ in facts[at]], known, words)
        )
        names = tuple(name for name, _ in cells)
        room -= sum(len(cell.encode()) + 3 for _, cell in cells)
        room -= 0 if names in heads else sum(len(name.encode()) + 3 for name in names)
        if room < 0:
            break
        heads.add(names)
        rows[there] = cells
    return rows, len(stored) - len(rows)


def _cited(
    chain: Chain, masked: Chain
) -> Iterator[tuple[Place, Place, Entity | Link, Entity | Link]]:
    """Yield each row that supports something: of every line its first, then its second, and so on.

    It is yielded with where the page says that it stands, and with its fact as both have it.
    """
    facts: list[list[tuple[Entity | Link, Entity | Link]]] = [
        list(zip(edge.links, shown.links, strict=True))
        for edge, shown in zip(chain.edges, masked.edges, strict=True)
    ]
    facts += [
        [(node.entity, shown.entity)] for node, shown in zip(chain.nodes, masked.nodes, strict=True)
    ]
    for turn in zip_longest(*facts):
        for own, shown in filter(None, turn):
            for evidence, there in zip(own.evidence, shown.evidence, strict=True):
                if evidence.sha256 and there.locator:
                    yield _place(evidence), _place(there), own, shown


def _place(evidence: Evidence) -> Place:
    return evidence.sha256, evidence.locator


def _known(
    shown: Iterable[Entity | Link], own: Iterable[Entity | Link], zone: tzinfo
) -> KnownOfRow:
    """Return what the page shows of facts in any case: what is as it was before the masking."""
    texts = {text for fact in shown for some in fact.values.values() for text in some}
    links = [fact for fact in own if isinstance(fact, Link)]
    moments = [moment for link in links for moment in (link.start, link.end) if moment]
    return KnownOfRow(
        frozenset(texts),
        frozenset(figure(plain(link.amount)) for link in links if link.amount is not None),
        frozenset(moment.astimezone(zone).strftime("%Y%m%d") for moment in moments),
    )


@cache
def everywhere(schema: Schema) -> frozenset[str]:
    """Return the words that are nobody's: of the ontology, and those that layouts choose by."""
    kinds = {word for kind in schema.kinds() for word in kind.words()}
    chosen = {
        word
        for layout in layouts()
        for column in layout.columns.values()
        for words in column.choices.values()
        for word in words
    }
    listed = {
        word for name in OPEN_LISTS for value in schema.listed(name) for word in value.words()
    }
    return frozenset(word.casefold() for word in kinds | chosen | listed)


def _roles(
    session: Session, chain: Chain, masker: Masker, traces: Sequence[Trace], zone: tzinfo
) -> Mapping[int, Sequence[RoleDetail]]:
    number = {node.entity.id: at for at, node in enumerate(chain.nodes)}
    roles: dict[int, list[RoleDetail]] = defaultdict(list)
    for link in session.index().role_links(number):
        if link.proof is Proof.EXCLUDED:
            continue
        for role in link.values.get("role", ()):
            roles[number[link.source]].append(
                RoleDetail(
                    f"alleged:{role}",
                    _day(link.start, zone),
                    _day(link.end, zone),
                    session.handles.of(link.id),
                )
            )
    for trace in traces:
        for computed in trace.roles:
            if computed.account in number:
                roles[number[computed.account]].append(
                    RoleDetail(
                        f"computed:{computed.role}",
                        label=masker.said(computed.label),
                        said=masker.said(computed.said),
                        innocent=masker.said(computed.innocent),
                    )
                )
    return {at: list(dict.fromkeys(some)) for at, some in roles.items()}


def answered(session: Session, runner: QueryRunner, names: str) -> list[Answered]:
    """Return the questions named in a text, each with what it finds.

    Raises:
        UsageError: There is no such question, or it must be given something.
    """
    words = asked_names(session, names)
    asked = [question(name) for name in words if not is_layer(session, name)]
    for one in asked:
        if needed := [slot.name for slot in one.slots if slot.required]:
            raise UsageError(
                Message("question-needs-more", question=one.code, given=", ".join(needed)),
                where="--answers",
            )
    return [(one, answer(session, runner, one, {}, ANSWERED)) for one in asked]


def _of_answers(chain: Chain, answers: Sequence[Answered]) -> Iterator[PageLayer]:
    """Yield what of each answer is drawn: the facts and things that its rows name by their id."""
    number = {node.entity.id: at for at, node in enumerate(chain.nodes)}
    rows = {
        link.id: (line, place)
        for line, edge in enumerate(chain.edges)
        for place, link in enumerate(edge.links)
    }
    for asked, found in answers:
        ids = dict.fromkeys(str(cell) for row in found.rows for cell in row if cell is not None)
        yield PageLayer(
            "question",
            asked.code,
            asked.title,
            tuple(number[one] for one in ids if one in number),
            tuple(rows[one] for one in ids if one in rows),
            (asked.note,) if asked.note else (),
        )


def _day(moment: datetime | None, zone: tzinfo) -> str:
    return moment.astimezone(zone).date().isoformat() if moment else ""


def _layers(
    session: Session, chain: Chain, masker: Masker, traces: Sequence[Trace]
) -> Sequence[PageLayer]:
    number = {node.entity.id: at for at, node in enumerate(chain.nodes)}
    rows = {
        link.id: (line, place)
        for line, edge in enumerate(chain.edges)
        for place, link in enumerate(edge.links)
    }
    findings = sorted(kept_findings(session), key=lambda found: (-found.score, found.id))
    layers = [_of_finding(session, finding, number, rows, masker) for finding in findings]
    drawn = [layer for layer in layers if len(layer.nodes) > 1 or layer.rows][:LAYERS]
    legs = {leg.id: leg for trace in traces for leg in trace.inferred if leg.state != REJECTED}
    return [*drawn, *_of_legs(session, legs.values(), number, rows, masker)]


def _of_finding(
    session: Session,
    finding: Finding,
    number: Mapping[str, int],
    rows: Mapping[str, Row],
    masker: Masker,
) -> PageLayer:
    things = dict.fromkeys((*finding.centre, *finding.accounts))
    said = [finding.shape_said] if finding.shape_said else []
    return PageLayer(
        "finding",
        session.handles.of(finding.id),
        masker.said(finding.label),
        tuple(number[thing] for thing in things if thing in number),
        tuple(rows[link] for link in finding.links if link in rows),
        tuple(map(masker.said, [*said, finding.innocent])),
    )


def _of_legs(
    session: Session,
    legs: Iterable[InferredLeg],
    number: Mapping[str, int],
    rows: Mapping[str, Row],
    masker: Masker,
) -> Iterator[PageLayer]:
    for leg in legs:
        if leg.source not in number or leg.target not in number:
            continue
        ends = number[leg.source], number[leg.target]
        said: tuple[Message, ...] = (leg.said, leg.assumption, leg.innocent)
        yield PageLayer(
            "leg",
            session.handles.of(leg.id),
            masker.said(leg.label),
            ends,
            tuple(rows[row] for row in (*leg.rows, leg.id) if row in rows),
            tuple(map(masker.said, said)),
            ends,
        )
