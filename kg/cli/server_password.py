"""Verbs that bring a case to a server of Neo4j."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import typer

from kg.errors import UsageError
from kg.messages import Message

if TYPE_CHECKING:
    pass

PASSWORD = "KG_NEO4J_PASSWORD"  # noqa: S105 -- the variable's name


def password() -> str:
    """Return the password that the environment names, or what a person types."""
    if PASSWORD in os.environ:
        return os.environ[PASSWORD]
    if not sys.stdin.isatty():
        raise UsageError(
            Message("no-password-for-server"),
            hint=Message("set-password-variable", password=PASSWORD),
        )
    typed: str = typer.prompt("Neo4j password", hide_input=True, err=True)
    return typed
