"""Who pays and who is paid in FollowTheMoney: parties, though what a case knows is accounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from kg.exports.base import Material
from kg.exports.ftm_terms import Edge, edge_of, edges, is_a, minted, thing_of
from kg.messages import say
from kg.model import Entity, Link, Proof

Properties: TypeAlias = dict[str, list[str]]
PARTY, ACCOUNT, END = "LegalEntity", "BankAccount", "Asset"
"""What can pay, what such a payment also names, and what is described nowhere."""
DOUBTED = (Proof.DISPUTED, Proof.EXCLUDED)


@dataclass(frozen=True, slots=True)
class Known:
    """What is looked up while writing: files by hash, schemata and holders by our id."""

    material: Material
    files: Mapping[str, str]
    schemas: Mapping[str, str]
    holders: Mapping[str, str]

    def edge(self, link: Link) -> Edge:
        """Return the edge that a link becomes; what was excluded is drawn as nothing it was."""
        if link.proof is Proof.EXCLUDED:
            return edges()["UnknownLink"]
        schemas = (self.schemas.get(end, END) for end in (link.source, link.target))
        return edge_of(self.material.schema.kind(link.kind), *schemas)

    def is_party(self, one: str) -> bool:
        """Say whether somebody can pay or be paid."""
        return is_a(self.schemas.get(one, END), PARTY)

    def party(self, one: str) -> str:
        """Return the id of who pays or is paid: somebody, or whoever holds the account."""
        if self.is_party(one):
            return minted("thing", one)
        holder = self.holders.get(one)
        return minted("thing", holder) if holder else minted("holder", one)


def look_up(material: Material) -> Known:
    """Return what writing needs to know of all facts at once."""
    files = {source.sha256: f"{source.name} {source.sha256[:12]}" for source in material.sources}
    kind = material.schema.kind
    schemas = {one.id: thing_of(kind(one.kind)) for one in material.entities}
    return Known(material, files, schemas, dict(_holders(material, schemas)))


def _holders(material: Material, schemas: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each account of which exactly one holder is told, whoever doubts a holding aside."""
    told: dict[str, set[str]] = {}
    for link in material.links:
        if material.schema.is_a(link.kind, "Holding") and link.proof not in DOUBTED:
            told.setdefault(link.target, set()).add(link.source)
    for account, by in told.items():
        if len(by) == 1 and is_a(schemas.get(min(by), END), PARTY):
            yield account, min(by)


def unknown_holders(known: Known) -> Iterator[tuple[str, str, Properties]]:
    """Yield a party for each account that pays or is paid and has not one holder, and its hold."""
    accounts = {entity.id: entity for entity in known.material.entities}
    said = [say("ftm-stands-for-holder", known.material.lang)]
    for account in sorted(set(_paying(known)) - known.holders.keys()):
        holder, held = minted("holder", account), minted("thing", account)
        called = _called(accounts[account], known) if account in accounts else account
        yield holder, PARTY, {"weakAlias": [called], "notes": said}
        is_asset = is_a(known.schemas.get(account, END), "Asset")
        edge = edges()["Ownership" if is_asset else "UnknownLink"]
        ends = {edge.ends[0]: [holder], edge.ends[1]: [held]}
        yield minted("holding", account), edge.schema, {**ends, "summary": said}


def _paying(known: Known) -> Iterator[str]:
    for link in known.material.links:
        if known.edge(link).accounts:
            yield from (end for end in (link.source, link.target) if not known.is_party(end))


def _called(account: Entity, known: Known) -> str:
    """Return what a holder is called by: the account, after a word that says so."""
    kind = known.material.schema.kind(account.kind)
    told = dict.fromkeys(account.first(name) for name in ("name", *kind.label_properties))
    words = (say("ftm-holder-not-told", known.material.lang), *told)
    return " ".join(filter(None, words))
