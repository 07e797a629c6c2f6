"""The last action taken back: its write into the graph, its files, its judgement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg.case.storage.case_log import BESIDE, check_facts, standing_actions
from kg.case.storage.folder import CaseFolder
from kg.case.storage.session import Desk
from kg.case.storage.transaction import act_beside, acting, called
from kg.errors import StoreBusy, UsageError
from kg.messages import Message

_REBUILT = Message("graph-rebuilt-since")


@dataclass(frozen=True, slots=True)
class Step:
    """An action as it may be taken back or done again.

    Args:
        line: The number of its line in the log.
        at: When it was done, in UTC.
        action: The verb.
        about: What it was about, in one line.
        files: The names of the files that it loaded.
        brings_back: The name of the saved result that it replaced, if it did.
    """

    line: int
    at: str
    action: str
    about: str
    files: tuple[str, ...] = ()
    brings_back: str = ""


def step_of(line: int, entry: Mapping[str, Any]) -> Step:
    """Return what a line of the log says was done."""
    files = tuple(str(one["source"]) for one in entry.get("sources", ()))
    replaced = str(entry.get("name", "")) if entry.get("before") else ""
    return Step(line, entry["at"], entry["action"], called(entry), files, replaced)


def next_to_undo(folder: CaseFolder) -> Step:
    """Return what :func:`undo` would take back.

    Raises:
        UsageError: There is nothing to take back.
    """
    standing = standing_actions(folder)
    if not standing:
        raise UsageError(Message("nothing-to-undo"))
    return step_of(*standing[-1])


def undo(desk: Desk, expected: int = 0) -> str:
    """Take back the last action that changed the case, and say which it was.

    Args:
        desk: The case, held for writing.
        expected: The line of the action that a person agreed to take back, if one was asked.

    Raises:
        UsageError: There is nothing to take back.
        StoreBusy: Another action came in between.
    """
    step = next_to_undo(desk.folder)
    if expected and step.line != expected:
        raise StoreBusy(
            Message("changed-meanwhile"),
            where=desk.folder.root.name,
            hint=Message("see-log-and-ask-again"),
        )
    _, entry = standing_actions(desk.folder)[-1]
    check_facts(entry["action"], entry, desk.folder.log.path.name)
    what = f"{step.action} {step.about}"
    if step.action == BESIDE:
        act_beside(desk, "undo", of=step.line, what=what)
        return what
    with acting(desk, "undo", of=step.line, what=what):
        if not desk.store.undo():
            raise UsageError(_REBUILT, hint=Message("unload-or-clear-mark"))
    return what
