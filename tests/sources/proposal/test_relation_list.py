"""Lists of relations: what their ends are, by which word, how often; and no payments."""

from __future__ import annotations

from pathlib import Path

from kg.requests import TableAnswers
from kg.sources import dry_run, read
from kg.sources.proposal.propose import propose
from tests.sources.proposal.test_propose import asks, layout_of, written

HEAD = "source,target,relation,weight"


def test_a_weight_is_no_amount_and_ids_are_no_persons(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD, "n1,n2,follows,0.8", "n2,n3,likes,0.5", "n3,n1,follows,0.9")
    done = read(path, scratch=tmp_path / "out")
    assert [one.id for one in done.warnings] == ["ids-taken-for-persons"]
    assert asks(propose(path)) == ["rows"]
    found = propose(path, TableAnswers(rows="account"))
    assert asks(found) == []
    layout_of(found, path.parent)
    mapped = dry_run(path, str(path.parent / "proposed.toml")).mapped
    assert {thing["kind"] for thing in mapped["entity"]} == {"Account"}
    assert "flow_transfer" not in mapped
    told = [(link["source_name"], link["target_name"]) for link in mapped["link"]]
    assert told == [("n1", "n2"), ("n2", "n3"), ("n3", "n1")]
    assert "follows" in mapped["link"][0]["values"] and "0.8" in mapped["link"][0]["values"]


def test_names_of_people_are_not_asked_about(tmp_path: Path) -> None:
    path = written(tmp_path, "source,target,weight", "Ann Lee,Bob_Ray,1", "Bob_Ray,Cai Wu,2")
    done = read(path, scratch=tmp_path / "out")
    assert (done.layout, done.stored, done.warnings) == ("edges", 2, ())


def test_what_a_column_says_of_the_ends_is_not_asked(tmp_path: Path) -> None:
    path = written(
        tmp_path, "source,target,source_type,target_type", "n1,n2,account,account",
        "n2,n3,account,account",
    )  # fmt: skip
    done = read(path, scratch=tmp_path / "out")
    assert (done.layout, done.warnings) == ("edges", ())


def test_whoever_names_the_layout_says_what_ids_are(tmp_path: Path) -> None:
    path = written(tmp_path, "source,target,weight", "1,2,1", "2,3,1")
    done = read(path, "edges", scratch=tmp_path / "out")
    assert (done.stored, done.warnings) == (2, ())


def test_a_tables_own_headers_are_no_ends_of_facts(tmp_path: Path) -> None:
    path = written(tmp_path, "Source,target", "Ann Lee,Bob Ray", "Bob Ray,Cai Wu")
    (link, _) = dry_run(path).mapped["link"]
    assert (link["source_name"], link["target_name"]) == ("Ann Lee", "Bob Ray")
