"""Links named one by one: for what no query can compute."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from kg.query.reproduce.spelling import CYPHER, SPARQL, QuerySpelling, part


@dataclass(frozen=True)
class ListedLinks:
    """These links and no others."""

    links: tuple[str, ...]
    computed: bool = False

    def text(self, form: str, spelled: QuerySpelling) -> str:
        """Return the text that names them."""
        return part("payments", form, links=by_id(self.links, form, spelled))


def by_id(links: tuple[str, ...], form: str, spelled: QuerySpelling) -> str:
    """Return the part of a text that finds links by their ids."""
    if form == SPARQL:
        return part("listed", form, ids=spelled.iris(links, " "))
    return part("listed", form, ids=spelled.texts(links), case=spelled.owner)


class LinkSearch(Protocol):
    """Links that a text finds again; ``computed`` says that it finds new ones too."""

    @property
    def computed(self) -> bool:
        """Whether it looks for them, or names each by its id."""

    def text(self, form: str, spelled: QuerySpelling) -> str:
        """Return the text in one of the two languages."""


def sparql(search: LinkSearch, spelled: QuerySpelling, remarks: Iterable[str] = ()) -> str:
    """Return the SPARQL text with remarks before it; it runs as it is."""
    return _whole(search.text(SPARQL, spelled), "#", remarks)


def cypher(search: LinkSearch, spelled: QuerySpelling, remarks: Iterable[str] = ()) -> str:
    """Return the Cypher text with remarks before it; it runs as it is."""
    return _whole(search.text(CYPHER, spelled), "//", remarks)


def _whole(text: str, mark: str, remarks: Iterable[str]) -> str:
    comments = [f"{mark} {' '.join(remark.split())}" for remark in remarks]
    return "\n".join([*comments, text, ""])
