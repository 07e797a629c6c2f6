"""Every action on a case, killed at every touch of the disk: all of it or nothing, and undo agrees.

What a person does is one action of the log; whoever opens the case after a kill finds the state
before it or the state after it, and ``kg undo`` takes back the last action of that state. To verify
such a case writes nothing: it names the action whose log line the next write adds.
Two touches are tried, in a deep run every one (a quarter of an hour).
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from dying import Dying, act
from statements import busiest, card, write_other_side, write_statement
from states import state

from kg.case import new_case, open_case
from kg.case.storage.open_case import writing_session
from kg.lake.add import add_files
from kg.lake.layout import Lake
from kg.requests import LoadRequest
from tests.built import built
from tests.depth import by_depth

ROWS = 20
TRIED = by_depth(2, 0)
VERIFIED = 4
ACTIONS = (
    "load", "together", "again", "unload", "trace", "retrace", "promote", "reject", "mark",
    "undo", "undo reject", "undo unload", "undo again", "extract",
)  # fmt: skip

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("derived_once"),
    pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a POSIX signal"),
]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a case with two statements that tell one payment, and a trace saved as t."""
    files = tmp_path_factory.mktemp("dying")
    built(build, files)
    return files / "case"


def build(files: Path) -> None:
    """Make the template, and beside it the files that are loaded into copies of it."""
    first = write_statement(files / "a.csv", ROWS)
    second = write_other_side(files / "b.csv", first, busiest(first))
    with new_case(files / "case", name="某案") as case:
        case.load(first)
        case.load(second)
        assert {pair["state"] for pair in case.money.pairs()} == {"paired"}
        case.trace(card(1), name="t", hops=1)
    others = [write_statement(files / "c.csv", 15, seed=3)]
    others.append(write_statement(files / "d.csv", 10, seed=4))
    add_files(Lake.init(files / "lake"), others, LoadRequest())


@pytest.fixture(scope="module")
def dying() -> Iterator[Dying]:
    with Dying() as forking:
        yield forking


@cache
def _still(template: Path) -> dict[str, Any]:
    """Return what the template holds, which nobody changes."""
    return state(template)


@cache
def _words(template: Path, action: str) -> list[str]:
    case = open_case(template)
    pair = case.money.pairs()[0]["id_a"]
    ((payment,),) = case.sql("SELECT id FROM transfer ORDER BY id LIMIT 1").rows
    case.close()
    return {
        "load": ["load", str(template.with_name("c.csv"))],
        "together": ["load", *(str(template.with_name(name)) for name in ("c.csv", "d.csv"))],
        "trace": ["trace", card(1), "u"],
        "retrace": ["trace", card(1), "t"],
        "promote": ["promote", payment],
        "reject": ["reject", pair],
        "unload": ["unload", "b.csv"],
        "again": ["again", str(template.with_name("a.csv"))],
        "mark": ["mark", payment],
        "extract": [
            "extract",
            str(template.with_name("lake")),
            busiest(template.with_name("c.csv")),
        ],
    }.get(action, ["undo"])


def _state_after(root: Path, copy: Path, *words: str, quick: bool = True) -> dict[str, Any]:
    """Return what a case holds once an action more is done to a copy of it."""
    shutil.copytree(root, copy)
    case = open_case(copy)
    act(case, *words)
    case.verify(quick=quick)
    return state(copy)


@pytest.mark.parametrize("action", ACTIONS)
def test_a_killed_action_is_whole_or_never_was(
    action: str, template: Path, dying: Dying, tmp_path: Path
) -> None:
    words = _words(template, action)
    if first := action.partition(" ")[2]:
        done = _words(template, first)
        shutil.copytree(template, template := tmp_path / "done")
        act(open_case(template), *done)
    dying(TRIED, template, tmp_path / "dead", *words)
    *dead, whole = sorted((tmp_path / "dead").iterdir(), key=lambda place: int(place.name))
    before, after = _still(template), state(whole)
    undone = _state_after(whole, tmp_path / "undone", "undo", quick=False)
    seen = []
    for number, root in enumerate(dead):
        copy = shutil.copytree(root, tmp_path / f"copy-{root.name}")
        with open_case(root) as opened:
            # to derive everything anew takes a second: of every fourth, and of the rest digests
            pending = opened.verify(quick=number % VERIFIED != 0).pending
            with writing_session(opened.folder) as session:
                finished = session.finished
            assert opened.verify(quick=True).pending == (), root.name
        left = state(root)
        assert left in (before, after), root.name
        seen.append(left == before)
        if left == before:
            assert pending == finished == (), root.name
            assert _state_after(root, copy.with_suffix(".again"), *words) == after, root.name
        else:
            assert _state_after(copy, copy.with_suffix(".undone"), "undo") == undone, root.name
    assert seen == sorted(seen, reverse=True) and {*seen} == {True, False}


@pytest.mark.parametrize("action", ["chain", "find", "find again"])
def test_what_is_kept_beside_the_graph_verifies_wherever_it_was_killed(
    action: str, template: Path, dying: Dying, tmp_path: Path
) -> None:
    action, _, again = action.partition(" ")
    words = [action, card(1) if action == "chain" else "fan-out" if again else "fan-in"]
    if again:
        shutil.copytree(template, template := tmp_path / "done")
        act(open_case(template), "find", "fan-in")
    dying(by_depth(8, 0), template, tmp_path / "dead", *words)
    *dead, whole = sorted((tmp_path / "dead").iterdir(), key=lambda place: int(place.name))
    for root in dead:
        with open_case(root) as opened:
            left = opened.verify(quick=True)
            assert (left.differences, left.pending) in (((), ()), ((), (action,))), root.name
            with writing_session(opened.folder):
                pass
            assert opened.verify(quick=True).differences == (), root.name
            assert _kept_findings(root) == _with_handle(root, "FD"), root.name
            act(opened, *words)
            assert opened.verify().differences == (), root.name
        assert _beside_the_graph(root) == _beside_the_graph(whole), root.name


def _kept_findings(root: Path) -> set[str]:
    """Return the ids of the findings that a case keeps."""
    path = root / "saved" / "findings.json"
    return {*json.loads(path.read_text("utf-8"))} if path.exists() else set()


def _with_handle(root: Path, letter: str) -> set[str]:
    """Return the ids of things whose handles begin so."""
    lines = (root / "handles.jsonl").read_text("utf-8").splitlines()
    return {line.partition("\t")[2] for line in lines if re.match(rf"{letter}\d", line)}


def _beside_the_graph(root: Path) -> dict[str, bytes]:
    """Return the handles of a case and what it saved."""
    saved = [path for path in (root / "saved").rglob("*") if path.is_file()]
    return {path.name: path.read_bytes() for path in (root / "handles.jsonl", *saved)}
