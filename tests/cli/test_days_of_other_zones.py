"""A day without a clock is the day that the file writes, wherever its zone lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import kg

OWN, OTHER = "0629000000000000017", "0629000000000010005"


@pytest.mark.parametrize("zone", ["Asia/Seoul", "America/New_York", "Pacific/Auckland"])
def test_tables_and_proofs_show_the_day_that_is_written(zone: str, tmp_path: Path) -> None:
    case, path = tmp_path / "case", tmp_path / "days.csv"
    rows = (f"2024-05-0{day},{OTHER},-{day}.00,{100 - day}.00" for day in (1, 2, 3))
    path.write_text("\n".join(("日期,对方账号,发生额,余额", *rows)) + "\n", "utf-8")
    assert kg("new", case).returncode == 0
    answers = ("--account", OWN, "--zone", zone, "--sign", "out=minus")
    done = kg("load", case, path, "--propose", *answers)
    assert done.returncode == 0, done.stdout
    times = kg("query", case, "--sql", "SELECT start_time FROM transfer ORDER BY amount")
    assert [f"2024-05-0{day}" in times.stdout for day in (1, 2, 3)] == [True] * 3
    assert "2024-04-30" not in times.stdout and "2024-05-04" not in times.stdout
    listed = kg("query", case, "--sql", "SELECT id FROM transfer ORDER BY amount LIMIT 1")
    fact = next(word for word in listed.stdout.split() if word.startswith("urn:"))
    assert "2024-05-01" in kg("explain", case, fact).stdout
