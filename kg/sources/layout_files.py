"""Layout files read into layouts, every name in them checked before the first row."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from kg.errors import LayoutError
from kg.sources.layout import Column, Fact, Flow, KindWhen, Layout, Party, When, Where

FOLDER = Path(__file__).parent / "layouts"
T = TypeVar("T")


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
        columns=_columns(table.get("columns", {}), where),
        parties={n: _party(t, f"{where} parties.{n}") for n, t in table.get("parties", {}).items()},
        flows=tuple(_flow(t, f"{where} flows") for t in table.get("flows", ())),
        links=tuple(_built(Fact, t, f"{where} links") for t in table.get("links", ())),
        aliases=tuple((str(a), str(b)) for a, b in table.get("aliases", ())),
        one_of=tuple(tuple(one) for one in table.get("one_of", ())),
        never=tuple(map(str, table.get("never", ()))),
        foot=tuple(map(str, table.get("foot", ()))),
        carry=tuple(map(str, table.get("carry", ()))),
        covers=float(table.get("covers", 0)),
        sealed=table.get("sealed", False) is True,
        blank=tuple(table.get("blank", Layout.__dataclass_fields__["blank"].default)),
        sha256=sha256,
    )
    _known_keys(table, Layout, where)
    check(layout, where)
    return layout


def _columns(tables: Mapping[str, Any], where: str) -> dict[str, Column]:
    """Return the columns; a second cell may be told as one of them or by its header."""
    made = {name: _built(Column, one, f"{where} columns.{name}") for name, one in tables.items()}

    def headers(said: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one for word in said for one in (made[word].names if word in made else [word]))

    return {
        name: replace(
            column,
            date=headers(column.date),
            otherwise=headers(column.otherwise),
            after=headers(column.after),
        )
        for name, column in made.items()
    }


def _party(table: Mapping[str, Any], where: str) -> Party:
    ids = tuple(tuple(one) for one in table.get("id", ()))
    whens = tuple(_built(KindWhen, one, where) for one in table.get("kind_when", ()))
    wheres = tuple(_built(Where, one, where) for one in table.get("where", ()))
    return _built(Party, {**table, "id": ids, "kind_when": whens, "where": wheres}, where)


def _flow(table: Mapping[str, Any], where: str) -> Flow:
    rules = {
        name: tuple(_built(When, one, where) for one in table.get(name, ()))
        for name in ("status", "ends", "directions")
    }
    return _built(Flow, {**table, **rules}, where)


def _built(kind: type[T], table: Mapping[str, Any], where: str) -> T:
    _known_keys(table, kind, where)
    try:
        return kind(**{name: _frozen(_listed(kind, name, one)) for name, one in table.items()})
    except TypeError as error:
        raise LayoutError(f"something is missing: {error}", where=where) from error


def _listed(kind: type[Any], name: str, value: Any) -> Any:
    """Return a single word where a list of words is wanted as a list of one."""
    alone = isinstance(value, str) and str(kind.__annotations__[name]) == "tuple[str, ...]"
    return (value,) if alone else value


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
