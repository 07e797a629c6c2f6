"""Layout files read into layouts, everything in them checked before the first row."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg.errors import LayoutError, LimitExceeded
from kg.limits import LIMITS, Limits
from kg.sources.layout import Layout
from kg.sources.layout_reading import LayoutFault, dotted, nearest, read_parts
from kg.text.toml import KeyPath, key_lines, parse_toml

FOLDER = Path(__file__).parent / "layouts"


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
        raise LayoutError(f"no layout {name!r}", hint=nearest(name, known))
    return known[name]


def read_layout(path: Path, limits: Limits = LIMITS) -> Layout:
    """Return the layout that a file describes.

    Raises LayoutError with the line and the key of what is wrong with it, LimitExceeded where it is
    longer or deeper than any layout.
    """
    try:
        with path.open("rb") as file:
            data = file.read(limits.layout_bytes + 1)
    except OSError as error:
        raise LayoutError("cannot be read", where=str(path)) from error
    if len(data) > limits.layout_bytes:
        what = f"is longer than {limits.layout_bytes} bytes (layout_bytes)"
        raise LimitExceeded(what, where=path.name)
    try:
        text = data.decode().replace("\r\n", "\n")
        table = parse_toml(text, path.name, limits)
    except ValueError as error:
        raise LayoutError(f"is not a layout: {error}", where=path.name) from error
    return _checked(table, path.name, hashlib.sha256(data).hexdigest(), text)


def parse_layout(table: Mapping[str, Any], where: str, sha256: str = "") -> Layout:
    """Return the layout in a table of TOML, everything in it checked."""
    return _checked(table, where, sha256, "")


def _checked(table: Mapping[str, Any], where: str, sha256: str, text: str) -> Layout:
    from kg.sources.layout_check import check

    try:
        layout = read_parts({"name": Path(where).stem, **table}, sha256)
        check(layout)
    except LayoutFault as fault:
        place = f"{where}{_line(fault.path, text)} {dotted(fault.path)}".rstrip()
        raise LayoutError(fault.what, where=place, hint=fault.hint) from fault
    return layout


def _line(path: KeyPath, text: str) -> str:
    """Return the line of a key, or of the nearest table above it that is written down."""
    lines = key_lines(text)
    above = (path[:length] for length in range(len(path), 0, -1))
    found = next((lines[one] for one in above if one in lines), 0)
    return f" line {found}" if found else ""
