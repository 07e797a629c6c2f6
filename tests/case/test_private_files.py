"""What a case keeps, and what shows real values, is its owner's alone, whatever the umask."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from statements import card, write_statement

from kg.case import Case, new_case, open_case
from kg.files import private_files
from tests.built import built

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no modes of this kind")
OTHERS = 0o077


@pytest.fixture(autouse=True)
def careless() -> Iterator[None]:
    """Run as a user whose umask lets everybody read and write."""
    before = os.umask(0)
    yield
    assert os.umask(before) == 0, "the umask was not put back"


def build(place: Path) -> None:
    with new_case(place / "case", name="某案") as made:
        made.load(write_statement(place / "流水.csv", 40))


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """Open a copy of a case, whose files may be read by whom they could where it was made."""
    built(build, tmp_path)
    with open_case(tmp_path / "case") as opened:
        yield opened


def open_to_others(root: Path) -> list[str]:
    """Return what of a folder somebody else could read, write or enter."""
    every = [root, *root.rglob("*")]
    return [str(path.relative_to(root)) for path in every if path.lstat().st_mode & OTHERS]


def test_every_file_of_a_case_is_its_owners_alone(case: Case, tmp_path: Path) -> None:
    case.trace(card(1), name="钱")
    case.chain(card(1), name="链")
    case.money.legs()
    case.judgements.mark(case.trace(card(1)).steps[0].link, "disputed", "张三否认")
    case.judgements.add("张三", "持有", card(1), evidence="讯问笔录")
    case.export(tmp_path / "链.html", "链")
    case.query("SELECT * WHERE { ?s ?p ?o } LIMIT 1")
    case.judgements.undo()
    case.load(write_statement(tmp_path / "另.csv", 30, seed=2))
    case.evidence.unload("另.csv")
    case.verify()
    assert open_to_others(case.root) == []


def test_an_export_with_real_values_is_its_owners_alone(case: Case, tmp_path: Path) -> None:
    case.chain(card(1), name="链")
    for out in ("链.html", "链.svg", "all.xlsx", "all.ttl", "all.csv"):
        name = "链" if out.startswith("链") else ""
        (masked, *_) = case.export(tmp_path / out, name)
        assert stat.S_IMODE(masked.stat().st_mode) == 0o666, out
        for shown in case.export(tmp_path / out, name, show_values=True, force=True):
            assert stat.S_IMODE(shown.stat().st_mode) == 0o600, out
    case.evidence.write_problems(tmp_path / "problems.xlsx", lambda word: word)
    assert stat.S_IMODE((tmp_path / "problems.xlsx").stat().st_mode) == 0o600


def test_whatever_is_written_into_a_case_is_its_owners_alone(case: Case) -> None:
    (page,) = case.export(case.root / "all.xlsx")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600


def test_threads_that_write_private_files_put_the_umask_back_once(tmp_path: Path) -> None:
    inside, go = threading.Event(), threading.Event()

    def write() -> None:
        with private_files():
            inside.set()
            go.wait(10)

    other = threading.Thread(target=write)
    other.start()
    inside.wait(10)
    with private_files():
        (tmp_path / "mine").touch()
    (tmp_path / "still").touch()  # the other thread is not done
    go.set()
    other.join()
    (tmp_path / "after").touch()
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("mine", "still", "after")]
    assert modes == [0o600, 0o600, 0o666]
