"""The arrays that a trace reads: what fits no unit is counted, and no size is too large."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from shelving import Reading, account, shelve

from kg.ledger import duck
from kg.ledger.base import FlowIndex

ONE, TWO, THREE = "6222000000000123", "6222000000000456", "6222000000000789"
ROWS = 150_000


FINEST = "0.000000000000000001"


def units_of(flows: FlowIndex) -> list[int]:
    return flows.units(np.arange(len(flows))).tolist()


def test_a_currency_is_counted_in_a_unit_that_holds_every_digit_of_it(tmp_path: Path) -> None:
    one = Reading("one.csv")
    one.flow(ONE, TWO, "100", 10)
    one.flow(TWO, THREE, "99999999999999999899", 20)
    one.flow(THREE, ONE, FINEST, 30)
    one.flow(TWO, ONE, "7.25", 40)
    one.flow(TWO, ONE, "0.5", 50, currency="ETH")
    one.flow(TWO, ONE, "3000000.123", 60, currency="USDT")
    one.flow(ONE, TWO, "0.125", 70, currency="USD")
    flows = shelve(tmp_path / "ledger", one).index().flow_index()
    assert not flows.left_out
    assert dict(zip(flows.currencies, flows.scales, strict=True)) == {
        "CNY": 10**18, "ETH": 10**9, "USD": 10**3, "USDT": 10**6,
    }  # fmt: skip
    assert [flows.currencies[code] for code in flows.wide] == ["CNY"]
    wide = [100 * 10**18, 99999999999999999899 * 10**18, 1, 725 * 10**16]
    assert units_of(flows) == [*wide, 5 * 10**8, 3_000_000_123_000, 125]
    assert flows.amount.tolist() == [-1, -1, -1, -1, 5 * 10**8, 3_000_000_123_000, 125]
    assert flows.at_least([725 * 10**16, 0, 126, 0]).tolist() == [1, 1, 0, 1, 1, 1, 0]
    assert flows.multiples([10**18, 10**8, 0, 7]).tolist() == [1, 1, 0, 0, 1, 0, 0]


def test_what_no_unit_of_127_bits_holds_with_its_total_is_left_out_and_counted(
    tmp_path: Path,
) -> None:
    one = Reading("one.csv")
    for second in range(3):
        one.flow(TWO, THREE, "99999999999999999999", second)
    one.flow(THREE, ONE, FINEST, 30)
    one.flow(THREE, ONE, "0.5", 31)
    flows = shelve(tmp_path / "ledger", one).index().flow_index()
    assert flows.left_out == {"inexact": 1} and flows.scales == (10**17,)
    assert units_of(flows) == [99999999999999999999 * 10**17] * 3 + [5 * 10**16]
    assert [flows.accounts[at] for at in flows.src] == [account(TWO)] * 3 + [account(THREE)]
    assert len(flows.links) == len(flows.also_seq) == len(flows.out_idx) == 4
    assert len(set(flows.links)) == 4


@pytest.mark.slow
def test_a_ledger_larger_than_the_memory_is_laid_out_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Reading("one.csv")
    for second in range(ROWS):
        one.flow(ONE if second % 3 else TWO, THREE, "0.01", second)
    index = shelve(tmp_path / "ledger", one).index()
    monkeypatch.setattr(duck, "MEMORY", "40MB")
    flows = index.flow_index()
    assert len(flows) == len(set(flows.links)) == ROWS
    assert np.all(np.diff(flows.start) > 0)
    assert sorted(np.diff(flows.out_ptr).tolist()) == [0, ROWS // 3, ROWS - ROWS // 3]
    assert flows.counterparties[flows.accounts.index(account(THREE))] == 2
    assert not list(index.folder.glob(".building*"))
