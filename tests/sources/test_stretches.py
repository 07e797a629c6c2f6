"""However a file is cut into stretches of rows, its flows come out the same, in its order."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.sources.mapping import flow_files
from kg.sources.mapping.flows import Survey
from tests.sources.reader import bank, read_text

ROWS = 400


def statement() -> str:
    """A statement with twins, refused rows, dressed numbers and rows without counterparty."""
    rows = []
    for n in range(ROWS):
        amount = "x" if n % 41 == 7 else f"{n % 9 + 1}.50"
        other = "" if n % 13 == 5 else f"06290000000000{n % 17:05d}"
        rows.append(
            f"0629000000000021093\t,,沈艳,,2024-05-01 10:{n // 60:02d}:{n // 6 % 60:02d},{amount},,"
            f"{'出' if n % 2 else '进'},{other},陈芳,转账,成功,"
        )
    return bank(*rows)


@pytest.mark.parametrize("stretch", [7, 64, 1 << 20])
def test_flows_stand_in_the_order_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stretch: int
) -> None:
    whole = read_text(tmp_path, statement(), name="whole.csv")
    monkeypatch.setattr(flow_files, "STRETCH", stretch)
    cut = read_text(tmp_path, statement(), name="cut.csv")
    assert cut.flows == whole.flows
    assert len(cut.flows) == ROWS - len(cut.reading.problems) == cut.reading.flows
    numbers = [flow["row_no"] for flow in cut.flows]
    assert numbers == sorted(numbers)
    assert len({flow["id"] for flow in cut.flows}) == len(numbers)


@pytest.mark.slow
def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    """Many words in a list and joins are where an engine loses the order of rows."""
    lines = [
        f"0629{n % 977:015d},,沈艳{n % 31},,2024-05-01 10:00:00,{n}.00,,出,0629{n % 4999:015d},"
        f"户{n % 12_007},转账,成功,{n}"
        for n in range(150_000)
    ]
    text = bank(*lines)
    one, two = (read_text(tmp_path, text, name=f"{name}.csv") for name in ("one", "two"))
    numbers = pq.read_table(one.folder / "flow_transfer.parquet", columns=["row_no"])
    assert bool((np.diff(numbers.column(0).to_numpy()) > 0).all())
    for path in sorted(one.folder.glob("*.parquet")):
        assert path.read_bytes() == (two.folder / path.name).read_bytes(), path.name


@given(st.lists(st.integers(0, 5), max_size=30))
def test_twins_are_numbered_in_file_order(keys: list[int]) -> None:
    pos = np.arange(len(keys), dtype=np.int64) * 3
    nothing = np.zeros(len(keys), np.int64)
    same = np.array(keys, np.uint64)
    seen = Survey(pos, same, nothing, same, nobody=0, below=0, zero=0)
    twice = {key for key, times in Counter(keys).items() if times > 1}
    wanted = {
        int(place): keys[:n].count(key)
        for n, (place, key) in enumerate(zip(pos, keys, strict=True))
        if key in twice
    }
    places, nth = seen.twins()
    assert dict(zip(places.tolist(), nth.tolist(), strict=True)) == wanted
