"""The README's commands are run, on the demo, in the order in which they stand.

The two that everybody begins with are processes of their own; the others run in this one, by the
same words: a process costs one to two seconds of imports for each of the seventy.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.built import built
from tests.command_line import Done, kg
from tests.story.told import load_demo

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line[2:].split("#")[0].strip()
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("$ ")
]


HERE = [c for c in COMMANDS if c.startswith("kg ")]


def run_process(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a process of its own, as a reader does."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def run(command: list[str], folder: Path) -> Done:
    """Run a command of kg in this process, by the words that the README shows."""
    program, *words = command
    assert program == "kg"
    return kg(*words, folder=folder)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the demo and its case."""
    folder = tmp_path_factory.mktemp("readme")
    built(load_demo, folder, 1)
    return folder


def test_the_two_commands_that_a_reader_begins_with(case: Path, tmp_path: Path) -> None:
    """As processes: ``kg demo`` makes these files, ``kg open`` opens some, and a case."""
    done = run_process(["kg", "demo", "."], tmp_path)
    assert done.returncode == 0, done.stderr
    for file in (case / "files").iterdir():
        assert (tmp_path / "files" / file.name).read_bytes() == file.read_bytes()
    for file in sorted((tmp_path / "files").iterdir(), key=lambda one: one.stat().st_size)[2:]:
        file.unlink()
    for words in ("kg open files --case small", f"kg open {case / 'case'}"):
        done = run_process(words.split(), tmp_path)
        assert done.returncode == 0 and done.stdout, (words, done.stderr)
    assert "1,212,839.10" in done.stdout


def test_the_commands_of_the_readme_work_in_their_order(case: Path) -> None:
    """Some need what an earlier one has saved, so they are one test."""
    refused = {}
    for command in HERE:
        done = run(["case" if word == "CASE" else word for word in shlex.split(command)], case)
        if done.returncode or not done.stdout.strip():
            refused[command] = done.stderr
    assert not refused
    assert len(HERE) == 2 * 5  # next steps, in each language


@pytest.mark.parametrize("command", [c for c in COMMANDS if not c.startswith("kg ")])
def test_a_script_of_the_readme_is_there_and_ci_calls_it(command: str) -> None:
    python, script, *_ = shlex.split(command)
    assert python == "python3"
    compile((ROOT / script).read_text(encoding="utf-8"), script, "exec")
    assert f"{python} {script}" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_command_has_help_and_a_place_in_the_help() -> None:
    from typer.main import get_command

    from kg.cli import app

    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        assert command.help, name


def test_the_numbers_of_the_readme_are_the_demos(case: Path) -> None:
    for lang, sentence in (("en", "28 accounts on 6 levels"), ("zh", "6 级、28 个账户流转")):
        shown = run(["kg", "open", "case", "--lang", lang], case).stdout
        for figure in ("1,212,839.10", "782,511.58", "64.5%", "351,210.27", "29.0%", sentence):
            assert figure in README
            assert figure in shown
