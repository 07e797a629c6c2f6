"""What each form is for and what it cannot hold: a table, kept beside the writers."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg.messages import Message


@dataclass(frozen=True, slots=True)
class ExportForm:
    """A form of export: its suffix, what it is for, and the aspects of facts it loses."""

    suffix: str
    use: Message
    loses: tuple[str, ...]


@cache
def forms() -> tuple[ExportForm, ...]:
    """Return every form in the order in which they are listed."""
    return tuple(
        ExportForm(suffix, Message(f"form-{suffix[1:]}"), tuple(loses))
        for suffix, loses in _loss_tables()["loses"].items()
    )


@cache
def transfer_forms() -> tuple[ExportForm, ...]:
    """Return the forms in which a case can be handed over, with what of it each cannot hold."""
    return tuple(
        ExportForm(suffix, Message(f"form-{suffix[1:]}"), tuple(loses))
        for suffix, loses in _loss_tables()["transfer"].items()
    )


def aspect(code: str) -> Message:
    """Return what an aspect of facts is called."""
    return Message(f"form-loses-{code}")


@cache
def _loss_tables() -> dict[str, dict[str, Any]]:
    path = Path(__file__).with_suffix(".toml")
    tables: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return tables
