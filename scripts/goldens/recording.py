"""Run a case's commands with one checkout, and keep all that each of them wrote."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import IO, Self

from goldens.cases import DATA, HERE, Case

UNEQUAL = tomllib.loads((HERE / "unequal.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Side:
    """One checkout, the Python that it runs with, and where its records are kept."""

    checkout: Path
    python: Path
    records: Path


def record(side: Side, case: Case, given: Path | None = None) -> Path:
    """Return the folder with what each command wrote, run first where it is not there yet.

    It holds a folder for each step (``stdout``, ``stderr``, ``exit code``, ``files``, ``names``),
    ``given``, which is what the case's own command wrote before them, and ``left``, which is the
    folder as the last step left it. Both sides run in the same folder, one after the other: so
    paths are equal. It is a case's own, so that cases can run beside each other.

    Args:
        side: Whose commands run.
        case: The commands.
        given: What the folder holds at first, if the other side made that.
    """
    place = side.records / f"{case.name}-{case.digest}"
    if place.exists():
        return place
    begun = place.with_name(f"{place.name}.begun")
    room = side.records.with_name(f"run-{case.name}")
    work = room / "work"
    for folder in (begun, room):
        shutil.rmtree(folder, ignore_errors=True)
    begun.mkdir(parents=True)
    room.mkdir()
    shutil.copytree(given, work) if given else work.mkdir()
    if case.files:
        shutil.copytree(HERE / case.files, work / "files", dirs_exist_ok=True)
    with Server(side, room / "config") as server:
        if case.given and not given:
            server.run(shlex.split(case.given), work, begun)
            shutil.copytree(work, begun / "given")
        written = files_in(work)
        for number, step in enumerate(case.steps):
            at = begun / f"{number:03}"
            at.mkdir()
            server.run([word.replace("DATA", str(DATA)) for word in shlex.split(step)], work, at)
            written = keep_files(work, written, at)
    work.rename(begun / "left")
    shutil.rmtree(room)
    begun.rename(place)
    return place


def keep_files(work: Path, before: Mapping[str, object], at: Path) -> dict[str, object]:
    """Copy what a step wrote into ``at``, with the names of all that is there now."""
    now = files_in(work)
    for name in (name for name in now if now[name] != before.get(name)):
        copy = at / "files" / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(work / name, copy)
    (at / "names").write_text("".join(f"{name}\n" for name in sorted(now)), "utf-8")
    return now


def files_in(work: Path) -> dict[str, object]:
    """Return every file that can be equal, with what changes when it is written."""
    found: dict[str, object] = {}
    for path in work.rglob("*"):
        name = path.relative_to(work).as_posix()
        if path.is_file() and not any(fnmatch(name, one["name"]) for one in UNEQUAL["files"]):
            said = path.stat()
            found[name] = (said.st_mtime_ns, said.st_size, said.st_ino)
    return found


class Server:
    """The process that runs the commands of a side: see ``server.py``."""

    def __init__(self, side: Side, config: Path) -> None:
        shutil.rmtree(config, ignore_errors=True)
        kept = {name: word for name, word in os.environ.items() if not name.startswith("KG_")}
        own = {"KG_CONFIG": str(config), "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai"}
        path = os.pathsep.join(map(str, (HERE / "site", side.checkout)))
        self._process = subprocess.Popen(
            [str(side.python), str(HERE / "server.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**kept, **own, "PYTHONPATH": path, "LOGNAME": "golden", "COLUMNS": "100"},
            text=True,
        )

    def run(self, words: Sequence[str], folder: Path, at: Path) -> None:
        """Run one command in a folder; its streams and its exit code are written into ``at``."""
        order = {"words": words, "folder": str(folder)}
        streams = {"out": str(at / "stdout"), "err": str(at / "stderr")}
        print(json.dumps({**order, **streams}), file=self._pipe("stdin"), flush=True)
        if not (code := self._pipe("stdout").readline()):
            raise SystemExit("the process that runs kg has ended: see above")
        (at / "exit code").write_text(code, "utf-8")

    def _pipe(self, name: str) -> IO[str]:
        pipe = getattr(self._process, name)
        assert pipe is not None
        return pipe

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        with self._process:
            self._process.communicate()
