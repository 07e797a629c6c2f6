"""A case's graph reads many facts from rows: the same ones, and never those of half an action."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.case.storage import case_graph
from kg.case.storage.case_graph import CaseGraph, state_of
from kg.case.storage.folder import CaseFolder
from kg.case.storage.open_case import reading_session
from kg.case.storage.session import Session, open_graph
from kg.graph.base import links_at
from kg.ledger import Index
from kg.model import Link


@pytest.fixture
def session(whole: Path) -> Iterator[Session]:
    with reading_session(CaseFolder(whole)) as session:
        yield session


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let even one fact be read from rows."""
    monkeypatch.setattr(case_graph, "FEW", 0)


def in_parts(session: Session, name: str) -> list[object]:
    """Return what a method says of each id by itself, as the graph tells it."""
    found = (getattr(session.store, name)([one]) for one in session.store.ids())
    return [fact for facts in found for fact in facts]


@pytest.mark.parametrize("name", ["entities", "links"])
def test_facts_from_rows_are_those_of_the_graph(
    name: str, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = in_parts(session, name)
    monkeypatch.setattr(case_graph, "FEW", 0)
    assert told
    assert getattr(session.store, name)(session.store.ids()) == told


def test_all_facts_are_those_of_the_graph(session: Session, few: None) -> None:
    ids = session.store.ids()
    assert session.store.facts() == (session.store.entities(ids), session.store.links(ids))
    assert all(session.store.facts())


def test_links_of_a_hop_are_those_of_each_thing(session: Session, few: None) -> None:
    things = [one for one in session.store.ids() if session.store.entities([one])]
    for limit in (None, 1):
        alone = {one: session.store.links_of([one], None, limit) for one in things}
        assert links_at(session.store, things, None, limit) == {
            one: links for one, links in alone.items() if links
        }


def test_what_the_graph_leaves_out_is_read_from_the_row(session: Session) -> None:
    names = {key for link in links(session) for key in link.values}
    stored = {
        line.split(b" ", 2)[1].rpartition(b"/")[2].rstrip(b">").decode()
        for line in session.store.dump()
    }
    left_out = names & case_graph.IN_ROWS_ALONE
    assert left_out >= {"timeText", "counterName"}
    assert not left_out & stored
    assert {"status", "amount", "proof", "startTime"} <= stored


def links(session: Session) -> list[Link]:
    return session.store.links(session.store.ids())


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> CaseFolder:
    return CaseFolder(Path(shutil.copytree(whole, tmp_path / "case")))


class Asked(Exception):
    """The index was asked for."""


def refuse() -> Index:
    raise Asked


def graph_of(folder: CaseFolder, opened: str | None) -> CaseGraph:
    session = Session(folder, None)
    store = open_graph(folder, session.schema, read_only=True)
    return CaseGraph(store, folder, refuse, session.schema, opened)


def test_nothing_that_may_differ_comes_from_rows_while_an_action_is_under_way(
    copy: CaseFolder, few: None
) -> None:
    graph = graph_of(copy, state_of(copy))
    entities = [one for one in graph.ids() if ":account:" in one]
    with pytest.raises(Asked):
        graph.entities(entities)
    copy.under_way.write_text("{}")
    assert [one.id for one in graph.entities(entities)] == entities


def test_a_state_that_is_not_the_newest_is_read_from_the_graph_alone(
    copy: CaseFolder, few: None
) -> None:
    entities = [one for one in graph_of(copy, "").ids() if ":account:" in one]
    for opened in ("", "another state"):
        graph = graph_of(copy, opened)
        assert [one.id for one in graph.entities(entities)] == entities


def test_an_action_that_begins_meanwhile_is_seen(copy: CaseFolder, few: None) -> None:
    session = Session(copy, None)
    store = open_graph(copy, session.schema, read_only=True)

    def judged_meanwhile() -> Index:
        copy.under_way.write_text("{}")
        return Index(copy.ledger, ())  # an index of nothing: what came from it would be missing

    graph = CaseGraph(store, copy, judged_meanwhile, session.schema, state_of(copy))
    entities = [one for one in graph.ids() if ":account:" in one]
    assert [one.id for one in graph.entities(entities)] == entities
