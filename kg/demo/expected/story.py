"""Everything that happened in one demo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.demo.annex import Annex
from kg.demo.cast import Cast, Person
from kg.demo.contacts import Call, Move
from kg.demo.data_trade import Sale
from kg.demo.desks import Desks
from kg.demo.diary import Payment
from kg.demo.expected.told import Told, merged
from kg.demo.facts import Fact, Thing
from kg.demo.fifo import Outcome
from kg.demo.leaked import Batch
from kg.demo.posting import Posting
from kg.demo.sheets import DOSSIER, RELATIONS, SALES

Row = dict[str, object]
Asked = dict[str, object]


@dataclass(frozen=True)
class Story:
    """What the files tell, before anybody reads them."""

    cast: Cast
    more: Annex
    payments: Sequence[Payment]
    seeds: Sequence[Payment]
    posting: Posting
    desks: Desks
    batch: Batch
    sales: Sequence[Sale]
    relations: Sequence[Fact]
    dossier: Sequence[Fact]
    moves: Sequence[tuple[Move, str]]
    calls: Sequence[Call]
    outcome: Outcome
    opened: dict[str, str]

    @cached_property
    def facts(self) -> list[Told]:
        """Return every typed fact once, with all that is said of it."""
        sheets = {RELATIONS: self.relations, DOSSIER: self.dossier, SALES: _as_facts(self)}
        return merged((name, fact) for name, facts in sheets.items() for fact in facts)

    def of(self, *kinds: str) -> list[Told]:
        """Return the facts of some classes."""
        return [fact for fact in self.facts if fact.kind in kinds]


def _as_facts(story: Story) -> list[Fact]:
    known = {person.name: person for person in [*story.more.people.values(), *_chiefs(story.cast)]}
    return [
        Fact(known.get(sale.seller) or Thing(sale.seller, "DataBlackEnterprise"), "SellsData",
             known[sale.buyer], sale.at, sale.source, sale.proof, thing=Thing(sale.data, "DataSet"),
             amount=sale.price, currency=sale.currency, count=str(sale.records))
        for sale in story.sales
    ]  # fmt: skip


def _chiefs(cast: Cast) -> list[Person]:
    return [cast.broker, cast.lead, cast.leader]
