"""Compiled patterns beside the slow twin: the same matches, each once, on small random worlds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Link
from kg.patterns import compile_pattern
from kg.patterns.pattern import RolePattern
from kg.patterns.read_pattern import parse_pattern
from kg.schema import load_schema
from tests.patterns.pattern_twin import Fact, Thing, World, matches

NOON = datetime.fromisoformat("2024-05-01 12:00")
FLOWS = ("transfer",)
KINDS = ("Person", "Organisation", "Wallet")
LINKS = ("RelatedTo", "Leads", "SellsData", "Transfer")
ROLES = ("FraudLeader", "CardSeller", "OtcDealer")


def opened(world: World) -> duckdb.DuckDBPyConnection:
    """Return a database with the views that a pattern's query reads, filled from a world."""
    con = duckdb.connect()
    con.execute("SET threads = 1")
    con.execute("CREATE TABLE entity (id VARCHAR, kind VARCHAR)")
    con.execute(
        "CREATE TABLE link (id VARCHAR, kind VARCHAR, source VARCHAR, target VARCHAR,"
        " start_time TIMESTAMP, precision VARCHAR, amount DECIMAL(38, 18), currency VARCHAR,"
        " proof VARCHAR, values VARCHAR)"
    )
    con.execute(
        "CREATE TABLE transfer (id VARCHAR, source VARCHAR, target VARCHAR, start_time TIMESTAMP,"
        " precision VARCHAR, amount DECIMAL(38, 18), currency VARCHAR, judged VARCHAR)"
    )
    for thing in world.things:
        con.execute("INSERT INTO entity VALUES (?, ?)", [thing.id, thing.kind])
    for fact in world.facts:
        ends = [fact.source, fact.target, fact.at, fact.precision, fact.amount, fact.currency]
        if fact.kind == "Transfer":
            judged = "excluded" if fact.excluded else None
            con.execute("INSERT INTO transfer VALUES (?,?,?,?,?,?,?,?)", [fact.id, *ends, judged])
            continue
        values = json.dumps(
            ({"role": [fact.role]} if fact.role else {})
            | ({"recordedAs": [fact.word]} if fact.word else {})
        )
        proof = "excluded" if fact.excluded else "single"
        row = [fact.id, fact.kind, *ends, proof, values]
        con.execute("INSERT INTO link VALUES (?,?,?,?,?,?,?,?,?,?)", row)
    return con


def found(world: World, pattern: RolePattern) -> dict[tuple[str, ...], bool]:
    """Return the matches that the compiled query gives; their number is what it says."""
    query = compile_pattern(pattern, load_schema(), flows=FLOWS)
    with opened(world) as con:
        rows = con.execute(query.matches(100_000)).fetchall()
    assert all(row[-1] == len(rows) for row in rows)
    return {tuple(row[:-2]): bool(row[-2]) for row in rows}


def same(world: World, pattern: RolePattern) -> int:
    """Hold what is found to what the twin finds: each match in exactly one of its forms."""
    mine, twins = found(world, pattern), matches(world, pattern)
    assert len(mine) == len(twins)
    for forms, proven in twins.items():
        told = [form for form in forms if form in mine]
        assert len(told) == 1
        assert mine[told[0]] == proven
    return len(mine)


def toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def pattern_of(document: Mapping[str, Any]) -> RolePattern:
    whole = {"title": "x", "innocent": "y", **document}
    return parse_pattern("".join(f"{k} = {toml(v)}\n" for k, v in whole.items()), "x", "x.toml")


def subset(known: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(known), max_size=2, unique=True)


@st.composite
def bounds(draw: st.DrawFn, most: int) -> dict[str, int]:
    least = draw(st.integers(1, most))
    return draw(st.sampled_from([{"min": least}, {"max": least}, {"min": 1, "max": least}]))


@st.composite
def fact_terms(draw: st.DrawFn, *, counts: bool) -> dict[str, Any]:
    table: dict[str, Any] = {"link": draw(subset(LINKS))}
    table["direction"] = draw(st.sampled_from(["out", "in", "either"]))
    if draw(st.integers(0, 5)) == 0:
        table["word"] = draw(st.sampled_from(["knows", ["knows", "owes"]]))
    if draw(st.booleans()):
        table["since"] = (NOON + timedelta(hours=draw(st.integers(-2, 0)))).isoformat()
    if counts and draw(st.booleans()):
        table["currency"] = "CNY"
        table[draw(st.sampled_from(["amount", "each"]))] = {"min": draw(st.integers(1, 6))}
    elif counts and draw(st.booleans()):
        table["count"] = {"min": draw(st.integers(1, 3))}
        if draw(st.booleans()):
            table["within"] = draw(st.sampled_from(["1h", "3h"]))
    return table


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    names = ["a", "b", "c"][: draw(st.integers(1, 3))]
    sizes = dict.fromkeys(names, 1)
    if draw(st.booleans()):
        sizes[names[-1]] = 2
    roles: dict[str, Any] = {}
    for name in names:
        role: dict[str, Any] = {"times": sizes[name]}
        for key, known in (("kind", KINDS), ("role", ROLES), ("stage", ("Exit", "Collection"))):
            if draw(st.integers(0, 3)) == 0:
                role[key] = draw(st.lists(st.sampled_from(known), min_size=1, max_size=2))
        if draw(st.integers(0, 2)) == 0:
            tie = draw(fact_terms(counts=False)) | {"things": draw(bounds(3))}
            tie["kind"] = draw(subset(KINDS))
            if draw(st.booleans()) and "max" not in tie["things"]:
                tie["within"] = "2h"
            role["ties"] = [tie]
        roles[name] = role
    links = []
    for one, other in pairwise(names):
        links.append({"from": one, "to": other, **draw(fact_terms(counts=True))})
    if len(names) == 3 and draw(st.booleans()):
        more = draw(fact_terms(counts=False))
        links.append({"from": "c", "to": "a", "absent": draw(st.booleans()), **more})
    last = names[-1]
    if sizes[last] == 2 and (len(names) == 1 or draw(st.booleans())):
        absent = len(names) > 1 and draw(st.booleans())
        within = draw(fact_terms(counts=False)) | {"direction": "either"}
        links.append({"from": last, "to": last, "absent": absent, **within})
    document = {"roles": roles, "links": links}
    if len(names) == 3 and draw(st.booleans()):
        order = {"first": "a-b", "then": "b-c"}
        if draw(st.booleans()):
            order["within"] = draw(st.sampled_from(["30m", "2h"]))
        document["order"] = [order]
    return document


@st.composite
def worlds(draw: st.DrawFn) -> World:
    count = draw(st.integers(2, 5))
    things = tuple(Thing(f"t{n}", draw(st.sampled_from(KINDS))) for n in range(count))
    facts = []
    for number in range(draw(st.integers(0, 12))):
        kind = draw(st.sampled_from(LINKS))
        source, target = (f"t{draw(st.integers(0, count - 1))}" for _ in range(2))
        when = draw(st.none() | st.integers(0, 8).map(lambda n: NOON + timedelta(minutes=30 * n)))
        precision = draw(st.sampled_from(["second", "minute", "day"])) if when else "unknown"
        if when and precision == "day":
            when = when.replace(hour=0, minute=0)
        amount = draw(st.none() | st.integers(1, 5).map(Decimal))
        role = draw(st.sampled_from(["", *ROLES])) if kind != "Transfer" else ""
        facts.append(
            Fact(
                f"f{number}", kind, source, target, when, precision, amount,
                draw(st.sampled_from(["CNY", "USD"])) if amount is not None else "", role,
                draw(st.sampled_from(["", "knows", "owes"])) if kind != "Transfer" else "",
                draw(st.integers(0, 7)) == 0,
            )
        )  # fmt: skip
    return World(things, tuple(facts))


@settings(max_examples=60, deadline=None)
@given(worlds(), documents())
def test_any_pattern_finds_what_the_slow_twin_finds(
    world: World, document: Mapping[str, Any]
) -> None:
    same(world, pattern_of(document))


def pay(number: int, source: str, target: str, minute: int, **more: Any) -> Fact:
    at = NOON + timedelta(minutes=minute)
    more = {"amount": Decimal(10), "currency": "CNY", **more}
    return Fact(f"p{number}", "Transfer", source, target, at, **more)


def people(*names: str) -> tuple[Thing, ...]:
    return tuple(Thing(name, "Person") for name in names)


RING: dict[str, Any] = {
    "roles": {"a": {}, "b": {}, "c": {}},
    "links": [{"from": one, "to": other, "link": "Transfer"} for one, other in ("ab", "bc", "ca")],
}


def test_a_ring_that_is_turned_is_one_match_and_one_that_is_mirrored_another() -> None:
    facts = [pay(n, *ends, n) for n, ends in enumerate(["xy", "yz", "zx", "yx", "zy", "xz"])]
    world = World(people("x", "y", "z"), tuple(facts))
    assert found(world, pattern_of(RING)).keys() == {("x", "y", "z"), ("x", "z", "y")}
    assert same(world, pattern_of(RING)) == 2


def test_what_is_at_the_same_moment_is_found_and_called_unproven() -> None:
    document = {
        "roles": {"a": {}, "b": {}, "c": {}},
        "links": [
            {"name": "in", "from": "a", "to": "b", "link": "Transfer"},
            {"name": "out", "from": "b", "to": "c", "link": "Transfer"},
        ],
        "order": [{"first": "in", "then": "out", "within": "1h"}],
    }
    chain = pattern_of(document)
    world = lambda minute: World(  # noqa: E731
        people("x", "y", "z"), (pay(1, "x", "y", 10), pay(2, "y", "z", minute))
    )
    assert found(world(20), chain) == {("x", "y", "z"): True}
    assert found(world(10), chain) == {("x", "y", "z"): False}
    assert found(world(9), chain) == {}
    assert found(world(70), chain) == {("x", "y", "z"): True}
    assert found(world(71), chain) == {}


@pytest.mark.parametrize("text", ["'; DROP TABLE link; --", 'x" OR 1=1', "$$", "\\"])
def test_no_word_of_a_pattern_is_sql(text: str) -> None:
    document = {
        "title": text,
        "roles": {"a": {"label": text}, "b": {}},
        "links": [{"name": text, "from": "a", "to": "b", "link": "Transfer"}],
    }
    world = World(people("x", "y"), (pay(1, "x", "y", 0),))
    pattern = pattern_of(document)
    assert same(world, pattern) == 1
    query = compile_pattern(pattern, load_schema(), flows=FLOWS, fixed={"a": text})
    with opened(world) as con:
        assert con.execute(query.matches(5)).fetchall() == []
        assert con.execute(query.rows([("x", text)])).fetchall() == []
        counts = {(row[0], row[1]): row[2] for row in con.execute(query.candidates()).fetchall()}
    assert counts[("link", text)] == 0


def test_the_rows_behind_a_match_are_listed_in_order_of_time() -> None:
    document = {
        "roles": {"a": {"ties": [{"link": "Transfer", "things": {"min": 1}}]}, "b": {}},
        "links": [{"from": "a", "to": "b", "link": "Transfer", "count": {"min": 2}}],
    }
    world = World(people("x", "y"), (pay(1, "x", "y", 9), pay(2, "x", "y", 3), pay(3, "y", "x", 1)))
    query = compile_pattern(pattern_of(document), load_schema(), flows=FLOWS)
    with opened(world) as con:
        rows = con.execute(query.rows([("x", "y")])).fetchall()
    assert rows == [
        (0, "a#0", 1, 3, Decimal(30), None),
        (0, "a-b", None, 2, Decimal(20), "p2 p1"),
    ]


def test_a_pattern_of_one_role_has_its_rows_counted_too() -> None:
    world = World(people("x", "y"), (pay(1, "x", "y", 9), pay(2, "x", "y", 3)))
    for ties, told in (
        ([{"link": "Transfer", "things": {"min": 1}}], [(0, "a#0", 1, 2, Decimal(20), None)]),
        ([], []),
    ):
        query = compile_pattern(
            pattern_of({"roles": {"a": {"ties": ties}}}), load_schema(), flows=FLOWS
        )
        with opened(world) as con:
            assert con.execute(query.rows([("x",)])).fetchall() == told


def test_an_order_holds_for_each_of_several_things() -> None:
    document = {
        "roles": {"a": {}, "b": {"times": 2}, "c": {}},
        "links": [
            {"name": "out", "from": "a", "to": "b", "link": "Transfer"},
            {"name": "on", "from": "b", "to": "c", "link": "Transfer"},
        ],
        "order": [{"first": "out", "then": "on"}],
    }
    chain = pattern_of(document)
    assert [(one.first, one.then) for one in chain.orders] == [
        ("out:1-1", "on:1-1"), ("out:1-2", "on:2-1"),
    ]  # fmt: skip
    first = (pay(1, "x", "m", 10), pay(2, "m", "z", 20), pay(3, "x", "n", 10))
    for minute, count in ((20, 1), (9, 0)):
        world = World(people("m", "n", "x", "z"), (*first, pay(4, "n", "z", minute)))
        assert same(world, chain) == count


def test_a_link_that_was_computed_is_seen_only_by_a_pattern_that_names_its_kind() -> None:
    computed = [
        (Link("c1", "InferredLeg", "x", "y", amount=Decimal("1.5"), currency="CNY"), NOON),
        (Link("c2", "InferredLeg", "x", "z"), None),
    ]
    terms: tuple[tuple[dict[str, Any], list[tuple[str, ...]]], ...] = (
        ({"link": "InferredLeg"}, [("x", "y"), ("x", "z")]),
        ({"link": ["Transfer", "InferredLeg"]}, [("x", "y"), ("x", "z"), ("y", "x")]),
        ({"link": "InferredLeg", "since": "2024-05-01T12:00:00"}, [("x", "y")]),
        ({"link": "InferredLeg", "until": "2024-05-01T12:00:00"}, []),
        ({"link": "InferredLeg", "currency": "CNY", "each": "1.5"}, [("x", "y")]),
        ({"link": "InferredLeg", "currency": "CNY", "each": {"min": 2}}, []),
        ({"link": "Transfer"}, [("y", "x")]),
        ({}, [("y", "x")]),
        ({"link": "InferredLeg", "word": "owes"}, []),
    )
    for more, pairs in terms:
        pattern = pattern_of(
            {"roles": {"a": {}, "b": {}}, "links": [{"from": "a", "to": "b"} | more]}
        )
        query = compile_pattern(pattern, load_schema(), flows=FLOWS, computed=computed)
        with opened(World(people("x", "y", "z"), (pay(1, "y", "x", 0),))) as con:
            rows = con.execute(query.matches(9)).fetchall()
        assert [row[:2] for row in rows] == pairs, more


def test_an_end_of_time_is_the_first_moment_that_does_not_count() -> None:
    world = World(people("x", "y", "z"), (pay(1, "x", "y", 10), pay(2, "y", "z", 20)))
    for until, pairs in ((20, {("x", "y")}), (21, {("x", "y"), ("y", "z")}), (10, set())):
        terms = {"link": "Transfer", "until": (NOON + timedelta(minutes=until)).isoformat()}
        pattern = pattern_of(
            {"roles": {"a": {}, "b": {}}, "links": [{"from": "a", "to": "b"} | terms]}
        )
        assert found(world, pattern).keys() == pairs
        same(world, pattern)


def test_a_thing_may_be_named_for_one_of_several_that_have_a_role() -> None:
    star = pattern_of(
        {
            "roles": {"a": {}, "b": {"times": 2}},
            "links": [{"from": "a", "to": "b", "link": "Transfer"}],
        }
    )
    facts = (pay(1, "x", "y", 0), pay(2, "x", "z", 0), pay(3, "x", "w", 0))
    for fixed, told in (
        ({}, [("x", "w", "y"), ("x", "w", "z"), ("x", "y", "z")]),
        ({"b-1": "z"}, [("x", "z", "w"), ("x", "z", "y")]),
        ({"b-1": "z", "b-2": "w"}, [("x", "z", "w")]),
        ({"a": "x", "b-2": "y"}, [("x", "w", "y"), ("x", "z", "y")]),
        ({"a": "y"}, []),
    ):
        query = compile_pattern(star, load_schema(), flows=FLOWS, fixed=fixed)
        with opened(World(people("w", "x", "y", "z"), facts)) as con:
            rows = con.execute(query.matches(9)).fetchall()
        assert [row[:3] for row in rows] == told


def test_a_window_asks_for_the_least_within_it() -> None:
    facts = (pay(1, "x", "y", 0), pay(2, "x", "y", 60), pay(3, "x", "y", 121))
    world = World(people("x", "y"), facts)
    for terms, count in (
        ({"within": "1h"}, 1),
        ({"within": "1h", "count": {"min": 2}}, 1),
        ({"within": "2h", "count": {"min": 3}}, 0),
        ({"within": "121m", "count": {"min": 3}}, 1),
        ({"within": "1h", "currency": "CNY", "amount": {"min": 20}}, 1),
        ({"within": "2h", "currency": "CNY", "amount": {"min": 21}}, 0),
        ({"within": "1h", "currency": "USD", "amount": {"min": 1}}, 0),
    ):
        link = {"from": "a", "to": "b", "link": "Transfer", **terms}
        assert same(world, pattern_of({"roles": {"a": {}, "b": {}}, "links": [link]})) == count


def test_a_text_is_the_same_for_the_same_pattern() -> None:
    def texts() -> Iterator[str]:
        for _ in range(2):
            query = compile_pattern(pattern_of(RING), load_schema(), flows=FLOWS)
            yield query.matches(7) + query.candidates() + query.rows([("x", "y", "z")])

    assert len(set(texts())) == 1
