"""How deep the tests dig: quick ones while editing, the default, or what takes long.

``scripts/test``, ``--fast`` and ``--deep`` set it. The default is the same in every run. A deep run
leaves out what would do again what the default does: it has the tests that are marked so, more of
what a test tries by depth, and of Hypothesis other examples in each run, and says how to replay
what it found.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

T = TypeVar("T")
LEVELS = ("fast", "default", "deep")
LEVEL = os.environ.get("KG_TESTS", "default")
DEEP = LEVEL == "deep"
SEEDS = range(1, 21) if DEEP else (1,)
"""Of which the invented demos are made."""
LEFT_OUT = {"fast": ("deep", "slow", "browser", "neo4j"), "default": ("deep",), "deep": ()}
"""The marks of tests that are not run."""
TIMES = {"fast": 0.1, "default": 0.5, "deep": float(os.environ.get("KG_EXAMPLES", "2"))}
"""How many examples Hypothesis tries, against what a test asks for: a night has time for more."""
ASKED = ("DEEP", "SEEDS", "by_depth", "examples")
"""What files of tests take from this one that differs in a deep run."""


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


def is_run(item: pytest.Item) -> bool:
    """Say whether a run of this depth has a test."""
    if any(map(item.get_closest_marker, LEFT_OUT[LEVEL])):
        return False
    return not DEEP or _digs_deeper(item)


def _digs_deeper(item: pytest.Item) -> bool:
    """Say whether a test does in a deep run what it does not by default."""
    if item.get_closest_marker("deep"):
        return True
    if not isinstance(item, pytest.Function):
        return False
    made_by = (made.func for name in item._fixtureinfo.name2fixturedefs.values() for made in name)
    return is_hypothesis_test(item.obj) or any(
        _asks_how_deep(one) for one in (item.function, *made_by)
    )


def _asks_how_deep(function: Callable[..., object]) -> bool:
    """Say whether the file of a function asks of this one how deep the run is."""
    names = getattr(inspect.unwrap(function), "__globals__", {})
    return any(names.get(name) is globals()[name] for name in ASKED)
