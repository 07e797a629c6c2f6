import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.custody import GENESIS, CustodyLog, sha256_of
from kg.errors import LogBroken


@pytest.fixture
def log(tmp_path: Path) -> CustodyLog:
    return CustodyLog(tmp_path / "log.jsonl")


def test_an_empty_log_has_the_genesis_head(log: CustodyLog) -> None:
    assert log.head() == GENESIS
    assert list(log.entries()) == []


def test_the_head_is_what_append_returned(log: CustodyLog) -> None:
    log.append("new", name="某案")
    head = log.append("load", sha256="ab", rows=3)
    assert log.head() == head
    assert [entry["action"] for entry in log.entries()] == ["new", "load"]


@pytest.mark.parametrize("damage", ["change", "delete", "swap", "cut"])
def test_any_change_inside_breaks_the_chain(log: CustodyLog, damage: str) -> None:
    for number in range(4):
        log.append("load", number=number)
    lines = log.path.read_text(encoding="utf-8").splitlines()
    if damage == "change":
        lines[1] = lines[1].replace('"number": 1', '"number": 7')
    elif damage == "delete":
        del lines[1]
    elif damage == "swap":
        lines[1], lines[2] = lines[2], lines[1]
    else:
        lines[1] = lines[1][:-5]
    log.path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(LogBroken, match="line"):
        list(log.entries())


def test_a_head_kept_elsewhere_shows_a_shortened_log(log: CustodyLog) -> None:
    log.append("new")
    kept = log.append("load")
    lines = log.path.read_text(encoding="utf-8").splitlines()
    log.path.write_text(lines[0] + "\n", encoding="utf-8")
    assert list(log.entries())
    assert log.head() != kept


@given(st.text(max_size=50), st.integers())
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, text: str, n: int) -> None:
    log = CustodyLog(tmp_path_factory.mktemp("log") / "log.jsonl")
    log.append("note", text=text, number=n)
    (entry,) = log.entries()
    assert (entry["text"], entry["number"]) == (text, n)
    assert json.loads(log.path.read_bytes())["previous"] == GENESIS


def test_the_hash_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    assert sha256_of(path).startswith("ba7816bf8f01cfea")


def test_a_line_that_a_crash_cut_in_half_was_never_said(log: CustodyLog) -> None:
    log.append("new", name="某案")
    whole = log.path.read_bytes()
    log.path.write_bytes(whole + '{"action": "load", "name": "某'.encode()[:-1])
    assert [entry["action"] for entry in log.entries()] == ["new"]
    log.append("load")
    assert [entry["action"] for entry in log.entries()] == ["new", "load"]
    assert log.path.read_bytes().startswith(whole)


def test_the_head_is_noted_beside_the_log_and_may_be_one_line_behind(log: CustodyLog) -> None:
    assert log.noted_head() == ""
    first = log.append("new")
    assert log.noted_head() == first
    log.append("load")
    log.head_file.write_text(f"{first}\n", encoding="utf-8")
    log.check_noted_head()
    log.head_file.unlink()
    log.check_noted_head()


def test_a_log_that_lacks_the_noted_line_is_refused(log: CustodyLog) -> None:
    log.append("new")
    log.append("load")
    first, _ = log.path.read_bytes().splitlines(keepends=True)
    log.path.write_bytes(first)
    with pytest.raises(LogBroken, match="dropped or rewritten"):
        log.check_noted_head()


def test_the_line_of_a_head_is_found_by_sixteen_digits_and_more(log: CustodyLog) -> None:
    heads = [log.append("load", number=number) for number in range(3)]
    assert [log.line_of_head(head) for head in heads] == [1, 2, 3]
    assert log.line_of_head(GENESIS) == 0
    assert log.line_of_head(f" {heads[1][:16].upper()}\n") == 2
    for head in ("", heads[1][:15], heads[1][::-1]):
        with pytest.raises(LogBroken):
            log.line_of_head(head)
