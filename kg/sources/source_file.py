"""A file as it was received: what it really is, its bytes hashed as they pass, unmoved."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import EvidenceMoved, FormatError, LimitExceeded, NotATableError
from kg.limits import Limits
from kg.messages import Message
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
_XML_FORMS = (
    (rb"urn:iso:std:iso:20022:tech:xsd:(?:camt|pain|pacs)\.", "XML (ISO 20022)"),
    (rb"<graphml\b", "GraphML"),
    (rb"<gexf\b", "GEXF"),
    (rb"<(?:\w+:)?RDF\b", "RDF/XML"),
)
ONE_C = "1CClientBankExchange"
_TEXT_FORMS = (
    (rb"\{\s*[\"}]|\[\s*[\"{\[\]\d]", "JSON"),
    (rb"BEGIN:VCALENDAR", "iCalendar"),
    (rb"(?:From|Received|Return-Path|Delivered-To|MIME-Version|Message-ID): ?\S", "e-mail"),
    (rb"@prefix\b|<[^>\s]+>\s+<[^>\s]+>\s+\S", "RDF"),
    (rb"---\s|%YAML", "YAML"),
    (rb"1CClientBankExchange\b", ONE_C),
    (
        rb"(?i)-- (?:MySQL|MariaDB|PostgreSQL|SQLite|phpMyAdmin)\b|/\*!\d{5}|BEGIN TRANSACTION;"
        rb"|(?:SET |DROP TABLE |CREATE TABLE |INSERT INTO )[^,;]{0,200}[;(]",
        "SQL",
    ),
    (rb"\{1:F\d\d[A-Z0-9]{12}", "SWIFT MT"),
)
"""How texts begin that are no tables, and what they are called; none goes over a text twice."""
_MARKDOWN = re.compile(rb"#{1,6} [^\n]*+\n")
_PROSE_LINES, _ALIKE = 50, 0.4
_QUOTED = re.compile(rb'"(?:[^"]|"")*+"')
_SENTENCE = re.compile("。|！|？|；|，|[.!?,;:](?: |$)".encode())
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<meta", b"<style")
WORKBOOKS = ("xlsx", "xls", "ods", "HTML")


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
            raise FormatError(
                Message("name-neither-utf-8"), where=self.name, hint=Message("rename-copy-load")
            )
        if not self.path.is_file():
            raise FormatError(Message("not-file"), where=self.name)
        self._seen = self._now()
        self.size = self._seen[0]
        if self.size > self.limits.source_bytes:
            raise LimitExceeded(
                Message(
                    "larger-than-source-bytes",
                    size=self.size,
                    limit=self.limits.source_bytes,
                ),
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
            Message("changed-while-being-read"),
            where=self.name,
            hint=Message("copy-first-then-load"),
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
    if not start.startswith(b"<?xml"):
        return "text"
    return next((name for form, name in _XML_FORMS if re.search(form, head)), "XML")


def text_form(head: bytes) -> str:
    r"""Return what a text is that no layout fits: a form that is no table, ``prose``, or nothing.

    >>> text_form(b'{"a": 1}'), text_form(b"BEGIN:VCALENDAR"), text_form(b"a,b\n1,2")
    ('JSON', 'iCalendar', '')
    """
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if name := next((name for form, name in _TEXT_FORMS if re.match(form, start)), ""):
        return name
    lines = _filled(start)
    rows = _filled(_QUOTED.sub(b"", start))  # a cell in quotes may hold sentences, on many lines
    marks = (b",", b"\t", b";")
    if not lines or any(_is_cut_by(mark, some) for mark in marks for some in (lines, rows)):
        return ""
    if _MARKDOWN.match(start):  # its tables are cut by bars
        return "Markdown"
    if _is_cut_by(b"|", lines):
        return ""
    sentences = sum(bool(_SENTENCE.search(line)) for line in lines)
    return "prose" if sentences >= _ALIKE * len(lines) else ""


def _filled(text: bytes) -> list[bytes]:
    """Return the first lines of a text that are not blank."""
    return [line for line in text.splitlines() if line.strip()][:_PROSE_LINES]


_ONE_ROW = 3
"""So many delimiters make a row of the only line of a file."""


def _is_cut_by(delimiter: bytes, lines: Sequence[bytes]) -> bool:
    """Say whether so many lines have as many of a delimiter that they can be rows of a table.

    What stands in quotes cuts nothing: an address there has commas of its own.
    """
    bare = (_QUOTED.sub(b"", line) for line in lines)
    counts = Counter(count for line in bare if (count := line.count(delimiter)))
    if len(lines) == 1:
        return max(counts, default=0) >= _ONE_ROW
    return bool(counts) and max(counts.values()) >= max(2, _ALIKE * len(lines))


def check_kind(kind: str, name: str) -> None:
    """Refuse a file that holds no table; its first bytes count, not the end of its name.

    What banks and brokers call ``.xls`` is as often as not a text cut by tabs.
    """
    if kind not in ("text", "gzip", "zip", "PDF", "Parquet", *WORKBOOKS):
        raise no_table(kind, name)


_TELEGRAM = re.compile(rb"class=\"message (?:default|service)[^\"]*\" id=\"message")
_REMEDY = "save-as-a-table"
_REMEDIES = {
    ONE_C: "ask-for-the-statement",
    "SWIFT MT": "ask-for-the-statement",
    "SQL": "export-each-table",
    "Telegram HTML": "export-as-json",
}
"""What to do with a file of some kinds that are no tables."""


def form_of_page(head: bytes) -> str:
    """Return what a page in HTML without tables is: an export of Telegram, or any other."""
    return "Telegram HTML" if _TELEGRAM.search(head) else "HTML"


def no_table(kind: str, where: str) -> NotATableError:
    """Return the refusal of what is no table, which names what it is and what to do."""
    if kind == "prose":
        hint = Message("type-or-use-a-template")
        return NotATableError(Message("running-text-without-columns"), where=where, hint=hint)
    what, hint = Message("not-table-kg-reads", kind=kind), Message(_REMEDIES.get(kind, _REMEDY))
    return NotATableError(what, where=where, hint=hint)
