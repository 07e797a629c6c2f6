import subprocess
import sys
from pathlib import Path

import pytest

from kg.case.storage.folder import CaseFolder, Settings
from kg.errors import NotACase, StoreBusy
from kg.files import write_atomically


@pytest.fixture
def folder(tmp_path: Path) -> CaseFolder:
    made = CaseFolder(tmp_path / "case-42")
    made.create(Settings(name="某某案", marking='内部 "秘密"'))
    return made


def test_settings_survive(folder: CaseFolder) -> None:
    assert folder.settings() == Settings(name="某某案", marking='内部 "秘密"')
    assert folder.root.stat().st_mode & 0o777 == 0o700
    assert len(folder.key()) == 32


def test_a_foreign_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("x", encoding="utf-8")
    with pytest.raises(NotACase, match="not empty"):
        CaseFolder(tmp_path).create(Settings(name="x"))
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_git_work_tree_is_refused(tmp_path: Path) -> None:
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    with pytest.raises(NotACase, match="git work tree"):
        CaseFolder(tmp_path / "repo" / "deep" / "case").create(Settings(name="x"))


def test_what_is_no_case_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotACase, match="kg new"):
        CaseFolder(tmp_path).settings()


def test_a_second_writer_is_told_who_holds_the_case(folder: CaseFolder) -> None:
    code = (
        "import sys; from pathlib import Path; from kg.case.storage.folder import CaseFolder\n"
        "with CaseFolder(Path(sys.argv[1])).writing(): print('in', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(folder.root)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == "in\n"
        said = rf"process {holder.pid} since 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC"
        with pytest.raises(StoreBusy, match=said), folder.writing():
            pass
        holder.kill()
    with folder.writing():
        pass


def test_nothing_is_half_written(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
