"""Facts that a person types: known and new parties, evidence, refusals, undo, whose a bill is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from statements import card, write_statement

from kg.case import Case, new_case, open_case
from kg.errors import Ambiguous, NotFound, UsageError
from tests.built import built

PAPER = "讯问笔录 卷3 第17页"
BILL = """微信支付账单明细,,,,,,,,,,
微信昵称：[某昵称],,,,,,,,,,
----------------------微信支付账单明细列表--------------------,,,,,,,,,,
交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注
2024-05-01 10:00:00,转账,某人,/,支出,¥{yuan},零钱,支付成功,4200000001,/,/
"""


def build(place: Path) -> None:
    with new_case(place / "case", name="某案") as made:
        made.load(write_statement(place / "流水.csv", 30))


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    built(build, tmp_path)
    with open_case(tmp_path / "case") as opened:
        yield opened


def bill(case: Case, tmp_path: Path, name: str, yuan: str = "8.00") -> None:
    path = tmp_path / name
    path.write_text(BILL.format(yuan=yuan), encoding="utf-8")
    case.load(path)


def certified(case: Case, tmp_path: Path) -> None:
    """Load a table in which somebody is named with a certificate's number."""
    path = tmp_path / "关系.csv"
    path.write_text("主体,关系,客体,主体证件号\n赵某,招募,钱某,P0000001\n", encoding="utf-8")
    case.load(path)


def test_a_typed_fact_stands_with_its_evidence_and_is_undone(case: Case) -> None:
    added = case.judgements.add("李某", "招募", "王某", on="2023-03-01", evidence=PAPER)
    assert (added.link.kind, added.link.proof) == ("Recruits", "single")
    assert added.link.start is not None
    assert [one.first("name") for one in added.ends if one.id in added.new] == sorted(
        ["李某", "王某"], key=lambda name: case.lookup.find(name)[0].id
    )
    told = case.lookup.explain(case.lookup.handle(added.link.id))
    assert PAPER in str(told.pieces)
    assert added.source.name == f"added-{added.source.sha256[:8]}.csv"
    case.verify()
    assert "李某 招募 王某" in case.judgements.undo()
    assert case.lookup.find("李某") == []
    case.verify()


def test_a_typed_fact_that_breaks_a_rule_is_stored_and_says_so(case: Case) -> None:
    right = case.judgements.add("李某", "招募", "王某", on="2023-03-01", evidence=PAPER)
    assert right.broken == ()
    wrong = case.judgements.add(
        "李某", "招募", "孙某", on="2023-03-01", until="2022-01-01", evidence=PAPER
    )
    assert [one.first.said.text() for one in wrong.broken] == ["the end lies before the start"]
    (breach,) = case.questions.check().broken
    assert breach.breach.thing == wrong.link.id


def test_a_relation_is_said_in_either_language_and_people_are_known_again(case: Case) -> None:
    first = case.judgements.add("李某", "招募", "王某", evidence=PAPER)
    second = case.judgements.add("王某", "recruits", "孙某", evidence=PAPER)
    assert second.link.kind == "Recruits"
    assert second.link.source == first.link.target
    assert second.new == (second.link.target,)
    by_handle = case.judgements.add(
        case.lookup.handle(first.link.source), "认识", "孙某", evidence=PAPER
    )
    assert (by_handle.link.source, by_handle.new) == (first.link.source, ())


def test_somebody_with_a_number_is_meant_by_the_name_alone(case: Case, tmp_path: Path) -> None:
    certified(case, tmp_path)
    added = case.judgements.add("赵某", "持有", card(1), evidence=PAPER)
    assert added.new == ()
    (holder,) = [one for one in added.ends if one.kind == "Person"]
    assert holder.first("certificateNumber") == "P0000001"
    assert "赵某" in case.lookup.holders([added.link.target])[added.link.target]
    another = case.judgements.add("赵某", "招募", "周某", evidence=PAPER, subject_id="P0000002")
    assert another.link.source in another.new
    with pytest.raises(Ambiguous, match="fits 2"):
        case.judgements.add("赵某", "招募", "吴某", evidence=PAPER)


def test_a_role_stands_alone(case: Case) -> None:
    added = case.judgements.add("李某", "卡农", evidence=PAPER)
    assert added.link.kind == "HoldsRole"
    assert added.link.source == added.link.target


@pytest.mark.parametrize(
    ("words", "more", "error", "said"),
    [
        (("李某", "招募", "王某"), {}, UsageError, "needs its evidence"),
        (("李某", "交易火箭", "王某"), {"evidence": PAPER}, UsageError, "no relation or role"),
        (("李某", "招募"), {"evidence": PAPER}, UsageError, "object: is blank"),
        (("", "招募", "王某"), {"evidence": PAPER}, UsageError, "not named"),
        (("李某", "招募", "王某"), {"evidence": PAPER, "on": "某日"}, UsageError, "某日"),
        (("李某", "招募", "王某"), {"evidence": PAPER, "proof": "很可能"}, UsageError, "proof"),
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_changes(
    case: Case, words: tuple[str, ...], more: dict[str, str], error: type[Exception], said: str
) -> None:
    before = case.folder.log.path.read_bytes()
    with pytest.raises(error, match=said):
        case.judgements.add(*words, **more)
    assert case.folder.log.path.read_bytes() == before
    assert len(case.evidence.sources()) == 1


def test_the_same_words_twice_are_said_once(case: Case) -> None:
    case.judgements.add("李某", "招募", "王某", evidence=PAPER)
    with pytest.raises(UsageError, match="already"):
        case.judgements.add("李某", "招募", "王某", evidence=PAPER)


def test_a_bill_gets_its_owner_and_another_bill_does_not(case: Case, tmp_path: Path) -> None:
    bill(case, tmp_path, "账单1.csv")
    bill(case, tmp_path, "账单2.csv", "9.00")
    added = case.judgements.owner("账单1.csv", "张三", evidence=PAPER)
    assert added.link.kind == "HoldsAccount"
    assert added.new == (added.link.source,)
    assert case.lookup.holders([added.link.target]) == {added.link.target: ("张三",)}
    steps = case.trace("张三").steps
    assert [(step.source, step.amount) for step in steps] == [(added.link.target, 800)]
    with pytest.raises(UsageError, match="has an owner already"):
        case.judgements.owner("账单1.csv", "李四")
    case.judgements.undo()
    assert case.lookup.holders([added.link.target]) == {}
    other = case.judgements.owner("3", "张三")
    assert other.link.target != added.link.target


def test_a_statement_that_names_its_account_needs_no_owner(case: Case) -> None:
    with pytest.raises(UsageError, match="needs no owner"):
        case.judgements.owner("流水.csv", "张三")
    with pytest.raises(NotFound, match="no such file"):
        case.judgements.owner("没有.csv", "张三")
