"""Tables of TOML read into a layout's parts, every value held to the type that its part declares.

What a key may hold is said once, by the annotations of :mod:`kg.sources.layout`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from difflib import get_close_matches
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from kg.limits import LIMITS
from kg.messages import Message
from kg.sources.layout import Layout, LayoutColumn
from kg.text.toml import KeyPath

T = TypeVar("T")
_OURS = frozenset({"sha256"})
"""Parts of a layout that kg tells; no file may."""
_TYPES = (bool, str, int, float, dict, list, datetime.date, datetime.time)
"""What TOML can hold."""


class LayoutFault(Exception):
    """What is wrong in a layout, at which key, and what may be written there instead."""

    def __init__(self, path: KeyPath, what: Message, hint: Message | None = None) -> None:
        super().__init__(what)
        self.path, self.what, self.hint = path, what, hint


def dotted(path: KeyPath) -> str:
    """Return a path as one reads it.

    >>> dotted(("flows", 0, "status", 2, "then"))
    'flows[0].status[2].then'
    """
    parts = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(parts).removeprefix(".")


def read_parts(table: Mapping[str, Any], sha256: str) -> Layout:
    """Return the layout that a table describes; raise LayoutFault at the first wrong key or type.

    The names in it are not checked yet.
    """
    layout = _part(Layout, {"label": {}, "zone": "", "columns": {}, **table}, ())
    return replace(layout, columns=_with_headers(layout.columns), sha256=sha256)


def _with_headers(columns: Mapping[str, LayoutColumn]) -> dict[str, LayoutColumn]:
    """Return the columns; a second cell may be told as one of them or by its header."""

    def headers(references: Iterable[str]) -> tuple[str, ...]:
        names_by_reference = (
            columns[word].names if word in columns else (word,) for word in references
        )
        return tuple(name for names in names_by_reference for name in names)

    return {
        name: replace(
            column,
            date=headers(column.date),
            decimals=headers(column.decimals),
            otherwise=headers(column.otherwise),
            after=headers(column.after),
        )
        for name, column in columns.items()
    }


def _part(kind: type[T], value: object, path: KeyPath) -> T:
    table = _as(dict, value, path)
    types = _types(kind)  # type: ignore[arg-type]  # a class is hashable
    for name in table:
        if _text(name, path) not in types:
            raise LayoutFault(
                (*path, name), Message("unknown-key", word=repr(name)), nearest(name, types)
            )
    for name in _needed(kind):
        if name not in table:
            raise LayoutFault(path, Message("something-missing", name=name))
    return kind(**{name: _value(types[name], part, (*path, name)) for name, part in table.items()})


@cache
def _types(kind: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind) if field.name not in _OURS}


def _needed(kind: type[Any]) -> list[str]:
    bare = [field for field in fields(kind) if field.default is MISSING]
    return [part.name for part in bare if part.default_factory is MISSING]


def _value(kind: Any, value: object, path: KeyPath) -> Any:
    """Return a value as the type wants it; a lone text may stand for a list of one."""
    if get_origin(kind) is UnionType:
        (kind,) = (arg for arg in get_args(kind) if arg is not NoneType)
    if get_origin(kind) is tuple:
        lone = kind == tuple[str, ...] and isinstance(value, str)
        return _items(get_args(kind), [value] if lone else _as(list, value, path), path)
    if get_origin(kind) is Mapping:
        (_, inner), table = get_args(kind), _as(dict, value, path)
        return {_text(key, path): _value(inner, part, (*path, key)) for key, part in table.items()}
    if is_dataclass(kind):
        return _part(kind, value, path)  # type: ignore[arg-type]
    return _text(value, path) if kind is str else _as(kind, value, path)


def _items(kinds: tuple[Any, ...], items: list[object], path: KeyPath) -> tuple[Any, ...]:
    """Return a list's items: as many as there are types, or any number of one type."""
    if kinds[-1] is not Ellipsis and len(items) != len(kinds):
        raise LayoutFault(path, Message("number-of-items", found=len(items), wanted=len(kinds)))
    each = [kinds[0]] * len(items) if kinds[-1] is Ellipsis else kinds
    pairs = enumerate(zip(each, items, strict=True))
    return tuple(_inner(kind, item, (*path, number)) for number, (kind, item) in pairs)


def _inner(kind: Any, item: object, path: KeyPath) -> Any:
    """Return a list's item: a list inside a list is written as one."""
    if get_origin(kind) is tuple:
        _as(list, item, path)
    return _value(kind, item, path)


def _text(value: object, path: KeyPath) -> str:
    text: str = _as(str, value, path)
    if "\0" in text:
        raise LayoutFault(path, Message("holds-a-nul"))
    if len(text) > LIMITS.layout_text_chars:
        raise LayoutFault(path, Message("text-too-long", limit=LIMITS.layout_text_chars))
    return text


def _as(kind: type[Any], value: object, path: KeyPath) -> Any:
    if kind is float and type(value) is int:
        value = float(value) if abs(value) < 1 << 53 else value
    if type(value) is not kind:
        type_ = next(known for known in _TYPES if isinstance(value, known))
        raise LayoutFault(path, Message("must-be", wanted=_called(kind), found=_called(type_)))
    return value


def _called(kind: type[Any]) -> Message:
    return Message(f"toml-{kind.__name__}")


def nearest(name: str, known: Iterable[str]) -> Message:
    """Return the advice that names the nearest of some known words, or all of them."""
    words = [str(word) for word in known]
    near = get_close_matches(name, words, n=3, cutoff=0.4)
    return Message("nearest-names", names=near) if near else Message("known-names", names=words)
