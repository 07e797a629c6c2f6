"""The whole case, or one saved result, as its map shows it: masked, and cut where it is too large.

It is read from the ledger's index, pair by pair: no payment becomes an object of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from kg.case.money.saved_traces import saved_traces
from kg.case.sharing.export_job import ExportJob
from kg.case.storage.session import Session
from kg.chain.stages import OPERATES, UNDETERMINED, Stages
from kg.ledger.pair_sums import pair_sums, things, written_values
from kg.limits import LIMITS
from kg.masking import Masker
from kg.model import RECORDED_AS, CaseMap, Entity, Link, PairSum, Trace
from kg.values.money import plus

Facts = tuple[Sequence[Entity], Sequence[Link]]


def whole_case_map(job: ExportJob) -> CaseMap:
    """Return the map of everything that the case holds."""
    session, masker = job.session, job.masker
    index = session.index()
    entities, pairs = things(index), list(pair_sums(index))
    staged = _staging_links(session)
    masker.learn(entities, [*staged, *_written(session, masker, job)], session.sources())
    traces = list(saved_traces(session.folder).values())
    return _case_map(job, entities, pairs, _stages(session, entities, staged, traces))


def result_map(job: ExportJob, facts: Facts) -> CaseMap:
    """Return the map of a saved result's facts."""
    entities, links = facts
    job.masker.learn(entities, links, job.session.sources())
    ends = {end for link in links for end in (link.source, link.target, link.object) if end}
    known = {entity.id: entity for entity in entities}
    schema = job.session.schema
    named = [known.get(one) or Entity(one, schema.kind_of_id(one)) for one in ends | set(known)]
    traces = list(saved_traces(job.session.folder).values())
    things_by_id = sorted(named, key=lambda entity: entity.id)
    stages = _stages(job.session, things_by_id, links, traces)
    return _case_map(job, things_by_id, _pairs_of(links), stages)


def _case_map(
    job: ExportJob,
    entities: Sequence[Entity],
    pairs: Sequence[PairSum],
    stages: Mapping[str, str],
) -> CaseMap:
    masker, settings = job.masker, job.session.folder.settings()
    most_things = job.request.things or LIMITS.map_things
    most_pairs = job.request.pairs or LIMITS.map_pairs
    kept = _kept(entities, pairs, most_things)
    drawn = [p for p in pairs if p.source in kept and p.target in kept]
    if len(drawn) > most_pairs:
        drawn = sorted(drawn, key=lambda p: (-p.count, -(p.total or 0), p.link, p.kind))
        drawn = drawn[:most_pairs]
    left: Counter[str] = Counter()
    if len(drawn) < len(pairs):
        for pair in pairs:
            left.update({pair.source, pair.target} & kept)
        for pair in drawn:
            left.subtract({pair.source, pair.target})
    return CaseMap(
        title=masker.text(settings.name),
        things=tuple(_called(e, masker, job.session) for e in entities if e.id in kept),
        pairs=tuple(_worded(pair, masker.word(pair.word)) for pair in drawn),
        handles=job.session.handles.all(),
        left_out=dict(sorted(Counter(e.kind for e in entities if e.id not in kept).items())),
        pairs_left=+left,
        stages=stages,
        most=(most_things, most_pairs),
        marking=masker.text(settings.marking),
        shows_values=job.request.show_values,
    )


def _worded(pair: PairSum, word: str) -> PairSum:
    return pair if word == pair.word else replace(pair, word=word)


def _kept(entities: Sequence[Entity], pairs: Iterable[PairSum], limit: int) -> frozenset[str]:
    """Return the things that the file holds: where they are too many, the best joined."""
    if len(entities) <= limit:
        return frozenset(entity.id for entity in entities)
    many: Counter[str] = Counter()
    for pair in pairs:
        many.update((pair.source, pair.target))
    ranked = sorted(entities, key=lambda entity: (-many[entity.id], entity.id))
    return frozenset(entity.id for entity in ranked[:limit])


def _called(entity: Entity, masker: Masker, session: Session) -> Entity:
    """Return a thing with the one name that the export has for it, and its system's word."""
    names = session.schema.kind(entity.kind).label_properties
    label = masker.label(entity, names)
    known: dict[str, tuple[str, ...]] = {"name": (label,)} if label else {}
    if word := next(iter(entity.values.get(RECORDED_AS, ())), ""):
        known[RECORDED_AS] = (masker.word(word),)
    return Entity(entity.id, entity.kind, known)


def _staging_links(session: Session) -> list[Link]:
    """Return the links by which things have a stage or a role, or are somebody's own."""
    index, schema = session.index(), session.schema
    kinds = [
        kind.name
        for kind in schema.link_kinds()
        if kind.source_stage
        or kind.target_stage
        or kind.name == OPERATES
        or schema.is_holding(kind.name)
        or schema.is_listing(kind.name)
    ]
    links = {link.id: link for kind in kinds for link in index.links_of_kind(kind)}
    links |= {link.id: link for link in index.links_with_roles()}
    return [links[one] for one in sorted(links)]


def _written(session: Session, masker: Masker, job: ExportJob) -> Iterable[Link]:
    """Yield links that say what is written beside facts: names in it are masked in every text.

    Where values are shown, only those of the people who stay masked are wanted, so the links
    themselves are read.
    """
    index = session.index()
    if job.request.show_values:
        for kind in index.link_kinds():
            yield from index.links_of_kind(kind)
        for kind in index.flow_classes:
            yield from index.payments(kind)
        return
    for number, (kind, values) in enumerate(written_values(index)):
        if not session.schema.is_listing(kind):  # which are read as they are
            yield Link(f"written:{number}", kind, "", "", values=values)


def _stages(
    session: Session, entities: Sequence[Entity], links: Sequence[Link], traces: Sequence[Trace]
) -> dict[str, str]:
    if not links and not traces:
        return {}
    by_id = {entity.id: entity for entity in entities}
    stages = Stages(links, by_id, traces, session.schema)
    told = {end for link in links for end in (link.source, link.target)}
    told |= {level.account for trace in traces for level in trace.levels}
    told |= {seed.victim for trace in traces for seed in trace.seeds}
    placed = {key: stages.place(by_id[key]).stage for key in sorted(told & set(by_id))}
    return {key: stage for key, stage in placed.items() if stage != UNDETERMINED}


def _pairs_of(links: Iterable[Link]) -> list[PairSum]:
    """Return the links of a result as pairs, as the ledger adds them up."""
    bundles: dict[tuple[str, str, str, str, str, bool, bool], list[Link]] = defaultdict(list)
    for link in links:
        word = next(iter(link.values.get(RECORDED_AS, ())), "")
        code = "" if link.amount is None else link.currency
        kind = (link.kind, word, code, link.amount is None)
        bundles[link.source, link.target, *kind, False].append(link)
        if link.object:
            bundles[link.source, link.object, link.kind, word, "", True, True].append(link)
    return [_pair(key, bundles[key]) for key in sorted(bundles)]


def _pair(key: tuple[str, str, str, str, str, bool, bool], links: Collection[Link]) -> PairSum:
    source, target, kind, word, code, _, is_object = key
    amounts = [] if is_object else [k.amount for k in links if k.amount is not None]
    total = Decimal(0)
    for amount in amounts:
        total = plus(total, amount)
    moments = sorted(int(k.start.timestamp() * 1_000_000) for k in links if k.start is not None)
    return PairSum(
        source, target, kind, word, code, len(links),
        total if amounts else None, max(amounts, default=None),
        moments[0] if moments else None, moments[-1] if moments else None,
        min(link.id for link in links), is_object,
    )  # fmt: skip
