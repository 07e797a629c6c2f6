"""Groups: nobody is lost, sums are those of the chain, only those alike are together."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from chains import banks, fraud
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Chain, ChainEdge, ChainNode, Entity, Link
from kg.schema import Schema
from kg.views.columns import columns_of
from kg.views.grouping import MANY, alike, by_kind, contract, groupings
from kg.views.page_levels import level_data, picture_levels
from tests.depth import examples


def sums(chain: Chain) -> dict[tuple[str, str], Decimal]:
    whole: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for edge in chain.edges:
        for code, amount in edge.totals.items():
            whole[edge.kind, code] += amount
    return whole


def fan(leaves: int) -> Chain:
    nodes = tuple(
        ChainNode(Entity(name, "BankAccount", {}), "Undetermined", "none")
        for name in ("hub", *(f"leaf{n}" for n in range(leaves)))
    )
    edges = tuple(
        ChainEdge(
            "hub",
            f"leaf{n}",
            "Transfer",
            "money",
            (Link(f"k{n}", "Transfer", "hub", f"leaf{n}"),),
            {"CNY": Decimal(n + 1)},
        )
        for n in range(leaves)
    )
    return Chain("n", "t", nodes, edges)


def test_leaves_of_one_hub_are_one_group_with_their_sum() -> None:
    chain = fan(20)
    grouped = alike(chain, ["x"] + ["y"] * 20, frozenset({0}))
    assert [len(members) for members in grouped.members] == [1, 20]
    (line,) = grouped.chain.edges
    assert line.totals == {"CNY": Decimal(210)} and len(line.links) == 20
    assert grouped.edges == (tuple(range(20)),)


def test_very_many_things_have_a_picture_between_the_groups_and_them(schema: Schema) -> None:
    chain = fraud(120, (24, 60, 60, 40))
    columns = columns_of(chain, schema)
    finer, groups = groupings(chain, columns.keys, frozenset())
    many = len(chain.nodes)
    assert len(groups.members) < len(finer.members) < many and many > MANY
    assert all(any(set(small) <= set(large) for large in groups.members) for small in finer.members)
    assert sorted(at for members in finer.members for at in members) == list(range(many))
    assert sums(finer.chain) == sums(groups.chain)
    names = [level.name for level in picture_levels(chain, schema, columns)]
    assert names == ["overview", "groups", "finer"]
    assert len(groupings(fraud(), columns_of(fraud(), schema).keys, frozenset())) == 1


def test_two_are_no_group_and_columns_are_never_mixed() -> None:
    assert len(alike(fan(2), ["x", "y", "y"], frozenset({0})).members) == 3
    columns = ["x"] + ["y"] * 3 + ["z"] * 3
    grouped = alike(fan(6), columns, frozenset({0}))
    for members in grouped.members:
        assert len({columns[at] for at in members}) == 1


def test_nobody_is_lost_and_sums_stay(schema: Schema) -> None:
    for chain in (fraud(), fraud(30, (12, 24, 26, 16)), banks()):
        columns = columns_of(chain, schema)
        for grouped in (
            alike(chain, columns.keys, frozenset()),
            by_kind(chain, columns.keys, frozenset()),
        ):
            every = sorted(at for members in grouped.members for at in members)
            assert every == list(range(len(chain.nodes)))
            inside = {at: n for n, members in enumerate(grouped.members) for at in members}
            number = {node.entity.id: at for at, node in enumerate(chain.nodes)}
            crossing = [
                at
                for at, edge in enumerate(chain.edges)
                if inside[number[edge.source]] != inside[number[edge.target]]
            ]
            assert sorted(at for line in grouped.edges for at in line) == crossing
            across = Chain("n", "t", (), tuple(chain.edges[at] for at in crossing))
            assert sums(grouped.chain) == sums(across)


@settings(max_examples=examples(20), deadline=None)
@given(st.data())
def test_any_grouping_keeps_every_link(data: st.DataObject) -> None:
    chain = fan(7)
    group = data.draw(st.lists(st.integers(0, 3), min_size=8, max_size=8))
    grouped = contract(chain, ["x"] * 8, group)
    kept = sum(len(edge.links) for edge in grouped.chain.edges)
    assert kept == sum(group[0] != group[n] for n in range(1, 8))


def test_the_page_has_coarser_pictures_with_all_things_in_them(schema: Schema) -> None:
    chain = fraud(30, (12, 24, 26, 16))
    columns = columns_of(chain, schema)
    levels = picture_levels(chain, schema, columns)
    sizes = [len(level.grouped.members) for level in levels]
    assert [level.name for level in levels] == ["overview", "groups"]
    assert sizes == sorted(sizes) and sizes[-1] < len(chain.nodes)
    for level in levels:
        told = level_data(level, chain, schema)
        members = [at for spot in told["spots"] for at in spot["members"]]  # type: ignore[attr-defined]
        assert sorted(members) == list(range(len(chain.nodes)))
