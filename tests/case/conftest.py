"""What the tests of a case share: one small case, built once; who changes it takes a copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import derivations
import pytest
import small_case

from tests.built import built


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small case that nobody changes (see :mod:`small_case`)."""
    place = tmp_path_factory.mktemp("whole")
    built(small_case.build, place)
    return place / "case"


@pytest.fixture(scope="module")
def derived_once() -> Iterator[None]:
    """Let each file be read and each index be derived once (see :mod:`derivations`)."""
    with derivations.derived_once():
        yield
