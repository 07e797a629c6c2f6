"""The command line, run in this process: exit code and output as a process of its own gives them.

    done = kg("load", case, file, lang="en")
    assert done.returncode == 0, done.stderr

A process costs one to two seconds of imports for each command. What is about the process itself
(closed pipes, signals, limits, code pages of a console) is started as one in ``cli/test_ending.py``
and ``cli/test_processes.py``.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kg.cli import main


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended: its exit code, and what it wrote."""

    returncode: int
    stdout: str
    stderr: str

    @property
    def document(self) -> Any:
        """The JSON document on stdout."""
        return json.loads(self.stdout)


def kg(*words: object, folder: Path | None = None, typed: str = "", **settings: str) -> Done:
    """Run ``kg`` and return how it ended.

    :param words: what stands behind ``kg``
    :param folder: the current folder, if not this one
    :param typed: what is typed at its prompts; stdin is no terminal
    :param settings: variables of the environment; the language is English if none says other
    """
    told = list(map(str, words))
    outputs = io.BytesIO(), io.BytesIO()
    with pytest.MonkeyPatch.context() as patch, _written_to(*outputs):
        for name, value in {"KG_LANG": "en", **settings}.items():
            patch.setenv(name, value)
        if folder is not None:
            patch.chdir(folder)
        patch.setattr(sys, "argv", ["kg", *told])
        patch.setattr(sys, "stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as ended:
            main()
    code = ended.value.code
    assert isinstance(code, int)
    out, err = (one.getvalue().decode("utf-8").replace(os.linesep, "\n") for one in outputs)
    return Done(code, out, err)


def answer(*words: object) -> Any:
    """Run ``kg … --json``, which must end well, and return its document."""
    done = kg(*words, "--json")
    assert done.returncode == 0, done.stderr
    return done.document


@contextlib.contextmanager
def _written_to(out: io.BytesIO, err: io.BytesIO) -> Iterator[None]:
    """Let stdout and stderr be written there, as into files."""
    streams = [io.TextIOWrapper(one, encoding="utf-8", write_through=True) for one in (out, err)]
    with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
        try:
            yield
        finally:
            for stream in streams:
                stream.flush()
                stream.detach()
