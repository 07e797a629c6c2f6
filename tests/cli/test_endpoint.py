"""The endpoint on the command line: it says where it is, answers, and ends by Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from tests.built import built
from tests.case.statements import write_statement
from tests.command_line import kg

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "KG_LANG": "en"}


def build(place: Path) -> None:
    write_statement(place / "one.csv", 5)
    kg("new", place / "case")
    kg("load", place / "case", place / "one.csv")


@pytest.mark.slow
@pytest.mark.skipif(
    sys.platform == "win32", reason="SIGINT reaches a group of its own on POSIX only"
)
@pytest.mark.parametrize("words", [[], ["--show-values"]], ids=["masked", "real"])
def test_it_serves_until_ctrl_c(words: list[str], tmp_path: Path) -> None:
    built(build, tmp_path)
    command = [sys.executable, "-m", "kg", "endpoint", str(tmp_path / "case"), "--json", *words]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        said = json.loads("".join(iter(running.stdout.readline, "}\n")) + "}")
        to = urlsplit(said["address"])
        connection = HTTPConnection(str(to.hostname), to.port, timeout=30)
        query = {"query": "SELECT (COUNT(*) AS ?n) { ?t a cc:Transfer }"}
        headers = {"Authorization": f"Bearer {said['token']}", "Accept": "text/csv"}
        connection.request("GET", f"{to.path}?{urlencode(query)}", headers=headers)
        assert connection.getresponse().read() == b"n\r\n5\r\n"
        connection.close()
        running.send_signal(signal.SIGINT)
        told = running.stderr.read()
    assert running.returncode == 0
    assert told.splitlines()[-1].startswith("200  6 ")
    assert "Traceback" not in told


def test_a_port_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    built(build, tmp_path)
    done = kg("endpoint", tmp_path / "case", "--port", "99999")
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        2, "kg: --port: port 99999 cannot be had — --port 0 takes any that is free",
    )  # fmt: skip
