"""The custody log: one line for each action on a case, each carrying the hash of the one before.

ISO/IEC 27037 asks that handling of digital evidence be auditable and repeatable. The chain of
hashes shows that no line inside was changed or taken out; the head of the chain stands in every
report, because only a head kept elsewhere shows that the file as a whole was not rewritten.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, TextIO

from kg.errors import LogBroken
from kg.files import open_own

GENESIS = "0" * 64
BLOCK = 4 << 20


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def line_hash(line: str) -> str:
    """Return the hash by which the next line refers to this one."""
    return hashlib.sha256(line.encode()).hexdigest()


def whole_lines(path: Path) -> list[str]:
    """Return the lines of a file that only grows; one that a crash cut in half was never said."""
    written = path.read_bytes() if path.exists() else b""
    return written[: written.rfind(b"\n") + 1].decode().split("\n")[:-1]


def cut_half_a_line(path: Path) -> None:
    """Take off what a crash left after the last whole line; only the case's writer may."""
    if not path.exists():
        return
    with os.fdopen(open_own(path, os.O_RDWR), "rb+") as stream:
        written = stream.read()
        stream.truncate(written.rfind(b"\n") + 1)


def appending(path: Path) -> TextIO:
    """Open a text of the case that only grows, for more lines."""
    descriptor = open_own(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    return os.fdopen(descriptor, "a", encoding="utf-8", newline="")


class Texts(Protocol):
    """Where the texts are that lines of the log name by their hashes."""

    def hide(self, action: str, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Keep the texts of these facts, and return what a line says instead."""

    def told(self, line: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a line with its texts."""


class CustodyLog:
    """An append-only file of JSON lines; reading it proves the chain or raises LogBroken.

    With ``texts`` the lines hold hashes of what persons typed, and are read with the words.
    """

    def __init__(self, path: Path, texts: Texts | None = None) -> None:
        self.path = path
        self._texts = texts

    def append(self, action: str, **facts: Any) -> str:
        """Add one line, flushed to disk, and return the new head."""
        head = self.head()
        entry = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "action": action,
            **(self._texts.hide(action, facts) if self._texts else facts),
            "previous": head,
        }
        line = json.dumps(entry, ensure_ascii=False, sort_keys=True)
        cut_half_a_line(self.path)
        with appending(self.path) as stream:
            stream.write(line + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        return line_hash(line)

    def entries(self) -> Iterator[Mapping[str, Any]]:
        """Yield every line in order, checking each link of the chain on the way."""
        before = GENESIS
        for number, line in enumerate(whole_lines(self.path), start=1):
            entry = self._parse(line, number)
            if entry.get("previous") != before:
                raise LogBroken(
                    f"line {number} does not follow the line before it",
                    where=self.path.name,
                    hint="the log was altered: compare it with the head on a printed report",
                )
            before = line_hash(line)
            yield self._texts.told(entry) if self._texts else entry

    def numbered(self) -> Iterator[tuple[int, Mapping[str, Any], str]]:
        """Yield every line with its number before it and its own hash after it."""
        lines = whole_lines(self.path)
        for number, (line, entry) in enumerate(zip(lines, self.entries(), strict=True), start=1):
            yield number, entry, line_hash(line)

    def head(self) -> str:
        """Return the hash of the last line, or zeros for an empty log."""
        last = GENESIS
        for line in whole_lines(self.path):
            last = line_hash(line)
        return last

    def _parse(self, line: str, number: int) -> Mapping[str, Any]:
        try:
            entry = json.loads(line)
        except json.JSONDecodeError as error:
            raise LogBroken(f"line {number} is not JSON", where=self.path.name) from error
        if not isinstance(entry, dict):
            raise LogBroken(f"line {number} is not a record", where=self.path.name)
        return entry
