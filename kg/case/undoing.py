"""The last action taken back: its write into the graph, its files, its judgement."""

from __future__ import annotations

from kg.case.acting import acting, called
from kg.case.desk import Desk
from kg.case.facts import check_facts
from kg.case.history import standing_actions
from kg.errors import UsageError


def undo(desk: Desk) -> str:
    """Take back the last action that changed the case, and say which it was."""
    standing = standing_actions(desk.folder)
    if not standing:
        raise UsageError("there is nothing to take back")
    number, entry = standing[-1]
    check_facts(entry["action"], entry, desk.folder.log.path.name)
    what = f"{entry['action']} {called(entry)}"
    with acting(desk, "undo", of=number, what=what):
        if not desk.store.undo():
            said = "the graph was rebuilt since, and no earlier state of it is kept"
            raise UsageError(said, hint="unload the file, or take a word back with kg mark … clear")
    return what
