"""Long explanations, one file a topic and language: ``help_topics/layouts.zh.txt``."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from textwrap import indent

from kg.cli.help import GROUPS
from kg.cli.screen import Screen
from kg.cli.wrap import wrap
from kg.errors import NotFound
from kg.messages import FALLBACK, Message, say
from kg.sources.layout_files import column_types

_WIDTH = 80
FOLDER = Path(__file__).parents[1] / "help_topics"


def topics() -> list[str]:
    """Return what there is to read about."""
    return sorted({path.name.split(".")[0] for path in FOLDER.glob("*.txt")})


def show_help(topic: str, screen: Screen) -> None:
    """Show a topic in the person's language, or what topics there are."""
    if not topic:
        screen.say("help-topics", topics=", ".join(topics()))
        return
    if topic not in topics():
        is_command = topic in chain.from_iterable(GROUPS.values())
        raise NotFound(
            Message("no-help-on", topic=repr(topic)),
            hint=Message("help-of-a-command", command=topic)
            if is_command
            else Message("topics-are", topics=", ".join(topics())),
        )
    screen.line(text_of(topic, screen.lang).rstrip())


def text_of(topic: str, lang: str) -> str:
    """Return a topic's text, in English where a language has none.

    Its example, which tests load, stands in files of its own.
    """
    own = FOLDER / f"{topic}.{lang}.txt"
    place = own if own.exists() else FOLDER / f"{topic}.{FALLBACK}.txt"
    text = place.read_text(encoding="utf-8")
    for form in ("csv", "toml"):
        example = FOLDER / f"{topic}.example.{form}"
        if example.exists():
            text = text.replace(
                f"{{{form}}}\n", indent(example.read_text(encoding="utf-8"), "    ")
            )
    return text.replace("{types}\n", "".join(_types(lang)))


def _types(lang: str) -> Iterator[str]:
    for name in column_types():
        told = f"    {name:<12} {say(f'column-type-{name}', lang)}"
        yield "".join(f"{line}\n" for line in wrap(told, _WIDTH, " " * 17))
