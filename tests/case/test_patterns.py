"""Patterns asked of a case: what is missing, matches with rows, saved, exported, asked again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.case import Case, open_case
from kg.errors import NotFound, QueryTimeout, UsageError
from kg.messages import languages
from kg.requests import PatternRequest, command
from kg.views.page_data import in_clear
from tests.built import built
from tests.command_line import kg

RELATIONS = """\
主体,主体类型,关系,客体,客体类型,以何身份,金额,币种,开始时间
蔺朔舟,人员,涉嫌参与,甲案套路贷,套路贷,放贷人,,,2024-03-01
殷珩舟,人员,受害,甲案套路贷,套路贷,,,,2024-03-02
殷珩舟,人员,付款给,蔺朔舟,人员,,100,CNY,2024-03-03 10:00:00
殷珩舟,人员,付款给,蔺朔舟,人员,,200,CNY,2024-03-04 10:00:00
蔺朔舟,人员,付款给,卓泊棋,人员,,250,CNY,2024-03-04 12:00:00
晏霁棋,人员,付款给,蔺朔舟,人员,,900,CNY,2024-03-09 12:00:00
"""
CHAIN = """\
title = { zh = "付款后转付", en = "paid on" }
innocent = { zh = "代付", en = "paid for another" }
[roles.first]
[roles.middle]
[roles.last]
[[links]]
name = "in"
from = "first"
to = "middle"
link = "Pays"
currency = "CNY"
amount = { min = 300 }
[[links]]
name = "out"
from = "middle"
to = "last"
link = "Pays"
[[order]]
first = "in"
then = "out"
within = "3h"
"""


def build(place: Path) -> None:
    (place / "relations.csv").write_text(RELATIONS, "utf-8")
    (place / "chain.toml").write_text(CHAIN, "utf-8")
    (place / "slow.toml").write_text(CHAIN.replace('within = "3h"', ""), "utf-8")
    assert kg("new", place / "case").returncode == 0
    done = kg("load", place / "case", place / "relations.csv")
    assert done.returncode == 0, done.stderr


@pytest.fixture
def place(tmp_path: Path) -> Path:
    built(build, tmp_path)
    return tmp_path


def names(case: Case, things: list[str]) -> list[str]:
    return [case.lookup.entities([thing])[thing].first("name") for thing in things]


def test_a_match_has_its_rows_and_the_sql_finds_it_again(place: Path) -> None:
    with open_case(place / "case") as case:
        found = case.patterns.find(str(place / "chain.toml"))
        assert found.total == 1
        (match,) = found.matches
        assert names(case, list(match.things.values())) == ["殷珩舟", "蔺朔舟", "卓泊棋"]
        into, out = match.links
        assert (into.count, into.amount, out.count, out.amount) == (2, 300, 1, None)
        assert match.proven
        explained = case.lookup.explain(case.lookup.handle(out.rows[0]))
        assert explained.pieces[0].locator == "line 6"
        rows = case.sql(found.sql).rows
        assert [row[:3] for row in rows] == [tuple(match.things.values())]


def test_a_thing_that_is_named_for_a_role_leaves_only_its_matches(place: Path) -> None:
    with open_case(place / "case") as case:
        find = lambda *given: case.patterns.find(str(place / "chain.toml"), given=given)  # noqa: E731
        assert find("first=殷珩舟", "last=卓泊棋").total == 1
        none = find("first=晏霁棋")
        assert (none.total, none.pairs["in"]) == (0, 1)
        with pytest.raises(UsageError, match="first, middle"):
            find("boss=殷珩舟")
        with pytest.raises(NotFound):
            find("first=nobody at all")


def test_what_a_person_excluded_is_in_no_match(place: Path) -> None:
    with open_case(place / "case") as case:
        row = case.patterns.find(str(place / "chain.toml")).matches[0].links[1].rows[0]
        case.judgements.mark(row, "excluded", "y")
        found = case.patterns.find(str(place / "chain.toml"))
        assert found.total == 0
        assert found.pairs["out"] == 2  # who else was paid is still there


def test_a_chain_is_held_to_the_templates_part_by_part(place: Path) -> None:
    with open_case(place / "case") as case:
        chain = case.chain("蔺朔舟", hops=2)
        first, *others = case.patterns.fits(chain)
        assert (first.template, first.fits) == ("CT04-routine-loan", True)
        roles = {role.role: names(case, list(role.things)) for role in first.roles}
        assert roles["lender"] == ["蔺朔舟"]
        assert roles["loan"] == ["甲案套路贷"]
        assert roles["borrower"] == ["殷珩舟"]
        assert roles["suit"] == []
        links = {link.name: len(link.rows) for link in first.links}
        assert (links["lender-loan"], links["borrower-loan"], links["suit-loan"]) == (1, 1, 0)
        assert (first.shown, first.wanted) == (5, 17)
        assert not any(fit.fits for fit in others)


def test_the_terminal_says_matches_what_is_missing_and_which_are_ready(place: Path) -> None:
    case = place / "case"
    for lang in languages():
        ready = kg("pattern", case, "--lang", lang)
        assert ready.returncode == 0 and ready.stdout.count("CT") >= 12
        told = kg("pattern", case, place / "chain.toml", "--lang", lang)
        assert "殷珩舟" in told.stdout and "{" not in told.stdout, told.stdout
        none = kg("pattern", case, "CT04", "--lang", lang)
        assert none.returncode == 0 and "suit" in none.stdout and "{" not in none.stdout
        shown = kg("chain", case, "蔺朔舟", "--lang", lang)
        assert "CT04-routine-loan" in shown.stdout and "{" not in shown.stdout
    document = kg("pattern", case, place / "chain.toml", "--json").document
    assert document["total"] == 1
    assert set(document["handles"]) >= set(document["matches"][0]["things"].values())
    fits = kg("chain", case, "蔺朔舟", "--json").document["templates"]
    assert fits[0]["template"] == "CT04-routine-loan"


def test_matches_are_saved_drawn_masked_and_named_row_by_row(place: Path) -> None:
    case = place / "case"
    done = kg("pattern", case, place / "chain.toml", "--as", "paid on")
    assert done.returncode == 0, done.stderr
    for name in ("out.html", "out.xlsx", "out.graphml", "out.json", "out.rq"):
        written = kg("export", case, place / name, "paid on")
        assert written.returncode == 0, written.stderr
    page = in_clear((place / "out.html").read_text("utf-8"))
    assert "paid on" in page and "殷珩舟" not in page
    for form in ("sparql", "cypher"):
        text = kg("pattern", case, place / "chain.toml", "--show", form).stdout
        assert "urn:crimechain:pays:" in text
    sql = kg("pattern", case, place / "chain.toml", "--show", "sql").stdout
    assert json.loads(kg("query", case, "--sql", sql, "--json").stdout)["rows"]
    assert kg("verify", case).returncode == 0
    nothing = kg("pattern", case, "CT11", "--as", "none")
    assert nothing.returncode == 2 and "nothing matches" in nothing.stderr


def test_it_stops_at_its_clock_and_says_so(place: Path) -> None:
    with open_case(place / "case") as case, pytest.raises((QueryTimeout, UsageError)):
        case.patterns.find(str(place / "slow.toml"), seconds=0)


def test_the_request_repeats_itself_as_a_command() -> None:
    request = PatternRequest("CT01", given=["leader=P3"], rows=3)
    assert command(request) == "kg pattern CASE CT01 --with leader=P3 --rows 3"
