"""A case on a read-only medium answers every question; what would write to it is refused.

A medium that is read-only is a folder of which every touch that writes raises EROFS; as root on
Linux a real one is mounted too, where the engines' own writes fail as well. Commands run in this
process, so that each does not load the engines and their kernels again.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from statements import busiest, card, write_other_side, write_statement

from kg.case import new_case, open_case
from kg.errors import StoreReadOnly
from tests.command_line import Done, kg
from tests.forked_kg import FREES, is_touch

OWN = card(1)
QUESTIONS = (
    ("sources",), ("log",), ("problems",), ("pairs",), ("show", OWN), ("search", OWN),
    ("explain", "T1"), ("trace", OWN), ("chain", OWN), ("ask",), ("check",), ("find",),
    ("reach", OWN), ("query", "--sql", "SELECT count(*) FROM transfer"),
    ("query", "--sparql", "SELECT * { ?s ?p ?o } LIMIT 2"),
)  # fmt: skip
CHANGES = (
    ("load", "FILES/c.csv"), ("unload", "b.csv"), ("undo", "--yes"), ("promote", "T1"),
    ("mark", "T1", "excluded", "--reason", "抄错"), ("trace", OWN, "--as", "u"),
    ("chain", OWN, "--as", "v"), ("export", "OUT/x.html", "k"), ("export", "OUT/x.nq"),
    ("export", "OUT/x.xlsx", "t"), ("pairs", "--pair-window", "60", "--reason", "近"),
    ("problems", "--xlsx", "OUT/p.xlsx"),
    ("add", "张三", "持有", OWN, "--evidence", "笔录"),
)  # fmt: skip

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a medium of POSIX")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = tmp_path_factory.mktemp("read-only")
    first = write_statement(files / "a.csv", 40)
    second = write_other_side(files / "b.csv", first, busiest(first))
    write_statement(files / "c.csv", 30, seed=3)
    with new_case(files / "case", name="某案") as case:
        case.load(first)
        case.load(second)
        case.trace(OWN, name="t", hops=1)
        case.chain(OWN, name="k")
    shutil.rmtree(files / "case" / "ledger" / "index")
    return files


_refused: list[Path] = []
"""Folders in which nothing can be written."""


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: let what writes into such a folder fail as on a read-only medium."""
    if event in FREES:
        return
    if any(is_touch(event, arguments, str(folder)) for folder in _refused):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(arguments[0]))


@pytest.fixture(scope="session")
def hooked() -> None:
    """Set the hook once: it cannot be taken away again."""
    sys.addaudithook(_refuse)


@pytest.fixture(scope="module", params=["refused", "mounted"])
def medium(
    request: pytest.FixtureRequest,
    files: Path,
    tmp_path_factory: pytest.TempPathFactory,
    hooked: None,
) -> Iterator[Path]:
    """Return a case without an index where nothing can be written."""
    place = tmp_path_factory.mktemp("medium")
    if request.param == "refused":
        shutil.copytree(files / "case", place / "case")
        _refused.append(place / "case")
        yield place / "case"
        _refused.clear()
        return
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "kg-test", str(place)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only root on Linux can mount a medium")
    try:
        shutil.copytree(files / "case", place / "case")
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        yield place / "case"
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def hashed(folder: Path) -> dict[str, str]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


@pytest.fixture(scope="module")
def expected(files: Path) -> Callable[[tuple[str, ...]], str]:
    """Return what a question is answered where the case can be written to."""
    place = Path(shutil.copytree(files / "case", files / "written" / "case"))
    return cache(lambda words: kg(words[0], place, *words[1:]).stdout)


def is_one_sentence(done: Done) -> bool:
    """Say whether a command ended with one line from kg, and with no traceback."""
    lines = [line for line in done.stderr.splitlines() if line and not line.startswith("first ")]
    return len(lines) == 1 and lines[0].startswith("kg: ")


@pytest.mark.parametrize("words", QUESTIONS, ids=" ".join)
def test_a_question_is_answered(
    words: tuple[str, ...], medium: Path, expected: Callable[[tuple[str, ...]], str]
) -> None:
    before = hashed(medium)
    done = kg(words[0], medium, *words[1:])
    assert done.returncode == 0, done.stderr
    assert hashed(medium) == before
    if "T1" not in words:  # a page of evidence names the case's own folder
        assert done.stdout == expected(words) or words[0] in ("find", "pairs")


@pytest.mark.parametrize("words", CHANGES, ids=" ".join)
def test_what_writes_is_refused_in_one_sentence(
    words: tuple[str, ...], medium: Path, files: Path, tmp_path: Path
) -> None:
    before = hashed(medium)
    places = {"FILES": str(files), "OUT": str(tmp_path)}
    told = [re.sub("FILES|OUT", lambda found: places[found[0]], word) for word in words[1:]]
    done = kg(words[0], medium, *told)
    assert done.returncode == 4 and is_one_sentence(done), done
    assert "read-only medium" in done.stderr and "copy the case" in done.stderr
    assert hashed(medium) == before
    assert not list(tmp_path.iterdir()), "an export without its line in the log"


def test_the_library_raises_errors_of_kg_too(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path, flags: int) -> int:
        raise OSError(errno.EROFS, "read-only", str(path))

    monkeypatch.setattr("kg.case.storage.folder.open_own", refused)
    place = shutil.copytree(files / "case", tmp_path / "case")
    with open_case(place) as case, pytest.raises(StoreReadOnly, match=r"^case/lock: lies on"):
        case.judgements.undo()
