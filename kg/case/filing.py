"""Where the bytes of a source are: copied into the case, or left where they were, by hash and path.

A link is a file beside the copies that holds nothing but the path; what it points at may move or
change, and whoever opens it holds it to its hash.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from kg.case.folder import CaseFolder
from kg.custody import sha256_of
from kg.errors import EvidenceMoved, SourceError
from kg.files import write_atomically

LINK = "-link"
"""After the hash; no copy is called so: its suffix begins with a dot."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a source's bytes should be; ``linked`` says that the case has no copy of them."""

    path: Path
    linked: bool = False

    @property
    def is_there(self) -> bool:
        """Say whether a file lies there."""
        return self.path.is_file()


def kept(folder: CaseFolder, sha256: str) -> Kept | None:
    """Return where a source's bytes are: the copy, else where the link points."""
    if copies := _copies(folder, sha256):
        return Kept(copies[0])
    link = _link(folder, sha256)
    return Kept(Path(os.fsdecode(link.read_bytes())), linked=True) if link.is_file() else None


def source_file(folder: CaseFolder, sha256: str) -> Path | None:
    """Return where the bytes of a source are, or None where they are nowhere."""
    found = kept(folder, sha256)
    return found.path if found and found.is_there else None


def file_copy(folder: CaseFolder, path: Path, sha256: str) -> None:
    """Keep a file as it was read; one that is kept already stays.

    Other files may have been read since: one that changed meanwhile raises EvidenceMoved.
    """
    if not _copies(folder, sha256):
        place = folder.sources / f"{sha256}{''.join(path.suffixes[-2:]).lower()}"
        draft = place.with_name(f"{place.name}.draft")
        shutil.copyfile(path, draft)
        if sha256_of(draft) != sha256:
            draft.unlink()
            what = "changed while the files were being read"
            raise EvidenceMoved(what, where=path.name, hint="copy it first, then load")
        draft.chmod(0o400)
        draft.replace(place)
    _link(folder, sha256).unlink(missing_ok=True)


def file_link(folder: CaseFolder, path: Path, sha256: str, *, only: bool) -> None:
    """Keep a file's place alone; with ``only`` an earlier copy goes, else it stays and is used."""
    place = path.resolve()
    if place.is_relative_to(folder.root):
        what = "lies inside the case, and only its place would be kept"
        raise SourceError(what, where=path.name, hint="load it from where it was received")
    write_atomically(_link(folder, sha256), os.fsencode(place))
    for copy in _copies(folder, sha256) if only else ():
        copy.unlink()


def is_linked(folder: CaseFolder, sha256: str) -> bool:
    """Say whether the case has only the hash and the path of a source."""
    found = kept(folder, sha256)
    return found is not None and found.linked


def _link(folder: CaseFolder, sha256: str) -> Path:
    return folder.sources / f"{sha256}{LINK}"


def _copies(folder: CaseFolder, sha256: str) -> list[Path]:
    link = _link(folder, sha256)
    found = sorted(folder.sources.glob(f"{sha256}*"))
    return [path for path in found if path != link and path.suffix != ".draft"]
