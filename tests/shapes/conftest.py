"""The fixtures of shapes as stores, read once for all tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Store
from reference import loaded

HERE = Path(__file__).parent
FIXTURES = sorted((HERE / "fixtures").glob("*.trig"))


@pytest.fixture(scope="session")
def stores() -> dict[str, Store]:
    return {path.stem: loaded(path) for path in FIXTURES}
