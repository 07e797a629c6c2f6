"""Layout files read into layouts, everything in them checked before the first row."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from kg.errors import LayoutError, LimitExceeded
from kg.limits import LIMITS, Limits
from kg.messages import Message
from kg.sources.layout import GraphWords, Layout
from kg.sources.layout_parts import LayoutFault, dotted, nearest, read_parts
from kg.text.toml import KeyPath, key_lines, parse_toml

FOLDER = Path(__file__).parent / "layouts"
LISTED = "layouts"
"""The key under which a file lists several layouts."""
GRAPH_FACTS = "graph-facts"
"""The layout that maps the rows of graphs."""
_OF_GRAPHS = frozenset({"name", "label", "zone", "scope", "graph"})
"""What a layout may say that tells what the words of a graph mean."""


@lru_cache(maxsize=1)
def layouts() -> tuple[Layout, ...]:
    """Return the shipped layouts by name."""
    return tuple(read_layout(path) for path in sorted(FOLDER.glob("*.toml")))


def find_layouts(name: str) -> tuple[Layout, ...]:
    """Return a shipped layout by name, or all that a person's own file holds, by its path."""
    return read_layouts(Path(name)) if name.endswith(".toml") else (find_layout(name),)


def find_layout(name: str) -> Layout:
    """Return a shipped layout by name, or a person's own by the path of its file.

    Raises:
        LayoutError: There is none of the name, or the file is no layout or holds several.
    """
    if name.endswith(".toml"):
        return read_layout(Path(name))
    known = {layout.name: layout for layout in layouts()}
    if name not in known:
        raise LayoutError(Message("no-layout-called", name=repr(name)), hint=nearest(name, known))
    return known[name]


def headers_of(names: Iterable[str]) -> Mapping[str, str]:
    """Return the first header of every column of some shipped layouts, by the column's own name.

    A case's own layout is not looked for: its columns keep their own names.
    """
    return _headers(tuple(names))


@lru_cache(maxsize=256)
def _headers(names: tuple[str, ...]) -> Mapping[str, str]:
    first: dict[str, str] = {}
    known = {layout.name: layout for layout in layouts()} if names else {}
    for layout in (known[name] for name in names if name in known):
        for column, described in layout.columns.items():
            first.setdefault(column, described.names[0] if described.names else column)
    return first


def read_layout(path: Path, limits: Limits = LIMITS) -> Layout:
    """Return the layout that a file describes.

    Raises:
        LayoutError: It is no layout, with the line and the key; or the file holds several.
        LimitExceeded: It is longer or deeper than any layout.
    """
    first, *more = read_layouts(path, limits)
    if more:
        raise LayoutError(Message("several-layouts", count=len(more) + 1), where=path.name)
    return first


def read_layouts(path: Path, limits: Limits = LIMITS) -> tuple[Layout, ...]:
    """Return the layouts of a file: the one that it is, or those that it lists as ``[[layouts]]``.

    Those of a list are for the tables of one file, a workbook's sheets say.

    Raises:
        LayoutError: One is no layout, with the line and the key of what is wrong.
        LimitExceeded: The file is longer or deeper than any layout.
    """
    try:
        with path.open("rb") as file:
            data = file.read(limits.layout_bytes + 1)
    except OSError as error:
        raise LayoutError(Message("cannot-be-read"), where=str(path)) from error
    if len(data) > limits.layout_bytes:
        what = Message("layout-too-long", limit=limits.layout_bytes)
        raise LimitExceeded(what, where=path.name)
    try:
        text = data.decode().replace("\r\n", "\n")
        table = parse_toml(text, path.name, limits)
    except ValueError as error:
        raise LayoutError(Message("is-no-layout", error=str(error)), where=path.name) from error
    sha256 = hashlib.sha256(data).hexdigest()
    listed = table.get(LISTED)
    if listed is None:
        return (_checked(table, path.name, sha256, text),)
    if not (isinstance(listed, list) and listed and all(isinstance(one, dict) for one in listed)):
        raise LayoutError(Message("layouts-are-tables"), where=f"{path.name} {LISTED}")
    if beside := sorted(table.keys() - {LISTED}):
        raise LayoutError(Message("keys-beside-layouts", keys=beside), where=path.name)
    every = tuple(
        _checked(one, path.name, sha256, text, (LISTED, place)) for place, one in enumerate(listed)
    )
    names = [layout.name for layout in every]
    if twins := sorted({name for name in names if names.count(name) > 1}):
        raise LayoutError(Message("layouts-of-one-name", names=twins), where=path.name)
    return every


def listed_layouts(texts: Sequence[str]) -> str:
    r"""Return layouts, each the text of a file, as the text of one file that lists them all.

    >>> print(listed_layouts(['name = "a"\n[columns]\n', 'name = "b"\n[[flows]]\n']))
    [[layouts]]
    name = "a"
    [layouts.columns]
    <BLANKLINE>
    [[layouts]]
    name = "b"
    [[layouts.flows]]
    <BLANKLINE>
    """
    heads = (re.sub(r"(?m)^(\[+)(?=[a-z])", rf"\1{LISTED}.", text) for text in texts)
    return "\n".join(f"[[{LISTED}]]\n{text}" for text in heads)


def parse_layout(table: Mapping[str, Any], where: str, sha256: str = "") -> Layout:
    """Return the layout in a table of TOML, everything in it checked."""
    return _checked(table, where, sha256, "")


def _checked(
    table: Mapping[str, Any], where: str, sha256: str, text: str, above: KeyPath = ()
) -> Layout:
    from kg.sources.layout_check import check

    try:
        shipped = _graph_facts(table) if "graph" in table else {}
        layout = read_parts({**shipped, "name": Path(where).stem, **table}, sha256)
        check(layout)
    except LayoutFault as fault:
        path = (*above, *fault.path)
        place = f"{where}{_line(path, text)} {dotted(path)}".rstrip()
        raise LayoutError(fault.what, where=place, hint=fault.hint) from fault
    return _as_graph_says(layout, layout.graph) if layout.graph else layout


def _graph_facts(table: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the table of the layout that maps the rows of graphs; LayoutFault for parts of it."""
    if beside := sorted(table.keys() - _OF_GRAPHS):
        raise LayoutFault((beside[0],), Message("graph-layout-has", keys=sorted(_OF_GRAPHS)))
    return tomllib.loads((FOLDER / f"{GRAPH_FACTS}.toml").read_text(encoding="utf-8"))


def _as_graph_says(layout: Layout, graph: GraphWords) -> Layout:
    columns, flows = dict(layout.columns), layout.flows
    for name in ("start", "end"):
        columns[name] = replace(columns[name], day_first=graph.day_first, epoch=graph.epoch)
    if graph.currency:
        flows = tuple(
            replace(flow, default_currency=graph.currency) if flow.amount else flow
            for flow in flows
        )
    return replace(layout, columns=columns, flows=flows)


def _line(path: KeyPath, text: str) -> str:
    """Return the line of a key, or of the nearest table above it that is written down."""
    lines = key_lines(text)
    above = (path[:length] for length in range(len(path), 0, -1))
    line = next((lines[path] for path in above if path in lines), 0)
    return f" line {line}" if line else ""


@cache
def column_types() -> Mapping[str, Sequence[str]]:
    """Return, type by type, examples of its texts."""
    path = Path(__file__).with_name("column_types.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
