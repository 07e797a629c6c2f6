"""A chain as a text: what lies near its starts, beside what a trace or a sum brought in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kg.model import ChainBounds, Neighbourhood
from kg.query.reproduce.query_text import by_id
from kg.query.reproduce.spelling import CYPHER, SPARQL, QuerySpelling, part
from kg.schema.meanings import HOLDING, INFERRED_LEG, LISTING, MONEY_PARTY, TRACED_FLOW

COMPUTED = (TRACED_FLOW, INFERRED_LEG)
LinksOfRing = Callable[[str, int, bool], str]
"""Gives the text that finds a ring's links: of the ring's text and number, and if one follows."""


@dataclass(frozen=True)
class ChainNeighbourhood:
    """The links of a chain, by where they were looked for."""

    bounds: ChainBounds
    computed: bool = True

    def text(self, form: str, spelled: QuerySpelling) -> str:
        """Return the text that looks for them."""
        if form == SPARQL:
            return self._sparql(spelled)
        return self._cypher(spelled)

    def _sparql(self, spelled: QuerySpelling) -> str:
        parts = [f"{{ {by_id(self.bounds.by_money, SPARQL, spelled).strip()} }}"]
        if not self.bounds.by_money:
            parts = []
        for spread in self.bounds.spreads:
            parts += _near(spread, self.bounds, spelled)
        off = spelled.iris(self.bounds.left_off, " ")
        left = f"  MINUS {{ VALUES ?off {{ {off} }} ?link cc:source|cc:target ?off }}"
        links, flows = "\nUNION\n".join(parts), spelled.kinds(spelled.flows)
        return _without_blank(
            part("chain", SPARQL, links=links, left_off=left * bool(off), flows=flows)
        )

    def _cypher(self, spelled: QuerySpelling) -> str:
        lines = [by_id(self.bounds.by_money, CYPHER, spelled)]
        for spread in self.bounds.spreads:
            lines += _cypher_near(spread, self.bounds, spelled)
        left = ""
        if self.bounds.left_off:
            lines.append(f"WITH found, {spelled.texts(self.bounds.left_off)} AS off")
            left = "\n  AND NOT a.id IN off AND NOT b.id IN off"
        flows = spelled.labels(spelled.flows)
        return part("chain", CYPHER, links="\n".join(lines), left_off=left, flows=flows)


def _near(spread: Neighbourhood, bounds: ChainBounds, spelled: QuerySpelling) -> list[str]:
    """Return the parts of the text that find the links of one spread, and the calls inside."""
    if not spread.hops:
        return []
    links = (
        _facts_of(spread, bounds, spelled)
        if spread.facts_only
        else _any_of(spread, bounds, spelled)
    )
    rings = [part("start", SPARQL, starts=spelled.iris(spread.starts, " "))]
    for k in range(1, spread.hops + 1):
        rings.append(part("ring", SPARQL, links=links(rings[-1], k - 1, True), k=str(k)))
    last = spread.hops - 1
    parts = [part("near", SPARQL, links=links(rings[last], last, False))]
    if spread.facts_only:
        texts = {"before": rings[spread.hops], "j": str(spread.hops)}
        parts.append(part("calls", SPARQL, calls=spelled.kinds(spelled.calls), **texts))
    return parts


def _any_of(spread: Neighbourhood, bounds: ChainBounds, spelled: QuerySpelling) -> LinksOfRing:
    """Return what finds the links of a ring's things, of whatever kind, and the next ring."""
    shut, passing = _shut(bounds, spelled), _passing(spread, bounds, spelled)

    def links(before: str, ring: int, leads_on: bool) -> str:
        at, j = f"?n{ring}", str(ring)
        texts = {"shut": shut.replace("?n", at), "passing": passing.replace("?n", at)}
        on = part("any-on", SPARQL, j=j, k=str(ring + 1)) if leads_on else ""
        return f"{part('any', SPARQL, before=before, j=j, **texts)}\n{on}"

    return links


def _facts_of(spread: Neighbourhood, bounds: ChainBounds, spelled: QuerySpelling) -> LinksOfRing:
    """Return what finds the facts of a ring's things, and the next ring."""
    shut, passing = _shut(bounds, spelled), _passing(spread, bounds, spelled)
    kinds = _facts(spelled)

    def links(before: str, ring: int, leads_on: bool) -> str:
        at, following = f"?n{ring}", f"?n{ring + 1}"
        texts = {"shut": shut.replace("?n", at), "passing": passing.replace("?n", at)}
        on = f" ; cc:source|cc:target {following}" if leads_on else ""
        found = following if leads_on else "?link"
        return part(
            "among", SPARQL, before=before, j=str(ring), kinds=kinds, found=found, on=on, **texts
        )

    return links


def _shut(bounds: ChainBounds, spelled: QuerySpelling) -> str:
    """Return what says of which things ``?n`` the links are looked at."""
    return f"\n  FILTER(?n NOT IN ({spelled.iris(bounds.crowded)}))" if bounds.crowded else ""


def _passing(spread: Neighbourhood, bounds: ChainBounds, spelled: QuerySpelling) -> str:
    """Return what says which links of a thing ``?n`` are followed."""
    conditions: list[str] = []
    if bounds.pools:
        owning = spelled.kinds(spelled.below(HOLDING))
        conditions.append(
            f"?n NOT IN ({spelled.iris(bounds.pools)}) || (?b = ?n && ?kind IN ({owning}))"
        )
    money = ", ".join(f'"{kind}"' for kind in spelled.ids_of(MONEY_PARTY))
    lists = spelled.iris(_lists(spread, spelled))
    conditions.append(
        f"?kind != cc:{LISTING} || ?b != ?n{f' || ?n IN ({lists})' if lists else ''}"
        f' || STRBEFORE(STRAFTER(STR(?a), "urn:crimechain:"), ":") NOT IN ({money})'
    )
    return "".join(f"\n  FILTER({condition})" for condition in conditions)


def _facts(spelled: QuerySpelling) -> str:
    """Return the classes of links that neither flow nor are computed."""
    out = {*spelled.flows, *COMPUTED}
    return " ".join(f"cc:{k.name}" for k in spelled.schema.link_kinds() if k.name not in out)


def _lists(spread: Neighbourhood, spelled: QuerySpelling) -> list[str]:
    """Return the starts that can be a published list: of such, all that it names was looked at."""
    lists = spelled.ids_of(spelled.schema.kind(LISTING).range)
    return [start for start in spread.starts if start.split(":")[2] in lists]


def _cypher_near(spread: Neighbourhood, bounds: ChainBounds, spelled: QuerySpelling) -> list[str]:
    if not spread.hops:
        return []
    passing = _cypher_passing(spread, bounds, spelled)
    kept = "found, "
    lines = [
        part("start", CYPHER, case=spelled.owner, starts=spelled.texts(spread.starts), kept=kept)
    ]
    ring = part("ring", CYPHER, passing=passing, kept=kept)
    near = part("near", CYPHER, passing=passing, kept=kept)
    lines += [ring] * (spread.hops - 1)
    lines.append(near)
    if spread.facts_only:
        lines.append(part("ring", CYPHER, passing=passing, kept="found, links, "))
        lines.append(part("calls", CYPHER, calls=spelled.labels(spelled.calls), kept=kept))
    return [*lines, "WITH found + links AS found"]


def _cypher_passing(spread: Neighbourhood, bounds: ChainBounds, spelled: QuerySpelling) -> str:
    conditions: list[str] = []
    if spread.facts_only:
        conditions.append(f"NOT l:{spelled.labels([*spelled.flows, *COMPUTED])}")
    if bounds.crowded:
        conditions.append(f"NOT n.id IN {spelled.texts(bounds.crowded)}")
    if bounds.pools:
        owning = spelled.labels(spelled.below(HOLDING))
        conditions.append(f"(NOT n.id IN {spelled.texts(bounds.pools)} OR (b = n AND l:{owning}))")
    money = ", ".join(f"'{kind}'" for kind in spelled.ids_of(MONEY_PARTY))
    conditions.append(
        f"(NOT l:{LISTING} OR b <> n OR n.id IN {spelled.texts(_lists(spread, spelled))}"
        f" OR NOT split(a.id, ':')[2] IN [{money}])"
    )
    return "".join(f"\n    AND {condition}" for condition in conditions)


def _without_blank(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if line.strip())
