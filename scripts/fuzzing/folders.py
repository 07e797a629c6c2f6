"""Every verb of ``kg`` on case folders as somebody might hand them over (``crafted.py``).

The promises: no byte outside the folder changes, nothing connects to the port that its settings
name, each verb ends with an answer or with one sentence and an exit code, and none waits for ever.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from crafted import World, crafts, new_world
from typer.testing import CliRunner

from kg.case import new_case
from kg.cli import app
from kg.errors import KgError

SECONDS = 400
CARD = "0629000000000000018"
HEADER = (
    "交易卡号,账户开户名称,交易时间,交易金额,收付标志,交易对手账卡号,对手户名,摘要说明,交易币种"
)
SQL = "SELECT count(*) FROM transfer"
READING = (
    ("log",), ("sources",), ("problems",), ("pairs",), ("mark",), ("search", CARD[:8]),
    ("show", "A1"), ("explain", "T1"), ("find",), ("check",), ("trace", CARD), ("ask", "CQ1"),
    ("query", "--sql", SQL), ("query", "--sparql", "SELECT * WHERE { ?s ?p ?o } LIMIT 1"),
    ("query", "--cypher", "MATCH (a) WHERE a.case = $case RETURN a"), ("push",),
    ("export", "@OUT/all.ttl"), ("export", "@OUT/all.xlsx"), ("export", "@OUT/chain.html"),
    ("export", "@OUT/t.html", "t", "--show-values"), ("problems", "--xlsx", "@OUT/p.xlsx"),
)  # fmt: skip
WRITING = (
    ("verify",), ("trace", CARD, "--as", "t2"), ("chain", "A1", "--as", "chain"),
    ("mark", "T1", "disputed", "--reason", "r"), ("load", "@NEW"), ("undo", "--yes"), ("redo",),
    ("undo", "--yes"), ("undo", "--yes"),
    ("add", "甲", "认识", "乙", "--evidence", "x"), ("unload", "a.csv"),
    ("undo", "--yes"), ("verify",),
)  # fmt: skip


class BrokenPromise(Exception):
    """What a verb did that it must never do."""


class Listener:
    """A port of this machine that only counts who connects."""

    def __init__(self) -> None:
        self.heard = 0
        self._server = socket.create_server(("127.0.0.1", 0), backlog=64)
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.getsockname()[1])

    def _listen(self) -> None:
        while True:
            with closing(self._server.accept()[0]):
                self.heard += 1


def statement(path: Path, rows: int = 12, other: int = 1) -> Path:
    """Write a small invented statement."""
    lines = [
        f"{CARD},沈艳,2024-03-{n + 1:02} 10:00:00,{100 + n}.00,{'出进'[n % 2]},"
        f"06290000000000{other}00{n % 3},云岫商贸,货款{n},CNY"
        for n in range(rows)
    ]
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def good_case(folder: Path) -> Path:
    """Make the case that is copied and altered, with a trace, a chain and a judgement in it."""
    with new_case(folder / "case", name="某案") as case:
        case.load(statement(folder / "a.csv"))
        trace = case.trace(CARD, name="t")
        case.chain(CARD, name="chain")
        case.judgements.mark(trace.steps[0].link, "disputed", "理由")
        case.money.legs()
    return folder / "case"


def run(world: World, commands: Sequence[Sequence[str]], out: Path, new: Path) -> Counter[int]:
    """Run verbs on a crafted case one after the other; return how often each exit code came."""
    before, codes = world.around(), Counter[int]()
    for command in commands:
        told = [word.replace("@OUT", str(out)).replace("@NEW", str(new)) for word in command]
        words = [told[0], str(world.case), *told[1:], *(["--force"] if told[0] == "export" else [])]
        with at_most(SECONDS, words):
            done = CliRunner().invoke(app, words)
        error = done.exception
        if error and not isinstance(error, KgError | SystemExit):
            raise BrokenPromise(f"kg {' '.join(words)}: {type(error).__name__}: {error}") from error
        codes[error.exit_code if isinstance(error, KgError) else done.exit_code] += 1
        after = world.around()
        if changed := {path for path in before | after if before.get(path) != after.get(path)}:
            raise BrokenPromise(f"kg {' '.join(words)} changed {sorted(changed)}")
    return codes


@contextmanager
def at_most(seconds: int, words: Sequence[str]) -> Iterator[None]:
    """Break a verb that waits for ever."""

    def give_up(number: int, frame: FrameType | None) -> None:
        raise BrokenPromise(f"kg {' '.join(words)} does not end")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="crafts whose name holds this")
    parser.add_argument("--go-on", action="store_true", help="do not stop at a broken promise")
    wish = parser.parse_args()
    os.environ["KG_NEO4J_PASSWORD"] = "none"  # noqa: S105 -- asked for before anything is sent
    listener, codes, broken, begun = Listener(), Counter[int](), 0, time.monotonic()
    wanted = {name: craft for name, craft in crafts().items() if wish.only in name}
    with tempfile.TemporaryDirectory(prefix="kg-folders-") as place:
        base = Path(place)
        good, new = good_case(base), statement(base / "new.csv", other=2)
        (base / "out").mkdir()
        for number, (name, craft) in enumerate(wanted.items()):
            world = new_world(base / f"world-{number}", good, listener.port)
            craft(world)
            try:
                came = run(world, (*READING, *WRITING), base / "out", new)
            except BrokenPromise as promise:
                broken += 1
                print(f"{name}: {promise}", flush=True)
                if not wish.go_on:
                    raise
            else:
                codes += came
                print(f"{name}: {dict(sorted(came.items()))}", flush=True)
            shutil.rmtree(world.root)
    time.sleep(0.2)
    spent = time.monotonic() - begun
    print(
        f"{len(wanted)} folders, {codes.total():,} verbs by exit code {dict(sorted(codes.items()))}"
    )
    print(f"{broken} broken promises; {listener.heard} connections; {spent:,.0f} s")
    return int(bool(broken or listener.heard))


if __name__ == "__main__":
    sys.exit(main())
