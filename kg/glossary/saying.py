"""Every text of the ontology's pages that no term says itself, in Chinese and English."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources


@cache
def texts() -> dict[str, dict[str, str]]:
    """Return all texts by name, then by language."""
    file = resources.files("kg.glossary").joinpath("saying.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def say(name: str, lang: str, **values: object) -> str:
    """Return a text in the language asked for, its blanks filled.

    >>> say("more", "en", n=3)
    'and 3 more'
    """
    return texts()[name][lang].format(**values)
