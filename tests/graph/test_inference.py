"""An edge that went, or came from nowhere, is named; a whole graph has none."""

import pytest
from invented import account
from pyoxigraph import Quad, Store

from kg.graph import Misderived, open_store
from kg.model import Entity, Link, Proof, stable_id
from kg.rdf import DERIVED, iri
from kg.rdf.terms import term
from kg.rules import load_rules
from kg.schema import load_schema

SHORTCUTS = {kind.name: kind.shortcut for kind in load_schema().kinds() if kind.shortcut}
ONE, TWO, THREE = (account(str(n)) for n in range(3))
HOLDER = Entity(stable_id("Person", "x", "p"), "Person")


def link(kind: str, source: Entity, target: Entity, proof: Proof = Proof.SINGLE) -> Link:
    return Link(stable_id(kind, source.id, target.id), kind, source.id, target.id, proof=proof)


FACTS = [
    *(ONE, TWO, THREE, HOLDER),
    link("Transfer", ONE, TWO),
    link("Transfer", TWO, THREE, Proof.EXCLUDED),
    link("HoldsAccount", HOLDER, ONE),
]


@pytest.fixture
def graph(tmp_path):
    store = opened(tmp_path / "graph")
    store.apply(FACTS)
    assert store.misderived() == []
    store.close()
    return tmp_path / "graph"


def opened(folder):
    return open_store(folder, shortcuts=SHORTCUTS, rules=load_rules())


def wrong_after(graph, act):
    """Let something happen to the engine behind our back."""
    engine = Store(str(graph))
    act(engine)
    engine.flush()
    del engine
    store = opened(graph)
    found = store.misderived()
    store.close()
    return found


def edge(one: Entity, name: str, other: Entity) -> Quad:
    return Quad(iri(one.id), term(name), iri(other.id), DERIVED)


def test_a_lost_edge_of_a_link_is_named(graph):
    lost = edge(ONE, "transferredTo", TWO)
    assert Misderived(ONE.id, "transferredTo", TWO.id, True) in wrong_after(
        graph, lambda engine: engine.remove(lost)
    )


def test_an_edge_of_an_excluded_link_is_named(graph):
    false = edge(TWO, "transferredTo", THREE)
    assert Misderived(TWO.id, "transferredTo", THREE.id, False) in wrong_after(
        graph, lambda engine: engine.add(false)
    )


def test_a_lost_and_a_false_conclusion_are_named(graph):
    lost, false = edge(HOLDER, "hasOrUses", ONE), edge(HOLDER, "hasOrUses", TWO)

    def act(engine):
        engine.remove(lost)
        engine.add(false)

    found = wrong_after(graph, act)
    assert Misderived(HOLDER.id, "hasOrUses", ONE.id, True) in found
    assert Misderived(HOLDER.id, "hasOrUses", TWO.id, False) in found
    assert all(one.lacking == (one.other == ONE.id) for one in found if one.name == "hasOrUses")


def test_what_an_act_serves_makes_it_a_related_crime_and_a_neutral_act_stays_neutral(tmp_path):
    kinds = ("MoneyLaundering", "MoneyLaundering", "ContractSigning", "TelecomFraud", "RoutineLoan")
    acts = [Entity(stable_id(kind, "x", str(n)), kind) for n, kind in enumerate(kinds)]
    serving, other, signing, fraud, loan = acts
    store = opened(tmp_path / "graph")
    store.apply(
        [
            *acts,
            link("ServesAct", serving, fraud),
            link("ServesAct", other, loan),
            link("ServesAct", signing, fraud),
        ]
    )
    assert store.misderived() == []
    store.close()
    engine = Store(str(tmp_path / "graph"))
    related = engine.quads_for_pattern(None, None, term("RelatedCrime"), DERIVED)
    assert [quad.subject for quad in related] == [iri(serving.id)]
