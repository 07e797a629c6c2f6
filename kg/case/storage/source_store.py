"""Where the bytes of a source are: copied into the case, or left where they were, by hash and path.

A link is a file beside the copies that holds nothing but the path; what it points at may move or
change, and whoever opens it holds it to its hash.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.case.storage.folder import CaseFolder
from kg.custody import sha256_of, sync
from kg.errors import EvidenceChanged, EvidenceMoved, LayoutError, SourceError
from kg.files import write_atomically
from kg.messages import Message

LINK = "-link"
"""After the hash; no copy is called so: its suffix begins with a dot."""
INCOMING = ".loading-"
"""Before the hash while a load is under way: only what is called so may be removed unlogged."""


@dataclass(frozen=True, slots=True)
class StoredSource:
    """Where a source's bytes should be; ``linked`` says that the case has no copy of them."""

    path: Path
    linked: bool = False

    @property
    def is_there(self) -> bool:
        """Say whether a file lies there."""
        return self.path.is_file()


def stored_source(folder: CaseFolder, sha256: str) -> StoredSource | None:
    """Return where a source's bytes are: the copy, else where the link points.

    Of a load whose last step is still to come the files have their temporary names.
    """
    for before in ("", INCOMING):
        if copies := _copies(folder, f"{before}{sha256}"):
            return StoredSource(copies[0])
        link = folder.sources / f"{before}{sha256}{LINK}"
        if link.is_file():
            return StoredSource(Path(os.fsdecode(link.read_bytes())), linked=True)
    return None


def source_file(folder: CaseFolder, sha256: str) -> Path | None:
    """Return where the bytes of a source are, or None where they are nowhere."""
    source = stored_source(folder, sha256)
    return source.path if source and source.is_there else None


def has_copy(folder: CaseFolder, sha256: str) -> bool:
    """Say whether the case has the bytes of a source under their own name."""
    return bool(_copies(folder, sha256))


def file_copy(folder: CaseFolder, path: Path, sha256: str) -> None:
    """Copy a file that is being loaded into the case; one that is kept already stays.

    Raises:
        EvidenceMoved: The file changed since it was read.
        EvidenceChanged: The copy in the case is not what its name says.
    """
    for copy in _copies(folder, sha256):
        if sha256_of(copy) != sha256:
            what = Message("copy-has-other-content")
            raise EvidenceChanged(
                what, where=f"sources/{copy.name}", hint=Message("rebuild-from-file")
            )
        return
    place = folder.sources / f"{INCOMING}{sha256}{''.join(path.suffixes[-2:]).lower()}"
    shutil.copyfile(path, place)
    if sha256_of(place) != sha256:
        place.unlink()
        what = Message("changed-while-read")
        raise EvidenceMoved(what, where=path.name, hint=Message("copy-first-then-load"))
    sync(place)
    place.chmod(0o400)


def file_link(folder: CaseFolder, path: Path, sha256: str) -> None:
    """Keep only the place of a file that is being loaded."""
    place = path.resolve()
    if place.is_relative_to(folder.root):
        what = Message("lies-inside-the-case")
        raise SourceError(what, where=path.name, hint=Message("load-from-where-received"))
    write_atomically(folder.sources / f"{INCOMING}{sha256}{LINK}", os.fsencode(place))


def store_sources(folder: CaseFolder, facts: Mapping[str, Any]) -> None:
    """Give the files of a load that happened their own names.

    Leaked data that was read in clear before has a copy: the line of the load says that only its
    place is kept from now on, and the copy goes.
    """
    for source in facts["sources"]:
        sha256 = source["sha256"]
        for path in sorted(folder.sources.glob(f"{INCOMING}{sha256}*")):
            path.replace(folder.sources / path.name.removeprefix(INCOMING))
        if not source.get("link_only"):
            (folder.sources / f"{sha256}{LINK}").unlink(missing_ok=True)
            continue
        for copy in _copies(folder, sha256):
            copy.unlink()
    sync(folder.sources)


def drop_incoming(folder: CaseFolder) -> None:
    """Remove the files of a load that did not happen."""
    for path in folder.sources.glob(f"{INCOMING}*"):
        path.unlink()


def is_linked(folder: CaseFolder, sha256: str) -> bool:
    """Say whether the case has only the hash and the path of a source."""
    source = stored_source(folder, sha256)
    return source is not None and source.linked


def show_under(named: Path, path: Path) -> None:
    """Let a file be read under the name it was loaded with, without a copy where that can be."""
    try:
        named.symlink_to(path.resolve())
    except OSError:
        shutil.copyfile(path, named)


def _copies(folder: CaseFolder, name: str) -> list[Path]:
    paths = sorted(folder.sources.glob(f"{name}*"))
    return [path for path in paths if not path.name.endswith(LINK)]


SUFFIX = ".toml"
AGAIN = Message("hand-in-again")


def store_layout(folder: CaseFolder, named: str, sha256: str) -> None:
    """Keep the layout file that a load was told to read with; a shipped one needs no copy."""
    if not named.endswith(SUFFIX):
        return
    text = Path(named).read_bytes()
    if hashlib.sha256(text).hexdigest() != sha256:
        raise LayoutError(
            Message("case-changed-while-read"), where=named, hint=Message("load-again")
        )
    folder.layouts.mkdir(mode=0o700, exist_ok=True)
    write_atomically(folder.layouts / f"{sha256}{SUFFIX}", text)


def layout_of(folder: CaseFolder, sha256: str) -> str:
    """Return the file in the case that holds a layout of a person's own; nothing for others.

    Raises:
        LayoutError: The kept file has other bytes than those the load was read with.
    """
    kept = folder.layouts / f"{sha256}{SUFFIX}"
    if not kept.exists():
        return ""
    if sha256_of(kept) != sha256:
        raise LayoutError(Message("altered-after-kept"), where=f"layouts/{kept.name}", hint=AGAIN)
    return str(kept)
