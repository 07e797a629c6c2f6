"""Cash has no number: an answer about accounts says what kind of end it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import kg

HEADER = "交易卡号,账户开户名称,交易时间,收付标志,交易金额,交易币种,对手卡号,对手户名,摘要说明"
OWN = "6222020000000000011,甲一"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ends")
    rows = [
        HEADER,
        f"{OWN},2025-03-03 10:00:00,进,100.00,CNY,6222020000000000029,乙二,转账",
        f"{OWN},2025-03-03 11:00:00,出,90.00,CNY,,,ATM取款",
    ]
    (folder / "流水.csv").write_text("\n".join(rows), encoding="utf-8")
    assert kg("new", folder / "case").returncode == 0
    loaded = kg("load", folder / "case", folder / "流水.csv")
    assert loaded.returncode == 0, loaded.stdout
    traced = kg("trace", folder / "case", "6222020000000000029", "--as", "t")
    assert traced.returncode == 0, traced.stderr
    return folder / "case"


@pytest.mark.parametrize("question", ["level-tree", "assets-to-recover"])
def test_cash_is_named_and_nothing_is_said_of_empty_sums(case: Path, question: str) -> None:
    done = kg("ask", case, question, lang="en")
    assert done.returncode == 0, done.stderr
    (line,) = [row for row in done.stdout.splitlines() if "90.00" in row and "cash" in row]
    assert "E1" in line
    assert "empty sum" not in done.stdout
    zh = kg("ask", case, question, "--lang", "zh").stdout
    assert "现金" in zh and "合计为空" not in zh
