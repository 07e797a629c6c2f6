"""Who goes on under a new number, at the defaults: found where it is so, not where it looks so."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kg.trace.contacts.contact_terms import RENUMBERED, values
from kg.trace.contacts.number_change_search import ContactSets, NumberChangeSearch
from tests.command_line import answer, kg
from tests.depth import by_depth
from tests.trace.changing_hands import World, worlds
from tests.trace.contact_twins import DAY, HOUR, Talk, rows_of

BEGIN = datetime(2024, 3, 1, tzinfo=UTC)
SEEDS = by_depth((501, 502), tuple(range(501, 521)))
"""None of them was looked at when the defaults were chosen."""


def tally(found: set[tuple[int, int]], made: World) -> Counter[str]:
    true = made.changes.keys()
    return Counter(
        {"found": len(found & true), "missed": len(true - found), "wrong": len(found - true)}
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_of_forty_changes_and_forty_look_alikes_nine_in_ten_are_told_rightly(seed: int) -> None:
    two, counts = worlds(seed), Counter[str]()
    assert sum(len(one.changes) for one in two) == 40 == sum(len(one.look_alikes) for one in two)
    for one in two:
        lookout = NumberChangeSearch(
            ContactSets(rows_of(one.talks, one.size)), values(RENUMBERED, ())
        )
        counts += tally({(pair.old, pair.new) for pair in lookout.found()}, one)
    assert counts["found"] / (counts["found"] + counts["missed"]) >= 0.9, counts
    assert counts["found"] / (counts["found"] + counts["wrong"]) >= 0.9, counts


def write_calls(path: Path, talks: list[Talk]) -> Path:
    """The carrier's record of everybody's calls."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(["主叫号码", "被叫号码", "通话开始时间", "通话时长(秒)"])
        for talk in sorted(talks, key=lambda talk: talk.start):
            at = BEGIN + timedelta(microseconds=talk.start)
            moment = f"{at:%Y-%m-%d %H:%M:%S}"
            out.writerow([number_of(talk.one), number_of(talk.other), moment, talk.seconds])
    return path


def number_of(code: int) -> str:
    return f"120{code:08d}"


def test_the_command_line_finds_them_in_a_record_of_ten_days(tmp_path: Path) -> None:
    short = worlds(SEEDS[0])[1]
    case = tmp_path / "case"
    assert kg("new", case).returncode == 0
    done = kg("load", case, write_calls(tmp_path / "话单.csv", short.talks))
    assert done.returncode == 0, done.stderr
    query = "SELECT id, values->>'$.msisdn[0]' FROM entity WHERE kind = 'PhoneNumber'"
    rows = answer("query", case, "--sql", query)["rows"]
    codes = {thing: int(number[-8:]) for thing, number in rows}
    document = answer("renumbered", case)
    found = {(codes[one["old"]], codes[one["new"]]) for one in document["newcomers"]}
    counts = tally(found, short)
    assert counts["found"] >= 9 and counts["wrong"] <= 1, counts
    shown = kg("renumbered", case, number_of(next(iter(short.changes))[0]), "--lang", "en").stdout
    assert number_of(next(iter(short.changes))[1]) in shown


def test_a_group_that_moves_together_is_told_as_such(tmp_path: Path) -> None:
    """Five call each other; four keep two outsiders each, and the fifth keeps nobody."""
    talks = [Talk(90, 91, 0), Talk(90, 91, 60 * DAY)]
    for day in range(30):
        for group, since in ((range(5), 0), (range(10, 15), 30)):
            for n in group:
                at = (since + day) * DAY + n * HOUR
                talks += [
                    Talk(n, m, at + m * HOUR // 60)
                    for m in group
                    if m > n and (day + n + m) % 3 == 0
                ]
                keeps = n % 10 < 4 and day % 2 == 0
                talks += [Talk(n, 20 + 2 * (n % 10) + k, at + k * HOUR) for k in (0, 1) if keeps]
    case = tmp_path / "case"
    assert kg("new", case).returncode == 0
    assert kg("load", case, write_calls(tmp_path / "话单.csv", talks)).returncode == 0
    for lang, said in (("en", "none of its contacts stayed"), ("zh", "无一保留")):
        shown = kg("renumbered", case, "--lang", lang).stdout
        assert shown.count(said) == 1, shown
        alone = shown[: shown.index(said)].rpartition("\n\n")[2]
        assert number_of(4) in alone and number_of(14) in alone
        assert all(f"{number_of(10 + n)}" in alone for n in range(4))
