"""See a whole cybercrime chain, every line of it explained down to a row of a file."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kg.notebook_frames import frames_drawn_by
from kg.version import __version__ as __version__

if TYPE_CHECKING:
    from kg.case import Case, new_case, open_case
    from kg.errors import KgError
    from kg.model import Chain, Entity, Evidence, Link, LoadReport, Problem, Trace
    from kg.schema import load_schema
    from kg.views.notebook import view


__all__ = [
    "Case",
    "Chain",
    "Entity",
    "Evidence",
    "KgError",
    "Link",
    "LoadReport",
    "Problem",
    "Trace",
    "load_schema",
    "new_case",
    "open_case",
    "view",
]

_ROOMS = {
    "kg.case": ("Case", "new_case", "open_case"),
    "kg.errors": ("KgError",),
    "kg.model": ("Chain", "Entity", "Evidence", "Link", "LoadReport", "Problem", "Trace"),
    "kg.schema": ("load_schema",),
    "kg.views.notebook": ("view",),
}


def __dir__() -> list[str]:
    return [*__all__, "__version__"]


def __getattr__(name: str) -> Any:
    """Open the room that a public name lives in when it is first asked for."""
    for room, names in _ROOMS.items():
        if name in names:
            return getattr(import_module(room), name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")


def _frame(result: object) -> str:
    """Draw a chain or a trace; the views are imported when a notebook first shows one."""
    frame: str = import_module("kg.views.notebook").framed(result)
    return frame


frames_drawn_by(_frame)
