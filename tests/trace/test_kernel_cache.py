"""Compiled kernels are kept where only this user writes, and never read from anywhere else."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import StoreUnavailable
from kg.trace.kernel_cache import kernel_cache, kernel_key, user_caches

pytestmark = pytest.mark.skipif(os.name == "nt", reason="modes and owners of POSIX")


@pytest.fixture
def caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    return tmp_path


def test_the_folder_is_made_for_its_user_alone(caches: Path) -> None:
    before = os.umask(0)
    try:
        made = kernel_cache()
    finally:
        os.umask(before)
    assert made == caches / "kg" / "kernels" / kernel_key()
    ours = (made, made.parent, made.parent.parent)
    assert [stat.S_IMODE(one.stat().st_mode) for one in ours] == [0o700] * 3
    assert kernel_cache() == made


def test_a_process_that_kg_starts_has_the_same_folder(
    caches: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = kernel_cache()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(made))
    assert kernel_cache() == made


def test_what_another_version_kept_is_not_read(
    caches: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kept code names modules: where one was moved since, numba fails on it."""
    before = kernel_cache()
    kernel_key.cache_clear()
    monkeypatch.setattr("kg.trace.kernel_cache.__version__", "0.0.1")
    try:
        assert kernel_cache().parent == before.parent
        assert kernel_cache() != before
    finally:
        kernel_key.cache_clear()


def test_a_cache_folder_that_is_no_whole_path_is_not_used(
    caches: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "caches")
    assert user_caches() == Path.home() / ".cache"


@pytest.mark.parametrize("part", ["kg", "kg/kernels", f"kg/kernels/{kernel_key()}"])
def test_a_link_is_refused(caches: Path, part: str) -> None:
    elsewhere = caches / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    place = caches / part
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.symlink_to(elsewhere)
    with pytest.raises(StoreUnavailable, match="is a link"):
        kernel_cache()


def test_a_folder_that_others_write_to_is_refused(caches: Path) -> None:
    kernel_cache().chmod(0o777)
    with pytest.raises(StoreUnavailable, match="written by other users"):
        kernel_cache()


def test_a_folder_of_another_user_is_refused(caches: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel_cache()
    monkeypatch.setattr(os, "geteuid", lambda: 12_345)
    with pytest.raises(StoreUnavailable, match="another user"):
        kernel_cache()


def test_a_file_in_its_place_is_refused(caches: Path) -> None:
    (caches / "kg").mkdir(mode=0o700)
    (caches / "kg" / "kernels").touch()
    with pytest.raises(StoreUnavailable, match="is no folder"):
        kernel_cache()


def test_where_no_folder_can_be_made_the_process_has_its_own(
    caches: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/nowhere")
    assert not kernel_cache().is_relative_to("/proc")


def test_nothing_is_kept_beside_the_package(caches: Path) -> None:
    code = (
        "import sys\n"
        "import kg.trace.rules\n"
        "fifo = sys.modules['kg.trace.rules.fifo']\n"
        "found = [one for one in vars(fifo).values() if hasattr(one, '_cache')]\n"
        "print(found[0]._cache.cache_path)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(caches / "kg" / "kernels"))
