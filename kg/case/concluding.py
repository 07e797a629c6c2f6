"""What rules conclude of a thing, in words: the rule, its version, and the facts it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.case.desk import Desk
from kg.case.explaining import explain, in_words
from kg.case.naming import one_of
from kg.explain import Explanation, Party
from kg.model import Concluded
from kg.rules import load_rules

LINKS = 5
"""So many facts are shown behind one conclusion; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """An edge that no row says, or a kind: between whom, by which rule, from which facts.

    A fact of which a kind is concluded has no ``source``: it is the one that was asked for.
    ``handles`` are those of the facts, ``more`` how many of these are left off.
    """

    name: str
    label: str
    source: Party | None
    target: Party | None
    rule: str
    version: str
    words: str
    facts: tuple[Explanation, ...]
    handles: tuple[str, ...]
    more: int


def conclusions(desk: Desk, what: str, other: str, lang: str) -> list[Conclusion]:
    """Return what rules conclude of one thing, or of two; what takes several facts comes first."""
    thing, beside = one_of(desk, what), one_of(desk, other) if other else ""
    found = desk.store.conclusions(thing, beside, LINKS)
    said = in_words(desk, {end for one in found for end in (one.source, one.target) if end}, lang)
    told = [_told(desk, one, said, lang) for one in found]
    return sorted(told, key=lambda one: (one.target is None, len(one.facts) == 1, one.name))


def _told(desk: Desk, one: Concluded, said: Mapping[str, Party], lang: str) -> Conclusion:
    rule = next(rule for rule in load_rules() if rule.name == one.rule)
    term = desk.schema.property(one.name) if one.target else desk.schema.kind(one.name)
    return Conclusion(
        name=one.name,
        label=term.label(lang),
        source=said.get(one.source),
        target=said.get(one.target),
        rule=one.rule,
        version=one.version,
        words=rule.words(lang),
        facts=tuple(explain(desk, one.links, lang)),
        handles=tuple(desk.handles.of(link) for link in one.links),
        more=one.more,
    )
