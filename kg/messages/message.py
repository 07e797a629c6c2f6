"""What is to be said to a person: the id of a sentence, and what is filled in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from pathlib import PurePath
from typing import Any, TypeAlias, Union

from kg.messages.catalogue import FALLBACK, Catalogue, catalogue


@dataclass(frozen=True, slots=True)
class Column:
    """A column by the name that a layout gives it; said by the header that the file has for it."""

    name: str

    def said_in(self, catalogue: Catalogue, headers: Mapping[str, str]) -> str:
        """Return the header in the file, else what the catalogue calls such a column."""
        own = f"column-{self.name}"
        known = headers.get(self.name, "")
        return known or (catalogue.text(own, {}, {}) if own in catalogue else self.name)


Argument: TypeAlias = Union[str, int, Column, "Message", tuple["Argument", ...]]
"""What may be filled into a sentence.

A text stands as it is. An integer is a quantity: it is grouped (1,234) and chooses the plural; what
names something (a line, a port, a year) is passed as text. A message is said in the same language.
A tuple is said as a list, with the commas of the language.
"""


@dataclass(frozen=True, slots=True, init=False)
class Message:
    """One sentence in no language yet.

    Args:
        id: Its name in the catalogues.
        arguments: What is filled in, by name. Exact numbers and paths are kept as their text.

    >>> Message("level-steps-away", count=1_234).text("en")
    '1,234 steps away'
    >>> Message("level-steps-away", count=1).text("en")
    '1 step away'
    """

    id: str
    filled: tuple[tuple[str, Argument], ...]

    def __init__(self, id: str, /, **arguments: object) -> None:  # noqa: A002 - the catalogue's word
        object.__setattr__(self, "id", id)
        filled = ((name, _argument(value)) for name, value in sorted(arguments.items()))
        object.__setattr__(self, "filled", tuple(filled))

    @property
    def arguments(self) -> dict[str, Argument]:
        """What is filled in, by name."""
        return dict(self.filled)

    def text(self, lang: str = "en", headers: Mapping[str, str] | None = None) -> str:
        """Return the sentence.

        Args:
            lang: A language that has a catalogue; where it lacks the sentence, it is English.
            headers: The header in the file for each :class:`Column`.
        """
        return self.said_in(catalogue(lang), headers or {})

    def said_in(self, catalogue: Catalogue, headers: Mapping[str, str]) -> str:
        """Return the sentence as a catalogue says it, else in English, else its id as it stands."""
        if self.id not in catalogue and self.id not in english():
            return f"{self.id} {self.to_plain()['arguments']}"
        return catalogue.text(self.id, self.arguments, headers)

    def __str__(self) -> str:
        """Return the English sentence, as logs and stored problems have it."""
        return self.text()

    def with_texts(self, change: Mapping[str, str] | Any) -> Message:
        """Return the message with each of its texts, at any depth, given to ``change``."""
        return Message(self.id, **{name: _changed(value, change) for name, value in self.filled})

    def to_plain(self) -> dict[str, Any]:
        """Return the message as JSON can hold it."""
        return {"id": self.id, "arguments": {n: _plain(value) for n, value in self.filled}}

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Message:
        """Return the message that :meth:`to_plain` wrote.

        A sentence in two languages, as results of before 0.5 hold it, is said as it stands.

        Raises:
            ValueError: the data is no message.
        """
        if data.keys() == {"zh", "en"}:
            return cls("as-stored", **data)
        if data.keys() != {"id", "arguments"} or not isinstance(data["arguments"], Mapping):
            raise ValueError("not a message")
        return cls(data["id"], **{n: _of_plain(one) for n, one in data["arguments"].items()})

    def to_json(self) -> str:
        """Return the one canonical text of the message: the same message, the same text."""
        return json.dumps(self.to_plain(), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Message:
        """Return the message whose :meth:`to_json` a text is.

        Raises:
            ValueError: the text is no message.
        """
        return cls.from_plain(json.loads(text))


def english() -> Catalogue:
    """Return the sentences of the language that has them all."""
    return catalogue(FALLBACK)


def say(id: str, lang: str, /, **arguments: object) -> str:  # noqa: A002 - the catalogue's word
    """Return one sentence in a language, what differs filled in.

    >>> say("level-steps-away", "zh", count=3)
    '距起点 3 步'
    """
    return Message(id, **arguments).text(lang)


def joined(id: str, messages: Iterable[Message]) -> Message:  # noqa: A002 - the catalogue's word
    """Return several messages as one, by a sentence of a ``first`` and a ``second``.

    >>> joined("both-of", [Message("blank-row"), Message("title-line")]).text("en")
    'blank row and title line'
    """
    return reduce(lambda one, other: Message(id, first=one, second=other), messages)


def _argument(value: object) -> Argument:
    if isinstance(value, bool | float):
        raise TypeError(f"{value!r} is no argument of a message: pass it as the text it is said as")
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int | Column | Message):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, Iterable):
        return tuple(map(_argument, value))
    raise TypeError(f"{type(value).__name__} is no argument of a message")


def _changed(value: Argument, change: Any) -> Argument:
    if isinstance(value, str):
        return str(change(value))
    if isinstance(value, Message):
        return value.with_texts(change)
    if isinstance(value, tuple):
        return tuple(_changed(one, change) for one in value)
    return value


def _plain(value: Argument) -> Any:
    if isinstance(value, Message):
        return value.to_plain()
    if isinstance(value, Column):
        return {"column": value.name}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _of_plain(data: Any) -> Argument:
    if isinstance(data, Mapping):
        return Column(data["column"]) if data.keys() == {"column"} else Message.from_plain(data)
    return tuple(map(_of_plain, data)) if isinstance(data, list) else _argument(data)
