"""A person's word on a leg that no row records: obeyed everywhere, reversible, in no sum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from legs_files import DEALER, PAYER, write_bank, write_coin
from openpyxl import load_workbook

from kg.case import Case, new_case, open_case
from kg.errors import NotFound, UsageError
from kg.model import Chain, InferredLeg, Proof
from kg.views.page_data import data_of, in_clear
from tests.built import built

WHY = "微信聊天约定"


def build(place: Path) -> None:
    with new_case(place / "case", name="某案") as made:
        made.load(write_bank(place / "流水.csv"))
        made.load(write_coin(place / "链上.csv"))


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    built(build, tmp_path)
    with open_case(tmp_path / "case") as opened:
        yield opened


def leg(case: Case) -> InferredLeg:
    (found,) = case.money.legs().legs
    return found


def drawn(chain: Chain) -> list[str]:
    return [link.id for e in chain.edges if e.kind == "InferredLeg" for link in e.links]


def in_graph(case: Case) -> list[str]:
    text = "PREFIX cc: <https://w3id.org/crimechain/> SELECT ?l WHERE { ?l a cc:InferredLeg }"
    return [row[0].strip("<>") for row in case.query(text).rows]


def test_a_leg_is_proposed_with_a_handle_and_the_graph_knows_nothing_of_it(case: Case) -> None:
    found = leg(case)
    assert (found.state, str(found.rate), str(found.fee)) == ("proposed", "7.23", "1")
    assert case.lookup.handle(found.id) == "IL1" and in_graph(case) == []


def test_a_saved_trace_has_it_after_its_steps_and_chain_page_and_exports_show_it(
    case: Case, tmp_path: Path
) -> None:
    trace = case.trace(PAYER, name="某迹")
    assert [one.id for one in trace.inferred] == [leg(case).id]
    assert {step.currency for step in trace.steps} == {"CNY"} and trace.adds_up
    chain = case.chain(trace="某迹", name="某链")
    (edge,) = [one for one in chain.edges if one.kind == "InferredLeg"]
    assert (edge.totals, edge.traced) == ({}, {})
    (link,) = edge.links
    assert (link.amount, link.currency, link.proof) == (None, "", Proof.CLUE)
    assert {one.sha256 for one in link.evidence} == {one.sha256 for one in case.evidence.sources()}
    assert any("推断环节" in banner.text("zh") for banner in chain.banners)
    for name in ("链.html", "链.svg", "案.trig", "迹.xlsx"):
        result = {"案.trig": "", "迹.xlsx": "某迹"}.get(name, "某链")
        (written,) = case.export(tmp_path / name, result)[:1]
        assert written.stat().st_size
    told = data_of((tmp_path / "链.html").read_bytes())
    (shown,) = [one for one in told["edges"] if one["kind"] == "InferredLeg"]
    assert shown["marks"] == ["inferred"] and shown["totals"] == []
    assert told["words"]["proofs"]["inferred"]["zh"].startswith("推断")
    assert 'stroke-dasharray="9 6"' in (tmp_path / "链.svg").read_text("utf-8")
    assert "InferredLeg" in (tmp_path / "案.trig").read_text("utf-8")
    (row,) = list(load_workbook(tmp_path / "迹.xlsx")["推断环节"].values)[2:]
    assert "87,654.32 CNY" in row and "12,122.695712 USDT" in row
    assert not any(isinstance(cell, int | float) for cell in row)


def test_backward_it_stands_before_what_is_recorded(case: Case) -> None:
    coin = next(iter(leg(case).got))
    assert [one.id for one in case.trace(coin, direction="in").inferred] == [leg(case).id]
    assert case.trace(coin).inferred == ()


def test_accepted_it_is_in_the_graph_with_who_when_and_why_and_stays_inferred(case: Case) -> None:
    case.judgements.accept_leg("IL1" if leg(case) else "", WHY, by="检察官甲")
    now = leg(case)
    assert (now.state, now.by, now.reason) == ("accepted", "检察官甲", WHY) and now.at
    assert in_graph(case) == [now.id]
    assert case.lookup.explain("IL1").rule == "coin-bought"
    rows = case.query(
        "PREFIX cc: <https://w3id.org/crimechain/> SELECT ?d ?r WHERE "
        f"{{ <{now.id}> cc:decision ?d ; cc:inferredFrom ?r MINUS {{ <{now.id}> cc:amount ?a }} }}"
    ).rows
    assert sorted(row[1].strip('"') for row in rows) == sorted(now.rows)
    assert {row[0].strip('"') for row in rows} == {"accepted"}
    assert drawn(case.chain(DEALER)) == [now.id]
    (judged,) = case.judgements.all()
    assert (judged.link, judged.reason, judged.in_case) == (now.id, WHY, True)
    case.judgements.undo()
    assert leg(case).state == "proposed" and in_graph(case) == [] and case.judgements.all() == []


def test_rejected_it_is_gone_from_traces_chains_and_exports_until_undone(case: Case) -> None:
    case.trace(PAYER, name="某迹")
    chain = case.chain(trace="某迹", name="某链")
    assert drawn(chain) and in_graph(case)
    case.judgements.reject_pair(leg(case).id, "当面给付现金", by="甲")
    assert leg(case).state == "rejected" and in_graph(case) == []
    assert case.trace(PAYER).inferred == () and drawn(case.chain(trace="某迹")) == []
    case.judgements.accept_leg(leg(case).id, WHY)
    assert leg(case).state == "accepted" and in_graph(case)
    case.judgements.undo()
    assert leg(case).state == "rejected" and leg(case).reason == "当面给付现金"
    case.judgements.undo()
    assert leg(case).state == "proposed" and drawn(case.chain(trace="某迹")) == drawn(chain)
    case.verify()


def test_a_saved_chain_leaves_out_what_was_rejected_since(case: Case, tmp_path: Path) -> None:
    case.trace(PAYER, name="某迹")
    case.chain(trace="某迹", name="某链")
    case.judgements.reject_pair(leg(case).id, "不采信")
    case.export(tmp_path / "链.html", "某链")
    assert '"kind":"InferredLeg"' not in in_clear((tmp_path / "链.html").read_bytes())


def test_a_judged_leg_rests_while_its_rows_are_out_and_is_back_with_them(
    case: Case, tmp_path: Path
) -> None:
    case.judgements.accept_leg(leg(case).id, WHY)
    kept = leg(case)
    gone = case.evidence.unload("链上.csv")
    assert [(one.kind, one.what, one.rows) for one in gone.resting] == [("leg", kept.id, 1)]
    assert case.money.legs().legs == () and in_graph(case) == []
    assert [one.in_case for one in case.judgements.all()] == [False]
    case.load(tmp_path / "链上.csv")
    assert leg(case) == kept and in_graph(case) == [kept.id]
    case.verify()


def test_a_case_built_afresh_with_the_same_words_is_the_same(case: Case, tmp_path: Path) -> None:
    case.judgements.accept_leg(leg(case).id, WHY, by="甲")
    with new_case(tmp_path / "afresh", name="某案") as other:
        other.load(tmp_path / "链上.csv")
        other.load(tmp_path / "流水.csv")
        other.judgements.accept_leg(leg(other).id, WHY, by="甲")
        assert replace(leg(other), at="") == replace(leg(case), at="")
        assert in_graph(other) == in_graph(case)


def test_of_two_that_are_ambiguous_a_person_chooses(tmp_path: Path) -> None:
    with new_case(tmp_path / "case") as made:
        made.load(write_bank(tmp_path / "流水.csv", twice=True))
        made.load(write_coin(tmp_path / "链上.csv"))
        one, other = made.money.legs().legs
        assert {one.state, other.state} == {"ambiguous"}
        trace = made.trace(PAYER)
        assert trace.inferred == () and any("kg pairs" in said.text() for said in trace.warnings)
        made.judgements.accept_leg(other.id, WHY)
        assert [(x.id, x.state) for x in made.money.legs().legs] == [(other.id, "accepted")]
        assert [x.id for x in made.trace(PAYER).inferred] == [other.id]


def test_what_is_no_leg_or_has_no_reason_is_refused(case: Case) -> None:
    with pytest.raises(UsageError, match="for a reason"):
        case.judgements.accept_leg(leg(case).id, " ")
    with pytest.raises(NotFound, match="is not an inferred leg"):
        case.judgements.accept_leg(DEALER, WHY)
    with pytest.raises(NotFound):
        case.judgements.reject_pair("urn:crimechain:inferred_leg:00", WHY)
