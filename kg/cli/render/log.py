"""The lists of a case as tables: its files, and what was done to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kg.cli.render.sources import SHORT_HASH
from kg.cli.screen import Row, Screen
from kg.values.moments import local_time, named_zone

if TYPE_CHECKING:
    from kg.case.storage.folder import CaseFolder

COUNTED = ("rows", "stored", "skipped", "problems")
"""What a log line counts, in the words of the screen."""

TOLD = frozenset(
    {
        *(*COUNTED, "at", "action", "previous", "size", "layout_sha256", "kept", "before"),
        *("number", "shelf", "request", "key"),
    }
)
"""What a log line says in columns of its own, or only to the machine."""


def show_log(folder: CaseFolder, screen: Screen) -> None:
    """Every line of the log in words, on the clock of the case; a broken chain is an error."""
    from kg.case.storage.case_log import is_typed

    entries = list(folder.log.numbered())
    screen.document([{"line": line, **entry, "hash": own} for line, entry, own in entries])
    rows: list[Row] = []
    for line, entry, own in entries:
        at = on_the_clock(folder, entry["at"])
        did = action_word("add" if is_typed(entry) else entry["action"], screen)
        for part in _parts(entry):
            more = " · ".join(_facts(part, screen))
            rows.append((line, at, did, _about(part), more, own[:SHORT_HASH]))
    zone = named_zone(folder.settings().zone)
    columns = ("log-line", "log-time", "log-action", "log-about", "note", "log-hash")
    screen.table(screen.word("log-title", count=len(rows), zone=zone), columns, rows)
    screen.say("log-head", head=folder.log.head())


def show_head(folder: CaseFolder, screen: Screen) -> None:
    """Only the hash of the last line and the number of lines; a broken chain is an error."""
    lines = sum(1 for _ in folder.log.entries())
    screen.document({"head": folder.log.head(), "lines": lines})
    screen.say("log-head-only", head=folder.log.head(), count=lines)


def on_the_clock(folder: CaseFolder, at: str) -> str:
    """Return a time of the log on the case's own clock."""
    return local_time(datetime.fromisoformat(at), named_zone(folder.settings().zone))


def action_word(name: str, screen: Screen) -> str:
    """Return the word for an action, or its own name where there is none."""
    return screen.word_or(f"log-did-{name}", name)


def _parts(entry: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return what one line says of each file that went in, or the line itself."""
    own = {key: value for key, value in entry.items() if key != "sources"}
    return [{**own, **file} for file in entry.get("sources", ())] or [entry]


def _about(entry: Mapping[str, Any]) -> str:
    from kg.case.storage.transaction import action_subject

    files = [str(file.get("file", "")) for file in entry.get("files", ())]
    return " ".join(filter(None, files)) or action_subject(entry)


def _facts(entry: Mapping[str, Any], screen: Screen) -> Iterator[str]:
    """Yield what else a line says: counts in words, all else under its own name."""
    for key in COUNTED:
        if key in entry:
            yield f"{screen.word(key)} {entry[key]:,}"
    about = _about(entry)
    for key, value in entry.items():
        if key == "ignored":
            yield _fact(key, ", ".join(value), screen)
            continue
        plain = isinstance(value, str | int | float)
        if key not in TOLD and plain and value not in ("", False, about):
            yield _fact(key, value, screen)


def _fact(key: str, value: object, screen: Screen) -> str:
    """Return one thing said: a flag as its word alone, a hash by its beginning."""
    word = screen.word_or(f"log-{key.replace('_', '-')}", key)
    if value is True:
        return word
    text = str(value)
    return f"{word} {text[:SHORT_HASH] if key.endswith('sha256') else text}"
