"""Exits that no followed payment reaches, and what is no part of a chain at all."""

from __future__ import annotations

import story
from story import SCHEMA, TRACE

from kg.chain import build_chain
from kg.model import Chain, Entity, stable_id

EXCHANGE = story.person("某交易所", "Exchange")
PLATFORM = story.person("跑分平台", "Platform")
SITE = story.person("理财平台", "Platform")
EMPLOYER = story.person("商城公司", "Organisation")
FEE = Entity(stable_id("FeeEnd", story.SECOND.id, "FeeEnd", "out"), "FeeEnd")
STRANGER = story.thing("PhoneNumber", "msisdn", "+8610000000099")
LONELY = story.thing("PhoneNumber", "msisdn", "+8610000000098")

KEEPS = story.fact("HoldsWallet", EXCHANGE, story.DEPOSIT, 300)
RUNS = story.fact("Operates", story.GANG, SITE, 301)
INSIDE = story.fact("HoldsRole", story.INSIDER, EMPLOYER, 302, role="IndustryInsider")
TAKES = story.fact("Transfer", story.SECOND, FEE, 303, amount="2.00", after=10)
USES = story.fact("UsesPhone", story.SELLER, LONELY, 304)
ALSO = story.fact("UsesPhone", story.BOSS, LONELY, 305)


def drawn(*more: object) -> Chain:
    entities = (EXCHANGE, PLATFORM, SITE, EMPLOYER, FEE, STRANGER, LONELY)
    return build_chain(story.store(*entities, *more), SCHEMA, traces=(TRACE,), victims=True)  # type: ignore[arg-type]


def ids(chain: Chain) -> set[str]:
    return {node.entity.id for node in chain.nodes}


def test_an_exchange_is_drawn_with_who_pays_it_and_the_missing_link_is_said() -> None:
    without = tuple(link for link in story.LINKS if link.kind == "HoldsWallet")
    kept = story.store(EXCHANGE, KEEPS, without=without)
    chain = build_chain(kept, SCHEMA, traces=(TRACE,), victims=True)
    assert {EXCHANGE.id, story.DEPOSIT.id, story.WALLET.id} <= ids(chain)
    begun = "No row links the traced money with"
    assert any(said.text("en").startswith(begun) for said in chain.gaps)
    bridge = story.fact("Transfer", story.LAST, story.WALLET, 306, amount="1", after=30)
    closed = build_chain(
        story.store(EXCHANGE, KEEPS, bridge, without=without),
        SCHEMA,
        start=[story.WALLET.id],
        traces=(TRACE,),
        victims=True,
    )
    assert not [said for said in closed.gaps if "what arrives at" in said.text("en")]


def test_an_exchange_is_no_part_of_what_does_not_begin_with_victims() -> None:
    chain = build_chain(story.store(EXCHANGE, KEEPS), SCHEMA, start=[story.GANG.id], hops=1)
    assert EXCHANGE.id not in ids(chain)


def test_a_platform_stands_with_its_operator_and_an_employer_with_its_insider() -> None:
    chain = drawn(RUNS, INSIDE)
    at = {node.entity.id: (node.stage, node.why) for node in chain.nodes}
    assert at[SITE.id][0] == "CoreCrime"
    stage, why = at[EMPLOYER.id]
    assert stage == "DataSource" and why and "not said of the organisation" in why.text("en")


def test_fees_and_numbers_that_join_nobody_are_counted_and_not_drawn() -> None:
    chain = drawn(TAKES, USES)
    assert not {FEE.id, LONELY.id} & ids(chain)
    hidden = {one.kind: one.count for one in chain.hidden}
    assert hidden == {"PhoneNumber": 1} or hidden == {"FeeEnd": 1, "PhoneNumber": 1}
    assert any(said.text("en").startswith("Counted, not drawn") for said in chain.banners)
    assert not [said for said in chain.banners if said.text("en").startswith("At most")]


def test_a_number_that_two_people_use_is_drawn_without_any_call() -> None:
    assert LONELY.id in ids(drawn(USES, ALSO))


def test_a_start_is_never_set_aside() -> None:
    kept = story.store(LONELY, USES)
    chain = build_chain(kept, SCHEMA, start=[LONELY.id], traces=(TRACE,), hops=1)
    assert LONELY.id in ids(chain)
