"""Layouts: how a supplier's columns become facts, as data (``layouts/*.toml``), checked on load.

A layout names its columns (with every header they come under and how their texts are read), its
parties (who is identified by which columns), and what a row says: flows, links, aliases.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from kg.errors import LayoutError

FOLDER = Path(__file__).parent / "layouts"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the headers it stands under, and how its texts are read."""

    names: tuple[str, ...]
    type: str = "text"
    required: bool = False
    filled: bool = False
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unit: str = "yuan"
    form: str = "grouped"
    formats: tuple[str, ...] = ()
    day_first: bool | None = None
    epoch: str | None = None
    steps_from: str = ""
    zone: str = ""
    lenient: bool = False


@dataclass(frozen=True, slots=True)
class KindWhen:
    """A kind that holds instead where a column has a form or a word."""

    column: str
    kind: str
    form: str = ""
    like: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody or something a row names: the first id all of whose parts are filled.

    A part is ``$column``, ``&party``, ``@source``, or plain text.
    """

    kind: str
    id: tuple[tuple[str, ...], ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    kind_when: tuple[KindWhen, ...] = ()
    spoken: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class When:
    """A word in a column that decides something: a status, the class of an end."""

    column: str
    then: str
    words: tuple[str, ...] = ()
    like: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """What moves from one party to another, once a row."""

    kind: str
    time: str
    source: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    direction: str = ""
    reporter: bool = False
    end: str = ""
    amount: str = ""
    currency: str = ""
    default_currency: str = ""
    balance: str = ""
    serial: str = ""
    number: tuple[str, ...] = ()
    scope: str = ""
    tx_count: str = ""
    counter_name: str = ""
    memo: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    status: tuple[When, ...] = ()
    ends: tuple[When, ...] = ()
    order: str = "none"
    summary: bool = False
    undated: bool = False
    zero: bool = False
    extras: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fact:
    """A link that does not flow: who, what, whom, since when, how far proven."""

    kind: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    object: str = ""
    start: str = ""
    end: str = ""
    amount: str = ""
    currency: str = ""
    default_currency: str = ""
    proof: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """One supplier's form, with the hash of the text that describes it."""

    name: str
    label: Mapping[str, str]
    zone: str
    columns: Mapping[str, Column]
    parties: Mapping[str, Party] = field(default_factory=dict)
    flows: tuple[Flow, ...] = ()
    links: tuple[Fact, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    blank: tuple[str, ...] = ("-", "--", "—", "/", "\\N", "NULL", "null", "None", "无", "空")
    sha256: str = ""

    def used(self) -> frozenset[str]:
        """Return the columns that some fact is made of; the others only stand in ``row``."""
        named = set(_texts([self.parties, self.flows, self.links, self.one_of]))
        named |= {text.removeprefix("$").removesuffix(".form") for text in named}
        filled = {name for name, column in self.columns.items() if column.filled}
        return frozenset((named & set(self.columns)) | filled)


def _texts(value: object) -> Iterator[str]:
    """Yield every text inside a part of a layout."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(tuple(value.values()))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value):
        yield from _texts([getattr(value, one.name) for one in fields(value)])


@lru_cache(maxsize=1)
def layouts() -> tuple[Layout, ...]:
    """Return the shipped layouts by name."""
    return tuple(read_layout(path) for path in sorted(FOLDER.glob("*.toml")))


def find_layout(name: str) -> Layout:
    """Return a shipped layout by name, or a person's own by the path of its file."""
    if name.endswith(".toml"):
        return read_layout(Path(name))
    known = {layout.name: layout for layout in layouts()}
    if name not in known:
        raise LayoutError(f"no layout {name!r}", hint=_nearest(name, known))
    return known[name]


def read_layout(path: Path) -> Layout:
    """Return the layout that a file describes, or say what is wrong with it."""
    try:
        data = path.read_bytes()
        table = tomllib.loads(data.decode())
    except OSError as error:
        raise LayoutError("cannot be read", where=str(path)) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise LayoutError(f"is not a layout: {error}", where=path.name) from error
    return parse_layout(table, path.name, hashlib.sha256(data).hexdigest())


def parse_layout(table: Mapping[str, Any], where: str, sha256: str = "") -> Layout:
    """Return the layout in a table of TOML, every name in it checked."""
    from kg.sources.layout_check import check

    layout = Layout(
        name=str(table.get("name", Path(where).stem)),
        label=dict(table.get("label", {})),
        zone=str(table.get("zone", "")),
        columns={
            n: _built(Column, t, f"{where} columns.{n}")
            for n, t in table.get("columns", {}).items()
        },
        parties={n: _party(t, f"{where} parties.{n}") for n, t in table.get("parties", {}).items()},
        flows=tuple(_flow(t, f"{where} flows") for t in table.get("flows", ())),
        links=tuple(_built(Fact, t, f"{where} links") for t in table.get("links", ())),
        aliases=tuple((str(a), str(b)) for a, b in table.get("aliases", ())),
        one_of=tuple(tuple(one) for one in table.get("one_of", ())),
        blank=tuple(table.get("blank", Layout.__dataclass_fields__["blank"].default)),
        sha256=sha256,
    )
    _known_keys(table, Layout, where)
    check(layout, where)
    return layout


def _party(table: Mapping[str, Any], where: str) -> Party:
    ids = tuple(tuple(one) for one in table.get("id", ()))
    whens = tuple(_built(KindWhen, one, where) for one in table.get("kind_when", ()))
    return _built(Party, {**table, "id": ids, "kind_when": whens}, where)


def _flow(table: Mapping[str, Any], where: str) -> Flow:
    status = tuple(_built(When, one, where) for one in table.get("status", ()))
    ends = tuple(_built(When, one, where) for one in table.get("ends", ()))
    return _built(Flow, {**table, "status": status, "ends": ends}, where)


def _built(kind: type[T], table: Mapping[str, Any], where: str) -> T:
    _known_keys(table, kind, where)
    try:
        return kind(**{name: _frozen(value) for name, value in table.items()})
    except TypeError as error:
        raise LayoutError(f"something is missing: {error}", where=where) from error


def _frozen(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return {name: _frozen(item) for name, item in value.items()}
    return value


def _known_keys(table: Mapping[str, Any], kind: type[Any], where: str) -> None:
    known = {one.name: None for one in fields(kind)}
    for name in table:
        if name not in known:
            raise LayoutError(f"unknown key {name!r}", where=where, hint=_nearest(name, known))


def _nearest(name: str, known: Mapping[str, object]) -> str:
    near = get_close_matches(name, list(known), n=3, cutoff=0.4)
    return f"the nearest names: {', '.join(near)}" if near else f"known: {', '.join(known)}"
