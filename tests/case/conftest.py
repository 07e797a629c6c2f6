"""What the tests of a case share: one small case, built once; who changes it takes a copy."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_case

from tests.built import built


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small case that nobody changes (see :mod:`small_case`)."""
    place = tmp_path_factory.mktemp("whole")
    built(small_case.build, place)
    return place / "case"
