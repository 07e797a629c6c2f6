"""``kg open`` of a case in which nobody reports a loss: it is drawn all the same."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kg.views.page_data import data_of
from tests.command_line import Done, kg

KNOWN = ["P0,knows,P1", "P0,knows,P2", "P0,knows,P3", "P8,knows,P9"]
HEAD = "sourceNodeId,targetNodeId,value,time"
PAID = [
    f"{payer},{payee},{amount}.00,{n}"
    for n, (payer, payee, amount) in enumerate(
        [("1", "2", 50), ("2", "3", 9000), ("2", "4", 8000), ("4", "5", 700), ("8", "9", 10)]
    )
]


def packed(page: Path) -> dict[str, Any]:
    return data_of(page.read_bytes())


def opened(folder: Path, head: str, rows: Sequence[str], *more: object) -> Done:
    file = folder / "table.csv"
    file.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    done = kg("open", file, "--case", folder / "case", *more)
    assert done.returncode == 0, done.stderr
    return done


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "关联最多"), ("en", "most relations are recorded")]
)
def test_relations_are_drawn_around_whoever_has_most(tmp_path: Path, lang: str, said: str) -> None:
    done = opened(tmp_path, "source,relation,target", KNOWN, "--lang", lang)
    told = packed(tmp_path / "case" / "chain.html")
    assert said in done.stdout and len(told["nodes"]) == 4 and len(told["edges"]) == 3


def test_payments_are_drawn_around_the_account_with_most_money(tmp_path: Path) -> None:
    done = opened(tmp_path, HEAD, PAID)
    told = packed(tmp_path / "case" / "chain.html")
    assert "most money came and went" in done.stdout
    assert len(told["nodes"]) == 5 and sum(edge["count"] for edge in told["edges"]) == 4


def test_payments_that_only_the_ledger_has_are_traced_first(tmp_path: Path) -> None:
    """A case of many rows, here of more than two: none of them is in the graph before."""
    done = opened(tmp_path, HEAD, PAID, "--limit", "promoted_flows=2")
    told = packed(tmp_path / "case" / "chain.html")
    assert "most money came and went" in done.stdout
    assert {edge["kind"] for edge in told["edges"]} == {"Transfer"}
    assert {len(edge["traced"]) for edge in told["edges"]} == {1}
    assert len(told["nodes"]) == 4
    done = kg("verify", tmp_path / "case")
    assert done.returncode == 0, done.stdout
