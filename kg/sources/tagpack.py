"""Tagpacks (YAML): the fields of a whole pack, and its list of tags.

Read are the events of the YAML parser; no object is ever made of them. So every value stays the
text that is written, and an anchor, an alias or a type of YAML is refused where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

from kg.errors import FormatError
from kg.messages import Message

_Event: TypeAlias = Any
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser, where it is built in: ten times as fast, and it bounds how deep lists go."""
_NAME = re.compile(r"[A-Za-z_][\w-]*")
_MOST_LINES = 100
"""Over how many lines a quoted value may go on."""
_SHOWN = 40
"""So many characters of a line that cannot be read are shown."""
_NOT_OF_YAML = re.compile(
    "\r(?!\n)|[^\t\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""Characters that YAML has no place for, or takes for the end of a line that does not end there."""
_PRIVATE = range(0xE000, 0xF900)


@dataclass(frozen=True, slots=True)
class ListedRecord:
    """One record with its line: its texts by name, or why it is none."""

    line: int
    cells: Mapping[str, str]
    text: str = ""
    reason: Message | None = None


def tagpack_items(text: str, where: str) -> list[ListedRecord]:
    """Return the tags of a pack; what a tag does not say itself, the pack says for it.

    Args:
        text: The whole file.
        where: What errors call the file.

    Returns:
        The tags in the order of the file, each with the line that it begins on. A tag that holds
        more than texts by name has the reason instead, and is to be listed as a problem.

    Raises:
        FormatError: The text is no YAML, or its head or its list is none of a tagpack.
    """
    return _TagpackReader(text, where).records()


class _TagpackReader:
    """Reads one tagpack from the events of a YAML parser, each taken once."""

    def __init__(self, text: str, where: str) -> None:
        self._text, self._where = text, where
        self._line, self._counted = 1, 0
        self._in_tags = False
        self._last: _Event = None
        stand_ins = _stand_ins(text)
        self._originals = {ord(private): char for char, private in stand_ins.items()}
        readable = text.translate({ord(char): to for char, to in stand_ins.items()})
        self._events = yaml.parse(readable, Loader=_LOADER)

    def records(self) -> list[ListedRecord]:
        """Return every tag with the fields of the pack."""
        tags: list[ListedRecord] = []
        start = self._take()
        while isinstance(start, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            start = self._take()
        if not isinstance(start, yaml.MappingStartEvent):
            raise FormatError(Message("is-no-tag"), where=self._place(start))
        pack, reason = self._fields(tags)
        if reason:
            raise FormatError(Message("in-its-head", reason=reason), where=self._where)
        end = self._take()
        while isinstance(end, yaml.DocumentEndEvent):
            end = self._take()
        if not isinstance(end, yaml.StreamEndEvent):
            raise FormatError(Message("goes-on-after-end"), where=self._place(end))
        return [ListedRecord(tag.line, {**pack, **tag.cells}, tag.text, tag.reason) for tag in tags]

    def _take(self) -> _Event:
        """Return the next event; what the parser refuses is told with its line."""
        try:
            self._last = next(self._events)
            return self._last
        except yaml.YAMLError as error:
            mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", "")
            line = f" line {self._line_of(mark.index)}" if mark else ""
            name = "tag-is-no-yaml" if self._in_tags else "is-no-yaml"
            what = Message(name, error=problem or type(error).__name__)
            raise FormatError(what, where=f"{self._where}{line}") from error

    def _fields(self, tags: list[ListedRecord] | None) -> tuple[dict[str, str], Message | None]:
        """Return a mapping's texts by name, or those before what is none, and the reason.

        Args:
            tags: Where the records of the list ``tags`` go; None: no such list is expected.
        """
        cells: dict[str, str] = {}
        reason: Message | None = None
        while not isinstance(key := self._take(), yaml.MappingEndEvent):
            name = self._scalar(key)
            if tags is not None and name == "tags":
                tags += self._tags()
                continue
            cell = self._scalar(self._take())
            if name is None or cell is None or name in cells or not _NAME.fullmatch(name):
                reason = reason or self._not_of_tagpack(key)
            elif reason is None:
                cells[name] = cell
        return cells, reason

    def _tags(self) -> Iterator[ListedRecord]:
        self._in_tags = True
        start = self._take()
        if isinstance(start, yaml.ScalarEvent) and not start.value:
            self._in_tags = False
            return
        if not isinstance(start, yaml.SequenceStartEvent):
            raise FormatError(Message("is-no-tag"), where=self._place(start))
        while not isinstance(tag := self._take(), yaml.SequenceEndEvent):
            yield self._tag(tag)
        self._in_tags = False

    def _tag(self, start: _Event) -> ListedRecord:
        line = self._line_of(start.start_mark.index)
        cells: dict[str, str] = {}
        if isinstance(start, yaml.MappingStartEvent) and _is_plain(start):
            cells, reason = self._fields(None)
            if reason is None:
                return ListedRecord(line, cells)
        else:
            self._skip(start)
            reason = self._not_of_tagpack(start)
        shown = self._text[start.start_mark.index : self._last.end_mark.index]
        return ListedRecord(line, cells, shown.rstrip(), reason)

    def _scalar(self, event: _Event) -> str | None:
        """Return the text of a value, or None for what is more than a text."""
        if not isinstance(event, yaml.ScalarEvent) or not _is_plain(event):
            self._skip(event)
            return None
        if event.style in ("'", '"') and event.end_mark.line - event.start_mark.line > _MOST_LINES:
            raise FormatError(Message("quoted-value-too-long"), where=self._place(event))
        value: str = event.value.translate(self._originals)
        return value.rstrip("\n") if event.style in ("|", ">") else value

    def _skip(self, start: _Event) -> None:
        """Take the events of what begins here up to its end."""
        depth = int(isinstance(start, yaml.CollectionStartEvent))
        while depth:
            event = self._take()
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)

    def _not_of_tagpack(self, event: _Event) -> Message:
        begin = event.start_mark.index
        end = self._text.find("\n", begin)
        line = self._text[begin : end if end >= 0 else len(self._text)]
        return Message("not-tagpack", line=repr(line.rstrip("\r")[:_SHOWN]))

    def _place(self, event: _Event) -> str:
        return f"{self._where} line {self._line_of(event.start_mark.index)}"

    def _line_of(self, index: int) -> int:
        """Return the line of a place in the text, counted on from the last one asked for."""
        if index < self._counted:
            return self._text.count("\n", 0, index) + 1
        self._line += self._text.count("\n", self._counted, index)
        self._counted = index
        return self._line


def _is_plain(event: _Event) -> bool:
    """Say whether a value has no anchor and no type of YAML."""
    return event.anchor is None and event.tag is None


def _stand_ins(text: str) -> dict[str, str]:
    """Return a private character that is not in the text for each that YAML has no place for.

    So a tag with a stray control character is one tag with it, and no reason to refuse the file.
    """
    strange = sorted(set(_NOT_OF_YAML.findall(text)))
    unused = (char for char in map(chr, _PRIVATE) if char not in text)
    return dict(zip(strange, unused, strict=False))
