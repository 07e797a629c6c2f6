"""Invented texts of each type of column; the message ``column-type-<type>`` says what it reads."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path


@cache
def column_types() -> Mapping[str, Sequence[str]]:
    """Return, type by type, examples of its texts."""
    path = Path(__file__).with_suffix(".toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
