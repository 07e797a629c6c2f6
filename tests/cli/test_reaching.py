"""Who can have been reached by whose money, in the terminal and as one document."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "case"))

from statements import write_statement

import kg as house
from tests.command_line import kg


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One account's statement of sixty rows."""
    folder = tmp_path_factory.mktemp("reaching")
    write_statement(folder / "流水.csv", 60)
    assert kg("new", folder / "case").returncode == 0
    assert kg("load", folder / "case", folder / "流水.csv").returncode == 0
    return folder / "case"


def payers(case: Path) -> tuple[str, str, str]:
    """Return the first to pay in, the account, and whom it paid last."""
    sql = "SELECT source, target FROM transfer ORDER BY start_time"
    rows = json.loads(kg("query", case, "--sql", sql, "--json").stdout)["rows"]
    own = max({one for row in rows for one in row}, key=lambda one: sum(one in row for row in rows))
    first = next(source for source, target in rows if target == own)
    last = next(target for source, target in reversed(rows) if source == own)
    return str(first), str(own), str(last)


def test_the_document_is_what_the_api_says(case: Path) -> None:
    first, own, last = payers(case)
    done = kg("reach", case, first, "--into", last, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    with house.open_case(case, create=False) as opened:
        found = opened.money.reach(first, into=[last])
    assert [one["account"] for one in told["places"]] == [one.account for one in found.places]
    assert {own, last} <= {one.account for one in found.places}
    assert [one["link"] for one in told["arrivals"]] == [one.link for one in found.arrivals] != []
    assert told["lead"]["zh"].endswith("线索，非司法会计鉴定意见")


@pytest.mark.parametrize(("lang", "said"), [("zh", "不可能到达的起点 1 个"), ("en", "cannot have")])
def test_who_cannot_have_been_reached_is_said(case: Path, lang: str, said: str) -> None:
    first, _, last = payers(case)
    done = kg("reach", case, last, "--into", first, "--lang", lang)
    assert done.returncode == 0, done.stderr
    assert said in done.stdout


def test_backward_is_the_mirror(case: Path) -> None:
    first, own, last = payers(case)
    done = kg("reach", case, last, "--in", "--json")
    assert {first, own} <= {one["account"] for one in json.loads(done.stdout)["places"]}


def test_starts_or_the_victims(case: Path) -> None:
    for words in ((), ("A1", "--victims"), ("A1", "--floor", "much")):
        done = kg("reach", case, *words)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
