"""``kg docs``: the pages that explain kg, listed or shown."""

from __future__ import annotations

import re
from difflib import get_close_matches
from importlib import resources
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import options as opt
from kg.cli.screen import Screen
from kg.errors import NotFound
from kg.messages import FALLBACK, Message

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_WIDE, _STOPS = r"[\u2e80-\uffef]", r"[\u3000-\u303f\uff00-\uff20]"
_BREAK = re.compile(rf"(?<={_WIDE})\n(?={_WIDE})|(?<={_STOPS})\n|\n(?={_STOPS})")
OF_NO_LANGUAGE = ("api.md", "licences.md")


def docs(
    topic: Annotated[str, typer.Argument(metavar="[TOPIC]")] = "",
    lang: opt.Lang = "",
) -> None:
    """List the pages that explain kg, or show one: how-tos, references, how to add something."""
    screen = Screen(lang)
    pages = pages_in(screen.lang)
    if not topic:
        rows = [(name, purpose(text)) for name, text in pages.items()]
        screen.table(screen.word("docs-title"), ("docs-topic", "docs-for"), rows)
        screen.say("docs-shows-one")
    elif topic not in pages:
        near = get_close_matches(topic, pages, n=3, cutoff=0.6)
        known = Message("there-are", known=" ".join(pages))
        raise NotFound(
            Message("no-such-page", topic=repr(topic)),
            hint=Message("nearest-names", names=near) if near else known,
        )
    elif screen.is_terminal:
        from rich.console import Console
        from rich.markdown import Markdown

        Console().print(Markdown(pages[topic]))
    else:
        screen.line(pages[topic].rstrip())


def pages_in(lang: str) -> dict[str, str]:
    """Return the pages by their topic, in the order of the topics.

    A page that there is not in the language is the English one.
    """
    folder = resources.files("kg").joinpath("docs")
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    pages: dict[str, Traversable] = {}
    for ending in (f".{FALLBACK}.md", *OF_NO_LANGUAGE, f".{lang}.md"):
        found = (file for file in files if file.name.endswith(ending))
        pages |= {file.name.partition(".")[0]: file for file in found}
    return {topic: pages[topic].read_text(encoding="utf-8") for topic in sorted(pages)}


def purpose(page: str) -> str:
    r"""Return what a page is for: its first paragraph, on one line, without addresses.

    >>> purpose("# Title\n\nWhat [it](page.md) is\nfor.\n\nMore.")
    'What it is for.'
    >>> purpose("# 题\n\n服务器上的\nCypher，\n以及图\n谱。\n\n余")
    '服务器上的 Cypher，以及图谱。'
    """
    first = _LINK.sub(r"\1", page.split("\n\n")[1])
    # Chinese goes on without a blank, but before and behind other letters
    return _BREAK.sub("", first).replace("\n", " ")
