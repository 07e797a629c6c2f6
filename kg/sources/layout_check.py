"""What must be right in a layout before the first row is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from kg.errors import KgError, LayoutError
from kg.model import Status
from kg.schema import Kind, load_schema
from kg.sources.layout import Column, Fact, Flow, Layout, Party

TYPES = (
    *("text", "name", "account", "certificate", "phone", "wallet", "number", "user"),
    *("ip", "mac"),
    *("time", "amount", "currency", "integer", "choice", "proof"),
)
#: What every row is found again by; no column of a layout may be called so.
PLACES = ("pos", "row_no", "member")
ORDERS = ("none", "file", "monotone")
DIRECTIONS = ("out", "in")
_OF_CERTIFICATE = "?certificate"


def check(layout: Layout, where: str) -> None:
    """Refuse unknown columns, kinds, properties and types, cycles, missing zones."""
    for name, column in layout.columns.items():
        if name in PLACES:
            raise LayoutError(f"columns.{name} is the name of a row's place", where=where)
        _check_column(layout, column, f"{where} columns.{name}")
    for name, party in layout.parties.items():
        _check_party(layout, party, f"{where} parties.{name}")
    _check_cycles(layout, where)
    for flow in layout.flows:
        _check_flow(layout, flow, f"{where} flows.{flow.kind}")
    for fact in layout.links:
        _check_fact(layout, fact, f"{where} links.{fact.kind}")
    _among(layout, [name for one in layout.one_of for name in one], where)
    _among(layout, layout.carry, where)
    _check_sealed(layout, where)
    for pattern in layout.foot:
        _pattern(pattern, 0, f"{where} foot")
    for pair in layout.aliases:
        _parties(layout, pair, where)


def _check_sealed(layout: Layout, where: str) -> None:
    """Hold a sealed layout to saying nothing of anybody, and its columns to known classes."""
    if layout.sealed and (layout.parties or layout.flows or layout.links or layout.aliases):
        raise LayoutError("is sealed: it can name nobody and tell no fact", where=where)
    classes = tuple(one.code for one in load_schema().listed("InformationClass"))
    for name, column in layout.columns.items():
        if column.information and not layout.sealed:
            raise LayoutError("information is for a sealed layout", where=f"{where} columns.{name}")
        if column.information:
            _one_of(column.information, classes, "information class", f"{where} columns.{name}")


def _check_column(layout: Layout, column: Column, where: str) -> None:
    _one_of(column.type, TYPES, "column type", where)
    if not column.names:
        raise LayoutError("has no names", where=where)
    if column.type == "choice" and not column.choices:
        raise LayoutError("lists no choices", where=where)
    for pattern in filter(None, (column.pick, column.head)):
        _pattern(pattern, 1, where)
    if column.type == "time":
        _check_time(layout, column, where)


def _check_time(layout: Layout, column: Column, where: str) -> None:
    from kg.values import Refused
    from kg.values.moments import named_zone

    zone = column.zone or layout.zone
    if not zone:
        raise LayoutError("states no zone", where=where, hint='add zone = "Asia/Shanghai"')
    try:
        named_zone(zone)
    except Refused as error:
        raise LayoutError(error.reason, where=where) from error
    for form in column.formats:
        if "%y" in form:
            raise LayoutError(f"{form!r} has a year of two digits", where=where, hint="use %Y")
        if not re.search("%[djcxs]|%-[dj]", form):
            hint = "name the column with the day as date, and leave the form of the time out"
            raise LayoutError(f"{form!r} tells no day", where=where, hint=hint)


def _check_party(layout: Layout, party: Party, where: str) -> None:
    for name in (party.kind, *(when.kind for when in party.kind_when)):
        if name:
            _kind(name, where)
    for prop, column in party.values.items():
        if prop != _OF_CERTIFICATE:
            _property(prop, where)
        _among(layout, [column.removesuffix(".form")], where)
    _among(layout, [when.column for when in party.kind_when], where)
    _among(layout, [one.column for one in party.where], where)
    _among(layout, [*_columns_of(party), *party.spoken.values()], where)
    _parties(layout, _parties_of(party), where)
    if not party.id and not party.spoken:
        raise LayoutError("has no id", where=where)


def _columns_of(party: Party) -> Iterator[str]:
    for parts in party.id:
        yield from (part[1:].removesuffix(".form") for part in parts if part.startswith("$"))


def _parties_of(party: Party) -> Iterator[str]:
    for parts in party.id:
        yield from (part[1:] for part in parts if part.startswith("&"))


def _check_cycles(layout: Layout, where: str) -> None:
    def walk(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise LayoutError(f"ids in a circle: {' → '.join((*path, name))}", where=where)
        for other in _parties_of(layout.parties[name]):
            walk(other, (*path, name))

    for name in layout.parties:
        walk(name, ())


def _check_flow(layout: Layout, flow: Flow, where: str) -> None:
    if not _kind(flow.kind, where).flows:
        raise LayoutError(f"{flow.kind} does not flow", where=where, hint="make it a link")
    _parties(layout, (*flow.source, *flow.target, *flow.own, *flow.other), where)
    whens = [when.column for when in (*flow.status, *flow.ends, *flow.directions)]
    single = (flow.time, flow.end, flow.direction, flow.currency, flow.balance)
    money = (flow.amount, flow.debit, flow.credit)
    more = (flow.serial, flow.tx_count, flow.counter_name, *flow.number, *flow.memo, *flow.channel)
    _among(layout, [*filter(None, (*single, *money)), *filter(None, more), *whens], where)
    _among(layout, flow.extras.values(), where)
    _one_of(flow.order, ORDERS, "order", where)
    _check_ends(flow, where)
    if any(money) and not (flow.currency or flow.default_currency):
        raise LayoutError("has an amount and no currency", where=where, hint="default_currency")


def _check_ends(flow: Flow, where: str) -> None:
    """Hold a flow to one way of naming its ends, its direction and its amount."""
    aimed = any((flow.direction, flow.directions, flow.signed, flow.debit))
    if bool(flow.own) == bool(flow.source) or (flow.own and not aimed):
        raise LayoutError("needs source and target, or own, other and direction", where=where)
    if bool(flow.debit) != bool(flow.credit) or (flow.debit and flow.amount):
        raise LayoutError("needs amount, or debit and credit", where=where)
    if flow.signed and (flow.debit or flow.direction or not flow.own):
        raise LayoutError("signed: the sign alone must say the direction", where=where)
    for when in flow.directions:
        _one_of(when.then, DIRECTIONS, "direction", where)
    for when in flow.status:
        _one_of(when.then, tuple(Status), "status", where)


def _check_fact(layout: Layout, fact: Fact, where: str) -> None:
    if fact.kind and _kind(fact.kind, where).flows:
        raise LayoutError(f"{fact.kind} flows", where=where, hint="make it a flow")
    _parties(layout, (*fact.source, *fact.target, *filter(None, [fact.object])), where)
    single = (fact.start, fact.end, fact.amount, fact.currency, fact.proof)
    words = (fact.spoken, fact.capacity, *fact.values.values())
    _among(layout, [*filter(None, (*single, *words))], where)
    for prop in fact.values:
        _property(prop, where)


def _kind(name: str, where: str) -> Kind:
    try:
        return load_schema().kind(name)
    except KgError as error:
        raise LayoutError(error.what, where=where, hint=error.hint) from error


def _property(name: str, where: str) -> None:
    try:
        load_schema().property(name)
    except KgError as error:
        raise LayoutError(error.what, where=where, hint=error.hint) from error


def _pattern(text: str, groups: int, where: str) -> None:
    """Refuse a pattern that cannot be read, or that does not pick exactly one piece."""
    try:
        found = re.compile(text).groups
    except re.error as error:
        raise LayoutError(f"{text!r} is no pattern: {error}", where=where) from error
    if found != groups:
        raise LayoutError(f"{text!r} has {found} groups; it needs {groups}", where=where)


def _among(layout: Layout, names: Iterable[str], where: str) -> None:
    for name in names:
        _one_of(name, tuple(layout.columns), "column", where)


def _parties(layout: Layout, names: Iterable[str], where: str) -> None:
    for name in names:
        _one_of(name, tuple(layout.parties), "party", where)


def _one_of(name: str, known: tuple[str, ...], what: str, where: str) -> None:
    if name not in known:
        near = get_close_matches(name, known, n=3, cutoff=0.4) or known
        hint = f"the nearest names: {', '.join(near)}"
        raise LayoutError(f"no {what} {name!r}", where=where, hint=hint)
