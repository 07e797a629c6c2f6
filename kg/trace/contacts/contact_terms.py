"""The numbers and words that contacts are read by, as data: see ``terms.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import UsageError
from kg.messages import Message
from kg.schema import load_schema
from kg.trace.typologies.catalogue import Typology, typology_of

CONTACTS, RENUMBERED, WORDS = "contacts", "renumbered", "words"
LEAD = Message("word-could-have-passed")
CLUE = Message("same-contacts-a-clue")
FORMULA = Message("contacts-score-formula")


@cache
def _file() -> Mapping[str, Any]:
    text = Path(__file__).with_name("terms.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def terms(name: str) -> Typology:
    """Return the name, innocent reading and thresholds of a search among contacts."""
    return typology_of(name, _file()[name], f"terms-{name}")


def channel_patterns() -> Mapping[str, str]:
    """Return the patterns (RE2) by which a channel says: not answered, or written."""
    return dict(_file()[WORDS])


def values(name: str, typed: Iterable[str]) -> dict[str, Any]:
    """Return every threshold's value, those changed as typed (``score=0.4``)."""
    pairs = [text.partition("=") for text in typed]
    for key, equals, value in pairs:
        if not (key.strip() and equals and value.strip()):
            raise UsageError(
                Message("sets-no-threshold", text=repr(key)),
                hint=Message("write-threshold-as-score"),
            )
    return terms(name).with_values({key.strip(): value.strip() for key, _, value in pairs})


def stop_message(reason: str, counterparties: int) -> Message:
    """Return why a message stops at a party, and what to do to go on."""
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
