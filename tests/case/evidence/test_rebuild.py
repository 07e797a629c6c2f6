"""Everything derived that was lost or altered is put back as it was, byte for byte."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import small_case
from pyoxigraph import Literal, Quad, Store
from small_case import GRAPH, bytes_of, drop_last_lines, newest_state, write
from statements import write_statement

from kg.case import Case, new_case, open_case
from kg.case.storage.folder import CaseFolder
from kg.case.storage.leftovers import LOST_AND_FOUND
from kg.case.storage.open_case import reading_session
from kg.errors import EvidenceChanged, KgError, LogBroken, StoreCorrupt
from kg.rdf.terms import term

pytestmark = pytest.mark.usefixtures("derived_once")
GROWING = ("log.jsonl", "log.texts.jsonl", "log.head", "lock")


@pytest.fixture
def root(whole: Path, tmp_path: Path) -> Path:
    return small_case.copy(whole, tmp_path / "case")


def kept(root: Path) -> dict[str, object]:
    """Return all that a rebuild must leave as it was: every file's bytes, the graph's statements.

    The engine's files never repeat, and an index is derived when somebody asks for it.
    """
    left_out = (*GRAPH, *GROWING, LOST_AND_FOUND)
    files = {
        name: digest
        for name, digest in bytes_of(root).items()
        if name.split("/")[0] not in left_out and not name.startswith("ledger/index/")
    }
    with reading_session(CaseFolder(root)) as session:
        return {**files, "statements": sorted(b"".join(session.store.dump()).splitlines())}


@pytest.fixture(scope="module")
def before(whole: Path) -> dict[str, object]:
    return kept(whole)


def shelf(root: Path) -> Path:
    return next(path.parent for path in sorted((root / "ledger").glob("?*/flow_transfer.parquet")))


def source(root: Path, name: str = "a.csv") -> Path:
    sha256 = {one.name: one.sha256 for one in open_case(root).evidence.sources()}[name]
    return next((root / "sources").glob(f"{sha256}*"))


def graph_gone(root: Path) -> None:
    for name in GRAPH:
        shutil.rmtree(root / name)


def graph_forged(root: Path) -> None:
    for state in (newest_state(root), root / "graph"):
        work = root / "forged"
        shutil.copytree(state, work)
        engine = Store(str(work))
        old = min(engine.quads_for_pattern(None, term("amount"), None), key=str)
        engine.remove(old)
        forged = Literal("1", datatype=old.object.datatype)
        engine.add(Quad(old.subject, old.predicate, forged, old.graph_name))
        engine.flush()
        del engine
        shutil.rmtree(state)
        work.rename(state)


def shelf_gone(root: Path) -> None:
    shutil.rmtree(shelf(root))


def table_cut(root: Path) -> None:
    path = shelf(root) / "flow_transfer.parquet"
    write(path, path.read_bytes()[:100])


def problem_gone(root: Path) -> None:
    max((root / "problems").iterdir(), key=lambda path: path.stat().st_size).unlink()


def problem_edited(root: Path) -> None:
    path = max((root / "problems").iterdir(), key=lambda path: path.stat().st_size)
    write(path, path.read_bytes().replace(b"line 7", b"line 9"))


def handles_swapped(root: Path) -> None:
    path = root / "handles.jsonl"
    lines = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    lines[0][1], lines[1][1] = lines[1][1], lines[0][1]
    write(path, "".join("\t".join(line) + "\n" for line in lines).encode())


def handles_gone(root: Path) -> None:
    (root / "handles.jsonl").unlink()


def saved_edited(root: Path) -> None:
    path = next((root / "saved").glob("trace-*"))
    record = json.loads(path.read_text("utf-8"))
    record["steps"][0]["traced"] += 100
    write(path, json.dumps(record, ensure_ascii=False).encode())


def saved_gone(root: Path) -> None:
    for path in (root / "saved").iterdir():
        path.unlink()


def settings_edited(root: Path) -> None:
    path = root / "case.toml"
    write(path, path.read_bytes().replace(b"Asia/Shanghai", b"Asia/Urumqi"))


def source_renamed(root: Path) -> None:
    path = source(root)
    path.rename(path.with_name("evidence.csv"))
    (root / LOST_AND_FOUND / "sources").mkdir(parents=True)
    path.with_name("evidence.csv").rename(root / LOST_AND_FOUND / "sources" / path.name)


DAMAGES: dict[Callable[[Path], None], tuple[str, type[KgError]]] = {
    graph_gone: ("graph", StoreCorrupt),
    graph_forged: ("graph", StoreCorrupt),
    shelf_gone: ("table", StoreCorrupt),
    table_cut: ("table", StoreCorrupt),
    problem_gone: ("problem", StoreCorrupt),
    problem_edited: ("problem", StoreCorrupt),
    handles_swapped: ("handle", StoreCorrupt),
    handles_gone: ("handle", StoreCorrupt),
    saved_edited: ("result", EvidenceChanged),
    saved_gone: ("result", EvidenceChanged),
    settings_edited: ("settings", EvidenceChanged),
    source_renamed: ("source", EvidenceChanged),
}


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda one: one.__name__)
def test_what_was_damaged_is_named_and_is_as_before_after_a_rebuild(
    damage: Callable[[Path], None], root: Path, before: dict[str, object]
) -> None:
    damage(root)
    part, error = DAMAGES[damage]
    with open_case(root) as case:
        verdict = case.evidence.verdict()
        assert part in {one.part for one in verdict.altered}
        assert type(verdict.error()) is error
        found = case.evidence.rebuild()
        assert found.restored and not found.underivable
        assert case.verify().differences == ()
        *_, last = case.folder.log.entries()
        assert (last["action"], last["restored"]) == ("rebuild", found.restored)
    assert kept(root) == before


def test_all_at_once_is_restored_as_well(root: Path, before: dict[str, object]) -> None:
    for name in ("ledger", "problems", "saved"):
        for path in (root / name).iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
    graph_gone(root)
    handles_gone(root)
    with open_case(root) as case:
        case.evidence.rebuild()
        case.verify()
    assert kept(root) == before


def test_a_judgement_is_restored_as_the_log_says_it(root: Path) -> None:
    """Its clock is the line's own: of an altered one only the log is believed."""
    path = root / "judgements.jsonl"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    records = [json.loads(line) for line in lines]
    write(path, "".join([lines[0].replace('"excluded"', '"verified"'), *lines[1:]]).encode())
    assert path.read_text("utf-8") != "".join(lines)
    with open_case(root) as case:
        (wrong,) = [one for one in case.evidence.verdict().differences if one.part == "judgement"]
        assert (wrong.place, wrong.before, wrong.after) == ("line 1", "excluded", "verified")
        assert wrong.thing == records[0]["link"]
        with pytest.raises(EvidenceChanged):
            case.verify()
        case.evidence.rebuild()
        after = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for one in (*records, *after):
            del one["at"]
        assert after == records
        assert [said.kind for said in case.judgements.all()] != []
    assert list((root / LOST_AND_FOUND).rglob("judgements.jsonl")), (
        "the altered words are kept aside"
    )


@pytest.mark.parametrize("text", [None, b"", b"zone = "])
def test_settings_that_are_lost_are_those_of_the_log(text: bytes | None, root: Path) -> None:
    path = root / "case.toml"
    whole = path.read_bytes()
    path.unlink()
    if text is not None:
        path.write_bytes(text)
    with Case(CaseFolder(root)) as case:
        assert case.evidence.rebuild().restored == ["case.toml"]
    assert path.read_bytes() == whole


def test_a_whole_case_is_left_alone(root: Path) -> None:
    log = (root / "log.jsonl").read_bytes()
    graph = bytes_of(root, "graph.checkpoints")
    with open_case(root) as case:
        found = case.evidence.rebuild()
    assert (found.restored, found.moved, found.underivable, found.sources) == ([], [], [], 2)
    assert (root / "log.jsonl").read_bytes() == log
    assert bytes_of(root, "graph.checkpoints") == graph
    assert not list(root.glob(".rebuilding-*"))


def test_a_lost_source_is_asked_for_and_taken_when_it_is_handed_in(
    root: Path, whole: Path, before: dict[str, object], tmp_path: Path
) -> None:
    lost = source(root)
    lost.unlink()
    graph_gone(root)
    other = write_statement(tmp_path / "other.csv", 3, seed=8)
    files = bytes_of(root)
    with open_case(root) as case:
        for handed in ([], [other]):
            with pytest.raises(EvidenceChanged, match=rf"a\.csv \(sha256 {lost.name[:64]}\)"):
                case.evidence.rebuild(handed)
            assert {**bytes_of(root), "lock": ""} == {**files, "lock": ""}
        renamed = shutil.copyfile(whole.with_name("a.csv"), tmp_path / "found again.csv")
        found = case.evidence.rebuild([other, renamed])
        assert f"sources/{lost.name}" in found.restored
        case.verify()
    assert kept(root) == before


def test_an_altered_source_is_kept_aside_when_the_right_one_is_handed_in(
    root: Path, whole: Path, before: dict[str, object]
) -> None:
    path = source(root)
    write(path, path.read_bytes().replace(b"CNY", b"USD"))
    forged = path.read_bytes()
    with open_case(root) as case:
        found = case.evidence.rebuild([whole.with_name("a.csv")])
        case.verify()
    assert [(root / name).read_bytes() for name in found.moved] == [forged]
    assert kept(root) == before


def test_linked_evidence_that_moved_is_found_by_its_bytes(tmp_path: Path) -> None:
    path = write_statement(tmp_path / "a.csv", 3)
    with new_case(tmp_path / "case") as case:
        case.load(path, link_only=True)
        moved = path.rename(tmp_path / "elsewhere.csv")
        with pytest.raises(EvidenceChanged, match=r"a\.csv"):
            case.verify()
        case.evidence.rebuild([moved])
        assert case.verify().linked == 1


@pytest.mark.parametrize("key", [b"", b"another key of the same length.."])
def test_a_case_is_not_rebuilt_under_another_key(key: bytes, root: Path) -> None:
    (root / "case.key").unlink()
    if key:
        (root / "case.key").write_bytes(key)
    files = bytes_of(root)
    with pytest.raises(EvidenceChanged, match="key"):
        open_case(root).evidence.rebuild()
    assert {**bytes_of(root), "lock": ""} == {**files, "lock": ""}


@pytest.mark.parametrize("head", [True, False])
def test_nothing_is_derived_from_a_broken_log(head: bool, root: Path) -> None:
    path = root / "log.jsonl"
    if head:
        write(path, path.read_bytes().replace(b'"rows": ', b'"rows": 1'))
    else:
        drop_last_lines(root, 2, head=False)
    files = bytes_of(root)
    with pytest.raises(LogBroken):
        open_case(root).evidence.rebuild()
    assert {**bytes_of(root), "lock": ""} == {**files, "lock": ""}


def test_a_result_whose_request_is_gone_is_said_not_to_be_derivable(root: Path) -> None:
    (root / "requests.jsonl").unlink()
    with open_case(root) as case:
        verdict = case.verify()
        assert {part for part, _ in verdict.not_derived} == {"earlier_index", "result"}
        next((root / "saved").glob("chain-*")).unlink()
        found = case.evidence.rebuild()
        assert [(one.part, one.what) for one in found.underivable] == [("result", "missing")]


def test_after_a_rebuild_one_works_on(root: Path, tmp_path: Path) -> None:
    graph_gone(root)
    with open_case(root) as case:
        case.evidence.rebuild()
        _works(case, tmp_path)


def _works(case: Case, files: Path) -> None:
    case.load(write_statement(files / "more.csv", 3, seed=5))
    assert case.judgements.undo() == "load more.csv"
    case.evidence.unload("b.csv")
    case.judgements.undo()
    case.verify()
