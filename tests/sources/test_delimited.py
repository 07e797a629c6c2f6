"""Text tables as brokers and banks write them: under a workbook's name, cells marked as texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.sources import dry_run
from kg.sources.delimited import cells_of

HEADER = "交易时间\t卡号\t交易金额\t余额\t对方账号\t对方户名\t摘要"
ROWS = (
    (
        "20240501100000",
        "0629000000000000017",
        "-5.00",
        "95.00",
        "0629000000000000025",
        "容某",
        "转账",
    ),
    ("20240501110000", "0629000000000000017", "3.00", "98.00", "", "", "利息"),
    ("20240501120000", "0629000000000000017", "-1.00", "97.00", "0629000000000000025", "容某", ""),
)


def marked(cells: tuple[str, ...]) -> str:
    """Return cells as a spreadsheet is told to take each for a text."""
    return "\t".join(f'="{cell}"' for cell in cells)


@pytest.mark.parametrize("name", ["flows.xls", "flows.xlsx", "flows.csv"])
def test_cells_marked_as_texts_are_these_texts_whatever_the_file_is_called(
    tmp_path: Path, name: str
) -> None:
    lines = [marked(tuple(HEADER.split("\t"))), *map(marked, ROWS)]
    (tmp_path / name).write_bytes("\r\n".join(lines).encode("gb18030"))
    plain = [HEADER, *("\t".join(row) for row in ROWS)]
    (tmp_path / "plain.csv").write_text("\n".join(plain), "utf-8")
    run, twin = dry_run(tmp_path / name), dry_run(tmp_path / "plain.csv")
    assert (run.reading.stored, run.reading.problems) == (3, ())
    same = ("amount", "direction", "start_us", "memo")
    moved, as_plain = (some.mapped["flow_transfer"] for some in (run, twin))
    assert [[row[n] for n in same] for row in moved] == [[row[n] for n in same] for row in as_plain]


def test_a_mark_within_a_text_stays() -> None:
    assert cells_of(b'="01"\ta="02"\t="03"x\t="04" ', b"\t") == [
        "01",
        'a="02"',
        '="03"x',
        "04",
    ]
