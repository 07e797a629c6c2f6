"""Actions on a small case, as typed, and what the case holds after them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from statements import busiest, card, write_other_side, write_statement
from states import state

from kg.case import new_case, open_case

OWN = card(1)
ACTIONS = {
    "load": ("load", "CASE", "FILES/c.csv"),
    "trace": ("trace", "CASE", OWN, "--as", "u"),
    "retrace": ("trace", "CASE", OWN, "--as", "t"),
    "mark": ("mark", "CASE", "T1", "excluded", "--reason", "抄错"),
    "unload": ("unload", "CASE", "b.csv"),
    "undo": ("undo", "CASE", "--yes"),
}


def make_files(files: Path) -> Path:
    """Make a case of two statements with a saved trace, and a statement to load."""
    first = write_statement(files / "a.csv", 20)
    second = write_other_side(files / "b.csv", first, busiest(first))
    write_statement(files / "c.csv", 15, seed=3)
    with new_case(files / "case", name="某案") as case:
        case.load(first)
        case.load(second)
        case.trace(OWN, name="t", hops=1)
    return files


def told(action: str, root: Path, files: Path) -> list[str]:
    return [
        word.replace("CASE", str(root)).replace("FILES", str(files)) for word in ACTIONS[action]
    ]


def after(root: Path) -> dict[str, Any]:
    """Return what a case holds once its next writer has done what was left to do."""
    with open_case(root) as case, case.sessions.writing():
        pass
    return state(root)
