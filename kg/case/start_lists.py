"""A list of starts held against the case: each row means one thing, or is listed with the reason.

A row is taken by its word: a handle, a whole id, a whole number. What would fit only as a part of a
number or a name is not guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.case.desk import Desk
from kg.case.handles import SHAPE
from kg.case.holdings import held_by, is_account
from kg.errors import NotFound
from kg.ledger.base import FlowIndex
from kg.ledger.find import properties
from kg.ledger.serials import payments_numbered
from kg.messages import Message
from kg.model import Entity, Problem
from kg.sources import read_starts
from kg.sources.starts import StartRow
from kg.values.accounts import normal_account
from kg.values.refused import Refused

FINDING = "Finding"


@dataclass(frozen=True, slots=True)
class Meant:
    """What the rows of a list mean, in their order, each with its place; and those that do not."""

    name: str
    sha256: str
    rows: int
    things: tuple[tuple[str, str], ...]
    refused: tuple[Problem, ...]
    warnings: tuple[Message, ...] = ()


def meant(desk: Desk, flows: FlowIndex, path: str | Path) -> Meant:
    """Return what every row of a list means; one that means nothing is a problem with its place."""
    read = read_starts(path)
    reader = _Reader(desk, flows, read.rows)
    things: list[tuple[str, str]] = []
    refused = list(read.problems)
    for row in read.rows:
        try:
            things.append((reader.thing(row), row.locator))
        except Refused as error:
            problem = Problem(read.sha256, row.locator, error.code, error.reason, row.text)
            refused.append(problem)
    rows = len(read.rows) + len(read.problems)
    return Meant(read.name, read.sha256, rows, tuple(things), tuple(refused), read.warnings)


class _Reader:
    """Knows the case's handles, numbers and serials, asked for once for the whole list."""

    def __init__(self, desk: Desk, flows: FlowIndex, rows: Sequence[StartRow]) -> None:
        self.desk, self.flows = desk, flows
        serials = [row.text for row in rows if row.column == "serial"]
        self.payments = payments_numbered(desk.index(), serials) if serials else {}

    def thing(self, row: StartRow) -> str:
        """Return the id that a row means, of something that can begin a trace."""
        if not row.text:
            raise Refused("blank", Message("names-no-start"))
        if row.column == "serial":
            return self._payment(row.text)
        thing = self._by_handle(row.text) or self._account(row.text)
        if not self._begins(thing):
            raise Refused("no_payment", Message("has-no-flowing-payment"))
        return thing

    def _by_handle(self, text: str) -> str:
        """Return the id behind a handle or a whole id; of other words the empty text."""
        if text.startswith("urn:crimechain:"):
            known = [*self.desk.index().entities([text]), *self.desk.index().links([text])]
            if not known:
                raise Refused("unknown", Message("not-an-id"))
            return text
        if not SHAPE.fullmatch(text.upper()):
            return ""
        return self.desk.handles.thing(text)

    def _payment(self, serial: str) -> str:
        found = self.payments.get(serial.strip(), [])
        if len(found) > 1:
            raise Refused("several", Message("serial-of-several", count=len(found)))
        if not found:
            raise Refused("unknown", Message("serial-of-none"))
        return found[0]

    def _account(self, text: str) -> str:
        number = normal_account(text).text
        found = [one for one in self.desk.index().find(number) if _bears(one, number)]
        if len(found) > 1:
            raise Refused("several", Message("number-of-several", count=len(found)))
        if not found:
            raise Refused("unknown", Message("answers-to-nothing"))
        return found[0].id

    def _begins(self, thing: str) -> bool:
        kind = self.desk.schema.kind_of_id(thing)
        if kind == FINDING:
            return True
        if self.desk.schema.kind(kind).is_link:
            return stands_in(self.flows.links, thing)
        if is_account(self.desk, thing):
            return moves(self.flows, thing)
        try:
            return any(moves(self.flows, one.account) for one in held_by(self.desk, thing))
        except NotFound:
            return False


def moves(flows: FlowIndex, account: str) -> bool:
    """Say whether an account has a payment that flows in time."""
    return stands_in(flows.accounts, account)


def stands_in(words: Sequence[str], word: str) -> bool:
    """Say whether an id is one of the index's, looked for in its mapped column at once."""
    try:
        words.index(word)
    except ValueError:
        return False
    return True


def _bears(entity: Entity, number: str) -> bool:
    """Say whether a number is one of an entity's whole numbers."""
    values: Mapping[str, tuple[str, ...]] = entity.values
    said = (text for name in properties("number") for text in values.get(name, ()))
    return any(text.casefold() == number.casefold() for text in said)
