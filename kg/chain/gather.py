"""Which entities and links belong to a chain, before anything is placed or left off."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.chain.chain_money import largest_ends, last_holders, links_of_trace, outflows
from kg.graph.base import Store, links_at
from kg.masking.protected import is_holding
from kg.model import ChainBounds, Entity, Link, Neighbourhood, Proof, Trace
from kg.model.legs import ACCEPTED
from kg.schema.meanings import INFERRED_LEG, POOL, STATES, TRACED_FLOW

if TYPE_CHECKING:
    from kg.schema import Schema

REACH = 8
"""How many links of people and data are followed from the holders of a trace's accounts."""
FAN = 500
"""An entity with more links than this is shown but not looked behind."""
START_FAN = 20_000
"""The start itself may have this many."""


def gather(
    store: Store, schema: Schema, starts: Sequence[str], traces: Sequence[Trace], hops: int
) -> Gathered:
    """Return what lies within ``hops`` of the starts and whatever belongs to the traces."""
    gathered = Gathered()
    add_neighbours(store, schema, gathered, Neighbourhood(tuple(sorted(set(starts))), hops))
    if traces:
        _gather_traces(store, schema, gathered, traces)
    drop_traced_duplicates(gathered, schema)
    ids = set(starts) | {end for k in gathered.links.values() for end in (k.source, k.target)}
    ids |= {account for trace in traces for account in _accounts(trace)}
    gathered.entities = entities_of(store, schema, ids)
    gathered.pooled = _pools(store, schema, gathered)
    return gathered


def entities_of(store: Store, schema: Schema, ids: Collection[str]) -> dict[str, Entity]:
    """Return the entities by id, a bare one for each id that only the ledger knows."""
    known = {entity.id: entity for entity in store.entities(sorted(ids))}
    return {key: known.get(key) or Entity(key, schema.kind_of_id(key)) for key in sorted(ids)}


def drop_traced_duplicates(gathered: Gathered, schema: Schema) -> None:
    """Leave a trace's own links out where the payments that it followed are drawn."""
    paid = {(k.source, k.target) for k in gathered.links.values() if schema.kind(k.kind).flows}
    for link in list(gathered.links.values()):
        if link.kind == TRACED_FLOW and (link.source, link.target) in paid:
            del gathered.links[link.id]


def _gather_traces(
    store: Store, schema: Schema, gathered: Gathered, traces: Sequence[Trace]
) -> None:
    payments, missing = links_of_trace(store, schema, traces)
    gathered.not_in_graph = missing
    gathered.add(payments)
    accounts = {account for trace in traces for account in _accounts(trace)}
    beyond = _add_inferred(store, gathered, accounts, traces)
    near = Neighbourhood(tuple(sorted(accounts | beyond)), REACH, facts_only=True)
    add_neighbours(store, schema, gathered, near)
    holdings = _other_holdings(gathered, last_holders(traces), accounts, schema)
    gathered.add(outflows(store, schema, holdings, FAN))
    if any(seed.victim for trace in traces for seed in trace.seeds):
        gathered.add(named_exits(store, schema))


def _add_inferred(
    store: Store, gathered: Gathered, accounts: Collection[str], traces: Sequence[Trace]
) -> set[str]:
    """Add the inferred legs at these accounts with the payments on either side; return the ends."""
    own = {leg.id for trace in traces for leg in trace.inferred}
    legs = [
        link
        for link in store.links_of(sorted(accounts), [INFERRED_LEG])
        if link.id in own or ACCEPTED in link.values.get("decision", ())
    ]
    rows = {row for leg in legs for row in leg.values.get("inferredFrom", ())}
    gathered.add(store.links(sorted(rows)))
    return gathered.add(legs)


def add_neighbours(store: Store, schema: Schema, gathered: Gathered, near: Neighbourhood) -> None:
    """Add all that lies near some starts; of facts alone, the calls among whatever was reached."""
    if not near.starts:
        return
    gathered.spreads.append(near)
    if not near.facts_only:
        _neighbours(store, schema, gathered, near, None, START_FAN)
        return
    computed = {TRACED_FLOW, INFERRED_LEG}
    facts = [k.name for k in schema.link_kinds() if not k.flows and k.name not in computed]
    reached = _neighbours(store, schema, gathered, near, facts, FAN)
    gathered.add_near(_contacts(store, schema, reached))


def _neighbours(
    store: Store,
    schema: Schema,
    gathered: Gathered,
    near: Neighbourhood,
    kinds: Collection[str] | None,
    fan: int,
) -> set[str]:
    """Follow links breadth-first, both ways; the crowded and the pools are not looked behind."""
    starts = set(near.starts)
    seen, frontier = set(starts), sorted(starts)
    for _ in range(near.hops):
        ends: set[str] = set()
        beside = links_at(store, frontier, kinds, fan + 1)
        for id_ in frontier:
            links = beside.get(id_, [])
            if len(links) > fan and _is_address_list(schema, id_, links):
                continue
            if len(links) > fan:
                gathered.crowded.add(id_)
            elif (owned := _pool(store, schema, id_, links)) is not None and (
                kinds or id_ not in starts
            ):
                gathered.pools.add(id_)
                ends |= gathered.add_near(owned)
            elif links:
                ends |= gathered.add_near(_own(schema, id_, links, starts))
        frontier, fan = sorted(ends - seen), min(fan, FAN)
        seen |= ends
        if not frontier:
            break
    return seen


def _own(schema: Schema, id_: str, links: Sequence[Link], starts: set[str]) -> Sequence[Link]:
    """Return the links of one thing; of a published list of addresses not whom else it names.

    Standing in one list makes two wallets nothing to each other.
    """
    if id_ in starts:
        return links
    return [k for k in links if not (k.target == id_ and _names_address(schema, k))]


def _is_address_list(schema: Schema, id_: str, links: Sequence[Link]) -> bool:
    return all(k.target == id_ and _names_address(schema, k) for k in links)


def _names_address(schema: Schema, link: Link) -> bool:
    """Say whether a link is that a list names an account or a wallet."""
    named = schema.kind_of_id(link.source)
    return schema.is_listing(link.kind) and schema.is_money_party(named)


def _pool(store: Store, schema: Schema, id_: str, links: Sequence[Link]) -> list[Link] | None:
    """Return who holds a payment company's account, or None for whatever is no such account.

    The money of many meets there, and meeting there makes nobody anything to anybody.
    """
    holds = [k for k in links if is_holding(k, schema) and k.proof is not Proof.EXCLUDED]
    owned = [k for k in holds if k.target == id_]
    key_kind = schema.kind(POOL).key_kind
    owners = {
        end for end in (id_, *(k.source for k in owned)) if schema.kind_of_id(end) == key_kind
    }
    companies = store.entities(sorted(owners)) if owners else ()
    return owned if any(schema.is_pool(entity.kind) for entity in companies) else None


def _pools(store: Store, schema: Schema, gathered: Gathered) -> set[str]:
    """Return which ends of the payments found are a payment company, or an account of one."""
    paid = {
        end
        for k in gathered.links.values()
        if schema.kind(k.kind).flows
        for end in (k.source, k.target)
    }
    holding = [k.name for k in schema.link_kinds() if schema.is_holding(k.name)]
    company = schema.kind(POOL).key_kind
    holds = store.links_of(sorted(paid), holding, START_FAN) if paid else []
    owner = {k.target: k.source for k in holds if schema.kind_of_id(k.source) == company}
    known = [*store.entities(sorted(set(owner.values()))), *gathered.entities.values()]
    companies = {entity.id for entity in known if schema.is_pool(entity.kind)}
    return {end for end in paid if owner.get(end, end) in companies}


def _contacts(store: Store, schema: Schema, reached: set[str]) -> list[Link]:
    """Return the flows between people, such as calls, that stay among what was reached."""
    kinds = [kind.name for kind in schema.link_kinds() if kind.flows and kind.family == "people"]
    if not kinds:
        return []
    links = store.links_of(sorted(reached), kinds, START_FAN)
    return [link for link in links if link.source in reached and link.target in reached]


def _other_holdings(
    gathered: Gathered, last: set[str], accounts: set[str], schema: Schema
) -> list[str]:
    """Return what the last holders hold beside the accounts that the money was traced through."""
    holds = [link for link in gathered.links.values() if is_holding(link, schema)]
    holders = {link.source for link in holds if link.target in last}
    return sorted({k.target for k in holds if k.source in holders} - accounts)


def _accounts(trace: Trace) -> set[str]:
    steps = {end for step in trace.steps for end in (step.source, step.target)}
    points = {item.account for part in (trace.seeds, trace.accounts) for item in part}
    return steps | points | {seed.victim for seed in trace.seeds if seed.victim}


@dataclass(slots=True)
class Gathered:
    """Everything found, what was not looked behind, and how many excluded links there were."""

    entities: dict[str, Entity] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    near: set[str] = field(default_factory=set)
    spreads: list[Neighbourhood] = field(default_factory=list)
    crowded: set[str] = field(default_factory=set)
    pools: set[str] = field(default_factory=set)
    pooled: set[str] = field(default_factory=set)
    excluded: set[str] = field(default_factory=set)
    not_in_graph: int = 0

    def add(self, links: Iterable[Link]) -> set[str]:
        """Keep the links that nobody excluded; return their ends."""
        ends: set[str] = set()
        for link in links:
            if link.kind == STATES:
                continue  # to have spoken of somebody joins nobody to anybody
            if link.proof is Proof.EXCLUDED:
                self.excluded.add(link.id)
                continue
            self.links[link.id] = link
            ends |= {link.source, link.target}
        return ends

    def add_near(self, links: Sequence[Link]) -> set[str]:
        """Keep links because of where they stand, whatever they carry; return their ends."""
        self.near |= {link.id for link in links}
        return self.add(links)

    def bounds(self, drawn: Collection[str]) -> ChainBounds:
        """Return where all of this was looked for, and what of it is not among the drawn."""
        shown = (k for k in self.links.values() if k.source in drawn and k.target in drawn)
        return ChainBounds(
            spreads=tuple(self.spreads),
            crowded=tuple(sorted(self.crowded)),
            pools=tuple(sorted(self.pools)),
            by_money=tuple(sorted({link.id for link in shown} - self.near)),
            left_off=tuple(sorted(self.entities.keys() - set(drawn))),
        )


EXIT = "Exit"


def is_named_exit(entity: Entity, schema: Schema) -> bool:
    """Say whether somebody is an exit by kind alone, such as an exchange."""
    kind = schema.kind(entity.kind)
    return kind.stage == EXIT and kind.family == "actor"


def named_exits(store: Store, schema: Schema) -> list[Link]:
    """Return what the exits of a case are known to hold, with the payments that arrive there."""
    holdings = [link for link in store.links_of(_exits(store, schema)) if is_holding(link, schema)]
    return [*holdings, *_arriving(store, schema, sorted({link.target for link in holdings}))]


def _exits(store: Store, schema: Schema) -> list[str]:
    kinds = [kind for kind in schema.kinds() if kind.stage == EXIT and kind.family == "actor"]
    keys = {schema.kind(kind.key_kind).name for kind in kinds}
    ids = [id_ for id_ in store.ids() if schema.kind_of_id(id_) in keys]
    return sorted(entity.id for entity in store.entities(ids) if is_named_exit(entity, schema))


def _arriving(store: Store, schema: Schema, accounts: list[str]) -> list[Link]:
    kinds = [kind.name for kind in schema.link_kinds() if kind.flows and kind.family == "money"]
    arriving: list[Link] = []
    for account in accounts:
        paid = [link for link in store.links_of([account], kinds, FAN) if link.target == account]
        senders = largest_ends(paid, "source")
        arriving += [link for link in paid if link.source in senders]
    return arriving


def unreached(
    entities: Mapping[str, Entity], holdings: Mapping[str, set[str]], schema: Schema
) -> dict[str, set[str]]:
    """Return the named exits with what they hold, by id."""
    return {key: holdings[key] for key in sorted(holdings) if is_named_exit(entities[key], schema)}
