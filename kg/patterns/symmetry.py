"""Interchangeable roles: which roles of a pattern can be swapped, so that one match is told once.

A symmetry is a renaming of the roles that leaves the pattern as it is. Of the matches that differ
by symmetries alone exactly one keeps certain roles in the order of their ids: one breaks the group
step by step, a role before all that it can be swapped with while those before it stay. Source:
Grochow and Kellis, Network motif discovery using subgraph enumeration and symmetry-breaking (2007).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence

from kg.patterns.pattern import PatternLink, PatternRole, RolePattern

Renaming = dict[str, str]
_Key = tuple[Hashable, ...]


def ordered_roles(
    pattern: RolePattern, fixed: Mapping[str, str] | None = None
) -> list[tuple[str, str]]:
    """Return pairs of roles whose ids must stand in order, so that each match is told once.

    Args:
        pattern: The pattern, every role for one thing.
        fixed: Things that were named for roles, by role: such a role is like no other.
    """
    names = list(pattern.role_names)
    marks = {role.name: (_mark(role), (fixed or {}).get(role.name, "")) for role in pattern.roles}
    pairs = []
    standing: list[str] = []
    for name in names:
        others = [
            other
            for other in names
            if other != name
            and other not in standing
            and marks[other] == marks[name]
            and _extends(pattern, {**{one: one for one in standing}, name: other}, marks)
        ]
        pairs += [(name, other) for other in others]
        standing.append(name)
    return pairs


def _mark(role: PatternRole) -> Hashable:
    return (role.kinds, role.roles, role.stages, tuple(sorted(map(repr, role.ties))))


def _extends(pattern: RolePattern, begun: Renaming, marks: Mapping[str, Hashable]) -> bool:
    """Say whether some symmetry renames these roles so."""
    facts = _facts(pattern)
    names = list(pattern.role_names)
    todo = [name for name in names if name not in begun]

    def search(place: int, renaming: Renaming) -> bool:
        if not _fits(facts, renaming, whole=place == len(todo)):
            return False
        if place == len(todo):
            return True
        taken = set(renaming.values())
        return any(
            search(place + 1, {**renaming, todo[place]: other})
            for other in names
            if other not in taken and marks[other] == marks[todo[place]]
        )

    return search(0, begun)


def _fits(facts: Sequence[_Key], renaming: Renaming, *, whole: bool) -> bool:
    """Say whether what is renamed so far is part of the pattern, as often as it stands there."""
    known = Counter(facts)
    renamed = Counter(moved for fact in facts if (moved := _renamed(fact, renaming)) is not None)
    if whole:
        return renamed == known
    return all(known[fact] >= count for fact, count in renamed.items())


def _facts(pattern: RolePattern) -> list[_Key]:
    """Return every link and every order as what it says of roles: a word, then roles."""
    said = {link.name: _link_fact(pattern, link) for link in pattern.links}
    orders = [
        ("order", repr(order.within), said[order.first], said[order.then])
        for order in pattern.orders
    ]
    return [*said.values(), *orders]


def _link_fact(pattern: RolePattern, link: PatternLink) -> _Key:
    ends: Hashable = (link.source, link.target)
    if not link.is_directed:
        ends = frozenset((link.source, link.target))
    in_order = {name for order in pattern.orders for name in (order.first, order.then)}
    alike = [
        other.name
        for other in pattern.links
        if (other.facts, other.absent) == (link.facts, link.absent)
        and {other.source, other.target} == {link.source, link.target}
    ]
    # of two equal links between two roles an order means one: they are told apart
    own = alike.index(link.name) if len(alike) > 1 and in_order & set(alike) else 0
    return ("link", repr(link.facts), link.absent, own, ends)


def _renamed(fact: Hashable, renaming: Renaming) -> _Key | None:
    """Return what is said of the renamed roles; None where one of them has no new name yet."""
    assert isinstance(fact, tuple)
    if fact[0] == "order":
        first, then = _renamed(fact[2], renaming), _renamed(fact[3], renaming)
        return None if first is None or then is None else ("order", fact[1], first, then)
    ends = fact[-1]
    if any(end not in renaming for end in ends):
        return None
    moved: Hashable = (
        frozenset(renaming[end] for end in ends)
        if isinstance(ends, frozenset)
        else tuple(renaming[end] for end in ends)
    )
    return (*fact[:-1], moved)


def interchangeable(
    pattern: RolePattern, fixed: Mapping[str, str] | None = None
) -> tuple[tuple[str, ...], ...]:
    """Return the groups of roles that can be swapped: ``(("handler-1", "handler-2"),)``."""
    groups: dict[str, list[str]] = {}
    for one, other in ordered_roles(pattern, fixed):
        head = next((head for head, names in groups.items() if one in names), one)
        names = groups.setdefault(head, [one])
        if other not in names:
            names.append(other)
    return tuple(map(tuple, groups.values()))
