"""What is drawn when not everything can be, against a slow twin of the way from source to exit."""

from __future__ import annotations

import dataclasses

import story
from hypothesis import given
from hypothesis import strategies as st
from story import SCHEMA, TRACE

from kg.chain import build_chain
from kg.chain.connected import connected, money_components, on_a_path
from kg.chain.stages import StagePlace
from kg.model import Entity, Link, Message, stable_id

STAGES = [stage.name for stage in SCHEMA.stages()]
CROWD = [story.person(f"路人{n}") for n in range(60)]
NOISE = [story.fact("RelatedTo", story.SELLER, one, 100 + n) for n, one in enumerate(CROWD)]


def test_the_chain_is_kept_and_the_rest_is_counted_by_stage_and_kind() -> None:
    crowded = story.store(*CROWD, *NOISE)
    chain = build_chain(crowded, SCHEMA, traces=(TRACE,), victims=True, limit=18)
    whole = build_chain(crowded, SCHEMA, traces=(TRACE,), victims=True, limit=500)
    drawn = {node.entity.id for node in chain.nodes}
    assert drawn == {one.id for one in story.ENTITIES} - {story.BATCH.id}
    assert sum(one.count for one in chain.hidden) == len(whole.nodes) - len(chain.nodes) == 60
    assert {(one.stage, one.kind) for one in chain.hidden} == {("Undetermined", "Person")}
    assert any(
        said.text("en") == "At most 18 nodes are drawn; 60 more are not: 60 person"
        for said in chain.banners
    )


def test_what_its_own_links_place_comes_before_what_stands_beside_it() -> None:
    """A seller of data whom no way joins to the exit, and a telephone on such a way.

    But for where the telephone joins others that are drawn.
    """
    seller, buyer = story.person("旁支卖家"), story.person("旁支买家")
    sold = story.fact("SellsData", seller, buyer, 300)
    knows = story.fact("RelatedTo", story.SELLER, seller, 301)
    store = story.store(seller, buyer, sold, knows)
    everything = build_chain(store, SCHEMA, traces=(TRACE,), victims=True, limit=500)
    phone = story.CALLER_PHONE.id
    for limit in range(len(everything.nodes)):
        chain = build_chain(store, SCHEMA, traces=(TRACE,), victims=True, limit=limit)
        drawn = {node.entity.id for node in chain.nodes}
        ends = {
            end
            for e in chain.edges
            if phone in (e.source, e.target)
            for end in (e.source, e.target)
        }
        assert seller.id in drawn or phone not in drawn or len(ends) > 2
    assert phone in {node.entity.id for node in everything.nodes}


def test_what_has_no_stage_comes_last() -> None:
    unplaced = [story.person(f"旁观{n}") for n in range(3)]
    links = [story.fact("KnowsOf", story.BOSS, one, 310 + n) for n, one in enumerate(unplaced)]
    store = story.store(*unplaced, *links)
    whole = build_chain(store, SCHEMA, traces=(TRACE,), victims=True, limit=500)
    chain = build_chain(
        store, SCHEMA, traces=(TRACE,), victims=True, limit=len(whole.nodes) - len(unplaced)
    )
    assert {node.stage for node in chain.nodes}.isdisjoint({"Undetermined"})


def test_the_start_is_never_left_off_and_victims_come_before_all_that_joins_them() -> None:
    crowded = story.store(*CROWD, *NOISE)
    start = [CROWD[0].id]
    for limit in range(1, 40):
        chain = build_chain(
            crowded, SCHEMA, start=start, traces=(TRACE,), victims=True, limit=limit
        )
        drawn = {node.entity.id for node in chain.nodes}
        assert CROWD[0].id in drawn and len(drawn) <= limit
        assert story.VICTIM.id in drawn or drawn.isdisjoint({one.id for one in CROWD[1:]})
        assert parts(drawn, [(edge.source, edge.target) for edge in chain.edges]) == 1


names = st.integers(0, 11).map(str)


@given(
    st.lists(st.tuples(names, names), max_size=20),
    st.permutations([str(n) for n in range(12)]),
    st.lists(names, max_size=3, unique=True),
    st.integers(1, 12),
)
def test_what_is_drawn_hangs_together_with_its_starts(
    pairs: list[tuple[str, str]], ranked: list[str], roots: list[str], limit: int
) -> None:
    drawn = connected(ranked, pairs, roots, limit)
    starts = roots or ranked[:1]
    assert len(drawn) <= limit and starts[0] in drawn
    assert drawn == [one for one in ranked if one in drawn]
    both = {*pairs, *((b, a) for a, b in pairs)}
    inside = {(a, b) for a, b in both if a in drawn and b in drawn}
    for one in drawn:
        assert any(reaches(inside, one, root) for root in starts if root in drawn)
    joined = {one for one in ranked if any(reaches(both, one, root) for root in starts)}
    assert set(drawn) == joined if len(joined) <= limit else len(drawn) <= limit
    if all(reaches(both, starts[0], one) for one in drawn):
        assert parts(set(drawn), pairs) == 1


def parts(drawn: set[str], pairs: list[tuple[str, str]]) -> int:
    """Into how many pieces a picture falls."""
    both = {pair for a, b in pairs if a in drawn and b in drawn for pair in ((a, b), (b, a))}
    left, count = set(drawn), 0
    while left:
        here = left.pop()
        left -= {one for one in left if reaches(both, here, one)}
        count += 1
    return count


def test_larger_flows_are_kept_before_smaller_ones() -> None:
    small = [story.account(f"99900500000000{n:02}") for n in range(20)]
    paid = [
        story.fact("Transfer", story.SECOND, one, 200 + n, amount=f"{n + 1}.00", after=12)
        for n, one in enumerate(small)
    ]
    steps = tuple(story.step(link, 2, str(link.amount)) for link in paid)
    reached = tuple(story.reached(one, 2, f"{n + 1}", "0") for n, one in enumerate(small))
    trace = dataclasses.replace(
        TRACE, steps=(*TRACE.steps, *steps), accounts=(*TRACE.accounts, *reached)
    )
    chain = build_chain(story.store(*small, *paid), SCHEMA, traces=(trace,), limit=20)
    drawn = {node.entity.id for node in chain.nodes} & {one.id for one in small}
    assert drawn == {one.id for one in small[-len(drawn) :]}
    assert 0 < len(drawn) < 20


def test_a_crowded_entity_is_shown_but_not_looked_behind() -> None:
    hub = story.person("群主")
    far = story.person("远处")
    crowd = [story.person(f"群友{n}") for n in range(505)]
    links = [story.fact("RelatedTo", hub, one, n) for n, one in enumerate(crowd)]
    near = story.fact("KnowsOf", story.BOSS, hub, 900)
    behind = story.fact("KnowsOf", crowd[0], far, 901)
    full = story.store(hub, far, *crowd, *links, near, behind)
    chain = build_chain(full, SCHEMA, traces=(TRACE,))
    drawn = {node.entity.id for node in chain.nodes}
    assert hub.id in drawn
    assert far.id not in drawn
    assert any("more than 500 links: 群主" in said.text("en") for said in chain.banners)


def test_hops_are_counted_from_the_start() -> None:
    people = [story.person(f"第{n}人") for n in range(6)]
    links = [story.fact("KnowsOf", a, b, n) for n, (a, b) in enumerate(zip(people, people[1:]))]  # noqa: B905, RUF007
    kept = story.MemoryStore()
    kept.apply([*people, *links])
    for hops in range(5):
        chain = build_chain(kept, SCHEMA, start=[people[0].id], hops=hops)
        assert {node.entity.id for node in chain.nodes} == {one.id for one in people[: hops + 1]}


def random_entity(n: int) -> Entity:
    return Entity(stable_id("Account", str(n)), "BankAccount")


placed = st.lists(st.sampled_from(STAGES), min_size=2, max_size=7)
pairs = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.sampled_from(["Transfer", "KnowsOf"])),
    max_size=12,
)


@given(placed, pairs)
def test_way_from_source_to_exit_equals_walking_every_way(
    stages: list[str], ends: list[tuple[int, int, str]]
) -> None:
    nodes = [random_entity(n) for n in range(len(stages))]
    places = {
        node.id: StagePlace(stage, "none", Message("as-stored", zh="", en=""))
        for node, stage in zip(nodes, stages, strict=True)
    }
    links = [
        Link(str(n), kind, nodes[a].id, nodes[b].id)
        for n, (a, b, kind) in enumerate(ends)
        if a < len(nodes) and b < len(nodes)
    ]
    assert on_a_path(links, places, SCHEMA) == slow_path(links, places)


def slow_path(links: list[Link], places: dict[str, StagePlace]) -> frozenset[str]:
    order = {
        node: STAGES.index(place.stage)
        for node, place in places.items()
        if place.stage != "Undetermined"
    }
    if not order:
        return frozenset()
    ways: set[tuple[str, str]] = set()
    for link in links:
        ways.add((link.source, link.target))
        if link.kind == "KnowsOf":
            ways.add((link.target, link.source))
            for way in ((link.source, link.target), (link.target, link.source)):
                if order.get(way[0], -1) > order.get(way[1], 99):
                    ways.discard(way)
    for link in links:
        if link.kind == "Transfer":
            ways.add((link.source, link.target))
    first = {node for node, at in order.items() if at == min(order.values())}
    last = {node for node, at in order.items() if at == max(order.values())}
    return frozenset(
        node
        for node in places
        if any(reaches(ways, one, node) for one in first)
        and any(reaches(ways, node, one) for one in last)
    )


def reaches(ways: set[tuple[str, str]], start: str, end: str) -> bool:
    seen, todo = {start}, [start]
    while todo:
        here = todo.pop()
        new = {b for a, b in ways if a == here} - seen
        seen |= new
        todo += new
    return end in seen


@given(pairs)
def test_money_is_connected_by_payments_alone(ends: list[tuple[int, int, str]]) -> None:
    nodes = [random_entity(n).id for n in range(7)]
    links = [Link(str(n), kind, nodes[a], nodes[b]) for n, (a, b, kind) in enumerate(ends)]
    part = money_components(links, SCHEMA)
    ways = {(k.source, k.target) for k in links if k.kind == "Transfer"}
    both = ways | {(b, a) for a, b in ways}
    assert set(part) == {end for way in ways for end in way}
    for one in part:
        for two in part:
            assert (part[one] == part[two]) == reaches(both, one, two)
