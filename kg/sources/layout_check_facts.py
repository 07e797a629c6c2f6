"""What a layout says of a row held to sense: its parties, its flows and its links."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from kg.messages import Message
from kg.model import Status
from kg.schema import load_schema
from kg.sources import layout_words as words
from kg.sources.layout import Fact, Flow, KindWhen, Layout, Party, When, Where
from kg.sources.layout_reading import LayoutFault
from kg.text.toml import KeyPath

ORDERS = ("none", "file", "monotone")
DIRECTIONS = ("out", "in")
CERTIFICATES = ("residentId", "uscc", "certificateNumber")
SPOKEN = ("text", "kind", "number", "scope")
_OF_CERTIFICATE = "?certificate"


def check_party(layout: Layout, party: Party, path: KeyPath) -> None:
    """Refuse a party of no known kind, without an id, or of unknown columns and properties."""
    words.entity_kind(party.kind, (*path, "kind"))
    for number, when in enumerate(party.kind_when):
        _check_kind_when(layout, when, (*path, "kind_when", number))
    for prop, column in party.values.items():
        if prop != _OF_CERTIFICATE:
            words.property_of(prop, (*path, "values", prop))
        words.columns(layout, [column.removesuffix(".form")], (*path, "values", prop))
    words.columns(layout, filter(None, [party.name]), (*path, "name"))
    for number, where in enumerate(party.where):
        _check_where(layout, where, (*path, "where", number))
    for part, column in party.spoken.items():
        words.one_of(part, SPOKEN, "spoken-part", (*path, "spoken", part))
        words.columns(layout, [column], (*path, "spoken", part))
    for number, parts in enumerate(party.id):
        _check_id(layout, parts, (*path, "id", number))
    if not party.id and not party.spoken:
        raise LayoutFault(path, Message("has-no-id"))


def _check_kind_when(layout: Layout, when: KindWhen, path: KeyPath) -> None:
    words.entity_kind(when.kind, (*path, "kind"))
    words.columns(layout, [when.column], (*path, "column"))
    _one_test({"form": when.form, "like": when.like}, path)
    if when.form and layout.columns[when.column].type != "wallet":
        words.one_of(when.form, CERTIFICATES, "form", (*path, "form"))


def _check_where(layout: Layout, where: Where, path: KeyPath) -> None:
    words.columns(layout, [where.column], (*path, "column"))
    _one_test({"words": where.words, "unless": where.unless, "like": where.like}, path)


def _check_when(layout: Layout, when: When, path: KeyPath) -> None:
    words.columns(layout, [when.column], (*path, "column"))
    _one_test({"words": when.words, "like": when.like}, path)


def _one_test(tests: dict[str, str | tuple[str, ...]], path: KeyPath) -> None:
    """Hold a condition to one test of its column, and a pattern in it to what can be run."""
    if sum(map(bool, tests.values())) != 1:
        raise LayoutFault(path, Message("needs-one-of", names=tests))
    if like := tests["like"]:
        words.pattern(str(like), None, (*path, "like"))


def _check_id(layout: Layout, parts: Sequence[str], path: KeyPath) -> None:
    if not parts:
        raise LayoutFault(path, Message("has-no-parts"))
    columns = (part[1:].removesuffix(".form") for part in parts if part.startswith("$"))
    words.columns(layout, columns, path)
    words.parties(layout, (part[1:] for part in parts if part.startswith("&")), path)


def check_flow(layout: Layout, flow: Flow, path: KeyPath) -> None:
    """Refuse a flow that says too little or too much of who, when, how much and which way."""
    if not words.kind_of(flow.kind, (*path, "kind")).flows:
        raise LayoutFault(
            (*path, "kind"), Message("does-not-flow", kind=flow.kind), Message("make-it-a-link")
        )
    for key in ("source", "target", "own", "other"):
        words.parties(layout, getattr(flow, key), (*path, key))
    single = ("time", "end", "direction", "currency", "balance", "amount", "debit", "credit")
    for key in (*single, "contract", "serial", "tx_count", "counter_name"):
        words.columns(layout, filter(None, [getattr(flow, key)]), (*path, key))
    words.columns(layout, [flow.time], (*path, "time"))
    for key in ("number", "memo", "channel"):
        words.columns(layout, getattr(flow, key), (*path, key))
    for key, known in _DECIDED.items():
        for number, when in enumerate(getattr(flow, key)):
            _check_when(layout, when, (*path, key, number))
            words.one_of(when.then, known(), _WORD_OF[key], (*path, key, number, "then"))
    for prop, column in flow.extras.items():
        words.property_of(prop, (*path, "extras", prop))
        words.columns(layout, [column], (*path, "extras", prop))
    words.one_of(flow.order, ORDERS, "order", (*path, "order"))
    words.currency(flow.default_currency, (*path, "default_currency"))
    _check_ends(flow, path)
    if flow.contract and layout.columns[flow.contract].type != "wallet":
        raise LayoutFault((*path, "contract"), Message("needs-a-wallet-column"))
    if flow.issuer and not (flow.serial and flow.own and not flow.number):
        raise LayoutFault((*path, "issuer"), Message("issuer-needs-serial"))
    money = (flow.amount, flow.debit, flow.credit)
    if any(money) and not (flow.currency or flow.default_currency):
        raise LayoutFault(
            path, Message("amount-without-currency"), Message("write-default-currency")
        )


def _ends() -> tuple[str, ...]:
    schema = load_schema()
    kinds = schema.entity_kinds()
    return tuple(one.name for one in kinds if schema.is_a(one.name, "MoneyEnd"))


_DECIDED: dict[str, Callable[[], Sequence[str]]] = {
    "directions": lambda: DIRECTIONS,
    "status": lambda: tuple(Status),
    "ends": cache(_ends),
}
"""What the words of a column may decide of a flow, and what each may be."""
_WORD_OF = {"directions": "direction", "status": "status", "ends": "end"}


def _check_ends(flow: Flow, path: KeyPath) -> None:
    """Hold a flow to one way of naming its ends, its direction and its amount."""
    aimed = any((flow.direction, flow.directions, flow.signed, flow.debit))
    if bool(flow.own) == bool(flow.source) or (flow.own and not aimed):
        raise LayoutFault(path, Message("needs-two-ends"))
    if bool(flow.debit) != bool(flow.credit) or (flow.debit and flow.amount):
        raise LayoutFault(path, Message("needs-one-amount"))
    if flow.signed and (flow.debit or flow.direction or not flow.own):
        raise LayoutFault(path, Message("signed-alone"))


def check_fact(layout: Layout, fact: Fact, path: KeyPath) -> None:
    """Refuse a link of no known kind, without ends, or of unknown columns and properties."""
    if fact.kind and words.kind_of(fact.kind, (*path, "kind")).flows:
        raise LayoutFault(
            (*path, "kind"), Message("kind-flows", kind=fact.kind), Message("make-it-a-flow")
        )
    if not fact.kind and not fact.spoken:
        raise LayoutFault((*path, "kind"), Message("has-no-kind"))
    for key in ("source", "target"):
        words.parties(layout, getattr(fact, key), (*path, key))
        if not getattr(fact, key):
            raise LayoutFault((*path, key), Message("names-no-party"))
    words.parties(layout, filter(None, [fact.object]), (*path, "object"))
    for key in ("start", "end", "amount", "currency", "proof", "spoken", "capacity"):
        words.columns(layout, filter(None, [getattr(fact, key)]), (*path, key))
    for prop, column in fact.values.items():
        words.property_of(prop, (*path, "values", prop))
        words.columns(layout, [column], (*path, "values", prop))
    words.currency(fact.default_currency, (*path, "default_currency"))
