"""A copy of another case compared by what it says: new ids are no difference, all else is one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.neo4j.compare_pushed import pushed_differences
from kg.graph.neo4j.read_graph import PushedCase
from kg.model import Entity, Evidence, Link, Precision, Proof

PEOPLE = st.lists(st.sampled_from(["甲", "乙", "丙", ""]), min_size=1, max_size=6)
PAIRS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from("ab")), max_size=8)


def graph(names: list[str], pairs: list[tuple[int, int, str]]) -> tuple[list[Entity], list[Link]]:
    things = [
        Entity(f"p{n}", "Person", {"name": (name,)} if name else {}, (Evidence("a", f"line {n}"),))
        for n, name in enumerate(names)
    ]
    links = [
        Link(f"l{n}", "RelatedTo", f"p{a % len(names)}", f"p{b % len(names)}",
             values={"recordedAs": (word,)})
        for n, (a, b, word) in enumerate(pairs)
    ]  # fmt: skip
    return things, links


def renamed(things: list[Entity], links: list[Link]) -> tuple[list[Entity], list[Link]]:
    """Return the same under other ids, in another order, out of another file."""
    new = {thing.id: f"x{n}" for n, thing in enumerate(reversed(things))}
    return (
        [replace(thing, id=new[thing.id], evidence=()) for thing in reversed(things)],
        [replace(link, id=f"y{link.id}", source=new[link.source], target=new[link.target],
                 values={**link.values, "serial": (link.id,)}) for link in reversed(links)],
    )  # fmt: skip


def compared(copy: tuple[list[Entity], list[Link]], own: tuple[list[Entity], list[Link]]) -> Any:
    found = pushed_differences(PushedCase("k", tuple(copy[0]), tuple(copy[1]), ()), *own)
    return [(one.part, one.what) for one in found]


@given(PEOPLE, PAIRS)
def test_new_ids_are_no_difference(names: list[str], pairs: list[tuple[int, int, str]]) -> None:
    there = graph(names, pairs)
    assert compared(there, renamed(*there)) == []


@given(PEOPLE, PAIRS, st.data())
def test_a_link_more_or_less_is_one(
    names: list[str], pairs: list[tuple[int, int, str]], data: st.DataObject
) -> None:
    there = graph(names, [*pairs, (0, 1, "a")])
    here = renamed(*there)
    gone = data.draw(st.integers(0, len(pairs)))
    links = [link for n, link in enumerate(here[1]) if n != gone]
    assert ("RelatedTo", "missing") not in compared(there, here)
    assert compared(there, (here[0], links)).count(("RelatedTo", "extra")) >= 1


ALTERED = (
    {"amount": Decimal(5)}, {"amount": Decimal("5.0"), "currency": "CNY"},
    {"precision": Precision.DAY}, {"proof": Proof.DISPUTED}, {"object": "p0"},
    {"values": {"recordedAs": ("b",)}}, {"kind": "Hires"},
)  # fmt: skip


@pytest.mark.parametrize("change", ALTERED, ids=lambda change: next(iter(change)))
def test_what_a_link_says_otherwise_is_missing_and_extra(change: dict[str, Any]) -> None:
    things, (link,) = graph(["甲", "乙"], [(0, 1, "a")])
    changed = compared((things, [link]), renamed(things, [replace(link, **change)]))
    assert {what for _, what in changed} == {"missing", "extra"}


def test_a_thing_under_one_id_is_held_to_its_values() -> None:
    things, links = graph(["甲", "乙"], [(0, 1, "a")])
    other = [replace(things[0], values={"name": ("丁",)}), things[1]]
    assert compared((things, links), (other, links)) == [("Person", "extra"), ("Person", "missing")]
    spelled = [replace(links[0], amount=Decimal("5.0")), replace(links[0], amount=Decimal(5))]
    assert compared((things, spelled[:1]), (things, spelled[1:])) == []
