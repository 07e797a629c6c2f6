"""What a person sees in the terminal: tables and sentences, in their language; plain in a pipe."""

from __future__ import annotations

import json
import os
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kg.text import visible

if TYPE_CHECKING:
    from kg.cli.reasons import Reasons

Row = Sequence[object]
LONG = 24
GAP = 3


def preferred_language() -> str:
    """Return zh or en as the environment asks for it: KG_LANG first, then the locale."""
    wanted = os.environ.get("KG_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh" if wanted.lower().startswith("zh") else "en"


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Return every sentence the terminal can say, by key and language."""
    text = Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


class Screen:
    """One command's output: ``--json`` gives one document, a pipe gives plain lines."""

    def __init__(self, lang: str, as_json: bool = False) -> None:
        self.lang = lang or preferred_language()
        self.as_json = as_json
        self.is_terminal = sys.stdout.isatty()

    def word(self, key: str, **facts: object) -> str:
        """Return a sentence in the screen's language with its facts filled in."""
        return words()[key][self.lang].format(**facts)

    def reasons(self, layouts: Iterable[str] = ()) -> Reasons:
        """Return who tells what readers say of files of some layouts."""
        from kg.cli.reasons import Reasons

        return Reasons(self.lang, layouts)

    def reason_in(self, reason: str, layout: str) -> str:
        """Return what readers say of a row of one layout."""
        return self.reasons([layout])(reason)

    def say(self, key: str, **facts: object) -> None:
        """Print one sentence; nothing under ``--json``."""
        self.line(self.word(key, **facts))

    def line(self, text: str = "") -> None:
        """Print text as it is; nothing under ``--json``."""
        if not self.as_json:
            sys.stdout.write(text + "\n")
            sys.stdout.flush()

    def note(self, text: str) -> None:
        """Print a line of progress to the error stream, so that pipes stay clean."""
        sys.stderr.write(text + "\n")
        sys.stderr.flush()

    def step(self, what: str, name: str) -> None:
        """Show what a long command is doing, on a terminal only: the line is written over."""
        if sys.stderr.isatty() and not self.as_json:
            line = visible(self.word(f"step_{what}", name=name)).replace("\n", " ")
            sys.stderr.write(f"\r\x1b[2K{line}")
            sys.stderr.flush()

    def steps_done(self) -> None:
        """Take the last step off the terminal: what follows begins at the left."""
        if sys.stderr.isatty() and not self.as_json:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()

    def document(self, value: Any) -> None:
        """Print one JSON document, only under ``--json``."""
        if self.as_json:
            sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, default=_plain) + "\n")

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Print a table whose columns are word keys: framed on a terminal, tabbed in a pipe."""
        if self.as_json:
            return
        self.rows([self.word(column) for column in columns], rows, title)

    def rows(self, heads: Sequence[str], rows: Iterable[Row], title: str = "") -> None:
        """Print rows under heads that are taken as they are."""
        cells = [[_cell(value) for value in row] for row in rows]
        if self.as_json:
            return
        if self.is_terminal:
            self._framed(title, heads, cells)
            return
        for row in ([title] if title else [], heads, *cells):
            if row:
                self.line("\t".join(row))

    def _framed(self, title: str, heads: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
        from rich import box
        from rich.cells import cell_len
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        console = Console()
        frame = Table(title=title and Text(title), box=box.SIMPLE_HEAD, title_justify="left")
        columns = [[head, *(row[n] for row in cells)] for n, head in enumerate(heads)]
        widest = [max(map(cell_len, column)) for column in columns]
        short = sum(width + GAP for width in widest if width <= LONG)
        for column, width in zip(columns, widest, strict=True):
            side: Literal["left", "right"] = "right" if _is_numeric(column[1:]) else "left"
            # a short column keeps its line only where no column would lose text by it
            whole = width <= LONG and short + LONG <= console.width
            frame.add_column(Text(column[0]), justify=side, overflow="fold", no_wrap=whole)
        for row in cells:
            frame.add_row(*map(Text, row))
        console.print(frame)


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


def _is_numeric(texts: Sequence[str]) -> bool:
    plain = [text.replace(",", "").replace(".", "").lstrip("-") for text in texts if text]
    return bool(plain) and all(text.isdigit() for text in plain)
