"""Tagpacks (the part of YAML that they use): fields of the whole pack, then a list of tags."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kg.errors import FormatError
from kg.messages import Message

_FIELD = re.compile(r"(?P<name>[A-Za-z_][\w-]*):(?:\s+(?P<value>.*))?")
_COMMENT = re.compile(r"(?<!\s)\s+#.*$")
#: Over how many lines a quoted value may go on.
_MOST_LINES = 100
#: Values of these beginnings are a part of YAML that no tagpack needs.
_FOREIGN = ("&", "*", "!", "|", ">", "{", "[", "%", "@", "`")


def tagpack_items(text: str, where: str) -> Iterator[Item]:
    """Yield the tags of a pack; what a tag does not say itself, the pack says for it."""
    lines = text.split("\n")
    at = next((n for n, line in enumerate(lines) if line.rstrip() == "tags:"), len(lines))
    pack = _fields(_logical(lines[:at], 1, where), where)
    for line, tag in _tags(lines[at + 1 :], at + 2, where):
        cells, reason = _read(tag)
        shown = "\n".join(written for _, written in tag)
        yield Item(line, {**pack, **cells}, shown, reason)


def _fields(lines: Iterator[tuple[int, str]], where: str) -> dict[str, str]:
    cells, reason = _read(list(lines))
    if reason:
        raise FormatError(Message("in-its-head", reason=reason), where=where)
    return cells


def _tags(lines: list[str], first: int, where: str) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    """Yield each tag's lines; each begins with a dash."""
    tag: list[tuple[int, str]] = []
    for number, line in _logical(lines, first, where):
        if re.match(r"\s*- ", line):
            if tag:
                yield tag[0][0], tag
            tag = [(number, re.sub(r"^\s*- ", "", line))]
        elif not tag or not line.startswith(" "):
            raise FormatError(Message("is-no-tag"), where=f"{where} line {number}")
        else:
            tag.append((number, line.strip()))
    if tag:
        yield tag[0][0], tag


def _logical(lines: list[str], first: int, where: str) -> Iterator[tuple[int, str]]:
    """Yield lines without comments and blanks; a quoted value may go on over several."""
    held, since = "", first
    for number, line in enumerate(lines, first):
        if held and number - since > _MOST_LINES:
            raise FormatError(Message("quoted-value-too-long"), where=f"{where} line {since}")
        if not held and (not line.strip() or line.lstrip().startswith("#") or line[:3] == "---"):
            continue
        since = since if held else number
        held = f"{held} {line.strip()}" if held else line.rstrip()
        if not _open(held):
            yield since, held
            held = ""
    if held:
        yield since, held


def _open(line: str) -> bool:
    """Say whether a quoted value is not closed yet."""
    found = re.match(r"\s*(?:- )?[A-Za-z_][\w-]*:\s+(['\"])(.*)$", line)
    if found is None:
        return False
    quote, rest = found[1], found[2]
    rest = rest.replace("''", "") if quote == "'" else re.sub(r"\\.", "", rest)
    return quote not in rest


def _read(lines: list[tuple[int, str]]) -> tuple[dict[str, str], Message | None]:
    cells: dict[str, str] = {}
    for _, line in lines:
        found = _FIELD.fullmatch(line)
        value = _value(found["value"] or "") if found else None
        if found is None or value is None or found["name"] in cells:
            return cells, Message("not-tagpack", line=repr(line[:40]))
        cells[found["name"]] = value
    return cells, None


def _value(text: str) -> str | None:
    """Return the text of a scalar, or None for what is more than one."""
    plain = text.strip()
    if plain.startswith("'"):
        found = re.fullmatch(r"'((?:[^']|'')*)'\s*(?:#.*)?", plain)
        return found[1].replace("''", "'") if found else None
    if plain.startswith('"'):
        found = re.fullmatch(r'("(?:[^"\\]|\\.)*")\s*(?:#.*)?', plain)
        return _unescaped(found[1]) if found else None
    if plain.startswith(_FOREIGN):
        return None
    return _COMMENT.sub("", plain)


def _unescaped(quoted: str) -> str | None:
    try:
        return str(json.loads(quoted))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Item:
    """One record with its line: its texts by name, or why it is none."""

    line: int
    cells: Mapping[str, str]
    text: str = ""
    reason: Message | None = None
