"""Which recorded payment a victim's report is: by account, amount, currency, time and name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from kg.model import Link, Precision
from kg.trace.reported_losses import payments_of_reports

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
REPORT = Link("r", "ReportedLoss", "victim", "a", start=NOON, amount=Decimal(100), currency="CNY",
              precision=Precision.MINUTE)  # fmt: skip
PAID = replace(REPORT, id="t", kind="Transfer", source="b", precision=Precision.SECOND)


def fits(report: Link, *paid: Link, **names: frozenset[str]) -> list[str]:
    ((_, found),) = payments_of_reports([report], paid, names)
    return [one.id for one in found]


@pytest.mark.parametrize(
    ("changed", "is_it"),
    [
        ({}, True),
        ({"target": "c"}, False),
        ({"amount": Decimal(99)}, False),
        ({"currency": "USD"}, False),
        ({"start": NOON + timedelta(minutes=9)}, True),
        ({"start": NOON - timedelta(minutes=9)}, True),
        ({"start": NOON + timedelta(minutes=10)}, False),
        ({"start": None}, False),
        ({"start": NOON.replace(hour=0), "precision": Precision.DAY}, True),
    ],
)
def test_a_report_fits_a_payment_of_its_account_amount_currency_and_time(
    changed: dict[str, object], is_it: bool
) -> None:
    assert bool(fits(REPORT, replace(PAID, **changed))) is is_it  # type: ignore[arg-type]


def test_the_name_of_the_payer_decides_between_several_and_nothing_else_does() -> None:
    named = replace(PAID, id="n", values={"counterName": ("张三",)})
    assert fits(REPORT, PAID, named, victim=frozenset({"张三"})) == ["n"]
    assert fits(REPORT, PAID, named, victim=frozenset({"李四"})) == ["t", "n"]


def test_a_payment_answers_to_one_report_the_earliest() -> None:
    later = replace(REPORT, id="s", start=NOON + timedelta(minutes=1))
    found = {one.report.id: [k.id for k in one.fits]
             for one in payments_of_reports([later, REPORT], [PAID], {})}  # fmt: skip
    assert found == {"r": ["t"], "s": []}
