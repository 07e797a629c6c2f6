"""Whose a statement is whose file names no holder: said once, for any layout."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.case import open_case
from tests.built import built
from tests.command_line import kg

OWN, TWO, OTHER = "0629000000000000017", "0629000000000000025", "0629000000000010005"
KNOWN = "交易卡号,交易时间,交易金额,收付标志,交易对手账卡号"
PROPOSED = "账务日期,发生额,结余,对方户头"


def build(place: Path) -> None:
    """Load a statement of a known form, one that was proposed, one of two accounts, a call list."""
    kg("new", place / "case")
    row = "{},2024-05-01 10:00:00,5.00,出," + OTHER
    files = {
        "known.csv": [KNOWN, row.format(OWN)],
        "two.csv": [KNOWN, row.format("0629000000000000033"), row.format("0629000000000000041")],
        "held.csv": [f"{KNOWN},账户开户名称", row.format("0629000000000000058") + ",甲某"],
        f"{TWO}.csv": [
            PROPOSED, f"2024-05-01,-5.00,95.00,{OTHER}", f"2024-05-02,7.00,102.00,{OTHER}",
            f"2024-05-03,-2.00,100.00,{OTHER}",
        ],
        "calls.csv": [
            "用户号码,对端号码,开始时间,事件类型",
            "13800000001,13800000002,2024-05-01 10:00:00,主叫",
        ],
    }  # fmt: skip
    for name, lines in files.items():
        path = place / name
        path.write_text("\n".join(lines) + "\n", "utf-8")
        done = kg("load", place / "case", path, *(["--propose"] if name.startswith("0629") else []))
        assert done.returncode == 0, done.stderr


@pytest.fixture
def case(tmp_path: Path) -> Path:
    built(build, tmp_path)
    return tmp_path / "case"


@pytest.mark.parametrize(
    ("file", "kind", "number"),
    [
        ("known.csv", "HoldsAccount", OWN),
        (f"{TWO}.csv", "HoldsAccount", TWO),
        ("calls.csv", "UsesPhone", "+8613800000001"),
    ],
)
def test_a_statement_of_any_layout_gets_its_holder(
    case: Path, file: str, kind: str, number: str
) -> None:
    done = kg("owner", case, file, "张三", "--evidence", "开户资料", "--lang", "en")
    assert done.returncode == 0, done.stderr
    with open_case(case) as opened:
        held = opened.lookup.show(number)
    assert "张三" in str(held) and kind in str(held)
    again = kg("owner", case, file, "李四", "--lang", "en")
    assert again.returncode == 2 and "needs no owner" in again.stderr


def test_one_that_names_its_holder_needs_none(case: Path) -> None:
    done = kg("owner", case, "held.csv", "张三", "--lang", "en")
    assert done.returncode == 2 and "needs no owner" in done.stderr


def test_one_of_several_accounts_lists_them(case: Path) -> None:
    done = kg("owner", case, "two.csv", "张三", "--lang", "en")
    assert done.returncode == 2
    assert "2 accounts without a holder" in done.stderr and "0041" in done.stderr + done.stdout
