"""Queries to begin with on a server: kept as data, given out with the case's key in them."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from kg.lpg.literals import cypher_text
from kg.model import Said


def to_paste(case: str) -> list[tuple[Said, str]]:
    """Return what each query asks, and its text for one case."""
    key = cypher_text(case)
    return [(Said(**one["said"]), one["text"].replace("$case", key)) for one in _told().values()]


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
