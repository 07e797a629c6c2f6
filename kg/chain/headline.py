"""The first sentence of a chain: who lost what, where it went and lies, or what the case holds.

It is made from the chain and, where victims' money is followed, from its trace. Both may be masked:
whatever is named here is named as they name it. What no row says is said to be unknown.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.messages import Message, languages
from kg.model import RECORDED_AS, Chain, ChainEdge, Entity, Headline, HeadlinePart, Trace
from kg.schema.meanings import ACTOR, INFERRED_LEG, LEAKED
from kg.schema.schema import HARMED
from kg.text import readable_word
from kg.values.money import amount_figure

if TYPE_CHECKING:
    from kg.schema import Schema

NAMED = 2
"""So many places where money lies, receivers, kinds and acts are named; the rest is counted."""

Sums = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Naming:
    """How a first sentence calls things.

    Args:
        entities: Entities by id, as they may be shown.
        handles: Their handles.
        holders: The names of who holds an account.
        zone: The zone of the dates.
        starts: Around what the chain is drawn, where somebody named it.
    """

    entities: Mapping[str, Entity] = field(default_factory=dict)
    handles: Mapping[str, str] = field(default_factory=dict)
    holders: Mapping[str, Sequence[str]] = field(default_factory=dict)
    zone: tzinfo | None = None
    starts: Sequence[str] = ()


def headline(
    chain: Chain | None,
    trace: Trace | None,
    schema: Schema,
    naming: Naming | None = None,
    *,
    knows_gaps: bool = True,
) -> Headline:
    """Return the first sentence of a chain.

    Args:
        chain: What the picture shows; None where nothing could be drawn.
        trace: The trace that the chain is drawn on, if there is one. Where it follows victims'
            money the sentence says who lost how much and where it lies; else what the chain holds.
        schema: The ontology.
        naming: How things are called; without it as the chain calls them.
        knows_gaps: Whether gaps and acts were looked for, as in a whole chain; else nothing is
            said of those that are not found.
    """
    made = _Clauses(chain, trace, schema, naming or Naming())
    if trace is not None and trace.from_victims:
        parts = [
            made.lost(trace, knows_acts=knows_gaps),
            made.first(trace),
            made.through(trace),
            made.lies(trace),
            made.harmed(trace) if knows_gaps else None,
        ]
    else:
        parts = [made.holds(), *made.leaked(), made.dates(), made.sums(), made.middle()]
    return Headline(
        (*(part for part in parts if part), *made.missing(knows_gaps=knows_gaps)),
        subject_of(chain) if chain else None,
        made.places(trace) if trace is not None and trace.from_victims else (),
    )


def subject_of(chain: Chain, text: Callable[[str], str] = str) -> Message | None:
    """Return what of a case a chain shows, which its title does not say; None where nobody asked.

    Args:
        chain: The chain as the case has it, with its request.
        text: How names that somebody typed may be shown.
    """
    request = chain.request
    if request is None:
        return None
    if request.trace:
        return Message("subject-trace", trace=text(request.trace))
    if request.start:
        return Message("subject-around", hops=request.hops)
    return Message("subject-victims")


def find_starts(chain: Chain) -> tuple[str, ...]:
    """Return around what one thing a chain of the case is drawn, if somebody named it."""
    if chain.request is None or not chain.request.start or not chain.bounds.spreads:
        return ()
    drawn = {node.entity.id for node in chain.nodes}
    near = min(chain.bounds.spreads, key=lambda spread: (spread.facts_only, spread.hops))
    starts = near.starts if len(near.starts) == 1 else ()
    return tuple(start for start in starts if start in drawn)


class _Clauses:
    """Makes the clauses of one first sentence."""

    def __init__(
        self, chain: Chain | None, trace: Trace | None, schema: Schema, naming: Naming
    ) -> None:
        self.schema, self.naming = schema, naming
        self.chain, self.trace = chain, trace
        self.nodes = {node.entity.id: node for node in chain.nodes} if chain else {}
        self.edges = [e for e in chain.edges if e.kind != INFERRED_LEG] if chain else []

    def lost(self, trace: Trace, *, knows_acts: bool) -> HeadlinePart:
        """Say who lost how much, when, by which acts."""
        lost: Counter[str] = Counter()
        for seed in trace.seeds:
            lost[seed.currency] += seed.amount
        victims = sorted({seed.victim for seed in trace.seeds})
        links = sorted({seed.link for seed in trace.seeds if seed.link})
        acts = self._acts(set(victims))
        when = self._span(self._seed_times(trace))
        unknown = Message("headline-no-act")
        said = Message(
            "headline-lost",
            victims=len(victims),
            lost=self._units(trace, lost),
            how=Message("headline-how", when=when, acts=acts or unknown) if knows_acts else when,
        )
        return self._part("lost", said, victims, links)

    def harmed(self, trace: Trace) -> HeadlinePart | None:
        """Say who else is drawn among those harmed, whose loss is in no sum; None where nobody.

        Who holds an account that a loss was paid from is the victim by another record.
        """
        paying = {seed.account for seed in trace.seeds}
        paying |= {step.source for step in trace.steps if step.level == 1}
        victims = {seed.victim for seed in trace.seeds} | {
            edge.source
            for edge in self.edges
            if edge.target in paying and self.schema.is_holding(edge.kind)
        }
        others = sorted(
            (id_ for id_, node in self.nodes.items()
             if node.stage == HARMED and id_ not in victims
             and self.schema.is_a(node.entity.kind, ACTOR)),
            key=lambda at: (self._handle(at), at),
        )  # fmt: skip
        if not others:
            return None
        links = sorted(
            link.id for edge in self.edges if edge.source in others for link in edge.links
        )
        named = [self._handle(at) or self._who(at) for at in others[:NAMED]]
        named += ["…"] if len(others) > NAMED else []
        said = Message("headline-harmed", count=len(others), named=named)
        return self._part("harmed", said, others, links)

    def first(self, trace: Trace) -> HeadlinePart | None:
        """Say to whom the victims paid: the accounts at the first level, the largest by name."""
        got: dict[str, Counter[str]] = defaultdict(Counter)
        for step in trace.steps:
            if step.level == 1:
                got[step.target][step.currency] += step.traced
        if not got:  # a trace may begin at the account that was paid
            for seed in trace.seeds:
                got[seed.account][seed.currency] += seed.amount
        got.pop("", None)
        if not got:
            return None
        order = sorted(got, key=lambda at: (-max(got[at].values()), self._handle(at), at))
        named = [
            Message("headline-at", money=self._units(trace, got[at]), who=self._who(at))
            for at in order[:1]
        ]
        links = sorted({step.link for step in trace.steps if step.level == 1})
        said = Message("headline-first", accounts=len(got), named=named)
        return self._part("first", said, order, links)

    def through(self, trace: Trace) -> HeadlinePart:
        """Say through how many accounts and levels the money went.

        Not counted are the accounts that it came from, those that payments reached and none of it
        did, and where it left the accounts: cash, fees.
        """
        reached = {
            account.account
            for account in trace.accounts
            if account.level > 0 and account.received > 0
        }
        accounts = sorted(at for at in reached if not self._is_end(at))
        levels = max((level.level for level in trace.levels or trace.accounts), default=0)
        said = Message("headline-through", accounts=len(accounts), levels=levels)
        return self._part("through", said, accounts, sorted({step.link for step in trace.steps}))

    def lies(self, trace: Trace) -> HeadlinePart:
        """Say where most of the money lies by the rows that are loaded, and how much elsewhere."""
        places = self._held(trace)
        if not places:
            return self._part("lies", Message("headline-lies-nowhere"))
        parts = [said for _, said in self.places(trace)[:NAMED]]
        rest: Counter[str] = Counter()
        for (_, currency), units in places[NAMED:]:
            rest[currency] += units
        if rest:
            parts.append(
                Message(
                    "headline-elsewhere",
                    money=self._units(trace, rest),
                    places=len(places) - NAMED,
                )
            )
        accounts = list(dict.fromkeys(account for (account, _), _ in places))
        links = {step.link for step in trace.steps if step.target in set(accounts)}
        said = Message("headline-lies", places=parts)
        return self._part("lies", said, accounts, sorted(links))

    def places(self, trace: Trace) -> tuple[tuple[str, Message], ...]:
        """Return every place where money lies: its id, and who it is with how much, in words."""
        return tuple(
            (
                account,
                Message(
                    "headline-at",
                    money=self._units(trace, Counter({currency: units})),
                    who=self._who(account),
                ),
            )
            for (account, currency), units in self._held(trace)
        )

    def _held(self, trace: Trace) -> list[tuple[tuple[str, str], int]]:
        """Return how much lies where, the most first."""
        held = held_places(trace)
        return sorted(held.items(), key=lambda at: (-at[1], self._handle(at[0][0]), at[0]))

    def holds(self) -> HeadlinePart | None:
        """Say around what the chain is drawn, and how many things of which kinds it holds."""
        if not self.nodes:
            return None
        kinds = Counter(node.entity.kind for node in self.nodes.values())
        named = [
            Message("headline-many", count=kinds[kind], what=self.schema.kind(kind).labelled())
            for kind, _ in sorted(kinds.items(), key=lambda each: (-each[1], each[0]))[:3]
        ]
        starts = [start for start in self.naming.starts if start in self.nodes]
        said = Message(
            "headline-around" if starts else "headline-holds",
            **({"who": self._who(starts[0])} if starts else {}),
            kinds=named,
            count=len(self.nodes),
        )
        return self._part("holds", said, starts or sorted(self.nodes))

    def leaked(self) -> list[HeadlinePart]:
        """Say how many records of what a batch of leaked data holds, as it was counted."""
        batches = [node for node in self.nodes.values() if node.entity.kind == LEAKED]
        return [
            self._part(
                "leaked",
                Message(
                    "headline-leaked",
                    who=self._who(node.entity.id),
                    records=node.entity.first("recordCount"),
                    fields=node.entity.values.get("dataFields", ()),
                ),
                (node.entity.id,),
            )
            for node in batches[:NAMED]
            if node.entity.first("recordCount")
        ]

    def dates(self) -> HeadlinePart | None:
        """Say from when to when the rows are."""
        if not self.edges:
            return None
        links = [link for edge in self.edges for link in edge.links]
        times = [t for link in links for t in (link.start, link.end) if t]
        dated = sorted(link.id for link in links if link.start)
        return self._part("when", self._span(times), (), dated)

    def sums(self) -> HeadlinePart | None:
        """Say how much was paid in all and the largest sum between two; else which links most."""
        paid = [edge for edge in self.edges if edge.totals and self._is_payment(edge)]
        paid = paid or [edge for edge in self.edges if edge.totals]
        links = sorted(link.id for edge in paid for link in edge.links)
        if not paid:
            return self._relations()
        whole: dict[str, Decimal] = defaultdict(Decimal)
        for edge in paid:
            for currency, amount in edge.totals.items():
                whole[currency] += amount
        most = min(paid, key=lambda edge: (-max(edge.totals.values()), edge.source, edge.target))
        said = Message(
            "headline-sums",
            rows=len(links),
            money=_figures(whole),
            source=self._who(most.source),
            target=self._who(most.target),
            most=_figures(most.totals),
        )
        return self._part("sum", said, (most.source, most.target), links)

    def _is_payment(self, edge: ChainEdge) -> bool:
        return edge.family == "money" and self.schema.kind(edge.kind).flows

    def _relations(self) -> HeadlinePart | None:
        named_links: Counter[Message] = Counter()
        for edge in self.edges:
            named_links[self._called(edge)] += len(edge.links)
        if not named_links:
            return None
        order = sorted(named_links, key=lambda what: (-named_links[what], what.text()))
        named = [Message("headline-many", count=named_links[w], what=w) for w in order[:3]]
        links = sorted(link.id for edge in self.edges for link in edge.links)
        return self._part("sum", Message("headline-relations", kinds=named), (), links)

    def _called(self, edge: ChainEdge) -> Message:
        """Return what a line is called: by its file's own word, else by its kind."""
        kind, values = self.schema.kind(edge.kind), dict(edge.links[0].values if edge.links else {})
        if word := values.get(RECORDED_AS):
            values[RECORDED_AS] = tuple(map(readable_word, word))
        return Message("as-stored", **{lang: kind.called(values, lang) for lang in languages()})

    def middle(self) -> HeadlinePart | None:
        """Say who is joined to most others."""
        beside: dict[str, set[str]] = defaultdict(set)
        for edge in self.edges:
            if edge.source != edge.target:
                beside[edge.source].add(edge.target)
                beside[edge.target].add(edge.source)
        if not beside:
            return None
        most = min(beside, key=lambda at: (-len(beside[at]), self._handle(at), at))
        links = sorted(
            link.id
            for edge in self.edges
            if most in (edge.source, edge.target)
            for link in edge.links
        )
        said = Message("headline-middle", who=self._who(most), count=len(beside[most]))
        return self._part("middle", said, (most,), links)

    def missing(self, *, knows_gaps: bool) -> list[HeadlinePart]:
        """Say what the chain does not show: its gaps, and what was found and is not drawn."""
        if self.chain is None or not knows_gaps:
            victims = self.trace is not None and self.trace.from_victims
            unsought = self._part("missing", Message("headline-gaps-not-sought"))
            return [unsought] if victims and not knows_gaps else []
        hidden = sum(kind.count for kind in self.chain.hidden)
        parts = []
        if self.chain.gaps:
            more = len(self.chain.gaps) - 1
            said = Message("headline-missing", gap=self.chain.gaps[0], more=more)
            parts.append(self._part("missing", said))
        elif self.trace is not None and self.trace.from_victims:
            parts.append(self._part("no_gap", Message("headline-missing-none")))
        if hidden:
            return [*parts, self._part("hidden", Message("headline-hidden", count=hidden))]
        request = self.chain.request
        whole = Message("headline-whole-drawn")
        if request is not None and self.naming.starts and self.trace is None:
            whole = Message("headline-within-drawn", hops=request.hops)
        return [*parts, self._part("complete", whole)]

    def _acts(self, victims: set[str]) -> list[Message]:
        """Return what was done to the victims, by the relations that rows record."""
        done: dict[str, set[str]] = defaultdict(set)
        for edge in self.edges:
            kind = self.schema.kind(edge.kind)
            is_deed = edge.family == "people" and not kind.flows
            if edge.target in victims and is_deed and not self.schema.is_holding(edge.kind):
                source = self.nodes.get(edge.source)
                if source and source.stage != HARMED:
                    done[edge.kind].add(edge.target)
        order = sorted(done, key=lambda kind: (-len(done[kind]), kind))
        return [
            Message("headline-act", act=self.schema.kind(kind).labelled(), victims=len(done[kind]))
            for kind in order[:NAMED]
        ]

    def _seed_times(self, trace: Trace) -> list[datetime]:
        links = {seed.link for seed in trace.seeds}
        times = [step.start for step in trace.steps if step.link in links or step.level <= 1]
        drawn = (link for edge in self.edges for link in edge.links if link.id in links)
        return [*times, *(link.start for link in drawn if link.start)]

    def _span(self, times: Iterable[datetime]) -> Message:
        days = sorted({time.astimezone(self.naming.zone).date().isoformat() for time in times})
        if not days:
            return Message("headline-when-unknown")
        if days[0] == days[-1]:
            return Message("headline-on", day=days[0])
        return Message("headline-when", first=days[0], last=days[-1])

    def _units(self, trace: Trace, units: Mapping[str, int]) -> str:
        return " + ".join(
            str(trace.money(units[currency], currency))
            for currency in sorted(units)
            if units[currency]
        )

    def _who(self, thing: str) -> str | Message:
        """Return handle and name, that of the holder for an account."""
        node = self.nodes.get(thing)
        entity = self.naming.entities.get(thing) or (node.entity if node else None)
        handle = self._handle(thing)
        if entity is None:
            return handle or Message("headline-somebody")
        kind = self.schema.kind(entity.kind)
        own = next((text for name in kind.label_properties if (text := entity.first(name))), "")
        name = "/".join(self.naming.holders.get(thing, ())) or own
        if not name and not handle:
            return kind.labelled()
        return " ".join(filter(None, [name, f"({handle})" if handle and name else handle]))

    def _handle(self, thing: str) -> str:
        node = self.nodes.get(thing)
        return self.naming.handles.get(thing, "") or (node.handle if node else "")

    def _is_end(self, thing: str) -> bool:
        drawn = self.nodes.get(thing)
        entity = self.naming.entities.get(thing) or (drawn.entity if drawn else None)
        return entity is not None and self.schema.is_money_end(entity.kind)

    def _part(
        self, name: str, said: Message, things: Sequence[str] = (), links: Sequence[str] = ()
    ) -> HeadlinePart:
        handles = tuple(handle for thing in things if (handle := self._handle(thing)))
        return HeadlinePart(name, said, tuple(things), handles, tuple(links))


def held_places(trace: Trace) -> Counter[tuple[str, str]]:
    """Return how much lies where, by account and currency; in a trace without victims, stayed."""
    holdings = Counter[tuple[str, str]]()
    if trace.holdings:
        for holding in trace.holdings:
            if not holding.left:
                holdings[holding.account, holding.currency] += holding.amount
    else:
        for account in trace.accounts:
            holdings[account.account, account.currency] += account.kept
    return +holdings


def _figures(sums: Sums) -> str:
    return " + ".join(f"{amount_figure(sums[code])} {code}".strip() for code in sorted(sums))
