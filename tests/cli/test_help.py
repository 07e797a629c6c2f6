"""``kg --help`` and each command's help: by task, whole on 80 columns, in the reader's language."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from typing import Any

import pytest
import typer
from rich.cells import cell_len

from kg.cli import VERBS, app
from kg.cli.help import GROUPS
from kg.cli.render.help import text_of, topics
from kg.messages import ids, languages, say
from tests.command_line import kg

HAN = re.compile(r"[\u4e00-\u9fff]")
HEAVY = ("duckdb", "numpy", "pyarrow", "rdflib", "pyoxigraph", "networkx", "fluent", "pypinyin")
GROUP: Any = typer.main.get_command(app)


@pytest.mark.parametrize("lang", languages())
def test_every_command_stands_in_the_list_in_one_whole_line(lang: str) -> None:
    told = kg("--help", "--lang", lang, COLUMNS="80").stdout
    assert "..." not in told
    for line in told.splitlines():
        assert cell_len(line) <= 80, line
    for name, verbs in GROUPS.items():
        assert f"\n{say(f'help-group-{name}', lang)}\n" in told
        for verb in verbs:
            if verb in VERBS:
                assert re.search(rf"^  {verb} +{re.escape(say(f'help-{verb}', lang))}$", told, re.M)


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_a_command_is_in_the_readers_language_with_two_examples(verb: str) -> None:
    for lang in languages():
        told = kg(verb, "--help", COLUMNS="80", KG_LANG=lang).stdout
        assert told.count(f"\n  kg {verb}") == 2, told
        assert all(say(f"help-{verb}-example-{number}", lang) in told for number in (1, 2))
        for line in told.splitlines():
            assert cell_len(line) <= 80, line
        assert bool(HAN.search(told.splitlines()[0])) == (lang == "zh")
        assert say(f"help-{verb}", lang) in told


@pytest.mark.parametrize("verb", VERBS)
def test_every_option_has_its_text_in_the_catalogues(verb: str) -> None:
    known = ids("help-option-")
    for param in GROUP.commands[verb].params:
        name = (param.name or "").replace("_", "-")
        if not getattr(param, "hidden", False):
            assert {f"help-option-{verb}-{name}", f"help-option-{name}"} & set(known), name


@pytest.mark.parametrize("verb", VERBS)
def test_the_examples_are_commands_that_are_understood(verb: str) -> None:
    for number in (1, 2):
        name, *words = shlex.split(say(f"help-{verb}-example-{number}", "en"))[1:]
        assert name == verb
        GROUP.commands[verb].make_context(verb, words)


def test_the_version_is_said() -> None:
    assert re.fullmatch(r"kg \d+\.\d+\.\d+\n", kg("--version").stdout)


def test_a_language_before_the_command_is_that_of_the_command(tmp_path: Any) -> None:
    assert "已建立案件" in kg("--lang", "zh", "new", tmp_path / "case").stdout


def test_help_and_completion_import_nothing_heavy() -> None:
    code = (
        "import os, sys\n"
        "sys.argv = ['kg', '--help']\n"
        "try:\n"
        "    from kg.cli import main; main()\n"
        "except SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    plain = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert plain.stdout.splitlines()[-1] == "[]", plain.stdout + plain.stderr


def test_completion_knows_commands_and_options() -> None:
    typed = {"COMP_WORDS": "kg tra", "COMP_CWORD": "1", "_KG_COMPLETE": "complete_bash"}
    assert kg(**typed).stdout.split() == ["trace"]


@pytest.mark.parametrize("lang", languages())
def test_no_line_of_a_long_explanation_is_broken_on_a_terminal(lang: str) -> None:
    for topic in topics():
        for line in text_of(topic, lang).splitlines():
            is_of_example = re.match("    (2023-|[a-z]+ = )", line)  # a file, as it stands
            assert is_of_example or cell_len(line) <= 80, (topic, line)


def test_help_on_a_command_names_the_option_that_gives_it() -> None:
    done = kg("help", "load")
    assert (done.returncode, "kg load --help" in done.stderr) == (2, True)
