"""What tables of results share: how many rows they show, and the line on the others."""

from __future__ import annotations

from kg.cli.screen import Screen

SHOWN = 12
"""Rows. What is more is counted in one line; ``--json`` has all of them."""


def say_cut(count: int, screen: Screen) -> None:
    """Say how many rows a table does not show."""
    if count > SHOWN:
        screen.say("cut", count=count - SHOWN)
