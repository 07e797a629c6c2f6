"""Queries to begin with on a server: kept as data, given out with the case's key in them.

What each asks is said by the message ``paste-<its name>``.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from kg.lpg.cypher_literals import cypher_text
from kg.messages import Message


def to_paste(case: str) -> list[tuple[Message, str]]:
    """Return what each query asks, and its text for one case."""
    key = cypher_text(case)
    return [
        (Message(f"paste-{name}"), text.replace("$case", key)) for name, text in _queries().items()
    ]


@cache
def _queries() -> dict[str, str]:
    queries: dict[str, str] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return queries
