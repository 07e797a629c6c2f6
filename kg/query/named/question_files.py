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
    fields, text = _parted(sparql, "#")
    other, twin = _parted(cypher, "//")
    if fields != other:
        raise FormatError(Message("question-files-differ"), where=sparql.name)
    match = _STEM.fullmatch(sparql.stem)
    if match is None or (int(match[1]), match[2]) != (fields["number"], fields["name"]):
        raise FormatError(Message("question-file-misnamed"), where=sparql.name)
    return _question(fields, text, twin, sparql.name)


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


def _question(fields: Mapping[str, Any], sparql: str, cypher: str, where: str) -> Question:
    try:
        question = Question(
            number=fields["number"],
            name=fields["name"],
            theme=fields["theme"],
            title=_as_message(fields["title"]),
            slots=tuple(
                _slot(name, parameter) for name, parameter in fields.get("parameters", {}).items()
            ),
            columns=tuple(
                _column(name, column) for name, column in fields.get("columns", {}).items()
            ),
            needs=tuple(fields.get("needs", ())),
            trace=fields.get("trace", False),
            note=_as_message(fields["note"]) if "note" in fields else None,
            missing=_as_message(fields["missing"]) if "missing" in fields else None,
            sparql=sparql,
            cypher=cypher,
        )
    except KeyError as error:
        raise FormatError(
            Message("question-header-lacks", error=str(error)), where=where
        ) from error
    if bool(question.missing) == bool(sparql.strip()):
        raise FormatError(Message("question-needs-text"), where=where)
    return question


def _slot(name: str, fields: Mapping[str, Any]) -> QuestionParameter:
    if fields["type"] not in SLOT_TYPES:
        raise FormatError(Message("parameter-type-unknown", told=repr(fields["type"])), where=name)
    return QuestionParameter(
        name,
        fields["type"],
        _as_message(fields["said"]),
        fields.get("default"),
        fields.get("required", False),
        fields.get("kind", ""),
    )


def _column(name: str, fields: Mapping[str, Any]) -> AnswerColumn:
    if fields["type"] not in COLUMN_TYPES:
        raise FormatError(Message("column-type-unknown", told=repr(fields["type"])), where=name)
    return AnswerColumn(name, fields["type"], _as_message(fields))


def _as_message(labels: Mapping[str, str]) -> Message:
    return Message("as-stored", zh=labels["zh"], en=labels["en"])
