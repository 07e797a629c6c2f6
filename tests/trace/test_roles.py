"""Computed roles against a twin in plain Python, and each role by a small ledger of its own."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import ComputedRole, Seed, Trace
from kg.schema import load_schema
from kg.trace.roles.computed_roles import LISTS, account_roles
from kg.trace.tracing import trace
from tests.depth import examples
from tests.trace.ledgers import SECOND, Row, index_of
from tests.trace.test_twins import barring, ledgers, levels
from tests.trace.walk_twin import ways

HOUR = 3600 * SECOND
NAMES = {"CNY": 0, "USDT": 1}
VICTIM = [Seed("", link="link0", victim="v")]


def measures(role: ComputedRole) -> dict[str, str]:
    return {one.name: one.value for one in role.measures}


def roles(found: Trace, name: str) -> dict[str, ComputedRole]:
    return {one.account: one for one in found.roles if one.role == name}


@settings(max_examples=examples(300))
@given(rows=ledgers, data=st.data(), hops=st.integers(1, 5), barred=barring)
def test_who_passes_money_on_is_who_the_paths_say(rows, data, hops, barred):
    seeds = data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=1, max_size=3, unique=True))
    starts = [Seed("", link=f"link{at}", victim=f"v{n}") for n, at in enumerate(seeds)]
    found = trace(
        index_of(rows, accounts=5, hubs=sorted(barred)), starts,
        within=timedelta(days=10), hops=hops,
    )  # fmt: skip
    height = {at: level for at, (level, _) in levels(found).items()}
    leading = [at for at in height if height[at] < hops and rows[at].dst not in barred]
    followed = {rows[at].dst for at in leading}
    lots = {int(seed.link[4:]): [(n, seed.amount)] for n, seed in enumerate(found.seeds)}
    told = ways(rows, height, followed, lots, "fifo")
    passing: dict[tuple[int, int], set[str]] = {}
    for place, came in ((place, came) for place, came in told.came.items() if came):
        received = sum(units for units, _ in came)
        gone = [(units, at, path[-1]) for units, path, at in told.left[place]]
        soon = sum(u for u, at, last in gone if rows[at].start - rows[last].start <= 48 * HOUR)
        income = sum(
            row.amount
            for at, row in enumerate(rows)
            if (row.dst, row.currency) == place and (at in height or {row.src, row.dst} & followed)
        )
        enough = Fraction(soon, received) >= Fraction(85, 100)
        if enough and Fraction(received, income) >= Fraction(15, 100):
            passing[place] = {f"link{path[-1]}" for _, path in came} | {
                f"link{at}" for _, at, _ in gone
            }
    said = {(int(r.account[1:]), NAMES[r.currency]): r for r in found.roles if r.role == "Layering"}
    assert {place: set(role.links) for place, role in said.items()} == passing
    for place, role in said.items():
        assert measures(role)["stay"] == stay_of(rows, told.left[place])
        assert int(measures(role)["payees"]) == len({rows[at].dst for *_, at in told.left[place]})
        came = {rows[path[-1]].src for _, path in told.came[place]}
        assert int(measures(role)["payers"]) == len(came)


def stay_of(rows, left) -> str:
    """How long half of the units had stayed when they left: unit by unit in order of stay."""
    stays: dict[int, int] = defaultdict(int)
    for units, path, at in left:
        stays[max(0, rows[at].start - rows[path[-1]].start) // SECOND] += units
    gone, half = 0, Fraction(sum(stays.values()), 2)
    for seconds in sorted(stays):
        gone += stays[seconds]
        if gone >= half:
            break
    for size, letter in ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")):
        if seconds >= size:
            return f"{seconds / size:.1f}".removesuffix(".0") + letter
    return "0s"


def test_a_role_is_a_term_of_the_ontology_and_every_threshold_has_a_reason():
    schema = load_schema()
    listed = {value.name for name in LISTS for value in schema.listed(name)}
    assert len(account_roles()) == 5
    for role in account_roles():
        assert schema.has_kind(role.name) or role.name in listed
        assert (
            role.label.text("zh")
            and role.label.text("en")
            and role.innocent.text("zh")
            and role.innocent.text("en")
        )
        assert role.thresholds
        for one in role.thresholds.values():
            assert one.why.text("zh") and one.why.text("en") and one.default


def test_who_is_paid_by_victims_and_passes_it_on():
    rows = [Row(0, 1, 0, 1000), Row(1, 2, HOUR, 950), Row(2, 3, 60 * HOUR, 950)]
    found = trace(index_of(rows), VICTIM)
    assert measures(roles(found, "Collection")["a1"]) == {
        "first": "100%", "payers": "1", "payees": "1", "stay": "1h",
    }  # fmt: skip
    passing = roles(found, "Layering")
    assert passing.keys() == {"a1"}, "a2 kept it for longer than two days"
    assert measures(passing["a1"]) == {
        "passed": "95%", "part": "100%", "stay": "1h", "payers": "1", "payees": "1", "cash": "0%",
    }  # fmt: skip
    assert passing["a1"].links == ("link0", "link1")
    assert (
        passing["a1"]
        .said.text("en")
        .startswith("left within 48h 95% (≥85%), share of all its income")
    )


def test_of_what_began_with_no_victim_nobody_collects():
    rows = [Row(0, 1, 0, 1000), Row(1, 2, HOUR, 950)]
    found = trace(index_of(rows), [Seed("", link="link0")])
    assert not roles(found, "Collection")
    assert roles(found, "Layering").keys() == {"a1"}


def test_an_ordinary_account_that_happened_to_be_paid_is_none_that_passes_money():
    rows = [Row(9, 1, 0, 9000), Row(0, 1, HOUR, 1000), Row(1, 2, 2 * HOUR, 10_000)]
    found = trace(index_of(rows), [Seed("", link="link1", victim="v")])
    assert not roles(found, "Layering")
    assert roles(found, "Collection").keys() == {"a1"}


def test_cash_coin_and_pools_are_told_by_whom_money_goes_to_and_who_holds_the_account():
    rows = [
        Row(0, 1, 0, 1000),
        Row(1, 5, HOUR, 100),
        Row(8, 2, HOUR, 50),
        Row(1, 2, 2 * HOUR, 900),
        Row(2, 3, 3 * HOUR, 950),
        Row(3, 4, 4 * HOUR, 950),
    ]
    known = dict.fromkeys((f"a{n}" for n in range(9)), ("BankAccount",))
    known |= {"a5": ("CashEnd",), "a3": ("BankAccount", "OtcDealer"), "a4": ("Wallet",)}
    known["a2"] = ("PlatformAccount", "RunningPointsOperator")
    found = trace(index_of(rows, ends=[5]), VICTIM, kinds=lambda asked: known)
    (cash,) = roles(found, "CashOut").values()
    assert cash.account == "a1"
    assert measures(cash) == {"paid": "10%", "paid_sum": "1.00 CNY", "stay": "2h", "payers": "1"}
    assert "cash taken 1.00 CNY" in cash.said.text("en") and "取现金额 1.00 CNY" in cash.said.text(
        "zh"
    )
    coin = roles(found, "VirtualCurrencyChannel")
    assert coin.keys() == {"a2", "a3"}
    assert measures(coin["a2"])["paid_sum"] == "9.00 CNY"
    (pool,) = roles(found, "RunningPointsLaundering").values()
    assert pool.account == "a2"
    assert (measures(pool)["feeders"], measures(pool)["payers"]) == ("2", "1")
    assert pool.links == ("link2", "link3", "link4")


def test_without_a_record_of_who_they_are_nobody_is_a_dealer_or_a_pool():
    rows = [Row(0, 1, 0, 1000), Row(1, 2, HOUR, 1000), Row(2, 3, 2 * HOUR, 1000)]
    found = trace(index_of(rows), VICTIM)
    assert {one.role for one in found.roles} == {"Collection", "Layering"}
