"""The parts of a case in Python: documented, over one session, and shown shortly."""

from __future__ import annotations

import inspect
import pydoc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from statements import card, write_statement

import kg
from kg.case import Case, new_case, open_case
from kg.errors import UsageError
from kg.messages import Message
from kg.model import Chain, Finding, Findings, Measure, Reach, Trace
from tests.built import built

PARTS = (
    *("evidence", "money", "calls", "chains", "network", "patterns"),
    *("questions", "judgements", "lookup", "saved", "sharing"),
)
SHORT = {
    "load": "evidence.load",
    "trace": "money.trace",
    "chain": "chains.build",
    "query": "questions.sparql",
    "sql": "questions.sql",
    "table": "questions.table",
    "ask": "questions.ask",
    "export": "sharing.export",
    "verify": "evidence.verify",
}
"""Forms of a case itself, and the method of a part that each is."""


def build(place: Path) -> None:
    with new_case(place / "case", name="某案") as made:
        made.load(write_statement(place / "流水.csv", 60))


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    built(build, tmp_path)
    with open_case(tmp_path / "case") as opened:
        yield opened


def public(thing: object) -> list[str]:
    return [name for name in dir(thing) if not name.startswith("_")]


def test_a_case_shows_its_parts_and_short_forms(case: Case) -> None:
    assert set(public(case)) == {*PARTS, *SHORT, "close", "folder", "root", "sessions"}
    for part in PARTS:
        for name in public(getattr(case, part)):
            assert inspect.getdoc(getattr(getattr(case, part), name)), f"{part}.{name}"


def test_a_case_is_opened_by_a_function() -> None:
    with pytest.raises(UsageError, match=r"kg.open_case\(\"x\"\)"):
        Case("x")  # type: ignore[arg-type]


def test_a_short_form_takes_what_its_part_takes(case: Case) -> None:
    for short, long in SHORT.items():
        part, name = long.split(".")
        theirs = inspect.signature(getattr(getattr(case, part), name))
        assert inspect.signature(getattr(case, short)) == theirs, short


def test_help_tells_the_parts() -> None:
    told = pydoc.render_doc(kg.Case, renderer=pydoc.plaintext)
    assert all(f"{part}:" in told for part in PARTS)
    assert "trace" in pydoc.render_doc(kg, renderer=pydoc.plaintext).lower()
    assert dir(kg) == sorted([*kg.__all__, "__version__"])


def test_results_are_shown_in_a_line_and_in_a_table(case: Case) -> None:
    trace = case.trace(card(1))
    chain = case.chain(card(1))
    shown: list[Trace | Chain | Findings | Reach] = [
        trace,
        chain,
        case.money.find(),
        case.money.reach(card(1)),
    ]
    for one in shown:
        assert len(repr(one)) < 120, repr(one)
        is_drawn = isinstance(one, Chain | Trace)
        start = (
            '<iframe sandbox="allow-scripts allow-downloads"'
            if is_drawn
            else "<table><caption>&lt;"
        )
        assert one._repr_html_().startswith(start)
    assert case._repr_html_().startswith("<table><caption>&lt;Case")
    assert repr(trace).startswith(f"<Trace 'trace-out': {len(trace.steps)} payments from 1 starts")
    assert f"{len(chain.nodes)} things" in repr(chain)
    assert repr(case) == f"<Case {str(case.root)!r}: 1 sources>"
    step = trace.steps[0]
    html = replace(trace, steps=(replace(step, source="<b>"),))._repr_html_()
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    long = replace(trace, steps=(step,) * 25)._repr_html_()
    assert long.count("<tr>") == 22
    assert "<td>… 5</td><td></td>" in long


def test_a_finding_shows_when_how_much_and_its_innocent_reading() -> None:
    said = Message("as-stored", zh="两人", en="two <payers>")
    finding = Finding(
        "f", "fan-in", "1", said, ("a",), ("a", "b"), ("l",), {"CNY": Decimal("12500.50")},
        datetime(2024, 3, 1, 8, tzinfo=UTC), datetime(2024, 3, 2, 9, 30, tzinfo=UTC),
        (Measure("payers", said, "7", "6"),), {}, 80, Message("as-stored", zh="货款", en="a sale"),
    )  # fmt: skip
    html = finding._repr_html_()
    for text in ("two &lt;payers&gt;: ", "2024-03-01 08:00 – 2024-03-02 09:30", "12,500.50 CNY"):
        assert text in html, text
    assert "<td>innocent reading</td><td>a sale</td>" in html and "<td>7</td><td>6</td>" in html
    undated = replace(finding, first=None, last=None)._repr_html_()
    assert "<td>when</td><td>unknown</td>" in undated
