"""Verbs that bring a case to a server of Neo4j."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from kg.cli.screen import Screen
from kg.errors import StoreCorrupt
from kg.messages import Message

if TYPE_CHECKING:
    from kg.graph.neo4j.compare import ServerComparison, ServerDifference

SHOWN = 10


def tell_differences(compared: ServerComparison, server: str, screen: Screen) -> None:
    """Say where a server holds something else than the case; any difference ends with code 4."""
    differences = compared.differences
    screen.document([asdict(difference) for difference in differences])
    rows = [
        (difference.part, difference.id, _what(difference, screen))
        for difference in differences[:SHOWN]
    ]
    if not differences:
        if compared.copy_of:
            screen.say("says-the-same-there", server=server, case=compared.copy_of)
        else:
            screen.say("same-there", server=server)
        return
    screen.table(screen.word("other-there", server=server), ("part", "id", "differs"), rows)
    if len(differences) > SHOWN:
        screen.say("found-cut", count=len(differences) - SHOWN)
    raise StoreCorrupt(
        Message("items-differ-from-case", count=len(differences)),
        where=server,
        hint=Message("load-it-into-a-new-case" if compared.copy_of else "kg-push-case-repair"),
    )


def _what(difference: ServerDifference, screen: Screen) -> str:
    return (
        screen.word(f"differs-{difference.what}")
        if difference.what in ("missing", "extra")
        else difference.what
    )
