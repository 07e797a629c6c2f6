"""Before a load is said to be done, all that it rests on was brought to the disk (fault 46)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from statements import write_statement

from kg.case import new_case
from kg.graph.oxigraph_engine import Checkpoints

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="inodes are those of POSIX")


def test_every_file_is_on_the_disk_before_the_line_of_the_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = new_case(tmp_path / "case")
    synced, at_line, sync = set[int](), list[set[int]](), os.fsync
    log_before = case.folder.log.path.stat().st_ino

    def noted(descriptor: int) -> None:
        sync(descriptor)
        found = os.fstat(descriptor).st_ino
        if found == log_before:
            at_line.append(set(synced))
        synced.add(found)

    monkeypatch.setattr(os, "fsync", noted)
    case.load(write_statement(tmp_path / "a.csv", 40))
    folder = case.folder
    newest = Checkpoints(folder.graph).newest()
    assert newest is not None
    rested_on = [
        folder.handles,
        *folder.sources.iterdir(),
        *folder.problems.iterdir(),
        *newest.iterdir(),
        *(path for path in folder.ledger.glob("*/*") if path.parent.name != "index"),
        *(folder.sources, folder.problems, folder.ledger, newest.parent),
    ]
    assert len(at_line) == 1
    missing = [path for path in rested_on if path.stat().st_ino not in at_line[0]]
    assert not missing
