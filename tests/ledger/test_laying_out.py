"""The arrays that a trace reads: what fits no unit is counted, and no size is too large."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from shelving import Reading, account, shelve

from kg.ledger import duck

ONE, TWO, THREE = "6222000000000123", "6222000000000456", "6222000000000789"
ROWS = 150_000


def test_a_payment_that_fits_no_unit_is_left_out_and_counted(tmp_path: Path) -> None:
    one = Reading("one.csv")
    one.flow(ONE, TWO, "100", 10)
    one.flow(TWO, THREE, "99999999999999999999", 20)
    one.flow(TWO, THREE, "30000000000000000.5", 25)
    one.flow(THREE, ONE, "0.000000000000000001", 30)
    one.flow(TWO, ONE, "7.25", 40)
    flows = shelve(tmp_path / "ledger", one).index().flow_index()
    assert flows.left_out == {"inexact": 2}
    assert flows.amount.tolist() == [10_000, 3_000_000_000_000_000_050, 725]
    assert [flows.accounts[at] for at in flows.src] == [account(ONE), account(TWO), account(TWO)]
    assert len(flows.links) == len(flows.also_seq) == len(flows.out_idx) == 3
    assert len(set(flows.links)) == 3


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
