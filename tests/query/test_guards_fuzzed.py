"""The short form of ``scripts/fuzz guard``: made-up queries against the guards and the walls."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest
from servers import named_server

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts" / "fuzzing"))

from guarded import Ear, Sparql, TwoCases, behind_walls, corpus
from neo4j import GraphDatabase
from queries import calling, dense, sparql


@pytest.fixture(scope="module")
def ear() -> Ear:
    return Ear()


@pytest.mark.parametrize("make", [dense, sparql])
def test_oxigraph_reads_no_service_that_the_guard_does_not(make, ear: Ear) -> None:
    before = ear.heard
    found = corpus(Sparql(make, ear, guarded=True).one, 1_500, seed=3)
    assert ear.heard == before
    assert found["of them with a SERVICE to Oxigraph"] > 100
    assert found["answered"] > 50


@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="no wall is known there")
def test_past_the_guard_the_worker_reaches_nobody(ear: Ear) -> None:
    before = ear.heard
    found, network = behind_walls(300, 3, ear)
    assert network != "none"
    assert (ear.heard, found["QueryCrashed"]) == (before, 0)
    corpus(Sparql(calling, ear, guarded=False).one, 300, seed=3)
    assert ear.heard > before + 30


@pytest.mark.neo4j
def test_an_answer_is_the_same_without_the_other_case() -> None:
    named = named_server()
    login = ("neo4j", named.password)
    with (
        GraphDatabase.driver(named.uri, auth=login, notifications_min_severity="OFF") as driver,
        driver.session() as session,
    ):
        found = corpus(TwoCases(session, guarded=True).one, 100, seed=3)
        assert found["an answer of one case"] > 10
        loose: Counter[str] = corpus(TwoCases(session, guarded=False).one, 100, seed=3)
    assert loose["saw the other case"] > 0
