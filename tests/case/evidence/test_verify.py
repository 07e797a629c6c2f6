"""Whatever a case has otherwise than its sources and its log give is found out and named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import small_case
from pyoxigraph import Store
from small_case import bytes_of, drop_last_lines, newest_state, write
from statements import card, write_statement

from kg.case import Case, new_case, open_case
from kg.case.evidence.load_files import FileLoad, load
from kg.case.evidence.verdict import DifferenceKind, StateDifference, Verdict, unreadable
from kg.case.storage import transaction
from kg.case.storage.open_case import writing_session
from kg.custody import GENESIS
from kg.errors import EvidenceChanged, LogBroken, StoreBusy, StoreCorrupt
from kg.ledger import build_index
from kg.ledger.build_index import IndexTerms
from kg.ledger.source_tables import Shelf
from kg.limits import LIMITS
from kg.messages import Message
from kg.rdf import DERIVED, iri
from kg.rdf.terms import term
from kg.records import to_json
from kg.requests import LoadRequest
from tests.built import built

pytestmark = pytest.mark.usefixtures("derived_once")


def build(place: Path) -> None:
    with new_case(place / "case") as made:
        made.load(write_statement(place / "one.csv", 20))
        made.verify()


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    built(build, tmp_path)
    with open_case(tmp_path / "case") as opened:
        yield opened


def behind_our_back(case: Case, act: Callable[[Store], None]) -> None:
    """Change the graph as a broken disk or another program would."""
    engine = Store(str(case.folder.graph))
    act(engine)
    engine.flush()
    del engine


def payment(case: Case) -> str:
    ((link,),) = case.sql("SELECT id FROM transfer ORDER BY id LIMIT 1").rows
    return str(link)


def test_a_lost_payment_is_named(case):
    link = payment(case)

    def lose(engine: Store) -> None:
        (edge,) = [
            quad
            for source in engine.quads_for_pattern(iri(link), term("source"), None)
            for target in engine.quads_for_pattern(iri(link), term("target"), None)
            for quad in engine.quads_for_pattern(
                source.object, term("transferredTo"), target.object, DERIVED
            )
        ]
        engine.remove(edge)
        for quad in list(engine.quads_for_pattern(iri(link), None, None, None)):
            engine.remove(quad)

    behind_our_back(case, lose)
    with pytest.raises(
        StoreCorrupt, match=r"graph derived.*: differs from what sources and log give"
    ):
        case.verify()
    found = case.evidence.verdict().differences
    assert {(one.part, one.file) for one in found} == {("graph", "graph")}
    lost = {one.what: one.before for one in found if one.thing == case.lookup.handle(link)}
    assert lost["amount"] and lost["source"]
    assert "transferredTo" in {one.what for one in found}


def test_a_lost_edge_is_named(case):
    def lose(engine: Store) -> None:
        edge = next(engine.quads_for_pattern(None, term("transferredTo"), None, DERIVED))
        engine.remove(edge)

    behind_our_back(case, lose)
    with pytest.raises(StoreCorrupt, match=r"graph derived .*transferredTo: differs"):
        case.verify()


@pytest.fixture
def root(whole: Path, tmp_path: Path) -> Path:
    return small_case.copy(whole, tmp_path / "copy")


def seen(root: Path) -> dict[str, object]:
    """Return what would change with any write: the bytes and the times of files and folders."""
    times = {path.as_posix(): path.stat().st_mtime_ns for path in (root, *root.rglob("*"))}
    return {**bytes_of(root), **times}


def test_a_whole_case_is_counted(whole: Path) -> None:
    case = open_case(whole)
    found = case.verify()
    assert (found.sources, found.linked, found.layouts, found.entries) == (2, 0, 0, 7)
    assert found.links > 10 and found.derived > 0
    assert found.head == case.folder.log.head()
    assert not (found.differences or found.pending or found.quick)
    assert found.not_derived == (("earlier_index", ""),)


def test_results_of_the_same_rows_rest_on_one_index(
    whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trace and chain were saved before a payment was marked and a pair rejected: two states."""
    derived: list[str] = []
    build = build_index.build_index

    def noted(work: Path, shelves: Sequence[Shelf], terms: IndexTerms) -> None:
        derived.append(build_index.index_digest(shelves, terms))
        build(work, shelves, terms)

    monkeypatch.setattr(build_index, "build_index", noted)
    open_case(whole).verify()
    assert len(derived) == len({*derived}) == 2


def test_a_state_that_only_its_dump_finds_damaged_is_named(root: Path) -> None:
    """The engine opens a state whose tables are cut short, and finds it out while it reads them."""
    newest = newest_state(root)
    tables = sorted(path.name for path in newest.glob("*.sst"))
    assert tables
    for name in (tables[0], tables[-1]):
        held = (newest / name).read_bytes()
        write(newest / name, held[: len(held) // 2])
        found = {(one.part, one.file) for one in open_case(root).evidence.verdict().altered}
        assert ("graph", f"graph.checkpoints/{newest.name}") in found, name
        write(newest / name, held)
    assert not open_case(root).evidence.verdict().altered


@pytest.mark.parametrize("quick", [False, True])
def test_a_graph_set_back_to_an_earlier_state_is_named(root: Path, quick: bool) -> None:
    """The earlier state is as the log says it was then; the log also says that others followed."""
    newest, before = newest_state(root), bytes_of(root, "sources")
    shutil.rmtree(newest)
    shutil.rmtree(root / "graph")
    shutil.copytree(newest_state(root), root / "graph")
    case = open_case(root)
    verdict = case.evidence.verdict(quick=quick)
    named = {(one.part, one.file, one.what) for one in verdict.altered}
    assert ("graph", f"graph.checkpoints/{newest.name}", "missing") in named
    error = verdict.error()
    assert error is not None and error.exit_code == 4
    case.evidence.rebuild()
    assert not case.evidence.verdict().altered and bytes_of(root, "sources") == before


@pytest.mark.parametrize("quick", [False, True])
def test_to_verify_writes_nothing_and_waits_for_nobody(root: Path, quick: bool) -> None:
    """A case on a write-blocked medium can be verified, also while somebody holds its lock."""
    case = open_case(root)
    with case.folder.writing():
        before = seen(root)
        assert case.verify(quick=quick).error() is None
        assert seen(root) == before


def test_a_damaged_case_is_not_mended_by_looking(root: Path) -> None:
    small_case.write(next((root / "problems").glob("*.jsonl")), b"{}\n")
    before = seen(root)
    with pytest.raises(StoreCorrupt, match="problem"):
        open_case(root).verify()
    assert seen(root) == before


def test_a_message_taken_off_a_stored_problem_is_found(root: Path) -> None:
    """Only rows that an older version stored, as the log has them, may lack theirs."""
    (stored,) = [one for one in (root / "problems").glob("*.jsonl") if one.stat().st_size]
    rows = [json.loads(line) for line in stored.read_text("utf-8").splitlines()]
    assert all(row["message"]["id"] for row in rows)
    without = [to_json({k: one for k, one in row.items() if k != "message"}) for row in rows]
    small_case.write(stored, "".join(f"{line}\n" for line in without).encode())
    found = open_case(root).evidence.verdict()
    assert [(one.part, one.what, one.standing) for one in found.differences] == [
        ("problem", "changed", DifferenceKind.ALTERED)
    ]


def test_why_a_file_cannot_be_read_is_a_message() -> None:
    why = Message("bytes-not-to-be-had")
    found = unreadable("source", "sources/", why, "流水.csv")
    assert (found.what, found.after, found.reason) == ("unreadable", str(why), why)


def test_a_quick_look_says_what_it_did_not_derive(root: Path) -> None:
    verdict = open_case(root).verify(quick=True)
    assert verdict.quick and not verdict.differences
    parts = {part for part, _ in verdict.not_derived}
    assert parts == {"tables", "graph", "index", "results", "judgements"}


def test_a_quick_look_holds_files_to_their_digests(root: Path) -> None:
    table = next((root / "ledger").glob("?*/flow_transfer.parquet"))
    for path in (table, next((root / "saved").glob("trace-*"))):
        small_case.write(path, path.read_bytes() + b" ")
    found = open_case(root).evidence.verdict(quick=True).differences
    assert {(one.part, one.what) for one in found} == {("table", "changed"), ("result", "changed")}
    assert all(len(one.before) == len(one.after) == 64 and one.before != one.after for one in found)


def test_a_head_that_was_written_down_is_looked_for(root: Path, tmp_path: Path) -> None:
    case = open_case(root)
    early = case.folder.log.head()
    case.load(write_statement(tmp_path / "more.csv", 3, seed=5))
    late = case.folder.log.head()
    for head in (early, late, late[:16], late.upper(), GENESIS):
        assert case.verify(head=head, quick=True).head == late
    for head in (late[:15], "0" * 63 + "1", "not a head"):
        with pytest.raises(LogBroken, match="dropped or rewritten"):
            case.verify(head=head, quick=True)


def test_dropped_lines_show_against_a_head_kept_elsewhere(root: Path) -> None:
    """Whoever drops lines and rewrites the head beside the log cannot rewrite a printed one."""
    case = open_case(root)
    case.chain(card(1), name="another")
    kept = case.folder.log.head()
    next((root / "saved").glob("chain-another*")).unlink()
    drop_last_lines(root, 1)
    assert case.verify(quick=True)
    with pytest.raises(LogBroken, match="dropped or rewritten"):
        case.verify(head=kept, quick=True)


def test_dropped_lines_show_against_the_head_beside_the_log(root: Path) -> None:
    drop_last_lines(root, 1, head=False)
    with pytest.raises(EvidenceChanged, match=r"lines [0-9]+-: is missing"):
        open_case(root).verify(quick=True)


def test_a_note_of_the_head_that_is_one_line_behind_is_no_difference(root: Path) -> None:
    lines = (root / "log.jsonl").read_bytes().splitlines()
    behind = small_case.line_digest(lines[-2])
    (root / "log.head").write_text(f"{behind}\n", encoding="utf-8")
    assert not open_case(root).verify(quick=True).differences
    (root / "log.head").unlink()
    assert not open_case(root).verify(quick=True).differences


def test_a_case_that_changes_meanwhile_is_to_be_verified_again(root: Path) -> None:
    case, told = open_case(root), list[str]()

    def change(what: str, name: str) -> None:
        if not told:
            told.append(name)
            with open_case(root) as other:
                other.judgements.mark(
                    other.sql("SELECT id FROM transfer LIMIT 1").rows[0][0], "verified", "x"
                )

    with pytest.raises(StoreBusy, match="changed while it was being verified"):
        case.evidence.verdict(step=change)


class Killed(Exception):
    """Stands for ``kill -9`` at one place."""


def _act(case: Case, action: str, files: Path) -> None:
    last = "SELECT id FROM transfer ORDER BY id DESC LIMIT 1"
    acts: dict[str, Callable[[], object]] = {
        "load": lambda: case.load(write_statement(files / "more.csv", 3, seed=5)),
        "again": lambda: case.load(files / "b.csv", again=True),
        "unload": lambda: case.evidence.unload("b.csv"),
        "trace": lambda: case.trace(card(1), name="u", hops=1),
        "retrace": lambda: case.trace(card(1), name="t", hops=1, floor="5"),
        "mark": lambda: case.judgements.mark(case.sql(last).rows[0][0], "verified", "笔录"),
        "undo": case.judgements.undo,
    }
    acts[action]()


@pytest.mark.parametrize("place", ["_settle", "log_action"])
@pytest.mark.parametrize("action", ["load", "again", "unload", "trace", "retrace", "mark", "undo"])
def test_a_killed_action_is_pending_and_the_next_write_finishes_it(
    action: str, place: str, root: Path, whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed right after the write into the graph, or before the line of the log."""

    def die(*words: object, **facts: object) -> None:
        raise Killed

    files = root.with_name("files")
    files.mkdir()
    shutil.copyfile(whole.with_name("b.csv"), files / "b.csv")
    with monkeypatch.context() as patched, open_case(root) as case:
        patched.setattr(transaction, place, die)
        with pytest.raises(Killed):
            _act(case, action, files)
    before = bytes_of(root)
    with open_case(root) as case:
        entries = len(list(case.folder.log.entries()))
        verdict = case.verify()
        assert len(verdict.pending) == 1 and not verdict.differences
        assert case.verify(quick=True).pending == verdict.pending
        assert bytes_of(root) == before
        with writing_session(case.folder) as session:
            assert session.finished == verdict.pending
        after = case.verify()
        assert after.pending == () and after.entries == entries + 1


def test_the_gravest_part_decides_the_refusal() -> None:
    table = StateDifference("table", "ledger/x", "amount", "row_no=3", before="1", after="2")
    result = StateDifference("result", "saved/x", "changed")
    newer = StateDifference("table", "ledger/x", "memo", standing=DifferenceKind.VERSION)

    def refusal(*found: StateDifference) -> object:
        return Verdict(1, 0, 0, 1, 1, 1, "", differences=found).error()

    assert refusal() is None and refusal(newer) is None
    assert isinstance(refusal(table, newer), StoreCorrupt)
    assert isinstance(refusal(table, result), EvidenceChanged)
    assert "ledger/x row_no=3" in str(refusal(table))
    assert "besides it: 1" in str(refusal(table, result))


def test_a_case_of_an_older_version_is_not_called_altered(root: Path, tmp_path: Path) -> None:
    """What it saved without a line of the log can be neither proven nor called altered."""
    small_case.as_older(root)
    with open_case(root) as case:
        verdict = case.verify()
        assert {(one.part, one.what, one.standing) for one in verdict.differences} == {
            ("log", "undigested", DifferenceKind.UNPROVEN),
            ("result", "extra", DifferenceKind.UNPROVEN),
        }
        assert ("result", "trace-t.json") in verdict.not_derived
        saved = bytes_of(root, "saved")
        shutil.rmtree(root / "graph")
        shutil.rmtree(root / "graph.checkpoints")
        assert case.evidence.rebuild().restored == ["graph"]
        assert bytes_of(root, "saved") == saved
        case.load(write_statement(tmp_path / "more.csv", 3, seed=5))
        assert case.verify().altered == ()


def test_chains_of_two_states_that_differ_by_a_promoted_payment_are_told_apart(
    tmp_path: Path,
) -> None:
    limits = replace(LIMITS, promoted_flows=1)
    with new_case(tmp_path / "case") as case:
        with writing_session(case.folder) as session:
            file = FileLoad(write_statement(tmp_path / "a.csv", 12), LoadRequest(limits=limits))
            load(session, file)
        rows = case.sql("SELECT id FROM transfer ORDER BY id LIMIT 2").rows
        first, second = (str(link) for (link,) in rows)
        case.judgements.promote([first])
        case.judgements.promote([second])  # gives the handles that a second time finds given
        case.judgements.undo()
        case.judgements.promote([second])
        more = case.chain(card(1), name="more")
        case.judgements.undo()
        less = case.chain(card(1), name="less")
        assert len(more.edges) > len(less.edges)
        assert not case.verify().differences
