"""Why a row, a file or a command was refused or doubted, in the language of who reads it.

Readers say their reasons in English, and so they stand in the case; so do errors. Chinese is told
from them by lists of sentences (``reasons.toml``, ``errors.toml``); the columns that they name by a
layout's own words are told by their headers.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import KgError, LayoutError

LISTS = ("reasons.toml", "errors.toml")
_GAP = re.compile(r"\\\{(\w+)\\\}")
_LINE = re.compile(r"(?:(?P<member>.*)#)?line (?P<line>[0-9]+)")
#: What a reason may be about though a layout has no such column: money told in two of them.
_OURS = {"amount": "金额"}
#: How many reasons inside each other are told: a file's own words may look like any number.
_DEEPEST = 4
#: Longer than this is no reason but a file's own words: patterns would take seconds over them.
_LONGEST = 1_000
_ABOUT = re.compile(
    r"(?P<columns>\w+(?: and \w+)*)(?P<rest>: .+| (?:is|are) blank| both hold an amount)", re.DOTALL
)
_NAMED = re.compile(r"(?P<column>\w+): (?P<rest>.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing that readers say: how it is known in English, and how it is told in Chinese."""

    english: str
    known: re.Pattern[str]
    told: str


@cache
def sentences() -> tuple[Sentence, ...]:
    """Return every sentence of the lists, in their order: of readers first, then of commands."""
    texts = (Path(__file__).with_name(name).read_text(encoding="utf-8") for name in LISTS)
    told = (pair for text in texts for pair in tomllib.loads(text).items())
    return tuple(Sentence(english, _pattern(english), chinese) for english, chinese in told)


def _pattern(sentence: str) -> re.Pattern[str]:
    """Return the sentence with its gaps open; a text of the file stands in quotes."""
    gaps = _GAP.sub(r"(?P<\1>.*?)", re.escape(sentence))
    return re.compile(gaps.replace("(?P<text>.*?)", "(?P<text>['\"].*?)"), re.DOTALL)


class Reasons:
    """Tells reasons in one language, by the headers of some layouts."""

    def __init__(self, lang: str, layouts: Iterable[str] = ()) -> None:
        self.lang = lang
        self._headers = _headers(tuple(layouts))

    def __call__(self, text: str) -> str:
        """Return the reason as it is told; what no sentence fits stays as it is."""
        return self._told(text) if self.lang == "zh" else self._by_header(text)

    def error(self, error: KgError) -> str:
        """Return an error as one sentence: what, where, and what to do about it."""
        if self.lang != "zh":
            return str(error)
        place = f"{error.where}：" if error.where else ""
        advice = f"。{self(error.hint)}" if error.hint else ""
        return f"{place}{self(error.what)}{advice}"

    def place(self, locator: str) -> str:
        """Return where a row stands: a sheet's own way stays, a line is counted in Chinese."""
        found = _LINE.fullmatch(locator) if self.lang == "zh" else None
        if not found:
            return locator
        member = f"{found['member']} " if found["member"] else ""
        return f"{member}第 {found['line']} 行"

    def _by_header(self, text: str) -> str:
        """Return an English reason whose columns are named as the file names them."""
        found = _ABOUT.fullmatch(text)
        columns = found["columns"].split(" and ") if found else []
        if not found or not all(column in self._headers for column in columns):
            return text
        return " and ".join(self._headers[one] for one in columns) + found["rest"]

    def _told(self, text: str, depth: int = 0) -> str:
        if depth > _DEEPEST or len(text) > _LONGEST:
            return text
        told = self._of_a_column(text, depth) or self._sentence(text, depth)
        return told or self._parts(text, depth)

    def _of_a_column(self, text: str, depth: int) -> str:
        named = _NAMED.fullmatch(text)
        told = named and self._told(named["rest"], depth + 1)
        if not named or told == named["rest"]:
            return ""
        column = named["column"]
        return f"{self._headers.get(column, _OURS.get(column, column))}：{told}"

    def _sentence(self, text: str, depth: int) -> str:
        for one in sentences():
            if found := one.known.fullmatch(text):
                parts = {
                    name: self._gap(name, said, depth) for name, said in found.groupdict().items()
                }
                return one.told.format(**parts)
        return ""

    def _gap(self, name: str, said: str, depth: int) -> str:
        if name == "columns":
            return "、".join(self._headers.get(one, one) for one in said.split(" and "))
        if name == "list":
            return "；".join(self._told(one, depth + 1) for one in said.split("; "))
        return self._told(said, depth + 1) if name in ("reason", "at") else said

    def _parts(self, text: str, depth: int) -> str:
        """Return what stands before a reason, or the advice after it, each told by itself."""
        what, dash, hint = text.partition(" — ")
        if dash:
            return f"{self._told(what, depth + 1)}。{self._told(hint, depth + 1)}"
        where, colon, rest = text.partition(": ")
        told = self._told(rest, depth + 1) if colon else ""
        return f"{where}：{told}" if told != rest else text


@cache
def _headers(names: tuple[str, ...]) -> Mapping[str, str]:
    """Return the first header of every column of some layouts."""
    from kg.sources.layout_files import find_layout

    first: dict[str, str] = {}
    for name in names:
        try:
            columns = find_layout(name).columns
        except LayoutError:
            # a layout of the case's own: its columns keep their own words
            continue
        for column, described in columns.items():
            first.setdefault(column, described.names[0])
    return first
