"""A row that only tells a balance is no payment, and breaks no rule."""

from __future__ import annotations

from pathlib import Path

from tests.command_line import kg

ROWS = """\
Account: 70872490,,,,
Date,Description,Paid out,Paid in,Balance
01/02/2025,Opening balance,,,1000.00
01/02/2025,FASTER PAYMENT TO J SMITH,250.00,,750.00
03/02/2025,Salary ACME LTD,,"2,000.00",2750.00
04/02/2025,CASH WITHDRAWAL,300.00,,2450.00
13/02/2025,REFUND J SMITH,,250.00,2700.00
"""


def test_an_opening_balance_is_counted_nowhere_and_no_violation(tmp_path: Path) -> None:
    (tmp_path / "stmt.csv").write_text(ROWS, encoding="utf-8")
    case = tmp_path / "case"
    assert kg("new", case).returncode == 0
    said = ("--currency", "GBP", "--zone", "Europe/London", "--propose")
    loaded = kg("load", case, tmp_path / "stmt.csv", *said, lang="en")
    assert loaded.returncode == 0 and "violation" not in loaded.stdout, loaded.stdout
    shown = kg("show", case, "70872490", lang="en").stdout
    (line,) = [row for row in shown.splitlines() if "550.00 GBP" in row]
    assert "2,250.00 GBP\t2\t550.00 GBP\t2" in line
    (out,) = [row for row in shown.splitlines() if row.startswith("transfers to\tfrom it")]
    assert out.endswith("\t2")
