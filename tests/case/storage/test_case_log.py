"""What is in a case is what its log says: loads, readings anew, unloads, what was taken back."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statements import write_statement

from kg.case import new_case
from kg.case.storage.case_log import logged_case

A, B, C = (letter * 64 for letter in "abc")


def load(*hashes: str, **more: Any) -> dict[str, Any]:
    """Return a line of a load as kg wrote it before it logged numbers and shelves."""
    sources = [
        {"source": f"{one[0]}.csv", "sha256": one, "layout": "l", "layout_sha256": "0" * 64}
        for one in hashes
    ]
    return {"action": "load", "sources": sources, **more}


def unload(sha256: str, number: int) -> dict[str, Any]:
    out = {"shelf": sha256, "number": number, "layout": "l", "layout_sha256": "0" * 64}
    return {"action": "unload", "sha256": sha256, "out": out}


def undo(line: int) -> dict[str, Any]:
    return {"action": "undo", "of": line}


NEW = {"action": "new"}
MARK = {"action": "mark", "link": "urn:x", "proof": "excluded", "earlier": "", "reason": "抄错"}


def held(entries: Sequence[Mapping[str, Any]], upto: int | None = None) -> list[tuple[str, int]]:
    """Return the first letter and the number of each source that is in."""
    sources = logged_case(entries, upto).sources.values()
    return [(one.sha256[0], one.number) for one in sources]


def test_loads_come_in_their_order_and_are_numbered() -> None:
    entries = [NEW, load(B), MARK, load(A, C)]
    assert held(entries) == [("b", 1), ("a", 2), ("c", 3)]
    assert [one.line for one in logged_case(entries).sources.values()] == [2, 4, 4]
    assert held(entries, 3) == [("b", 1)] and held(entries, 1) == []


def test_an_unloaded_source_is_out_and_undo_brings_it_back() -> None:
    entries = [NEW, load(A), load(B), unload(A, 1)]
    assert held(entries) == [("b", 2)]
    assert held([*entries, undo(4)]) == [("a", 1), ("b", 2)]
    assert held([*entries, undo(4), undo(3)]) == [("a", 1)]
    assert held([*entries, undo(4), undo(3), undo(2)]) == []
    assert logged_case([*entries, undo(4), undo(3)]).ever == {A, B}


def test_a_number_is_not_given_twice_while_undo_may_bring_its_source_back() -> None:
    gone = [NEW, load(A), load(B), unload(B, 2)]
    assert held([*gone, load(C)]) == [("a", 1), ("c", 3)]
    assert held([*gone, MARK, MARK, MARK, MARK, load(C)]) == [("a", 1), ("c", 3)]
    assert held([*gone, MARK, MARK, MARK, MARK, MARK, load(C)]) == [("a", 1), ("c", 2)]


def test_a_source_read_anew_goes_last_under_a_new_number() -> None:
    out = unload(A, 1)["out"]
    entries = [NEW, load(A), load(B), load(A, again=True, out=out)]
    assert held(entries) == [("b", 2), ("a", 3)]
    assert held([*entries, undo(4)]) == [("a", 1), ("b", 2)]
    alone = [NEW, load(A), load(A, again=True, out=out)]
    assert held(alone) == [("a", 2)], "the reading that goes still has its number"


def test_a_number_that_is_logged_is_obeyed() -> None:
    entries = [NEW, load(A), load(B)]
    entries[1]["sources"][0] |= {"number": 7, "shelf": f"{A}.7"}
    assert held(entries) == [("a", 7), ("b", 8)]
    assert logged_case(entries).sources[A].shelf == f"{A}.7"


def test_readings_that_went_are_kept_as_long_as_undo_may_ask() -> None:
    entries = [NEW, load(A), unload(A, 1)]
    for _ in range(4):
        entries.append(MARK)
        assert [out["shelf"] for out in logged_case(entries).readings_to_return()] == [A]
    assert logged_case([*entries, MARK]).readings_to_return() == []
    assert logged_case([*entries, MARK, undo(8)]).readings_to_return() != []


def test_saved_results_follow_what_replaced_them() -> None:
    first = {"action": "trace", "kept": ["trace-t.json"], "before": ""}
    second = {"action": "trace", "kept": ["trace-t.json"], "before": "trace-t.json.2"}
    entries = [NEW, first, second]
    assert logged_case(entries).saved == {"trace-t.json": 3, "trace-t.json.2": 2}
    assert logged_case([*entries, undo(3)]).saved == {"trace-t.json": 2}
    assert logged_case([*entries, undo(3), undo(2)]).saved == {}


def test_a_line_that_undo_took_back_counts_until_the_line_of_the_undo() -> None:
    entries = [NEW, load(A), undo(2), load(B)]
    assert held(entries) == [("b", 1)]
    assert held(entries, 2) == [("a", 1)]


def twin(entries: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """Return hashes and lines of what is in, by keeping the whole state before each action."""
    now: list[tuple[str, int]] = []
    before: list[list[tuple[str, int]]] = []
    for line, entry in enumerate(entries, start=1):
        if entry["action"] == "new":
            continue
        if entry["action"] == "undo":
            now = before.pop()
            continue
        before.append(list(now))
        if entry["action"] == "load":
            loaded = [one["sha256"] for one in entry["sources"]]
            now = [one for one in now if one[0] not in loaded]
            now += [(sha256, line) for sha256 in loaded]
        if entry["action"] == "unload":
            now = [one for one in now if one[0] != entry["sha256"]]
    return now


@st.composite
def logs(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return a log as persons may make it: undo names the last action that stands."""
    entries: list[dict[str, Any]] = [dict(NEW)]
    standing: list[int] = []
    for _ in range(draw(st.integers(0, 14))):
        inside = [sha256 for sha256, _ in twin(entries)]
        outside = [one for one in (A, B, C) if one not in inside]
        acts = ["mark", *["load"] * bool(outside), *["unload", "again"] * bool(inside)]
        act = draw(st.sampled_from([*acts, *["undo"] * bool(standing)]))
        numbers = dict(zip(inside, (one.number for one in _sources(entries)), strict=True))
        if act == "undo":
            entries.append(undo(standing.pop()))
            continue
        if act == "load":
            chosen = draw(st.lists(st.sampled_from(outside), min_size=1, unique=True))
            entries.append(load(*chosen))
        elif act == "mark":
            entries.append(dict(MARK))
        else:
            gone = draw(st.sampled_from(inside))
            out = unload(gone, numbers[gone])
            entries.append(out if act == "unload" else load(gone, again=True, out=out["out"]))
        standing.append(len(entries))
    return entries


def _sources(entries: Sequence[Mapping[str, Any]]) -> list[Any]:
    return list(logged_case(entries).sources.values())


@given(logs())
def test_any_log_is_read_as_a_twin_reads_it_that_keeps_every_state(
    entries: list[dict[str, Any]],
) -> None:
    for upto in range(1, len(entries) + 1):
        found = logged_case(entries, upto).sources
        assert [(one.sha256, one.line) for one in found.values()] == twin(entries[:upto])
        numbers = [one.number for one in found.values()]
        assert len(set(numbers)) == len(numbers)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Any], list[Any]]:
    """Return the log of a case in which files came and went, and what its graph has in the end."""
    files = tmp_path_factory.mktemp("lived")
    paths = [write_statement(files / f"{n}.csv", 3, seed=n) for n in range(1, 4)]
    with new_case(files / "case") as case:
        case.evidence.load_all(paths[:2])
        case.load(paths[0], again=True)
        case.evidence.unload("2.csv")
        case.judgements.undo()
        case.evidence.unload("1.csv")
        case.load(paths[2])
        return list(case.folder.log.entries()), case.evidence.sources()


def test_the_log_names_what_the_graph_has(lived: tuple[list[Any], list[Any]]) -> None:
    entries, sources = lived
    assert [one.number for one in sources] == [2, 4]
    _agrees(entries, sources)


def test_an_older_log_without_numbers_gives_those_that_were_given(
    lived: tuple[list[Any], list[Any]],
) -> None:
    entries, sources = copy.deepcopy(lived[0]), lived[1]
    for entry in entries:
        for one in entry.get("sources", ()):
            del one["number"], one["shelf"]
    _agrees(entries, sources)


def _agrees(entries: list[Any], sources: list[Any]) -> None:
    found = [(one.sha256, one.number, one.name) for one in logged_case(entries).sources.values()]
    assert found == [(one.sha256, one.number, one.name) for one in sources]


def test_digests_and_ways_of_reading_are_those_of_the_line(
    lived: tuple[list[Any], list[Any]], tmp_path: Path
) -> None:
    path = write_statement(tmp_path / "gb.csv", 3, encoding="gb18030")
    with new_case(tmp_path / "case") as case:
        case.load(path, layout="bank-flow", encoding="gb18030", link_only=True)
        ((sha256, one),) = logged_case(case.folder.log.entries()).sources.items()
        *_, line = case.folder.log.entries()
    assert (one.named_layout, one.encoding, one.link_only) == ("bank-flow", "gb18030", True)
    digests = line["derived"]["sources"][sha256]
    assert (one.tables, one.problems) == (digests["tables"], digests["problems"])
