"""Accounts that act together: by hand, by a slow twin, and texts that are nearly the same."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations
from random import Random

import numpy as np
import pytest

from kg.errors import UsageError
from kg.ledger.base import ActionRows
from kg.network.coordination import edges, pairs
from kg.network.near_texts import near_texts
from kg.network.together import Together, TogetherTerms

SECOND = 1_000_000
Row = tuple[str, str, str, int]
"""Account, object, content, second."""


def rows_of(rows: Sequence[Row]) -> ActionRows:
    """Return rows as columns, in time order."""
    ordered = sorted(rows, key=lambda row: row[3])
    columns = [sorted({row[place] for row in ordered}) for place in range(3)]
    codes = [
        np.array([columns[place].index(row[place]) for row in ordered], np.int64)
        for place in range(3)
    ]
    start = np.array([row[3] * SECOND for row in ordered], np.int64)
    links = [f"r{number}" for number in range(len(ordered))]
    width = np.full(len(ordered), SECOND, np.int64)
    return ActionRows(codes[0], codes[1], codes[2], start, width, links, columns[0], columns[1])


def found(rows: Sequence[Row], window: int, participation: int) -> set[frozenset[Row]]:
    """Return the pairs of rows, each row as it was given."""
    made, ordered = rows_of(rows), sorted(rows, key=lambda row: row[3])
    kept = pairs(made, window * SECOND, participation, 10**6)
    return {
        frozenset((ordered[a], ordered[b]))
        for a, b in zip(kept.first.tolist(), kept.second.tolist(), strict=True)
    }


def twin(rows: Sequence[Row], window: int, participation: int) -> set[frozenset[Row]]:
    """Return the pairs by looking at every two rows."""
    count = Counter(account for account, *_ in rows)
    often = [row for row in rows if count[row[0]] >= participation]
    every = [
        (a, b)
        for a, b in combinations(often, 2)
        if a[1] == b[1] and a[0] != b[0] and abs(a[3] - b[3]) <= window
    ]
    contents: dict[str, set[str]] = defaultdict(set)
    for pair in every:
        for account, _, content, _ in pair:
            contents[account].add(content)
    return {
        frozenset(pair)
        for pair in every
        if any(len(contents[row[0]]) >= participation for row in pair)
    }


HAND: list[Row] = [
    ("a", "x", "1", 0), ("b", "x", "2", 60), ("a", "y", "3", 1000), ("b", "y", "4", 1061),
    ("a", "z", "5", 2000), ("c", "z", "6", 2010), ("c", "w", "7", 9000), ("d", "z", "8", 2005),
]  # fmt: skip


def test_the_window_counts_and_one_second_more_does_not() -> None:
    """a and b meet on x at 60 s, not on y at 61; a and c on z; d acted once and is dropped."""
    assert found(HAND, 60, 2) == {frozenset(HAND[:2]), frozenset(HAND[4:6])}
    # a has two contents in pairs, b and c one each: either side is enough
    assert found(HAND, 60, 3) == set()
    assert found(HAND, 61, 2) >= {frozenset(HAND[2:4])}


def test_participation_counts_distinct_contents_not_rows() -> None:
    """a shares one content twice beside b: that is one content."""
    rows: list[Row] = [
        ("a", "x", "1", 0),
        ("a", "x", "1", 5),
        ("b", "x", "2", 6),
        ("b", "y", "3", 9),
    ]
    assert found(rows, 60, 2) == set()
    assert len(found([*rows, ("a", "y", "4", 9)], 60, 2)) == 3


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("participation", [1, 2, 3])
def test_every_two_rows_looked_at_give_the_same(seed: int, participation: int) -> None:
    random = Random(seed)
    rows = [
        (
            f"a{random.randrange(12)}",
            f"o{random.randrange(6)}",
            f"c{random.randrange(50)}-{number // 2}",
            random.randrange(600),
        )
        for number in range(90)
    ]
    assert found(rows, 40, participation) == twin(rows, 40, participation)


def test_ties_count_pairs_and_strong_is_above_the_median() -> None:
    rows: list[Row] = []
    for number, (one, other) in enumerate([("a", "b")] * 3 + [("c", "d")] + [("c", "e")]):
        rows += [(one, f"o{number}", f"{number}1", 10), (other, f"o{number}", f"{number}2", 20)]
    rows += [("d", "alone", "91", 0), ("e", "alone2", "92", 0)]
    made = rows_of(rows)
    ties = edges(made, pairs(made, 60 * SECOND, 2, 100))
    weights = {
        (made.actors[a], made.actors[b]): (int(w), bool(s))
        for a, b, w, s in zip(ties.one, ties.other, ties.weight, ties.strong, strict=True)
    }
    assert weights == {("a", "b"): (3, True), ("c", "d"): (1, False), ("c", "e"): (1, False)}
    assert ties.median == statistics.median([3, 1, 1])
    together = Together(made, TogetherTerms(60 * SECOND, 2, 0.8, 5, 100, 10))
    assert together.parts == (3, 2)
    (first, _) = together.groups()
    assert (first.accounts[0], first.size, first.objects, first.pairs) == ("c", 3, 2, 2)
    assert together.accounts_of(1) == ["c", "d", "e"]
    (heaviest, *_) = together.ties()
    assert (heaviest.one, heaviest.other, heaviest.objects) == ("a", "b", 3)
    assert len(heaviest.links) == 6
    assert together.cut() == {"ties": 0, "groups": 0}
    cut = Together(made, TogetherTerms(60 * SECOND, 2, 0.8, 5, 100, 1))
    assert cut.cut() == {"ties": 2, "groups": 1}
    assert len(cut.ties()) == len(cut.groups()) == 1


def test_too_many_pairs_are_refused_with_what_to_do() -> None:
    rows: list[Row] = [(f"a{n}", "x", f"{n}", 0) for n in range(30)]
    with pytest.raises(UsageError, match="435 pairs"):
        pairs(rows_of(rows), SECOND, 1, 434)
    assert len(pairs(rows_of(rows), SECOND, 1, 435)) == 435


def test_no_rows_no_pairs() -> None:
    assert len(pairs(rows_of([]), SECOND, 1, 10)) == 0


def test_texts_that_differ_in_a_name_and_signs_are_one() -> None:
    """Exactly those that the whole comparison joins; short ones and others stay out."""
    said = "这家云梯家具店拖欠货款还打人大家千万不要再去买了转发让更多人看到他们的真面目"
    texts = [
        said, f"转发：{said}！！ @某某 http://a.b/c", said.replace("云梯", "云禾"), "支持！",
        "今天天气很好我们一家人去公园放风筝孩子们玩得非常开心晚上又吃了火锅",
    ]  # fmt: skip
    group, firsts = near_texts(texts, 0.8, 12)
    assert group.tolist() == [0, 0, 0, -1, 1]
    assert firsts == [0, 4]
    assert near_texts(texts, 0.99, 12)[0].tolist() == [0, 1, 2, -1, 3]
