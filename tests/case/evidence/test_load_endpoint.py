"""A case that takes in what another one's SPARQL endpoint answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.case import Case, new_case, open_case
from kg.errors import QueryRefused, UsageError
from kg.serve import SparqlEndpoint
from kg.sources.sparql_answer import TOKEN
from tests.built import built
from tests.case.statements import write_statement
from tests.command_line import kg

EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
COUNT = "SELECT ?kind (COUNT(*) AS ?n) WHERE { ?s a ?kind } GROUP BY ?kind ORDER BY ?kind"


def build(place: Path) -> None:
    with new_case(place / "case", name="某案") as made:
        made.load(write_statement(place / "one.csv", 20))


@pytest.fixture
def endpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SparqlEndpoint]:
    built(build, tmp_path)
    with (
        open_case(tmp_path / "case") as case,
        SparqlEndpoint(case, show_values=True) as served,
    ):
        monkeypatch.setenv(TOKEN, served.token)
        yield served


def counted(case: Case) -> list[tuple[object, ...]]:
    return list(case.query(COUNT).rows)


def test_the_same_things_and_payments_come_in(endpoint: SparqlEndpoint, tmp_path: Path) -> None:
    with open_case(tmp_path / "case") as there, new_case(tmp_path / "new") as here:
        report = here.evidence.load_endpoint(endpoint.address, EVERYTHING)
        assert report.source.problems == 0
        assert report.source.name.startswith("sparql-127.0.0.1-")
        assert counted(here) == counted(there)
        sums = "SELECT count(*), sum(amount), min(start_time), max(start_time) FROM transfer"
        assert here.sql(sums).rows == there.sql(sums).rows
        assert here.verify().error() is None
        kept = next((tmp_path / "new" / "sources").iterdir())
        assert kept.read_text("utf-8").splitlines()[3] == f"# | {EVERYTHING}"


def test_the_command_loads_what_the_file_asks(endpoint: SparqlEndpoint, tmp_path: Path) -> None:
    asked = tmp_path / "accounts.rq"
    asked.write_text("CONSTRUCT { ?s ?p ?o } WHERE { ?s a cc:BankAccount ; ?p ?o }", "utf-8")
    kg("new", tmp_path / "new")
    done = kg("load", tmp_path / "new", endpoint.address, "--construct", asked, "--json")
    assert done.returncode == 0, done.stderr
    with open_case(tmp_path / "case") as there, open_case(tmp_path / "new") as here:
        accounts = [row for row in counted(there) if str(row[0]).endswith("/BankAccount")]
        assert counted(here) == accounts
    shown = kg("sources", tmp_path / "new").stdout
    assert "sparql-127.0.0.1-" in shown


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["ADDRESS"], 2, "by --construct FILE.rq"),
        (["ADDRESS", "--construct", "q.rq", "--dry-run"], 2, "can only be loaded"),
        (["one.csv", "--construct", "q.rq"], 2, "can be loaded at a time"),
        (["ADDRESS", "one.csv", "--construct", "q.rq"], 2, "can be loaded at a time"),
        (["ADDRESS", "--construct", "nowhere.rq"], 2, "no such query file"),
        (["bolt://127.0.0.1", "--cypher", "q.rq", "--pushed", "x"], 2, "can be loaded at a time"),
        (["http://127.0.0.1:9/sparql", "--construct", "q.rq"], 4, "does not answer"),
        (["http://example.org/sparql", "--construct", "q.rq"], 2, "for this machine alone"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    words: list[str], code: int, said: str, endpoint: SparqlEndpoint, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("q.rq").write_text(EVERYTHING, "utf-8")
    kg("new", tmp_path / "new")
    done = kg("load", "new", *(word.replace("ADDRESS", endpoint.address) for word in words))
    assert (done.returncode, done.stderr.count("\n")) == (code, 1), done.stderr
    assert said in done.stderr


def test_only_a_query_for_a_graph_of_that_endpoint_is_sent(
    endpoint: SparqlEndpoint, tmp_path: Path
) -> None:
    with new_case(tmp_path / "new") as here:
        with pytest.raises(UsageError, match="its answer is a graph"):
            here.evidence.load_endpoint(endpoint.address, COUNT)
        other = "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <https://example.org/> { ?s ?p ?o } }"
        with pytest.raises(QueryRefused, match="SERVICE"):
            here.evidence.load_endpoint(endpoint.address, other)
        assert here.evidence.sources() == []
