"""Labelled simulated laundering: what the typologies find there, counted a second way.

The sets' injected cycles keep neither amount nor order of time, and their fan-ins run over weeks
within ordinary traffic: at the defaults hardly any labelled account is found. The figures are
pinned as they are; nothing is tuned on the labels.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict

import pytest

from kg.ledger.base import FlowIndex
from kg.trace.typology_search import search
from tests.trace.amlsim_twin import Payment, labelled, payments
from tests.trace.ledgers import DAY, Row, index_of

pytestmark = pytest.mark.shared
WIDE = {"payers": "5", "times": "2", "within": "7d"}
LOOSE = {"within": "30d", "onward": "30d", "passed": "0.5"}
FIGURES = {
    ("20K_cycle200", "fan-in", "default"): "119 accounts, precision 0.126, recall 0.016",
    ("20K_cycle200", "fan-in", "wide"): "9174 accounts, precision 0.063, recall 0.613",
    ("20K_cycle200", "cycle", "default"): "0 accounts, precision 0.000, recall 0.000",
    ("20K_cycle200", "cycle", "wide"): "19 accounts, precision 0.316, recall 0.006",
    ("20K_fanin200", "fan-in", "default"): "58 accounts, precision 0.172, recall 0.010",
    ("20K_fanin200", "fan-in", "wide"): "9187 accounts, precision 0.061, recall 0.584",
    ("20K_fanin200", "cycle", "default"): "0 accounts, precision 0.000, recall 0.000",
    ("20K_fanin200", "cycle", "wide"): "29 accounts, precision 0.138, recall 0.004",
}
"""Member accounts of the findings against the labels of accounts."""


@pytest.fixture(scope="module", params=("20K_cycle200", "20K_fanin200"))
def world(request, shared_data):
    folder = shared_data("amlsim") / request.param
    rows = payments(folder)
    return request.param, rows, _index(rows), set(labelled(folder))


def _index(rows: list[Payment]) -> FlowIndex:
    lines = [Row(a, b, step * DAY, fen, DAY, seq=n) for n, (a, b, fen, step) in enumerate(rows)]
    return index_of(lines, accounts=20_000)


def found(index: FlowIndex, name: str, values: dict[str, str]) -> set[int]:
    findings = search(index, [name], changed={name: values}, limit=1 << 30).findings
    return {int(account[1:]) for one in findings for account in one.accounts}


def by_hand(rows: list[Payment], payers: int, times: float, days: int) -> set[int]:
    """Fan-in with dictionaries and lists."""
    whole = rows[-1][3] - rows[0][3]
    into: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for payer, payee, fen, step in rows:
        if payer != payee and fen:
            into[payee].append((step, payer))
    accounts: set[int] = set()
    for payee, came in into.items():
        steps = [step for step, _ in came]
        for at, step in enumerate(steps):
            inside = came[at : bisect_right(steps, step + days)]
            others = {payer for _, payer in inside}
            usual = (len(came) - len(inside)) * days / max(whole - days, days)
            if len(others) >= payers and len(others) >= times * (1 + usual):
                accounts |= {payee, *others}
    return accounts


@pytest.mark.slow
@pytest.mark.parametrize(
    ("width", "values", "plain"), [("default", {}, (10, 4, 1)), ("wide", WIDE, (5, 2, 7))]
)
def test_fan_in_is_what_a_count_by_hand_says(world, width, values, plain):
    name, rows, index, labels = world
    accounts = found(index, "fan-in", values)
    assert accounts == by_hand(rows, *plain)
    assert figures(accounts, labels) == FIGURES[name, "fan-in", width]


@pytest.mark.parametrize(("width", "values"), [("default", {}), ("wide", LOOSE)])
def test_cycles_are_really_cycles_in_time(world, width, values):
    name, rows, index, labels = world
    accounts: set[int] = set()
    for one in search(index, ["cycle"], changed={"cycle": values}).findings:
        mine = [rows[int(link[4:])] for link in one.links]
        payers, payees = {row[0] for row in mine}, {row[1] for row in mine}
        assert payers == payees == {int(account[1:]) for account in one.accounts}
        accounts |= payers
    assert figures(accounts, labels) == FIGURES[name, "cycle", width]


def figures(accounts: set[int], labels: set[int]) -> str:
    right = len(accounts & labels)
    precision = right / max(len(accounts), 1)
    return f"{len(accounts)} accounts, precision {precision:.3f}, recall {right / len(labels):.3f}"
