"""What of the log still counts: the actions that nobody took back, and what they ask to keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.case.folder import CaseFolder
from kg.case.logged import logged_case
from kg.model import Source


def standing_actions(folder: CaseFolder) -> list[tuple[int, Mapping[str, Any]]]:
    """Return the actions that nobody took back, each with its line's number in the log."""
    return list(logged_case(folder.log.entries()).lines)


def promoted_links(folder: CaseFolder) -> frozenset[str]:
    """Return the single links that a person has put into the graph."""
    return frozenset(logged_case(folder.log.entries()).promoted_links())


def was_in_clear(folder: CaseFolder, batch: Source) -> bool:
    """Say whether leaked data was ever read by another layout, one that keeps its texts."""
    loads = [one for entry in folder.log.entries() for one in entry.get("sources", ())]
    return any(o["sha256"] == batch.sha256 and o["layout"] != batch.layout for o in loads)


def taken_out(folder: CaseFolder) -> list[Mapping[str, Any]]:
    """Return the readings that went, and that ``kg undo`` may still bring back."""
    return logged_case(folder.log.entries()).readings_to_return()
