"""A question's two files, read and held against each other."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import FormatError
from kg.messages import Message

SLOT_TYPES = frozenset(("entity", "fact", "text", "integer", "time"))
COLUMN_TYPES = frozenset(
    ("text", "kind", "stage", "proof", "time", "amount", "number", "count", "yes", "place", "fact")
)
_STEM = re.compile(r"CQ(\d\d)-([a-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class QuestionParameter:
    """What a question can be given; without a default it then asks of all.

    ``kind`` is what a thing is expected to be, where a name fits several.
    """

    name: str
    type: str
    said: Message
    default: str | int | None = None
    required: bool = False
    kind: str = ""

    @property
    def variable(self) -> str:
        """The variable of the SPARQL text that it binds: a thing is bound by its id."""
        return f"{self.name}Id" if self.type in ("entity", "fact") else self.name


@dataclass(frozen=True, slots=True)
class AnswerColumn:
    """One column of an answer: its name, what stands in it, its heading."""

    name: str
    type: str
    said: Message


@dataclass(frozen=True, slots=True)
class Question:
    """A named question; ``missing`` says why it cannot be computed yet, else it is None."""

    number: int
    name: str
    theme: str
    title: Message
    slots: tuple[QuestionParameter, ...]
    columns: tuple[AnswerColumn, ...]
    needs: tuple[str, ...]
    trace: bool
    note: Message | None
    missing: Message | None
    sparql: str
    cypher: str

    @property
    def code(self) -> str:
        """The number as people cite it."""
        return f"CQ{self.number:02d}"

    def slot(self, name: str) -> QuestionParameter | None:
        """Return what it can be given under that name, if anything."""
        return next((slot for slot in self.slots if slot.name == name), None)


def read_pair(sparql: Path, cypher: Path) -> Question:
    """Return the question of two files that say the same of it, or refuse them."""
    told, text = _parted(sparql, "#")
    other, twin = _parted(cypher, "//")
    if told != other:
        raise FormatError(Message("question-files-differ"), where=sparql.name)
    match = _STEM.fullmatch(sparql.stem)
    if match is None or (int(match[1]), match[2]) != (told["number"], told["name"]):
        raise FormatError(Message("question-file-misnamed"), where=sparql.name)
    return _question(told, text, twin, sparql.name)


def _parted(path: Path, mark: str) -> tuple[dict[str, Any], str]:
    """Return what the first comments tell, and the text below them."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    end = next((n for n, line in enumerate(lines) if not line.startswith(mark)), len(lines))
    header = "".join(line.removeprefix(mark) for line in lines[:end])
    try:
        return tomllib.loads("\n".join(map(str.strip, header.splitlines()))), "".join(lines[end:])
    except tomllib.TOMLDecodeError as error:
        raise FormatError(
            Message("question-header-not-toml", error=str(error)), where=path.name
        ) from error


def _question(told: Mapping[str, Any], sparql: str, cypher: str, where: str) -> Question:
    try:
        found = Question(
            number=told["number"],
            name=told["name"],
            theme=told["theme"],
            title=_said(told["title"]),
            slots=tuple(_slot(name, one) for name, one in told.get("parameters", {}).items()),
            columns=tuple(_column(name, one) for name, one in told.get("columns", {}).items()),
            needs=tuple(told.get("needs", ())),
            trace=told.get("trace", False),
            note=_said(told["note"]) if "note" in told else None,
            missing=_said(told["missing"]) if "missing" in told else None,
            sparql=sparql,
            cypher=cypher,
        )
    except KeyError as error:
        raise FormatError(
            Message("question-header-lacks", error=str(error)), where=where
        ) from error
    if bool(found.missing) == bool(sparql.strip()):
        raise FormatError(Message("question-needs-text"), where=where)
    return found


def _slot(name: str, told: Mapping[str, Any]) -> QuestionParameter:
    if told["type"] not in SLOT_TYPES:
        raise FormatError(Message("parameter-type-unknown", told=repr(told["type"])), where=name)
    return QuestionParameter(
        name,
        told["type"],
        _said(told["said"]),
        told.get("default"),
        told.get("required", False),
        told.get("kind", ""),
    )


def _column(name: str, told: Mapping[str, Any]) -> AnswerColumn:
    if told["type"] not in COLUMN_TYPES:
        raise FormatError(Message("column-type-unknown", told=repr(told["type"])), where=name)
    return AnswerColumn(name, told["type"], _said(told))


def _said(told: Mapping[str, str]) -> Message:
    return Message("as-stored", zh=told["zh"], en=told["en"])
