"""The order of a statement against its slow twin."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kg.sources.mapping.flows import directions

ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), max_size=14)


def twin(rows: list[tuple[int, int]]) -> dict[int, int]:
    times: dict[int, list[int]] = {}
    for who, when in rows:
        times.setdefault(who, []).append(when)
    up = {w: all(a <= b for a, b in pairwise(t)) for w, t in times.items()}
    down = {w: all(a >= b for a, b in pairwise(t)) for w, t in times.items()}
    sure = {1 if up[w] else -1 for w in times if up[w] != down[w]}
    mixed = any(not up[w] and not down[w] for w in times)
    shared = sure.pop() if len(sure) == 1 and not mixed else 0

    def way(who: int) -> int:
        if up[who] and down[who]:
            return shared or (1 if len(times[who]) == 1 else 0)
        return 1 if up[who] else -1 if down[who] else 0

    return {who: way(who) for who in times}


@given(ROWS)
def test_each_statement_runs_as_its_times_say(rows: list[tuple[int, int]]) -> None:
    who = np.array([w for w, _ in rows], np.uint64)
    when = np.array([t for _, t in rows], np.int64)
    found, way = directions(who, when)
    assert dict(zip(found.tolist(), way.tolist(), strict=True)) == twin(rows)
