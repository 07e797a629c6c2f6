"""A trace in the terminal: one rule or several, both languages, and as one document."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "case"))

from statements import write_statement

from tests.command_line import kg


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One account's statement of sixty rows."""
    folder = tmp_path_factory.mktemp("tracing")
    write_statement(folder / "流水.csv", 60)
    assert kg("new", folder / "case").returncode == 0
    assert kg("load", folder / "case", folder / "流水.csv").returncode == 0
    return folder / "case"


def incoming(case: Path) -> str:
    """Return the first payment into the account of which the statement is."""
    sql = (
        "SELECT id, count(*) OVER (PARTITION BY target) AS n FROM transfer"
        " ORDER BY n DESC, start_time, amount DESC, id LIMIT 1"
    )
    return str(json.loads(kg("query", case, "--sql", sql, "--json").stdout)["rows"][0][0])


def document(case: Path, *words: str) -> dict[str, Any]:
    done = kg("trace", case, incoming(case), *words, "--json")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_several_rules_stand_side_by_side(case: Path) -> None:
    told = document(case, "--rules", "fifo, lifo,haircut,lowest,poison")
    assert told["lead"] == {
        "zh": "线索，非司法会计鉴定意见",
        "en": "A lead, not a forensic accounting opinion",
    }
    rules = ["fifo", "lifo", "haircut", "lowest", "poison", "floor"]
    assert [one["rule"] for one in told["compared"]] == rules
    assert told["ranges"]
    for one in told["ranges"]:
        assert one["floor"] <= one["low"] <= one["high"] <= one["reached"]["poison"]
    assert told["parameters"]["openings_known"] == "1"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("between", "under any rule", "not a forensic accounting opinion", "Clayton")),
        ("zh", ("至少", "何种规则", "线索，非司法会计鉴定意见", "先进先出 fifo", "期初余额")),
    ],
)
def test_the_range_is_said_in_words(case: Path, lang: str, said: tuple[str, ...]) -> None:
    done = kg("trace", case, incoming(case), "--rules", "fifo,lifo,lowest", "--lang", lang)
    assert done.returncode == 0, done.stderr
    for words in said:
        assert words in done.stdout


def test_every_trace_says_that_it_is_a_lead(case: Path) -> None:
    for words in ((), ("--in",), ("--rule", "poison"), ("--rules", "floor")):
        done = kg("trace", case, incoming(case), *words, "--lang", "zh")
        assert done.returncode == 0, done.stderr
        assert "线索，非司法会计鉴定意见" in done.stdout


def test_a_rule_that_shares_nothing_says_so_and_adds_nothing_up(case: Path) -> None:
    done = kg("trace", case, incoming(case), "--rule", "poison", "--lang", "en")
    assert "never add them up" in done.stdout
    told = document(case, "--rule", "poison")
    assert told["rule"] == "poison" and told["compared"] == []


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("1 step away (100%)", "at least 50% of the traced money came by that step")),
        ("zh", ("距起点 1 步（100%）", "至少 50% 经同一步数到达，各账户停留不超过 72h")),
    ],
)
def test_levels_are_said_with_their_share_and_their_definition(
    case: Path, lang: str, said: tuple[str, ...]
) -> None:
    done = kg("trace", case, incoming(case), "--lang", lang)
    assert done.returncode == 0, done.stderr
    for words in said:
        assert words in done.stdout
    assert "一级卡" not in done.stdout, "only victims' money has cards of a level"


def test_a_document_has_every_level_with_its_rows(case: Path) -> None:
    told = document(case)
    received = {(one["account"], one["currency"]): one["received"] for one in told["accounts"]}
    links = {step["link"] for step in told["steps"]}
    assert told["levels"]
    for one in told["levels"]:
        assert one["received"] == received[one["account"], one["currency"]]
        assert one["received"] == sum(step["units"] for step in one["steps"])
        assert {link for step in one["steps"] for link in step["links"]} <= links
    assert (told["parameters"]["level_rule"], told["parameters"]["level_share"]) == ("fifo", "0.5")
    assert document(case, "--in")["levels"] == []


def test_show_says_the_level_that_a_saved_trace_gives(case: Path) -> None:
    assert kg("trace", case, incoming(case), "--as", "one payment").returncode == 0
    (level, *_) = json.loads(kg("trace", case, incoming(case), "--json").stdout)["levels"]
    done = kg("show", case, level["account"], "--lang", "en")
    assert f"level in the trace one payment: {level['said']['en']}" in done.stdout
    placed = json.loads(kg("show", case, level["account"], "--json").stdout)["placed"]
    assert [(one["trace"], one["current"], one["level"]) for one in placed] == [
        ("one payment", True, level)
    ]
    row = level["steps"][0]["links"][0]
    assert kg("mark", case, row, "excluded", "--reason", "not theirs").returncode == 0
    done = kg("show", case, level["account"], "--lang", "zh")
    assert "已过时" in done.stdout
    assert kg("undo", case, "--yes").returncode == kg("undo", case, "--yes").returncode == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--rules", "fifo,guess"), "no rule is called 'guess'"),
        (("--rules", "fifo", "--in"), "backward"),
    ],
)
def test_what_cannot_be_compared_is_refused(case: Path, words: tuple[str, ...], said: str) -> None:
    done = kg("trace", case, incoming(case), *words)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_saved_trace_names_its_rules_in_the_log_the_graph_and_the_case(case: Path) -> None:
    assert kg("trace", case, incoming(case), "--rules", "lifo,fifo", "--as", "两种").returncode == 0
    asked = (
        "PREFIX cc: <https://w3id.org/crimechain/> SELECT DISTINCT ?rule ?p WHERE "
        "{ ?l a cc:TracedFlow ; cc:rule ?rule ; cc:parameters ?p }"
    )
    rows = json.loads(kg("query", case, "--sparql", asked, "--json").stdout)["rows"]
    assert {row[0] for row in rows} == {"lifo"}
    assert all('"rules":"lifo fifo"' in row[1] for row in rows)
    assert "lifo,fifo" in kg("log", case, "--json").stdout
    assert kg("undo", case, "--yes").returncode == 0
