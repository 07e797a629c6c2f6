"""What each type of column reads, in words, with invented texts of the kind."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any


@cache
def column_types() -> Mapping[str, Mapping[str, Any]]:
    """Return, type by type, what it reads in both languages, and examples of its texts."""
    path = Path(__file__).with_suffix(".toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
