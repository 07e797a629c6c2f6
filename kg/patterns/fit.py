"""How far a chain fits a template: who on it has each role, which links it shows, what is missing.

A role is filled by everything on the chain that meets its own conditions (kind, role that is said
or computed, the stage at which the chain shows it, how many others it is joined to there); a link
is there where facts join two things that fill its ends. So a template is held to a chain part by
part, whatever is missing; what meets all of it at once is for ``kg pattern``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kg.model import RECORDED_AS, Chain, ChainNode, Link, LinkFit, RoleFit, TemplateFit
from kg.patterns.pattern import (
    EITHER,
    IN,
    OUT,
    FactTerms,
    PatternLink,
    PatternRole,
    RolePattern,
    Ties,
)
from kg.patterns.read_pattern import ready_patterns
from kg.schema import Schema


def template_fits(chain: Chain, schema: Schema) -> list[TemplateFit]:
    """Return how far a chain fits each ready template, the best first.

    Args:
        chain: The chain; what it does not draw is not seen.
        schema: The ontology.
    """
    drawn = _Drawn(chain)
    fits = [_fit(drawn, pattern) for pattern in ready_patterns() if pattern.chain]
    return sorted(fits, key=lambda fit: (not fit.fits, -fit.shown / fit.wanted, fit.template))


class _Drawn:
    """The nodes of a chain and the links between them, by end."""

    def __init__(self, chain: Chain) -> None:
        self.nodes: dict[str, ChainNode] = {node.entity.id: node for node in chain.nodes}
        self.links: list[Link] = [
            link for edge in chain.edges for link in edge.links if link.source != link.target
        ]
        self.kinds: Mapping[str, str] = {key: node.entity.kind for key, node in self.nodes.items()}

    def ways(self, facts: FactTerms) -> Iterable[tuple[str, str, Link]]:
        """Yield the links that count, from one end to the other."""
        for link in self.links:
            if facts.kinds and link.kind not in facts.kinds:
                continue
            if facts.words and not set(facts.words) & set(link.values.get(RECORDED_AS, ())):
                continue
            if facts.direction in (OUT, EITHER):
                yield link.source, link.target, link
            if facts.direction in (IN, EITHER):
                yield link.target, link.source, link


def _fit(drawn: _Drawn, pattern: RolePattern) -> TemplateFit:
    filled = {role.base: _filled(drawn, role) for role in pattern.bases}
    links = [
        LinkFit(link.name, link.source, link.target, _rows(drawn, link, filled, pattern))
        for link in pattern.links
        if not link.absent
    ]
    roles = [
        RoleFit(role.base, role.label, _joined(drawn, role.base, filled, links, pattern))
        for role in pattern.bases
    ]
    fits = bool(pattern.core) and all(filled[name] for name in pattern.core)
    return TemplateFit(
        pattern.name, pattern.title, pattern.innocent, fits, tuple(roles), tuple(links)
    )


def _joined(
    drawn: _Drawn,
    base: str,
    filled: Mapping[str, list[str]],
    links: Iterable[LinkFit],
    pattern: RolePattern,
) -> tuple[str, ...]:
    """Return who fills a role and is joined by a link of the template; where nobody is, all."""
    bases = {role.name: role.base for role in pattern.roles}
    rows = {
        row
        for link in links
        if base in (bases[link.source], bases[link.target])
        for row in link.rows
    }
    ends = {end for k in drawn.links if k.id in rows for end in (k.source, k.target)}
    joined = tuple(thing for thing in filled[base] if thing in ends)
    return joined or tuple(filled[base])


def _filled(drawn: _Drawn, role: PatternRole) -> list[str]:
    """Return who meets a role's conditions, sorted by id."""
    return sorted(key for key, node in drawn.nodes.items() if _has(drawn, role, key, node))


def _has(drawn: _Drawn, role: PatternRole, key: str, node: ChainNode) -> bool:
    said = {text.rpartition(":")[2] for text in node.roles}
    return (
        (not role.kinds or node.entity.kind in role.kinds)
        and (not role.roles or bool(said.intersection(role.roles)))
        and (not role.stages or node.stage in role.stages)
        and all(_has_tie(drawn, tie, key) for tie in role.ties)
    )


def _has_tie(drawn: _Drawn, tie: Ties, key: str) -> bool:
    others = [
        other
        for own, other, _ in drawn.ways(tie.facts)
        if own == key and (not tie.kinds or drawn.kinds.get(other) in tie.kinds)
    ]
    return tie.things.holds(len(set(others))) and tie.facts.count.holds(len(others))


def _rows(
    drawn: _Drawn, link: PatternLink, filled: Mapping[str, list[str]], pattern: RolePattern
) -> tuple[str, ...]:
    base = {role.name: role.base for role in pattern.roles}
    sources, targets = set(filled[base[link.source]]), set(filled[base[link.target]])
    rows = {fact.id for a, b, fact in drawn.ways(link.facts) if a in sources and b in targets}
    return tuple(sorted(rows))
