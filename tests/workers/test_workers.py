"""Whatever happens in a worker becomes one named error, and the next call is answered."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kg.errors import KgError, LayoutError, LimitExceeded, ReaderCrashed
from kg.limits import LIMITS, MIB, limits_with
from kg.messages import Message
from kg.workers import CallCeiling, Worker, WorkerPool
from kg.workers.worker import MemoryWatch

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit or signal")
ENOUGH = CallCeiling(60.0, 256 * MIB, "a.csv")


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    made = Worker("tests.workers.deeds")
    yield made
    made.stop()


def do(worker: Worker, deed: str, ceiling: CallCeiling = ENOUGH, **told: Any) -> Any:
    return worker.call(f"tests.workers.deeds:{deed}", told, ceiling)


def goes_on(worker: Worker) -> bool:
    return bool(do(worker, "give_back", text="甲")["text"] == "甲")


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "Z"


def comes_true(condition: Callable[[], bool], seconds: float = 60.0) -> bool:
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    return condition()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux surely has such walls")
def test_a_worker_has_no_network(worker: Worker) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.settimeout(0.2)
        with pytest.raises(OSError):
            do(worker, "call_out", port=server.getsockname()[1])
        with pytest.raises(TimeoutError):
            server.accept()
    assert goes_on(worker)


def test_one_process_answers_call_after_call(worker: Worker) -> None:
    assert do(worker, "give_back")["worker"] == do(worker, "give_back")["worker"] != os.getpid()


def test_numbers_times_order_and_odd_names_pass_unchanged(worker: Worker) -> None:
    told = do(worker, "give_exact")
    moment = datetime(2024, 5, 1, 10, 0, 0, 7, tzinfo=UTC)
    assert list(told.items()) == [
        ("b", Decimal("1.00")), ("a", moment), ("day", moment.date()), ("odd", "\udcc1")
    ]  # fmt: skip
    assert str(told["b"]) == "1.00"


@posix
def test_what_a_worker_writes_is_its_owners_alone(worker: Worker, tmp_path: Path) -> None:
    do(worker, "write", path=str(tmp_path / "a"))
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


def test_relative_paths_begin_where_the_caller_is(
    worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert do(worker, "where_am_i") == str(tmp_path.resolve())


def test_an_error_of_ours_comes_through_as_it_is(worker: Worker) -> None:
    with pytest.raises(LayoutError) as caught:
        do(worker, "refuse")
    error = caught.value
    assert error.what == Message("is-a-folder")
    assert (error.where, error.hint) == ("a.csv", Message("name-file"))


def test_a_full_disk_stays_a_full_disk(worker: Worker) -> None:
    with pytest.raises(OSError, match="No space left") as caught:
        do(worker, "fill_the_disk")
    assert (caught.value.errno, caught.value.filename) == (28, "a.parquet")


@pytest.mark.parametrize(
    ("deed", "told", "kind", "words"),
    [
        ("stumble", {}, ReaderCrashed, "our own fault"),
        ("recurse", {}, LimitExceeded, "nested too deep"),
        pytest.param("abort", {}, ReaderCrashed, "SIGABRT", marks=posix),
        pytest.param("eat", {"size": 512 * MIB}, LimitExceeded, "reader_bytes", marks=posix),
    ],
)
def test_a_death_is_one_named_error(
    worker: Worker, deed: str, told: dict[str, Any], kind: type[KgError], words: str
) -> None:
    with pytest.raises(kind, match=words) as caught:
        do(worker, deed, **told)
    assert caught.value.where == "a.csv"
    assert caught.value.exit_code == 3
    assert goes_on(worker)


@pytest.mark.skipif(sys.platform != "linux", reason="only there it ends by this signal")
def test_a_signal_of_the_request_itself_is_not_the_end_of_its_sender(
    worker: Worker, tmp_path: Path
) -> None:
    assert do(worker, "hear_the_end", path=str(tmp_path / "once"), times=1) == 1
    with pytest.raises(ReaderCrashed, match="SIGIO"):
        do(worker, "hear_the_end", path=str(tmp_path / "twice"), times=2)
    assert goes_on(worker)


def test_what_fits_under_the_ceiling_is_let_through(worker: Worker) -> None:
    assert do(worker, "eat", size=128 * MIB) == 128 * MIB
    assert do(worker, "eat", size=128 * MIB) == 128 * MIB


def test_a_call_that_does_not_end_is_ended(worker: Worker) -> None:
    with pytest.raises(LimitExceeded, match="reader_seconds"):
        do(worker, "sleep", CallCeiling(0.3, MIB, "a.csv"), seconds=600)
    assert goes_on(worker)


@posix
def test_memory_is_watched_where_the_system_sets_no_limit() -> None:
    watched = Worker("tests.workers.deeds", watched=True)
    try:
        goes_on(watched)
        assert watched._child is not None
        with MemoryWatch(watched._child, -MIB, on=True) as watch:
            assert comes_true(lambda: watch.killed)
        assert goes_on(watched)
    finally:
        watched.stop()


@posix
def test_a_worker_killed_while_nobody_asks_is_replaced(worker: Worker) -> None:
    os.kill(do(worker, "give_back")["worker"], signal.SIGKILL)
    assert goes_on(worker)


CALLER = """
import signal
import sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
from kg.workers import CallCeiling, call
try:
    call("tests.workers.deeds:spin", {"done": sys.argv[1]}, CallCeiling(600.0, 1 << 28))
except KeyboardInterrupt:
    sys.exit(130)
"""


def spinning(tmp_path: Path) -> tuple[subprocess.Popen[bytes], int]:
    """Start a process whose worker never lets go of its interpreter; return it and the worker."""
    done = tmp_path / "done"
    root = str(Path(__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": root}
    caller = subprocess.Popen([sys.executable, "-c", CALLER, str(done)], env=environment, cwd=root)
    assert comes_true(lambda: done.exists() and bool(done.read_text("utf-8")))
    return caller, int(done.read_text("utf-8"))


@posix
def test_a_worker_dies_with_its_parent(tmp_path: Path) -> None:
    caller, child = spinning(tmp_path)
    with caller:
        caller.kill()
    assert comes_true(lambda: is_gone(child))


@posix
def test_ctrl_c_ends_the_worker_too(tmp_path: Path) -> None:
    caller, child = spinning(tmp_path)
    with caller:
        caller.send_signal(signal.SIGINT)
    assert caller.returncode == 130
    assert comes_true(lambda: is_gone(child))


@posix
def test_a_fork_has_a_worker_of_its_own(worker: Worker) -> None:
    mine = do(worker, "give_back")["worker"]
    code = (
        "import os, sys; from kg.workers import CallCeiling, Worker\n"
        "w = Worker('tests.workers.deeds'); c = CallCeiling(60.0, 1 << 28)\n"
        "ask = lambda: w.call('tests.workers.deeds:give_back', {}, c)['worker']\n"
        "first = ask()\n"
        "if (pid := os.fork()) == 0:\n"
        "    other = ask(); w.stop(); os._exit(other == first)\n"
        "_, status = os.waitpid(pid, 0); same = ask() == first; w.stop()\n"
        "sys.exit(status or not same)\n"
    )
    root = str(Path(__file__).parents[2])
    done = subprocess.run([sys.executable, "-c", code], cwd=root, check=False)
    assert done.returncode == 0
    assert do(worker, "give_back")["worker"] == mine


def test_a_ceiling_grows_with_the_file_up_to_the_most(tmp_path: Path) -> None:
    small, large = tmp_path / "a.csv", tmp_path / "b.csv"
    small.write_bytes(b"")
    with large.open("wb") as file:
        file.truncate(100 * MIB)
    assert CallCeiling.of_file(small).bytes == LIMITS.reader_bytes_small
    assert CallCeiling.of_file(small).seconds == LIMITS.reader_seconds
    assert CallCeiling.of_file(large).bytes == LIMITS.reader_bytes
    assert CallCeiling.of_file(large).seconds == LIMITS.reader_seconds + 1_000
    assert CallCeiling.of_file(large, limits_with(["reader_bytes=1"])).bytes == 1
    assert CallCeiling.of_file(tmp_path / "gone").seconds == LIMITS.reader_seconds


def test_calls_at_the_same_time_have_a_worker_each_and_later_ones_the_same(tmp_path: Path) -> None:
    pool = WorkerPool("tests.workers.deeds")
    both = [str(tmp_path / name) for name in "ab"]
    with ExitStack() as stack, ThreadPoolExecutor(2) as threads:
        stack.callback(pool.stop)
        met = [
            threads.submit(pool.call, "tests.workers.deeds:meet", {"mine": a, "other": b}, ENOUGH)
            for a, b in (both, both[::-1])
        ]
        pids = {one.result() for one in met}
        assert len(pids) == len(both)
        assert pool.call("tests.workers.deeds:give_back", {}, ENOUGH)["worker"] in pids


def test_calls_that_are_under_way_fail_when_their_workers_are_stopped(tmp_path: Path) -> None:
    pool, begun = WorkerPool("tests.workers.deeds"), tmp_path / "begun"
    with ExitStack() as stack, ThreadPoolExecutor(1) as threads:
        stack.callback(pool.stop)
        call = threads.submit(pool.call, "tests.workers.deeds:spin", {"done": str(begun)}, ENOUGH)
        assert comes_true(begun.exists)
        pool.stop()
        with pytest.raises(ReaderCrashed):
            call.result()
        assert pool.call("tests.workers.deeds:give_back", {}, ENOUGH)["worker"]
