"""What statements say was there before their first row."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from shelving import Reading, account, end, shelve

from kg.ledger.base import FlowIndex

ONE, TWO, THREE = "6222000000000123", "6222000000000456", "6222000000000789"


def told(flows: FlowIndex) -> dict[str, int]:
    found = zip(flows.opening_account.tolist(), flows.opening_amount.tolist(), strict=True)
    return {flows.accounts[place]: units for place, units in found}


def test_the_first_row_of_a_statement_says_what_was_there_before_it(tmp_path: Path) -> None:
    one = Reading("one.csv")
    one.flow(ONE, TWO, "100", 10, by=ONE, balance=Decimal(400))
    one.flow(THREE, ONE, "50", 20, by=ONE, balance=Decimal(450))
    two = Reading("two.csv")
    two.flow(THREE, TWO, "7", 5, by=TWO, balance=Decimal(7))
    flows = shelve(tmp_path / "ledger", one, two).index().flow_index()
    assert flows.scales == (100,)
    assert told(flows) == {account(ONE): 50_000, account(TWO): 0}
    since = dict(zip(flows.opening_account.tolist(), flows.opening_at.tolist(), strict=True))
    assert since == {
        flows.accounts.index(account(ONE)): int(flows.start[1]),
        flows.accounts.index(account(TWO)): int(flows.start[0]),
    }


def test_where_no_row_says_it_nothing_is_known(tmp_path: Path) -> None:
    one = Reading("one.csv")
    one.flow(ONE, TWO, "100", 10, by=ONE)
    one.flow(ONE, TWO, "100", 30, by=ONE, balance=Decimal(300))
    one.flow(THREE, TWO, "1", 40)
    assert told(shelve(tmp_path / "ledger", one).index().flow_index()) == {}


def test_of_rows_of_one_moment_only_a_proven_order_tells_the_first(tmp_path: Path) -> None:
    def statement(*seqs: int | None) -> Reading:
        one = Reading("one.csv", salt=str(seqs))
        cash = end(ONE, "CashEnd", "out")
        for seq, amount, balance in zip(seqs, ("30", "20"), ("50", "80"), strict=True):
            one.flow(ONE, cash, amount, 10, by=ONE, balance=Decimal(balance), seq=seq)
        return one

    known = shelve(tmp_path / "known", statement(2, 1)).index().flow_index()
    assert told(known) == {account(ONE): 10_000}
    unknown = shelve(tmp_path / "unknown", statement(None, None)).index().flow_index()
    assert told(unknown) == {}


def test_a_payment_told_by_both_ends_opens_both_accounts(tmp_path: Path) -> None:
    one, two = Reading("one.csv"), Reading("two.csv")
    one.flow(ONE, TWO, "100", 10, by=ONE, balance=Decimal(400), serial="a")
    two.flow(ONE, TWO, "100", 40, by=TWO, balance=Decimal(130), serial="b")
    flows = shelve(tmp_path / "ledger", one, two).index().flow_index()
    assert len(flows) == 1
    assert told(flows) == {account(ONE): 50_000, account(TWO): 3_000}
    assert flows.opening_at.tolist() == [int(flows.start[0])] * 2


def test_what_did_not_flow_opens_nothing(tmp_path: Path) -> None:
    one = Reading("one.csv")
    one.flow(ONE, TWO, "9", 5, by=ONE, balance=Decimal(500), status="failed")
    one.flow(ONE, TWO, "100", 10, by=ONE, balance=Decimal(400))
    assert told(shelve(tmp_path / "ledger", one).index().flow_index()) == {account(ONE): 50_000}


def test_more_than_an_amount_can_be_opens_nothing(tmp_path: Path) -> None:
    one = Reading("one.csv")
    most = Decimal("99999999999999999999.99")
    one.flow(ONE, TWO, str(most), 10, by=ONE, balance=most)
    one.flow(THREE, TWO, "7", 5, by=TWO, balance=Decimal(7))
    flows = shelve(tmp_path / "ledger", one).index().flow_index()
    assert told(flows) == {account(TWO): 0}
