"""Questions are answered within limits, and nothing they do harms anybody."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from invented import account
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.errors import (
    KgError,
    QueryCrashed,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooBig,
    UsageError,
)
from kg.limits import LIMITS
from kg.query import QueryRunner, coverage
from kg.query.query_client import QueryProcess
from kg.query.query_wire import size_of
from kg.workers.line_process import LineProcess

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit or signal")


@pytest.fixture(scope="module", autouse=True)
def _started():
    """Start each worker as a user's kg does: see :mod:`tests.forked_questions`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.query.query_client.LineProcess", LineProcess)
        yield


def test_typed_rows(questions, graph):
    answer = questions.sparql(
        "SELECT ?amount ?start ?memo ?confidence WHERE { ?t a cc:Transfer ; cc:amount ?amount ; "
        "cc:startTime ?start ; cc:memo ?memo ; cc:confidence ?confidence } "
        "ORDER BY ?amount LIMIT 1",
        graph=graph,
    )
    assert answer.columns == ("amount", "start", "memo", "confidence")
    moment = datetime(2024, 5, 1, 2, 3, 4, tzinfo=UTC)
    assert answer.rows == ((Decimal("0.25"), moment, '货款 "一"\n二', 60),)


def test_ask_and_construct(questions, graph):
    assert questions.sparql("ASK { ?t a cc:Transfer }", graph=graph).rows == ((True,),)
    built = questions.sparql(
        "CONSTRUCT { ?t a cc:X } WHERE { ?t a cc:Transfer } LIMIT 3", graph=graph
    )
    assert (built.columns, len(built.rows)) == (("subject", "predicate", "object"), 3)


def test_rows_are_cut_off_and_said(questions, graph):
    answer = questions.sparql("SELECT ?t WHERE { ?t a cc:Transfer }", graph=graph, rows=7)
    assert len(answer.rows) == 7
    assert answer.truncated
    assert answer.notes[0].text().startswith("first 7 rows only")
    whole = questions.sparql("SELECT ?t WHERE { ?t a cc:Transfer }", graph=graph, rows=400)
    assert not whole.truncated


def test_parameters(questions, graph):
    text = "SELECT (COUNT(?t) AS ?n) WHERE { ?t cc:source ?account }"
    key = account("3").id
    assert questions.sparql(text, graph=graph, parameters={"account": key}).rows == ((10,),)


def test_endless_query_is_killed_and_the_next_one_is_answered(questions, graph):
    started = time.monotonic()
    with pytest.raises(QueryTimeout):
        questions.sparql(ENDLESS, graph=graph, seconds=0.6)
    assert time.monotonic() - started < 3
    assert questions.sparql("ASK { ?s ?p ?o }", graph=graph).rows == ((True,),)


@posix
def test_memory_bomb_is_too_big(graph):
    bomb = (
        "SELECT ?a ?d ?g WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } "
        "ORDER BY (CONCAT(STR(?a), STR(?f), STR(?i)))"
    )
    with (
        QueryRunner(replace(LIMITS, query_bytes=600 << 20)) as questions,
        pytest.raises(QueryTooBig),
    ):
        questions.sparql(bomb, graph=graph, seconds=60)


def test_syntax_error_says_what(questions, graph):
    with pytest.raises(QuerySyntaxError, match="expected"):
        questions.sparql("SELECT ?x WHERE { ?x", graph=graph)


@pytest.mark.parametrize("text", ["LOAD <http://127.0.0.1/x>", "DELETE WHERE { ?s ?p ?o }"])
def test_updates_are_refused(questions, graph, text):
    with pytest.raises(QueryRefused):
        questions.sparql(text, graph=graph)


def test_nesting_is_refused_by_depth(questions, graph):
    deep = "ASK { FILTER(" + "(" * 10_000 + "1" + ")" * 10_000 + ") }"
    with pytest.raises(QueryRefused, match="deeper than 200"):
        questions.sparql(deep, graph=graph)
    fine = "ASK { FILTER(" + "(" * 190 + "1" + ")" * 190 + ") }"
    assert questions.sparql(fine, graph=graph).rows == ((True,),)


def test_a_crash_is_a_crash_and_no_more(graph):
    with QueryRunner(replace(LIMITS, query_depth=1_000_000)) as questions:
        deep = "ASK { FILTER(" + "(" * 100_000 + "1" + ")" * 100_000 + ") }"
        with pytest.raises(QueryCrashed):
            questions.sparql(deep, graph=graph)
        assert questions.sparql("ASK { ?s ?p ?o }", graph=graph).rows == ((True,),)


def test_a_mistake_of_ours_in_the_worker_is_said(questions, ledger):
    broken = replace(ledger, views="views_for_tests:stumble", arguments={})
    with pytest.raises(QueryCrashed, match="TypeError: views that cannot be made"):
        questions.sql("SELECT 1", ledger=broken)


def test_no_checkpoint_no_question(questions):
    with pytest.raises(UsageError):
        questions.sparql("ASK {}", graph=None)


def test_sql_typed_rows(questions, ledger):
    answer = questions.sql(
        "SELECT id, amount, start_time FROM transfer WHERE id = $id",
        ledger=ledger,
        parameters={"id": 3},
    )
    moment = datetime(2024, 5, 1, 2, tzinfo=UTC)
    assert answer.rows == ((3, Decimal("3.25"), moment),)
    total = questions.sql("SELECT sum(amount) FROM transfer", ledger=ledger)
    assert total.rows == ((Decimal("499750"),),)


def test_sql_rows_are_cut_off(questions, ledger):
    answer = questions.sql("FROM transfer", ledger=ledger, rows=10)
    assert (len(answer.rows), answer.truncated) == (10, True)


def test_sql_takes_too_long(questions, ledger):
    with pytest.raises(QueryTimeout):
        questions.sql(
            "SELECT count(*) FROM range(10000000000) a, range(100000) b WHERE a.range = b.range",
            ledger=ledger,
            seconds=0.6,
        )


@posix
def test_ctrl_c_ends_the_question_and_the_child(graph):
    script = (
        # a shell's background jobs ignore Ctrl-C, and what they start inherits that
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import sys; from pathlib import Path; from kg.query import QueryRunner\n"
        "q = QueryRunner(); q.sparql('ASK {}', graph=Path(sys.argv[1]))\n"
        "print(q._worker._child.pid, flush=True)\n"
        f"q.sparql({ENDLESS!r}, graph=Path(sys.argv[1]), seconds=60)\n"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", script, str(graph)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=root,
    ) as kg:
        assert kg.stdout is not None
        child = int(kg.stdout.readline())
        time.sleep(0.5)
        kg.send_signal(signal.SIGINT)
        assert kg.wait(timeout=30) != 0
    assert _is_gone(child)


@posix
def test_a_killed_parent_leaves_no_child(graph):
    script = (
        "import sys; from pathlib import Path; from kg.query import QueryRunner\n"
        "q = QueryRunner(); q.sparql('ASK {}', graph=Path(sys.argv[1]))\n"
        "print(q._worker._child.pid, flush=True)\n"
        f"q.sparql({ENDLESS!r}, graph=Path(sys.argv[1]), seconds=60)\n"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", script, str(graph)], stdout=subprocess.PIPE, cwd=root
    ) as kg:
        assert kg.stdout is not None
        child = int(kg.stdout.readline())
        time.sleep(0.5)
        kg.kill()
        kg.wait(timeout=5)
    assert _is_gone(child)


def _is_gone(process: int) -> bool:
    """A process that ended, or waits as a zombie for whoever adopted it, is gone."""
    for _ in range(50):
        try:
            os.kill(process, 0)
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except (ProcessLookupError, FileNotFoundError):
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False


def test_two_threads_do_not_mix_their_answers(graph):
    with QueryRunner() as questions:
        found: dict[int, object] = {}

        def ask(n: int) -> None:
            found[n] = questions.sparql(f"SELECT ({n} AS ?n) WHERE {{}}", graph=graph).rows

        threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == {n: ((n,),) for n in range(8)}


def test_coverage_is_said_when_the_graph_is_not_whole():
    assert coverage(5, 5, 0) == ()
    assert coverage(12_034, 1_117_805, 1_302)[0].text() == (
        "graph holds 12,034 of 1,117,805 transfers, and 1,302 edges derived from what it holds; "
        "--sql sees all"
    )


def test_another_state_that_bears_the_same_name_is_asked_afresh(tmp_path: Path) -> None:
    """An undo gives the name of a state back, and the next action takes it."""
    with QueryRunner() as asked:
        for text in ("一", "二"):
            store = Store(str(tmp_path / "state"))
            store.add(Quad(NamedNode("urn:a"), NamedNode("urn:name"), Literal(text)))
            store.flush()
            del store
            answer = asked.sparql("SELECT ?n { ?a <urn:name> ?n }", graph=tmp_path / "state")
            assert answer.rows == ((text,),)
            shutil.rmtree(tmp_path / "state")


def test_a_worker_that_died_while_nobody_asked_is_replaced(questions, graph):
    assert questions.sparql("ASK { ?s ?p ?o }", graph=graph).rows == ((True,),)
    child = questions._worker._child
    os.kill(child.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    while child.is_alive:
        time.sleep(0.01)
    assert questions.sparql("ASK { ?s ?p ?o }", graph=graph).rows == ((True,),)
    assert questions._worker._child is not child


def test_what_is_no_time_counts_by_its_length_and_stays_text(questions, graph):
    long = "x" * 5_000
    text = f'SELECT ?t {{ VALUES ?t {{ "{long}"^^xsd:dateTime }} }}'
    assert questions.sparql(text, graph=graph).rows == ((long,),)
    assert size_of([{"time": long}]) > len(long)


@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="no wall is known there")
def test_the_worker_reaches_nobody_even_without_the_guard(graph):
    """The guard is left out: what is sent to the worker is asked as it is."""
    worker = QueryProcess()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        uri = f"http://127.0.0.1:{server.getsockname()[1]}/"
        question = {
            "text": f"SELECT * {{ SERVICE <{uri}> {{ ?s ?p ?o }} }}",
            "graph": str(graph),
            "union": False,
            "rows": 10,
            "bytes": LIMITS.query_bytes,
        }
        try:
            with pytest.raises(KgError, match=r"(?i)denied|unreachable|not permitted"):
                worker.ask(question, seconds=10)
            with pytest.raises(TimeoutError):
                server.accept()
            told = worker.ask({**question, "text": "ASK {}"}, seconds=10)["network"]
        finally:
            worker.close()
    assert told in ("namespace", "seccomp", "sandbox")


def test_every_answer_says_which_wall_stood(questions, graph, ledger):
    answers = (
        questions.sparql("ASK {}", graph=graph),
        questions.sql("SELECT 1", ledger=ledger),
    )
    walls = {answer.network for answer in answers}
    assert len(walls) == 1 and walls <= {"namespace", "seccomp", "sandbox", "none"}
