"""Where each entity stands in a chain, by one rule, and the sentence that says why.

An evidenced role; else the class of its links; else its level in a trace from a victim; else
undetermined. An account stands where the trace has it, else where its holder's role stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.chain import notes
from kg.masking.protected import is_holding
from kg.messages import Message
from kg.model import AccountLevel, Entity, Link, Proof, Trace
from kg.schema.schema import HARMED

if TYPE_CHECKING:
    from kg.schema import Schema

COLLECTION, LAYERING, EXIT = "Collection", "Layering", "Exit"
UNDETERMINED = "Undetermined"
OPERATES = "Operates"
RULES = frozenset({"rule", "trace"})
"""Readers whose evidence is a computation, not a row."""
_WEIGHT = {
    Proof.VERIFIED: 4,
    Proof.CORROBORATED: 3,
    Proof.SINGLE: 2,
    Proof.CLUE: 1,
    Proof.DISPUTED: 0,
}


@dataclass(frozen=True, slots=True)
class StagePlace:
    """A stage, the ground for it, and the level in the trace (0: none)."""

    stage: str
    basis: str
    why: Message
    level: int = 0


Rules = tuple[Callable[[Entity], StagePlace | None], ...]


class Stages:
    """Places entities; what it needs to know of their links is sorted once."""

    def __init__(
        self,
        links: Iterable[Link],
        entities: Mapping[str, Entity],
        traces: Sequence[Trace],
        schema: Schema,
    ) -> None:
        self._schema = schema
        self._entities = entities
        self._order = {stage: n for n, stage in enumerate(s.name for s in schema.stages())}
        self._roles: dict[str, list[Link]] = defaultdict(list)
        self._ends: dict[str, list[tuple[str, Link]]] = defaultdict(list)
        self._holders: dict[str, list[str]] = defaultdict(list)
        self._held: dict[str, list[str]] = defaultdict(list)
        self._operators: dict[str, list[str]] = defaultdict(list)
        self._inside: dict[str, list[str]] = defaultdict(list)
        for link in sorted(links, key=lambda each: each.id):
            self._sort(link)
        self._levels = levels_from_victims(traces)
        self._victims = {seed.victim for trace in traces for seed in trace.seeds}

    def place(self, entity: Entity) -> StagePlace:
        """Return where the entity stands."""
        of_holdings: Rules = (self._by_trace, self._by_holder, self._by_role, self._by_links)
        other: Rules = (self._by_role, self._by_links, self._by_seed, self._by_own_accounts)
        last: Rules = (self._by_kind, self._by_operator, self._by_member)
        for rule in (*(of_holdings if self._is_held(entity) else other), *last):
            if place := rule(entity):
                return place
        return StagePlace(UNDETERMINED, "none", notes.NO_GROUND)

    def roles(self, entity: Entity) -> tuple[str, ...]:
        """Return the roles as ``alleged:CardSeller`` or ``computed:CardSeller``, sorted."""
        return tuple(
            sorted(
                {
                    f"{'computed' if _is_computed(link) else 'alleged'}:{role}"
                    for link in self._roles[entity.id]
                    for role in link.values.get("role", ())
                }
            )
        )

    def _sort(self, link: Link) -> None:
        if link.values.get("role"):
            self._roles[link.source].append(link)
            self._inside[link.target].append(link.source)
        if link.kind == OPERATES:
            self._operators[link.target].append(link.source)
        if is_holding(link, self._schema):
            self._holders[link.target].append(link.source)
            self._held[link.source].append(link.target)
        kind = self._schema.kind(link.kind)
        for end, stage in ((link.source, kind.source_stage), (link.target, kind.target_stage)):
            if stage:
                self._ends[end].append((stage, link))

    def _is_held(self, entity: Entity) -> bool:
        return bool(self._holders.get(entity.id)) or self._schema.is_money_party(entity.kind)

    def _by_role(self, entity: Entity) -> StagePlace | None:
        claims = [
            (stage, link, role)
            for link in self._roles.get(entity.id, ())
            for role in link.values.get("role", ())
            if self._schema.has_kind(role)
            and (stage := self._schema.kind(role).stage) not in ("", UNDETERMINED)
        ]
        if not claims:
            return None
        stage, link, role = min(claims, key=lambda claim: self._rank(claim[0], claim[1]))
        return StagePlace(stage, "role", notes.by_role(self._schema, role, _is_computed(link)))

    def _by_links(self, entity: Entity) -> StagePlace | None:
        claims = self._ends.get(entity.id, ())
        if not claims:
            return None
        stage, link = min(claims, key=lambda claim: self._rank(*claim))
        others = sorted({s for s, _ in claims} - {stage}, key=self._order.__getitem__)
        return StagePlace(stage, "links", notes.by_links(self._schema, link.kind, others))

    def _by_trace(self, entity: Entity) -> StagePlace | None:
        reached = self._levels.get(entity.id)
        if reached is None:
            return None
        level = reached.level
        if reached.said is None:
            return StagePlace(HARMED, "trace", notes.PAID_BY_VICTIM)
        return self._exit(entity, level) or StagePlace(
            COLLECTION if level == 1 else LAYERING, "trace", notes.by_level(reached.said), level
        )

    def _exit(self, entity: Entity, level: int) -> StagePlace | None:
        """Return the exit, if what received the money is one by kind or by its holder's role.

        A wallet or a dealer's card that a victim paid at once is still the first receiver.
        """
        is_end = self._schema.is_money_end(entity.kind)
        if self._schema.kind(entity.kind).stage == EXIT and (level > 1 or is_end):
            return StagePlace(EXIT, "kind", notes.by_kind(self._schema, entity.kind), level)
        if level > 1:
            for holder in self._holders.get(entity.id, ()):
                place = self._by_role(self._entities[holder])
                if place and place.stage == EXIT:
                    return StagePlace(EXIT, "holder", notes.by_holder(place.why), level)
        return None

    def _by_holder(self, entity: Entity) -> StagePlace | None:
        places = [
            place
            for holder in self._holders.get(entity.id, ())
            if (place := self._by_role(self._entities[holder]) or self._of_victim(holder))
            or (place := self._of_user(entity, holder))
        ]
        return self._as(places, notes.by_holder)

    def _of_victim(self, holder: str) -> StagePlace | None:
        person = self._entities[holder]
        place = self._by_links(person) or self._by_seed(person)
        return place if place and place.stage == HARMED else None

    def _of_user(self, entity: Entity, user: str) -> StagePlace | None:
        """Place a phone with its user on any ground; an account needs more than its holder."""
        if self._schema.is_money_party(entity.kind):
            return None
        person = self._entities[user]
        return self._by_links(person) or self._by_own_accounts(person)

    def _by_operator(self, entity: Entity) -> StagePlace | None:
        runs = (self._entities[id_] for id_ in self._operators.get(entity.id, ()))
        return self._as(
            [self._by_role(o) or self._by_links(o) or self._by_kind(o) for o in runs],
            notes.by_operator,
        )

    def _by_member(self, entity: Entity) -> StagePlace | None:
        inside = (
            self._entities[id_] for id_ in self._inside.get(entity.id, ()) if id_ != entity.id
        )
        return self._as([self._by_role(member) for member in inside], notes.by_member)

    def _as(
        self, places: Iterable[StagePlace | None], why: Callable[[Message], Message]
    ) -> StagePlace | None:
        """Return the earliest of these stages, as the ground that ``why`` words."""
        known = [place for place in places if place]
        if not known:
            return None
        first = min(known, key=lambda place: self._order[place.stage])
        return StagePlace(first.stage, "holder", why(first.why))

    def _by_seed(self, entity: Entity) -> StagePlace | None:
        is_victim = entity.id in self._victims
        return StagePlace(HARMED, "trace", notes.VICTIM_OF_TRACE) if is_victim else None

    def _by_own_accounts(self, entity: Entity) -> StagePlace | None:
        placed = [
            place
            for account in self._held.get(entity.id, ())
            if (place := self._by_trace(self._entities[account]))
        ]
        if not placed:
            return None
        first = min(placed, key=lambda place: (place.level, self._order[place.stage]))
        return StagePlace(first.stage, "trace", notes.by_own_account(first.why), first.level)

    def _by_kind(self, entity: Entity) -> StagePlace | None:
        stage = self._schema.kind(entity.kind).stage
        return (
            StagePlace(stage, "kind", notes.by_kind(self._schema, entity.kind)) if stage else None
        )

    def _rank(self, stage: str, link: Link) -> tuple[int, int, int, str]:
        """Best proven first, then most evidence, then earliest in the chain, then by id."""
        return (-_WEIGHT.get(link.proof, 0), -len(link.evidence), self._order[stage], link.id)


def _is_computed(link: Link) -> bool:
    return all(evidence.reader in RULES for evidence in link.evidence)


@dataclass(frozen=True, slots=True)
class VictimDistance:
    """How many steps from the victims an account stands (0: theirs), and how the trace says it."""

    level: int
    said: Message | None = None


def levels_from_victims(traces: Iterable[Trace]) -> Mapping[str, VictimDistance]:
    """Return 0 for the account that a victim paid from, else the level that a trace gives.

    Only traces that follow victims' money onward count; the smallest level of several holds. An
    account of which no step has the share stands at the step by which most came, and that is said.
    """
    distances: dict[str, VictimDistance] = {}
    for trace in traces:
        if trace.from_victims:
            payers = {seed.account for seed in trace.seeds}
            reached_accounts = [(payer, VictimDistance(0)) for payer in sorted(payers)]
            reached_accounts += [
                (level.account, _reached(level)) for level in trace.levels if _depth(level)
            ]
            for account, reached in reached_accounts:
                if account not in distances or reached.level < distances[account].level:
                    distances[account] = reached
    return distances


def _reached(level: AccountLevel) -> VictimDistance:
    return VictimDistance(_depth(level), level.said)


def _depth(level: AccountLevel) -> int:
    return level.level or level.leading
