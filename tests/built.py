"""Cases that are built once in a process and copied for each test: a load takes a hundred times as
long as a copy.

    def build(place):
        with new_case(place / "case") as made:
            made.load(write_statement(place / "a.csv", 30))

    @pytest.fixture
    def case(tmp_path):
        built(build, tmp_path)
        with open_case(tmp_path / "case") as opened:
            yield opened
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path


def built(build: Callable[[Path], object], place: Path) -> None:
    """Copy into a folder what a function writes into one; the function runs once."""
    shutil.copytree(_template(build), place, dirs_exist_ok=True)


@cache
def _template(build: Callable[[Path], object]) -> Path:
    place = Path(tempfile.mkdtemp(prefix="kg-built-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    build(place)
    return place
