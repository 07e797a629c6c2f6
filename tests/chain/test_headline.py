"""The first sentence: sums of a slow twin, what is unknown is said, no rows are lost."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from kg.chain.headline import Naming, headline, held_places, subject_of
from kg.messages import Message
from kg.model import (
    Chain,
    ChainEdge,
    ChainNode,
    Entity,
    Headline,
    Hidden,
    Holding,
    Link,
    Seed,
    Trace,
    TraceAccount,
    TraceStep,
)
from kg.requests import ChainRequest
from kg.schema import Schema, load_schema

DAY = datetime(2024, 3, 1, 2, tzinfo=UTC)
GAP = Message("as-stored", zh="缺一段", en="a part is missing")


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema()


def node(name: str, kind: str, stage: str, handle: str) -> ChainNode:
    return ChainNode(Entity(name, kind, {"name": (name,)}), stage, "none", handle=handle)


def edge(source: str, target: str, kind: str, family: str, *amounts: int) -> ChainEdge:
    links = tuple(
        Link(f"{source}-{target}-{n}", kind, source, target, start=DAY, amount=Decimal(amount))
        for n, amount in enumerate(amounts)
    )
    totals = {"CNY": Decimal(sum(amounts))} if family == "money" else {}
    return ChainEdge(source, target, kind, family, links, totals)


def made() -> tuple[Chain, Trace]:
    nodes = (
        node("甲", "Person", "Victimisation", "P1"),
        node("乙", "Person", "CoreCrime", "P2"),
        node("a", "BankAccount", "Victimisation", "A1"),
        node("b", "BankAccount", "Collection", "A2"),
        node("c", "BankAccount", "Layering", "A3"),
    )
    edges = (
        edge("a", "b", "Transfer", "money", 100),
        edge("b", "c", "Transfer", "money", 60),
        edge("乙", "甲", "Deceives", "people", 0),
    )
    hidden = (Hidden("Layering", "PhoneNumber", 3),)
    trace = Trace(
        "t",
        "out",
        "fifo",
        {},
        (Seed("a", "a-b-0", "甲", 10_000, "CNY"),),
        (
            TraceStep("a-b-0", "a", "b", 1, DAY, 10_000, 10_000, "CNY"),
            TraceStep("b-c-0", "b", "c", 2, DAY, 6_000, 6_000, "CNY"),
        ),
        (
            TraceAccount("b", 1, "CNY", 10_000, 6_000, 4_000, DAY, DAY),
            TraceAccount("c", 2, "CNY", 6_000, 0, 6_000, DAY, DAY),
        ),
        (),
        scale={"CNY": 100},
        holdings=(Holding(0, "甲", "c", "CNY", 6_000), Holding(0, "甲", "b", "CNY", 4_000)),
    )
    return Chain("n", "t", nodes, edges, hidden=hidden, gaps=(GAP,)), trace


def clauses(of: Headline, lang: str = "en") -> dict[str, str]:
    return {part.name: part.said.text(lang) for part in of.parts}


def test_others_who_are_harmed_are_named_and_in_no_sum(schema: Schema) -> None:
    chain, trace = made()
    firm = node("某公司", "Organisation", "Victimisation", "O1")
    more = replace(chain, nodes=(*chain.nodes, firm))
    whole = headline(more, trace, schema)
    (harmed,) = (part for part in whole.parts if part.name == "harmed")
    assert harmed.handles == ("O1",)
    assert harmed.said.text("en") == "the picture has another victim (O1) whose loss is in no sum"
    assert "One victim lost 100.00 CNY" in whole.text("en")
    assert not [part for part in headline(chain, trace, schema).parts if part.name == "harmed"]
    owner = edge(firm.entity.id, "a", "HoldsAccount", "people", 0)
    whole = headline(replace(more, edges=(*more.edges, owner)), trace, schema)
    assert not [part for part in whole.parts if part.name == "harmed"]


def test_victims_money_is_said_from_the_loss_to_where_it_lies(schema: Schema) -> None:
    chain, trace = made()
    said = clauses(headline(chain, trace, schema, Naming(zone=UTC)))
    assert said["lost"].startswith("One victim lost 100.00 CNY (on 2024-03-01; ")
    assert schema.kind("Deceives").label("en") in said["lost"]
    assert "one account" in said["first"] and "b (A2)" in said["first"]
    assert "2 accounts on 2 levels" in said["through"]
    assert "c (A3) 60.00 CNY" in said["lies"] and "b (A2) 40.00 CNY" in said["lies"]
    assert said["missing"] == "missing: a part is missing"
    assert said["hidden"] == "found and not drawn: 3"


def test_what_was_done_is_unknown_where_no_row_says_it(schema: Schema) -> None:
    chain, trace = made()
    bare = Chain("n", "t", chain.nodes, chain.edges[:2])
    said = clauses(headline(bare, trace, schema), "zh")
    assert "受害方式没有记载" in said["lost"] and "未发现缺口" in said["no_gap"]
    unsought = headline(bare, trace, schema, knows_gaps=False)
    assert "no_gap" not in clauses(unsought)
    assert clauses(unsought)["missing"].startswith("missing: not looked for")


def test_without_victims_sums_middle_and_time_are_those_of_a_twin(schema: Schema) -> None:
    chain, _ = made()
    whole = headline(chain, None, schema, Naming(zone=UTC, starts=("b",)))
    said = clauses(whole)
    paid = [link for one in chain.edges if one.family == "money" for link in one.links]
    assert f"{sum(link.amount or 0 for link in paid)}.00 CNY in all" in said["sum"]
    beside: dict[str, set[str]] = defaultdict(set)
    for one in chain.edges:
        beside[one.source].add(one.target)
        beside[one.target].add(one.source)
    most = Counter({at: len(others) for at, others in beside.items()}).most_common(1)[0][1]
    assert said["middle"].endswith(f"to {most}")
    assert said["holds"].startswith("Around b (A2): 5 things (3 bank account")
    assert said["when"] == "on 2024-03-01"
    (summed,) = (part for part in whole.parts if part.name == "sum")
    assert set(summed.links) == {link.id for link in paid}


def test_no_date_is_said(schema: Schema) -> None:
    nodes = made()[0].nodes[:2]
    link = Link("k", "RelatedTo", "乙", "甲")
    chain = Chain("n", "t", nodes, (ChainEdge("乙", "甲", "RelatedTo", "people", (link,)),))
    said = clauses(headline(chain, None, schema))
    assert said["when"] == "when is unknown: no row has a date"
    assert said["complete"] == "everything that was found is drawn"


def test_the_sentence_is_its_clauses(schema: Schema) -> None:
    for chain, trace in (made(), (made()[0], None), (None, None)):
        whole = headline(chain, trace, schema)
        for lang in ("zh", "en"):
            assert all(part.said.text(lang) in whole.text(lang) for part in whole.parts)


def test_every_place_where_money_lies_is_told_with_its_amount(schema: Schema) -> None:
    chain, trace = made()
    places = headline(chain, trace, schema).places
    assert [thing for thing, _ in places] == ["c", "b"]
    held = held_places(trace)
    for thing, said in places:
        whole, cents = divmod(held[thing, "CNY"], 100)
        assert said.text("zh").endswith(f"{whole:,}.{cents:02} CNY")
    assert headline(chain, None, schema).places == ()


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (ChainRequest(start="P1", hops=1), "everything within one step"),
        (ChainRequest(trace="t"), "chain along the traced money (<t>)"),
        (ChainRequest(), "chain from what victims reported"),
    ],
)
def test_the_subject_is_what_was_asked_for(request_: ChainRequest, said: str) -> None:
    chain = Chain("c", "case", (), (), request=request_)
    subject = subject_of(chain, lambda text: f"<{text}>")
    assert subject is not None and subject.text("en") == said
    assert subject_of(Chain("c", "case", (), ())) is None
