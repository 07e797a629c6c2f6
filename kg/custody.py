"""The custody log: one line for each action on a case, each carrying the hash of the one before.

ISO/IEC 27037 asks that handling of digital evidence be auditable and repeatable. The chain of
hashes shows that no line inside was changed or taken out. That lines at the end were dropped shows
only against a head kept elsewhere: a printed report, or ``log.head`` beside the log, which names
the last line and is written after it. Whoever drops lines and rewrites ``log.head`` too is found
out by a head that was written down outside the case (``kg log --head``, ``kg verify --head``).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Protocol, TextIO

from kg.errors import LogBroken, StoreCorrupt
from kg.files import open_own, write_atomically
from kg.messages import Message

GENESIS = "0" * 64
ALTERED = Message("verify-says-rebuild-restores")
"""What to do about a file of the case that no longer says what kg wrote."""
HASHED = "hmac:"
"""How the hash of a text begins that a line does not hold itself."""
BLOCK = 4 << 20
FAR = 1 << 40


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk; Windows opens no folder for that."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def line_hash(line: str) -> str:
    """Return the hash by which the next line refers to this one."""
    return hashlib.sha256(line.encode()).hexdigest()


def whole_lines(path: Path) -> list[str]:
    """Return the lines of a file that only grows; one that a crash cut in half was never said."""
    written = path.read_bytes() if path.exists() else b""
    try:
        return written[: written.rfind(b"\n") + 1].decode().split("\n")[:-1]
    except UnicodeDecodeError as error:
        what = Message("not-text-from-byte", byte=error.start)
        raise StoreCorrupt(what, where=path.name, hint=ALTERED) from error


def cut_half_a_line(path: Path) -> None:
    """Take off what a crash left after the last whole line; only the case's writer may."""
    if not path.exists():
        return
    with os.fdopen(open_own(path, os.O_RDWR), "rb+") as stream:
        written = stream.read()
        whole = written.rfind(b"\n") + 1
        if whole != len(written):
            stream.truncate(whole)


def appending(path: Path) -> TextIO:
    """Open a text of the case that only grows, for more lines."""
    descriptor = open_own(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    return os.fdopen(descriptor, "a", encoding="utf-8", newline="")


def to_disk(stream: TextIO) -> None:
    """Bring what was written to the disk: a power cut takes nothing of what was said to be done."""
    stream.flush()
    os.fsync(stream.fileno())


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
        self.head_file = path.with_suffix(".head")

    def append(self, action: str, **facts: Any) -> str:
        """Add one line, flushed to disk, and return the new head.

        Exports write their lines while a load may run: the file is locked for the moment in which
        the last line is read and the next one written.
        """
        with appending(self.path) as lock, _alone(lock):
            head = self.head()
            at = datetime.now(UTC).isoformat(timespec="seconds")
            hidden = self._texts.hide(action, facts) if self._texts else facts
            entry = {"at": at, "action": action, **hidden, "previous": head}
            line = json.dumps(entry, ensure_ascii=False, sort_keys=True)
            cut_half_a_line(self.path)
            with appending(self.path) as stream:
                stream.write(line + "\n")
                stream.flush()
                os.fsync(stream.fileno())
            self._write_head(line_hash(line))
        return line_hash(line)

    def entries(self) -> Iterator[Mapping[str, Any]]:
        """Yield every line in order, checking each link of the chain on the way."""
        before = GENESIS
        for number, line in enumerate(self._lines(), start=1):
            entry = self._parse(line, number)
            if entry.get("previous") != before:
                raise LogBroken(
                    Message("log-line-does-not-follow", number=number),
                    where=self.path.name,
                    hint=Message("log-was-altered"),
                )
            before = line_hash(line)
            yield self._texts.told(entry) if self._texts and HASHED in line else entry

    def numbered(self) -> Iterator[tuple[int, Mapping[str, Any], str]]:
        """Yield every line with its number before it and its own hash after it."""
        lines = self._lines()
        for number, (line, entry) in enumerate(zip(lines, self.entries(), strict=True), start=1):
            yield number, entry, line_hash(line)

    def head(self) -> str:
        """Return the hash of the last line, or zeros for an empty log."""
        lines = whole_lines(self.path)
        return line_hash(lines[-1]) if lines else GENESIS

    def line_of_head(self, head: str) -> int:
        """Return the number of the line that has this hash, or begins so; 0 for the empty log's.

        Args:
            head: A hash in hex, or its first 16 and more digits.

        Raises:
            LogBroken: No line has it: lines were dropped or rewritten since it was written down.
        """
        beginning = head.strip().casefold()
        hashes = [GENESIS, *map(line_hash, self._lines())]
        for number, own in reversed(list(enumerate(hashes))):
            if own.startswith(beginning) and len(beginning) >= len(GENESIS) // 4:
                return number
        raise LogBroken(
            Message("log-has-no-such-head", wanted=beginning[:16]),
            where=self.path.name,
            hint=Message("restore-log-with-head"),
        )

    def noted_head(self) -> str:
        """Return the head that ``log.head`` notes, or the empty text where there is no such file.

        A crash between a line and the note leaves the note one line behind, never ahead.
        """
        if not self.head_file.is_file():
            return ""
        return self.head_file.read_text(encoding="utf-8", errors="replace").strip()

    def check_noted_head(self) -> None:
        """Hold the log against the head that is noted beside it, where there is one.

        Raises:
            LogBroken: The noted line is gone: whoever wrote on would hide that.
        """
        if noted := self.noted_head():
            self.line_of_head(noted)

    def _write_head(self, head: str) -> None:
        write_atomically(self.head_file, f"{head}\n".encode())

    def _lines(self) -> list[str]:
        try:
            return whole_lines(self.path)
        except StoreCorrupt as error:
            raise LogBroken(
                error.what, where=error.where, hint=Message("restore-from-copy")
            ) from error

    def _parse(self, line: str, number: int) -> Mapping[str, Any]:
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise LogBroken(
                Message("log-line-not-json", number=number), where=self.path.name
            ) from error
        if not isinstance(entry, dict) or not _is_a_line(entry):
            raise LogBroken(Message("log-line-not-record", number=number), where=self.path.name)
        return entry


def _is_a_line(entry: Mapping[str, Any]) -> bool:
    """Say whether a record has what every line says: an action, and when it was."""
    try:
        datetime.fromisoformat(entry["at"])
    except (KeyError, TypeError, ValueError):
        return False
    return isinstance(entry.get("action"), str)


@contextlib.contextmanager
def _alone(stream: IO[Any]) -> Iterator[None]:
    """Wait until no other process writes a line; the lock goes with the open file."""
    if sys.platform == "win32":
        import msvcrt

        stream.seek(FAR)  # a locked byte cannot be read: one that no log reaches
        msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)
        try:
            yield
        finally:
            stream.seek(FAR)
            msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.flock(stream.fileno(), fcntl.LOCK_EX)
        yield
