"""Answers about what the inquiry found later: operators, instructions, payers, border, routes."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from kg.demo.claims import Claim
from kg.demo.events import Payment
from kg.demo.expected.demo_story import Asked, DemoStory, Row
from kg.demo.expected.expected_facts import ExpectedFact, clock, label, moment, yuan
from kg.demo.expected.people import rows

ENDS = {"cash": "CashEnd", "fee": "FeeEnd"}
MINUTES, HOURS, DAYS = timedelta(minutes=60), timedelta(hours=24), timedelta(days=30)
"""What the questions ask where nothing else is said."""


def _fineness(text: str) -> timedelta:
    """Return how finely a sheet tells a time: to the minute, or to the day."""
    return timedelta(minutes=1) if ":" in text else timedelta(days=1)


def _lies_in(at: datetime, claim: Claim) -> bool:
    """Say whether a moment lies in the time of a fact; its end lasts as long as it is fine."""
    since = datetime.fromisoformat(claim.since)
    until = claim.until and datetime.fromisoformat(claim.until) + _fineness(claim.since)
    return since <= at and (not until or at < until)


def _flowing(story: DemoStory) -> list[Payment]:
    return [payment for payment in story.payments if payment.outcome == "ok"]


def _to(payment: Payment) -> str:
    return payment.payee.card if payment.payee else ENDS[payment.kind]


def _operated(story: DemoStory, turn: ExpectedFact) -> list[Payment]:
    """Return what left an account while somebody operated it."""
    return [
        payment for payment in _flowing(story)
        if payment.payer and payment.payer.card == turn.whom and _lies_in(payment.at, turn.fact)
    ]  # fmt: skip


def account_operators(story: DemoStory) -> Asked:
    """CQ42: each payment out of an account in the time in which somebody operated it."""
    return rows([
        {"account": turn.whom, "paid": clock(payment.at), "to": _to(payment),
         "amount": yuan(payment.fen), "currency": "CNY", "who": turn.who, "since": turn.start,
         "until": moment(turn.fact.until), "proof": turn.proof}
        for turn in story.of("OperatesAccount") for payment in _operated(story, turn)
    ])  # fmt: skip


def run_instructions(story: DemoStory) -> Asked:
    """CQ43: what each instruction came before, by an hour at most and by a minute at least."""
    runs: list[tuple[str, datetime, Row]] = []
    for turn in story.of("OperatesAccount"):
        runs += [(turn.who, payment.at, {"kind": "Transfer", "to": _to(payment),
                                         "amount": yuan(payment.fen)})
                 for payment in _operated(story, turn)]  # fmt: skip
    for cash in story.of("HandsOverCash"):
        row: Row = {"kind": cash.kind, "to": cash.whom, "amount": cash.amount}
        runs.append((cash.who, datetime.fromisoformat(cash.fact.since), row))
    table: list[Row] = []
    for told in story.of("Instructs"):
        sent = datetime.fromisoformat(told.fact.since)
        table += [
            {"runner": runner, **row, "at": clock(at), "currency": "CNY", "by": told.who,
             "message": told.thing, "sent": told.start, "proof": told.proof}
            for runner, at, row in runs
            if runner == told.whom and _fineness(told.fact.since) <= at - sent <= MINUTES
        ]  # fmt: skip
    return rows(table)


def unreported_payers(story: DemoStory) -> Asked:
    """CQ44: who else paid into the cards of the victims' losses, and what is held of it."""
    lost: dict[str, list[datetime]] = defaultdict(list)
    for seed in story.seeds:
        lost[_to(seed)].append(seed.at)
    reporters = {seed.payer for seed in story.seeds}
    paid: dict[tuple[str, str], list[Payment]] = defaultdict(list)
    for payment in _flowing(story):
        times = lost.get(_to(payment), []) if payment.payee else []
        near = times and min(times) - DAYS <= payment.at <= max(times) + DAYS
        if near and payment.payer and payment.payer not in reporters:
            paid[payment.payer.holder, payment.payer.card].append(payment)
    table: list[Row] = []
    for (payer, card), payments in paid.items():
        first, last = min(p.at for p in payments), max(p.at for p in payments)
        row: Row = {"payer": payer, "account": card, "paid": yuan(sum(p.fen for p in payments)),
                    "currency": "CNY", "times": len(payments), "first": clock(first),
                    "last": clock(last)}  # fmt: skip
        table += [{**row, **held} for held in _held(story, payer, first)]
    return rows(table)


def _held(story: DemoStory, payer: str, first: datetime) -> list[Row]:
    """Return the freezes and returns of a payer's money that do not lie before his payment."""
    measures: list[Row] = []
    for fact in story.of("FreezesFunds", "ReturnsFunds"):
        whose, account = fact.thing, fact.whom
        if fact.kind == "ReturnsFunds":
            whose, account = fact.whom, label(fact.fact.thing)
        begun = datetime.fromisoformat(fact.fact.since) + _fineness(fact.fact.since)
        if whose == payer and begun > first:
            measures.append({"measure": fact.kind, "secured": fact.amount, "held": account,
                             "since": fact.start, "until": moment(fact.fact.until),
                             "organ": fact.who})  # fmt: skip
    nothing: Row = dict.fromkeys(("measure", "secured", "held", "since", "until", "organ"))
    return measures or [nothing]


def border_companions(story: DemoStory) -> Asked:
    """CQ45: whom each crossing to a compound names, and who else came there within a day."""
    compounds = {fact.who: fact for fact in story.of("HoldsRole")
                 if fact.fact.role == "ScamCompound"}  # fmt: skip
    table: list[Row] = []
    for crossing in story.of("CrossesBorder"):
        at = datetime.fromisoformat(crossing.fact.since)
        place = compounds.get(crossing.whom)
        if place is None or not _lies_in(at, place.fact):
            continue
        near = {other.who for other in story.of("CrossesBorder")
                if other.whom == crossing.whom and other.who != crossing.who
                and abs(at - datetime.fromisoformat(other.fact.since)) < HOURS}  # fmt: skip
        named = {crossing.thing} if crossing.thing else set()
        table += [
            {"who": crossing.who, "companion": other, "compound": crossing.whom,
             "crossed": crossing.start, "named": other in named, "proof": crossing.proof}
            for other in sorted(named | near)
        ]  # fmt: skip
    return rows(table)


def payment_route(story: DemoStory) -> Asked:
    """CQ46: the channel and the settlement that were in force when a merchant was paid."""
    return rows([
        {"paid": clock(payment.at), "payer": payment.payer.card, "amount": yuan(payment.fen),
         "currency": "CNY", "merchant": route.who, "platform": route.thing,
         "channel": route.whom, "settler": settled.who, "account": settled.whom}
        for payment in _flowing(story) if payment.payer and payment.payee
        for route in story.of("RoutesThrough") if payment.payee.card in (route.who, route.whom)
        for settled in story.of("SettlesTo") if settled.who in (route.who, route.whom)
        if _lies_in(payment.at, route.fact) and _lies_in(payment.at, settled.fact)
    ])  # fmt: skip


ANSWERS = {
    "CQ42": account_operators, "CQ43": run_instructions, "CQ44": unreported_payers,
    "CQ45": border_companions, "CQ46": payment_route,
}  # fmt: skip
