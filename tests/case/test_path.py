"""Who is joined to whom, asked of a case: steps with their rows, order in time, what is no step."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from kg.case import Case, open_case
from kg.errors import NotFound, UsageError
from kg.messages import languages
from kg.model import Paths
from kg.records import from_json, to_json
from tests.built import built
from tests.case.statements import card
from tests.case.test_key import build
from tests.command_line import kg

pytestmark = pytest.mark.usefixtures("derived_once")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    built(build, tmp_path)
    with open_case(tmp_path / "case") as opened:
        yield opened


def named(case: Case, things: tuple[str, ...]) -> list[str]:
    entities = case.lookup.entities(things)
    return [entities[thing].first("name") for thing in things]


def test_the_shortest_path_has_every_row_of_every_step(case: Case) -> None:
    found = case.network.path("甲", "戊")
    (path, longer) = found.paths
    assert named(case, path.things) == ["甲", "丙", "丁", "戊"]
    assert named(case, longer.things) == ["甲", "乙", "丙", "丁", "戊"]
    assert found.nearest == 3
    for (one, other), hop in zip(pairwise(path.things), path.hops, strict=True):
        assert (hop.source, hop.target) == (one, other)
        for link in case.lookup.links(hop.links):
            assert {link.source, link.target} == {one, other}
    assert from_json(Paths, to_json(found)) == found


def test_money_is_followed_as_it_flows_and_in_time(case: Case) -> None:
    # 1 pays 2, 1 pays 3, 2 pays 4, 3 pays 4, 3 pays 5: one minute after the other
    ways = case.network.path(card(1), card(4), over=["Transfer"], directed=True, paths=9)
    assert sorted(len(path.hops) for path in ways.paths) == [2, 2]
    assert not case.network.path(card(4), card(1), over=["Transfer"], directed=True).paths
    timed = case.network.path(card(1), card(5), over=["转账"], in_time=True)
    (path,) = timed.paths
    times = [hop.at for hop in path.hops]
    assert times == sorted(times, key=lambda at: at.timestamp() if at else 0)
    assert all(hop.forward and not hop.back for hop in path.hops)


def test_what_is_excluded_is_no_step(case: Case) -> None:
    (path, *_) = case.network.path("丁", "戊").paths
    (link,) = path.hops[0].links
    case.judgements.mark(link, "excluded", "认错人")
    found = case.network.path("丁", "戊")
    assert (found.paths, found.nearest) == ((), None)


def test_what_is_no_question_is_refused(case: Case) -> None:
    with pytest.raises(UsageError):
        case.network.path("甲", "")
    with pytest.raises(UsageError):
        case.network.path("甲", "甲")
    with pytest.raises(NotFound, match="nothing like it"):
        case.network.path("甲", "乙", over=["nothing like it"])


@pytest.mark.parametrize("lang", languages())
def test_the_command_tells_each_step_and_keeps_the_answer(case: Case, lang: str) -> None:
    told = kg("path", case.root, "甲", "戊", "--paths", "1", "--as", "way", lang=lang)
    assert told.returncode == 0, told.stderr
    assert all(name in told.stdout for name in ("甲", "丙", "丁", "戊"))
    kept = kg("saved", case.root, "way", lang=lang)
    assert told.stdout in kept.stdout
    assert kg("explain", case.root, "way@1", lang=lang).returncode == 0
    none = kg("path", case.root, "甲", card(1), lang=lang)
    assert none.returncode == 0
