"""A case's graph brought to a server of Neo4j, and held against what stands there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

from kg.case.evidence.load_server import loaded_case
from kg.case.questions.named_questions import on_the_clock
from kg.case.storage.known_servers import PASSWORD, remember
from kg.case.storage.session import Session
from kg.errors import SchemaError
from kg.files import write_atomically
from kg.model import Entity, Judgement, Link
from kg.schema import Schema
from kg.views.neo4j_style import grass

if TYPE_CHECKING:
    from kg.graph.neo4j import Neo4jStore
    from kg.graph.neo4j.compare import ServerComparison, ServerDifference
    from kg.graph.neo4j.push_batches import PushReport
    from kg.query import Answer
    from kg.query.named import Question

AT_ONCE = 2_000
STYLE = "neo4j.grass"
"""The look of the case in Neo4j Browser, beside its case.toml."""


@contextmanager
def on_server(session: Session, address: str, password: str) -> Iterator[Neo4jStore]:
    """Open what a server holds of the case; a password not given is that of the environment."""
    from kg.graph.neo4j import open_neo4j

    shortcuts = {kind.name: kind.shortcut for kind in session.schema.kinds() if kind.shortcut}
    password = password or os.environ.get(PASSWORD, "")
    store = open_neo4j(address, password, session.folder.server_key(), shortcuts=shortcuts)
    try:
        yield store
    finally:
        store.close()


def push(
    session: Session,
    address: str,
    password: str,
    on_batch: Callable[[int, int], None],
    *,
    rows: bool = False,
    repair: bool = False,
) -> PushReport:
    """Bring a server to hold the case's graph, and nothing else of the case; the log says so.

    With ``rows`` the payments that are in the ledger alone go as relationships; to ``repair`` is
    to read everything back first and to write anew what differs. ``on_batch`` is told how many of
    how many sources and facts are done. A case read as its files tell it stands so on the server
    until the next push.
    """
    from kg.graph.neo4j.ledger_payments import have_been_sent
    from kg.graph.neo4j.push_batches import Push

    count = session.store.count()
    whole = count.all_entities + count.all_links + count.sources + len(session.store.judgements())
    done = 0

    def report_batch(facts: int) -> None:
        nonlocal done
        done += facts
        on_batch(done, whole)

    with on_server(session, address, password) as store:
        altered = _make_way(session, store) if repair else 0
        rows = rows or (repair and have_been_sent(store))
        pushed = Push(store, report_batch).send(session.sources(), facts(session))
        pushed.altered = altered
        if rows:
            pushed.rows = _push_rows(session, store)
        server = store.server.address.told
    pushed.remembered = remember(session.folder, address)
    write_atomically(session.folder.root / STYLE, grass(session.schema).encode())
    counts = {name: count for name, count in asdict(pushed).items() if name != "remembered"}
    view = {"raw": True} if session.raw else {}
    session.folder.log.append("push", server=server, **counts, **view)
    return pushed


def _make_way(session: Session, store: Neo4jStore) -> int:
    """Take away, or distrust, what differs on a server; return how many items that are."""
    from kg.graph.neo4j.repair import make_way

    differences = _differences(session, store)
    make_way(store, differences)
    return len(differences)


def _differences(session: Session, store: Neo4jStore) -> list[ServerDifference]:
    """Return what differs of the graph, and of the single rows where some were sent."""
    from kg.graph.neo4j.compare import differences
    from kg.graph.neo4j.ledger_payments import have_been_sent, row_differences

    server_differences = differences(store, session.sources(), facts(session))
    if have_been_sent(store):
        server_differences += row_differences(store, _alone(session))
    return server_differences


def _alone(session: Session) -> Iterator[Link]:
    """Yield the payments that stand in the ledger alone."""
    stored = set(session.store.ids())
    yield from (payment for payment in session.index().payments() if payment.id not in stored)


def _push_rows(session: Session, store: Neo4jStore) -> int:
    """Bring the payments that the graph does not hold to the server; return how many were sent."""
    from kg.graph.neo4j.ledger_payments import are_current, send_rows

    index, stored = session.index(), set(session.store.ids())
    state = f"{index.digest} {session.state()}"
    if are_current(store, state):
        return 0
    ends = {end for link in _alone(session) for end in (link.source, link.target)}
    return send_rows(
        store, state, index.entities(ends - stored), _alone(session), lambda done: None
    )


def compare_with_server(
    session: Session, address: str, password: str, pushed: str = ""
) -> ServerComparison:
    """Return where a server does not hold the case's graph as it is, node by node.

    A case that was made of another one's copy there, and was not pushed itself, is compared with
    that copy, by what both say; ``pushed`` names such a copy by its key.
    """
    from kg.graph.neo4j.compare import ServerComparison
    from kg.graph.neo4j.compare_pushed import pushed_differences
    from kg.graph.neo4j.read_graph import pushed_keys, read_pushed

    own = session.folder.server_key()
    with on_server(session, address, password) as store:
        keys = pushed_keys(store.server) if not pushed else []
        if not pushed and own not in keys and (made_of := loaded_case(session)) in keys:
            pushed = made_of
        if pushed in ("", own):
            return ServerComparison(tuple(_differences(session, store)))
        told = list(facts(session))
        things = [fact for fact in told if isinstance(fact, Entity)]
        links = [fact for fact in told if isinstance(fact, Link)]
        copy = read_pushed(store.server, pushed)
        return ServerComparison(tuple(pushed_differences(copy, things, links)), pushed)


def ask_in_cypher(
    session: Session,
    address: str,
    password: str,
    text: str,
    given: Mapping[str, object],
    seconds: float,
    rows: int,
) -> Answer:
    """Ask a server that holds the case; what cannot run is refused before it is tried."""
    from kg.query.cypher_guard import check_cypher
    from kg.query.cypher_server import ask_server

    check_cypher(text)
    with on_server(session, address, password) as store:
        return ask_server(store, text, given, seconds=seconds, rows=rows)


def ask_on_server(
    session: Session,
    address: str,
    password: str,
    question: Question,
    typed: Mapping[str, str],
    rows: int,
) -> Answer:
    """Answer a named question by its Cypher text, typed as its SPARQL answer is."""
    from kg.case.questions.named_questions import cypher_parameters
    from kg.query.named.question_parameters import typed as as_declared

    given = cypher_parameters(session, question, typed)
    answer = ask_in_cypher(session, address, password, question.cypher, given, 30, rows)
    return on_the_clock(session, as_declared(question, answer))


def facts(session: Session) -> Iterator[Entity | Link | Judgement]:
    """Yield all that the graph holds, every entity before the links between them."""
    things, links = _parted(session.store.ids(), session.schema)
    for batch in _some(things):
        yield from session.store.entities(batch)
    for batch in _some(links):
        yield from session.store.links(batch)
    yield from session.store.judgements()


def _parted(ids: list[str], schema: Schema) -> tuple[list[str], list[str]]:
    """Return ids of entities and of links; one that does not say what it is stands among both."""
    things: list[str] = []
    links: list[str] = []
    for id_ in ids:
        try:
            linked = schema.kind(schema.kind_of_id(id_)).is_link
        except SchemaError:
            things.append(id_)
            links.append(id_)
            continue
        (links if linked else things).append(id_)
    return things, links


def _some(ids: list[str]) -> Iterator[list[str]]:
    return (ids[begin : begin + AT_ONCE] for begin in range(0, len(ids), AT_ONCE))
