"""Queries made up at random, most of them well formed, many with a way out of the machine in them.

Each goes through the guard, and what passes is run; a socket on this machine counts who connects.
With the guard off the same queries must reach it, or they try nothing. SPARQL runs in Oxigraph,
Cypher on the server that ``scripts/neo4j`` started, in transactions that are never kept.
"""

from __future__ import annotations

import argparse
import json
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from neo4j import GraphDatabase, NotificationMinimumSeverity, Session
from neo4j.exceptions import Neo4jError
from pyoxigraph import Store

from kg.errors import QueryRefused
from kg.query.cypher_guard import check_cypher
from kg.query.guard import check_sparql
from kg.query.named import questions

RECORD = Path(__file__).resolve().parents[2] / ".neo4j" / "server.json"
SECONDS = 2.0
TRICKS = (
    "SERVICE <@@> { ?a ?b ?c }", "sErViCe SILENT <@@> { }", "SERVICE:s { ?a ?b ?c }",
    "SERVICE<@@>{}", "?a ?b trueSERVICE <@@> { ?c ?d ?e }", "?a ?b 1SERVICE <@@> {}",
    "BIND(<@@> AS ?u) SERVICE ?u { }", "SERVICE # \n <@@> { }", "SERV\\u0049CE <@@> {}",
    "FILTER(?a<'x>') SERVICE <@@> { ?s ?p ?o } FILTER(?b='y')", "GRAPH SERVICE:s { }",
    "FILTER(?a<x:b#>'''\n) SERVICE <@@> {} #'''\n",
)  # fmt: skip
PATTERNS = (
    "(a:Odd)-[r]->(b)", "(a:Odd)", "(a:Odd {id: 'x'})", "p = (a:Odd)-[*1..2]-(b)", "(a:`Odd One`)",
)  # fmt: skip
OUTS = (
    "LOAD CSV FROM '@@' AS line RETURN line", "load /* */ csv FROM '@@' AS l RETURN l",
    "LO\\u0041D CSV FROM '@@' AS l RETURN l", "LOAD\tCSV WITH HEADERS FROM '@@' AS l RETURN l.x",
    "LOAD //\n CSV FROM '@@' AS l RETURN l", "CALL { LOAD CSV FROM '@@' AS l RETURN l } RETURN l",
    "CALL dbms.components() YIELD name RETURN name", "CREATE (n:New) RETURN n", "SHOW DATABASES",
    "MATCH (a:Odd) DETACH DELETE a", "MATCH (a:Odd) SET a.x = 1 RETURN a",
    "RETURN apoc.load.json('@@')", "UNWIND [1] AS x LOAD CSV FROM '@@' AS l RETURN l",
    "FOREACH (x IN [1] | CREATE (:N))",
)  # fmt: skip
NOISE = (
    "'",
    '"',
    "`",
    "/*",
    "*/",
    "//",
    "#",
    "\\",
    "\\u0041",
    "}",
    "{",
    ")",
    "$case",
    ";",
    "\n",
    "<",
)


def sparql(dice: Random, uri: str) -> str:
    """Return a query of nested patterns; one in six has a trick in it, one in four is spoilt."""
    body = " ".join(_group(dice, 0) for _ in range(dice.randint(1, 3)))
    if dice.random() < 0.17:
        body = f"{body} {dice.choice(TRICKS)}"
    head = dice.choice(("SELECT *", "SELECT DISTINCT ?a", "ASK", "CONSTRUCT { ?a ?b ?c }"))
    text = f"PREFIX x: <urn:x:> PREFIX : <{uri}> PREFIX SERVICE: <{uri}> {head} WHERE {{ {body} }}"
    return _spoilt(dice, text).replace("@@", uri)


def _group(dice: Random, depth: int) -> str:
    triple = f"{_term(dice)} {_verb(dice)} {_term(dice)} ."
    if depth > 2 or dice.random() < 0.4:
        return triple
    inner = _group(dice, depth + 1)
    forms = (
        f"OPTIONAL {{ {inner} }}", f"{{ {inner} }} UNION {{ {triple} }}", f"GRAPH ?g {{ {inner} }}",
        f"{triple} FILTER(?a < 5 || ?b > {dice.randint(0, 9)})", f"MINUS {{ {inner} }}",
        f"FILTER NOT EXISTS {{ {inner} }}", f"BIND(STR(?a) AS ?v{dice.randint(0, 10**9)}) {triple}",
    )  # fmt: skip
    return dice.choice(forms)


def _term(dice: Random) -> str:
    return dice.choice(("?a", "?b", "?c", "x:s", ":s", "<urn:x:y>"))


def _verb(dice: Random) -> str:
    return dice.choice(("?p", "a", "x:p", ":q", "x:p/x:q", "x:p*", "^x:p"))


def cypher(dice: Random, uri: str) -> str:
    """Return a query; one in four tries to get out or to write, one in four is spoilt."""
    where = dice.choice(("", " WHERE a.case = $case", " WHERE $case IS NOT NULL", " WHERE true"))
    begun = f"MATCH {dice.choice(PATTERNS)}{where}"
    if dice.random() < 0.25:
        out = dice.choice(OUTS)
        return _spoilt(dice, out if dice.random() < 0.5 else f"{begun} WITH a {out}").replace(
            "@@", uri
        )
    told = dice.choice(("RETURN a", "RETURN count(*) AS a", "RETURN $case AS a"))
    more = (
        " UNION MATCH (a:Odd) WHERE a.case = $case RETURN a" if dice.random() < 0.5 else " LIMIT 3"
    )
    return _spoilt(dice, f"{begun} {told}{more}")


def _spoilt(dice: Random, text: str) -> str:
    if dice.random() > 0.25:
        return text
    place = dice.randrange(len(text))
    return text[:place] + dice.choice(NOISE) + text[place:]


class Ear:
    """A socket that only counts who connects."""

    def __init__(self) -> None:
        self.heard = 0
        self._server = socket.create_server(("127.0.0.1", 0), backlog=256)
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def uri(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.getsockname()[1]}/"

    def _listen(self) -> None:
        while True:
            with closing(self._server.accept()[0]):
                self.heard += 1


class Sparql:
    """Oxigraph over nothing."""

    make, check = staticmethod(sparql), staticmethod(check_sparql)

    def __init__(self) -> None:
        self._store = Store()

    def run(self, text: str) -> str:
        """Return what came of a query: it was answered, failed while it ran, or no query."""
        try:
            found = self._store.query(text)
            if not isinstance(found, bool) and hasattr(found, "__iter__"):
                list(found)
        except SyntaxError:
            return "unreadable"
        except (OSError, RuntimeError, ValueError):
            return "failed"
        return "answered"


class Cypher:
    """The server; nothing that is written there is kept."""

    make, check = staticmethod(cypher), staticmethod(check_cypher)

    def __init__(self, session: Session) -> None:
        self._session = session

    def run(self, text: str) -> str:
        """Return what came of a query."""
        transaction = self._session.begin_transaction(timeout=SECONDS)
        try:
            transaction.run(text, case="none").consume()
        except Neo4jError as error:
            return "unreadable" if str(error.code).endswith("SyntaxError") else "failed"
        finally:
            with suppress(Neo4jError):
                transaction.rollback()
        return "answered"


@contextmanager
def server() -> Iterator[Session]:
    """Open the server that was started here."""
    if not RECORD.exists():
        sys.exit("no server runs here: scripts/neo4j start")
    told = json.loads(RECORD.read_text("utf-8"))
    quiet = NotificationMinimumSeverity.OFF
    uri, auth = f"bolt://127.0.0.1:{told['bolt']}", ("neo4j", told["password"])
    with (
        GraphDatabase.driver(uri, auth=auth, notifications_min_severity=quiet) as driver,
        driver.session() as session,
    ):
        yield session


def corpus(engine: Sparql | Cypher, ear: Ear, wish: argparse.Namespace) -> Counter[str]:
    """Put every query through the guard, unless it is off, and through the engine."""
    found: Counter[str] = Counter()
    for number in range(wish.runs):
        text = engine.make(Random(f"{wish.seed} {number}"), ear.uri)  # noqa: S311 -- repeatable
        try:
            if not wish.off:
                engine.check(text)
        except QueryRefused:
            found["refused"] += 1
            continue
        before = ear.heard
        found[engine.run(text)] += 1
        if ear.heard > before and not wish.off:
            sys.exit(f"it got through the guard and out:\n{text}")
    return found


def no_false_refusal() -> None:
    """End the run where the guard refuses one of the named questions."""
    for one in questions():
        if not one.missing:
            check_sparql(one.sparql)
            check_cypher(one.cypher)


def report(name: str, work: Callable[[], Counter[str]], ear: Ear) -> None:
    """Say what came of a corpus, and how often the socket was reached."""
    begun, before = time.monotonic(), ear.heard
    found = work()
    time.sleep(0.2)
    told = ", ".join(f"{count:,} {what}" for what, count in found.most_common())
    heard, took = ear.heard - before, time.monotonic() - begun
    print(f"{name}: {told}; {heard:,} connections; {took:.0f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20_000, help="queries of each language")
    parser.add_argument("--only", choices=("sparql", "cypher"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--off", action="store_true", help="without the guard")
    wish = parser.parse_args()
    no_false_refusal()
    ear = Ear()
    if wish.only != "cypher":
        report("SPARQL", lambda: corpus(Sparql(), ear, wish), ear)
    if wish.only != "sparql":
        with server() as session:
            report("Cypher", lambda: corpus(Cypher(session), ear, wish), ear)


if __name__ == "__main__":
    main()
