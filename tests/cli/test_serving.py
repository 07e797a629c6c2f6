"""The server on the command line: pushed, held against, asked; refused in one sentence."""

from __future__ import annotations

import json
import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers import Named, clear_case, named_server

sys.path.insert(0, str(Path(__file__).parents[1] / "case"))

from statements import write_statement

from kg.case import open_case
from kg.graph.neo4j import Server, read_address
from tests.built import built
from tests.command_line import kg

ASKED = "MATCH (:Entity {case: $case})-[t:TRANSFERRED_TO]->() RETURN count(t), sum(t.amountUnits)"


def build(place: Path) -> None:
    write_statement(place / "流水.csv", 20)
    kg("new", place / "case")
    kg("load", place / "case", place / "流水.csv")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    built(build, tmp_path)
    return tmp_path / "case"


@pytest.fixture
def server(case: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Named]:
    named = named_server()
    monkeypatch.setenv("KG_NEO4J_PASSWORD", named.password)
    yield named
    with open_case(case) as opened:
        clear_case(opened.sharing.server_key())


@pytest.mark.neo4j
def test_a_case_is_pushed_asked_and_held_against(case: Path, server: Named) -> None:
    done = kg("push", case, server.uri, "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert "wrote" in done.stdout and "neo4j.grass" in done.stdout
    again = json.loads(kg("push", case, server.uri, "--json").stdout)
    assert (again["nodes"], again["links"], again["gone"]) == (0, 0, 0)
    answer = json.loads(kg("query", case, "--cypher", ASKED, "--json").stdout)
    here = json.loads(kg("query", case, "--sql", "SELECT count(*) FROM transfer", "--json").stdout)
    assert answer["rows"][0][0] == here["rows"][0][0] == 20
    assert kg("verify", case, "--against", server.uri).returncode == 0
    listed = kg("log", case, "--lang", "en").stdout
    assert "pushed" in listed and server.password not in listed + (case / "case.toml").read_text()


@pytest.mark.neo4j
def test_the_queries_to_paste_run_and_return_no_link_node(case: Path, server: Named) -> None:
    done = kg("push", case, server.uri, "--lang", "en")
    opened = Server(read_address(server.uri), server.password)
    try:
        pasted = [line for line in done.stdout.splitlines() if line.startswith("MATCH")]
        assert len(pasted) == 5
        for text in pasted:
            _, rows = opened.read(lambda tx, text=text: tx.table(text, {}, 50))
            labels = {label for (path,) in rows for node in path.nodes for label in node.labels}
            assert "Link" not in labels
    finally:
        opened.close()


@pytest.mark.neo4j
def test_what_was_altered_there_is_named_and_ends_with_four(case: Path, server: Named) -> None:
    done = kg("push", case, server.uri)
    assert done.returncode == 0, done.stderr
    with open_case(case) as opened:
        key = opened.sharing.server_key()
    altered = Server(read_address(server.uri), server.password)
    altered.write(
        lambda tx: tx.run(
            "MATCH (:Entity {case: $case})-[r:TRANSFERRED_TO]->() WITH r LIMIT 1 DELETE r", case=key
        )
    )
    altered.close()
    done = kg("verify", case, "--against", server.uri, "--lang", "en")
    assert done.returncode == 4
    assert "relationship" in done.stdout and "missing" in done.stdout
    assert "differ from the case: 1" in done.stderr and "--repair" in done.stderr
    assert json.loads(kg("push", case, server.uri, "--repair", "--json").stdout)["altered"] == 1
    assert kg("verify", case, "--against", server.uri).returncode == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["push", "CASE", "bolt://10.0.0.1"], 2, "for this machine alone"),
        (["push", "CASE", "bolt://x:y@127.0.0.1"], 2, "lands in logs"),
        (["push", "CASE", "bolt://127.0.0.1:9"], 4, "no server answers"),
        (["query", "CASE", "--cypher", ASKED], 2, "no server was named"),
        (["push", "CASE"], 2, "no server was named"),
        (["query", "CASE", "--cypher", "MATCH (a) DELETE a"], 5, "DELETE would change"),
        (["ask", "CASE", "sales-of-data", "--server"], 2, "no server was named"),
        (
            ["ask", "CASE", "sales-of-data", "--server", "--at", "bolt://127.0.0.1:9"],
            4,
            "no server answers",
        ),
        (
            ["query", "CASE", "--cypher", ASKED, "--at", "bolt://127.0.0.1:9"],
            4,
            "no server answers",
        ),
    ],
)
def test_what_cannot_be_is_one_sentence(
    case: Path, monkeypatch, words: list[str], code: int, said: str
) -> None:
    monkeypatch.delenv("KG_NEO4J_URI", raising=False)
    monkeypatch.setenv("KG_NEO4J_PASSWORD", "x")
    done = kg(*[case if word == "CASE" else word for word in words], "--lang", "en")
    assert done.returncode == code
    assert said in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [["query", "CASE", "--cypher", ASKED], ["ask", "CASE", "CQ10", "--server"], ["push", "CASE"]],
    ids=["query", "ask", "push"],
)
def test_a_server_that_a_received_case_names_hears_nothing(
    case: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.delenv("KG_NEO4J_URI", raising=False)
    monkeypatch.setenv("KG_NEO4J_PASSWORD", "secret")
    with socket.create_server(("127.0.0.1", 0)) as foreign:
        foreign.settimeout(0.2)
        address = f"bolt://127.0.0.1:{foreign.getsockname()[1]}"
        settings = case / "case.toml"
        settings.write_text(settings.read_text("utf-8") + f'servers = ["{address}"]\n', "utf-8")
        done = kg(*[case if word == "CASE" else word for word in words], "--lang", "zh")
        with pytest.raises(TimeoutError):
            foreign.accept()
    assert done.returncode == 2 and "尚未为此案件文件夹指明服务器" in done.stderr


@pytest.mark.neo4j
def test_a_copy_of_a_pushed_case_asks_which_server_is_meant(
    case: Path, server: Named, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KG_NEO4J_URI", raising=False)
    assert kg("push", case, server.uri).returncode == 0
    assert kg("query", case, "--cypher", ASKED).returncode == 0
    shutil.copytree(case, case.with_name("copy"))
    copied = ("query", case.with_name("copy"), "--cypher", ASKED)
    assert kg(*copied).returncode == 2
    assert kg(*copied, "--at", server.uri).returncode == 0


def test_without_a_password_a_pipe_is_told_so(case: Path, monkeypatch) -> None:
    monkeypatch.delenv("KG_NEO4J_PASSWORD", raising=False)
    done = kg("push", case, "bolt://127.0.0.1:9", "--lang", "zh")
    assert done.returncode == 2
    assert "没有服务器的密码" in done.stderr
