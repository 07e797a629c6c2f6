"""What is in the case and what was done to it, as a person reads it in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.cli import app
from kg.custody import line_hash
from kg.errors import LogBroken
from tests.built import built

CARDS = ("0629000000000000011", "0629000000000000029")
HEADER = "交易卡号,交易时间,收付标志,交易金额,对手卡号,对手户名\n"


def build(place: Path) -> None:
    file = place / "流水.csv"
    rows = [f"{CARDS[0]},2024-01-02 10:0{n}:00,出,1{n}.00,{CARDS[1]},邬芷然" for n in range(3)]
    file.write_text(HEADER + "\n".join(rows), encoding="utf-8")
    assert said("new", place / "case")
    assert said("load", place / "case", file)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    built(build, tmp_path)
    return tmp_path / "case"


def said(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def test_sources_are_told_with_their_counts(case: Path) -> None:
    assert "流水.csv\tbank-flow\t3\t3\t0\t0\tyes" in said("sources", case, "--lang", "en")
    assert "流水.csv\tbank-flow\t3\t3\t0\t0\t是" in said("sources", case, "--lang", "zh")
    (only,) = json.loads(said("sources", case, "--json"))
    assert only["read"] == only["stored"] == 3


def test_the_log_is_told_in_words_with_the_hash_of_every_line(case: Path) -> None:
    lines = (case / "log.jsonl").read_text(encoding="utf-8").splitlines()
    told = said("log", case, "--lang", "zh")
    assert "载入\t流水.csv\t行数 3 · 入库 3" in told
    assert line_hash(lines[-1]) in told
    entries = json.loads(said("log", case, "--json"))
    assert [entry["hash"] for entry in entries] == [line_hash(line) for line in lines]


def test_a_log_that_was_altered_is_not_read_out(case: Path) -> None:
    place = case / "log.jsonl"
    text = place.read_text(encoding="utf-8").replace('"action": "new"', '"action": "old"')
    place.write_text(text, encoding="utf-8")
    with pytest.raises(LogBroken):
        said("log", case)
