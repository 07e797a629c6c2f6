"""Inferred legs beside a trace and in the graph: which a trace meets, which links they become."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from kg.model import InferredLeg, Link, Proof, Trace
from kg.model.legs import REJECTED
from kg.records import to_json
from kg.schema.meanings import DEALER, DEALS_FOR, INFERRED_LEG
from kg.trace.bridge.leg_kinds import stands_beside

if TYPE_CHECKING:
    from kg.schema import Schema

CONFIDENCE = 20


def legs_met(trace: Trace, legs: Iterable[InferredLeg]) -> list[InferredLeg]:
    """Return the legs by which the money of a trace may have gone on.

    Forward these are legs into which a payment of the trace or a start paid, backward those out of
    which one came; a leg of a kind that stands beside its payments is met by either.
    """
    payments = {step.link for step in trace.steps} | {
        seed.link for seed in trace.seeds if seed.link
    }
    forward = trace.direction == "out"

    def is_met(leg: InferredLeg) -> bool:
        rows = leg.rows if stands_beside(leg.rule) else leg.paid if forward else leg.got
        return not payments.isdisjoint(rows)

    return [leg for leg in legs if is_met(leg)]


def as_judged(some: Iterable[InferredLeg], judged: Mapping[str, InferredLeg]) -> list[InferredLeg]:
    """Return legs as persons judged them, those that they rejected left out."""
    now = [judged.get(leg.id) or leg for leg in some]
    return [leg for leg in now if leg.state != REJECTED]


def leg_link(leg: InferredLeg, rows: Mapping[str, Link]) -> Link:
    """Return a leg as a link without amount, with the evidence of the rows that it rests on."""
    evidence = [piece for row in leg.rows if row in rows for piece in rows[row].evidence]
    values = {
        "rule": (leg.rule,),
        "ruleVersion": (leg.version,),
        "parameters": (to_json({**leg.parameters, "assumption": leg.assumption.text("zh")}),),
        "score": (str(leg.score),),
        "inferredFrom": leg.rows,
        "grounds": (leg.said.text("zh"), leg.said.text("en")),
        "decision": (leg.state,),
    }
    return Link(
        id=leg.id,
        kind=INFERRED_LEG,
        source=leg.source,
        target=leg.target,
        start=min(leg.first, leg.last),
        end=max(leg.first, leg.last),
        values=values,
        evidence=tuple(dict.fromkeys(evidence)),
        proof=Proof.CLUE,
        confidence=CONFIDENCE,
    )


def coin_dealers(schema: Schema, links: Iterable[Link]) -> set[str]:
    """Return who deals in coins, by links that say so or that give the role of a dealer."""
    people = set()
    for link in links:
        roles = [role for role in link.values.get("role", ()) if schema.has_kind(role)]
        if link.kind == DEALS_FOR or any(schema.is_a(role, DEALER) for role in roles):
            people.add(link.source)
    return people
