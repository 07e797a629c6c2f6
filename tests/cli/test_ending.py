"""How commands end: closed pipes, consoles of a small code page, Ctrl-C, bugs, no memory."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kg.case import new_case
from kg.cli import app, main
from kg.cli.ending import STOPPED, TRACEBACK
from tests.depth import by_depth

KG = (sys.executable, "-m", "kg")
MARK = "张某𠀀"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("ending") / "case"
    with new_case(place, name=MARK):
        return place


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "KG_LANG": "en", **more}


def run(words: Sequence[object], **more: str) -> subprocess.CompletedProcess[bytes]:
    command = [*KG, *map(str, words)]
    return subprocess.run(command, capture_output=True, env=environment(**more), check=False)


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", [["ask"], ["ontology", "tree"], ["--help"]], ids=" ".join)
def test_a_closed_pipe_ends_a_command_quietly(
    words: list[str], unbuffered: str, case: Path
) -> None:
    told = [*words, str(case)] if words == ["ask"] else words
    with subprocess.Popen(
        [*KG, *told],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(PYTHONUNBUFFERED=unbuffered),
    ) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.close()
        said = running.stderr.read()
    assert (running.returncode, said) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_behind_the_output_is_said(case: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*KG, "log", str(case)],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            check=False,
        )
    assert done.returncode == 4
    assert done.stderr.startswith(b"kg: ") and done.stderr.count(b"\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell closes the output")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_closed_output_is_no_crash(closed: str, case: Path) -> None:
    line = f'"$0" -m kg log "$1" {closed}'
    done = subprocess.run(
        ["sh", "-c", line, sys.executable, str(case)],
        capture_output=True,
        env=environment(),
        check=False,
    )
    assert done.returncode == 0 and b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "encoding", by_depth(["ascii", "cp936", ""], ["ascii", "cp936", "cp1252", "utf-8", ""])
)
def test_what_a_console_cannot_show_is_a_visible_escape(encoding: str, case: Path) -> None:
    done = run(["log", case, "--lang", "zh"], PYTHONIOENCODING=encoding, KG_LANG="zh")
    assert (done.returncode, done.stderr) == (0, b"")
    said = done.stdout.decode(encoding or "utf-8")
    shown = MARK.encode(encoding or "utf-8", "backslashreplace").decode(encoding or "utf-8")
    assert shown in said
    missing = run(["show", case, MARK], PYTHONIOENCODING=encoding)
    assert missing.returncode == 2
    assert shown in missing.stderr.decode(encoding or "utf-8")


def test_words_that_are_no_text_are_no_crash(case: Path) -> None:
    if os.name == "nt":
        pytest.skip("arguments are bytes on POSIX only")
    name = os.fsdecode("张三".encode("gbk"))
    for words in (["show", case, name], ["search", case, name], ["load", case, name]):
        done = run(words)
        assert done.returncode == 2 and done.stderr.count(b"\n") == 1, done.stderr


def test_a_bug_is_one_sentence_that_names_no_value(
    case: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: Any) -> None:
        raise KeyError(MARK)

    monkeypatch.setattr("kg.cli.render.log.action_word", broken)
    monkeypatch.setattr(sys, "argv", ["kg", "log", str(case), "--lang", "en"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 1
    said = capsys.readouterr().err
    assert said.startswith("kg: a bug of kg: KeyError at kg/cli/render/log.py:")
    assert MARK not in said and said.count("\n") == 1
    monkeypatch.setenv(TRACEBACK, "1")
    with pytest.raises(SystemExit):
        main()
    assert MARK in capsys.readouterr().err


def test_an_engine_that_tells_of_ctrl_c_by_an_error_of_its_own_was_stopped(
    case: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: Any) -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise RuntimeError("Query interrupted") from None

    monkeypatch.setattr("kg.cli.render.log.action_word", interrupted)
    monkeypatch.setattr(sys, "argv", ["kg", "log", str(case), "--lang", "en"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == STOPPED
    assert capsys.readouterr().err.startswith("kg: stopped by Ctrl-C")


def test_the_application_itself_raises_errors_of_kg(case: Path) -> None:
    from typer.testing import CliRunner

    done = CliRunner().invoke(app, ["new", str(case / "case.toml" / "sub")])
    assert type(done.exception).__module__ == "kg.errors"


@pytest.mark.skipif(os.name == "nt", reason="SIGINT reaches a group of its own on POSIX only")
def test_ctrl_c_at_any_moment_of_starting_is_no_traceback(case: Path) -> None:
    chance = random.Random(17)
    for _ in range(by_depth(6, 12)):
        with subprocess.Popen(
            [*KG, "ask", str(case)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment(),
        ) as running:
            assert running.stderr is not None
            time.sleep(0.15 + chance.random() * 0.4)
            running.send_signal(signal.SIGINT)
            said = running.stderr.read()
        # Python leaves by the signal itself where it met Ctrl-C inside exec(): a shell says 130 too
        assert running.returncode in (0, STOPPED, -signal.SIGINT) and said.count(b"\n") <= 1, said
        assert b"Traceback" not in said


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
@pytest.mark.parametrize("megabytes", [1_000, 3_000])
def test_too_little_memory_for_the_engines_is_said_before_they_start(
    megabytes: int, case: Path
) -> None:
    line = f'ulimit -v {megabytes << 10}; "$0" -m kg query "$1" --sql "SELECT 1"'
    done = subprocess.run(
        ["sh", "-c", line, sys.executable, str(case)],
        capture_output=True,
        env=environment(),
        check=False,
    )
    assert done.returncode == 4 and done.stderr.count(b"\n") == 1, done.stderr
    assert f"may have {megabytes:,} MB here, and kg needs".encode() in done.stderr
