"""How near two tellings must be is a person's word: obeyed, logged, taken back, no trace left."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from statements import HEADER, busiest, write_other_side, write_statement
from states import state

from kg.case import Case, new_case, open_case
from kg.case.storage.open_case import reading_session
from kg.errors import UsageError
from tests.built import built


def build(place: Path) -> None:
    """Load one bank's statement, and another bank's whose clock is three minutes late."""
    one = write_statement(place / "one.csv", 100)
    other = write_other_side(place / "other.csv", one, busiest(one))
    with other.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with other.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, HEADER)
        writer.writeheader()
        for row in rows:
            late = datetime.fromisoformat(row["交易时间"]) + timedelta(minutes=3)
            writer.writerow({**row, "交易时间": late})
    made = new_case(place / "case")
    for file in (one, other):
        made.load(file)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    built(build, tmp_path)
    return open_case(tmp_path / "case")


@pytest.fixture
def files(case: Case, tmp_path: Path) -> list[Path]:
    return [tmp_path / "one.csv", tmp_path / "other.csv"]


def paired(case: Case) -> int:
    return sum(row["state"] == "paired" for row in case.money.pairs())


def transfers(case: Case) -> int:
    with reading_session(case.folder) as session:
        return session.store.count().links["Transfer"]


def held(case: Case) -> dict[str, object]:
    """Return what a case holds, without the words and the log that led there."""
    found = state(case.root)
    return {key: found[key] for key in ("graph", "tables", "ledger")}


def test_a_wider_window_joins_what_stood_apart(case, files):
    apart = transfers(case)
    assert paired(case) == 0
    case.judgements.set_pair_windows("the second bank's clock", pair=200)
    both = len(files[1].read_text("utf-8").splitlines()) - 1
    assert paired(case) == both > 0
    assert case.money.pair_windows() == {"pair": 200, "rail": 120}
    assert transfers(case) == apart - both


def test_it_is_undone_and_nothing_of_it_stays(case):
    before = held(case)
    case.judgements.set_pair_windows("the second bank's clock", pair=200)
    assert held(case) != before
    assert case.judgements.undo() == "window pair 200 s"
    assert held(case) == before
    assert case.money.pair_windows() == {"pair": 120, "rail": 120}


def test_the_order_of_word_and_files_does_not_matter(case, files, tmp_path):
    case.judgements.set_pair_windows("the second bank's clock", pair=200)
    other = new_case(tmp_path / "other")
    other.judgements.set_pair_windows("the second bank's clock", pair=200)
    for file in files:
        other.load(file)
    assert held(other) == held(case)


def test_what_holds_already_is_not_said_again(case):
    lines = len(list(case.folder.log.entries()))
    case.judgements.set_pair_windows("as it is", pair=120)
    assert len(list(case.folder.log.entries())) == lines


@pytest.mark.parametrize(
    ("pair", "reason", "what"),
    [(200, " ", "for a reason"), (-1, "why", "cannot be -1 s"), (86_401, "why", "86,401 s")],
)
def test_what_cannot_be_is_refused(case, pair, reason, what):
    with pytest.raises(UsageError, match=what):
        case.judgements.set_pair_windows(reason, pair=pair)
    assert case.money.pair_windows()["pair"] == 120
