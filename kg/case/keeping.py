"""The layouts that people wrote: kept in the case under their hashes, and checked with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from kg.case.folder import CaseFolder
from kg.custody import sha256_of
from kg.errors import EvidenceChanged, LayoutError
from kg.files import write_atomically
from kg.model import Source
from kg.sources.layout_files import layouts

SUFFIX = ".toml"


def keep_layout(folder: CaseFolder, named: str, sha256: str) -> None:
    """Keep the layout file that a load was told to read with; a shipped one needs no copy."""
    if not named.endswith(SUFFIX):
        return
    text = Path(named).read_bytes()
    if hashlib.sha256(text).hexdigest() != sha256:
        raise LayoutError("was changed while the file was read", where=named, hint="load it again")
    folder.layouts.mkdir(mode=0o700, exist_ok=True)
    write_atomically(folder.layouts / f"{sha256}{SUFFIX}", text)


def layout_of(folder: CaseFolder, sha256: str) -> str:
    """Return the file in the case that holds a layout of a person's own; nothing for others."""
    kept = folder.layouts / f"{sha256}{SUFFIX}"
    return str(kept) if kept.exists() else ""


def check_layouts(folder: CaseFolder, sources: Iterable[Source]) -> int:
    """Hold every kept layout to its hash, and every source to a layout; return how many are kept.

    A shipped layout of another version is not here, and its name is known: only its hash is said.
    """
    kept = sorted(folder.layouts.glob(f"*{SUFFIX}"))
    for path in kept:
        if sha256_of(path) != path.stem:
            hint = "restore the original; nothing that was read with it can be relied on"
            raise EvidenceChanged(
                "the stored layout was changed", where=f"layouts/{path.name}", hint=hint
            )
    known, shipped = {path.stem for path in kept}, {layout.name for layout in layouts()}
    for source in sources:
        if source.layout not in shipped and source.layout_sha256 not in known:
            what = f"the layout {source.layout!r} that it was read with is gone from layouts/"
            raise EvidenceChanged(what, where=source.name, hint="put the layout's file back")
    return len(kept)
