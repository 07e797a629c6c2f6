"""A graph that lost a payment, or an edge that follows from one, is found out and named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Store
from statements import write_statement

from kg.case import Case, new_case
from kg.errors import StoreCorrupt
from kg.rdf import DERIVED, iri
from kg.rdf.terms import term


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with new_case(tmp_path / "case") as made:
        made.load(write_statement(tmp_path / "one.csv", 20))
        made.verify()
        yield made


def behind_our_back(case: Case, act: Callable[[Store], None]) -> None:
    """Change the graph as a broken disk or another program would."""
    engine = Store(str(case.folder.graph))
    act(engine)
    engine.flush()
    del engine


def payment(case: Case) -> str:
    ((link,),) = case.sql("SELECT id FROM transfer ORDER BY id LIMIT 1").rows
    return str(link)


def test_a_lost_payment_is_named(case):
    link = payment(case)

    def lose(engine: Store) -> None:
        (edge,) = [
            quad
            for source in engine.quads_for_pattern(iri(link), term("source"), None)
            for target in engine.quads_for_pattern(iri(link), term("target"), None)
            for quad in engine.quads_for_pattern(
                source.object, term("transferredTo"), target.object, DERIVED
            )
        ]
        engine.remove(edge)
        for quad in list(engine.quads_for_pattern(iri(link), None, None, None)):
            engine.remove(quad)

    behind_our_back(case, lose)
    with pytest.raises(StoreCorrupt, match=f"lacks 1 links .*{link}"):
        case.verify()


def test_a_lost_edge_is_named(case):
    def lose(engine: Store) -> None:
        edge = next(engine.quads_for_pattern(None, term("transferredTo"), None, DERIVED))
        engine.remove(edge)

    behind_our_back(case, lose)
    with pytest.raises(StoreCorrupt, match=r"derived graph do not follow.*transferredTo"):
        case.verify()
