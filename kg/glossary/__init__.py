"""Every term of the ontology as a person reads it: words, definition, origin, neighbours.

>>> from kg.glossary import load_glossary
>>> glossary = load_glossary()
>>> glossary.find("跑分平台")[0].term.name
'RunningPointsPlatform'
>>> [term.label("en") for term in glossary.downstream("CardDealer")][:1]
['fraud gang']
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from kg.glossary.coverage import CoverageCount, counts
from kg.glossary.entry import Entry
from kg.glossary.terms import Glossary
from kg.glossary.word_search import TermHit
from kg.schema import ontology_files
from kg.schema.mappings import TermMapping, read_mappings
from kg.schema.turtle import read_modules

__all__ = [
    "CoverageCount",
    "Entry",
    "Glossary",
    "TermHit",
    "TermMapping",
    "counts",
    "load_glossary",
]


@lru_cache(maxsize=4)
def load_glossary(folder: Path | None = None) -> Glossary:
    """Return every term of the ontology with its mappings, read once per process."""
    files = ontology_files(folder)
    entries = [
        Entry(statements) for name, statements in read_modules(files).items() if "/" not in name
    ]
    return Glossary(entries, read_mappings(files[0].parent / "mappings"))
