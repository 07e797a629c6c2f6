"""The numbers and words that contacts are read by, as data: see ``terms.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import UsageError
from kg.messages import Message
from kg.trace.typologies.book import Typology, typology_of

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
    """Return what one of the two verbs is held to: name, innocent reading, thresholds."""
    return typology_of(name, _file()[name], f"terms-{name}")


def words() -> Mapping[str, str]:
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
