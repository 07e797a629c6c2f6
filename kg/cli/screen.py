"""What a person sees in the terminal: tables and sentences, in their language; plain in a pipe."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from kg.errors import KgError
from kg.messages import Column, Message, ids, languages, preferred_language
from kg.records import to_plain
from kg.text import visible

Row = Sequence[object]

COMMAND = re.compile(r" *kg [a-z]")
"""How a line begins that a person copies: it is not folded."""

READINGS = ("LoadReport", "Reading")
"""Records whose warnings are said of a file that was read."""

_LINE = re.compile(r"(?:(?P<member>.*)#)?(?P<unit>line|entry) (?P<row>[0-9]+)")


class Screen:
    """One command's output: ``--json`` gives one document, a pipe gives plain lines."""

    def __init__(self, lang: str, as_json: bool = False) -> None:
        self.lang = lang or preferred_language()
        self.as_json = as_json
        self.is_terminal = sys.stdout.isatty()

    def word(self, id: str, /, **facts: object) -> str:  # noqa: A002 - the catalogue's word
        """Return a sentence in the screen's language, what differs filled in.

        What is neither text, a whole number nor a message stands there as its text.
        """
        return Message(id, **{name: _argument(fact) for name, fact in facts.items()}).text(
            self.lang
        )

    def word_or(self, id: str, otherwise: str) -> str:  # noqa: A002
        """Return a sentence where the catalogue has it, else another text."""
        return self.word(id) if id in _known_ids() else otherwise

    def message(self, message: Message | str, layouts: Iterable[str] = ()) -> str:
        """Return a message in the screen's language.

        Args:
            message: What is to be said; a text stays as it is.
            layouts: By whose headers it names columns.
        """
        if isinstance(message, str):
            return message
        if not (names := tuple(layouts)):
            return message.text(self.lang)
        from kg.sources.layout_files import headers_of

        return message.text(self.lang, headers_of(names))

    def error(self, error: KgError) -> str:
        """Return an error as one sentence: where, what, and what to do about it."""
        return error.message.text(self.lang)

    def place(self, locator: str) -> str:
        """Return where a row stands: a sheet's own way stays, a line or an entry is told as one."""
        match = _LINE.fullmatch(locator)
        if not match:
            return locator
        member, row = match["member"], {match["unit"]: match["row"]}
        if match["unit"] == "entry":
            word = "entry-of-member" if member else "entry-of-file"
        else:
            word = "line-of-member" if member else "line-of-file"
        return self.word(word, **row, **({"member": member} if member else {}))

    def say(self, id: str, /, **facts: object) -> None:  # noqa: A002
        """Print one sentence; nothing under ``--json``."""
        self.line(self.word(id, **facts))

    def line(self, text: str = "") -> None:
        """Print text, on a terminal folded to its width; nothing under ``--json``."""
        if not self.as_json:
            sys.stdout.write((self._folded(text) if self.is_terminal else text) + "\n")
            sys.stdout.flush()

    def height(self, text: str) -> int:
        """Return how many lines a text takes when it is printed."""
        return (self._folded(text) if self.is_terminal else text).count("\n") + 1

    def _folded(self, text: str) -> str:
        """Return lines of which those that are too wide go on further down, commands excepted."""
        from kg.cli.wrap import wrap

        width, lines = self._columns(), []
        for line in text.split("\n"):
            blanks = len(line) - len(line.lstrip(" "))
            is_command = COMMAND.match(line)
            lines += [line] if is_command else wrap(line, width, " " * (blanks + 2)) or [""]
        return "\n".join(lines)

    def note(self, text: str) -> None:
        """Print a line of progress to the error stream, so that pipes stay clean."""
        sys.stderr.write(text + "\n")
        sys.stderr.flush()

    def step(self, what: str, name: str) -> None:
        """Show what a long command is doing, on a terminal only: the line is written over."""
        if sys.stderr.isatty() and not self.as_json:
            line = visible(self.word(f"step-{what}", name=name)).replace("\n", " ")
            sys.stderr.write(f"\r\x1b[2K{line}")
            sys.stderr.flush()

    def steps_done(self) -> None:
        """Take the last step off the terminal: what follows begins at the left."""
        if sys.stderr.isatty() and not self.as_json:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()

    def document(self, value: Any) -> None:
        """Print one JSON document, only under ``--json``; what it holds is made plain here."""
        if self.as_json:
            text = json.dumps(json_form(value), ensure_ascii=False, indent=1, default=_plain)
            sys.stdout.write(text + "\n")
            sys.stdout.flush()

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Print a table, its heads by their ids: framed on a terminal, tabbed in a pipe."""
        if self.as_json:
            return
        self.rows([self.word(column) for column in columns], rows, title)

    def rows(self, heads: Sequence[str], rows: Iterable[Row], title: str = "") -> None:
        """Print rows under heads that are taken as they are."""
        cells = [[_cell(value) for value in row] for row in rows]
        if self.as_json:
            return
        if self.is_terminal:
            from kg.cli.table import table_lines

            for line in table_lines(title, heads, cells, self._columns()):
                sys.stdout.write(line + "\n")
            sys.stdout.flush()
            return
        for row in ([title] if title else [], heads, *cells):
            if row:
                self.line("\t".join(row))

    def _columns(self) -> int:
        """Return how many cells the terminal is wide."""
        return shutil.get_terminal_size().columns


def json_form(value: object) -> Any:
    """Return a result as JSON has it.

    Its messages are sentences: those of reading files one in English, as scripts know them, with
    the message itself beside it; all others one in each language.
    """
    if isinstance(value, dict):
        return {str(key): json_form(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [json_form(item) for item in value]
    if isinstance(value, Message) or dataclasses.is_dataclass(value):
        return _json_form(value, in_english=False)
    return value  # numbers and times that no record holds: see _plain


def texts(message: Message) -> dict[str, str]:
    """Return a message in each language."""
    return {lang: message.text(lang) for lang in languages()}


def _json_form(value: object, *, in_english: bool) -> Any:
    if isinstance(value, Message):
        return value.text("en") if in_english else texts(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _record_as_json(value)
    if isinstance(value, Mapping):
        return {
            str(key): _json_form(value[key], in_english=in_english)
            for key in sorted(value, key=str)
        }
    if isinstance(value, tuple | list):
        return [_json_form(item, in_english=in_english) for item in value]
    return to_plain(value)


def _record_as_json(record: Any) -> dict[str, Any]:
    document = {}
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        document[field.name] = _json_form(value, in_english=_is_of_reading(record, field.name))
        if field.name == "reason" and isinstance(value, Message):
            document["message"] = value.to_plain()
    return document


def _is_of_reading(record: object, field: str) -> bool:
    return field == "reason" or (field == "warnings" and type(record).__name__ in READINGS)


def _argument(fact: object) -> object:
    """Return a fact as a message takes it: what a message does not know, as its text."""
    if isinstance(fact, int) and not isinstance(fact, bool):
        return fact
    return fact if isinstance(fact, str | Message | Column | tuple | list) else _plain(fact)


@cache
def _known_ids() -> frozenset[str]:
    return frozenset(ids())


def _plain(value: object) -> str:
    """Return an exact number without the zeros that only say how it is stored."""
    if not isinstance(value, Decimal):
        return str(value)
    # not normalize(): it rounds to 28 digits
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return _plain(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return visible(str(value)).replace("\n", " ").replace("\t", " ")
