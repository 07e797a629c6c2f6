"""What a note of an action, or a line of the log, must say before kg acts on it.

Both are files of the case: a received one may say anything. A name of a file in them is joined to
a folder of the case, so it must be a name and no path.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kg.custody import HASHED
from kg.errors import StoreCorrupt
from kg.model import Source
from kg.text import visible

NEEDED: Mapping[str, Mapping[str, type]] = {
    "load": {"sources": list},
    "unload": {"sha256": str, "out": dict},
    "trace": {"kept": list, "before": str},
    "promote": {"links": list},
    "reject": {"link": str, "reason": str},
    "mark": {"link": str, "proof": str, "earlier": str, "reason": str},
    "leg": {"link": str, "said": dict, "earlier": dict},
    "window": {"windows": dict, "earlier": dict, "reason": str},
    "undo": {"of": int},
}
"""By action that changes the case, the facts that are acted on, and their types."""
_NAME = re.compile(r"[^/\\:\x00]{1,255}")
_HASH = re.compile(r"[0-9a-f]{64}")
_HINT = "the file was altered: restore it from a copy of the case"


def check_facts(action: str, facts: Mapping[str, Any], where: str) -> None:
    """Refuse facts that an action of kg never has; what is not acted on may be anything.

    Raises StoreCorrupt that names the file (``where``), the action and the fact.
    """
    for key, kind in NEEDED.get(action, {}).items():
        value = facts.get(key)
        if _is_lost(value):
            what = f"no longer holds the {key!r} of a {visible(action)}"
            raise StoreCorrupt(what, where="log.texts.jsonl", hint=_HINT)
        if not isinstance(value, kind) or isinstance(value, bool):
            what = f"says of a {visible(action)} no {key!r} that kg could have written"
            raise StoreCorrupt(what, where=where, hint=_HINT)
    for name in facts.get("kept", ()) if action == "trace" else ():
        plain_name(name, where)
    if action == "trace" and facts["before"]:
        plain_name(facts["before"], where)


def _is_lost(value: object) -> bool:
    """Say whether a line still has the hash of a text, which the case no longer has."""
    every = value if isinstance(value, list) else [value]
    return any(isinstance(one, str) and one.startswith(HASHED) for one in every)


def plain_name(name: object, where: str) -> str:
    """Return a name of a file in a folder of the case, or raise StoreCorrupt for anything else."""
    if isinstance(name, str) and _NAME.fullmatch(name) and name not in (".", ".."):
        return name
    what = f"names a file as kg never does: {visible(str(name))[:60]!r}"
    raise StoreCorrupt(what, where=where, hint=_HINT)


def checked_source(source: Source) -> Source:
    """Return a source of the graph, whose hashes name files of the case, or raise StoreCorrupt."""
    hashes = [source.sha256, *filter(None, [source.layout_sha256])]
    if all(_HASH.fullmatch(one) for one in hashes):
        return source
    what = f"holds a source of no hash: {visible(source.sha256)[:80]!r}"
    raise StoreCorrupt(what, where="graph", hint=_HINT)
