"""A command line that cannot be read: what is wrong, what to do, in the reader's language."""

from __future__ import annotations

import pytest

from tests.command_line import kg

UNREADABLE = {
    "trase": ("kg has no command trase — the nearest names: trace", "kg 没有命令 trase"),
    "qqqq": ("kg has no command qqqq — kg --help lists all commands", "kg --help 列出全部命令"),
    "trace --foo": (
        "kg trace has no option --foo — the nearest names: --floor, --from",
        "kg trace 没有名为 --foo 的选项",
    ),
    "trace": ("CASE is missing — kg trace --help says what it takes", "缺少 CASE"),
    "trace case --hops x": ("--hops needs a whole number", "--hops 要写整数"),
    "trace case --rule": ("--rule needs a value behind it", "--rule 后面要写一个值"),
    "trace case --victims=1": ("--victims takes no value", "--victims 后面不写值"),
    "pairs case --pair-window x": ("--pair-window needs another value", "--pair-window 要写别的值"),
    "export case a.csv money b c": (
        "more words than the command takes: b c — kg export --help says what it takes",
        "写的词比命令所用的多：b c",
    ),
    "--verbose": ("kg has no option --verbose", "kg 没有名为 --verbose 的选项"),
    "--lang en": ("no command is named — kg --help says what it takes", "没有写命令"),
}


@pytest.mark.parametrize("typed", UNREADABLE)
@pytest.mark.parametrize(("lang", "place"), [("en", 0), ("zh", 1)])
def test_what_cannot_be_read_is_one_line_in_the_readers_language(
    typed: str, lang: str, place: int
) -> None:
    done = kg(*typed.replace("--lang en", f"--lang {lang}").split(), KG_LANG=lang)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("kg: ")
    assert UNREADABLE[typed][place] in done.stderr
    assert done.stderr.count("\n") == 1


def test_kg_alone_lists_all_commands() -> None:
    done = kg()
    assert done.returncode == 2
    assert "kg --help" not in done.stderr
    assert "  trace " in done.stdout + done.stderr
