"""The command that a result tells gives the result again."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "case"))

from statements import write_statement

from kg.case import open_case
from tests.command_line import kg

WISHES: dict[str, dict[str, Any]] = {
    "plain": {},
    "back": {"direction": "in", "hops": 3},
    "terms": {
        "within": "30m", "hops": 4, "since": "2020-01-01", "until": "2030-01-01 10:30",
        "floor": "1.5", "hub": 50, "skew": 60, "strict_order": True, "rule": "lifo",
    },
    "rules": {"rules": ["haircut", "fifo"]},
}  # fmt: skip


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("commands")
    write_statement(folder / "流水.csv", 60)
    kg("new", folder / "case")
    kg("load", folder / "case", folder / "流水.csv")
    return folder / "case"


def run_again(case: Path, command: str) -> Any:
    words = [str(case) if word == "CASE" else word for word in shlex.split(command)]
    done = kg(*words[1:], "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("how", WISHES)
def test_a_trace_is_followed_again_by_its_command(case: Path, how: str) -> None:
    with open_case(case) as opened:
        trace = opened.trace("A1", "A2", **WISHES[how], name="again")
        command = opened.sharing.reproduce(trace, "kg").splitlines()[0]
    found = run_again(case, command)
    assert found["parameters"] == dict(trace.parameters)
    assert [step["link"] for step in found["steps"]] == [step.link for step in trace.steps]


def test_a_chain_is_drawn_again_by_its_command(case: Path) -> None:
    with open_case(case) as opened:
        chain = opened.chain("A1", hops=1, name="around one")
        command = opened.sharing.reproduce(chain, "kg")
    assert "'around one'" in command
    assert run_again(case, command)["digest"] == chain.digest


def test_a_finding_is_found_again_by_its_command(case: Path) -> None:
    with open_case(case) as opened:
        wish = {"thresholds": ("fan-in.payers=2", "fan-in.times=1", "fan-out.payees=2")}
        found = opened.money.find("fan-in", "fan-out", **wish, floor="0.5").findings
        assert found
        commands = [opened.sharing.reproduce(one, "kg").splitlines()[0] for one in found]
    for one, command in zip(found, commands, strict=True):
        again = run_again(case, command)["findings"]
        assert one.id in {other["id"] for other in again}, command
