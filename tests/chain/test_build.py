from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest
import story
from story import SCHEMA, SOURCES, TRACE

from kg.chain import build_chain
from kg.model import Chain, ChainEdge, ChainNode, Entity, LevelStep, Link, Message, Proof
from kg.records import chain_from_json, chain_to_json


@pytest.fixture
def chain() -> Chain:
    return build_chain(
        story.store(), SCHEMA, traces=(TRACE,), victims=True, name="n", sources=SOURCES
    )


def node(chain: Chain, entity: Entity) -> ChainNode:
    return next(one for one in chain.nodes if one.entity.id == entity.id)


def edge(chain: Chain, kind: str, source: Entity, target: Entity) -> ChainEdge:
    key = (kind, source.id, target.id)
    return next(one for one in chain.edges if (one.kind, one.source, one.target) == key)


@pytest.mark.parametrize(
    ("entity", "stage", "basis", "level"),
    [
        (story.INSIDER, "DataSource", "links", 0),
        (story.FIRM, "DataProcessing", "links", 0),
        (story.BROKER, "DataTrade", "links", 0),
        (story.GANG, "CoreCrime", "role", 0),
        (story.BOSS, "CoreCrime", "role", 0),
        (story.CALLER_PHONE, "CoreCrime", "holder", 0),
        (story.VICTIM, "Victimisation", "links", 0),
        (story.PAYER, "Victimisation", "trace", 0),
        (story.SELLER, "Collection", "links", 0),
        (story.FIRST, "Collection", "trace", 1),
        (story.SECOND, "Layering", "trace", 2),
        (story.LAST, "Exit", "holder", 3),
        (story.CASH, "Exit", "kind", 3),
        (story.WALLET, "Exit", "holder", 0),
        (story.DEPOSIT, "Exit", "kind", 0),
        (story.DEALER, "Exit", "role", 0),
    ],
    ids=lambda value: value.first("name") or value.kind if isinstance(value, Entity) else None,
)
def test_everybody_stands_where_the_rule_says(
    chain: Chain, entity: Entity, stage: str, basis: str, level: int
) -> None:
    found = node(chain, entity)
    assert (found.stage, found.basis, found.level) == (stage, basis, level)
    assert found.why
    assert found.why.text("zh")
    assert found.why.text("en")


def test_roles_are_alleged_where_a_row_says_so_and_computed_where_a_rule_does() -> None:
    bare = dataclasses.replace(
        story.fact("HoldsRole", story.SELLER, story.SELLER, 40, role="CardSeller"), evidence=()
    )
    chain = build_chain(story.store(bare), SCHEMA, traces=(TRACE,))
    assert node(chain, story.BOSS).roles == ("alleged:FraudLeader",)
    assert node(chain, story.SELLER).roles == ("computed:CardSeller",)


def test_better_proven_role_places_and_a_tie_goes_to_the_earlier_stage() -> None:
    tied = story.fact("HoldsRole", story.BROKER, story.BROKER, 41, role="OtcDealer")
    also = story.fact("HoldsRole", story.BROKER, story.BROKER, 42, role="CardSeller")
    chain = build_chain(story.store(tied, also), SCHEMA, traces=(TRACE,))
    assert node(chain, story.BROKER).stage == "Collection"
    proven = dataclasses.replace(tied, proof=Proof.CORROBORATED)
    chain = build_chain(story.store(proven, also), SCHEMA, traces=(TRACE,))
    assert node(chain, story.BROKER).stage == "Exit"


def test_first_receiver_stays_collection_even_for_a_dealer() -> None:
    role = story.fact("HoldsRole", story.SELLER, story.SELLER, 43, role="OtcDealer")
    chain = build_chain(story.store(role), SCHEMA, traces=(TRACE,))
    assert node(chain, story.FIRST).stage == "Collection"


def test_levels_are_not_stages_without_a_victim() -> None:
    seeds = tuple(dataclasses.replace(seed, victim="") for seed in TRACE.seeds)
    losses = tuple(link for link in story.LINKS if link.kind == "ReportedLoss")
    trace = dataclasses.replace(TRACE, seeds=seeds)
    chain = build_chain(story.store(without=losses), SCHEMA, traces=(trace,))
    assert node(chain, story.SECOND).stage == "Undetermined"
    backward = dataclasses.replace(TRACE, direction="in")
    chain = build_chain(story.store(without=losses), SCHEMA, traces=(backward,))
    assert node(chain, story.SECOND).basis == "none"


def test_without_a_level_an_account_stands_where_most_money_came_and_that_is_said() -> None:
    said = Message(
        "as-stored", zh="未定层级", en="no level (step 2: 40%, step 3: 30%, step 4: 30%)"
    )
    steps = tuple(LevelStep(n, units, ()) for n, units in ((2, 40), (3, 30), (4, 30)))
    unsure = dataclasses.replace(TRACE.levels[1], level=0, steps=steps, said=said)
    trace = dataclasses.replace(TRACE, levels=(TRACE.levels[0], unsure))
    chain = build_chain(story.store(), SCHEMA, traces=(trace,))
    found = node(chain, story.SECOND)
    assert (found.stage, found.basis, found.level) == ("Layering", "trace", 2)
    assert (
        found.why
        and said.text("en") in found.why.text("en")
        and said.text("zh") in found.why.text("zh")
    )
    assert node(chain, story.CASH).level == 0


def test_outside_the_window_no_trace_places_and_of_two_the_nearest_does() -> None:
    late = (LevelStep(0, 100, ()),)
    far = dataclasses.replace(TRACE.levels[1], level=0, steps=late)
    only = dataclasses.replace(TRACE, levels=(TRACE.levels[0], far))
    chain = build_chain(story.store(), SCHEMA, traces=(only,))
    assert node(chain, story.SECOND).basis == "none"
    chain = build_chain(story.store(), SCHEMA, traces=(only, TRACE))
    assert node(chain, story.SECOND).level == 2
    nearer = dataclasses.replace(TRACE.levels[1], level=1)
    again = dataclasses.replace(TRACE, levels=(TRACE.levels[0], nearer))
    chain = build_chain(story.store(), SCHEMA, traces=(TRACE, again))
    assert (node(chain, story.SECOND).stage, node(chain, story.SECOND).level) == ("Collection", 1)


def test_money_is_summed_and_traced_exactly(chain: Chain) -> None:
    found = edge(chain, "Transfer", story.SECOND, story.LAST)
    assert found.totals == {"CNY": Decimal("40000.00")}
    assert found.traced == {"CNY": Decimal("40000")}
    assert found.unproven == 1
    assert edge(chain, "Transfer", story.PAYER, story.FIRST).traced == {"CNY": Decimal(50000)}
    assert edge(chain, "Transfer", story.WALLET, story.DEPOSIT).traced == {}


def test_links_of_one_kind_are_one_line_oldest_first_and_currencies_stay_apart() -> None:
    more = [
        story.fact("Transfer", story.WALLET, story.DEPOSIT, 50, amount="1", after=5),
        story.fact(
            "Transfer", story.WALLET, story.DEPOSIT, 51, amount="2.5", currency="USDT", after=2
        ),
        story.fact("Transfer", story.WALLET, story.DEPOSIT, 52, amount="7"),
    ]
    chain = build_chain(story.store(*more), SCHEMA, traces=(TRACE,))
    found = edge(chain, "Transfer", story.WALLET, story.DEPOSIT)
    assert found.totals == {"CNY": Decimal(8), "USDT": Decimal("5502.5")}
    assert [link.id for link in found.links] == [
        more[1].id,
        more[0].id,
        story.ON_CHAIN.id,
        more[2].id,
    ]


def test_data_sets_label_the_lines_and_are_not_drawn(chain: Chain) -> None:
    assert [one.id for one in chain.objects] == [story.BATCH.id]
    assert story.BATCH.id not in {one.entity.id for one in chain.nodes}


def test_excluded_links_are_not_drawn_but_counted(chain: Chain) -> None:
    assert not [one for one in chain.edges if one.kind == "KnowsOf"]
    assert "Excluded links that are not drawn: 1" in {said.text("en") for said in chain.banners}


def test_what_is_missing_is_said(chain: Chain) -> None:
    gaps = [said.text("en") for said in chain.gaps]
    assert gaps[0] == "Stages with nobody yet: lead generation"
    assert gaps[1].startswith("No row links the money of 9990040000000004 with that of TXdealer")
    assert all(said.text("zh") for said in chain.gaps)


def test_a_payment_between_card_and_wallet_closes_the_gap() -> None:
    bridge = story.fact("Transfer", story.LAST, story.WALLET, 60, amount="1", after=30)
    chain = build_chain(story.store(bridge), SCHEMA, start=[story.DEALER.id], traces=(TRACE,))
    assert not [said for said in chain.gaps if "the money of" in said.text("en")]


def test_stages_that_no_row_links_are_said() -> None:
    cut = tuple(k for k in story.LINKS if k.kind in ("ReportedLoss", "Call"))
    losses = dataclasses.replace(TRACE, seeds=TRACE.seeds)
    chain = build_chain(story.store(without=cut), SCHEMA, traces=(losses,), victims=True)
    assert "No row links core crime with victimisation" in {said.text("en") for said in chain.gaps}


def test_every_money_result_carries_the_banner(chain: Chain) -> None:
    assert chain.banners[0].text("zh") == "线索，非司法会计鉴定意见"
    people = build_chain(story.store(), SCHEMA, start=[story.CALLER.id], hops=1)
    assert not [said for said in people.banners if "线索" in said.text("zh")]


def test_payments_that_only_the_ledger_holds_are_drawn_and_said() -> None:
    chain = build_chain(story.store(without=(story.T2,)), SCHEMA, traces=(TRACE,))
    assert edge(chain, "Transfer", story.FIRST, story.SECOND).totals == {"CNY": Decimal(49900)}
    assert any("only in the ledger" in said.text("en") for said in chain.banners)


def test_a_saved_traces_own_links_do_not_double_the_payments(chain: Chain) -> None:
    told = story.fact("TracedFlow", story.FIRST, story.SECOND, 70, amount="49900.00", after=3)
    alone = story.fact("TracedFlow", story.LAST, story.WALLET, 71, amount="1.00", after=3)
    kept = story.store(told, alone)
    assert (
        build_chain(kept, SCHEMA, traces=(TRACE,), victims=True, name="n", sources=SOURCES) == chain
    )
    around = build_chain(kept, SCHEMA, start=[story.SECOND.id, story.LAST.id], hops=1)
    traced = [one.links[0].id for one in around.edges if one.kind == "TracedFlow"]
    assert traced == [alone.id]


def test_only_cited_files_are_named(chain: Chain) -> None:
    assert chain.sources == SOURCES
    start = build_chain(story.store(), SCHEMA, start=[story.GANG.id], hops=1, sources=SOURCES)
    assert [one.number for one in start.sources] == [2]


def test_same_store_same_bytes_in_any_order_of_loading(chain: Chain) -> None:
    backwards = story.MemoryStore()
    backwards.apply([*reversed(story.LINKS), *reversed(story.ENTITIES)])
    again = build_chain(backwards, SCHEMA, traces=(TRACE,), victims=True, name="n", sources=SOURCES)
    assert chain_to_json(again) == chain_to_json(chain)
    assert chain_from_json(chain_to_json(chain)) == chain


def test_deleting_a_fact_or_changing_an_amount_changes_the_digest(chain: Chain) -> None:
    def digest(store: story.MemoryStore) -> str:
        return build_chain(
            store, SCHEMA, traces=(TRACE,), victims=True, name="n", sources=SOURCES
        ).digest

    changed = dataclasses.replace(story.T3, amount=Decimal("40000.01"))
    other: list[tuple[Link, ...]] = [(story.LINKS[5],), (story.ON_CHAIN,)]
    digests = {digest(story.store(without=gone)) for gone in other}
    digests.add(digest(story.store(changed, without=(story.T3,))))
    assert len(digests | {chain.digest}) == 4
