from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from shelving import Reading, account, shelve

from tests.depth import examples


def two_banks() -> tuple[Reading, Reading]:
    return Reading("payer.csv", flows=[]), Reading("payee.csv", flows=[])


def flows(index: object, table: str = "transfer") -> list[dict[str, object]]:
    return index.table(f"flow_{table}")  # type: ignore[attr-defined]


def test_one_payment_told_by_both_banks_is_one_line(tmp_path: Path) -> None:
    one, other = two_banks()
    told = one.flow("A", "B", "100", 0, by="A")
    echo = other.flow("A", "B", "100", 7, by="B")
    index = shelve(tmp_path / "ledger", one, other).index()
    (payment,) = flows(index)
    assert payment["id"] == min(told, echo)
    assert payment["sources"] == 2
    assert [m["id"] for m in payment["members"]] == [told, echo]
    (pair,) = index.table("pair")
    assert (pair["id_a"], pair["id_b"], pair["state"]) == (told, echo, "paired")
    assert pair["seconds_apart"] == 7


def test_true_twins_stay_two_each_paired(tmp_path: Path) -> None:
    one, other = two_banks()
    for at in (0, 0, 1, 2, 2):
        one.flow("A", "B", "100", at, by="A")
        other.flow("A", "B", "100", at + 3, by="B")
    index = shelve(tmp_path / "ledger", one, other).index()
    assert len(flows(index)) == 5
    assert {row["sources"] for row in flows(index)} == {2}
    assert [pair["state"] for pair in index.table("pair")] == ["paired"] * 5


def test_unequal_counts_stay_apart_and_are_listed(tmp_path: Path) -> None:
    one, other = two_banks()
    one.flow("A", "B", "100", 0, by="A")
    one.flow("A", "B", "100", 5, by="A")
    other.flow("A", "B", "100", 6, by="B")
    index = shelve(tmp_path / "ledger", one, other).index()
    assert len(flows(index)) == 3
    assert [pair["state"] for pair in index.table("pair")] == ["ambiguous"] * 2


def test_a_rejected_pair_stays_two(tmp_path: Path) -> None:
    one, other = two_banks()
    one.flow("A", "B", "100", 0, by="A")
    echo = other.flow("A", "B", "100", 7, by="B")
    index = shelve(tmp_path / "ledger", one, other, rejected={echo}).index()
    assert len(flows(index)) == 2
    assert [pair["state"] for pair in index.table("pair")] == ["rejected"]


def test_beside_the_window_is_no_pair(tmp_path: Path) -> None:
    one, other = two_banks()
    one.flow("A", "B", "100", 0, by="A")
    other.flow("A", "B", "100", 121, by="B")
    index = shelve(tmp_path / "ledger", one, other).index()
    assert len(flows(index)) == 2
    assert index.table("pair") == []


def test_the_two_numbers_of_an_account_are_one_end(tmp_path: Path) -> None:
    one, other = two_banks()
    one.flow("A", "B-card", "100", 0, by="A")
    other.flow("A", "B", "100", 7, by="B")
    other.aliases.append(("B", "B-card"))
    index = shelve(tmp_path / "ledger", one, other).index()
    (payment,) = flows(index)
    assert payment["target"] == min(account("B"), account("B-card"))


def days(*parts: int) -> int:
    """Return the seconds of a day, an hour, a minute and a second of it."""
    day, hour, minute, second = (*parts, 0, 0, 0)[:4]
    return ((day * 24 + hour) * 60 + minute) * 60 + second


def test_a_telling_that_knows_only_the_day_is_of_any_time_of_it(tmp_path: Path) -> None:
    one, other = two_banks()
    dated = [one.flow("A", "B", "100", days(d), by="A", precision="day") for d in (0, 1, 3)]
    timed = [other.flow("A", "B", "100", days(d, 17, 5, d), by="B") for d in (0, 1, 4)]
    index = shelve(tmp_path / "ledger", one, other).index()
    pairs = {(p["id_a"], p["id_b"]): (p["state"], p["seconds_apart"]) for p in index.table("pair")}
    assert pairs == dict.fromkeys(zip(dated[:2], timed[:2], strict=True), ("paired", 0))
    told = {row["precision"] for row in flows(index) if row["sources"] == 2}
    assert (told, len(flows(index))) == ({"second"}, 4)


def test_two_payments_of_a_day_that_one_side_tells_once_stay_apart(tmp_path: Path) -> None:
    one, other = two_banks()
    one.flow("A", "B", "100", 0, by="A", precision="day")
    other.flow("A", "B", "100", days(0, 9), by="B")
    other.flow("A", "B", "100", days(0, 15), by="B")
    index = shelve(tmp_path / "ledger", one, other).index()
    assert len(flows(index)) == 3
    assert {pair["state"] for pair in index.table("pair")} == {"ambiguous"}


def test_days_that_follow_each_other_are_told_apart(tmp_path: Path) -> None:
    """The first day has a telling more on one side; the second is paired all the same."""
    one, other = two_banks()
    for day in (0, 1):
        one.flow("A", "B", "100", days(day), by="A", precision="day")
    for day in (0, 0, 1):
        other.flow("A", "B", "100", days(day), by="B", precision="day")
    index = shelve(tmp_path / "ledger", one, other).index()
    states = sorted(pair["state"] for pair in index.table("pair"))
    assert states == ["ambiguous", "ambiguous", "paired"]


def slow_twin(
    payers: list[int], payees: list[int], *, dated: bool = False, window: int = 120
) -> tuple[int, int]:
    """Count (pairs, ambiguous tellings): connected groups of tellings, equal numbers in order.

    With ``dated`` the payers' bank tells days: the second payment is within that day, or near it.
    """

    def apart(one: int, other: int) -> int:
        return max(one - other, other - one - (days(1) - 1 - window if dated else 0))

    tellings = [("payer", at) for at in payers] + [("payee", at) for at in payees]
    pairs = doubtful = 0
    while tellings:
        group, rest = [tellings[0]], tellings[1:]
        for side, at in group:  # grows while it is walked
            near = [
                (other, then)
                for other, then in rest
                if other != side
                and (apart(at, then) if side == "payer" else apart(then, at)) <= window
            ]
            group += near
            for one in near:
                rest.remove(one)
        tellings = rest
        ours = sorted(at for side, at in group if side == "payer")
        theirs = sorted(at for side, at in group if side == "payee")
        in_order = all(apart(a, b) <= window for a, b in zip(ours, theirs, strict=False))
        if ours and theirs and len(ours) == len(theirs) and in_order:
            pairs += len(ours)
        elif ours and theirs:
            doubtful += len(group)
    return pairs, doubtful


TIMES = st.lists(st.sampled_from([0, 1, 60, 119, 120, 121, 200, 240, 330, 400]), max_size=5)


DATES = st.lists(st.sampled_from([days(n) for n in range(4)]), max_size=5)
HOURS = st.lists(
    st.sampled_from([days(d, *t) for d in range(4) for t in ((0, 0, 9), (12,), (23, 59))]),
    max_size=5,
)


CASES = st.one_of(st.tuples(st.just(False), TIMES, TIMES), st.tuples(st.just(True), DATES, HOURS))


@settings(max_examples=examples(11))
@given(st.lists(CASES, min_size=4, max_size=8))
def test_pairs_are_those_of_the_slow_twin(told: list[tuple[bool, list[int], list[int]]]) -> None:
    """Each case is of two accounts of its own: one ledger has room for many."""
    one, other = two_banks()
    whose: dict[str, int] = {}
    for number, (dated, payers, payees) in enumerate(told):
        ends = f"A{number}", f"B{number}"
        precision = "day" if dated else "second"
        for at in payers:
            whose[one.flow(*ends, "100", at, by=ends[0], precision=precision)] = number
        for at in payees:
            whose[other.flow(*ends, "100", at, by=ends[1])] = number
    with tempfile.TemporaryDirectory() as folder:
        index = shelve(Path(folder) / "ledger", one, other).index()
        found = index.table("pair")
        once = Counter(whose[row["id"]] for row in flows(index)) if whose else Counter[int]()
        paired = Counter(whose[row["id_a"]] for row in found if row["state"] == "paired")
        listed = Counter(
            whose[row[end]]
            for row in found
            if row["state"] == "ambiguous"
            for end in ("id_a", "id_b")
            if row[end]
        )
        for number, (dated, payers, payees) in enumerate(told):
            twin = slow_twin(payers, payees, dated=dated)
            assert (paired[number], listed[number]) == twin
            assert once[number] == len(payers) + len(payees) - paired[number]
