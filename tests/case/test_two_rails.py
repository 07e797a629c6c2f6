"""Money that goes by a bank card into a payment company and out of it again, from real forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from rails_files import (
    ALIPAY,
    ALIPAY_USERS,
    BANK,
    FIRST,
    LAST,
    POOL,
    QIAN,
    SECOND,
    TRADES,
    USERS,
    VICTIM,
    ZHAO,
    bank_row,
    chain_files,
    clock,
    strangers,
    trade,
    write,
)
from states import tables

from kg.case import Case, new_case, open_case
from kg.case.storage.open_case import reading_session
from kg.model import Trace, stable_id
from tests.built import built
from tests.depth import by_depth

USER = {name: stable_id("Account", "tenpay", name) for name in (ZHAO, QIAN)}
CARD = {number: stable_id("Account", "", number) for number in (VICTIM, FIRST, SECOND, LAST, POOL)}
CALLED = {**{key: n for n, key in USER.items()}, **{key: n for n, key in CARD.items()}}
ENDS = "SELECT source, target FROM transfer"
TOP_UP, BY_CARD = 80_001, 15_037
ORDERS = by_depth([(0, 1, 2), (1, 2, 0), (2, 0, 1)], list(permutations(range(3))))
"""In which the files of the chain are loaded: the company's return last, between, and first."""


def in_order(place: Path, *order: int) -> None:
    """Make a case of some files of the chain, loaded in this order, and the files beside it."""
    *before, last = order
    if before:
        built(in_order, place, *before)
    with open_case(place / "case") as case:
        assert case.load(chain_files(place / "files", TOP_UP, BY_CARD)[last]).source.problems == 0


def loaded(folder: Path, files: list[Path]) -> Case:
    case = new_case(folder)
    for file in files:
        assert case.load(file).source.problems == 0
    return case


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return chain_files(tmp_path / "files", TOP_UP, BY_CARD)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """Open a case of the whole chain to which nobody writes."""
    place = tmp_path_factory.mktemp("whole")
    built(in_order, place, 0, 1, 2)
    with open_case(place / "case") as case:
        yield case


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """Open a copy of the case of the whole chain."""
    built(in_order, tmp_path, 0, 1, 2)
    with open_case(tmp_path / "case") as opened:
        yield opened


@pytest.fixture
def banks(tmp_path: Path) -> Iterator[Case]:
    """Open a copy of the case of both banks' statements."""
    built(in_order, tmp_path, 0, 1)
    with open_case(tmp_path / "case") as opened:
        yield opened


def steps(trace: Trace) -> list[tuple[str, str, int]]:
    found = ((s.source, s.target, s.traced) for s in trace.steps)
    return sorted((CALLED.get(a, "?"), CALLED.get(b, "?"), units) for a, b, units in found)


def payments(case: Case) -> list[tuple[Any, ...]]:
    query = "SELECT source, target, amount, sources FROM transfer"
    rows = case.sql(query).rows
    return sorted((CALLED.get(a, a), CALLED.get(b, b), amount, n) for a, b, amount, n in rows)


@pytest.mark.parametrize("rule", ["fifo", "haircut"])
def test_the_chain_goes_through_with_every_cent(whole: Case, rule: str) -> None:
    trace = whole.trace(VICTIM, rule=rule)
    every = TOP_UP + BY_CARD
    assert steps(trace) == sorted(
        [
            (VICTIM, FIRST, every), (FIRST, ZHAO, TOP_UP), (FIRST, ZHAO, BY_CARD),
            (ZHAO, QIAN, TOP_UP), (ZHAO, QIAN, BY_CARD), (QIAN, SECOND, every),
            (SECOND, LAST, every),
        ]
    )  # fmt: skip
    assert trace.unproven == 0
    assert [(CALLED[h.account], h.amount) for h in trace.holdings] == [(LAST, every)]
    assert {stop.reason for stop in trace.stops} == {"no_statement"}
    assert CARD[POOL] not in {end for s in trace.steps for end in (s.source, s.target)}


def test_backward_it_finds_the_victim(whole: Case) -> None:
    found = {(a, b) for a, b, _ in steps(whole.trace(LAST, direction="in"))}
    assert found == {
        (SECOND, LAST), (QIAN, SECOND), (ZHAO, QIAN), (FIRST, ZHAO), (VICTIM, FIRST),
    }  # fmt: skip


def test_each_payment_is_counted_once_and_shows_both_rows(whole: Case) -> None:
    fen = [Decimal(n) / 100 for n in (TOP_UP, BY_CARD, TOP_UP + BY_CARD)]
    told = [(a, b, n) for a, b, _, n in payments(whole)]
    assert told == sorted(
        [
            (VICTIM, FIRST, 1), (FIRST, ZHAO, 2), (FIRST, ZHAO, 1), (ZHAO, QIAN, 2),
            (ZHAO, QIAN, 2), (QIAN, SECOND, 2), (SECOND, LAST, 1),
        ]
    )  # fmt: skip
    (total,) = whole.sql("SELECT sum(amount) FROM transfer").rows
    assert total == (3 * fen[2] + 2 * fen[0] + 2 * fen[1],)
    joined = [row for row in whole.money.pairs() if row["kind"] == "SamePayment"]
    assert [row["state"] for row in joined] == ["paired"] * 3
    for row in joined:
        payment = min(row["id_a"], row["id_b"]) if not row["via"] else row["id_a"]
        told_by = whole.lookup.explain(payment)
        assert len({piece.file for piece in told_by.pieces}) == 2
        assert all(piece.cells for piece in told_by.pieces)


def test_without_the_return_it_stops_and_names_what_to_request(banks: Case) -> None:
    trace = banks.trace(VICTIM)
    assert {b for _, b, _ in steps(trace)} == {FIRST, POOL, "?"}
    stops = {stop.account: stop for stop in trace.stops}
    assert stops[CARD[POOL]].amount == TOP_UP
    assert sum(stop.amount for stop in trace.stops if stop.reason == "hub") == TOP_UP + BY_CARD
    for stop in trace.stops:
        assert stop.said is not None
        assert "向财付通调取" in stop.said.text("zh") and "绑定银行卡" in stop.said.text("zh")
        assert (
            "request from 财付通" in stop.said.text() and "trades of the user" in stop.said.text()
        )
    chain = banks.chain(VICTIM, hops=6)
    assert any(
        "汇集账户" in said.text("zh") and "调取" in said.text("zh") for said in chain.banners
    )


def test_the_registrations_alone_join_nothing(banks: Case, tmp_path: Path) -> None:
    row = f"正常,{ZHAO},赵某,2015-01-28 02:11:13,,,绑定确认,某行,{FIRST}".replace(",", "\t")
    users = write(tmp_path / "files" / "TenpayRegInfo.txt", USERS, [row])
    assert banks.load(users).source.problems == 0
    assert banks.money.pairs() == []
    assert "hub" in {stop.reason for stop in banks.trace(VICTIM).stops}


def test_a_return_that_names_no_card_joins_by_the_bound_one(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    row = f"正常,{ZHAO},赵某,2015-01-28 02:11:13,,,绑定确认,某行,{FIRST}".replace(",", "\t")
    files = [
        write(folder / "a.csv", BANK, [bank_row(FIRST, "出", 500, clock(1))]),
        write(folder / "b.txt", TRADES, [trade(ZHAO, 1, "入", 500, clock(1, 9), "充值")]),
    ]
    with loaded(tmp_path / "case", files) as case:
        assert case.money.pairs() == []
        case.load(write(folder / "c.txt", USERS, [row]))
        assert [(a, b) for a, b, *_ in payments(case)] == [(FIRST, ZHAO)]


def test_500_strangers_of_the_company_get_nothing(case: Case, tmp_path: Path) -> None:
    crowd = write(tmp_path / "files" / "路人.csv", BANK, strangers(500))
    assert case.load(crowd).source.problems == 0
    people = {VICTIM, FIRST, ZHAO, QIAN, SECOND, LAST}
    for way, start in (("out", VICTIM), ("in", LAST)):
        trace = case.trace(start, direction=way)
        assert {end for a, b, _ in steps(trace) for end in (a, b)} == people
    joined = [row for row in case.money.pairs() if row["kind"] == "SamePayment"]
    assert Counter(row["state"] for row in joined) == {"paired": 3}
    chain = case.chain(VICTIM, hops=8)
    held = {node.entity.id for node in chain.nodes}
    assert not held & {stable_id("Account", "", row.split(",")[0]) for row in strangers(500)}


def test_strangers_get_nothing_without_the_return_either(banks: Case, tmp_path: Path) -> None:
    crowd = write(tmp_path / "files" / "路人.csv", BANK, strangers(40))
    assert banks.load(crowd).source.problems == 0
    others = {stable_id("Account", "", row.split(",")[0]) for row in strangers(40)}
    trace = banks.trace(VICTIM, name="v")
    assert not others & {end for s in trace.steps for end in (s.source, s.target)}
    for chain in (banks.chain(VICTIM, hops=8), banks.chain(trace=trace.name)):
        assert not others & {node.entity.id for node in chain.nodes}


def test_what_fits_several_is_listed_and_stays_apart(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    rows = [bank_row(FIRST, "出", 500, clock(1, n), serial=str(n)) for n in (0, 20)]
    files = [
        write(folder / "a.csv", BANK, rows),
        write(folder / "b.txt", TRADES, [trade(ZHAO, 1, "入", 500, clock(1, 9), "充值", FIRST)]),
    ]
    with loaded(tmp_path / "case", files[:1]) as case:
        report = case.load(files[1])
        assert (report.rails, report.rails_ambiguous) == (0, 2)
        assert {row["state"] for row in case.money.pairs()} == {"ambiguous"}
        assert Counter((a, b) for a, b, *_ in payments(case)) == {
            (FIRST, POOL): 2, (FIRST, ZHAO): 1,
        }  # fmt: skip


def test_any_order_of_loading_gives_the_same_case(tmp_path: Path) -> None:
    seen = []
    for number, order in enumerate(ORDERS):
        built(in_order, tmp_path / str(number), *order)
        root = tmp_path / str(number) / "case"
        with open_case(root) as case, reading_session(case.folder) as session:
            dump = [line for line in session.store.dump() if b"graph:markers" not in line]
            seen.append((dump, tables(session.index())))
    assert all(one == seen[0] for one in seen)


def test_a_rejected_join_goes_to_the_pool_until_it_is_taken_back(case: Case) -> None:
    before = payments(case)
    rows = [row for row in case.money.pairs() if row["kind"] == "SamePayment"]
    by_card = next(row for row in rows if row["via"])
    for link, pooled in ((by_card["id_b"], BY_CARD), (rows[0]["id_a"], 0)):
        case.judgements.reject_pair(link, "另一笔")
        assert [said.kind for said in case.judgements.all()] == ["RejectedPair"]
        states = Counter(row["state"] for row in case.money.pairs() if row["kind"] == "SamePayment")
        assert states == {"paired": 2, "rejected": 1}
        assert payments(case) != before
        if pooled:
            stops = [s for s in case.trace(VICTIM).stops if s.reason == "hub"]
            assert [stop.amount for stop in stops] == [pooled]
        case.judgements.undo()
        assert (payments(case), case.judgements.all()) == (before, [])
    assert case.verify().pending == ()


def test_unloading_the_return_and_loading_it_again(case: Case, files: list[Path]) -> None:
    before = payments(case)
    link = next(row["id_a"] for row in case.money.pairs() if row["via"])
    case.judgements.reject_pair(link, "另一笔")
    apart = payments(case)
    out = case.evidence.unload(files[2].name)
    assert [one.what for one in out.resting if one.kind == "reject"] == [link]
    assert {(a, b) for a, b, *_ in payments(case)} >= {(FIRST, POOL), (POOL, SECOND)}
    case.load(files[2])
    assert payments(case) == apart != before


def test_alipay_joins_its_own_company_by_the_bound_card(tmp_path: Path) -> None:
    folder, user, other = tmp_path / "files", "2088000000000017", "2088000000000025"
    pool = {"other": "0999300166", "name": "支付宝（中国）网络技术有限公司"}

    def row(n: int, at: str, whom: str, goods: str, amount: str, way: str) -> str:
        return f"A{n:09d},,{at},{at},,即时到账,{user}(赵某),{whom},{goods},{amount},{way},交易成功"

    bank = [
        bank_row(FIRST, "出", 500, clock(1), **pool),
        bank_row(FIRST, "进", 300, clock(9), **pool),
        bank_row(FIRST, "出", 200, clock(20)),
    ]
    paid = [
        row(1, clock(1, 5), f"{other}(钱某)", "货款", "5.00", "支出"),
        row(2, clock(8, 55), "某银行", "余额提现", "3.00", "不计收支"),
        row(3, clock(20, 1), f"{other}(钱某)", "货款", "2.00", "支出"),
    ]
    bound = f"{user},,13800000001,赵某,身份证,,0.00,,{SECOND};{FIRST},"
    files = [write(folder / "a.csv", BANK, bank), write(folder / "b.csv", ALIPAY, paid)]
    with loaded(tmp_path / "case", files) as case:
        assert case.money.pairs() == []
        case.load(write(folder / "c.csv", ALIPAY_USERS, [bound]))
        names = {**CALLED, **{stable_id("Account", "alipay", n): n for n in (user, other)}}
        found = Counter(tuple(names[end] for end in ends) for ends in case.sql(ENDS).rows)
        assert found == {
            (FIRST, user): 1, (user, other): 2, (user, FIRST): 1,
            # the other company's pool: equal card, amount and time, yet not this user's
            (FIRST, POOL): 1,
        }  # fmt: skip
