"""Invented cases for the forms that other communities validate: every kind, and the hostile."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from invented import account, row, transfer

from kg.model import Entity, Link, Precision, stable_id
from kg.schema import load_schema

A, B = "a" * 64, "b" * 64
VALUES = {
    "ip": ("10.0.0.1",), "email": ("a@example.com",), "platformNumber": ("shop.example.com",),
    "msisdn": ("13800000000",),
}  # fmt: skip


def everything() -> tuple[list[Entity], list[Link]]:
    """Return one thing of every kind, and one link of every kind between them."""
    schema = load_schema()
    things = [
        Entity(stable_id(one.key_kind, one.name), one.name, {"name": (one.name,), **VALUES},
               (row(B, number),))
        for number, one in enumerate(schema.entity_kinds())
    ]  # fmt: skip
    facts = [
        Link(stable_id(one.name, "1"), one.name, things[number].id, things[-1 - number].id,
             things[0].id if number % 2 else "", evidence=(row(A, number),))
        for number, one in enumerate(schema.link_kinds())
    ]  # fmt: skip
    return things, facts


def hostile() -> tuple[list[Entity], list[Link]]:
    """Return values that break out of careless texts, and times that few programs expect."""
    one = account("</script><script>", row(A, 1, "\x00\x07\u2028"), name="", note="\x1b[31m")
    two = Entity(stable_id("Account", "2"), "BankAccount")
    old = datetime(1900, 1, 1, tzinfo=UTC)
    odd = Link(
        stable_id("Transfer", "odd"), "Transfer", one.id, two.id, start=old,
        precision=Precision.DAY, amount=Decimal("-0.00"), values={"备注": ("", '"}],'), "memo": ()},
    )  # fmt: skip
    timeless = Link(
        stable_id("Transfer", "timeless"), "Transfer", one.id, stable_id("Account", "?")
    )
    return [one, two], [odd, timeless, transfer(1, one, one, row(B, 2, '"""'), amount="1E+5")]


def moment() -> datetime:
    """Return a moment."""
    return datetime(2024, 5, 1, 2, 3, 4, tzinfo=UTC)
