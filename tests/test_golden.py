"""``scripts/golden``: what it finds in two records, and what it lets be."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[1] / "scripts"
sys.path.insert(0, str(SCRIPTS))

from goldens import comparing  # noqa: E402
from goldens.cases import Case, all_cases, expanded  # noqa: E402

CASE = Case("c", ("log case", "export case a.csv"))


def record(place: Path, graph: str, table: str = "a,b\n1,2\n") -> Path:
    """Write what two commands wrote: a log, whose hashes hang on the graph's, and a table."""
    line = json.dumps({"action": "load", "derived": {"graph": {"sha256": graph}}})
    head = hashlib.sha256(line.encode()).hexdigest()
    for name, text in {
        "left/case/log.jsonl": line + "\n",
        "000/stdout": f"1 loaded {head[:12]}\nhead {head}\n",
        "000/exit code": "0\n",
        "000/files/case/log.jsonl": line + "\n",
        "001/stdout": "Wrote a.csv\n",
        "001/files/a.csv": table,
    }.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return place


def test_a_log_that_hangs_on_the_graphs_bytes_is_equal(tmp_path: Path) -> None:
    records = record(tmp_path / "a", "a" * 64), record(tmp_path / "b", "b" * 64)
    assert list(comparing.differences(CASE, *records)) == []


def test_one_byte_of_a_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "expected", list)
    base, here = record(tmp_path / "a", "a" * 64), record(tmp_path / "b", "b" * 64, "a,b\n1,3\n")
    (found,) = comparing.differences(CASE, base, here)
    assert (found.step, found.output) == ("export case a.csv", "files/a.csv")
    assert "from byte 6 on" in found.what
    assert list(comparing.faults([CASE], [found])) == ["1 outputs of 1 commands differ"]


def test_a_file_that_one_side_did_not_write_is_found(tmp_path: Path) -> None:
    base, here = record(tmp_path / "a", "a" * 64), record(tmp_path / "b", "b" * 64)
    (here / "001/files/a.csv").unlink()
    (found,) = comparing.differences(CASE, base, here)
    assert found.what == "not written by here"


def test_what_is_listed_may_differ_and_must(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = comparing.Expected("c", "export *", "files/*.csv", "another separator")
    monkeypatch.setattr(comparing, "expected", lambda: [listed])
    base, here = record(tmp_path / "a", "a" * 64), record(tmp_path / "b", "b" * 64, "a;b\n1;2\n")
    found = list(comparing.differences(CASE, base, here))
    assert list(comparing.faults([CASE], found)) == []
    assert "differs as listed" in "\n".join(comparing.table([CASE], found))
    (fault,) = comparing.faults([CASE], [])
    assert fault.startswith("listed, but equal") and "another separator" in fault


def test_braces_stand_for_each_of_their_words() -> None:
    assert list(expanded("export {zh,en}.{ttl,nq} --lang {1}")) == [
        "export zh.ttl --lang zh", "export zh.nq --lang zh",
        "export en.ttl --lang en", "export en.nq --lang en",
    ]  # fmt: skip
    assert all(case.steps and len({*case.steps}) == len(case.steps) for case in all_cases())


def written(place: Path, files: dict[str, str], graph: str = "a") -> Path:
    """Write a record in which the first command wrote these files."""
    record(place, graph * 64)
    for name, text in files.items():
        path = place / "000/files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return place


def test_an_index_is_the_same_under_another_digest(tmp_path: Path) -> None:
    tables = {"entity.parquet": "12", "link.parquet": "3"}
    sides = [
        written(
            tmp_path / side,
            {f"case/ledger/index/{digest}/{name}": text for name, text in tables.items()},
        )
        for side, digest in (("a", "1" * 32), ("b", "2" * 32))
    ]
    assert list(comparing.differences(CASE, *sides)) == []
    (sides[1] / f"000/files/case/ledger/index/{'2' * 32}/link.parquet").write_text("4")
    (found,) = comparing.differences(CASE, *sides)
    assert found.output == "files/case/ledger/index/1/link.parquet"


def test_a_sentence_that_was_changed_on_purpose_hides_nothing_else(tmp_path: Path) -> None:
    said, counts = "线索，非司法会计鉴定意见", "entities · 1 link"
    old = f"{said} · leads, not a forensic accountant's opinion\n1536 {counts}s · 1 sources\n"
    new = f"A lead, not a forensic accounting opinion · {said}\n1,536 {counts} · 1 source\n"
    before = written(tmp_path / "a", {"x.nq": old + "fact\n"})
    assert not list(
        comparing.differences(CASE, before, written(tmp_path / "b", {"x.nq": new + "fact\n"}))
    )
    assert list(
        comparing.differences(CASE, before, written(tmp_path / "c", {"x.nq": new + "fakt\n"}))
    )


def test_of_a_page_the_facts_are_compared(tmp_path: Path) -> None:
    page = '<script>{}</script><script type="application/json" id="chain">{}</script>'
    one, same, other = (
        written(tmp_path / name, {"x.html": page.format(script, facts)})
        for name, script, facts in (
            ("a", "1", '{"nodes": [1], "words": {"a": "b"}}'),
            ("b", "2", '{"words": {"c": "d"}, "nodes": [1]}'),
            ("c", "1", '{"nodes": [2], "words": {"a": "b"}}'),
        )
    )
    assert not list(comparing.differences(CASE, one, same))
    assert list(comparing.differences(CASE, one, other))
