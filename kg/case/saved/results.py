"""The list of what is kept in a case under names, as its log has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg.case.saved.answers import ANSWER, VERBS, request_of
from kg.case.storage.case_log import logged_case
from kg.case.storage.folder import CaseFolder
from kg.case.storage.saved_requests import saved_request
from kg.errors import UsageError
from kg.requests import ChainRequest, TraceRequest, command

KINDS = ("trace", "chain", ANSWER)
"""By which the names of saved files begin."""


@dataclass(frozen=True, slots=True)
class SavedResult:
    """Something that is kept under a name.

    Args:
        name: Its name.
        kind: ``trace``, ``chain``, or the command whose answer it is: ``key``, ``matrix`` …
        at: When it was kept, in UTC.
        line: The number of its line in the log.
        command: The command that asks it anew; blank where its request is not kept.
    """

    name: str
    kind: str
    at: str
    line: int
    command: str = ""


def saved_results(folder: CaseFolder) -> list[SavedResult]:
    """Return what is kept under names now, in the order of the log."""
    entries = list(folder.log.entries())
    found = []
    for file, line in logged_case(entries).saved.items():
        entry = entries[line - 1]
        is_there = file.endswith(".json") and (folder.saved / file).is_file()
        if is_there and file.partition("-")[0] in KINDS:
            kind = str(entry.get("verb", entry["action"]))
            found.append(
                SavedResult(str(entry["name"]), kind, entry["at"], line, _command(folder, entry))
            )
    return sorted(found, key=lambda one: one.line)


def _command(folder: CaseFolder, entry: Mapping[str, Any]) -> str:
    """Return what asks a result anew; a finding's rows, and lost requests, have no such command."""
    kept = saved_request(folder, entry.get("request", ""))
    if kept is None:
        return ""
    kind, plain = kept["kind"], kept["request"]
    try:
        if kind in VERBS:
            return command(request_of(kind, plain))
        if kind == "trace":
            return command(TraceRequest.of(**plain))
        return command(ChainRequest.of(**plain)) if kind == "chain" else ""
    except UsageError:  # kept by a version that had other options
        return ""
