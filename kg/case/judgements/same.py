"""Which things of a case may be one: proposed with their grounds and rows, judged by a person.

Nothing is merged unasked. What a person accepts is one thing in everything that is derived from the
rows; the rows stay as they are, and taking the judgement back makes it two again.
"""

from __future__ import annotations

import getpass
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kg.case.money.saved_traces import saved_traces
from kg.case.storage.graph_sync import SyncChange, same_judgements, sync_scope
from kg.case.storage.judgement_store import judged_same
from kg.case.storage.judgement_store import same_judgement as word_on
from kg.case.storage.resolve import HANDLE, resolve_thing
from kg.case.storage.session import Session
from kg.case.storage.transaction import give_handles, transaction
from kg.errors import NotFound, StoreBusy, StoreReadOnly, UsageError
from kg.ledger.value_sources import rows_of_values
from kg.messages import Message
from kg.model import Entity, Evidence, Link, MergedPair, Proof, SamePair, SameThings
from kg.model.legs import ACCEPTED, PROPOSED, REJECTED
from kg.requests import SameRequest
from kg.schema.meanings import ACCOUNT, PERSON, SAME_ACCOUNT, SAME_PERSON

if TYPE_CHECKING:
    from kg.identity import ComparedThing, ThingValue
    from kg.ledger import Index

FAMILIES: Mapping[str, str] = {
    PERSON: "person",
    "Organisation": "organisation",
    ACCOUNT: "account",
    "Wallet": "wallet",
    "SocialAccount": "social",
    "PhoneNumber": "phone",
    "Device": "device",
}
"""By the class that ids are minted for, the family within which things are compared."""
HAVING: Mapping[str, bool] = {
    "HoldsAccount": True, "HoldsWallet": True, "UsesPhone": True, "UsesAccount": False,
    "OperatesAccount": False, "SignsInWith": False,
}  # fmt: skip
"""Links by which somebody has or uses something; true where it is registered to them."""
CONTACTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "phone": ("phone", ("msisdn",)),
    "device": ("device", ("imei", "mac")),
    "account": ("account", ("accountNumber", "cardNumber")),
    "wallet": ("account", ("walletAddress",)),
    "social": ("account", ("platformNumber",)),
}
"""By family of what somebody has, what it is to them and the properties that name it."""
RECORD, RECORD_SOURCE = "customerNumber", "sourceReference"
"""Where a source's own number of a record is kept, and what the source calls itself."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ROWS_OF_AN_END = 3


def same(session: Session, request: SameRequest) -> SameThings:
    """Propose which things of a case are one, the surest first.

    Args:
        session: The case.
        request: Which things, which bands, how many.

    Raises:
        NotFound: The case has no such thing.
        UsageError: What compares names is not installed (the extra ``crimechain[identity]``).
    """
    from kg.identity import BANDS, weights

    thing = resolve_thing(session, request.thing) if request.thing else ""
    raw = session.ledger(same=()).index()
    entities = {entity.id: entity for entity in _entities(session, raw)}
    pairs, compared = _pairs(session, raw, entities)
    kept = [pair for pair in pairs if _is_asked(session, pair, request, thing)]
    return _numbered(
        session,
        SameThings(
            tuple(_with_rows(raw, kept[: request.rows], entities)),
            {band: sum(pair.band == band for pair in pairs) for band in BANDS},
            len(entities),
            compared,
            max(0, len(kept) - request.rows),
            weights().version,
        ),
    )


def same_pair(session: Session, pair: str) -> SamePair | None:
    """Return one proposal by its id, also one that is ruled out; None where the case has none."""
    raw = session.ledger(same=()).index()
    entities = {entity.id: entity for entity in _entities(session, raw)}
    pairs, _ = _pairs(session, raw, entities)
    meant = [one for one in pairs if one.id == pair]
    return next(iter(_with_rows(raw, meant, entities)), None)


def _entities(session: Session, raw: Index) -> list[Entity]:
    kinds = [kind.name for kind in session.schema.entity_kinds() if kind.key_kind in FAMILIES]
    return raw.entities_of_kinds(kinds)


def _pairs(
    session: Session, raw: Index, entities: Mapping[str, Entity]
) -> tuple[list[SamePair], int]:
    """Return every proposal with what a person said of it, and how many pairs were compared."""
    from kg.identity import propose

    found = propose(_things(session, raw, entities))
    judged = judged_same(session.folder)
    pairs = [
        replace(
            pair,
            state=judged[pair.id]["word"] if pair.id in judged else PROPOSED,
            records=(_record(entities[pair.one]), _record(entities[pair.other])),
        )
        for pair in found.pairs
    ]
    return pairs, found.compared


def _family(session: Session, thing: str) -> str:
    kind = session.schema.kind(session.schema.kind_of_id(thing))
    return FAMILIES.get(kind.key_kind, "")


def _things(
    session: Session, raw: Index, entities: Mapping[str, Entity]
) -> Iterator[ComparedThing]:
    from kg.identity import ComparedThing, ThingValue

    having = _having(session, raw, entities)
    for entity in entities.values():
        own = [
            ThingValue(name, text)
            for name, texts in sorted(entity.values.items())
            for text in texts
        ]
        files = tuple(sorted({item.sha256 for item in entity.evidence}))
        values = (*own, *having.get(entity.id, ()))
        yield ComparedThing(entity.id, _family(session, entity.id), values, files)


def _having(
    session: Session, raw: Index, entities: Mapping[str, Entity]
) -> Mapping[str, list[ThingValue]]:
    """Return what each thing has or uses, each value with the link that says so."""
    from kg.identity import ThingValue

    having: dict[str, list[ThingValue]] = defaultdict(list)
    for kind, held in HAVING.items():
        for link in raw.links_of_kind(kind):
            target = entities.get(link.target)
            family = _family(session, link.target) if target else ""
            if target is None or link.proof is Proof.EXCLUDED or family not in CONTACTS:
                continue
            what, names = CONTACTS[family]
            text = next(filter(None, map(target.first, names)), link.target)
            start, end = _moment(link.start), _moment(link.end)
            having[link.source].append(ThingValue(what, text, start, end, held, (link.id,)))
    return having


def _moment(at: datetime | None) -> int | None:
    return None if at is None else round((at - _EPOCH).total_seconds() * 1_000_000)


def _record(entity: Entity) -> str:
    """Return the source's own number of a record, behind what the source calls itself."""
    number, source = entity.first(RECORD), entity.first(RECORD_SOURCE)
    return f"{source}:{number}" if number and source else number


def _is_asked(session: Session, pair: SamePair, request: SameRequest, thing: str) -> bool:
    if thing and thing not in (pair.id, *map(session.canonical, (pair.one, pair.other))):
        return False
    if request.family and pair.family != request.family:
        return False
    if request.band:
        return pair.band in request.band
    return request.every or pair.band != "apart" or pair.state != PROPOSED


_Said = Mapping[tuple[str, str], tuple[Evidence, ...]]


def _with_rows(
    raw: Index, pairs: Sequence[SamePair], entities: Mapping[str, Entity]
) -> Iterator[SamePair]:
    """Yield the pairs with the rows behind every ground."""
    said = rows_of_values(raw, [end for pair in pairs for end in (pair.one, pair.other)])
    grounds = [ground for pair in pairs for ground in pair.grounds]
    facts = [fact for g in grounds for fact in (*g.one_facts, *g.other_facts)]
    links = {link.id: link for link in raw.links(facts)}
    for pair in pairs:
        one, other = entities[pair.one], entities[pair.other]
        told = (
            replace(
                ground,
                rows=(
                    *_rows(one, ground.one, ground.one_facts, said, links),
                    *_rows(other, ground.other, ground.other_facts, said, links),
                ),
            )
            for ground in pair.grounds
        )
        yield replace(pair, grounds=tuple(told))


def _rows(
    entity: Entity, text: str, facts: Iterable[str], said: _Said, links: Mapping[str, Link]
) -> tuple[Evidence, ...]:
    """Return the rows that say a value of a thing; of one that was worked out, the thing's own."""
    found = [item for fact in facts if fact in links for item in links[fact].evidence]
    return tuple(found or said.get((entity.id, text), ()) or entity.evidence)[:_ROWS_OF_AN_END]


def _numbered(session: Session, found: SameThings) -> SameThings:
    """Give the pairs handles, unless the case is being written or cannot be."""
    new = [pair.id for pair in found.pairs if not session.handles.of(pair.id)]
    try:
        with session.folder.writing() if new else nullcontext():
            _give_handles(session, new)
    except (StoreBusy, StoreReadOnly):
        return replace(found, warnings=(*found.warnings, Message("pairs-unnumbered")))
    return found


def _give_handles(session: Session, pairs: Sequence[str]) -> None:
    for kind in (SAME_PERSON, SAME_ACCOUNT):
        give_handles(
            session, "number", kind, (p for p in pairs if session.schema.kind_of_id(p) == kind)
        )


def judge(
    session: Session,
    typed: Sequence[str],
    word: str,
    reason: str,
    by: str = "",
    when: str = "",
) -> list[str]:
    """Take pairs of things for one, or for two; return the ids of the pairs that this changed.

    Args:
        session: The case, held for writing.
        typed: Handles of proposals (``SP3``), or two things with an equals sign (``P3=P9``).
        word: ``accepted``, ``rejected``, or the empty text to take an earlier word back.
        reason: Why; it is logged.
        by: Who says so: where nobody is named, whoever is logged in.
        when: When it was said; now, where nothing is given.

    Raises:
        UsageError: There is no reason, the two are of different families, or a pair that was
            rejected would become one by it.
        NotFound: There is no such proposal.
    """
    if not reason.strip():
        raise UsageError(Message("same-needs-reason"), hint=Message("give-with-reason"))
    said = {"word": word, "by": by.strip() or _user(), "reason": reason, "when": when or _now()}
    pairs = [pair for pair in _pairs_meant(session, typed) if _word(session, pair) != word]
    if not pairs:
        return []
    was = sync_scope(session)
    told: dict[str, dict[str, Any]] = {k: dict(w) for k, w in judged_same(session.folder).items()}
    told |= {pair["id"]: {**pair, **said} for pair in pairs}
    standing = {pair: one for pair, one in told.items() if one["word"]}
    accepted = [(one["one"], one["other"]) for one in standing.values() if one["word"] == ACCEPTED]
    _refuse_rejected(session, accepted, standing)
    index = session.ledger(same=accepted).index()
    after = replace(was, index=index, same=same_judgements(standing, index))
    _give_handles(session, [pair["id"] for pair in pairs])
    names = " ".join(session.handles.of(pair["id"]) for pair in pairs)
    facts = {
        "name": f"{names} {word or 'undo'}", "pairs": pairs, "said": said if word else {},
        "earlier": [word_on(session.folder, pair["id"]) for pair in pairs], "reason": reason,
    }  # fmt: skip
    with transaction(session, "same", **facts):
        SyncChange(was, after).take(session)
    return [pair["id"] for pair in pairs]


def _word(session: Session, pair: Mapping[str, str]) -> str:
    return word_on(session.folder, pair["id"]).get("word", "")


def _pairs_meant(session: Session, typed: Sequence[str]) -> list[dict[str, str]]:
    """Return the pairs that handles mean, or two things with an equals sign between."""
    judged = judged_same(session.folder)
    known = {pair: {"id": pair, "one": w["one"], "other": w["other"]} for pair, w in judged.items()}
    ids = {text: session.handles.thing(text) or text for text in typed if "=" not in text}
    if any(pair not in known for pair in ids.values()):
        raw = session.ledger(same=()).index()
        entities = {entity.id: entity for entity in _entities(session, raw)}
        for pair in _pairs(session, raw, entities)[0]:
            known.setdefault(pair.id, {"id": pair.id, "one": pair.one, "other": pair.other})
    for text, meant in ids.items():
        if meant not in known:
            what = Message("no-such-proposal")
            raise NotFound(what, where=text, hint=Message("same-lists-proposals"))
    return [_two(session, text) if "=" in text else known[ids[text]] for text in typed]


def _two(session: Session, typed: str) -> dict[str, str]:
    """Return the pair of two things that a person names."""
    from kg.identity.propose import pair_id

    one, other = sorted(_as_told(session, end.strip()) for end in typed.split("=", 1))
    families = {_family(session, end) for end in (one, other)}
    if one == other or len(families) > 1 or "" in families:
        raise UsageError(Message("not-two-of-a-family"), where=typed)
    return {"id": pair_id(families.pop(), one, other), "one": one, "other": other}


def _as_told(session: Session, text: str) -> str:
    """Return the id of a thing as its files tell it, whatever it was taken for since."""
    if text.startswith("urn:crimechain:"):
        return text
    thing = session.handles.thing(text) if HANDLE.fullmatch(text) else ""
    return thing or resolve_thing(session, text)


def _refuse_rejected(
    session: Session,
    accepted: Iterable[tuple[str, str]],
    standing: Mapping[str, Mapping[str, str]],
) -> None:
    """Refuse what would make two things one that a person keeps apart."""
    roots: dict[str, str] = {}

    def root(thing: str) -> str:
        while roots.get(thing, thing) != thing:
            thing = roots[thing]
        return thing

    for one, other in accepted:
        roots[root(other)] = root(one)
    for pair, told in sorted(standing.items()):
        if told["word"] == REJECTED and root(told["one"]) == root(told["other"]):
            raise UsageError(
                Message("would-join-rejected"),
                where=session.handles.of(pair) or pair,
                hint=Message("take-rejection-back"),
            )


def merged(session: Session) -> list[MergedPair]:
    """Return every pair that a person took for one, and what hangs on it, oldest first."""
    words = [word for word in judged_same(session.folder).values() if word["word"] == ACCEPTED]
    raw = session.ledger(same=()).index()
    ends = sorted({end for word in words for end in (word["one"], word["other"])})
    rows = {entity.id: len(entity.evidence) for entity in raw.entities(ends)}
    touching: dict[str, set[str]] = defaultdict(set)
    flows = [link for kind in raw.flow_classes for link in raw.flows_of(ends, kind)]
    for link in (*raw.links_of(ends), *flows):
        for end in (link.source, link.target, link.object):
            touching[end].add(link.id)
    results = _results(session, ends)
    return [
        MergedPair(
            word["link"], word["one"], word["other"], session.canonical(word["one"]), word["by"],
            word["when"], word["reason"],
            (len(touching[word["one"]]), len(touching[word["other"]])),
            (rows.get(word["one"], 0), rows.get(word["other"], 0)),
            tuple(sorted(results[word["one"]] | results[word["other"]])),
        )
        for word in sorted(words, key=lambda word: (word["when"], word["link"]))
    ]  # fmt: skip


def _results(session: Session, ends: Sequence[str]) -> defaultdict[str, set[str]]:
    """Return the names of the saved traces in which one of these things stands, by thing."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, trace in saved_traces(session.folder).items():
        standing = {end for step in trace.steps for end in (step.source, step.target)}
        for end in ends:
            if standing & {end, session.canonical(end)}:
                found[end].add(name)
    return defaultdict(set, found)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _user() -> str:
    """Return who is logged in, or nothing where the machine does not say."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
