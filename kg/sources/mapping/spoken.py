"""Facts that people type in their own words (placeholder until the relations sheet lands)."""

from __future__ import annotations

from kg.sources.mapping.frame import Frame
from kg.sources.mapping.parties import Parties


def spoken_facts(frame: Frame, parties: Parties) -> None:
    """Add the entities and links of a sheet whose kinds stand in its cells."""
