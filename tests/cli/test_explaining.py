"""What the terminal says of one fact, in both languages and with real names."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from kg.case.lookup.explain_fact import Conclusion
from kg.cli.render.explain import show_conclusions, show_explanation
from kg.cli.screen import Screen
from kg.explain import NO_FILE, EvidenceRow, Explanation, NamedParty
from kg.model import Precision

CHINA = timezone(timedelta(hours=8))
PAYER = NamedParty("a", "A1", "BankAccount", "银行账户", "0629000000000000014", ("甲", "乙"))
CASH = NamedParty("b", "E1", "CashEnd", "现金", "", ())


def fact(**said: Any) -> Explanation:
    given: dict[str, Any] = {
        "id": "urn:crimechain:transfer:1",
        "kind": "Transfer",
        "label": "转账给",
        "definition": "一笔钱。",
        "parties": {"source": PAYER, "target": CASH},
        "start": datetime(2024, 5, 2, 0, 30, 5, tzinfo=CHINA),
        "end": None,
        "precision": Precision.SECOND,
        "amount": Decimal("50000"),
        "currency": "CNY",
        "details": (("摘要", "还款\x1b[2J"),),
        "proof": "single",
        "proof_label": "孤证",
        "confidence": 50,
        "rule": "",
        "version": "",
        "parameters": "",
        "pieces": (),
    }
    return Explanation(**given | said)


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Callable[[Explanation, str], list[str]]:
    def show(found: Explanation, lang: str) -> list[str]:
        show_explanation(found, Screen(lang))
        return capsys.readouterr().out.splitlines()

    return show


def test_a_payment_is_said_in_words(lines: Callable[[Explanation, str], list[str]]) -> None:
    assert lines(fact(), "zh")[3:] == [
        "  主体：A1 银行账户 0629000000000000014（甲、乙）",
        "  对象：E1 现金",
        "  时间：2024-05-02 00:30:05 (UTC+08:00)",
        "  金额：5万元",
        "  摘要：还款⟦U+001B⟧[2J",
        "  证明程度：孤证",
    ]
    said = lines(fact(), "en")
    assert "  who: A1 银行账户 0629000000000000014 (甲, 乙)" in said
    assert "  amount: 50,000.00 CNY" in said


def test_a_day_stays_a_day_and_a_span_has_two_ends(
    lines: Callable[[Explanation, str], list[str]],
) -> None:
    day = fact(precision=Precision.DAY)
    assert "  when: 2024-05-02 (UTC+08:00)" in lines(day, "en")
    call = fact(end=datetime(2024, 5, 2, 0, 31, tzinfo=CHINA), amount=None)
    said = lines(call, "en")
    assert "  when: 2024-05-02 00:30:05 – 2024-05-02 00:31:00 (UTC+08:00)" in said
    assert not any(line.startswith("  amount") for line in said)


def test_json_holds_the_parties_by_their_part(capsys: pytest.CaptureFixture[str]) -> None:
    show_explanation(fact(), Screen("en", as_json=True))
    document = json.loads(capsys.readouterr().out)
    assert document["parties"]["source"]["also"] == ["甲", "乙"]
    assert document["start"] == "2024-05-02T00:30:05+08:00"


def test_a_conclusion_names_its_rule_and_the_rows_it_follows_from(
    capsys: pytest.CaptureFixture[str],
) -> None:
    piece = EvidenceRow(
        "话单.csv", "a" * 64, "line 7", "delimited", "calls", "b" * 64, "", (), NO_FILE
    )
    one = Conclusion(
        *("sharesPhone", "共用号码", PAYER, CASH, "shares-phone", "1", "两个主体使用同一个号码"),
        facts=(fact(pieces=(piece,)),),
        handles=("L3",),
        more=0,
    )
    show_conclusions([one], Screen("zh"))
    assert capsys.readouterr().out.splitlines()[1:] == [
        "A1 银行账户 0629000000000000014（甲、乙） — 共用号码 → E1 现金",
        "  规则 shares-phone 1：两个主体使用同一个号码",
        "  依据 L3 转账给：话单.csv line 7",
    ]
    show_conclusions([], Screen("en"))
    assert capsys.readouterr().out == "No rule concludes anything here\n"
