"""All stores behave the same: dictionaries, Oxigraph on disk and Neo4j, held against each other."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import SHORTCUTS, account, entities, judgements, links, row, source, transfer
from servers import EVERY_STORE, forget, opened

from kg.errors import UsageError
from kg.graph import STORES, open_store
from kg.model import Entity, Judgement, Link, Proof, stable_id
from tests.depth import examples

A, B = "a" * 64, "b" * 64


@pytest.fixture(params=EVERY_STORE)
def store(request, tmp_path):
    found = opened(request.param, tmp_path / "case" / "graph", shortcuts=SHORTCUTS)
    yield found
    forget(found)


@pytest.fixture
def facts():
    one, two, three = (account(n, row(A, i)) for i, n in enumerate(("1", "2", "3")))
    return [one, two, three, transfer(1, one, two, row(A, 1)), transfer(2, two, three, row(B, 9))]


def test_new_store_is_empty(store):
    assert store.count().all_entities == store.count().all_links == 0
    assert list(store.dump()) == []
    assert not store.undo()


def test_facts_come_back(store, facts):
    store.apply(facts, markers=[source(A)])
    assert store.entities([f.id for f in facts]) == sorted(facts[:3], key=lambda e: e.id)
    assert store.links([f.id for f in facts]) == sorted(facts[3:], key=lambda e: e.id)
    assert store.ids() == sorted(fact.id for fact in facts)
    assert store.facts() == (store.entities(store.ids()), store.links(store.ids()))
    assert store.markers() == [source(A)]
    assert store.evidence(facts[3].id) == (row(A, 1),)
    count = store.count()
    assert (count.entities, count.links, count.sources) == ({"BankAccount": 3}, {"Transfer": 2}, 1)


def test_unknown_ids_are_left_out(store, facts):
    store.apply(facts)
    assert store.entities(["urn:crimechain:account:none"]) == []
    assert store.links_of(["urn:crimechain:account:none"]) == []
    assert store.evidence("urn:crimechain:account:none") == ()


def test_links_are_found_from_every_end(store, facts):
    one, two, _three, first, second = facts
    sale = Link(stable_id("DataSale", "1"), "SellsData", one.id, two.id, object="urn:x:data")
    store.apply([*facts, sale])
    assert store.links_of([one.id], ["Transfer"]) == [first]
    assert {link.id for link in store.links_of([two.id])} == {first.id, second.id, sale.id}
    assert store.links_of(["urn:x:data"]) == [sale]
    assert store.links_of([two.id], limit=1) == store.links_of([two.id])[:1]
    assert store.links_of([two.id], []) == []
    assert store.neighbours([two.id], ["Transfer"]) == sorted({one.id, facts[2].id})


def test_put_replaces(store, facts):
    store.apply(facts)
    moved = replace(facts[3], target=facts[2].id, evidence=(row(B, 4),), values={})
    store.apply([moved])
    assert store.links([moved.id]) == [moved]
    assert not any(b'line 1"' in line and b"supportedBy" in line for line in store.dump())


def test_shared_evidence_stays_while_something_rests_on_it(store, facts):
    shared = replace(facts[4], evidence=(row(A, 1),))
    store.apply([*facts[:4], shared])
    store.apply(gone=[facts[3].id])
    assert store.links([shared.id]) == [shared]
    store.apply(gone=[shared.id])
    assert not any(b"Transfer" in line for line in store.dump())


def test_shortcut_edge_stays_while_one_link_founds_it(store, facts):
    twin = replace(facts[3], id=stable_id("Transfer", "twin"))
    store.apply([*facts, twin])
    store.apply(gone=[twin.id])
    edge = f"<{facts[0].id}> <https://w3id.org/crimechain/transferredTo> <{facts[1].id}>".encode()
    assert any(line.startswith(edge) for line in store.dump())
    store.apply([replace(facts[3], proof=Proof.EXCLUDED)])
    assert not any(line.startswith(edge) for line in store.dump())


def test_judgements_stand_apart(store):
    word = Judgement(
        stable_id("Judgement", "1"), "SameTransfer", ("urn:x:b", "urn:x:a"), "rule", ""
    )
    store.apply([word])
    assert store.judgements() == [word]
    assert store.count().all_entities == 0
    store.apply(gone=[word.id])
    assert store.judgements() == []


def test_markers_are_replaced_and_removed(store):
    store.apply(markers=[source(B, 1)])
    store.apply(markers=[source(A, 2)])
    store.apply(markers=[replace(source(A, 2), stored=99)])
    assert [(m.sha256, m.stored) for m in store.markers()] == [(B, 2), (A, 99)]
    store.apply(unmark=[B])
    assert [m.sha256 for m in store.markers()] == [A]
    store.apply(markers=[source(B, 3), replace(source(A, 2), promoted=False)])
    assert [(m.sha256, m.promoted) for m in store.markers()] == [(A, False), (B, True)]


def test_undo_takes_back_the_last_write(store, facts):
    store.apply(facts[:3], markers=[source(A)])
    before = list(store.dump())
    store.apply(facts[3:], gone=[], markers=[source(B, 2)])
    assert store.undo()
    assert list(store.dump()) == before
    store.apply(facts[3:])
    assert store.count().all_links == 2


def test_failed_write_leaves_nothing(store, facts):
    store.apply(facts[:3], markers=[source(A)])
    before = list(store.dump())

    def broken():
        yield facts[3]
        raise ValueError("the reader died")

    with pytest.raises(ValueError, match="the reader died"):
        store.apply(broken(), gone=[facts[0].id], markers=[source(B)])
    assert list(store.dump()) == before
    store.apply(facts[3:])
    assert store.count().all_links == 2


def test_what_is_put_as_the_whole_leaves_words_and_markers_alone(store, facts):
    word = Judgement(stable_id("Judgement", "1"), "disputed", (facts[4].id,), "person", "why")
    store.apply([*facts, word], markers=[source(A), source(B, 2)])
    before = list(store.dump())
    store.apply([*facts[:2], facts[3]], markers=[source(A, 3)], unmark=[B], whole=True)
    assert store.ids() == sorted(fact.id for fact in (*facts[:2], facts[3]))
    assert store.judgements() == [word]
    assert store.markers() == [source(A, 3)]
    assert not any(facts[4].id.encode() in line and b"judge" not in line for line in store.dump())
    assert store.undo()
    assert list(store.dump()) == before


def test_a_whole_that_fails_leaves_what_was(store, facts):
    store.apply(facts, markers=[source(A)])
    before = list(store.dump())
    with pytest.raises(UsageError, match="put twice"):
        store.apply([facts[0], facts[0]], whole=True)
    assert list(store.dump()) == before
    store.apply(gone=[facts[3].id])
    assert store.count().all_links == 1


def test_one_fact_put_twice_is_refused(store, facts):
    with pytest.raises(UsageError, match="put twice"):
        store.apply([facts[0], facts[0]])
    assert list(store.dump()) == []


def test_order_of_writing_does_not_show(store, facts, tmp_path):
    other = open_store(tmp_path / "other", name="memory", shortcuts=SHORTCUTS)
    store.apply(facts)
    for fact in reversed(facts):
        other.apply([fact])
    assert list(store.dump()) == list(other.dump())


@given(st.data())
@settings(max_examples=examples(25))
def test_what_is_retold_ends_as_what_is_put(data):
    """Both stores, told what was and is, hold what a store holds to which the facts were put."""
    folder = Path(tempfile.mkdtemp())
    stores = {n: open_store(folder / n, name=n, shortcuts=SHORTCUTS) for n in STORES}
    slow = open_store(folder / "slow", name="memory", shortcuts=SHORTCUTS)
    once = st.lists(entities | links, max_size=6, unique_by=lambda fact: fact.id)
    before = data.draw(once)
    after = [data.draw(like(fact)) for fact in before if data.draw(st.booleans())]
    slow.apply(before)
    slow.apply(after)
    for one in stores.values():
        one.apply(before)
        one.apply(
            retold=[differing(was, now) for was in before for now in after if now.id == was.id]
        )
        assert list(one.dump()) == list(slow.dump())
        one.close()
    shutil.rmtree(folder)


def like(fact):
    """Return a strategy for another telling of a fact, of which some evidence may stay."""
    kinds = entities if isinstance(fact, Entity) else links
    keeps = st.lists(st.sampled_from(fact.evidence), unique=True) if fact.evidence else st.just([])
    other = st.tuples(kinds, keeps, st.booleans())
    return other.map(
        lambda found: replace(
            found[0],
            id=fact.id,
            evidence=(*found[0].evidence, *found[1]),
            values=fact.values if found[2] else found[0].values,
        )
    )


def differing(was, now):
    """Return both tellings without the evidence that both have."""
    shared = set(was.evidence) & set(now.evidence)
    return tuple(
        replace(one, evidence=tuple(e for e in one.evidence if e not in shared))
        for one in (was, now)
    )


writes = st.lists(
    st.tuples(
        st.lists(entities | links | judgements, max_size=6, unique_by=lambda fact: fact.id),
        st.lists((entities | links).map(lambda fact: fact.id), max_size=2),
        st.booleans(),
    ),
    max_size=4,
)


@settings(max_examples=examples(25))
@given(writes)
def test_oxigraph_equals_its_slow_twin(sequence):
    equals_its_slow_twin("oxigraph", sequence)


@pytest.mark.neo4j
@settings(max_examples=examples(12))
@given(writes)
def test_neo4j_equals_its_slow_twin(sequence):
    equals_its_slow_twin("neo4j", sequence)


def equals_its_slow_twin(name, sequence):
    folder = Path(tempfile.mkdtemp())
    slow = open_store(folder / "m", name="memory", shortcuts=SHORTCUTS)
    fast = opened(name, folder / "g", shortcuts=SHORTCUTS)
    for put, gone, whole in sequence:
        for store in (slow, fast):
            store.apply(put, gone=gone, whole=whole)
    assert list(fast.dump()) == list(slow.dump())
    assert fast.count() == slow.count()
    assert fast.ids() == slow.ids()
    keys = [fact.id for put, *_ in sequence for fact in put]
    for question in ("entities", "links", "links_of", "neighbours"):
        assert getattr(fast, question)(keys) == getattr(slow, question)(keys)
    assert fast.judgements() == slow.judgements()
    forget(fast)
    shutil.rmtree(folder)
