"""The running balance against a slow twin that walks each statement row by row."""

from __future__ import annotations

import tempfile
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from shelving import Reading, account

from kg.ledger import balance_check
from kg.limits import Limits
from tests.depth import examples

BELIEVE_ALL = Limits(balance_share=1)
ROW = st.tuples(
    st.sampled_from("ab"),
    st.booleans(),
    st.integers(1, 3),
    st.sampled_from(["right"] * 8 + ["wrong", "blank"]),
    st.sampled_from(["ok"] * 6 + ["failed", "reversal"]),
    st.sampled_from(["CNY", "CNY", "USD", ""]),
)


def statement(rows: list[tuple[Any, ...]]) -> Reading:
    """Return a file of two accounts whose rows are in proven order."""
    reading, left = Reading(), Counter[tuple[str, str]]()
    for seq, (own, out, amount, balance, status, currency) in enumerate(rows):
        if status != "failed":
            left[own, currency] += -amount if out else amount
        shown = {"right": left[own, currency], "wrong": left[own, currency] + 7, "blank": None}
        reading.flow(
            own if out else "c", "c" if out else own, str(amount), seq, by=own, seq=seq,
            status=status, currency=currency, serial=f"s{seq}",
            balance=None if shown[balance] is None else Decimal(shown[balance]),
        )  # fmt: skip
    return reading


def twin(flows: list[dict[str, Any]]) -> tuple[int, dict[str, int]]:
    """Return how many rows have a balance before them, and how many contradict it, by account."""
    before: dict[tuple[str, str], Decimal | None] = {}
    checked, failed = 0, Counter[str]()
    for flow in (f for f in flows if f["status"] != "failed"):
        key = (flow["reporter"], flow["currency"])
        last, now = before.get(key), flow["balance"]
        if last is not None and now is not None:
            checked += 1
            moved = flow["amount"] if flow["direction"] == "in" else -flow["amount"]
            either_way = flow["status"] == "reversal" and abs(now - last) == flow["amount"]
            failed[flow["reporter"]] += now - last != moved and not either_way
        before[key] = now
    return checked, {who: n for who, n in failed.items() if n}


@settings(max_examples=examples(40))
@given(st.lists(ROW, min_size=1, max_size=30))
def test_every_contradiction_is_found_and_no_other(rows: list[tuple[Any, ...]]) -> None:
    reading = statement(rows)
    with tempfile.TemporaryDirectory() as folder:
        report = balance_check(reading.write(Path(folder) / "scratch"), limits=BELIEVE_ALL)
    checked, failed = twin(reading.flows)
    assert (report.checked, report.failed) == (checked, sum(failed.values()))
    assert {one.account: one.failed for one in report.accounts} == failed


def test_an_account_that_agrees_is_checked_beside_one_that_does_not(tmp_path: Path) -> None:
    rows = [("a", False, 1, "right", "ok", "CNY")] * 30 + [("b", False, 1, "wrong", "ok", "CNY")]
    rows += [("b", False, 1, "right", "ok", "CNY")] * 30
    report = balance_check(statement(rows).write(tmp_path / "scratch"), limits=BELIEVE_ALL)
    assert (report.checked, report.failed) == (59, 1)
    assert [(one.account, one.rows) for one in report.accounts] == [(account("b"), 30)]


def test_balances_too_far_apart_to_subtract_contradict_and_stop_nothing(tmp_path: Path) -> None:
    reading = Reading()
    most = "99999999999999999999.99"
    for seq, (amount, balance) in enumerate(
        [("100", most), ("1", f"-{most}"), ("90000000000000000000", most), ("5", "7"), ("2", "5")]
    ):
        reading.flow(
            "a", "c", amount, seq, by="a", seq=seq, serial=f"s{seq}", balance=Decimal(balance)
        )
    report = balance_check(reading.write(tmp_path / "scratch"), limits=BELIEVE_ALL)
    assert (report.checked, report.failed) == (4, 3)
