"""The graph on disk: killed, locked, foreign, full or broken, what it held before is intact."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from invented import SHORTCUTS, account, row, source
from pyoxigraph import (
    BlankNode,
    Literal,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    Store,
    parse_query_results,
)

from kg.errors import NotACase, StoreBusy, StoreCorrupt, StoreFull, StoreUnavailable
from kg.graph import open_store
from kg.graph.oxigraph import OxigraphReads
from kg.graph.oxigraph_engine import KEPT, Checkpoints, refusal, translated
from kg.rdf.terms import TYPE, iri

A = "a" * 64
ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal or limit")


@pytest.fixture
def graph(tmp_path):
    return tmp_path / "case" / "graph"


def write(graph, *numbers, first=0):
    store = open_store(graph, shortcuts=SHORTCUTS)
    for number in numbers:
        store.apply([account(str(number), row(A, number))], markers=[source(A, number)])
    store.close()


def test_reader_sees_the_newest_checkpoint_while_a_writer_holds_the_graph(graph):
    writer = open_store(graph)
    writer.apply([account("1")])
    reader = open_store(graph, read_only=True)
    writer.apply([account("2")])
    assert reader.count().all_entities == 1
    assert open_store(graph, read_only=True).count().all_entities == 2


def test_second_writer_is_told_that_the_graph_is_busy(graph):
    writer = open_store(graph)
    with pytest.raises(StoreBusy):
        open_store(graph)
    writer.close()
    open_store(graph).close()


def test_reader_may_not_write(graph):
    write(graph, 1)
    with pytest.raises(StoreUnavailable, match="reading only"):
        open_store(graph, read_only=True).apply([account("2")])


def test_closed_store_answers_no_more(graph):
    store = open_store(graph)
    store.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        store.count()


def test_nothing_to_read_is_said(graph):
    with pytest.raises(NotACase):
        open_store(graph, read_only=True)


def test_foreign_folder_is_left_alone(graph):
    graph.mkdir(parents=True)
    (graph / "thesis.docx").write_text("mine")
    with pytest.raises(NotACase, match="other files"):
        open_store(graph)
    assert [entry.name for entry in graph.iterdir()] == ["thesis.docx"]
    assert not graph.with_name("graph.checkpoints").exists()


def test_file_in_the_way_is_left_alone(graph):
    graph.parent.mkdir(parents=True)
    graph.write_text("mine")
    with pytest.raises(NotACase, match="a file"):
        open_store(graph)
    assert graph.read_text() == "mine"


def test_only_the_last_states_are_kept(graph):
    write(graph, *range(8))
    numbers = Checkpoints(graph).numbers()
    assert len(numbers) == KEPT
    store = open_store(graph)
    undone = 0
    while store.undo():
        undone += 1
    assert (undone, store.count().all_entities) == (KEPT - 1, 8 - undone)
    store.close()


def test_a_kill_while_an_old_state_goes_leaves_none_that_is_damaged(graph, monkeypatch):
    write(graph, *range(KEPT))
    whole = {number: sizes(graph, number) for number in Checkpoints(graph).numbers()}
    real = shutil.rmtree

    def killed(folder, *args, **options):
        first = next(iter(sorted(Path(folder).glob("*.sst"))), None)
        if first is None:
            return real(folder, *args, **options)
        first.unlink()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(shutil, "rmtree", killed)
        write(graph, KEPT)
    left = Checkpoints(graph).numbers()
    assert all(sizes(graph, number) == whole[number] for number in left if number in whole)
    write(graph, KEPT + 1)
    assert not [*Checkpoints(graph).folder.glob(".*.draft")]


def sizes(graph, number):
    state = Checkpoints(graph).folder / str(number)
    return {file.name: file.stat().st_size for file in state.iterdir()}


def test_undo_survives_closing_and_goes_on(graph):
    write(graph, 1, 2)
    store = open_store(graph)
    assert store.undo()
    store.close()
    again = open_store(graph)
    assert again.count().all_entities == 1
    again.apply([account("3")])
    assert open_store(graph, read_only=True).count().all_entities == 2
    again.close()


def test_lost_bench_comes_back_from_the_newest_checkpoint(graph):
    write(graph, 1, 2)
    graph.rename(graph.with_name("lost"))
    store = open_store(graph)
    assert store.count().all_entities == 2
    store.close()


def test_killed_founding_is_founded_again(graph):
    checkpoints = Checkpoints(graph)
    checkpoints.begin()
    graph.mkdir()
    (graph / "000001.dbtmp").write_text("half")
    store = open_store(graph)
    assert store.count().all_entities == 0
    store.close()


KILLED = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from invented import SHORTCUTS, account, row, source, transfer
from kg.graph import open_store
store = open_store(Path(sys.argv[1]), shortcuts=SHORTCUTS)
people = [account(str(n), row("a" * 64, n)) for n in range(200)]
ends = ((n, people[n % 200], people[(n * 7 + 1) % 200]) for n in range(6000))
flows = [transfer(n, one, two, row("b" * 64, n)) for n, one, two in ends]
print("begun", flush=True)
store.apply([*people, *flows], gone=[account("-1").id], markers=[source("b" * 64, 2)])
print("done", flush=True)
sys.stdin.read()
"""


@posix
@pytest.mark.slow
@pytest.mark.parametrize("delay", [0.0, 0.05, 0.15, 0.3, 0.5, 0.7, 0.9, 1.1, 1.4, 2.0])
def test_kill_at_any_moment_leaves_all_or_nothing(graph, delay):
    write(graph, -1)
    before = list(open_store(graph, read_only=True).dump())
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(graph), str(ROOT / "tests")],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
    store = open_store(graph, shortcuts=SHORTCUTS)
    if store.count().all_links:
        assert (store.count().all_links, len(store.markers())) == (6000, 2)
        assert not store.entities([account("-1").id])
    else:
        assert list(store.dump()) == before
    store.apply([account("5")])
    store.close()


@posix
@pytest.mark.slow
def test_full_disk_leaves_what_was_there(graph):
    """A limit on the size of files stands in for a full disk."""
    write(graph, -1)
    before = list(open_store(graph, read_only=True).dump())
    limited = (
        "import resource, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "from kg.errors import KgError\n"
    )
    script = limited + KILLED.replace("store.apply", "try:\n    store.apply").replace(
        'print("done", flush=True)\nsys.stdin.read()',
        "except KgError as error:\n    print(type(error).__name__)\n"
        "    store.close()\n    sys.exit(9)",
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(graph), str(ROOT / "tests")],
        capture_output=True,
        cwd=ROOT,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.split()[-1]) == (9, "StoreFull"), done.stderr
    store = open_store(graph, shortcuts=SHORTCUTS)
    assert list(store.dump()) == before
    store.close()


def test_flipped_bytes_are_corruption(graph):
    write(graph, *range(3))
    for file in graph.glob("*.sst"):  # hard links: the checkpoints see the same bytes
        whole = bytearray(file.read_bytes())
        whole[20] ^= 0xFF
        file.chmod(0o600)
        file.write_bytes(bytes(whole))
    with pytest.raises(StoreCorrupt, match="kg undo"):
        store = open_store(graph)
        list(store.dump())
        store.count()


def test_a_term_that_the_engine_has_lost_is_corruption():
    """Where the table of terms is damaged, the engine answers with nothing in a term's place."""

    class Engine:
        def query(self, _: str) -> QuerySolutions:
            count = {"type": "literal", "value": "1"}
            answer = {"head": {"vars": ["kind", "n"]}, "results": {"bindings": [{"n": count}]}}
            return parse_query_results(json.dumps(answer).encode(), QueryResultsFormat.JSON)

    for ask in (OxigraphReads(Engine()).count, OxigraphReads(Engine()).derived):
        with pytest.raises(StoreCorrupt, match="cannot be read"):
            ask()


@pytest.mark.parametrize("kind", [Literal("Account"), BlankNode("account")])
def test_a_kind_that_is_no_iri_is_corruption(graph, kind):
    write(graph, 1)
    engine = Store(str(graph))
    engine.add(Quad(iri("urn:crimechain:account:1"), TYPE, kind))
    del engine
    store = open_store(graph)
    with pytest.raises(StoreCorrupt, match="a kind that is no IRI"):
        store.count()
    store.close()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("IO error: lock hold by current process: /x/LOCK: No locks available", StoreBusy),
        ("IO error: While appending: No space left on device", StoreFull),
        ("Corruption: block checksum mismatch", StoreCorrupt),
        ("something else", StoreUnavailable),
    ],
)
def test_every_engine_error_has_a_name_of_ours(text, kind):
    assert type(refusal(OSError(text), Path("g"))) is kind
    with pytest.raises(kind, match=r"^g: "), translated(Path("g")):
        raise OSError(text)
