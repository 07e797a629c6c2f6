"""What a Neo4j server holds, loaded: a case that kg pushed, and graphs that others made."""

from __future__ import annotations

import csv
import io
import secrets
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.case import Case, new_case, open_case
from kg.errors import NotFound, QueryRefused, StoreUnavailable, UsageError
from tests.built import built
from tests.case.statements import write_statement
from tests.command_line import kg
from tests.servers import Named, clear_case, named_server

pytestmark = pytest.mark.neo4j
COUNT = "SELECT ?kind (COUNT(*) AS ?n) WHERE { ?s a ?kind } GROUP BY ?kind ORDER BY ?kind"
MADE = """
CREATE (a:Person:{label} {{name: 'Adam', born: date('1970-01-02'), half: 0.5, none: 0.0/0.0,
  seen: datetime('2020-01-02T03:04:05Z'), at: point({{latitude: 33.5, longitude: -117.0}}),
  long: duration('P1D'), kids: ['Sam', 'Anna']}}),
 (b:Account:{label} {{accountNumber: '6222000000000001'}}), (c:{label} {{name: '<script>'}}),
 (a)-[:KNOWS {{since: date('2020-01-02')}}]->(c), (a)-[:HOLDS]->(b), (a)-[:HOLDS]->(b)
"""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Named:
    named = named_server()
    monkeypatch.setenv("KG_NEO4J_PASSWORD", named.password)
    return named


@pytest.fixture
def label(server: Named) -> Iterator[str]:
    """A label that no other test has; what bears it is removed afterwards."""
    name = f"T{secrets.token_hex(6)}"
    yield name
    run(server, f"MATCH (n:{name}) DETACH DELETE n")


def run(server: Named, text: str, **given: Any) -> list[Any]:
    """Run Cypher as any script does, not by kg."""
    import neo4j

    with neo4j.GraphDatabase.driver(server.uri, auth=("neo4j", server.password)) as driver:
        return list(driver.execute_query(text, given).records)


def of(label: str) -> str:
    return f"MATCH (n:{label}) OPTIONAL MATCH (n)-[r]->(m) RETURN n, collect(r), collect(m)"


def loaded(folder: Path, server: Named, **given: str) -> Case:
    case = new_case(folder / "loaded")
    case.evidence.load_server(server.uri, **given)
    return case


RELATIONS = """主体,关系,客体,开始时间,来源文书,证明程度,备注
容某甲,雇用,容某乙,2024-01-01,笔录1,印证,说明
容某乙,朋友,容某丙,2024-01-01 10:30,笔录2,存疑,
容某丙,朋友,容某甲,,,,
"""


def build(place: Path) -> None:
    (place / "relations.csv").write_text(RELATIONS, "utf-8")
    with new_case(place / "case", name="某 案") as made:
        made.load(write_statement(place / "one.csv", 20))
        made.load(place / "relations.csv")


def test_a_pushed_case_comes_back(server: Named, tmp_path: Path) -> None:
    built(build, tmp_path)
    with open_case(tmp_path / "case") as there:
        key = there.sharing.server_key()
        try:
            there.sharing.push(server.uri, password=server.password)
            with loaded(tmp_path, server, pushed=key) as here:
                assert here.query(COUNT).rows == there.query(COUNT).rows
                paid = "SELECT amount, currency, start_time, memo FROM transfer ORDER BY ALL"
                assert here.sql(paid).rows == there.sql(paid).rows
                held = "SELECT kind, name FROM entity ORDER BY ALL"
                assert len(here.sql(held).rows) == len(there.sql(held).rows)
                assert here.verify().error() is None
                fine = "SELECT kind, precision, proof FROM link ORDER BY ALL"
                assert here.sql(fine).rows == there.sql(fine).rows
            done = kg("verify", tmp_path / "loaded", "--against", server.uri)
            assert done.returncode == 0 and key in done.stdout, done.stderr
            run(
                server, "MATCH (n {case: $case}) WHERE n.name = '容某丙' SET n.name = 'x'", case=key
            )
            done = kg("verify", tmp_path / "loaded", "--against", server.uri, "--pushed", key)
            assert done.returncode == 4 and "NEW bolt://" in done.stderr
            differing = [tuple(line.split("\t")[::2]) for line in done.stdout.splitlines()[2:]]
            assert Counter(differing) == {
                ("Person", "missing"): 1, ("Person", "extra"): 1,
                ("RelatedTo", "missing"): 2, ("RelatedTo", "extra"): 2,
            }  # fmt: skip
            done = kg("verify", tmp_path / "loaded", "--against", server.uri, "--pushed", "none")
            assert done.returncode != 0 and "no case of that key" in done.stderr
        finally:
            clear_case(key)


def test_a_copy_is_named_with_its_server(tmp_path: Path) -> None:
    kg("new", tmp_path / "case")
    done = kg("verify", tmp_path / "case", "--pushed", "key")
    assert done.returncode == 2 and "none is named" in done.stderr


def test_a_graph_of_others_comes_in_by_labels_and_types(
    server: Named, label: str, tmp_path: Path
) -> None:
    run(server, MADE.format(label=label))
    with loaded(tmp_path, server, query=of(label)) as case:
        source = case.evidence.sources()[0]
        assert (source.stored, source.problems) == (6, 0)
        kinds = Counter(row[0] for row in case.sql("SELECT kind FROM entity").rows)
        assert kinds == {"Person": 1, "Account": 1, "Item": 1}
        assert len(case.sql("SELECT id FROM link").rows) == 3
        kept = next((tmp_path / "loaded" / "sources").iterdir()).read_text("utf-8")
        assert server.password not in kept
        assert '"seen":"2020-01-02T03:04:05+00:00"' in kept
        assert '"long":"P1D"' in kept
        assert '"none":"nan"' in kept


ALONE = "MATCH (n:{0}) RETURN n AS x UNION ALL MATCH (:{0})-[r]->() RETURN r AS x"
BETWEEN = """
SELECT l.kind, s.name, t.name FROM link AS l
JOIN entity AS s ON s.id = l.source JOIN entity AS t ON t.id = l.target WHERE s.name = ?"""


@pytest.mark.parametrize("alone", [True, False], ids=["by-a-query", "all-there-is"])
def test_a_relationship_is_read_whose_nodes_do_not_come_with_it(
    server: Named, label: str, tmp_path: Path, alone: bool
) -> None:
    """As all are where no query is given: nodes and relationships are asked for apart."""
    run(server, f"CREATE (:{label}:Person {{name: '{label}'}})-[:KNOWS]->(:{label} {{name: 'b'}})")
    run(server, f"MATCH (a:{label}:Person) CREATE (a)-[:HAS]->(:{label})")
    with loaded(tmp_path, server, query=ALONE.format(label) if alone else "") as case:
        links = case.sql(BETWEEN.replace("?", f"'{label}'")).rows
        assert sorted(kind for kind, _, _ in links) == ["KnowsOf", "RelatedTo"]
        assert "b" in {target for _, _, target in links}


def test_the_command_says_what_was_read_as_what(server: Named, label: str, tmp_path: Path) -> None:
    run(server, MADE.format(label=label))
    query = tmp_path / "mine.cypher"
    query.write_text(of(label), "utf-8")
    kg("new", tmp_path / "case")
    done = kg("load", tmp_path / "case", server.uri, "--cypher", query)
    assert done.returncode == 0, done.stderr
    assert "Person → person (1)" in done.stdout
    assert "KNOWS → " in done.stdout


def test_nothing_is_written_and_what_is_not_there_is_said(
    server: Named, label: str, tmp_path: Path
) -> None:
    run(server, MADE.format(label=label))
    with new_case(tmp_path / "case") as case:
        with pytest.raises(QueryRefused, match="would change"):
            case.evidence.load_server(server.uri, query=f"MATCH (n:{label}) SET n.x = 1 RETURN n")
        assert run(server, f"MATCH (n:{label}) WHERE n.x = 1 RETURN n") == []
        with pytest.raises(NotFound, match="finds no node"):
            case.evidence.load_server(server.uri, query="MATCH (n:NoSuchLabelAnywhere) RETURN n")
        with pytest.raises(NotFound, match="no case of that key"):
            case.evidence.load_server(server.uri, pushed="no-such-key")
        with pytest.raises(StoreUnavailable):
            case.evidence.load_server("bolt://127.0.0.1:9")
        with pytest.raises(UsageError, match="lands in logs"):
            case.evidence.load_server("bolt://a:b@127.0.0.1")
        assert case.evidence.sources() == []


@pytest.mark.slow
def test_pole_on_a_server_has_the_counts_of_its_readme(
    server: Named, label: str, tmp_path: Path, shared_data: Callable[[str], Path]
) -> None:
    """Pushed by plain Cypher: its persons and telephones, and all that is between these."""
    nodes, knows = pole_people(shared_data("pole") / "pole-data-importer.zip")
    for kind, rows in nodes.items():
        run(server, f"UNWIND $rows AS r CREATE (n:{label}:{kind}) SET n = r", rows=rows)
    for kind, pairs in knows.items():
        text = (
            f"UNWIND $rows AS r MATCH (a:{label} {{key: r[0]}}), (b:{label} {{key: r[1]}})"
            f" CREATE (a)-[:{kind}]->(b)"
        )
        run(server, text, rows=pairs)
    with loaded(tmp_path, server, query=of(label)) as case:
        kinds = Counter(row[0] for row in case.sql("SELECT kind FROM entity").rows)
        assert (kinds["Person"], kinds["PhoneNumber"]) == (369, 328)
        links = Counter(row[0] for row in case.sql("SELECT kind FROM link").rows)
        assert sum(links.values()) == sum(map(len, knows.values()))
        assert case.evidence.sources()[0].problems == 0


def pole_people(path: Path) -> tuple[dict[str, list[dict[str, str]]], dict[str, list[list[str]]]]:
    """Read persons, phones and what is between them out of the importer's files."""
    nodes: dict[str, list[dict[str, str]]] = {}
    pairs: dict[str, list[list[str]]] = {}
    known: set[str] = set()
    with zipfile.ZipFile(path) as archive:
        tables = {
            name: list(csv.DictReader(io.TextIOWrapper(archive.open(name), "utf-8-sig")))
            for name in archive.namelist()
            if name.endswith(".csv")
        }
    for rows in tables.values():
        for row in rows:
            kind = row.get(":LABEL", "")
            if kind in ("Person", "Phone"):
                key = row.get(":ID", "")
                known.add(key)
                plain = {
                    name.partition(":")[0]: value
                    for name, value in row.items()
                    if not name.startswith(":")
                }
                nodes.setdefault(kind, []).append({**plain, "key": key})
    for rows in tables.values():
        for row in rows:
            ends = [row.get(":START_ID", ""), row.get(":END_ID", "")]
            if {*ends} <= known and row.get(":TYPE"):
                pairs.setdefault(row[":TYPE"], []).append(ends)
    return nodes, pairs


FOREIGN = """
CREATE (a:Konto:{label} {{iban: 'DE89370400440532013000'}}),
 (b:Konto:{label} {{iban: 'DE02120300000000202051'}}), (k:Klient:{label} {{vorname: 'Anna'}}),
 (t:Buchung:{label} {{betrag: 12.5, waehrung: 'EUR', datum: datetime('2024-05-06T07:08:09Z')}}),
 (t)-[:BELASTET]->(a), (t)-[:GUTSCHRIFT]->(b), (a)-[:GEHOERT]->(k)
"""


def test_a_graph_of_other_words_is_tried_proposed_for_and_loaded(
    server: Named, label: str, tmp_path: Path
) -> None:
    run(server, FOREIGN.format(label=label))
    query, words, case = tmp_path / "all.cypher", tmp_path / "words.toml", tmp_path / "case"
    query.write_text(of(label), "utf-8")
    there = (server.uri, "--cypher", query)
    assert kg("new", case).returncode == 0
    done = kg("load", case, *there, "--dry-run")
    assert done.returncode == 0 and "no list knows" in done.stdout, done.stdout + done.stderr
    done = kg("layout", server.uri, words, "--cypher", query)
    assert done.returncode == 0 and f"kg load CASE {server.uri}" in done.stdout, done.stderr
    with open_case(case) as there_is:
        assert there_is.evidence.sources() == []
    done = kg("load", case, *there, "--layout", words)
    assert done.returncode == 0, done.stderr
    with open_case(case) as loaded_there:
        paid = loaded_there.sql("SELECT amount, currency, start_time FROM transfer").rows
        assert [(f"{row[0]:.2f}", row[1], row[2].isoformat()) for row in paid] == [
            ("12.50", "EUR", "2024-05-06T15:08:09")
        ]
        kinds = loaded_there.sql("SELECT kind FROM link ORDER BY kind").rows
        assert kinds == (("HoldsAccount",),)
        assert loaded_there.verify().error() is None


def test_a_query_needs_a_server(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", "utf-8")
    done = kg("layout", tmp_path / "a.csv", "--cypher", tmp_path / "a.csv")
    assert done.returncode == 2 and "only a Neo4j server" in done.stderr
