"""A zip opened so that whatever is broken in it is one clear refusal."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import FormatError
from kg.messages import Message
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
    for info in sorted(infos, key=lambda one: one.header_offset):
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
