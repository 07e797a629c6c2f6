"""Results of asking as tables: what was found, what a chain holds, what a query answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli.screen import Screen

if TYPE_CHECKING:
    pass

SHOWN = 12


def say_cut(count: int, screen: Screen) -> None:
    """Say how many rows a table does not show."""
    if count > SHOWN:
        screen.say("cut", count=count - SHOWN)
