"""Pairs as CSV: every two things of a group have a line, by the sources' own numbers."""

from __future__ import annotations

import csv
from itertools import combinations, pairwise

from kg.exports.same_pairs import THROUGH_OTHERS, same_pairs
from kg.model import SamePair, SameThings


def chain_of(*ids: str, group: int) -> list[SamePair]:
    """Return pairs that join each thing to the next one."""
    return [
        SamePair(f"{a}{b}", a, b, "person", "likely", 50, (), group, records=(f"S:{a}", f"S:{b}"))
        for a, b in pairwise(ids)
    ]


def test_every_two_things_of_a_group_have_a_line() -> None:
    pairs = [*chain_of("1", "2", "3", "4", group=1), *chain_of("7", "8", group=2)]
    alone = SamePair("59", "5", "9", "person", "possible", 30, (), records=("S:5", "S:9"))
    found = SameThings((*pairs, alone), {}, 8, 5, 0, "1")
    lines = "".join(same_pairs(found, {})).lstrip("\ufeff").splitlines()
    rows = list(csv.DictReader(lines))
    of_group = {(row["record_id_1"], row["record_id_2"]) for row in rows if row["group"] == "1"}
    assert of_group == set(combinations("1234", 2))
    assert [row["band"] for row in rows].count(THROUGH_OTHERS) == 3
    assert len(rows) == 8
    assert all(row["data_source_1"] == "S" for row in rows)
    open_file = "".join(same_pairs(found, {}, {})).splitlines()
    assert {len(line) for line in csv.reader(open_file)} == {16}
