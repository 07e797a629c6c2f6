"""The custody log says who did what by handles and hashes; the words lie beside it in the case."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from statements import card, write_statement
from typer.testing import CliRunner

from kg.case import Case, new_case, open_case
from kg.case.storage.folder import LogTexts
from kg.cli import app
from kg.custody import CustodyLog
from kg.errors import StoreCorrupt
from tests.built import built

NAME, REASON, PLACE = "赵大宝", "被害人钱二妹的陈述", "讯问笔录第3页"


def build(place: Path) -> None:
    with new_case(place / "case", name=f"{NAME}诈骗案") as made:
        made.load(write_statement(place / "流水.csv", 40))


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    built(build, tmp_path)
    with open_case(tmp_path / "case") as opened:
        yield opened


def raw(case: Case) -> str:
    return case.folder.log.path.read_text(encoding="utf-8")


def do_everything(place: Path) -> None:
    """Do each action in which a person types words."""
    built(build, place)
    with open_case(place / "case") as case:
        case.judgements.add(NAME, "持有", card(1), evidence=PLACE)
        case.judgements.set_pair_windows(REASON, pair=60)
        trace = case.trace(card(1), name=f"{NAME}的钱")
        case.trace(card(1), name=f"{NAME}的钱")
        case.judgements.mark(trace.steps[0].link, "disputed", REASON)
        case.judgements.mark(trace.steps[0].link, "clear", REASON)
        case.judgements.promote([trace.steps[1].link])
        case.judgements.undo()
        case.sharing.reproduce(f"{NAME}的钱", server=True)


@pytest.fixture
def worded(tmp_path: Path) -> Iterator[Case]:
    """Open a case with which everything was done in which a person types words."""
    built(do_everything, tmp_path)
    with open_case(tmp_path / "case") as opened:
        yield opened


def test_no_line_of_the_log_holds_a_word_that_a_person_typed(worded: Case, tmp_path: Path) -> None:
    worded.export(tmp_path / f"{NAME}.html", f"{NAME}的钱")
    words = (NAME, REASON, PLACE, card(1), quote(NAME))
    assert [word for word in words if word in raw(worded)] == []
    assert list(worded.folder.log.entries())


def test_the_log_is_read_with_its_words(worded: Case) -> None:
    told = CliRunner().invoke(app, ["log", str(worded.root), "--lang", "zh", "--json"]).stdout
    entries = json.loads(told)
    assert entries[0]["name"] == f"{NAME}诈骗案"
    added = next(line for line in entries if "said" in line.get("sources", [{}])[0])
    assert added["sources"][0]["said"] == f"{NAME} 持有 {card(1)}"
    assert {line["reason"] for line in entries if "reason" in line} == {REASON}
    shown = CliRunner().invoke(app, ["log", str(worded.root), "--lang", "zh"]).stdout
    assert NAME in shown and "hmac:" not in shown


def test_undo_finds_what_it_takes_back_behind_the_hashes(case: Case) -> None:
    case.trace(card(1), name=f"{NAME}的钱", hops=1)
    before = {path.name: path.read_bytes() for path in case.folder.saved.glob("trace-*.json")}
    case.trace(card(1), name=f"{NAME}的钱", hops=3)
    assert f"{NAME}的钱" in case.judgements.undo()
    after = {path.name: path.read_bytes() for path in case.folder.saved.glob("trace-*.json")}
    assert after == before
    assert f"{NAME}的钱" in case.judgements.undo()
    assert not list(case.folder.saved.glob("trace-*.json"))


def test_a_line_of_an_older_version_is_read_and_taken_back(case: Case) -> None:
    case.folder.log = CustodyLog(case.folder.log.path)  # as it was: no texts beside it
    case.trace(card(1), name=f"{NAME}的钱")
    assert f"{NAME}的钱" in raw(case)
    with Case(type(case.folder)(case.root)) as now:
        assert f"{NAME}的钱" in now.judgements.undo()
    assert not list(case.folder.saved.glob("trace-*.json"))


def test_without_its_texts_a_log_is_read_and_says_that_it_cannot_take_a_step_back(
    case: Case,
) -> None:
    case.trace(card(1), name=f"{NAME}的钱")
    case.folder.log_texts.path.unlink()
    assert [entry["action"] for entry in case.folder.log.entries()] == ["new", "load", "trace"]
    with pytest.raises(StoreCorrupt, match="kept"):
        case.judgements.undo()
    assert "log.texts.jsonl" in {one.file for one in case.evidence.verdict(quick=True).differences}
    assert case.trace(card(1)).steps


def test_an_altered_text_is_not_believed(case: Case) -> None:
    case.judgements.mark(case.trace(card(1)).steps[0].link, "disputed", REASON)
    path = case.folder.log_texts.path
    path.write_text(path.read_text("utf-8").replace(REASON, "另一个理由"), encoding="utf-8")
    *_, last = case.folder.log.entries()
    assert last["reason"].startswith("hmac:")
    assert case.folder.log_texts.wrong() == [2]


def test_a_text_cut_off_by_a_crash_was_never_said(tmp_path: Path) -> None:
    texts = LogTexts(tmp_path / "log.texts.jsonl", lambda: b"k" * 32)
    hidden = texts.hide("mark", {"reason": REASON})
    texts.path.write_bytes(texts.path.read_bytes() + b'{"hash": "hm')
    assert texts.told(hidden) == {"reason": REASON}
    again = texts.hide("mark", {"reason": "二"})
    assert texts.told(again) == {"reason": "二"}
    assert texts.wrong() == []
