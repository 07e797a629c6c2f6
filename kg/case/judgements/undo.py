"""The last action taken back: its write into the graph, its files, its judgement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg.case.storage.case_log import LOG_ONLY, actions_in_force, check_facts, is_typed
from kg.case.storage.folder import CaseFolder
from kg.case.storage.session import Session
from kg.case.storage.transaction import action_subject, log_only, transaction
from kg.errors import StoreBusy, UsageError
from kg.messages import Message

_REBUILT = Message("graph-rebuilt-since")


@dataclass(frozen=True, slots=True)
class UndoableAction:
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
    typed: bool = False
    """Whether it put in facts that a person typed (``kg add``)."""


def step_of(line: int, entry: Mapping[str, Any]) -> UndoableAction:
    """Return what a line of the log says was done."""
    files = tuple(str(source["source"]) for source in entry.get("sources", ()))
    replaced = str(entry.get("name", "")) if entry.get("before") else ""
    return UndoableAction(
        line, entry["at"], entry["action"], action_subject(entry), files, replaced, is_typed(entry)
    )


def next_to_undo(folder: CaseFolder) -> UndoableAction:
    """Return what :func:`undo` would take back.

    Raises:
        UsageError: There is nothing to take back.
    """
    standing = actions_in_force(folder)
    if not standing:
        raise UsageError(Message("nothing-to-undo"))
    return step_of(*standing[-1])


def undo(session: Session, expected: int = 0) -> str:
    """Take back the last action that changed the case, and say which it was.

    Args:
        session: The case, held for writing.
        expected: The line of the action that a person agreed to take back, if one was asked.

    Raises:
        UsageError: There is nothing to take back.
        StoreBusy: Another action came in between.
    """
    step = next_to_undo(session.folder)
    if expected and step.line != expected:
        raise StoreBusy(
            Message("changed-meanwhile"),
            where=session.folder.root.name,
            hint=Message("see-log-and-ask-again"),
        )
    _, entry = actions_in_force(session.folder)[-1]
    check_facts(entry["action"], entry, session.folder.log.path.name)
    what = f"{step.action} {step.about}"
    if step.action in LOG_ONLY:
        log_only(session, "undo", of=step.line, what=what)
        return what
    with transaction(session, "undo", of=step.line, what=what):
        if not session.store.undo():
            raise UsageError(_REBUILT, hint=Message("unload-or-clear-mark"))
    return what
