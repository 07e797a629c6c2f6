"""``kg verify``, ``kg rebuild`` and ``kg log --head``: their words, JSON and exit codes."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "case"))

import small_case
from statements import write_statement
from typer.testing import CliRunner

from kg.case.storage.folder import CaseFolder
from kg.cli import app
from kg.cli.ending import tell
from kg.errors import KgError
from tests.built import built

GRAVE, STORE = 6, 4


@pytest.fixture
def case(tmp_path: Path) -> Path:
    built(small_case.build, tmp_path)
    return tmp_path / "case"


def kg(*words: object, code: int = 0) -> str:
    """Return what a command says; its exit code must be this one."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    error = done.exception
    found = tell(error) if isinstance(error, KgError) else done.exit_code
    assert found == code, (done.output, error)
    return done.stdout


def document(*words: object, code: int = 0) -> Any:
    return json.loads(kg(*words, "--json", code=code))


def test_a_whole_case_is_said_to_be_whole(case: Path) -> None:
    said = document("verify", case)
    assert said["whole"] is True and said["differences"] == [] and said["pending"] == []
    assert (said["sources"], said["entries"], said["quick"]) == (2, 7, False)
    assert "由 2 个来源与 7 行日志重新推导" in kg("verify", case, "--lang", "zh")


def test_a_quick_look_says_that_nothing_was_derived(case: Path) -> None:
    assert document("verify", case, "--quick")["quick"] is True
    said = kg("verify", case, "--quick", "--lang", "en")
    assert "Quick check passed" in said and said.count("not derived anew") == 5
    assert "未重新推导任何内容" in kg("verify", case, "--quick", "--lang", "zh")


def test_what_is_derived_and_altered_exits_with_4(case: Path) -> None:
    problems = max((case / "problems").iterdir(), key=lambda path: path.stat().st_size)
    small_case.write(problems, problems.read_bytes().replace(b"line 7", b"line 9"))
    said = document("verify", case, code=STORE)
    assert said["whole"] is False
    assert {one["part"] for one in said["differences"]} == {"problem"}
    assert {one["place"] for one in said["differences"]} == {"line 7", "line 9"}
    assert all(one["file"] == f"problems/{problems.name}" for one in said["differences"])
    told = kg("verify", case, "--lang", "zh", code=STORE)
    assert "line 7" in told and "缺失" in told and "含义" not in told


def test_altered_evidence_exits_with_6_and_outweighs_what_is_derived(case: Path) -> None:
    next((case / "problems").iterdir()).unlink()
    path = case / "judgements.jsonl"
    small_case.write(path, path.read_bytes().replace(b'"excluded"', b'"verified"'))
    said = document("verify", case, code=GRAVE)
    assert [one["part"] for one in said["differences"]] == ["judgement", "problem"]
    wrong = said["differences"][0]
    assert (wrong["before"], wrong["after"]) == ("excluded", "verified")
    told = kg("verify", case, "--quick", "--lang", "en", code=GRAVE)
    assert "excluded" in told and "verified" in told


def test_a_linked_source_that_is_not_there_exits_with_6(case: Path, tmp_path: Path) -> None:
    file = write_statement(tmp_path / "more.csv", 3, seed=5)
    kg("load", case, file, "--link-only")
    file.rename(tmp_path / "elsewhere.csv")
    (lost,) = document("verify", case, "--quick", code=GRAVE)["differences"]
    assert (lost["part"], lost["what"], lost["thing"]) == ("source", "missing", "more.csv")
    document("rebuild", case, tmp_path / "elsewhere.csv")
    assert document("verify", case)["linked"] == 1


def test_a_head_that_is_not_in_the_log_exits_with_6(case: Path) -> None:
    head = document("log", case, "--head")["head"]
    kg("verify", case, "--quick", "--head", head)
    kg("verify", case, "--quick", "--head", head[:16])
    kg("verify", case, "--quick", "--head", "0" * 63 + "1", code=GRAVE)


def test_the_head_of_the_log_is_told_alone(case: Path) -> None:
    lines = (case / "log.jsonl").read_bytes().splitlines()
    said = document("log", case, "--head")
    assert said == {"head": small_case.line_digest(lines[-1]), "lines": len(lines)}
    for lang, word in (("zh", f"共 {len(lines)} 行"), ("en", f"{len(lines)} lines")):
        told = kg("log", case, "--head", "--lang", lang)
        assert told.startswith(said["head"]) and word in told and len(told.splitlines()) == 1
    small_case.write(case / "log.jsonl", b"\n".join([lines[0], *lines[2:], b""]))
    kg("log", case, "--head", code=GRAVE)


def test_a_rebuild_says_what_it_restored(case: Path) -> None:
    for name in small_case.GRAPH:
        shutil.rmtree(case / name)
    kg("undo", case, "--yes", code=STORE)
    said = document("rebuild", case)
    assert said["restored"] == ["graph"] and said["sources"] == 2 and said["links"] > 0
    assert "无需重建" in kg("rebuild", case, "--lang", "zh")


def test_a_rebuild_asks_for_the_sources_it_lacks(case: Path) -> None:
    lost = max((case / "sources").iterdir(), key=lambda path: path.stat().st_size)
    lost.unlink()
    kg("rebuild", case, code=GRAVE)
    kg("rebuild", case, case / "nowhere.csv", code=2)
    told = kg("rebuild", case, case.with_name("a.csv"), "--lang", "en")
    assert f"restored sources/{lost.name}" in told and "Verify the case now" in told
    assert document("verify", case)["whole"] is True


def test_a_killed_action_is_named_and_is_no_error(case: Path) -> None:
    lines = (case / "log.jsonl").read_bytes().splitlines(keepends=True)
    *_, entry = CaseFolder(case).log.entries()
    facts = {
        key: value
        for key, value in entry.items()
        if key not in ("at", "action", "previous", "derived")
    }
    small_case.drop_last_lines(case, 1)
    note = {"action": entry["action"], "facts": facts, "state": "none", "lines": len(lines) - 1}
    (case / "action.json").write_text(json.dumps(note), encoding="utf-8")
    (about,) = document("verify", case)["pending"]
    assert about == entry["link"]
    assert "the next write adds its log line" in kg("verify", case, "--quick", "--lang", "en")
