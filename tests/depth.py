"""How deep the tests dig: quick ones while editing, the default, or all that can be tried.

``scripts/test``, ``--fast`` and ``--deep`` set it. The default is the same in every run; what is
drawn at random is drawn anew in each deep run only, which says how to replay what it found.
"""

from __future__ import annotations

import os
from typing import TypeVar

from hypothesis import HealthCheck, settings

T = TypeVar("T")
LEVELS = ("fast", "default", "deep")
LEVEL = os.environ.get("KG_TESTS", "default")
DEEP = LEVEL == "deep"
SEEDS = range(1, 21) if DEEP else (1,)
"""Of which the invented demos are made."""
LEFT_OUT = {"fast": ("deep", "slow", "browser", "neo4j"), "default": ("deep",), "deep": ()}
"""The marks of tests that are not run."""
TIMES = {"fast": 0.1, "default": 0.5, "deep": 10}
"""How many examples Hypothesis tries, against what a test asks for."""


def by_depth(default: T, deep: T) -> T:
    """Return what is tried by default, or in a deep run."""
    return deep if DEEP else default


def examples(number: int) -> int:
    """Return how many examples are tried where a test asks for so many by default."""
    return max(1, round(number * TIMES[LEVEL]))


def set_up_hypothesis() -> None:
    """Let every run but a deep one try the same examples, without a database or a deadline."""
    settings.register_profile(
        "kg",
        derandomize=not DEEP,
        database=None,
        deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
        max_examples=examples(100),
    )
    settings.load_profile("kg")
