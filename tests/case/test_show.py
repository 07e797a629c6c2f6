"""What is known of one thing: money by currency, holders, masks that may be it, files, problems."""

from __future__ import annotations

import json
import re
from decimal import Decimal

import pytest
from statements import card
from typer.testing import CliRunner

from kg.case import Case, open_case
from kg.case.lookup.profile import Profile
from kg.cli import app
from kg.ledger.masked_numbers import pattern

OWN, OTHER = card(11), card(12)
HEADER = "交易卡号,交易账号,账户开户名称,交易时间,收付标志,交易金额,交易币种,对手卡号,对手户名\n"
MASKED = f"{OTHER[:4]}****{OTHER[-4:]}"


def row(minute: int, way: str, amount: str, currency: str, other: str, name: str) -> str:
    own = f"{OWN},7100000000000011,闻人澈"
    return f"{own},2024-01-02 10:{minute:02}:00,{way},{amount},{currency},{other},{name}"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Open a case to which nobody writes."""
    place = tmp_path_factory.mktemp("show")
    first, second = place / "流水.csv", place / "另一份.csv"
    rows = [
        row(1, "出", "10.10", "CNY", OTHER, "邬芷然"),
        row(2, "进", "3.00", "CNY", OTHER, "邬芷然"),
        row(3, "出", "7.00", "USD", OTHER, "邬芷然"),
        row(4, "出", "oops", "CNY", OTHER, "邬芷然"),
    ]
    first.write_text(HEADER + "\n".join(rows), encoding="utf-8")
    lines = [row(30, "出", "8.00", "CNY", MASKED, "邬*然")]
    second.write_text(HEADER + "\n".join(lines), encoding="utf-8")
    opened = open_case(place / "case")
    _, refused = opened.evidence.load_all([first, second])
    assert refused == []
    return opened


def known(case: Case, what: str) -> Profile:
    told = case.lookup.show(what, "en")
    assert isinstance(told, Profile)
    return told


def test_money_is_told_by_currency(case: Case) -> None:
    told = known(case, OWN)
    money = {one.currency: (one.paid, one.payments, one.received) for one in told.totals}
    assert money == {
        "CNY": (Decimal("18.10"), 2, Decimal("3")),
        "USD": (Decimal("7"), 1, Decimal("0")),
    }
    assert (told.first and told.first.minute, told.last and told.last.minute) == (1, 30)


def test_files_and_the_rows_that_could_not_be_stored_are_told(case: Case) -> None:
    told = known(case, OTHER)
    assert [source.name for source in told.sources] == ["流水.csv"]
    (problem,) = told.problems
    assert problem.locator == "line 5"


def test_a_masked_number_is_proposed_both_ways_and_never_merged(case: Case) -> None:
    whole = known(case, OTHER)
    (near,) = whole.may_be
    assert near.party.name == MASKED
    assert MASKED in near.word
    masked = known(case, near.party.id)
    assert [one.party.id for one in masked.may_be] == [whole.entity.id]
    assert near.party.id != whole.entity.id
    assert sum(one.payments + one.receipts for one in whole.totals) == 3
    assert known(case, OWN).may_be == ()


@pytest.mark.parametrize(
    ("mask", "sort", "fits", "not_fits"),
    [
        ("6222****0123", "number", "6222000011110123", "6222000011110124"),
        ("138****1234", "number", "13800001234", "13900001234"),
        ("张*三", "name", "张小三", "张三"),
        ("**然", "name", "邬芷然", "芷然"),
    ],
)
def test_what_a_mask_may_stand_for(mask: str, sort: str, fits: str, not_fits: str) -> None:

    how = pattern(mask, sort)
    assert re.fullmatch(how, fits)
    assert not re.fullmatch(how, not_fits)


@pytest.mark.parametrize(("mask", "sort"), [("6222", "number"), ("1**2", "number"), ("**", "name")])
def test_a_mask_that_says_too_little_proposes_nobody(mask: str, sort: str) -> None:
    assert pattern(mask, sort) == ""


def test_it_is_said_in_both_languages_and_a_fact_is_explained(case: Case) -> None:
    def said(*words: str) -> str:
        done = CliRunner().invoke(app, ["show", str(case.root), *words])
        assert done.exit_code == 0, done.output
        return done.output

    assert "可能是同一个" in said(OTHER, "--lang", "zh")
    assert "not merged" in said(OTHER, "--lang", "en")
    assert "18.10 CNY" in said(OWN, "--lang", "en")
    assert json.loads(said(OWN, "--json"))["entity"]["kind"] == "BankAccount"
    assert "流水.csv" in said("T1", "--lang", "zh")
