"""What a note of an action, or a line of the log, must say before kg acts on it.

Both are files of the case: a received one may say anything. A name of a file in them is joined to
a folder of the case, so it must be a name and no path.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from kg.custody import HASHED
from kg.errors import StoreCorrupt
from kg.messages import Message
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
_A_SOURCE: Mapping[str, type] = {
    "source": str, "sha256": str, "layout": str, "layout_sha256": str,
}  # fmt: skip
_OUT: Mapping[str, type] = {"shelf": str, "number": int}
WINDOWS = ("pair", "rail")
_NAME = re.compile(r"[^/\\:\x00]{1,255}")
_HASH = re.compile(r"[0-9a-f]{64}")
_HINT = Message("file-was-altered")


def check_log(entries: Iterable[Mapping[str, Any]]) -> None:
    """Refuse a log with a line that kg cannot have written; raises StoreCorrupt that names it.

    A fact whose text is lost is not looked at: it is only needed to take its action back.
    """
    for line, entry in enumerate(entries, start=1):
        facts = {key: value for key, value in entry.items() if not is_lost(value)}
        _check_types(entry["action"], facts, f"log.jsonl line {line}", entry.keys() - facts.keys())


def check_facts(action: str, facts: Mapping[str, Any], where: str) -> None:
    """Refuse facts that an action of kg never has; what is not acted on may be anything.

    Raises StoreCorrupt that names the file (``where``), the action and the fact.
    """
    for key in NEEDED.get(action, {}):
        if is_lost(facts.get(key)):
            raise StoreCorrupt(
                Message("fact-is-lost", fact=repr(key), action=visible(action)),
                where="log.texts.jsonl",
                hint=_HINT,
            )
    _check_types(action, facts, where)


def _check_types(
    action: str, facts: Mapping[str, Any], where: str, lost: Collection[str] = ()
) -> None:
    for key, kind in NEEDED.get(action, {}).items():
        value = facts.get(key)
        if key in lost:
            continue
        if not isinstance(value, kind) or isinstance(value, bool):
            raise _not_of_kg(action, key, where)
    for name, seconds in facts.get("windows", {}).items() if action == "window" else ():
        if name not in WINDOWS or type(seconds) is not int:
            raise _not_of_kg(action, "windows", where)
    if action in ("trace", "chain"):
        for name in (*facts.get("kept", ()), *filter(None, [facts.get("before")])):
            plain_name(name, where)
    for one in facts["sources"] if action == "load" else ():
        _check_parts(_A_SOURCE, one, action, where)
        if shelf := one.get("shelf"):
            plain_name(shelf, where)
    if "redo" in facts and type(facts["redo"]) is not int:
        raise _not_of_kg(action, "redo", where)
    if "out" in facts:
        _check_parts(_OUT, facts["out"], action, where)
        plain_name(facts["out"]["shelf"], where)


def _check_parts(parts: Mapping[str, type], said: object, action: str, where: str) -> None:
    for key, kind in parts.items():
        found = said.get(key) if isinstance(said, Mapping) else None
        if type(found) is not kind or (key == "sha256" and not _HASH.fullmatch(str(found))):
            raise _not_of_kg(action, key, where)


def _not_of_kg(action: str, key: str, where: str) -> StoreCorrupt:
    what = Message("fact-not-of-kg", action=visible(action), fact=repr(key))
    return StoreCorrupt(what, where=where, hint=_HINT)


def is_lost(value: object) -> bool:
    """Say whether a line still has the hash of a text, which the case no longer has."""
    every = value if isinstance(value, list) else [value]
    return any(isinstance(one, str) and one.startswith(HASHED) for one in every)


def plain_name(name: object, where: str) -> str:
    """Return a name of a file in a folder of the case, or raise StoreCorrupt for anything else."""
    if isinstance(name, str) and _NAME.fullmatch(name) and name not in (".", ".."):
        return name
    what = Message("file-name-not-of-kg", name=repr(visible(str(name))[:60]))
    raise StoreCorrupt(what, where=where, hint=_HINT)


def checked_source(source: Source) -> Source:
    """Return a source of the graph, whose hashes name files of the case, or raise StoreCorrupt."""
    hashes = [source.sha256, *filter(None, [source.layout_sha256])]
    if all(_HASH.fullmatch(one) for one in hashes):
        return source
    what = Message("source-without-hash", sha256=repr(visible(source.sha256)[:80]))
    raise StoreCorrupt(what, where="graph", hint=_HINT)
