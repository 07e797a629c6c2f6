"""What is known of those who have an account: by records that stand, and no further."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from kg.case.money.traces import capacities
from kg.model import Entity, Link, Proof, stable_id
from kg.schema import load_schema


def entity(kind: str, name: str) -> Entity:
    return Entity(stable_id(load_schema().kind(kind).key_kind, "", name), kind, {"name": (name,)})


def link(kind: str, source: Entity, target: Entity, role: str = "") -> Link:
    values = {"role": (role,)} if role else {}
    ident = stable_id(kind, source.id, target.id)
    return Link(ident, kind, source.id, target.id, values=values)


CARD, POOL, WALLET = (
    entity("BankAccount", "1"), entity("PlatformAccount", "2"), entity("Wallet", "3"),
)  # fmt: skip
DEALER, RUNNER, EXCHANGE = (
    entity("Person", "4"), entity("Person", "5"), entity("Exchange", "6"),
)  # fmt: skip
ENTITIES = (CARD, POOL, WALLET, DEALER, RUNNER, EXCHANGE)
LINKS = (
    link("HoldsAccount", DEALER, CARD),
    link("HoldsRole", DEALER, DEALER, "OtcDealer"),
    link("Controls", RUNNER, POOL),
    link("HoldsRole", RUNNER, RUNNER, "RunningPointsOperator"),
    link("HoldsWallet", EXCHANGE, WALLET),
)


class Session:
    """As much of a session as is asked."""

    schema = load_schema()

    def __init__(self, *links: Link) -> None:
        self._links = links

    def index(self) -> Session:
        return self

    def links_of(self, ids: Iterable[str]) -> list[Link]:
        wanted = set(ids)
        return [one for one in self._links if {one.source, one.target} & wanted]

    def entities(self, ids: Iterable[str]) -> list[Entity]:
        return [one for one in ENTITIES if one.id in set(ids)]


def known(*links: Link) -> dict[str, tuple[str, ...]]:
    session: Any = Session(*links)
    return capacities(session, [CARD.id, POOL.id, WALLET.id])


def test_an_account_has_its_kind_and_what_its_holders_and_controllers_are() -> None:
    assert known(*LINKS) == {
        CARD.id: ("BankAccount", "OtcDealer", "Person"),
        POOL.id: ("Person", "PlatformAccount", "RunningPointsOperator"),
        WALLET.id: ("Exchange", "Wallet"),
    }


def test_what_somebody_excluded_does_not_count() -> None:
    holds, role, *_ = LINKS
    without_role = known(holds, replace(role, proof=Proof.EXCLUDED))
    assert without_role[CARD.id] == ("BankAccount", "Person")
    without_holder = known(replace(holds, proof=Proof.EXCLUDED), role)
    assert without_holder[CARD.id] == ("BankAccount",)


def test_using_or_paying_an_account_is_not_having_it() -> None:
    paid = link("BindsCard", RUNNER, CARD)
    assert known(paid, *LINKS[3:4])[CARD.id] == ("BankAccount",)
