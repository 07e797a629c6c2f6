"""The disk is full, or Ctrl-C comes, at every touch of the disk: one sentence, and all or nothing.

As SQLite does it: the first touch fails, then the second, and so on until the action passes. After
each the case is as it was before or as it is after, and the same action then gives what an
undisturbed one gives. A seeded few are tried of each, in a deep run every one (half an hour). What
the engines write by themselves is met by a limit on the length of a file instead, and
on a disk of a few megabytes where root can mount one.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from actions import ACTIONS, after, make_files, told
from states import state

from tests.built import built
from tests.depth import DEEP, by_depth
from tests.forked_kg import Done, Fault, ForkedKg

FULL = 4
STOPPED = 130
TRIED = 1

pytestmark = pytest.mark.skipif(os.name == "nt", reason="children are forked")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("failing")
    built(make_files, place)
    return place


@pytest.fixture(scope="module")
def kg() -> Iterator[ForkedKg]:
    with ForkedKg(reads_itself=True) as forked:
        yield forked


def chosen(touches: int, seed: str) -> list[int]:
    """Return the touches at which something goes wrong: the last one always."""
    if DEEP:
        return list(range(1, touches + 1))
    return sorted({*random.Random(seed).sample(range(1, touches + 1), TRIED), touches})


@pytest.fixture(scope="module", params=ACTIONS)
def calm(
    request: pytest.FixtureRequest,
    files: Path,
    kg: ForkedKg,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[str, dict[str, Any], dict[str, Any], int]:
    """Return an action, the state before and after it, and how often it touches the disk."""
    root = shutil.copytree(files / "case", tmp_path_factory.mktemp(request.param) / "case")
    counting = Fault(root, error="ENOSPC", at=-1)
    done = kg(*told(request.param, root, files), fault=counting)
    assert done.code == 0, done.err
    return request.param, state(files / "case"), state(root), done.touches


@pytest.mark.parametrize("fault", ["ENOSPC", "SIGINT"])
def test_it_is_done_whole_or_not_at_all(
    fault: str,
    calm: tuple[str, dict[str, Any], dict[str, Any], int],
    files: Path,
    kg: ForkedKg,
    tmp_path: Path,
) -> None:
    action, before, whole, touches = calm
    for at in chosen(touches, f"{action} {fault}"):
        root = shutil.copytree(files / "case", tmp_path / str(at))
        broken = (
            Fault(root, error=fault, at=at) if fault == "ENOSPC" else Fault(root, sent=fault, at=at)
        )
        done = kg(*told(action, root, files), fault=broken)
        holds(done, fault, f"{action} at {at}")
        left = after(root)
        assert left in (before, whole), f"{action} at {at}"
        if left == before:
            again = kg(*told(action, root, files))
            assert again.code == 0, again.err
            assert state(root) == whole, f"{action} at {at}"
        shutil.rmtree(root)


def holds(done: Done, fault: str, place: str) -> None:
    """Hold a command to its promise: one sentence and the code, or it did not notice."""
    code = FULL if fault == "ENOSPC" else STOPPED
    if done.code == 0:  # what failed was the clearing away of what is not needed any more
        assert "Traceback" not in done.err, (place, done.err)
        return
    assert done.code == code and done.is_one_sentence, (place, done)
    assert ("no space" if fault == "ENOSPC" else "Ctrl-C") in done.err


@pytest.mark.parametrize("action", ["load", "trace", "unload"])
def test_an_engine_that_may_write_no_longer_file_is_a_full_disk(
    action: str, files: Path, kg: ForkedKg, tmp_path: Path
) -> None:
    root = shutil.copytree(files / "case", tmp_path / "whole")
    assert kg(*told(action, root, files)).code == 0
    before, whole = state(files / "case"), state(root)
    for most in (1_000, 4_000, 16_000, 60_000)[:: by_depth(2, 1)]:
        root = shutil.copytree(files / "case", tmp_path / str(most))
        done = kg(*told(action, root, files), fault=Fault(root, limits={"RLIMIT_FSIZE": most}))
        assert done.code in (0, FULL) and (done.code == 0 or done.is_one_sentence), (most, done)
        assert after(root) in (before, whole), most


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "kg-test", str(place)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only root on Linux can mount a small disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_disk_that_fills_at_any_size(
    small_disk: Path, files: Path, kg: ForkedKg, tmp_path: Path
) -> None:
    root = shutil.copytree(files / "case", tmp_path / "whole")
    assert kg(*told("load", root, files)).code == 0
    before, whole = state(files / "case"), state(root)
    used = sum(path.stat().st_size for path in (files / "case").rglob("*") if path.is_file())
    for spare in range(0, 900, by_depth(300, 60)):
        root = shutil.copytree(files / "case", small_disk / "case")
        free = shutil.disk_usage(small_disk).free - (spare << 10)
        with (small_disk / "filler").open("wb") as filler:
            filler.write(bytes(max(0, free)))
        done = kg(*told("load", root, files))
        (small_disk / "filler").unlink()
        assert done.code in (0, FULL) and (done.code == 0 or done.is_one_sentence), (spare, done)
        assert after(root) in (before, whole), (spare, used)
        shutil.rmtree(root)
