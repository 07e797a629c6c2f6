"""Which server is used: one that was typed, or the environment names, or a push remembers."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest

from kg.case.storage.folder import CaseFolder, Settings
from kg.case.storage.known_servers import remember, server_of, user_folder
from kg.errors import NotFound, UsageError

HERE, THERE = "bolt://127.0.0.1:7687", "bolt+s://anna@server.example:7687"


@pytest.fixture(autouse=True)
def _nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin as a user who has named nothing."""
    monkeypatch.setenv("KG_CONFIG", str(tmp_path / "settings" / "of kg"))
    monkeypatch.delenv("KG_NEO4J_URI", raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> CaseFolder:
    made = CaseFolder(tmp_path / "case")
    made.create(Settings("case"))
    return made


def test_who_named_none_is_asked(folder: CaseFolder) -> None:
    with pytest.raises(NotFound, match="no server was named"):
        server_of(folder)


def test_the_nearest_name_counts(folder: CaseFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    assert remember(folder, HERE)
    assert server_of(folder) == HERE
    monkeypatch.setenv("KG_NEO4J_URI", THERE)
    assert server_of(folder) == THERE
    assert server_of(folder, HERE) == HERE


def test_the_last_push_counts_and_the_user_who_signed_in_is_kept(folder: CaseFolder) -> None:
    assert remember(folder, HERE) and remember(folder, THERE)
    assert server_of(folder) == THERE


def test_a_folder_that_was_copied_or_moved_is_another(folder: CaseFolder, tmp_path: Path) -> None:
    assert remember(folder, HERE)
    copy = CaseFolder(Path(shutil.copytree(folder.root, tmp_path / "copy")))
    with pytest.raises(NotFound):
        server_of(copy)
    shutil.rmtree(folder.root)
    copy.root.rename(folder.root)
    assert server_of(folder) == HERE


def test_nothing_of_it_stands_in_the_case_and_only_the_user_reads_it(folder: CaseFolder) -> None:
    before = {path: path.read_bytes() for path in folder.root.rglob("*") if path.is_file()}
    assert remember(folder, HERE)
    assert before == {path: path.read_bytes() for path in folder.root.rglob("*") if path.is_file()}
    (file,) = user_folder().iterdir()
    assert str(folder.root) not in file.read_text("utf-8")
    if os.name != "nt":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(user_folder().stat().st_mode) == 0o700


@pytest.mark.parametrize("text", ["", "[]", '{"a": 1}', "\x00"])
def test_a_broken_list_is_named(folder: CaseFolder, text: str) -> None:
    user_folder().mkdir(parents=True)
    (user_folder() / "servers.json").write_text(text, "utf-8")
    with pytest.raises(UsageError, match=r"servers\.json"):
        server_of(folder)


def test_where_nothing_can_be_written_it_is_told(
    folder: CaseFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv("KG_CONFIG", str(tmp_path / "file"))
    assert not remember(folder, HERE)


@pytest.mark.parametrize(
    ("platform", "named", "place"),
    [
        ("linux", {}, ".config/crimechain"),
        ("linux", {"XDG_CONFIG_HOME": "own"}, "own/crimechain"),
        ("linux", {"APPDATA": "own"}, ".config/crimechain"),
        ("darwin", {"XDG_CONFIG_HOME": "own"}, "Library/Application Support/crimechain"),
        ("win32", {}, "AppData/Roaming/crimechain"),
        ("win32", {"APPDATA": "own"}, "own/crimechain"),
        ("linux", {"KG_CONFIG": "mine", "XDG_CONFIG_HOME": "own"}, "mine"),
    ],
)
def test_what_belongs_to_a_user_lies_where_each_system_has_it(
    platform: str,
    named: dict[str, str],
    place: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for setting in ("KG_CONFIG", "XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.delenv(setting, raising=False)
    for setting, folder in named.items():
        monkeypatch.setenv(setting, str(tmp_path / folder))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr("kg.case.storage.known_servers.sys.platform", platform)
    assert user_folder() == tmp_path / place
