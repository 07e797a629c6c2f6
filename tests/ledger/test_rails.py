"""A bank's row towards a payment company and the company's row of the user: one payment."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shelving import Reading, account, end, shelve

from kg.ledger.views import create_flow_views
from tests.depth import examples

BANK, OTHER, RETURN = "bank.csv", "facts.csv", "return.txt"
POOLS = {"POOL": "甲付", "POOL-2": "乙付", "POOL-3": ""}
USERS = {"U1": ("甲付", ("C1", "C2")), "U2": ("甲付", ("C1",)), "U3": ("乙付", ("C1",))}
WINDOW = 120


def known(groups: Iterable[str] = ("",)) -> Reading:
    """Return what the case knows besides payments: pools, users, the cards they are bound to.

    There are as many users and cards of each sort as groups; a group's name ends their names.
    """
    facts = Reading(OTHER, layout="facts")
    for company in sorted(set(POOLS.values())):
        facts.entity(f"company {company}", kind="PaymentCompany", name=company or " ")
    for pool, company in POOLS.items():
        facts.entity(pool)
        facts.link("HoldsAccount", f"company {company}", pool)
        if not company:  # held by two: whose it is, nobody knows
            facts.link("HoldsAccount", "company 甲付", pool)
    for group in groups:
        for user, (company, cards) in USERS.items():
            facts.entity(user + group, kind="PaymentAccount", bankName=company)
            for way in ("in", "out"):
                facts.entity(end(user + group, "UnknownEnd", way), kind="UnknownEnd")
            for card in cards:
                facts.link("BindsCard", user + group, card + group)
        for card in ("C1", "C2"):
            facts.entity(card + group)
    return facts


def sides() -> tuple[Reading, Reading]:
    return Reading(BANK), Reading(RETURN, layout="return")


def flows(index: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = index.table("flow_transfer")
    return found


def ends(index: Any) -> list[tuple[str, str]]:
    called = {account(n): n for n in (*USERS, *POOLS, "C1", "C2", "C3", "V")}
    return sorted(
        (called.get(f["source"], "?"), called.get(f["target"], "?")) for f in flows(index)
    )


def joined(index: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = index.table("pair")
    return [row for row in found if row["kind"] == "SamePayment"]


@pytest.mark.parametrize("way", ["in", "out"])
def test_a_bank_that_tells_only_the_day_meets_the_companys_time(way: str, tmp_path: Path) -> None:
    bank, trades = sides()
    ends_of = ("C1", "POOL") if way == "in" else ("POOL", "C1")
    bank.flow(*ends_of, "100", 0, by="C1", precision="day")
    user = ("C1", "U1") if way == "in" else ("U1", "C1")
    trades.flow(*user, "100", 50_000, by="U1")
    index = shelve(tmp_path / "ledger", known(), bank, trades).index()
    (payment,) = flows(index)
    assert (payment["precision"], payment["sources"]) == ("second", 2)
    assert [(row["state"], row["seconds_apart"]) for row in joined(index)] == [("paired", 0)]


def test_a_top_up_is_one_payment_to_the_users_own_account(tmp_path: Path) -> None:
    bank, trades = sides()
    told = bank.flow("C1", "POOL", "100", 0, by="C1")
    echo = trades.flow("C1", "U1", "100", 3, by="U1", userCard="C1")
    index = shelve(tmp_path / "ledger", bank, trades, known()).index()
    (payment,) = flows(index)
    assert (payment["source"], payment["target"]) == (account("C1"), account("U1"))
    assert (payment["id"], payment["sources"]) == (min(told, echo), 2)
    (pair,) = joined(index)
    assert (pair["id_a"], pair["id_b"], pair["state"]) == (told, echo, "paired")
    (link,) = index.links([payment["id"]])
    assert link.proof == "corroborated"
    assert len({one.sha256 for one in link.evidence}) == 2


def test_a_withdrawal_comes_from_the_users_own_account(tmp_path: Path) -> None:
    bank, trades = sides()
    bank.flow("POOL", "C1", "100", 9, by="C1")
    trades.flow("U1", "C1", "100", 0, by="U1", userCard="C1")
    index = shelve(tmp_path / "ledger", bank, trades, known()).index()
    assert ends(index) == [("U1", "C1")]


def test_what_a_card_paid_on_passes_through_its_user(tmp_path: Path) -> None:
    bank, trades = sides()
    told = bank.flow("C1", "POOL", "100", 5, by="C1")
    paid = trades.flow("U1", "V", "100", 0, by="U1", userCard="C1", seq=7)
    index = shelve(tmp_path / "ledger", bank, trades, known()).index()
    assert ends(index) == [("C1", "U1"), ("U1", "V")]
    first, second = index.links([told]), index.links([paid])
    assert [len(link.evidence) for link in (*first, *second)] == [2, 1]
    # the card's money is there before the user's row spends it, though the bank's clock is late
    columns = index.flow_index()
    at = {link: place for place, link in enumerate(columns.links)}
    assert columns.also_seq[at[told]] < columns.seq[at[paid]]
    assert columns.also_reporter[at[told]] == columns.reporter[at[paid]]


def test_both_tellings_can_be_had_as_they_stand_in_the_files(tmp_path: Path) -> None:
    bank, trades = sides()
    bank.flow("C1", "POOL", "100", 0, by="C1")
    trades.flow("C1", "U1", "100", 3, by="U1", userCard="C1")
    bank.flow("C1", "POOL", "40", 900, by="C1")
    trades.flow("U1", "V", "40", 900, by="U1", userCard="C1")
    index = shelve(tmp_path / "ledger", bank, trades, known()).index()
    con = index.con.cursor()
    create_flow_views(index, con, "transfer", "Asia/Shanghai")
    count = "SELECT count(*), sum(amount) FROM {}"
    assert con.execute(count.format("transfer")).fetchall() == [(3, 180)]
    assert con.execute(count.format("transfer_both")).fetchall() == [(4, 280)]
    to_pools = con.execute(
        "SELECT count(*) FROM transfer_both WHERE target = ?", [account("POOL")]
    ).fetchall()
    assert to_pools == [(2,)]


def test_a_blank_card_means_one_that_is_bound(tmp_path: Path) -> None:
    bank, trades = sides()
    bank.flow("C2", "POOL", "100", 0, by="C2")
    trades.flow(end("U1", "UnknownEnd", "in"), "U1", "100", 3, by="U1")
    index = shelve(tmp_path / "ledger", bank, trades, known()).index()
    assert ends(index) == [("C2", "U1")]


def test_a_user_whose_two_cards_both_paid_is_nobodys(tmp_path: Path) -> None:
    bank, trades = sides()
    for card in ("C1", "C2"):
        bank.flow(card, "POOL", "100", 0, by=card)
    trades.flow(end("U1", "UnknownEnd", "in"), "U1", "100", 3, by="U1")
    index = shelve(tmp_path / "ledger", bank, trades, known()).index()
    assert {row["state"] for row in joined(index)} == {"ambiguous"}
    assert len(flows(index)) == 3


@pytest.mark.parametrize(
    ("card", "pool", "user", "amount", "at"),
    [
        ("C1", "POOL", "U1", "100", 121),  # too late
        ("C1", "POOL", "U1", "99.99", 0),
        ("C1", "POOL-2", "U1", "100", 0),  # another company's
        ("C2", "POOL", "U1", "100", 0),  # another card
        ("C1", "V", "U1", "100", 0),  # no payment company at all
    ],
)
def test_what_does_not_fit_stays_apart_and_is_not_listed(
    tmp_path: Path, card: str, pool: str, user: str, amount: str, at: int
) -> None:
    bank, trades = sides()
    bank.flow(card, pool, "100", 0, by=card)
    trades.flow("C1", user, amount, at, by=user, userCard="C1")
    index = shelve(tmp_path / "ledger", bank, trades, known()).index()
    assert (len(flows(index)), joined(index)) == (2, [])


def test_the_window_is_a_term_of_the_index(tmp_path: Path) -> None:
    bank, trades = sides()
    bank.flow("C1", "POOL", "100", 0, by="C1")
    trades.flow("C1", "U1", "100", 500, by="U1", userCard="C1")
    index = shelve(tmp_path / "ledger", bank, trades, known(), rail_seconds=600).index()
    assert ends(index) == [("C1", "U1")]


@pytest.mark.parametrize("word", ["bank", "user"])
def test_a_rejected_join_stays_two_and_goes_to_the_pool(tmp_path: Path, word: str) -> None:
    bank, trades = sides()
    said = {"bank": bank.flow("C1", "POOL", "100", 0, by="C1")}
    said["user"] = trades.flow("C1", "U1", "100", 3, by="U1", userCard="C1")
    index = shelve(tmp_path / "ledger", bank, trades, known(), rejected={said[word]}).index()
    assert [row["state"] for row in joined(index)] == ["rejected"]
    assert ends(index) == [("C1", "POOL"), ("C1", "U1")]


def test_a_user_paid_by_two_returns_is_one_payment_still(tmp_path: Path) -> None:
    bank, trades = sides()
    other = Reading("return-2.txt", layout="return")
    bank.flow("C1", "POOL", "100", 0, by="C1")
    paid = trades.flow("U1", "U2", "100", 2, by="U1", userCard="C1")
    got = other.flow("U1", "U2", "100", 2, by="U2")
    index = shelve(tmp_path / "ledger", bank, trades, other, known()).index()
    assert ends(index) == [("C1", "U1"), ("U1", "U2")]
    assert sorted(row["kind"] for row in index.table("pair")) == ["SamePayment", "SameTransfer"]
    # the word on the two returns does not touch the card
    apart = shelve(tmp_path / "two", bank, trades, other, known(), rejected={paid, got}).index()
    assert ends(apart) == [("C1", "U1"), ("U1", "U2"), ("U1", "U2")]


@dataclass(frozen=True)
class Told:
    """A row: of a bank (``pool`` is set) or of a user, who may name a card."""

    card: str
    paid: bool
    at: int
    pool: str = ""
    user: str = ""
    via: bool = False


Rows = dict[str, Told]
"""What rows tell, by the id of their payment."""


def write(groups: Mapping[str, Sequence[Told]]) -> tuple[list[Reading], dict[str, Rows]]:
    """Return the readings, and the rows of each group, which has users and cards of its own."""
    bank, returns, rows = Reading(BANK), [], {}
    for group, told in groups.items():
        returns.append(Reading(f"return{group}.txt", layout="return"))
        rows[group] = dict(_written(one, group, bank, returns[-1]) for one in told)
    return [bank, *returns, known(groups)], rows


def _written(one: Told, group: str, bank: Reading, trades: Reading) -> tuple[str, Told]:
    card = one.card and one.card + group
    if one.pool:
        way = (card, one.pool) if one.paid else (one.pool, card)
        return bank.flow(*way, "100", one.at, by=card), one
    user = one.user + group
    far = "V" if one.via else card or end(user, "UnknownEnd", "in")
    way = (far, user) if one.paid != one.via else (user, far)
    return trades.flow(*way, "100", one.at, by=user, userCard=card), one


def slow_twin(rows: dict[str, Told]) -> tuple[set[tuple[str, str]], set[str]]:
    """Return the joined pairs (bank's row, user's row) and the ids that are listed as ambiguous."""
    names_cards = any(one.card for one in rows.values() if one.user)
    places = []  # (key, side, at, id, user): a user's row stands once for each card it may mean
    for link, one in rows.items():
        if one.pool:
            company = POOLS[one.pool]
            places.append(((one.card, one.paid), "bank", one.at, link, company, ""))
            continue
        company, bound = USERS[one.user]
        cards = [one.card] if one.card else bound if not (one.via and names_cards) else []
        places += [((card, one.paid), "user", one.at, link, company, one.user) for card in cards]
    pairs: set[tuple[str, str]] = set()
    doubtful: set[str] = set()
    groups = []
    for key in {place[0] for place in places}:
        here = [place for place in places if place[0] == key]
        named = {place[4] for place in here if place[4]}
        sole = named.pop() if len(named) == 1 else ""
        for company in {place[4] or sole for place in here}:
            groups += meetings([place for place in here if (place[4] or sole) == company])
    both = [group for group in groups if {place[1] for place in group} == {"bank", "user"}]
    torn = [link for link in rows if sum(any(p[3] == link for p in g) for g in both) > 1]
    for group in both:
        banks, users = (in_order(p for p in group if p[1] == side) for side in ("bank", "user"))
        clear = len(banks) == len(users) and len({p[5] for p in users}) == 1
        near = all(abs(b[2] - u[2]) <= WINDOW for b, u in zip(banks, users, strict=False))
        if clear and near and not any(p[3] in torn for p in group):
            pairs |= {(b[3], u[3]) for b, u in zip(banks, users, strict=True)}
        else:
            doubtful |= {p[3] for p in group}
    return pairs, doubtful


def in_order(places: Iterable[Any]) -> list[Any]:
    return sorted(places, key=lambda place: (place[2], place[3]))


def meetings(places: list[Any]) -> list[list[Any]]:
    """Return the groups that steps of at most the window between a bank and a user connect."""
    group = {n: {n} for n in range(len(places))}
    for one, other in combinations(range(len(places)), 2):
        a, b = places[one], places[other]
        if a[1] != b[1] and abs(a[2] - b[2]) <= WINDOW:
            whole = group[one] | group[other]
            group.update(dict.fromkeys(whole, whole))
    return [[places[n] for n in one] for one in {frozenset(g) for g in group.values()}]


TIMES = st.sampled_from([0, 0, 1, 60, 119, 120, 121, 200, 240, 330])
PAID = st.sampled_from([True, True, False])
BANKS = st.builds(
    Told, st.sampled_from(["C1", "C1", "C2"]), PAID, TIMES,
    pool=st.sampled_from(["POOL", "POOL", "POOL-2", "POOL-3"]),
)  # fmt: skip
TRADES = st.builds(
    Told, st.sampled_from(["", "C1", "C1", "C2"]), PAID, TIMES,
    user=st.sampled_from(["U1", "U1", "U2", "U3"]), via=st.booleans(),
).filter(lambda one: one.via or one.card or one.paid)  # fmt: skip


@settings(max_examples=examples(14))
@given(
    st.lists(
        st.tuples(st.lists(BANKS, max_size=5), st.lists(TRADES, max_size=5)), min_size=4, max_size=8
    )
)
def test_joins_are_those_of_the_slow_twin(told: list[tuple[list[Told], list[Told]]]) -> None:
    """Each group has users and cards of its own: one ledger has room for many."""
    groups = {f" of {n}": [*banks, *trades] for n, (banks, trades) in enumerate(told)}
    readings, rows = write(groups)
    with tempfile.TemporaryDirectory() as folder:
        index = shelve(Path(folder) / "ledger", *readings).index()
        found = joined(index)
        all_rows = {link: one for here in rows.values() for link, one in here.items()}
        all_pairs = {(r["id_a"], r["id_b"]) for r in found if r["state"] == "paired"}
        doubtful = [r[e] for r in found if r["state"] == "ambiguous" for e in ("id_a", "id_b")]
        assert {*doubtful, *chain(*all_pairs)} - {None, ""} <= all_rows.keys()
        for here in rows.values():
            pairs = {pair for pair in all_pairs if here.keys() & set(pair)}
            assert (pairs, here.keys() & set(doubtful)) == slow_twin(here)
            # nobody meets a stranger: every join is of a card and one who has that card
            for bank, user in pairs:
                card, named = here[bank].card, here[user].card
                assert named == card or (not named and card in USERS[here[user].user][1])
        if all_rows:
            once = sum(not all_rows[user].via for _, user in all_pairs)
            assert len(flows(index)) == len(all_rows) - once
