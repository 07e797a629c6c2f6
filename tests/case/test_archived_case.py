"""A case that version 0.3.0 made: it opens, verifies, answers, goes back and forth, and goes out.

``tests/data/case-0.3.0.tar.xz`` is what commit 8a6c14d left of the case ``small`` in
``scripts/goldens/commands.toml``, with the files it was loaded from; ``scripts/golden 8a6c14d
--archive FILE`` writes such a one. In it are nine small files of as many layouts (a victim's report
and a leaked list among them), a bill whose owner was named, a saved trace and chain, the findings
of a search, a finding whose trace was taken back, and a mark. It is never made anew: a version of
kg that cannot read it is at fault.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from states import state

from kg.case import open_case
from kg.case.storage.folder import CaseFolder
from kg.case.storage.open_case import reading_session, writing_session
from kg.model import Entity, Link
from kg.views.page_data import in_clear
from tests.command_line import answer, kg
from tests.depth import by_depth
from tests.forked_kg import Fault, ForkedKg

ARCHIVE = Path(__file__).parents[1] / "data" / "case-0.3.0.tar.xz"
LEAKED = Path("files", "in", "会员资料.csv")
LATER = Path("files", "后到_丙银行.csv")
"""A statement that was not loaded: it tells a payment that another bank told already."""
LAYOUTS = {
    "bank-flow", "calls", "data-batch", "owners", "persons", "relations", "trc20", "victims",
    "wechat-bill",
}  # fmt: skip
ACTIONS = [
    "new", "load", "load", "trace", "chain", "export", "find", "trace", "chain", "undo", "mark",
]  # fmt: skip
STEPS = 4
"""How many of them can be taken back, one by one, until nothing is in the case."""
OWN = "0629000000000000022"
"""The account to which the victim paid."""
LEVELS = [
    [1, "0629000000000000022", "1150"],
    [2, None, "2000"],
    [2, "0629000000000000030", "100"],
    [2, "0629000000000000048", "150"],
    [2, "0629000000000000071", "150"],
    [3, "0629000000000000055", "1500"],
    [4, "0629000000000000063", "24950"],
]
"""Where the victim's 30,000 came to rest: level, account, amount (cash has no account)."""
GRAPHS = (
    "ttl", "trig", "nq", "jsonld", "cypher", "csv", "graphml", "gexf", "json", "stix", "uco", "ftm",
)  # fmt: skip
RESULTS = (
    ("html", "victims"), ("xlsx", "victims"), ("cypher", "victims"), ("svg", "chain"),
    ("rq", "FD1"),
)  # fmt: skip
KILLS = by_depth(2, 12)
"""At how many touches of the disk an action is killed, the first and the last among them."""

pytestmark = pytest.mark.slow


def unpack(place: Path) -> None:
    """Unpack the archive as on another machine: what was never copied lies elsewhere there."""
    with tarfile.open(ARCHIVE) as packed:
        packed.extractall(place, filter="tar")
    (link,) = (place / "case" / "sources").glob("*-link")
    link.chmod(0o600)
    link.write_text(str(place / LEAKED), encoding="utf-8")


RELAID = {"人员信息.csv", "会员资料.csv", "甲银行_交易明细.csv", "乙银行_流水.csv", "话单.csv"}
"""Files whose layouts say more by now."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the case and its files, which no test changes."""
    place = tmp_path_factory.mktemp("archived")
    unpack(place)
    return place


@pytest.fixture
def copy(place: Path, tmp_path: Path) -> Path:
    """Return the case to be changed."""
    return Path(shutil.copytree(place / "case", tmp_path / "case"))


def test_it_is_small_and_lies_in_no_work_tree(place: Path) -> None:
    assert ARCHIVE.stat().st_size < 1_000_000
    assert not any((parent / ".git").exists() for parent in place.parents)


def test_it_opens_and_tells_what_is_in_it(place: Path) -> None:
    case = place / "case"
    assert {source["layout"] for source in answer("sources", case)} == LAYOUTS
    assert [line["action"] for line in answer("log", case)] == ACTIONS
    (marked,) = answer("mark", case)
    assert (marked["handle"], marked["proof"], marked["reason"]) == ("T2", "disputed", "待核实")
    (problem,) = answer("problems", case)
    assert "2024-02-30 08:00:00" in str(problem)


def test_it_verifies(place: Path) -> None:
    done = kg("verify", place / "case", "--json")
    assert done.returncode == 0, done.stderr
    # saved results hold their requests since 0.4.0, and tell a chain's terms otherwise; since 0.5
    # the graph leaves out what stands in rows; since 0.6 layouts of customers and banks say more
    told = done.document["differences"]
    tables = [one for one in told if one["part"] == "table"]
    assert all(one["file"].endswith("/source.json") for one in tables)
    assert {one["thing"] for one in tables} == RELAID
    standing = {("result", "version"), ("graph", "version"), ("table", "version")}
    assert {(one["part"], one["standing"]) for one in told} == standing
    results = [one for one in told if one["part"] == "result"]
    places = {re.split(r"[.\[]", one["place"])[0] for one in results}
    # since 0.5 a list in a Chinese sentence has another comma, since 0.6 gaps have other words
    known = {"digest", "follows", "request", "terms", "banners", "roles", "sources", "gaps"}
    assert places == known


def test_it_answers(place: Path) -> None:
    case = place / "case"
    sums = "SELECT count(*), sum(amount) FROM transfer"
    assert answer("query", case, "--sql", sums)["rows"] == [[15, "122422.75"]]
    lines = "SELECT (count(*) AS ?n) WHERE {?s ?p ?o}"
    assert answer("query", case, "--sparql", lines)["rows"] == [[602]]
    assert len(answer("search", case, "卢")) == 9
    assert answer("show", case, "T2")["proof"] == "disputed"
    levels = answer("ask", case, "level-tree", "-p", "trace=victims")
    columns = [levels["columns"].index(name) for name in ("level", "account", "kept")]
    assert [[row[n] for n in columns] for row in levels["rows"]] == LEVELS
    again = answer("trace", case, "--victims")
    assert (again["rule"], len(again["seeds"]), len(again["steps"])) == ("fifo", 1, 9)
    found = answer("find", case, "funnel", "--threshold", "funnel.payers=2")["findings"]
    assert [(one["handle"], one["score"]) for one in found] == [("FD1", 85)]


def facts_of(case: Path) -> tuple[list[Entity], list[Link], Mapping[str, int]]:
    """Return everything that a case's graph tells, and how much follows from it."""
    with reading_session(CaseFolder(case)) as session:
        store = session.store
        ids = store.ids()
        return store.entities(ids), store.links(ids), store.derived()


def test_a_rebuild_brings_its_graph_forward_and_loses_nothing(copy: Path) -> None:
    before = facts_of(copy)
    rebuilt = kg("rebuild", copy, "--json")
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert "graph" in rebuilt.document["restored"]
    assert facts_of(copy) == before
    assert len(before[1]) > 20
    verified = kg("verify", copy, "--json")
    assert verified.returncode == 0, verified.stderr
    assert not any(one["part"] == "graph" for one in verified.document["differences"])


def test_a_question_says_that_another_version_wrote_the_graph(copy: Path) -> None:
    asked = {"ask": ("roles-of",), "query": ("--sparql", "SELECT ?s { ?s ?p ?o } LIMIT 1")}
    before = {verb: kg(verb, copy, *words, "--json") for verb, words in asked.items()}
    assert all("kg rebuild" in one.stderr + one.stdout for one in before.values())
    assert kg("rebuild", copy).returncode == 0
    after = {verb: kg(verb, copy, *words, "--json") for verb, words in asked.items()}
    assert not [one for one in after.values() if "kg rebuild" in one.stderr + one.stdout]


def test_all_of_it_is_taken_back_and_done_again(copy: Path) -> None:
    before, facts = state(copy), facts_of(copy)
    for _ in range(STEPS):
        assert kg("undo", copy, "--yes").returncode == 0
    assert kg("undo", copy, "--yes").returncode == 2
    assert answer("sources", copy) == []
    assert answer("query", copy, "--sql", "SELECT count(*) FROM transfer")["rows"] == [[0]]
    for _ in range(STEPS):
        done = kg("redo", copy)
        assert done.returncode == 0, done.stderr
    after = state(copy)
    assert facts_of(copy) == facts
    assert after["saved"].keys() == before["saved"].keys()
    assert said_before(after) == said_before(before)


def said_before(held: dict[str, Any]) -> dict[str, Any]:
    """Return a case's state without what this version says more: results and rows' messages."""
    # a result that is made again is of this version, and the graph has the lines of this version
    longer = {"log", "judgements", "saved", "graph"}
    kept = {key: one for key, one in held.items() if key not in longer}
    for rows in ("problems", "ledger"):
        kept[rows] = {
            name: _without_messages(one) if name.endswith(".jsonl") else one
            for name, one in kept[rows].items()
            if not _is_note_of_a_layout_that_says_more(one)
        }
    return kept


def _is_note_of_a_layout_that_says_more(one: object) -> bool:
    """Say whether a file is the note of a source whose layout says more by now."""
    layouts = (b"persons", b"bank-flow", b"data-batch", b"calls")
    names = [b'"layout": "%b"' % layout for layout in layouts]
    return isinstance(one, bytes) and any(name in one for name in names)


def _without_messages(lines: bytes) -> list[dict[str, Any]]:
    """Return rows as kg before 0.5 stored them: the reason as a sentence alone."""
    rows = [json.loads(line) for line in lines.splitlines()]
    return [{key: one for key, one in row.items() if key != "message"} for row in rows]


def test_it_goes_out_in_every_form(copy: Path, tmp_path: Path) -> None:
    told = set()
    for form in GRAPHS:
        out = tmp_path / f"graph.{form}"
        assert kg("export", copy, out).returncode == 0, form
        counted = kg("export", "--check", out)
        assert counted.returncode == 0, counted.stderr
        told.add(counted.stdout.partition(": ")[2].partition(", evidence")[0])
    assert len(told) == 1
    for form, name in RESULTS:
        out = tmp_path / f"{name}.{form}"
        assert kg("export", copy, out, name).returncode == 0, (form, name)
        assert out.stat().st_size > 0
    shown = tmp_path / "shown.html"
    assert kg("export", copy, shown, "victims", "--show-values").returncode == 0
    assert OWN not in in_clear((tmp_path / "victims.html").read_bytes())
    assert OWN in in_clear(shown.read_bytes())


def test_one_more_file_is_loaded(place: Path, copy: Path) -> None:
    done = kg("load", copy, place / LATER, "--strict")
    assert done.returncode == 0, done.stderr
    assert "payments told by two statements: 1 pairs" in done.stdout
    assert kg("verify", copy, "--quick").returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a POSIX signal")
@pytest.mark.parametrize("action", ["load", "undo"])
def test_a_killed_action_is_whole_or_never_was(action: str, place: Path, tmp_path: Path) -> None:
    more = ("--yes",) if action == "undo" else (place / LATER,)

    def copy(name: str) -> Path:
        return Path(shutil.copytree(place / "case", tmp_path / name))

    before = state(place / "case")  # opened once: what is built for later must not count as touches
    with ForkedKg() as forked:
        whole = copy("whole")
        touches = forked(action, whole, *more, fault=Fault(whole)).touches
        after = state(whole)
        seen = []
        for at in sorted({1 + n * (touches - 1) // (KILLS - 1) for n in range(KILLS)}):
            root = copy(f"killed-{at}")
            assert forked(action, root, *more, fault=Fault(root, sent="SIGKILL", at=at)).code < 0
            with open_case(root) as opened, writing_session(opened.folder):
                pass
            left = state(root)
            assert left in (before, after), at
            seen.append(left == before)
            assert forked("verify", root, "--quick").code == 0, at
    assert seen == sorted(seen, reverse=True) and {*seen} == {True, False}
