"""Every text of the interface, in Chinese and English: one dictionary for page and picture."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources


@cache
def strings() -> dict[str, dict[str, str]]:
    """Return all texts by name, then by language."""
    text = resources.files("kg.views").joinpath("strings.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = json.loads(text)
    return found


def say(name: str, lang: str, **values: object) -> str:
    """Return a text in the language asked for, its blanks filled.

    >>> say("gaps_count", "en", n=3)
    'Gaps: 3'
    """
    text = strings()[name][lang]
    for blank, value in values.items():
        text = text.replace("{" + blank + "}", str(value))
    return text
