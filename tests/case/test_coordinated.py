"""Accounts that act together, asked of a case: posts, texts, sign-ins, and what stands behind."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.case import Case, new_case, open_case
from kg.errors import NotFound
from kg.messages import languages
from kg.model import Coordination
from kg.records import from_json, to_json
from tests.built import built
from tests.command_line import kg

pytestmark = pytest.mark.usefixtures("derived_once")

HEADER = ["账号", "对象", "发布时间", "帖文ID", "内容", "平台", "设备号"]
SAID = "这家店拖欠货款还打人大家千万不要再去买了转发让更多人看到"
POSTS = [
    ("u1", "T1", "2024-03-01 20:00:00", "p1", SAID, "d1"),
    ("u2", "T1", "2024-03-01 20:01:00", "p2", SAID + "！", "d1"),
    ("u3", "T1", "2024-03-01 20:02:01", "p3", "另外一件完全不同的事情说来话长改天再细讲吧", "d2"),
    ("u1", "T2", "2024-03-02 09:00:00", "p4", SAID, "d1"),
    ("u2", "T2", "2024-03-02 09:00:30", "p5", "（略）", "d1"),
    ("u3", "T3", "2024-03-02 09:00:45", "p6", SAID, "d2"),
]
"""u1 and u2 share T1 at 60 s and T2 at 30 s; u3 comes 61 s after u2."""


def build(place: Path) -> None:
    path = place / "帖文.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        writer.writerows([*row[:5], "青萍论坛", row[5]] for row in POSTS)
    with new_case(place / "case") as made:
        made.load(path)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    built(build, tmp_path)
    with open_case(tmp_path / "case") as opened:
        yield opened


def numbers(case: Case, things: tuple[str, ...]) -> list[str]:
    entities = case.lookup.entities(things)
    return sorted(entities[thing].first("platformNumber") for thing in things)


def test_two_accounts_of_one_handset(case: Case) -> None:
    found = case.network.coordinated()
    assert (found.rows, found.pairs, found.objects, found.accounts) == (6, 2, 2, 2)
    assert (found.parts, found.edges, found.strong, found.median) == ((2,), 1, 0, 2.0)
    (tie,) = found.ties
    assert numbers(case, (tie.one, tie.other)) == ["u1", "u2"]
    assert {link.values["postNumber"][0] for link in case.lookup.links(tie.links)} == {
        "p1", "p2", "p4", "p5",
    }  # fmt: skip
    (group,) = found.groups
    (device,) = (one for one in group.behind if one.role == "device")
    assert numbers(case, device.accounts) == ["u1", "u2"]
    assert len(device.links) == 2


def test_a_wider_window_and_one_time_are_enough_for_the_third(case: Case) -> None:
    assert case.network.coordinated(window="61s", participation="1").accounts == 3
    assert case.network.coordinated(window="61s").accounts == 3
    assert case.network.coordinated(window="59s", participation="1").accounts == 2
    assert case.network.coordinated(window="29s", participation="1").accounts == 0


def test_nearly_the_same_words_are_one_object_whatever_they_hang_on(case: Case) -> None:
    """u1 and u3 write the same on T2 and T3, 45 s apart; u1 and u2 on T1."""
    found = case.network.coordinated(action="texts", participation="1")
    assert (found.rows, found.pairs, found.objects, found.accounts) == (5, 2, 1, 3)
    assert any("short" in warning.text("en") for warning in found.warnings)


def test_what_is_not_in_the_case_is_said(case: Case) -> None:
    for action in ("logins", "calls", "payments"):
        with pytest.raises(NotFound, match="The case holds no"):
            case.network.coordinated(action=action)


def test_the_result_is_a_record(case: Case) -> None:
    found = case.network.coordinated()
    assert from_json(Coordination, to_json(found)) == found
    assert to_json(case.network.coordinated()) == to_json(found)


def test_the_command_line_in_both_languages(case: Case) -> None:
    assert kg("coordinated", case.root, "--json").document["pairs"] == 2
    for lang in languages():
        shown = kg("coordinated", case.root, "--participation", "1", lang=lang)
        assert shown.returncode == 0, shown.stderr
        assert "u1" in shown.stdout
    assert "likeness" in kg("coordinated", case.root, "--thresholds").stdout
    assert kg("coordinated", case.root, "--of", "prayers").returncode == 2
