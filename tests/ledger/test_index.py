from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from shelving import Reading, account, end, shelve

from kg.errors import BalanceFails
from kg.ledger import balance_check


def statement() -> Reading:
    one = Reading("payer.csv")
    one.entity("6222000000000123", name="张三")
    one.entity("6222000000000456")
    one.flow("6222000000000123", "6222000000000456", "100.50", 0, by="6222000000000123", ip="::1")
    one.flow(
        "6222000000000123", end("6222000000000123", "CashEnd", "out"), "20", 9,
        by="6222000000000123",
    )  # fmt: skip
    one.flow("6222000000000456", "6222000000000123", "1.001", 20)
    one.flow("6222000000000456", "6222000000000123", "5", None, status="undated")
    one.flow("6222000000000456", "6222000000000123", "7", 30, status="failed")
    return one


def test_the_arrays_are_in_time_order_and_count_in_whole_units(tmp_path: Path) -> None:
    index = shelve(tmp_path / "ledger", statement()).index()
    flows = index.flow_index()
    assert len(flows) == 3
    assert flows.currencies == ("CNY",)
    assert flows.scales == (1000,)
    assert flows.amount.tolist() == [100500, 20000, 1001]
    assert flows.left_out == {"undated": 1}
    place = flows.accounts.index(account("6222000000000123"))
    assert flows.out_idx[flows.out_ptr[place] : flows.out_ptr[place + 1]].tolist() == [0, 1]
    assert flows.counterparties[place] == 2
    assert flows.is_end.sum() == 1
    assert index.links([flows.link_id(0)])[0].amount == Decimal("100.50")


def test_sql_reads_local_time_and_exact_sums(tmp_path: Path) -> None:
    index = shelve(tmp_path / "ledger", statement()).index()
    con = duckdb.connect()
    index.views(con, "Asia/Shanghai")
    columns = [row[0] for row in con.execute("DESCRIBE transfer").fetchall()]
    assert columns[:11] == [
        "id", "source", "target", "start_time", "end_time", "amount", "currency", "tx_count",
        "sources", "sha256", "row_no",
    ]  # fmt: skip
    assert columns[-1] == "ip"
    assert con.execute("SELECT sum(amount) FROM transfer").fetchall() == [(Decimal("126.501"),)]
    assert (
        str(con.execute("SELECT min(start_time) FROM transfer").fetchall()[0][0])
        == "2024-05-01 08:00:00"
    )
    assert con.execute("SELECT count(*) FROM row").fetchall() == [(5,)]
    assert con.execute("SELECT count(*) FROM call").fetchall() == [(0,)]
    for view in ("transfer_both", "entity", "link"):
        con.execute(f"SELECT * FROM {view}").fetchall()


@pytest.mark.parametrize(
    "typed", ["6222000000000123", "\t6222000000000123-1", "6222****0123", "0123", "张三", "张"]
)
def test_a_person_finds_an_account_by_what_they_know(tmp_path: Path, typed: str) -> None:
    index = shelve(tmp_path / "ledger", statement()).index()
    assert [found.id for found in index.find(typed)] == [account("6222000000000123")]


def test_changes_put_what_is_new_and_drop_what_is_gone(tmp_path: Path) -> None:
    one, other = statement(), Reading("payee.csv")
    echo = other.flow("6222000000000123", "6222000000000456", "100.50", 3, by="6222000000000456")
    ledger = shelve(tmp_path / "ledger", one, other)
    before = type(ledger)(ledger.folder, [one.sha256]).index()
    after, shas = ledger.index(), {one.sha256, other.sha256}
    first = before.changes(None, shas)
    assert len(list(first.put_links)) == 4
    assert len(list(first.put_entities)) == 2
    assert list(first.gone) == []
    second = after.changes(before, shas)
    (link,) = second.put_links
    assert len(link.evidence) == 2
    assert link.id == min(echo, one.flows[0]["id"])
    assert list(after.changes(after, shas).put_links) == []


def balanced(rows: int, **more: bool) -> Reading:
    one, left = Reading("bank.csv"), Decimal(1000)
    one.entity("6222000000000123")
    for n in range(rows):
        money = Decimal(n % 7 + 1)
        left -= money
        one.flow("6222000000000123", "B", str(money), n, by="6222000000000123", balance=left, seq=n)
    if more.get("reverse"):
        for n, row in enumerate(reversed(one.flows)):
            row["seq"] = n
    return one


def test_a_running_balance_agrees(tmp_path: Path) -> None:
    report = balance_check(balanced(50).write(tmp_path / "s"))
    assert (report.checked, report.failed) == (49, 0)


def test_a_contradicted_balance_refuses_the_file(tmp_path: Path) -> None:
    folder = balanced(50, reverse=True).write(tmp_path / "s")
    with pytest.raises(BalanceFails, match=r"bank\.csv: .*…0123 contradicts .* opposite order"):
        balance_check(folder, name="bank.csv")


def test_one_state_is_opened_once_and_still_answers_after_it_was_derived_again(
    tmp_path: Path,
) -> None:
    ledger = shelve(tmp_path / "ledger", statement())
    index = ledger.index()
    assert ledger.index() is index, "what is asked in a row shares one connection"
    before = [link.id for link in index.flows_of([account("6222000000000123")])]
    ledger.keep_only()
    again = ledger.index()
    assert again.folder.is_dir()
    assert [link.id for link in again.flows_of([account("6222000000000123")])] == before
