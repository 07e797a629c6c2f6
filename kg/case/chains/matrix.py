"""The matrix of a case: its facts, where everybody stands, and what rows say of their sources."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import partial

from kg.case.chains.saved_chains import refuse_lost_rows
from kg.case.money.current_results import current_trace, with_levels
from kg.case.money.saved_traces import saved_trace
from kg.case.storage.resolve import resolve_thing
from kg.case.storage.session import Session
from kg.chain.gather import entities_of, gather
from kg.chain.matrix import FlowCount, MatrixMaterial, build_matrix
from kg.chain.stages import Stages
from kg.ledger.evidence_rows import flow_rows, row_references
from kg.messages import Message
from kg.model import Entity, FlowRows, Link, Matrix, Proof, Trace
from kg.requests import MatrixRequest
from kg.schema.meanings import STATES


def matrix_of(session: Session, request: MatrixRequest, warnings: Iterable[Message] = ()) -> Matrix:
    """Return what the case holds by stage and element, around one thing or as a whole.

    Args:
        session: The case, or the case without some items.
        request: What is asked.
        warnings: What is to be said with it, before all else.

    Raises:
        NotFound: The case holds no such thing, or no such trace.
    """
    start = resolve_thing(session, request.start) if request.start else ""
    traces = _traces(session, request.trace)
    links = _links(session, start, request.hops, traces)
    schema = session.schema
    ends = {end for link in links for end in (link.source, link.target, link.object) if end}
    ends |= {account for trace in traces for account in _accounts(trace)}
    entities = entities_of(session.store, schema, ends)
    told = [link for link in links if link.kind != STATES]
    stages = Stages(told, entities, traces, schema)
    places = {id_: stages.place(entity) for id_, entity in entities.items()}
    index = session.index()
    count: FlowCount = partial(flow_rows, index)
    material = MatrixMaterial(
        facts=links,
        entities=entities,
        places=places,
        references=row_references(index),
        layouts={source.sha256: source.layout for source in session.sources()},
        count_flows=_within(count, ends) if start else count,
        around=start,
        names=partial(_named, session, entities),
        notices=[*warnings, *session.notices(), *_notices(request, traces)],
    )
    return build_matrix(material, schema)


def _traces(session: Session, name: str) -> list[Trace]:
    if not name:
        return []
    saved = refuse_lost_rows(session, with_levels(saved_trace(session, name)))
    return [current_trace(session, saved)]


def _links(session: Session, start: str, hops: int, traces: list[Trace]) -> list[Link]:
    """Return the facts that do not flow, without those that somebody excluded."""
    schema, store = session.schema, session.store
    if start:
        gathered = gather(store, schema, [start], traces, hops)
        near = {end for k in gathered.links.values() for end in (k.source, k.target)} | {start}
        links = [k for k in gathered.links.values() if not schema.kind(k.kind).flows]
        said = session.index().links_of_kind(STATES)
        links += [k for k in said if {k.target, k.object} & near]
    else:
        kinds = {kind.key_kind: kind for kind in schema.link_kinds() if not kind.flows}
        links = store.links(id_ for id_ in store.ids() if schema.kind_of_id(id_) in kinds)
    return [link for link in links if link.proof is not Proof.EXCLUDED]


def _accounts(trace: Trace) -> Iterable[str]:
    return [level.account for level in trace.levels]


def _within(count: FlowCount, near: set[str]) -> FlowCount:
    """Return the same count, of flows alone both of whose ends lie within what was reached."""

    def counted(
        kind: str, sources: Collection[str] | None, targets: Collection[str] | None, by: str
    ) -> Iterable[FlowRows]:
        among = [near if ids is None else near & set(ids) for ids in (sources, targets)]
        return count(kind, among[0], among[1], by)

    return counted


def _named(session: Session, entities: Mapping[str, Entity], id_: str) -> tuple[str, str]:
    entity = entities.get(id_)
    if entity is None:
        return session.handles.of(id_), ""
    labels = (*session.schema.kind(entity.kind).label_properties, "name")
    name = next((text for label in labels if (text := entity.first(label))), "")
    return session.handles.of(id_), name


def _notices(request: MatrixRequest, traces: list[Trace]) -> list[Message]:
    return [] if traces or request.trace else [Message("matrix-no-trace")]
