"""The password of a Neo4j server, from the environment or from the person who runs kg."""

from __future__ import annotations

import os
import sys

import typer

from kg.cli.language import asked_language
from kg.errors import UsageError
from kg.messages import Message, say


def password() -> str:
    """Return the password that the environment names, or what a person types."""
    from kg.case.storage.known_servers import PASSWORD

    if PASSWORD in os.environ:
        return os.environ[PASSWORD]
    if not sys.stdin.isatty():
        raise UsageError(
            Message("no-password-for-server"),
            hint=Message("set-password-variable", password=PASSWORD),
        )
    typed: str = typer.prompt(say("server-password", asked_language()), hide_input=True, err=True)
    return typed
