"""Text goes into an engine file by file; what fails ends it, and no file stays."""

import pytest
from pyoxigraph import RdfFormat, Store, parse

from kg.errors import FormatError
from kg.graph import oxigraph
from kg.graph.oxigraph import load_text


@pytest.fixture
def small_files(monkeypatch):
    monkeypatch.setattr(oxigraph, "FACTS_A_FILE", 3)


def facts(count):
    return [
        f'<urn:x:{n}> <urn:p> "{n}" .\n<urn:x:{n}> <urn:q> <urn:g> <urn:h> .\n'
        for n in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, 3, 20])
def test_every_fact_is_taken_in(tmp_path, small_files, count):
    store = Store()
    load = lambda path: store.bulk_load(path=str(path), format=RdfFormat.N_QUADS)  # noqa: E731
    load_text(load, facts(count), tmp_path / "text")
    assert set(store) == set(parse("".join(facts(count)), RdfFormat.N_QUADS))
    assert list(tmp_path.iterdir()) == []


def test_what_the_engine_refuses_is_raised_and_no_file_stays(tmp_path, small_files):
    def load(path):
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        load_text(load, facts(20), tmp_path / "text")
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_is_raised_and_no_file_stays(tmp_path, small_files):
    taken = []
    with pytest.raises(FormatError, match="lone surrogate"):
        load_text(lambda path: taken.append(path.name), [*facts(7), "\ud800"], tmp_path / "text")
    assert len(taken) == 2
    assert list(tmp_path.iterdir()) == []
