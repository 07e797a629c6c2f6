"""Text goes into an engine as one file; what fails ends it, and no file stays."""

from dataclasses import replace

import pytest
from pyoxigraph import RdfFormat, Store, parse

from kg.errors import FormatError, KgError
from kg.graph import oxigraph_engine
from kg.graph.oxigraph import OxigraphStore, OxigraphWrites, load_text
from kg.model import Entity, stable_id


def facts(count):
    return [
        f'<urn:x:{n}> <urn:p> "{n}" .\n<urn:x:{n}> <urn:q> <urn:g> <urn:h> .\n'
        for n in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, 300])
def test_every_fact_is_taken_in(tmp_path, count):
    store = Store()
    load = lambda path: store.bulk_load(path=str(path), format=RdfFormat.N_QUADS)  # noqa: E731
    load_text(load, facts(count), tmp_path / "text")
    assert set(store) == set(parse("".join(facts(count)), RdfFormat.N_QUADS))
    assert list(tmp_path.iterdir()) == []


def test_what_the_engine_refuses_is_raised_and_no_file_stays(tmp_path):
    def load(path):
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        load_text(load, facts(20), tmp_path / "text")
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_is_raised_and_no_file_stays(tmp_path):
    taken = []
    with pytest.raises(FormatError, match="lone surrogate"):
        load_text(lambda path: taken.append(path.name), [*facts(7), "\ud800"], tmp_path / "text")
    assert taken == []
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def people():
    return [Entity(stable_id("Party", str(n)), "Person", {"name": (f"n{n}",)}) for n in range(50)]


def written(folder, people):
    store = OxigraphStore(folder / "graph")
    store.apply(people, whole=True)
    store.apply([replace(people[0], values={})])
    return store


def test_a_large_text_goes_in_beside_and_gives_the_same_graph(tmp_path, people, monkeypatch):
    here = list(written(tmp_path / "here", people).dump())
    monkeypatch.setattr(oxigraph_engine, "LARGE", 0)
    store = written(tmp_path / "beside", people)
    assert list(store.dump()) == here
    assert store.undo()
    assert store.entities([people[0].id]) == people[:1]
    assert sorted(path.name for path in (tmp_path / "beside").iterdir()) == [
        "graph",
        "graph.checkpoints",
    ]


def test_a_text_that_the_process_beside_refuses_changes_nothing(tmp_path, people, monkeypatch):
    store = written(tmp_path, people)
    before = list(store.dump())
    monkeypatch.setattr(oxigraph_engine, "LARGE", 0)
    monkeypatch.setattr(OxigraphWrites, "_text", lambda self, fact: "no line of N-Quads\n")
    with pytest.raises(KgError):
        store.apply(people, whole=True)
    assert list(store.dump()) == before
