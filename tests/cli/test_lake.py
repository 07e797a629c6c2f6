"""A lake on the command line: made, filled, asked, and a case cut out of it."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kg.case import open_case
from kg.limits import LIMITS
from tests.built import built
from tests.case.batches import rows, write_list
from tests.case.statements import busiest, card, write_other_side, write_statement
from tests.command_line import kg

ROWS = 40


def build_lake(place: Path) -> None:
    """Write two banks' statements, and a lake of them."""
    (place / "files").mkdir(parents=True)
    one = write_statement(place / "files" / "one.csv", ROWS)
    write_other_side(place / "files" / "other.csv", one, busiest(one))
    done = kg("lake", "init", place / "lake")
    assert done.returncode == 0, done.stderr
    done = kg("lake", "add", place / "lake", place / "files")
    assert done.returncode == 0, done.stderr


@pytest.fixture
def place(tmp_path: Path) -> Path:
    built(build_lake, tmp_path)
    return tmp_path


def said(done: object) -> str:
    return done.stdout + done.stderr  # type: ignore[attr-defined]


def test_what_is_in_already_changes_nothing(place: Path) -> None:
    before = (place / "lake" / "lake.json").read_bytes()
    done = kg("lake", "add", place / "lake", place / "files", "--json")
    assert [one["already"] for one in done.document["added"]] == [True, True]
    assert (place / "lake" / "lake.json").read_bytes() == before


def test_a_file_that_is_refused_leaves_the_others_in(place: Path) -> None:
    (place / "more").mkdir()
    (place / "more" / "letter.txt").write_text("Dear all,\nthis is a letter.\n")
    write_statement(place / "more" / "third.csv", 5, seed=3)
    done = kg("lake", "add", place / "lake", place / "more")
    assert done.returncode == 3
    assert "letter.txt" in done.stdout
    held = kg("lake", "info", place / "lake", "--json").document
    assert [file["name"] for file in held["files"]] == ["one.csv", "other.csv", "third.csv"]
    log = (place / "lake" / "custody.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["action"] for line in log] == ["init", "add", "add", "add"]


def test_leaked_data_is_not_taken_into_a_lake(tmp_path: Path) -> None:
    leaked = write_list(tmp_path / "leaked.csv", rows(20))
    assert kg("lake", "init", tmp_path / "lake").returncode == 0
    done = kg("lake", "add", tmp_path / "lake", leaked)
    assert done.returncode == 3
    assert "is leaked data" in done.stdout
    assert not list((tmp_path / "lake").glob("sources/*"))


def test_a_case_is_cut_out_traced_and_explained(place: Path) -> None:
    done = kg("extract", place / "lake", place / "case", card(1), "--hops", "1", "--json")
    assert done.returncode == 0, done.stderr
    cut = done.document
    assert cut["unknown"] == []
    assert cut["rows"] >= ROWS
    trace = kg("trace", place / "case", card(1), "--hops", "1", "--json").document
    kg("new", place / "whole")
    kg("load", place / "whole", place / "files")
    whole = kg("trace", place / "whole", card(1), "--hops", "1", "--json").document
    assert trace["steps"] == whole["steps"]
    explained = kg("explain", place / "case", trace["steps"][0]["link"])
    assert "rows_transfer/by=payer/bucket=" in explained.stdout
    assert "by=payer" not in kg("explain", place / "whole", trace["steps"][0]["link"]).stdout


def test_what_an_account_paid_and_got_is_what_a_case_of_the_files_sums(place: Path) -> None:
    kg("new", place / "whole")
    kg("load", place / "whole", place / "files")
    often = busiest(place / "files" / "one.csv")
    query = (
        "SELECT coalesce(sum(amount) FILTER (source = a), 0), count(*) FILTER (source = a),"
        " coalesce(sum(amount) FILTER (target = a), 0), count(*) FILTER (target = a),"
        " count(DISTINCT CASE WHEN source = a THEN target ELSE source END)"
        " FROM transfer, (SELECT id AS a FROM entity WHERE values::VARCHAR LIKE '%{}%')"
        " WHERE status = 'ok' AND start_time IS NOT NULL AND (source = a OR target = a)"
    )
    for number in (card(1), often):
        (told,) = kg("lake", "info", place / "lake", number, "--json").document["accounts"]
        (sums,) = told["sums"]
        with open_case(place / "whole") as case:
            (row,) = case.sql(query.format(number)).rows
        paid, got = (Decimal(sums[way]["units"]) / sums[way]["scale"] for way in ("paid", "got"))
        assert (paid, sums["paid_rows"], got, sums["got_rows"]) == row[:4]
        assert told["counterparties"] == row[4]
        assert told["payments"] == row[1] + row[3]
    shown = kg("lake", "info", place / "lake", often, "nobody")
    assert often in shown.stdout and "nobody" in shown.stdout
    assert kg("lake", "info", place / "lake", "nobody").returncode == 2


def test_a_trace_that_goes_on_from_a_part_says_what_to_extract(place: Path) -> None:
    often = busiest(place / "files" / "one.csv")
    number = next(number for number in range(1000, 1200) if card(number) == often)
    kg("lake", "add", place / "lake", write_statement(place / "on.csv", ROWS, seed=number))
    kg("extract", place / "lake", place / "case", card(1), "--hops", "1")
    done = kg("trace", place / "case", card(1), "--within", "30d", "--hops", "4")
    assert done.returncode == 2
    assert "kg extract LAKE CASE A" in done.stderr
    assert often not in done.stderr


def test_what_is_said_of_an_account_that_is_here_in_part_says_so(place: Path) -> None:
    often = busiest(place / "files" / "one.csv")
    number = next(number for number in range(1000, 1200) if card(number) == often)
    kg("lake", "add", place / "lake", write_statement(place / "on.csv", ROWS, seed=number))
    kg("extract", place / "lake", place / "case", card(1), "--hops", "1")
    assert kg("show", place / "case", card(1), "--json").document["in_part"] == []
    refused = kg("trace", place / "case", card(1), "--within", "30d", "--hops", "4").stderr
    handle = refused.partition("kg extract LAKE CASE ")[2].partition(" ")[0].rstrip(",")
    assert "only a part of its rows was extracted" in kg("show", place / "case", handle).stdout
    (part,) = kg("show", place / "case", handle, "--json").document["in_part"]
    done = kg("extract", place / "lake", place / "case", part["name"], "--hops", "1")
    assert done.returncode == 0, done.stderr
    assert kg("show", place / "case", handle, "--json").document["in_part"] == []


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["query", "--sql", "SELECT sum(amount) FROM transfer"], id="sql"),
        pytest.param(["query", "--sparql", "SELECT * WHERE { ?s ?p ?o } LIMIT 1"], id="sparql"),
        pytest.param(["ask", "cut-points"], id="question"),
        pytest.param(["matrix"], id="matrix"),
        pytest.param(["chain", card(1)], id="chain"),
        pytest.param(["key", "--money"], id="network"),
    ],
)
def test_every_sum_over_a_part_says_so(place: Path, words: list[str]) -> None:
    kg("extract", place / "lake", place / "case", card(1), "--hops", "1")
    done = kg(words[0], place / "case", *words[1:])
    assert done.returncode == 0, said(done)
    assert said(done).count("extracted only in part") == 1


def test_reach_over_a_lake_is_that_of_a_case(place: Path) -> None:
    kg("new", place / "whole")
    kg("load", place / "whole", place / "files")
    words = (card(1), "--into", busiest(place / "files" / "one.csv"), "--json")
    whole = kg("reach", place / "whole", *words).document
    told = kg("lake", "reach", place / "lake", *words).document
    for part in ("starts", "places", "arrivals", "warnings"):
        assert told[part] == whole[part]
    listed = place / "starts.csv"
    listed.write_text(f"账号\n{card(1)}\n{card(999)}\n", "utf-8")
    done = kg("lake", "reach", place / "lake", "--from", listed)
    assert f"kg extract {place / 'lake'} CASE {card(1)}\n" in done.stdout
    assert f"{card(999)}: not in the lake" in done.stdout
    back = kg("lake", "reach", place / "lake", card(1), "--in", "--floor", "1").stdout
    assert "Possible origins: 1 starts" in back


def test_a_trace_takes_out_of_the_lake_what_it_needs(place: Path) -> None:
    kg("new", place / "case")
    words = (card(1), "--within", "30d", "--json")
    done = kg("trace", place / "case", *words, "--lake", place / "lake")
    assert done.returncode == 0, done.stderr
    kg("new", place / "whole")
    kg("load", place / "whole", place / "files")
    assert done.document["steps"] == kg("trace", place / "whole", *words).document["steps"]
    assert "all that they paid and received" in done.stderr


@pytest.mark.parametrize(("most", "promoted"), [(1000, True), (ROWS + 1, False)])
def test_of_an_extract_all_rows_stand_in_the_graph_or_none(
    place: Path, monkeypatch: pytest.MonkeyPatch, most: int, promoted: bool
) -> None:
    monkeypatch.setattr("kg.case.evidence.extract.LIMITS", replace(LIMITS, promoted_flows=most))
    done = kg("extract", place / "lake", place / "case", busiest(place / "files" / "one.csv"))
    assert done.returncode == 0, done.stderr
    with open_case(place / "case") as case:
        assert [source.promoted for source in case.evidence.sources()] == [promoted, promoted]
        assert not case.verify().differences


def test_victims_of_a_case_are_where_an_extract_begins(place: Path) -> None:
    kg("new", place / "case")
    done = kg("extract", place / "lake", place / "case", "--victims")
    assert done.returncode == 2
    assert "victim" in done.stderr


def test_a_lake_file_and_its_extract_are_not_in_one_case(place: Path) -> None:
    kg("new", place / "case")
    kg("load", place / "case", place / "files" / "one.csv")
    done = kg("extract", place / "lake", place / "case", card(1))
    assert done.returncode == 2
    assert "twice" in done.stderr


def test_extracts_of_a_lake_that_grew_are_not_mixed(place: Path) -> None:
    kg("extract", place / "lake", place / "case", card(1), "--hops", "1")
    kg("lake", "add", place / "lake", write_statement(place / "third.csv", 5, seed=3))
    done = kg("extract", place / "lake", place / "case", card(1), "--hops", "1")
    assert done.returncode == 2
    assert "more files went into the lake" in done.stderr


def test_starts_of_a_list_and_those_that_are_not_there(place: Path) -> None:
    listed = place / "starts.csv"
    listed.write_text(f"账号\n{card(1)}\n{card(999)}\n", "utf-8")
    done = kg("extract", place / "lake", place / "case", "--from", listed, "--json")
    assert done.returncode == 0, done.stderr
    assert done.document["unknown"] == [card(999)]
    done = kg("extract", place / "lake", place / "case", card(999))
    assert done.returncode == 2
    assert "not in the lake" in done.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["lake", "init"], "wants init, add, attach, info, find or reach"),
        (["lake", "empty", "x"], "wants init, add, attach, info, find or reach"),
        (["lake", "info", "nowhere"], "is no lake"),
        (["extract", "nowhere", "case", "1"], "is no lake"),
        (["lake", "init", "new", "--buckets", "7"], "not 7"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, words: list[str], says: str) -> None:
    done = kg(*words, folder=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr


def test_it_is_said_in_chinese_too(place: Path) -> None:
    done = kg("lake", "info", place / "lake", lang="zh", KG_LANG="zh")
    assert "个文件" in done.stdout
    done = kg("extract", place / "lake", place / "case", card(1), "--hops", "1", KG_LANG="zh")
    assert "个账户的全部收付" in said(done)


@pytest.mark.slow
def test_a_finding_opens_as_a_case_by_the_command_beside_it(place: Path) -> None:
    easy = ("--threshold", "fan-in.payers=3", "--threshold", "fan-in.times=1")
    done = kg("lake", "find", place / "lake", "fan-in", *easy, "--json")
    assert done.returncode == 0, done.stderr
    (found, *_) = done.document["findings"]
    command = found["extract"].split()
    assert command[:3] == ["kg", "extract", str(place / "lake")]
    done = kg("extract", place / "lake", place / "case", *command[4:])
    assert done.returncode == 0, done.stderr
    again = kg("find", place / "case", "fan-in", *easy, "--json").document
    assert found["links"] in [one["links"] for one in again["findings"]]


def test_the_screen_tells_how_a_finding_opens_and_what_was_not_looked_for(place: Path) -> None:
    done = kg("lake", "find", place / "lake", "--threshold", "fan-in.payers=3", "--rows", "1")
    assert done.returncode == 0, done.stderr
    assert f"kg extract {place / 'lake'} CASE " in done.stdout
    assert "Not looked for: cycle" in done.stdout
    assert "more with lower scores are not listed" in done.stdout


def test_what_a_lake_cannot_answer_is_refused_by_name(place: Path) -> None:
    done = kg("lake", "find", place / "lake", "cycle")
    assert done.returncode == 2
    assert "cycle" in done.stderr
    assert "kg extract" in done.stderr
