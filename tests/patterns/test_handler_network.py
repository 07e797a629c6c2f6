"""The ready pattern of handlers on made networks: the planted group and no near miss."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from kg.case import new_case
from kg.patterns import compile_pattern, find_pattern
from kg.schema import load_schema
from tests.patterns.made_networks import Group, Network, network


def asked(made: Network) -> Iterator[Group]:
    """Yield the groups that the compiled pattern finds in a network."""
    query = compile_pattern(find_pattern("handler-network"), load_schema())
    with duckdb.connect() as con:
        con.execute(
            "CREATE TABLE entity AS SELECT printf('%06d', n) AS id, 'Person' AS kind"
            " FROM (SELECT unnest($1::INT[]) AS n)",
            [sorted(made.near)],
        )
        ones, others = zip(*made.ties, strict=True)
        con.execute(
            "CREATE TABLE link AS SELECT printf('t%d', row_number() OVER ()) AS id,"
            " 'RelatedTo' AS kind, printf('%06d', a) AS source, printf('%06d', b) AS target,"
            " NULL::TIMESTAMP AS start_time, 'unknown' AS precision, NULL::DECIMAL(38, 18) AS"
            " amount, '' AS currency, 'single' AS proof, '{}' AS values"
            " FROM (SELECT unnest($1::INT[]) AS a, unnest($2::INT[]) AS b)",
            [list(ones), list(others)],
        )
        for row in con.execute(query.matches(1_000)).fetchall():
            employee, *handlers, middleman, leader = map(int, row[:6])
            yield employee, tuple(sorted(handlers)), middleman, leader


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_exactly_the_planted_group_is_found(seed: int) -> None:
    made = network(seed)
    assert list(asked(made)) == [made.solution]


def test_the_group_is_found_in_a_case_with_the_rows_behind_it(tmp_path: Path) -> None:
    made = network(4, people=300, ties=600, misses=1)
    rows = "".join(f"P{a:04d},P{b:04d}\n" for a, b in made.ties)
    (tmp_path / "knows.csv").write_text(f"source,target\n{rows}", encoding="utf-8")
    with new_case(tmp_path / "case") as case:
        case.load(tmp_path / "knows.csv")
        found = case.patterns.find("handler-network")
        assert (found.total, len(found.matches)) == (1, 1)
        match = found.matches[0]
        names = {
            role: case.lookup.entities([thing])[thing].first("name")
            for role, thing in match.things.items()
        }
        employee, handlers, middleman, leader = made.solution
        assert names["employee"] == f"P{employee:04d}"
        assert names["middleman"] == f"P{middleman:04d}"
        assert names["leader"] == f"P{leader:04d}"
        three = {name for role, name in names.items() if role.startswith("handler")}
        assert three == {f"P{one:04d}" for one in handlers}
        assert found.swapped == (("handler-1", "handler-2", "handler-3"),)
        assert [len(link.rows) for link in match.links] == [1] * 7
        counted = {tie.role: tie.things for tie in match.ties}
        assert counted["employee"] == 40
        assert sorted(counted[f"handler-{n}"] for n in (1, 2, 3)) == [28, 35, 42]
        assert (counted["middleman"], counted["leader"]) == (5, 101)
        row = case.lookup.handle(match.links[0].rows[0])
        assert case.lookup.explain(row).pieces[0].file == "knows.csv"
