"""Levels and computed roles on the screen: what is listed, what is counted, what is said."""

from __future__ import annotations

import pytest

from kg.cli.render.trace_levels import show_placed
from kg.cli.screen import Screen
from kg.model import Entity, Seed, Trace
from kg.trace.tracing import trace
from tests.trace.ledgers import SECOND, Row, index_of

HOUR = 3600 * SECOND
WIDE = 5
"""Accounts of the first level, each of which passes its money on to one and the same."""


class Lookup:
    """As much of a case's lookup as the screen asks for."""

    def handle(self, thing: str) -> str:
        return f"A{thing[1:]}"

    def holders(self, things: list[str]) -> dict[str, tuple[str, ...]]:
        return {}

    def entities(self, things: list[str]) -> dict[str, Entity]:
        return {one: Entity(one, "BankAccount", {"cardNumber": (one,)}) for one in things}


class Known:
    """As much of a case as the screen asks for."""

    lookup = Lookup()


@pytest.fixture
def funnel() -> Trace:
    paid = [Row(0, n, n * HOUR, 1000 * n) for n in range(1, WIDE + 1)]
    onward = [Row(n, 9, (n + 10) * HOUR, 1000 * n) for n in range(1, WIDE + 1)]
    seeds = [Seed("", link=f"link{n}", victim=f"v{n}") for n in range(WIDE)]
    return trace(index_of([*paid, *onward]), seeds)


def told(found: Trace, lang: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    show_placed(found, Known(), Screen(lang))  # type: ignore[arg-type]
    return capsys.readouterr().out.splitlines()


def test_of_each_level_those_with_most_money_are_listed_and_the_others_counted(funnel, capsys):
    lines = told(funnel, "en", capsys)
    rows = [line.split("\t") for line in lines if line.startswith("A") and "\t" in line]
    assert [row[0] for row in rows] == ["A5", "A4", "A3", "A9"]
    assert rows[0][3:] == ["level 1 (100%)", "50.00 CNY", "collection · layering"]
    assert rows[3][3:] == ["level 2 (100%)", "150.00 CNY", ""]
    assert any(line.startswith("(2 more accounts") for line in lines)


def test_every_role_has_its_count_its_numbers_and_its_innocent_reading(funnel, capsys):
    lines = told(funnel, "en", capsys)
    at = lines.index(next(line for line in lines if line.startswith("  layering: 5 accounts")))
    assert "It may be innocent" in lines[at] and "wholesaler" in lines[at]
    assert lines[at + 1].startswith("    A5  left within 48h 100% (≥85%), share of all its income")
    assert len([line for line in lines if line.startswith("    A")]) == 2 * 3
    assert any("no finding of fact" in line for line in lines)


def test_in_chinese(funnel, capsys):
    text = "\n".join(told(funnel, "zh", capsys))
    for words in ("一级（100%）", "收款 · 分层转移", "不是认定", "也可能是", "停留中位数 10h"):
        assert words in text


def test_backward_nothing_is_placed(funnel, capsys):
    back = trace(index_of([Row(0, 1, 0, 10), Row(1, 2, HOUR, 10)]), [Seed("a2")], direction="in")
    assert told(back, "en", capsys) == []
