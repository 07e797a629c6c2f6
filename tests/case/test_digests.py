"""Each line of the log carries digests of what its action derived, by which it is known again."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import small_case
from statements import card, write_statement

from kg.case import open_case
from kg.case.storage.folder import CaseFolder
from kg.case.storage.log_digests import (
    chunk_digest,
    graph_digest,
    key_fingerprint,
    logged_bytes,
    tables_digest,
)
from kg.custody import sha256_of
from kg.masking.numbering import keyed_hash


@pytest.fixture(scope="module")
def log(whole: Path) -> list[Mapping[str, Any]]:
    return list(CaseFolder(whole).log.entries())


def derived(log: list[Mapping[str, Any]], action: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = [one["derived"] for one in log if one["action"] == action][-1]
    return found


def test_every_line_of_an_action_has_digests(log: list[Mapping[str, Any]]) -> None:
    changing = [one["action"] for one in log if "graph" in one["derived"]]
    assert changing == ["new", "load", "load", "trace", "mark", "reject"]
    assert all("derived" in one for one in log)


def test_a_load_logs_its_tables_and_problems(whole: Path, log: list[Mapping[str, Any]]) -> None:
    loads = [one for one in log if one["action"] == "load"]
    assert len(loads) == 2
    for line in loads:
        for one in line["sources"]:
            digests = line["derived"]["sources"][one["sha256"]]
            assert digests["tables"] == tables_digest(whole / "ledger" / one["shelf"])
            assert digests["problems"] == sha256_of(whole / "problems" / f"{one['shelf']}.jsonl")


def test_a_saved_result_has_its_digest_and_so_has_its_request(
    whole: Path, log: list[Mapping[str, Any]]
) -> None:
    for action in ("trace", "chain"):
        ((name, digest),) = derived(log, action)["saved"].items()
        assert name.startswith(action) and sha256_of(whole / "saved" / name) == digest
    requests = (whole / "requests.jsonl").read_text("utf-8").splitlines()
    key = (whole / "case.key").read_bytes()
    kept = {keyed_hash(key, "request", line) for line in requests}
    assert {one["request"] for one in log if "request" in one} == kept


def test_the_newest_state_of_the_graph_has_its_digest(
    whole: Path, log: list[Mapping[str, Any]]
) -> None:
    newest = small_case.newest_state(whole)
    assert derived(log, "reject")["graph"] == {
        "state": newest.name, "sha256": graph_digest(newest)
    }  # fmt: skip


def test_runs_of_a_growing_file_follow_each_other_to_its_end(
    whole: Path, log: list[Mapping[str, Any]]
) -> None:
    for name in ("handles", "judgements"):
        path, end = whole / f"{name}.jsonl", 0
        for one in log:
            if run := one["derived"].get(name):
                assert run["from"] == end < run["to"]
                assert chunk_digest(path, end, run["to"]) == run["sha256"]
                end = run["to"]
        assert end == path.stat().st_size == logged_bytes(log, name)


def test_the_log_has_a_fingerprint_of_the_key_and_not_the_key(
    whole: Path, log: list[Mapping[str, Any]]
) -> None:
    key = (whole / "case.key").read_bytes()
    assert log[0]["key"] == key_fingerprint(key) != key_fingerprint(key[:-1] + b"\0")
    text = (whole / "log.jsonl").read_text("utf-8")
    assert key.hex() not in text and hashlib.sha256(key).hexdigest()[:32] not in text


def test_what_a_person_wrote_is_not_in_a_log_of_digests(whole: Path) -> None:
    """A request names real accounts: the log has only its digest."""
    assert card(1) not in (whole / "log.jsonl").read_text("utf-8")
    assert card(1) in (whole / "requests.jsonl").read_text("utf-8")


def test_tables_are_known_by_names_and_bytes(tmp_path: Path) -> None:
    for name, content in (("a.parquet", b"1"), ("b.parquet", b"2")):
        (tmp_path / name).write_bytes(content)
    first = tables_digest(tmp_path)
    assert first == tables_digest(tmp_path)
    (tmp_path / "b.parquet").rename(tmp_path / "c.parquet")
    assert tables_digest(tmp_path) != first
    (tmp_path / "c.parquet").rename(tmp_path / "b.parquet")
    assert tables_digest(tmp_path) == first
    (tmp_path / "a.parquet").write_bytes(b"12")
    (tmp_path / "b.parquet").write_bytes(b"")
    assert tables_digest(tmp_path) != first


def test_a_state_is_known_by_all_but_the_engines_own_files(whole: Path, tmp_path: Path) -> None:
    state = Path(shutil.copytree(small_case.newest_state(whole), tmp_path / "state"))
    first = graph_digest(state)
    for name in ("LOG", "LOG.old.1", "LOCK"):
        (state / name).write_text("when and where it was opened", encoding="utf-8")
    assert graph_digest(state) == first
    table = next(state.glob("*.sst"))
    text = bytearray(table.read_bytes())
    text[len(text) // 2] ^= 1
    table.unlink()
    table.write_bytes(text)
    assert graph_digest(state) != first


def test_an_undo_logs_what_is_there_after_it(whole: Path, tmp_path: Path) -> None:
    root = small_case.copy(whole, tmp_path / "case")
    with open_case(root) as case:
        case.load(write_statement(tmp_path / "c.csv", 3, seed=5))
        case.judgements.undo()
        case.judgements.undo()
        *_, last = case.folder.log.entries()
        case.verify()
    newest = small_case.newest_state(root)
    assert last["derived"]["graph"] == {"state": newest.name, "sha256": graph_digest(newest)}
    assert last["derived"]["judgements"]["to"] == (root / "judgements.jsonl").stat().st_size
