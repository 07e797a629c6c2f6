"""A zip opened so that whatever is broken in it is one clear refusal."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kg.errors import FormatError, LimitExceeded
from kg.limits import MIB, Limits
from kg.messages import Message
from kg.sources.source_file import BLOCK, kind_of
from kg.text import file_name

#: What zipfile raises over broken bytes: bad directories, offsets, streams, methods, names.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError,
    ValueError, KeyError, struct.error,
)  # fmt: skip
_UTF8_NAME = 0x800
_LOCAL_HEADER = 30
"""The least that stands before the bytes of a member."""


@contextmanager
def opened_zip(path: Path, where: str = "") -> Iterator[zipfile.ZipFile]:
    """Open a zip for reading; what is broken in it is a FormatError that names the place.

    Two members of one name are refused: only one of them could ever be read. So are members that
    share bytes, as no program writes them.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            check_members(archive.infolist(), where or file_name(path))
            yield archive
    except _BROKEN as error:
        why = str(error) or type(error).__name__
        raise FormatError(Message("broken-zip", why=why), where=where or file_name(path)) from error


def check_members(infos: list[zipfile.ZipInfo], where: str) -> None:
    """Refuse a directory that lists a member twice, without a name, or over another's bytes."""
    seen: set[str] = set()
    for info in infos:
        if not info.filename:
            raise _broken(Message("zip-member-without-name"), where)
        name = label_of(info)
        if name in seen and not info.is_dir():
            raise FormatError(
                Message("holds-two-members-named", name=repr(name)),
                where=where,
                hint=Message("pack-anew-each-by"),
            )
        seen.add(name)
    end = 0
    for info in sorted(infos, key=lambda member: member.header_offset):
        if info.header_offset < end:
            over = Message("zip-member-over-another", member=repr(label_of(info)))
            raise _broken(over, where)
        end = info.header_offset + _LOCAL_HEADER + info.compress_size


def _broken(why: Message, where: str) -> FormatError:
    return FormatError(Message("broken-zip", why=why), where=where)


def label_of(info: zipfile.ZipInfo) -> str:
    """Return a member's name; Chinese Windows writes it in GB18030 without saying so."""
    if info.flag_bits & _UTF8_NAME or info.filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


_CHUNK = 1 << 20
_RATIO_FROM = 16 * MIB
_LEAVINGS = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_ENCRYPTED, _SHOWN = 0x1, 5


@dataclass(slots=True)
class Gauge:
    """Counts packed and unpacked bytes and stops at the byte where a limit is reached."""

    limits: Limits
    where: str
    packed: int = 0
    unpacked: int = 0

    def passed(self, block: bytes) -> bytes:
        """Return the unpacked block, or refuse it."""
        self.unpacked += len(block)
        if self.unpacked > self.limits.unpacked_bytes:
            self._refuse(Message("unpacks-beyond-bytes", limit=self.limits.unpacked_bytes))
        if self.unpacked > max(_RATIO_FROM, self.packed * self.limits.unpack_ratio):
            self._refuse(Message("unpacks-beyond-ratio", limit=self.limits.unpack_ratio))
        return block

    def _refuse(self, what: Message) -> None:
        raise LimitExceeded(what, where=self.where, hint=Message("may-be-decompression-bomb"))


def gunzip(blocks: Iterable[bytes], limits: Limits, where: str) -> Iterator[bytes]:
    """Yield what a gzip stream holds, all its parts; zero padding after the end is harmless."""
    gauge, unpacker = Gauge(limits, where), zlib.decompressobj(31)
    started = False
    for block in blocks:
        gauge.packed += len(block)
        while block:
            if not started and not (block := block.lstrip(b"\0")):
                break
            started = True
            yield from _inflated(unpacker, block, gauge)
            block = unpacker.unused_data
            if unpacker.eof:
                unpacker, started = zlib.decompressobj(31), False
    if started:
        raise FormatError(Message("ends-early-after-bytes", unpacked=gauge.unpacked), where=where)


def _inflated(unpacker: zlib._Decompress, block: bytes, gauge: Gauge) -> Iterator[bytes]:
    try:
        while block:
            if piece := unpacker.decompress(block, BLOCK):
                yield gauge.passed(piece)
            block = unpacker.unconsumed_tail
    except zlib.error as error:
        garbage = Message("garbage-after-the-end", error=str(error))
        broken = Message("stream-is-broken", error=str(error))
        raise FormatError(garbage if gauge.unpacked else broken, where=gauge.where) from error


@dataclass(frozen=True, slots=True)
class Packed:
    """One member of a zip: a label for people, its kind, and its bytes on demand."""

    archive: Path
    name: str
    label: str
    kind: str
    size: int
    limits: Limits

    def blocks(self) -> Iterator[bytes]:
        """Yield the member's bytes from its start."""
        where = f"{file_name(self.archive)}#{self.label}"
        with opened_zip(self.archive, where) as archive:
            info = archive.getinfo(self.name)
            gauge = Gauge(self.limits, where, packed=info.compress_size)
            with archive.open(info) as member:
                while block := member.read(_CHUNK):
                    yield gauge.passed(block)
            if gauge.unpacked != info.file_size:
                what = Message("unpacks-to-another-size", found=gauge.unpacked, said=info.file_size)
                raise FormatError(what, where=where)


def zip_kind(path: Path, where: str = "") -> str:
    """Return ``xlsx``, ``ods`` or ``zip``, by what the archive's directory lists.

    ``where`` is what the archive is called in errors; blank: by its file's name.
    """
    with opened_zip(path, where) as archive:
        names = set(archive.namelist())
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx"
    return "ods" if {"mimetype", "content.xml"} <= names else "zip"


def members(path: Path, limits: Limits, warn: list[Message]) -> list[Packed]:
    """Return the files in a zip by name; links, passwords and archives inside are refused.

    What an operating system left there is not read, and a warning says so.
    """
    with opened_zip(path) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if len(infos) > limits.zip_members:
            what = Message("too-many-members", count=len(infos), limit=limits.zip_members)
            raise LimitExceeded(what, where=file_name(path))
        if left := [label_of(info) for info in infos if _left_by_system(info)]:
            warn.append(Message("left-by-a-system", count=len(left), names=left[:_SHOWN]))
        packed_rows = [
            _member(archive, info, path, limits) for info in infos if not _left_by_system(info)
        ]
    _check_total(packed_rows, path, limits)
    return sorted(packed_rows, key=lambda member: member.label)


def _left_by_system(info: zipfile.ZipInfo) -> bool:
    return info.filename.startswith(_LEAVINGS) or info.filename.endswith(_LEAVINGS[1:])


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path, limits: Limits) -> Packed:
    label = label_of(info)
    where = f"{file_name(path)}#{label}"
    if stat.S_ISLNK(info.external_attr >> 16):
        raise FormatError(
            Message("symbolic-link-inside-zip"), where=where, hint=Message("pack-file-itself")
        )
    if info.flag_bits & _ENCRYPTED:
        raise FormatError(
            Message("locked-with-password"), where=where, hint=Message("unpack-first")
        )
    with archive.open(info) as member:
        kind = kind_of(member.read(4096))
    packed = kind == "zip" and not label.lower().endswith((".xlsx", ".xlsm", ".ods"))
    if packed or kind in ("gzip", "RAR archive", "7z archive"):
        raise FormatError(
            Message("archive-inside-archive"), where=where, hint=Message("unpack-first")
        )
    return Packed(path, info.filename, label, kind, info.file_size, limits)


def _check_total(packed_rows: list[Packed], path: Path, limits: Limits) -> None:
    total = sum(member.size for member in packed_rows)
    if total > limits.unpacked_bytes:
        what = Message("unpacks-to-too-much", size=total, limit=limits.unpacked_bytes)
        raise LimitExceeded(what, where=file_name(path))
