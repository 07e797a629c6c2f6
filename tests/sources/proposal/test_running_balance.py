"""What a running balance proves, beside a search over every way of reading the signs."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from kg.sources.proposal.running_balance import BalancedRow, balance_votes

SORTS = ("a", "b")


def rows_of(moves: list[tuple[str, int]], ways: dict[str, int], start: int) -> list[BalancedRow]:
    left, rows = start, []
    for sort, amount in moves:
        left += ways[sort] * amount
        rows.append(BalancedRow("", sort, Decimal(amount), Decimal(left)))
    return rows


def explained_by(rows: list[BalancedRow], ways: dict[str, int]) -> int:
    """Count, the slow way, the neighbours that a reading of the sorts explains in either order."""
    counts = []
    for ordered in (rows, rows[::-1]):
        pairs = pairwise(ordered)
        counts.append(sum(b.balance - a.balance == ways[b.sort] * b.amount for a, b in pairs))
    return max(counts)


@given(
    moves=st.lists(st.tuples(st.sampled_from(SORTS), st.integers(1, 10_000)), min_size=3),
    ways=st.fixed_dictionaries({sort: st.sampled_from([1, -1]) for sort in SORTS}),
    newest_first=st.booleans(),
)
def test_the_true_reading_is_found(
    moves: list[tuple[str, int]], ways: dict[str, int], newest_first: bool
) -> None:
    rows = rows_of(moves, ways, 1_000_000)
    votes = balance_votes([rows[::-1] if newest_first else rows])
    assert votes.explained == votes.pairs == len(rows) - 1
    best = max(
        explained_by(rows, dict(zip(SORTS, some, strict=True)))
        for some in product((1, -1), repeat=2)
    )
    assert votes.explained >= best
    told = {sort: votes.side(sort) for sort in SORTS}
    for sort, side in told.items():
        assert side in ("", "in" if ways[sort] > 0 else "out") or _reads_both_ways(rows)


def _reads_both_ways(rows: list[BalancedRow]) -> bool:
    """Say whether the rows can be read in both orders: equal steps up and down can."""
    forward = all(abs(b.balance - a.balance) == b.amount for a, b in pairwise(rows))
    backward = all(abs(b.balance - a.balance) == a.amount for a, b in pairwise(rows))
    return forward and backward


def test_balances_of_chance_prove_nothing() -> None:
    rows = [BalancedRow("", "a", Decimal(n * 7 % 5 + 1), Decimal(n * 31 % 97)) for n in range(20)]
    assert not balance_votes([rows]).is_proof


def test_accounts_of_one_file_have_balances_of_their_own() -> None:
    one = rows_of([("a", 5), ("a", 3)], {"a": 1}, 0)
    other = [BalancedRow("x", row.sort, row.amount, row.balance + 50) for row in one]
    mixed = [one[0], other[0], one[1], other[1]]
    votes = balance_votes([mixed])
    assert (votes.pairs, votes.explained, votes.side("a")) == (2, 2, "in")
