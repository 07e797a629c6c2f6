"""The whole graph of a case, as what leaves the case is made from it."""

from __future__ import annotations

from collections.abc import Sequence

from kg.case.desk import Desk
from kg.masking import Masker
from kg.model import Entity, Link


def everything(desk: Desk) -> tuple[Sequence[Entity], Sequence[Link]]:
    """Return all things and links of the graph."""
    ids = desk.store.ids()
    return desk.store.entities(ids), desk.store.links(ids)


def learn_everything(desk: Desk, masker: Masker) -> None:
    """Let a masker take in the whole graph, as an export of it does."""
    masker.learn(*everything(desk), desk.sources())
