"""Links named one by one: for what no query can compute."""

from __future__ import annotations

from dataclasses import dataclass

from kg.query.again.spelling import SPARQL, Spelling, part


@dataclass(frozen=True)
class Listed:
    """These links and no others."""

    links: tuple[str, ...]
    computed: bool = False

    def text(self, form: str, spelled: Spelling) -> str:
        """Return the text that names them."""
        return part("payments", form, links=by_id(self.links, form, spelled))


def by_id(links: tuple[str, ...], form: str, spelled: Spelling) -> str:
    """Return the part of a text that finds links by their ids."""
    if form == SPARQL:
        return part("listed", form, ids=spelled.iris(links, " "))
    return part("listed", form, ids=spelled.texts(links), case=spelled.owner)
