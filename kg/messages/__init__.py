"""Every sentence that a person reads, in one catalogue for each language.

A :class:`Message` is an id with its arguments; ``<language>.ftl`` beside this file says it in a
language, in the syntax of `Project Fluent <https://projectfluent.org>`_. To add a language, copy
``en.ftl`` to its name and translate it: nothing else lists the languages, and what it does not say
yet is said in English.
"""

from __future__ import annotations

from kg.messages.catalogue import (
    FALLBACK,
    Catalogue,
    ids,
    languages,
    preferred_language,
    template,
)
from kg.messages.message import Argument, Column, Message, joined, say

__all__ = [
    "FALLBACK",
    "Argument",
    "Catalogue",
    "Column",
    "Message",
    "ids",
    "joined",
    "languages",
    "preferred_language",
    "say",
    "template",
]
