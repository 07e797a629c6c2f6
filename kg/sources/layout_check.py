"""What must be right in a layout before the first row is read: its words, names and patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from kg.limits import LIMITS
from kg.messages import Message
from kg.schema import load_schema
from kg.sources import layout_words as words
from kg.sources.layout import Column, Layout, Party
from kg.sources.layout_check_facts import check_fact, check_flow, check_party
from kg.sources.layout_reading import LayoutFault
from kg.text.toml import KeyPath
from kg.values.moments import EPOCHS
from kg.values.money import FORMS, UNITS

TYPES = (
    *("text", "name", "account", "certificate", "phone", "wallet", "number", "user"),
    *("ip", "mac"),
    *("time", "amount", "currency", "integer", "choice", "proof"),
)
#: What every row is found again by; no column of a layout may be called so.
PLACES = ("pos", "row_no", "member")
LANGUAGES = ("zh", "en")
_NAME = re.compile(r"[^\W\d][\w-]*")


def check(layout: Layout) -> None:
    """Refuse unknown columns, kinds, properties and words, cycles, patterns that cannot be run.

    Raises LayoutFault with the key of the first thing that is wrong.
    """
    for lang in layout.label:
        words.one_of(lang, LANGUAGES, "language-code", ("label", lang))
    if not 0 <= layout.covers <= 1:
        raise LayoutFault(("covers",), Message("between-0-and-1"))
    if layout.scope != " ".join(layout.scope.split()):
        raise LayoutFault(("scope",), Message("spaces-around-scope"))
    _check_names(layout)
    for name, column in layout.columns.items():
        _check_column(layout, column, ("columns", name))
    for name, party in layout.parties.items():
        check_party(layout, party, ("parties", name))
    _check_nesting(layout)
    for number, flow in enumerate(layout.flows):
        check_flow(layout, flow, ("flows", number))
    for number, fact in enumerate(layout.links):
        check_fact(layout, fact, ("links", number))
    for number, group in enumerate(layout.one_of):
        words.columns(layout, group, ("one_of", number))
    words.columns(layout, layout.carry, ("carry",))
    _check_sealed(layout)
    for number, pattern in enumerate(layout.foot):
        words.pattern(pattern, 0, ("foot", number))
    for number, pair in enumerate(layout.aliases):
        words.parties(layout, pair, ("aliases", number))


def _check_names(layout: Layout) -> None:
    """Hold the names that a layout gives to what can be a column of a table beside kg's own."""
    for group, names in (("columns", layout.columns), ("parties", layout.parties)):
        seen: dict[str, str] = {}
        for name in names:
            path = (group, name)
            if group == "columns" and name.casefold() in PLACES:
                raise LayoutFault(path, Message("name-of-a-rows-place", name=name))
            if not _NAME.fullmatch(name):
                raise LayoutFault(path, Message("is-no-name", text=repr(name)))
            other = seen.setdefault(name.casefold(), name)
            if other != name:
                raise LayoutFault(
                    path, Message("differ-by-case", one=repr(name), other=repr(other))
                )


def _check_sealed(layout: Layout) -> None:
    """Hold a sealed layout to saying nothing of anybody, and its columns to known classes."""
    if layout.sealed and (layout.parties or layout.flows or layout.links or layout.aliases):
        raise LayoutFault(("sealed",), Message("layout-sealed-names-nobody"))
    classes = tuple(one.code for one in load_schema().listed("InformationClass"))
    for name, column in layout.columns.items():
        path = ("columns", name, "information")
        if column.information and not layout.sealed:
            raise LayoutFault(path, Message("information-of-a-sealed-layout"))
        if column.information:
            words.one_of(column.information, classes, "information-class", path)


def _check_column(layout: Layout, column: Column, path: KeyPath) -> None:
    words.one_of(column.type, TYPES, "column-type", (*path, "type"))
    words.one_of(column.unit, UNITS, "unit", (*path, "unit"))
    words.one_of(column.form, FORMS, "form", (*path, "form"))
    if column.epoch is not None:
        words.one_of(column.epoch, EPOCHS, "epoch", (*path, "epoch"))
    if not column.names:
        raise LayoutFault(path, Message("has-no-names"))
    if column.type == "choice" and not column.choices:
        raise LayoutFault(path, Message("lists-no-choices"))
    for result, said in column.choices.items():
        if not said:
            raise LayoutFault((*path, "choices", result), Message("lists-no-words"))
    for key in ("pick", "head"):
        if pattern := getattr(column, key):
            words.pattern(pattern, 1, (*path, key))
    if column.type == "time":
        _check_time(layout, column, path)


def _check_time(layout: Layout, column: Column, path: KeyPath) -> None:
    from kg.values import Refused
    from kg.values.moments import named_zone

    zone = column.zone or layout.zone
    if not zone:
        hint = Message("add-zone", zone='"Asia/Shanghai"')
        raise LayoutFault(path, Message("states-no-zone"), hint)
    try:
        named_zone(zone)
    except Refused as error:
        where = (*path, "zone") if column.zone else ("zone",)
        raise LayoutFault(where, error.reason) from error
    if column.steps_from and not _is_date(column.steps_from):
        where = (*path, "steps_from")
        what = Message("is-not-a-date", text=repr(column.steps_from))
        raise LayoutFault(where, what, Message("write-2024-01-31"))
    for number, form in enumerate(column.formats):
        where = (*path, "formats", number)
        if "%y" in form:
            what = Message("year-of-two-digits", text=repr(form))
            raise LayoutFault(where, what, Message("use-four-digit-year"))
        if not re.search("%[djcxs]|%-[dj]", form):
            what = Message("form-tells-no-day", form=repr(form))
            raise LayoutFault(where, what, Message("name-the-day-column"))
        if not _is_format(form):
            what = Message("is-no-form-of-time", text=repr(form))
            raise LayoutFault(where, what, Message("write-a-form-of-time"))


def _is_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_format(form: str) -> bool:
    """Say whether a time written in a form can be read in it again."""
    moment = datetime(2024, 1, 31, 13, 5, 7)  # noqa: DTZ001  only its digits matter
    try:
        datetime.strptime(moment.strftime(form), form)  # noqa: DTZ007  the zone is the layout's
    except (ValueError, re.error):
        return False
    return True


def _parties_of(party: Party) -> Iterator[str]:
    for parts in party.id:
        yield from (part[1:] for part in parts if part.startswith("&"))


def _check_nesting(layout: Layout) -> None:
    """Refuse ids in a circle, and ids of ids that grow beyond ``layout_id_parts``.

    The SQL of an id repeats that of each id in it, once for each kind and three times besides.
    """
    sizes: dict[str, int] = {}

    def size(name: str, path: tuple[str, ...]) -> int:
        where = ("parties", name, "id")
        if name in path:
            circle = " → ".join((*path, name))
            raise LayoutFault(where, Message("ids-in-a-circle", path=circle))
        if len(path) > LIMITS.toml_depth:
            raise LayoutFault(where, Message("ids-nest-too-deep", limit=LIMITS.toml_depth))
        if name not in sizes:
            party = layout.parties[name]
            inner = sum(3 * size(other, (*path, name)) for other in _parties_of(party))
            sizes[name] = (sum(map(len, party.id)) + inner) * (2 + len(party.kind_when))
        if sizes[name] > LIMITS.layout_id_parts:
            what = Message("id-of-too-many-parts", limit=LIMITS.layout_id_parts)
            raise LayoutFault(where, what)
        return sizes[name]

    for name in layout.parties:
        size(name, ())
