"""Everything that happened in one demo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.demo.cast import PLATFORM, Cast, Person
from kg.demo.claims import Claim, Thing
from kg.demo.contacts import Call, Move
from kg.demo.data_trade import Sale
from kg.demo.events import Payment
from kg.demo.expected.expected_facts import ExpectedFact, merged
from kg.demo.fifo import FifoOutcome
from kg.demo.leaked import Batch
from kg.demo.platform_records import ORDERS, Desks
from kg.demo.posting import Posting
from kg.demo.sheets import DOSSIER, RELATIONS, SALES
from kg.demo.supporting_cast import Annex
from kg.schema import load_schema

Row = dict[str, object]
Asked = dict[str, object]


@dataclass(frozen=True)
class DemoStory:
    """What the files tell, before anybody reads them."""

    cast: Cast
    more: Annex
    payments: Sequence[Payment]
    seeds: Sequence[Payment]
    posting: Posting
    desks: Desks
    batch: Batch
    sales: Sequence[Sale]
    relations: Sequence[Claim]
    dossier: Sequence[Claim]
    moves: Sequence[tuple[Move, str]]
    calls: Sequence[Call]
    outcome: FifoOutcome
    opened: dict[str, str]

    @cached_property
    def facts(self) -> list[ExpectedFact]:
        """Return every typed fact once, with all that is said of it."""
        typed = {RELATIONS: self.relations, DOSSIER: self.dossier}
        sheets = {**typed, SALES: _as_facts(self)}
        told = [(name, fact) for name, facts in sheets.items() for fact in facts]
        called = [(name, claim) for name, facts in typed.items() for claim in _called(facts)]
        return merged([*told, *called, (ORDERS, _role(Thing(PLATFORM, "RunningPointsPlatform")))])

    def of(self, *kinds: str) -> list[ExpectedFact]:
        """Return the facts of some classes."""
        return [fact for fact in self.facts if fact.kind in kinds]


def _called(facts: Iterable[Claim]) -> Iterator[Claim]:
    """Yield what rows call somebody in the column of types where that is a role and no kind."""
    schema = load_schema()
    for fact in facts:
        for party in (fact.who, fact.whom, fact.thing):
            if isinstance(party, Thing) and schema.kind(party.kind).held_by:
                yield _role(party, fact.proof)


def _role(thing: Thing, proof: str = "single") -> Claim:
    return Claim(thing, "HoldsRole", thing, "", "", proof, role=thing.kind)


def _as_facts(story: DemoStory) -> list[Claim]:
    known = {person.name: person for person in [*story.more.people.values(), *_chiefs(story.cast)]}
    return [
        Claim(known.get(sale.seller) or Thing(sale.seller, "DataBlackEnterprise"), "SellsData",
             known[sale.buyer], sale.at, sale.source, sale.proof, thing=Thing(sale.data, "DataSet"),
             amount=sale.price, currency=sale.currency, count=str(sale.records))
        for sale in story.sales
    ]  # fmt: skip


def _chiefs(cast: Cast) -> list[Person]:
    return [cast.broker, cast.lead, cast.leader]
