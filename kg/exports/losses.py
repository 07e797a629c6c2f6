"""What each form is for and what it cannot hold: a table, kept beside the writers."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg.model import Said


@dataclass(frozen=True, slots=True)
class Form:
    """A form of export: its suffix, what it is for, and the aspects of facts it loses."""

    suffix: str
    use: Said
    loses: tuple[str, ...]


@cache
def forms() -> tuple[Form, ...]:
    """Return every form in the order in which they are listed."""
    told = _told()["forms"]
    return tuple(
        Form(suffix, Said(**one["for"]), tuple(one["loses"])) for suffix, one in told.items()
    )


def aspect(code: str) -> Said:
    """Return what an aspect of facts is called."""
    return Said(**_told()["aspects"][code])


@cache
def _told() -> dict[str, dict[str, Any]]:
    path = Path(__file__).with_suffix(".toml")
    told: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return told
