"""Verbs that bring a case to a server of Neo4j."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from kg.cli.screen import Screen
from kg.errors import StoreCorrupt
from kg.messages import Message

if TYPE_CHECKING:
    from kg.graph.neo4j.compare import ServerDifference

SHOWN = 10


def tell_differences(found: Sequence[ServerDifference], server: str, screen: Screen) -> None:
    """Say where a server holds something else than the case; any difference ends with code 4."""
    screen.document([asdict(difference) for difference in found])
    rows = [
        (difference.part, difference.id, _what(difference, screen)) for difference in found[:SHOWN]
    ]
    if not found:
        screen.say("same-there", server=server)
        return
    screen.table(screen.word("other-there", server=server), ("part", "id", "differs"), rows)
    if len(found) > SHOWN:
        screen.say("found-cut", count=len(found) - SHOWN)
    raise StoreCorrupt(
        Message("items-differ-from-case", count=len(found)),
        where=server,
        hint=Message("kg-push-case-repair"),
    )


def _what(one: ServerDifference, screen: Screen) -> str:
    return screen.word(f"differs-{one.what}") if one.what in ("missing", "extra") else one.what
