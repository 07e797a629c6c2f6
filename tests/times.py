"""The processor seconds of each file of tests, added up while they run: ``scripts/test --times``.

Loaded with ``-p tests.times``. A process that a test started counts once it has ended.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.depth import LEFT_OUT

VARIABLE = "KG_TEST_TIMES"
"""Names the file to which each test adds its file, seconds, and whether a fast run has it."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Add what a test took, with what it set up, to the named file."""
    before = _seconds()
    done = yield
    is_fast = not any(map(item.get_closest_marker, LEFT_OUT["fast"]))
    line = [item.nodeid.partition("::")[0], _seconds() - before, is_fast]
    with Path(os.environ[VARIABLE]).open("a", encoding="utf-8") as times:
        times.write(json.dumps(line) + "\n")
    return done


def _seconds() -> float:
    return sum(os.times()[:4])
