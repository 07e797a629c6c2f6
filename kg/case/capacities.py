"""What accounts are, and in what capacity those are known who are recorded to have them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from kg.case.desk import Desk
from kg.model import Link, Proof

CONTROL = "Controls"


def capacities(desk: Desk, accounts: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return, by account, its kind and the kinds and roles of its recorded holders and controllers.

    A role is one that a row alleges, or a rule computes; what somebody excluded does not count.
    """
    index = desk.index()
    having = _having(desk, index.links_of(accounts), set(accounts))
    people = sorted({link.source for link in having})
    kinds = {one.id: one.kind for one in index.entities({*accounts, *people})}
    roles: dict[str, set[str]] = defaultdict(set)
    for link in _standing(index.links_of(people)):
        roles[link.source].update(link.values.get("role", ()))
    found = {one: {kinds[one]} if one in kinds else set[str]() for one in accounts}
    for link in having:
        found[link.target] |= {kinds[link.source]} | roles[link.source]
    known = desk.schema.has_kind
    return {one: tuple(sorted(filter(known, names))) for one, names in found.items()}


def _having(desk: Desk, links: Iterable[Link], accounts: set[str]) -> list[Link]:
    """Return the links by which somebody holds or controls one of the accounts."""
    return [
        link
        for link in _standing(links)
        if link.target in accounts
        and (link.kind == CONTROL or desk.schema.is_a(link.kind, "Holding"))
    ]


def _standing(links: Iterable[Link]) -> list[Link]:
    return [link for link in links if link.proof is not Proof.EXCLUDED]
