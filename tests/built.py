"""Cases that are built once in a run and copied for each test.

    def build(place):
        with new_case(place / "case") as made:
            made.load(write_statement(place / "a.csv", 30))

    @pytest.fixture
    def case(tmp_path):
        built(build, tmp_path)
        with open_case(tmp_path / "case") as opened:
            yield opened

To load takes a hundred times as long as to copy. The processes of one run share what is built: the
first that needs it builds it.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from kg.locking import lock_file

_WAIT = 0.05
_room: list[Path] = []


def share_builds_in(room: Path) -> None:
    """Say in which folder the processes of this run keep what they build."""
    room.mkdir(parents=True, exist_ok=True)
    _room[:] = [room]


def built(build: Callable[..., object], place: Path, *given: object) -> None:
    """Copy into a folder what a function of a module writes into one; it runs once in a run.

    Args:
        build: Takes the folder to write into, and what is given.
        place: Where the copy goes.
        given: What else the function takes; each its text tells from others.
    """
    shutil.copytree(_template(build, *given), place, dirs_exist_ok=True)


def _template(build: Callable[..., object], *given: object) -> Path:
    code = build.__code__
    assert not build.__closure__, "what is shared may not hang on a test's own values"
    said = f"{code.co_filename}:{code.co_firstlineno}:{given}"
    place = _room[0] / hashlib.sha256(said.encode()).hexdigest()[:16]
    with place.with_suffix(".lock").open("w") as held:
        while not lock_file(held):
            time.sleep(_WAIT)
        if not place.exists():
            begun = place.with_suffix(".begun")
            shutil.rmtree(begun, ignore_errors=True)
            begun.mkdir()
            build(begun, *given)
            begun.rename(place)
    return place
