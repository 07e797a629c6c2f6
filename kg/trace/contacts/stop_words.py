"""What is said of word that stops, and of rows that tell nobody anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.messages import Message
from kg.schema import load_schema


def said_of_stop(reason: str, counterparties: int) -> Message:
    """Return why word stops at a party, and what to do to go on."""
    if reason == "service":
        return Message("word-stops-at-service")
    return Message("word-stops-at-hub", count=counterparties)


def warnings(hops: int, beyond: int, cut: int) -> Iterator[Message]:
    """Yield what the limits left out; ``cut`` is the limit of contacts, where it was reached."""
    if beyond:
        yield Message("limit-of-hands-reached", hops=hops, beyond=beyond)
    if cut:
        yield Message("limit-of-contacts-reached", count=cut)


def counted(unknown: int, left_out: Mapping[str, int]) -> Iterator[Message]:
    """Yield how many rows do not say whether anybody spoke, and how many stand in no order."""
    if unknown:
        yield Message("calls-of-unknown-length", count=unknown)
    words = {value.code: value.labelled() for value in load_schema().listed("FlowStatus")} | OURS
    for code, count in sorted(left_out.items()):
        yield Message("contact-rows-in-doubt", count=count, why=words[code])


OURS = {
    "excluded": Message("excluded-not-followed"),
    "unread_span": Message("length-cannot-be-read"),
}
"""What contacts say of a row in words of their own."""
