"""The hallway: what a person does with a case, one action after the other."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path

import pytest
from statements import card, write_statement

from kg.case import Case, new_case, open_case
from kg.case.storage.open_case import writing_session
from kg.case.storage.transaction import PendingAction
from kg.errors import (
    Ambiguous,
    EvidenceChanged,
    LayoutError,
    LogBroken,
    NotACase,
    NotFound,
    UsageError,
)
from tests.built import built


def build(place: Path) -> None:
    with new_case(place / "case", name="某案") as made:
        made.load(write_statement(place / "流水.csv", 60))


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    return write_statement(tmp_path / "流水.csv", 60)


@pytest.fixture
def case(tmp_path: Path, statement: Path) -> Iterator[Case]:
    built(build, tmp_path)
    with open_case(tmp_path / "case") as opened:
        yield opened


def test_a_load_counts_every_row(case: Case) -> None:
    (source,) = case.evidence.sources()
    assert (source.read, source.stored, source.problems, source.flows) == (60, 60, 0, 60)
    assert source.promoted
    assert case.verify().pending == ()


def test_the_same_content_changes_nothing(case: Case, statement: Path) -> None:
    log = case.folder.log.path.read_bytes()
    renamed = statement.with_name("again.csv")
    shutil.copyfile(statement, renamed)
    report = case.load(renamed)
    assert report.already
    assert report.source.name == "流水.csv"
    assert case.folder.log.path.read_bytes() == log


def test_a_refused_file_leaves_the_others_in(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "more"
    folder.mkdir()
    write_statement(folder / "b.csv", 40, seed=2)
    (folder / "a.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    reports, refusals = case.evidence.load_all([folder])
    assert [report.source.name for report in reports] == ["b.csv"]
    assert [type(error) for error in refusals] == [LayoutError]
    assert len(case.evidence.sources()) == 2


def test_undo_takes_back_one_action_after_the_other(case: Case, tmp_path: Path) -> None:
    case.load(write_statement(tmp_path / "二.csv", 40, seed=2))
    case.trace(card(1), name="t", hops=1)
    assert "trace t" in case.judgements.undo()
    with pytest.raises(NotFound, match="no trace"):
        case.chain(trace="t")
    assert "二.csv" in case.judgements.undo()
    assert [source.name for source in case.evidence.sources()] == ["流水.csv"]
    assert "流水.csv" in case.judgements.undo()
    assert case.evidence.sources() == []
    with pytest.raises(UsageError, match="nothing to take back"):
        case.judgements.undo()
    assert case.verify().sources == 0


def test_what_was_undone_can_be_loaded_again(case: Case, statement: Path) -> None:
    before = case.query("SELECT ?l WHERE { ?l a <https://w3id.org/crimechain/Transfer> }")
    case.judgements.undo()
    case.load(statement)
    again = case.query("SELECT ?l WHERE { ?l a <https://w3id.org/crimechain/Transfer> }")
    assert sorted(before.rows) == sorted(again.rows)
    assert len(again.rows) == 60


def test_a_changed_source_is_named(case: Case) -> None:
    (kept,) = case.folder.sources.iterdir()
    kept.chmod(0o600)
    kept.write_bytes(kept.read_bytes().replace(b"CNY", b"USD", 1))
    with pytest.raises(EvidenceChanged, match="流水"):
        case.verify()


def test_a_changed_log_is_found(case: Case) -> None:
    path = case.folder.log.path
    text = path.read_text(encoding="utf-8").replace("Asia/Shanghai", "Asia/Urumqi")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LogBroken):
        case.verify()


def test_the_log_line_of_a_killed_load_is_added_by_the_next_write(case: Case) -> None:
    log, entries = case.folder.log, list(case.folder.log.entries())
    facts = {key: entries[-1][key] for key in ("sources",)}
    path = log.path
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")
    log.head_file.write_text(f"{log.head()}\n", encoding="utf-8")
    note = PendingAction("load", facts, state="none", lines=1)
    case.folder.under_way.write_text(json.dumps(asdict(note)), encoding="utf-8")
    before = path.read_bytes()
    assert case.verify().pending == ("流水.csv",)
    assert path.read_bytes() == before, "to verify writes nothing"
    with writing_session(case.folder) as session:
        assert session.finished == ("流水.csv",)
    *_, last = log.entries()
    assert last["recovered"] is True and last["sources"] == facts["sources"]
    assert last["derived"].keys() >= {"graph", "handles", "sources"}
    assert case.verify().pending == ()


def test_a_thing_is_found_by_number_mask_name_and_handle(case: Case) -> None:
    (own,) = case.lookup.find(card(1))
    number = card(1)
    assert own in case.lookup.find(f"{number[:4]}****{number[-4:]}")
    assert case.lookup.find(case.lookup.handle(own.id)) == [own]
    assert own in case.lookup.find("甲1")
    with pytest.raises(Ambiguous) as caught:
        case.trace("乙")
    assert len(caught.value.candidates) > 1
    with pytest.raises(NotFound):
        case.trace("没有这个人")


def test_a_trace_conserves_and_is_put_into_the_graph(case: Case) -> None:
    trace = case.trace(card(1), name="去向", hops=2)
    started = sum(seed.amount for seed in trace.seeds)
    assert started == sum(holding.amount for holding in trace.holdings) > 0
    rows = case.query(
        "PREFIX cc: <https://w3id.org/crimechain/> SELECT ?l ?a ?rule WHERE "
        "{ ?l a cc:TracedFlow ; cc:amount ?a ; cc:rule ?rule }"
    ).rows
    assert trace.scale == {"CNY": 100}
    traced = sum(step.traced for step in trace.steps)
    assert sum(Decimal(str(row[1])) for row in rows) == Decimal(traced) / 100
    assert {row[2] for row in rows} == {"fifo"}
    (own,) = case.lookup.find(card(1))
    (paid,) = case.sql(f"SELECT sum(amount) FROM transfer WHERE source = '{own.id}'").rows
    assert paid[0] == Decimal(started) / 100


def test_tracing_again_under_a_name_replaces_its_results(case: Case) -> None:
    case.trace(card(1), name="t")
    case.trace(card(1), name="t", floor="500")
    count = case.query("SELECT ?l WHERE { ?l a <https://w3id.org/crimechain/TracedFlow> }").rows
    case.judgements.undo()
    case.judgements.undo()
    case.trace(card(1), name="t", floor="500")
    again = case.query("SELECT ?l WHERE { ?l a <https://w3id.org/crimechain/TracedFlow> }").rows
    assert sorted(count) == sorted(again)


def test_explaining_shows_what_stands_in_the_file(case: Case) -> None:
    row = case.sql("SELECT id, amount, row_no FROM transfer ORDER BY row_no LIMIT 1").rows[0]
    explained = case.lookup.explain(str(row[0]))
    (piece,) = explained.pieces
    assert piece.file == "流水.csv"
    assert piece.locator == f"line {row[2]}"
    assert Decimal(str(row[1])) in {Decimal(c) for c in piece.cells if c.replace(".", "").isdigit()}


def test_explaining_names_both_ends_and_their_holders(case: Case) -> None:
    (row,) = case.sql("SELECT id, source, target FROM transfer ORDER BY row_no LIMIT 1").rows
    parties = case.lookup.explain(str(row[0])).parties
    assert [party.id for party in parties.values()] == list(row[1:])
    (own,) = (party for party in parties.values() if party.name == card(1))
    assert own.handle == case.lookup.handle(own.id) and "甲1" in own.also


def test_sql_sees_every_row(case: Case) -> None:
    (total,) = case.sql("SELECT sum(amount) FROM transfer").rows
    text = (next(case.folder.sources.iterdir())).read_text(encoding="utf-8").splitlines()[1:]
    assert total[0] == sum(Decimal(line.split(",")[5]) for line in text)


def test_masked_exports_leave_nothing_of_a_person(case: Case, tmp_path: Path) -> None:
    case.chain(card(1), hops=1, name="c")
    for suffix in ("html", "svg", "ttl", "trig", "cypher", "csv"):
        for path in case.export(tmp_path / f"out.{suffix}", "c"):
            content = path.read_text(encoding="utf-8")
            assert card(1) not in content
            assert "甲1" not in content
            assert "流水.csv" not in content


def test_exports_refuse_to_replace_and_name_their_writers(case: Case, tmp_path: Path) -> None:
    case.chain(card(1), hops=1, name="c")
    case.export(tmp_path / "c.svg", "c")
    with pytest.raises(UsageError, match="--force"):
        case.export(tmp_path / "c.svg", "c")
    with pytest.raises(UsageError, match=r"\.html \.svg"):
        case.export(tmp_path / "c.docx", "c")


def test_a_folder_that_is_no_case_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(NotACase):
        open_case(tmp_path, create=False)
