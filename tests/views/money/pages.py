"""A page of an invented trace: every account a card, every payment a row of an invented file."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kg.model import Chain, Entity, Evidence, Link, Proof, Source, Trace
from kg.schema import Schema
from kg.trace.money_flow import TraceFlows
from kg.views.money import MoneyPage, PageFacts
from kg.views.page import page
from kg.views.page_data import data_of

FILE = "ab" * 32
SOURCE = Source(FILE, "流水.xlsx", 1, "invented", "1", 9, 9, 0, 0, 9, True)


def facts_of(trace: Trace) -> PageFacts:
    """Make up a card for each account, a cash end for the last, a row for each payment."""
    accounts = sorted({end for step in trace.steps for end in (step.source, step.target)})
    entities = {
        one: Entity(one, "BankAccount", {"cardNumber": (f"0622****{number:04}",)})
        for number, one in enumerate(accounts)
    }
    if accounts:
        entities[accounts[-1]] = Entity(accounts[-1], "CashEnd", {})
    links = {
        step.link: Link(
            id=step.link,
            kind="Transfer",
            source=step.source,
            target=step.target,
            start=step.start,
            amount=Decimal(step.amount) / trace.scale[step.currency],
            currency=step.currency,
            evidence=(Evidence(FILE, f"资金明细!{number + 2}", "delimited", "跨行转账"),),
            proof=Proof.SINGLE,
        )
        for number, step in enumerate(trace.steps)
    }
    holders = {one: (f"某{number}",) for number, one in enumerate(accounts[:2])}
    handles = {one: f"A{number + 1}" for number, one in enumerate(accounts)}
    return PageFacts(entities, links, (SOURCE,), handles, holders)


def money_page(trace: Trace, schema: Schema, lang: str = "zh") -> bytes:
    chain = Chain("t", "案件 · t", (), (), digest="0" * 64)
    return page(
        chain, schema, lang=lang, money=MoneyPage(trace, facts_of(trace), TraceFlows(trace))
    )


def told(html: bytes) -> dict[str, Any]:
    """Return what the page is told of the money."""
    money: dict[str, Any] = data_of(html)["money"]
    return money
