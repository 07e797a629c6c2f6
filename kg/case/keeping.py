"""The layouts that people wrote: kept in the case under their hashes."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kg.case.folder import CaseFolder
from kg.custody import sha256_of
from kg.errors import LayoutError
from kg.files import write_atomically
from kg.messages import Message

SUFFIX = ".toml"
AGAIN = Message("hand-in-again")


def keep_layout(folder: CaseFolder, named: str, sha256: str) -> None:
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
