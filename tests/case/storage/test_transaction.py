"""What a writer clears away is what the log says may go: a lost graph takes nothing with it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import small_case
from small_case import GRAPH, bytes_of, drop_last_lines
from statements import card, write_statement

from kg import __version__ as kg_version
from kg.case import new_case, open_case
from kg.case.storage.folder import CaseFolder
from kg.case.storage.leftovers import LOST_AND_FOUND, to_lost_and_found
from kg.case.storage.open_case import writing_session
from kg.errors import LogBroken, NotACase, StoreCorrupt
from tests.command_line import kg

pytestmark = pytest.mark.usefixtures("derived_once")
ROOMS = ("sources", "problems", "ledger")
STRANGE = "ab" * 32


@pytest.fixture
def root(whole: Path, tmp_path: Path) -> Path:
    shutil.copytree(whole.with_name("earlier"), tmp_path / "earlier")
    return small_case.copy(whole, tmp_path / "case")


def test_a_case_of_a_later_version_is_read_and_not_written_into(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.version.__version__", "0.10.0")
    with open_case(root) as case:
        case.load(write_statement(tmp_path / "later.csv", 3, seed=9))
    monkeypatch.undo()
    before = beside_the_graph(root)
    refused = kg("undo", root, "--yes")
    assert refused.returncode == 4
    assert f"was written by kg 0.10.0, and this is kg {kg_version}" in refused.stderr
    assert "请安装 kg 0.10.0 或更新的版本" in kg("undo", root, "--yes", "--lang", "zh").stderr
    assert beside_the_graph(root) == before
    assert len(kg("sources", root, "--json").document) == 3
    assert kg("verify", root).returncode == 0


def write(root: Path) -> None:
    """Open a case for writing, as every action does, and do nothing."""
    with writing_session(CaseFolder(root)):
        pass


def beside_the_graph(root: Path) -> dict[str, str]:
    """Return the digests of all files but the engine's own, which every opening changes."""
    found = bytes_of(root).items()
    return {name: one for name, one in found if name.split("/")[0] not in ("graph", "lock")}


def emptied(root: Path) -> None:
    gone(root)
    for name in GRAPH:
        (root / name).mkdir()


def gone(root: Path) -> None:
    for name in GRAPH:
        shutil.rmtree(root / name)


def rolled_back(root: Path) -> None:
    """Put the graph back to what it was before the second load, as a restored copy would."""
    gone(root)
    for name in GRAPH:
        shutil.copytree(root.with_name("earlier") / name, root / name)


def another_case(root: Path) -> None:
    """Put the graph of a case in the place of this one's that never had its sources."""
    gone(root)
    other = root.with_name("other")
    with new_case(other) as case:
        case.load(write_statement(root.with_name("other.csv"), 3, seed=9))
    for name in GRAPH:
        shutil.copytree(other / name, root / name)


@pytest.mark.parametrize("lose", [emptied, gone, rolled_back, another_case])
def test_a_writer_refuses_a_lost_graph_and_removes_nothing(
    lose: Callable[[Path], None], root: Path, tmp_path: Path
) -> None:
    lose(root)
    before = bytes_of(root, *ROOMS)
    assert len(before) > 10
    with open_case(root) as case:
        for act in (
            lambda: case.load(write_statement(tmp_path / "more.csv", 3, seed=7)),
            lambda: case.evidence.unload("a.csv"),
            lambda: case.trace(card(1), name="u"),
            case.judgements.undo,
        ):
            with pytest.raises(StoreCorrupt, match=r"the graph (is gone|lacks)"):
                act()
    assert bytes_of(root, *ROOMS) == before
    assert not (root / LOST_AND_FOUND).exists()


def test_what_was_lost_so_is_restored_from_what_is_still_there(root: Path) -> None:
    gone(root)
    with pytest.raises(StoreCorrupt):
        write(root)
    with open_case(root) as case:
        case.evidence.rebuild()
        case.verify()
        assert len(case.evidence.sources()) == 2


def test_a_file_that_no_line_speaks_of_goes_to_lost_and_found(root: Path) -> None:
    strange = {
        f"sources/{STRANGE}.csv": b"evidence that somebody put here",
        f"sources/{STRANGE}-link": b"/elsewhere.csv",
        f"problems/{STRANGE}.jsonl": b"{}\n",
        f"ledger/{STRANGE}/row_0.parquet": b"PAR1",
    }
    for name, content in strange.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_bytes(content)
    kept = {name: one for name, one in bytes_of(root, *ROOMS).items() if STRANGE not in name}
    write(root)
    assert bytes_of(root, *ROOMS) == kept
    for name, content in strange.items():
        assert (root / LOST_AND_FOUND / name).read_bytes() == content
    open_case(root).verify()


def test_nothing_in_lost_and_found_is_written_over(root: Path) -> None:
    folder = CaseFolder(root)
    for content in (b"first", b"second", b"third"):
        path = folder.sources / f"{STRANGE}.csv"
        path.write_bytes(content)
        to_lost_and_found(folder, path)
    lost = sorted((root / LOST_AND_FOUND / "sources").iterdir())
    assert [path.read_bytes() for path in lost] == [b"first", b"second", b"third"]


def test_a_file_of_another_name_is_left_alone(root: Path) -> None:
    note = root / "sources" / "读我.txt"
    note.write_text("a person's note", encoding="utf-8")
    write(root)
    assert note.read_text(encoding="utf-8") == "a person's note"


def test_temporary_files_of_a_killed_action_go(root: Path) -> None:
    before = beside_the_graph(root)
    for name in (
        f"sources/.loading-{STRANGE}.csv",
        f"sources/.loading-{STRANGE}-link",
        "ledger/.staging-00aa/row_0.parquet",
        f"ledger/.gone-{STRANGE}/row_0.parquet",
        "ledger/index/.building-00aa/entity.parquet",
        "saved/.drafts/trace-u.json",
        "saved/.trace-u.json.00aa",
        ".action.json.00aa",
        ".rebuilding-2026-01-01/ledger/row_0.parquet",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"half a fi")
    write(root)
    assert beside_the_graph(root) == before
    assert not (root / LOST_AND_FOUND).exists()


def test_a_link_among_leftovers_is_refused_and_not_followed(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "evidence.csv").write_text("x", encoding="utf-8")
    (root / "ledger" / ".staging-00aa").symlink_to(outside)
    with pytest.raises(NotACase, match="staging-00aa: is a link"):
        write(root)
    assert (outside / "evidence.csv").read_text(encoding="utf-8") == "x"


def test_what_was_unloaded_goes_once_undo_cannot_bring_it_back(root: Path) -> None:
    with open_case(root) as case:
        gone = case.evidence.unload("b.csv").source.sha256
        payments = [row for (row,) in case.sql("SELECT id FROM transfer ORDER BY id LIMIT 5").rows]
        for payment in payments:
            assert {name.split("/")[0] for name in bytes_of(root, *ROOMS) if gone in name} == {
                *ROOMS
            }
            case.judgements.mark(payment, "verified", "笔录")
        assert len(payments) == 5
        assert not [name for name in bytes_of(root, *ROOMS) if gone in name]
        assert not (root / LOST_AND_FOUND).exists()
        case.verify()


def test_a_load_that_both_log_and_graph_forgot_is_found_again(root: Path) -> None:
    sha256 = open_case(root).evidence.sources()[1].sha256
    rolled_back(root)
    drop_last_lines(root, 5)
    kept = {name: one for name, one in bytes_of(root, *ROOMS).items() if sha256 in name}
    assert len(kept) > 3
    write(root)
    assert not [name for name in bytes_of(root, *ROOMS) if sha256 in name]
    found = bytes_of(root / LOST_AND_FOUND)
    assert {name: found[name] for name in kept} == kept
    assert [source.name for source in open_case(root).evidence.sources()] == ["a.csv"]


def test_a_log_that_lost_lines_is_not_written_on(root: Path) -> None:
    drop_last_lines(root, 1, head=False)
    before = beside_the_graph(root)
    with pytest.raises(LogBroken, match="dropped or rewritten"):
        write(root)
    with pytest.raises(LogBroken, match="dropped or rewritten"):
        open_case(root).evidence.rebuild()
    assert beside_the_graph(root) == before
