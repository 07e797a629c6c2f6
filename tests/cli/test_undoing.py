"""``kg undo`` says what it takes back and asks; ``kg redo`` does it again; replacing is said."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "case"))

from statements import card, write_statement
from states import state

from kg.case import new_case, open_case
from tests.built import built
from tests.command_line import answer, kg

FILES = 2
OWN = card(1)


def build(place: Path, files: int) -> None:
    folder = place / "in"
    folder.mkdir()
    for number in range(files):
        write_statement(folder / f"f{number:02}.csv", 3, seed=number + 1)
    with new_case(place / "case") as case:
        case.evidence.load_all([folder])


@pytest.fixture
def case(tmp_path: Path) -> Path:
    built(build, tmp_path, FILES)
    return tmp_path / "case"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a case of one file, for tests that derive it anew many times."""
    built(build, tmp_path, 1)
    return tmp_path / "case"


def content(case: Path) -> dict[str, Any]:
    """Return what the case holds, without what was done to get there."""
    held = state(case)
    found = {part: held[part] for part in ("graph", "sources", "ledger", "problems")}
    saved = {name: text for name, text in held["saved"].items() if name.endswith(".json")}
    return {**found, "saved": saved}


def sources(case: Path) -> list[str]:
    return [one["name"] for one in answer("sources", case)]


def test_undo_says_how_many_files_go_and_does_nothing_unasked(case: Path) -> None:
    for lang, told in (("en", "2 files of one action"), ("zh", "一次操作的 2 个文件")):
        refused = kg("undo", case, "--lang", lang)
        assert refused.returncode == 2 and told in refused.stderr and "--yes" in refused.stderr
    assert kg("undo", case, "--json").returncode == 2
    assert len(sources(case)) == FILES
    done = kg("undo", case, "--yes", "--json")
    assert done.returncode == 0 and len(done.document["undone"]["files"]) == FILES
    assert sources(case) == []
    assert kg("undo", case, "--yes").returncode == 2  # there is nothing more


def test_on_a_terminal_undo_asks(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import kg.cli.commands.undo as room

    class Terminal:
        @staticmethod
        def isatty() -> bool:
            return True

    class System:
        stdin = Terminal()

    monkeypatch.setattr(room, "sys", System)
    declined = kg("undo", case, typed="n\n")
    assert declined.returncode == 2 and "2 files" in declined.stderr
    assert len(sources(case)) == FILES
    assert kg("undo", case, typed="y\n").returncode == 0
    assert sources(case) == []


def test_redo_brings_back_exactly_what_undo_took(case: Path, tmp_path: Path) -> None:
    assert kg("trace", case, OWN, "--as", "t").returncode == 0
    before = content(case)
    for _ in range(2):
        assert kg("undo", case, "--yes").returncode == 0
    assert sources(case) == []
    (tmp_path / "in").rename(tmp_path / "elsewhere")
    done = kg("redo", case, "--lang", "zh")
    assert done.returncode == 0 and "2 个文件" in done.stdout
    assert kg("redo", case).returncode == 0
    assert content(case) == before
    refused = kg("redo", case, "--lang", "zh")
    assert refused.returncode == 2 and "没有可重做的操作" in refused.stderr
    assert kg("verify", case).returncode == 0
    actions = [(one["action"], one.get("redo")) for one in answer("log", case)]
    assert actions[-2:] == [("load", 2), ("trace", 3)]
    assert kg("undo", case, "--yes").returncode == 0  # what was done again is taken back again
    assert kg("redo", case).returncode == 0 and content(case) == before


def test_a_typed_fact_is_said_to_be_added_not_loaded(case: Path) -> None:
    assert kg("add", case, "李某", "招募", "王某", "--evidence", "笔录第1次").returncode == 0
    taken = kg("undo", case, "--yes", "--lang", "en")
    assert "added by hand 李某 招募 王某" in taken.stdout and "loaded" not in taken.stdout
    again = kg("redo", case, "--lang", "zh")
    assert "人工录入 李某 招募 王某" in again.stdout and "载入" not in again.stdout
    assert "added by hand" in kg("log", case, "--lang", "en").stdout.splitlines()[-2]


def test_another_action_ends_what_redo_may_do_and_its_bytes_go(case: Path) -> None:
    with open_case(case) as opened:
        opened.judgements.undo()
        kept = list(opened.folder.sources.iterdir())
        assert len(kept) == FILES and opened.judgements.next_redo().line == 2
        opened.judgements.add("甲", "认识", "乙", evidence="笔录")
        with opened.sessions.writing():
            pass
        assert len(list(opened.folder.sources.iterdir())) == 1
        opened.verify()
    assert kg("redo", case).returncode == 2


def test_words_and_unloads_are_done_again(case: Path) -> None:
    with open_case(case) as opened:
        ((link,),) = opened.sql("SELECT id FROM transfer ORDER BY id LIMIT 1").rows
        opened.judgements.mark(link, "disputed", "待查")
        opened.evidence.unload("1")
        after = content(case)
        for what in ("unload f00.csv", f"mark {opened.lookup.handle(link)} disputed"):
            assert opened.judgements.undo() == what
        opened.judgements.redo()
        opened.judgements.redo()
        assert content(case) == after
        opened.verify()


def test_a_replaced_trace_and_chain_are_said_logged_and_brought_back(small: Path) -> None:
    assert kg("trace", small, OWN, "--as", "t", "--hops", 1).returncode == 0
    assert kg("chain", small, OWN, "--as", "c", "--hops", 1).returncode == 0
    first = content(small)
    with open_case(small) as opened:
        files = {path.name: path.read_bytes() for path in opened.folder.saved.glob("*.json")}
    again = kg("trace", small, OWN, "--as", "t", "--lang", "zh")
    assert again.returncode == 0 and "已替换此前以“t”保存的追踪" in again.stderr
    again = kg("chain", small, OWN, "--as", "c", "--hops", 2)
    assert again.returncode == 0 and "replaced the chain that was saved as 'c'" in again.stderr
    assert [one.get("replaced", False) for one in answer("log", small)][-4:] == [
        *(False, False),
        *(True, True),
    ]
    second = content(small)
    assert kg("verify", small).returncode == 0
    done = kg("undo", small, "--yes", "--lang", "en")
    assert "saved chain c" in done.stdout and "'c' before is back" in done.stdout
    assert kg("undo", small, "--yes").returncode == 0
    with open_case(small) as opened:
        for name, text in files.items():
            assert (opened.folder.saved / name).read_bytes() == text
        opened.verify()
        assert content(small) == first
        opened.judgements.redo()
        opened.judgements.redo()
        assert content(small) == second
        opened.verify()
    assert "replaced" not in kg("chain", small, OWN, "--as", "c", "--hops", 2).stderr


class Dead(BaseException):
    """The process is killed here."""


def die(*_: object, **__: object) -> None:
    raise Dead


def test_a_chain_killed_between_its_line_and_its_file_is_finished(small: Path) -> None:
    from kg.case.storage import transaction

    with open_case(small) as opened:
        opened.chain(OWN, hops=1, name="c")
        first = (opened.folder.saved / "chain-c.json").read_bytes()
        with pytest.MonkeyPatch.context() as killed:
            killed.setitem(transaction._AFTER_THE_GRAPH, "chain", die)
            with pytest.raises(Dead):
                opened.chain(OWN, hops=2, name="c")
        assert (opened.folder.saved / "chain-c.json").read_bytes() == first
        opened.verify()
        with opened.sessions.writing():
            pass
        second = (opened.folder.saved / "chain-c.json").read_bytes()
        assert second != first
        opened.verify()
        with pytest.MonkeyPatch.context() as killed:
            killed.setitem(transaction._AFTER_THE_GRAPH, "undo", die)
            with pytest.raises(Dead):
                opened.judgements.undo()
        opened.verify()
        opened.evidence.rebuild()
        assert (opened.folder.saved / "chain-c.json").read_bytes() == first
        opened.verify()
        with pytest.MonkeyPatch.context() as killed:  # died before its line: it did nothing
            killed.setattr(transaction, "log_action", die)
            with pytest.raises(Dead):
                opened.chain(OWN, hops=2, name="c")
        assert (opened.folder.saved / "chain-c.json").read_bytes() == first
        opened.verify()


def test_open_opens_a_case_that_is_there(case: Path, tmp_path: Path) -> None:
    log = answer("log", case)
    done = kg("open", case, "--lang", "zh")
    assert done.returncode == 0, done.stderr
    assert "打开已有案件" in done.stdout and len(sources(case)) == FILES
    assert not (tmp_path / "case-case").exists()
    assert [one["action"] for one in answer("log", case)][: len(log)] == [
        one["action"] for one in log
    ]
    assert "load" not in [one["action"] for one in answer("log", case)][len(log) :]
    assert kg("open", case, "--case", tmp_path / "other").returncode == 2
    assert kg("open", case, "--marking", "内部").returncode == 2
    mixed = kg("open", case, tmp_path / "in", "--lang", "zh")
    assert mixed.returncode == 2 and "只能单独打开" in mixed.stderr
    assert kg("verify", case).returncode == 0


def test_another_action_in_between_is_not_taken_back(case: Path) -> None:
    from kg.errors import StoreBusy

    with open_case(case) as opened:
        step = opened.judgements.next_undo()
        opened.judgements.add("甲", "认识", "乙", evidence="笔录")
        with pytest.raises(StoreBusy):
            opened.judgements.undo(expected=step.line)
        assert opened.judgements.undo(expected=opened.judgements.next_undo().line).startswith(
            "load "
        )
