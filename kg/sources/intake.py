"""A file as it was received: what it really is, its bytes hashed as they pass, unmoved."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import EvidenceMoved, FormatError, LimitExceeded
from kg.limits import Limits
from kg.text import file_name, is_named_in_text

BLOCK = 4 << 20
_MAGIC = (
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"Rar!", "RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (b"PAR1", "Parquet"),
    (b"SQLite format 3", "SQLite"),
)
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<meta", b"<style")
WORKBOOKS = ("xlsx", "xls", "ods")
_WORKBOOK_NAMES = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(slots=True)
class SourceFile:
    """One file, opened for reading only; every full pass over it must give the same hash."""

    path: Path
    limits: Limits
    size: int = 0
    sha256: str = ""
    _seen: tuple[int, int, int] = field(default=(0, 0, 0), repr=False)

    def __post_init__(self) -> None:
        if not is_named_in_text(self.path):
            what = "has a name that is neither UTF-8 nor GB18030"
            raise FormatError(what, where=self.name, hint="rename a copy of it, and load that")
        if not self.path.is_file():
            raise FormatError("is not a file", where=self.name)
        self._seen = self._now()
        self.size = self._seen[0]
        if self.size > self.limits.source_bytes:
            raise LimitExceeded(
                f"{self.size} bytes; the limit source_bytes is {self.limits.source_bytes}",
                where=self.name,
            )

    @property
    def name(self) -> str:
        """The name of the file as people read it."""
        return file_name(self.path)

    def _now(self) -> tuple[int, int, int]:
        state = self.path.stat()
        return state.st_size, state.st_mtime_ns, state.st_ino

    def blocks(self) -> Iterator[bytes]:
        """Yield the bytes from the start; the end of a pass settles or checks the hash."""
        digest = hashlib.sha256()
        with self.path.open("rb") as file:
            while block := file.read(BLOCK):
                digest.update(block)
                yield block
        self._settle(digest.hexdigest())

    def _settle(self, sha256: str) -> None:
        if self.sha256 and sha256 != self.sha256:
            self._moved()
        self.sha256 = sha256
        self.check_unmoved()

    def hash(self) -> str:
        """Return the SHA-256 of the bytes as received."""
        if not self.sha256:
            for _ in self.blocks():
                pass
        return self.sha256

    def check_unmoved(self) -> None:
        """Refuse a file that somebody wrote to while it was being read."""
        if self._now() != self._seen:
            self._moved()

    def _moved(self) -> None:
        raise EvidenceMoved(
            "changed while it was being read", where=self.name, hint="copy it first, then load"
        )

    def head(self, size: int = 4096) -> bytes:
        """Return the first bytes."""
        with self.path.open("rb") as file:
            return file.read(size)


def kind_of(head: bytes) -> str:
    r"""Return what the first bytes say a file is: ``text`` when they are no other kind.

    >>> kind_of(b"PK\x03\x04..."), kind_of(b" <HTML>"), kind_of(b"a,b")
    ('zip', 'HTML', 'text')
    """
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    if start.startswith(_HTML):
        return "HTML"
    return "XML" if start.startswith(b"<?xml") else "text"


def check_name(name: str, kind: str) -> None:
    """Refuse a file whose name promises a workbook that it is not, naming the real type."""
    promises_workbook = name.lower().endswith(_WORKBOOK_NAMES)
    if promises_workbook and kind == "text":
        hint = "rename it to .csv and load it again"
        raise FormatError("is a text table, not a workbook", where=name, hint=hint)
    if kind not in ("text", "gzip", "zip", *WORKBOOKS):
        hint = "open it in the program that made it and save it as .xlsx or .csv"
        raise FormatError(f"is {kind}, not a table kg reads", where=name, hint=hint)
