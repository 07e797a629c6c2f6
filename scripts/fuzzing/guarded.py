"""Queries made up at random, against the guards and against the walls of the query worker.

Each corpus says what came of its queries, and how often a socket on this machine was reached:

    sparql   well-formed patterns, many with a way out of the machine; what the guard lets through
             runs in Oxigraph
    dense    the same without spaces; Oxigraph itself says which texts hold a SERVICE to it
    walls    nothing but calls out, sent to the real worker past the guard: 0 connections. The same
             queries without the worker show that they would reach the socket
    cypher   runs on the server that scripts/neo4j started, in transactions that are never kept
    cases    questions about one of two cases on that server: an answer is the same when the other
             case is not there

With --off the guard lets everything through: then the socket is reached, and the other case seen.
"""

from __future__ import annotations

import argparse
import json
import re
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from neo4j import GraphDatabase, NotificationMinimumSeverity, Session
from neo4j.exceptions import Neo4jError
from neo4j.graph import Entity
from neo4j.graph import Path as Way
from pyoxigraph import Literal, NamedNode, Quad, Store
from queries import calling, cypher, dense, of_cases, sparql

from kg.errors import KgError, QueryCrashed, QueryError, QueryTimeout
from kg.query.cypher_guard import check_cypher
from kg.query.named import questions
from kg.query.query_client import QueryProcess
from kg.query.sparql_guard import canonical, check_sparql

RECORD = Path(__file__).resolve().parents[2] / ".neo4j" / "server.json"
SECONDS = 5.0
NOBODY = "http://127.0.0.1:1/"
CONTROL = 2_000
"""So many of the calls out are made without walls, to see that they reach the socket."""
_SERVICE = re.compile("service", re.IGNORECASE)
Found = Counter[str]


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
    """Oxigraph over a few triples, so that a SERVICE beside a pattern is called."""

    def __init__(self, make: Callable[[Random, str], str], ear: Ear, guarded: bool) -> None:
        self._make = make
        self._ear = ear
        self._guarded = guarded
        self._store = Store()
        self._store.extend(few_triples())

    def one(self, dice: Random, found: Found) -> None:
        """Make a query, and see what comes of it."""
        text = self._make(dice, self._ear.uri)
        try:
            read = canonical(text, check_sparql(text)) if self._guarded else text
        except QueryError as error:
            found[f"refused ({type(error).__name__})"] += 1
            found["of them with a SERVICE to Oxigraph"] += self.calls(text)
            return
        before = self._ear.heard
        found[self._run(read)] += 1
        if self._guarded and (self._ear.heard > before or self.calls(read)):
            sys.exit(f"it got through the guard and out:\n{text}\n{read}")
        if self._guarded:
            found["let through, but read otherwise by Oxigraph as it was written"] += self.calls(
                text
            )

    def calls(self, text: str) -> bool:
        """Say whether a text holds a SERVICE to Oxigraph: then no other word does in its place."""
        quiet = text.replace(self._ear.uri, NOBODY)
        if not _SERVICE.search(quiet) or self._run(quiet) == "unreadable":
            return False
        return self._run(_SERVICE.sub("SERVICX", quiet)) == "unreadable"

    def _run(self, text: str) -> str:
        """Return what came of a query: it was answered, failed while it ran, or no query."""
        try:
            answer = self._store.query(text)
            if not isinstance(answer, bool) and hasattr(answer, "__iter__"):
                list(answer)
        except SyntaxError:
            return "unreadable"
        except (OSError, RuntimeError, ValueError):
            return "failed"
        return "answered"


def few_triples() -> list[Quad]:
    """Return some triples that patterns of any terms meet."""
    a, b = NamedNode("urn:x:a"), NamedNode("urn:x:b")
    return [Quad(a, b, a), Quad(b, a, b), Quad(a, NamedNode("urn:p"), Literal(1))]


def behind_walls(runs: int, seed: int, ear: Ear) -> tuple[Found, str]:
    """Send calls out to the real worker, past the guard; return what came, and which wall stood."""
    found: Found = Counter()
    worker = QueryProcess()
    with tempfile.TemporaryDirectory(prefix="kg-fuzz-") as folder:
        store = Store(f"{folder}/graph")
        store.bulk_extend(few_triples())
        store.flush()
        del store
        asked = {"graph": f"{folder}/graph", "union": False, "rows": 10, "bytes": 2 << 30}
        for number in range(runs):
            text = calling(Random(f"{seed} {number}"), ear.uri)  # noqa: S311 -- repeatable
            try:
                worker.ask({**asked, "text": text}, seconds=SECONDS)
                found["answered"] += 1
            except (QueryTimeout, QueryCrashed) as error:
                found[type(error).__name__] += 1
            except KgError as error:
                is_syntax = "error at" in str(error.what)
                found["unreadable" if is_syntax else " ".join(str(error.what).split()[:4])] += 1
        network = str(worker.ask({**asked, "text": "ASK {}"}, seconds=SECONDS)["network"])
        worker.close()
    return found, network


class Cypher:
    """The server; nothing that is written there is kept."""

    def __init__(self, session: Session, ear: Ear, guarded: bool) -> None:
        self._session = session
        self._ear = ear
        self._guarded = guarded

    def one(self, dice: Random, found: Found) -> None:
        """Make a query, and see what comes of it."""
        text = cypher(dice, self._ear.uri)
        if self._guarded and refused(text, found):
            return
        before = self._ear.heard
        found[self._run(text)] += 1
        if self._guarded and self._ear.heard > before:
            sys.exit(f"it got through the guard and out:\n{text}")

    def _run(self, text: str) -> str:
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


class TwoCases:
    """Two cases of the same shape on one server; of the second, nothing may be seen."""

    ASKED, OTHER = "kg-fuzz-A", "kg-fuzz-B"
    MAKE = (
        "UNWIND range(1, 4) AS i CREATE (:Thing {case: $case, secret: $mark + i})",
        "MATCH (a:Thing {case: $case}), (b:Thing {case: $case}) WHERE a.secret < b.secret"
        " CREATE (a)-[:R {case: $case}]->(b)",
    )

    def __init__(self, session: Session, guarded: bool) -> None:
        self._session = session
        self._guarded = guarded

    def one(self, dice: Random, found: Found) -> None:
        """Make a question, and hold its answer against the one without the other case."""
        text = of_cases(dice, "")
        if self._guarded and refused(text, found):
            return
        both, alone = self._answer(text, self.OTHER), self._answer(text, None)
        if both is None or alone is None:
            found["no answer"] += 1  # it cannot be read, or takes too long
        elif both == alone:
            found["an answer of one case" if both else "an empty answer"] += 1
        elif self._guarded:
            sys.exit(f"it saw another case:\n{text}")
        else:
            found["saw the other case"] += 1

    def _answer(self, text: str, other: str | None) -> list[str] | None:
        """Return the rows, sorted; the cases are made for the question and not kept."""
        transaction = self._session.begin_transaction(timeout=SECONDS)
        try:
            for case in filter(None, (self.ASKED, other)):
                for line in self.MAKE:
                    transaction.run(line, case=case, mark=case[-1]).consume()
            rows = transaction.run(text, case=self.ASKED).values()
            return sorted(str(_plain(row)) for row in rows)
        except Neo4jError:
            return None
        finally:
            with suppress(Neo4jError):
                transaction.rollback()


def _plain(value: Any) -> Any:
    """Return a value without what differs from run to run: ids and orders."""
    if isinstance(value, Way):
        return [_plain(node) for node in value.nodes]
    if isinstance(value, Entity):
        return f"{type(value).__name__} {sorted(value.items())}"
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in sorted(value.items())}
    return sorted(map(str, map(_plain, value))) if isinstance(value, list) else value


def refused(text: str, found: Found) -> bool:
    """Say whether the guard refuses a query, and count it."""
    try:
        check_cypher(text)
    except QueryError:
        found["refused"] += 1
        return True
    return False


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


def corpus(one: Callable[[Random, Found], None], runs: int, seed: int) -> Found:
    """Make and try so many queries, each from its own seed."""
    found: Found = Counter()
    for number in range(runs):
        one(Random(f"{seed} {number}"), found)  # noqa: S311 -- repeatable
    return found


def no_false_refusal() -> None:
    """End the run where the guard refuses one of the named questions."""
    for question in questions():
        if not question.missing:
            check_sparql(question.sparql)
            check_cypher(question.cypher)


def report(name: str, work: Callable[[], Found], ear: Ear) -> int:
    """Say what came of a corpus; return how often the socket was reached."""
    begun, before = time.monotonic(), ear.heard
    found = work()
    time.sleep(0.2)
    told = ", ".join(f"{count:,} {what}" for what, count in found.most_common())
    heard, took = ear.heard - before, time.monotonic() - begun
    print(f"{name}: {told}; {heard:,} connections; {took:.0f} s", flush=True)
    return heard


def walls(runs: int, seed: int, ear: Ear) -> None:
    """Send calls out past the guard; end the run if one arrives, or if none does without walls."""
    stood: list[str] = []

    def work() -> Found:
        found, network = behind_walls(runs, seed, ear)
        stood.append(network)
        return found

    if report("walls", work, ear):
        sys.exit("the worker reached the socket")
    print(f"what stood: {stood[0]}")
    bare = Sparql(calling, ear, False)
    if not report("the same without walls", lambda: corpus(bare.one, CONTROL, seed), ear):
        sys.exit("these queries try nothing")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = ("sparql", "dense", "walls", "cypher", "cases")
    parser.add_argument("--runs", type=int, default=20_000, help="queries of each corpus")
    parser.add_argument("--only", choices=names, action="append")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--off", action="store_true", help="without the guard")
    wish = parser.parse_args()
    no_false_refusal()
    ear, chosen = Ear(), wish.only or names
    for name, make in (("sparql", sparql), ("dense", dense)):
        if name in chosen:
            engine = Sparql(make, ear, not wish.off)
            report(name, lambda one=engine.one: corpus(one, wish.runs, wish.seed), ear)
    if "walls" in chosen:
        walls(wish.runs, wish.seed, ear)
    if {"cypher", "cases"} & set(chosen):
        with server() as session:
            asked = Cypher(session, ear, not wish.off), TwoCases(session, not wish.off)
            for name, one in zip(("cypher", "cases"), (asked[0].one, asked[1].one), strict=True):
                if name in chosen:
                    report(name, lambda one=one: corpus(one, wish.runs, wish.seed), ear)


if __name__ == "__main__":
    main()
