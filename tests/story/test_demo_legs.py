"""The dealer's deals off the record, for every seed: proposed as the story has them, in no sum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from told import Told, number_of

from kg.model import Chain, InferredLeg


def hashes(told: Told) -> dict[str, str]:
    """Return the hash on chain of every payment in coin, by link."""
    question = "SELECT id, \"transactionHash\" FROM transfer WHERE currency = 'USDT'"
    return {str(link): str(code) for link, code in told.rows(question)}


def deals(told: Told, legs: tuple[InferredLeg, ...]) -> set[tuple[str, ...]]:
    """Return legs into coin as the answer tells its deals."""
    code = hashes(told)
    mine = [leg for leg in legs if leg.rule.startswith("coin-") and leg.state == "proposed"]
    named = told.case.lookup.entities(
        sorted({end for leg in mine for end in (leg.source, leg.target)})
    )
    return {
        (
            number_of(named[leg.source]),
            f"{leg.paid_amount:.2f}",
            code[(leg.got if leg.rule == "coin-bought" else leg.paid)[0]],
            number_of(named[leg.target]),
            f"{leg.rate:.2f}",
            str(leg.fee),
        )
        for leg in mine
    }


def test_the_planted_deals_are_proposed_and_no_decoy_is(told: Told) -> None:
    said = told.answer["off_record"]
    keys = ("card", "paid", "hash", "wallet", "price", "fee")
    planted = {tuple(deal[key] for key in keys) for deal in said["deals"]}
    legs = told.case.money.legs()
    found = deals(told, legs.legs)
    # chance may give one more in a hundred searches: in the twenty seeds it does so once
    assert len(planted) == 2 and planted <= found and len(found - planted) <= 1
    used = {hashes(told).get(row) for leg in legs.legs for row in leg.rows}
    assert used.isdisjoint(said["decoys"]) and not legs.warnings


def test_the_orders_that_a_card_paid_are_proposed(told: Told) -> None:
    said = told.answer["off_record"]["orders"]
    mine = [leg for leg in told.case.money.legs().legs if leg.rule == "order-paid"]
    ends = told.case.lookup.entities(
        sorted({end for leg in mine for end in (leg.source, leg.target)})
    )
    assert len(said) >= 2
    assert sorted((o["member"], o["card"], o["amount"]) for o in said) == sorted(
        (number_of(ends[x.source]), number_of(ends[x.target]), f"{x.paid_amount:.2f}") for x in mine
    )


def test_the_trace_says_them_after_what_is_recorded_and_sums_none(told: Told) -> None:
    trace = told.trace
    met = {leg.id for leg in trace.inferred if leg.rule == "coin-bought"}
    steps = {step.link for step in trace.steps}
    proposed = [leg for leg in told.case.money.legs().legs if leg.rule == "coin-bought"]
    assert met == {leg.id for leg in proposed if steps & set(leg.paid)} and met
    coin = {row for leg in trace.inferred for row in leg.got if leg.got_currency == "USDT"}
    assert steps.isdisjoint(coin) and {step.currency for step in trace.steps} == {"CNY"}
    assert trace.adds_up


def totals(chain: Chain) -> dict[tuple[str, str, str], Any]:
    """Return every figure of every line that rows report."""
    return {
        (e.source, e.target, e.kind): (dict(e.totals), dict(e.traced), e.unproven, len(e.links))
        for e in chain.edges
        if e.kind != "InferredLeg"
    }


def sums(told: Told) -> Iterator[Any]:
    """Yield every total of money that the case gives of itself."""
    ledger = "SELECT currency, count(*), sum(amount) FROM transfer GROUP BY 1 ORDER BY 1"
    yield told.rows(ledger)
    graph = (
        "PREFIX cc: <https://w3id.org/crimechain/> SELECT ?kind ?money (SUM(?a) AS ?sum) WHERE "
        "{ ?l a ?kind ; cc:amount ?a ; cc:currency ?money } "
        "GROUP BY ?kind ?money ORDER BY ?kind ?money"
    )
    yield told.case.query(graph).rows


def test_every_total_is_the_same_with_proposals_and_without(first: Told) -> None:
    with_legs, before, kept = first.chain, list(sums(first)), first.trace
    legs = {leg.id for leg in kept.inferred if leg.rule == "coin-bought"}
    assert legs and legs <= inferred(with_legs)
    for leg in sorted(legs):
        first.case.judgements.reject_pair(leg, "不采信", by="甲")
    bare = first.case.chain(trace="victims", limit=2_000)
    again = first.case.trace(victims=True)
    assert inferred(bare) == inferred(with_legs) - legs
    assert totals(bare) == {key: totals(with_legs)[key] for key in totals(bare)}
    assert list(sums(first)) == before
    left = tuple(leg for leg in kept.inferred if leg.id not in legs)
    assert replace(again, name=kept.name) == replace(kept, inferred=left)
    for _ in ("the chain that was replaced", *legs):
        first.case.judgements.undo()
    assert first.case.chain(trace="victims", limit=2_000) == with_legs


def inferred(chain: Chain) -> set[str]:
    return {link.id for e in chain.edges if e.kind == "InferredLeg" for link in e.links}


def test_a_leg_has_no_amount_anywhere_in_the_graph(first: Told) -> None:
    """Other tests save other traces into this case: their legs are in its graph as well."""
    mine = first.trace.inferred
    prefix = "PREFIX cc: <https://w3id.org/crimechain/> PREFIX g: <urn:crimechain:graph:> "
    every = first.case.query(prefix + "SELECT ?l WHERE { ?l a cc:InferredLeg }").rows
    rows = first.case.query(
        prefix + "SELECT ?l ?rule ?version ?p ?decision WHERE "
        "{ ?l a cc:InferredLeg ; cc:rule ?rule ; cc:ruleVersion ?version ; cc:parameters ?p ; "
        "cc:decision ?decision MINUS { ?l cc:amount ?any } }"
    ).rows
    bare = {str(row[0]).rsplit(":", 1)[-1] for row in rows}
    assert mine and {leg.id.rsplit(":", 1)[-1] for leg in mine} <= bare
    assert len(bare) == len(rows) == len(every)
    edges = first.case.query(
        prefix + "SELECT ?a ?b WHERE { GRAPH g:derived { ?a cc:inferredTo ?b } }"
    ).rows
    ends = first.case.query(
        prefix + "SELECT DISTINCT ?a ?b WHERE { ?l a cc:InferredLeg ; cc:source ?a ; cc:target ?b }"
    ).rows
    assert {tuple(map(str, row)) for row in edges} >= {(leg.source, leg.target) for leg in mine}
    assert {tuple(map(str, row)) for row in edges} == {tuple(map(str, row)) for row in ends}
    assert all(leg.paid_amount > Decimal(0) for leg in mine)
