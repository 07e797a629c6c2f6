"""Columns: stages where there are stages, else hops, levels, the way of the money, or time."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from chains import banks, fraud

from kg.model import Chain, ChainEdge, ChainNode, Entity, Link
from kg.schema import Schema
from kg.views.columns import columns_of

DAY = datetime(2024, 1, 1, tzinfo=UTC)


def star(arms: int, *, dated: bool = False, kind: str = "RelatedTo") -> Chain:
    """A person in the middle of so many, each of whom knows one more."""
    names = ["m", *(f"a{n}" for n in range(arms)), *(f"b{n}" for n in range(arms))]
    nodes = tuple(ChainNode(Entity(name, "Person", {}), "Undetermined", "none") for name in names)
    pairs = [("m", f"a{n}") for n in range(arms)] + [(f"a{n}", f"b{n}") for n in range(arms)]
    edges = tuple(
        ChainEdge(
            a,
            b,
            kind,
            "people",
            (Link(f"{a}{b}", kind, a, b, start=DAY + timedelta(days=n) if dated else None),),
        )
        for n, (a, b) in enumerate(pairs)
    )
    return Chain("n", "t", nodes, edges)


def far(chain: Chain, start: str) -> dict[str, int]:
    """How many lines lie between the start and each: the obvious way."""
    distance, queue = {start: 0}, deque([start])
    while queue:
        at = queue.popleft()
        for edge in chain.edges:
            for a, b in ((edge.source, edge.target), (edge.target, edge.source)):
                if a == at and b not in distance:
                    distance[b] = distance[at] + 1
                    queue.append(b)
    return distance


def test_a_chain_with_stages_has_them_as_columns(schema: Schema) -> None:
    chain = fraud()
    columns = columns_of(chain, schema)
    assert columns.by == "stage" and not columns.names
    assert columns.keys == tuple(node.stage for node in chain.nodes)


def test_hops_are_counted_from_the_start(schema: Schema) -> None:
    chain = star(4)
    for start in ("m", "a2", "b3"):
        columns = columns_of(chain, schema, (start,))
        assert columns.by == "hop"
        distance = far(chain, start)
        for node, key in zip(chain.nodes, columns.keys, strict=True):
            assert key == f"hop{distance[node.entity.id]:+d}"
        assert sorted(columns.order, key=columns.order.__getitem__)[0] == "hop+0"
        assert all({"zh", "en"} <= set(words) for words in columns.names.values())


def test_who_pays_the_start_stands_to_the_left(schema: Schema) -> None:
    chain = banks()
    edge = next(one for one in chain.edges if one.totals)
    columns = columns_of(chain, schema, (edge.target,))
    key = dict(zip((node.entity.id for node in chain.nodes), columns.keys, strict=True))
    assert columns.order[key[edge.source]] < columns.order[key[edge.target]]
    assert columns_of(chain, schema).by == "flow"


def paid(*pairs: str) -> Chain:
    """Whom one letter pays is the other: ``ab`` is a payment of a to b."""
    names = sorted(set("".join(pairs)))
    nodes = tuple(ChainNode(Entity(name, "Account", {}), "Undetermined", "none") for name in names)
    edges = tuple(
        ChainEdge(a, b, "Transfer", "money", (Link(a + b, "Transfer", a, b),), {"CNY": Decimal(5)})
        for a, b in pairs
    )
    return Chain("n", "t", nodes, edges)


def test_whom_a_payer_paid_too_is_not_said_to_have_paid_before(schema: Schema) -> None:
    order = columns_of(paid("bm", "cb"), schema, ("m",)).names["hop-2"]
    beside = columns_of(paid("bm", "cb", "bd"), schema, ("m",)).names["hop-2"]
    assert (order["en"], order["zh"]) == ("2 steps before", "之前 2 步")
    assert beside["en"] == "2 steps away, by way of payers"
    onward = columns_of(paid("am", "mb", "bc", "db"), schema, ("m",)).names["hop+2"]
    assert onward["en"] == "2 steps away, by way of payees"
    assert columns_of(paid("am", "mb", "bc"), schema, ("m",)).names["hop+2"]["en"] == "2 steps on"


def test_without_a_start_dated_facts_are_in_periods_and_others_around_the_middle(
    schema: Schema,
) -> None:
    timed = columns_of(star(6, dated=True), schema)
    assert timed.by == "time"
    places = [timed.order[key] for key in timed.keys]
    assert places[0] == 0 and places[1:7] == sorted(places[1:7])
    bare = columns_of(star(6), schema)
    assert bare.by == "hop" and bare.keys[0] == "hop+0"


def test_what_is_not_joined_stands_apart(schema: Schema) -> None:
    chain = star(3)
    alone = ChainNode(Entity("z", "Person", {}), "Undetermined", "none")
    columns = columns_of(replace(chain, nodes=(*chain.nodes, alone)), schema, ("m",))
    assert columns.keys[-1] == "apart" and columns.order["apart"] == max(columns.order.values())
    assert columns_of(Chain("n", "t", (), ()), schema).keys == ()


def test_nothing_that_nobody_named_is_called_the_start(schema: Schema) -> None:
    chain = star(5)
    undated = replace(
        chain,
        edges=tuple(
            replace(
                edge, links=tuple(replace(k, start=None, end=None) for k in edge.links), totals={}
            )
            for edge in chain.edges
        ),
    )
    columns = columns_of(undated, schema)
    assert columns.by == "hop" and columns.names["hop+0"]["en"] == "Joined to most"
    named = columns_of(undated, schema, (chain.nodes[0].entity.id,))
    assert named.names["hop+0"]["en"] == "Start"
    lone = columns_of(replace(chain, edges=()), schema)
    assert set(lone.keys) == {"apart"} and lone.names["apart"]["en"] == "Joined to nothing here"
