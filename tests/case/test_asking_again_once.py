"""What a session held against the graph once it does not ask again, until the graph is another."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.case import new_case
from kg.query import QueryRunner

HEAD = (
    "交易卡号,交易户名,交易时间,收付标志,交易金额,交易余额,交易对手账卡号,对手户名,交易流水号,币种"
)
CARDS = "6222020000000000001", "6222020000000000002", "6222020000000000003"


def write(path: Path, *rows: str) -> Path:
    path.write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    return path


def row(number: int, source: str, target: str) -> str:
    time = f"2024-05-01 10:{number:02d}:00"
    return f"{source},甲,{time},出,{number + 1}.00,0,{target},乙,S{number},CNY"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the texts that the graph is asked, as they come."""
    texts: list[str] = []
    ask = QueryRunner.sparql

    def noted(self: QueryRunner, text: str, **how: object) -> object:
        texts.append(text)
        return ask(self, text, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(QueryRunner, "sparql", noted)
    return texts


def test_a_text_is_held_against_the_same_graph_once(tmp_path: Path, asked: list[str]) -> None:
    first = write(tmp_path / "a.csv", row(0, CARDS[0], CARDS[1]))
    second = write(tmp_path / "b.csv", row(1, CARDS[1], CARDS[2]))
    third = write(tmp_path / "c.csv", row(2, CARDS[1], CARDS[0]))
    with new_case(tmp_path / "case") as case:
        case.load(first)
        case.chain(CARDS[0], name="around")
        before = case.sharing.reproduce("around")
        once = len(asked)
        assert once > 0
        assert case.sharing.reproduce("around") == before and case.sharing.reproduce(
            "around", "cypher"
        )
        assert len(asked) == once

        case.load(second)
        case.sharing.reproduce("around")
        grown = len(asked)
        assert grown > once, "the graph is another"

        case.judgements.undo()
        assert case.sharing.reproduce("around") == before
        assert len(asked) == grown, "the graph is again what it was"

        case.load(third)
        case.sharing.reproduce("around")
        assert len(asked) > grown, "its number is that of the one undone, its state is not"
