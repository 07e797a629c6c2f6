"""What the stories share: demos that were made and loaded, each once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from told import Told, tell

from tests.depth import SEEDS


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Return the demo of seed 1, for everything that one case is enough for."""
    told = tell(tmp_path_factory.mktemp("first"))
    yield told
    told.case.close()


@pytest.fixture(scope="session", params=SEEDS, ids=lambda seed: f"seed{seed}")
def told(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Told]:
    """Return one demo after the other."""
    if request.param == 1:
        yield request.getfixturevalue("first")
        return
    made = tell(tmp_path_factory.mktemp(f"demo{request.param}"), request.param)
    yield made
    made.case.close()


@pytest.fixture(scope="session")
def files(first: Told) -> Path:
    """Return the folder of the first demo's files."""
    return first.folder / "files"
