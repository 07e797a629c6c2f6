"""A zip opened so that whatever is broken in it is one clear refusal."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import FormatError

#: What zipfile raises over broken bytes: bad directories, offsets, streams, methods, names.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError,
    ValueError, KeyError, struct.error,
)  # fmt: skip


@contextmanager
def opened_zip(path: Path, where: str = "") -> Iterator[zipfile.ZipFile]:
    """Open a zip for reading; what is broken in it is a FormatError that names the place."""
    try:
        with zipfile.ZipFile(path) as archive:
            if not all(info.filename for info in archive.infolist()):
                raise zipfile.BadZipFile("a member has no name")
            yield archive
    except _BROKEN as error:
        what = f"is a broken zip ({error or type(error).__name__})"
        raise FormatError(what, where=where or path.name) from error
