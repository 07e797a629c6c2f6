"""FollowTheMoney entities, one JSON object a line: for Aleph, OpenAleph and whatever reads FtM.

Its payments run from a party to a party; between accounts alone its own graph exports drop them
without a word. So each payment names both: the accounts, and as payer and beneficiary whoever holds
them. That is the one holder whom the case tells, if there is exactly one and no dispute of it.
Everywhere else a party of its own stands for the account's holder: it has no name that could be
taken for somebody's, says that it is nobody found, and holds that one account. One account, one
party: two payments are never two edges more, and no payment is split among several holders.

A link whose kind FtM does not draw, whose ends may not stand there, or which was excluded, is an
``UnknownLink`` with its role: FtM calls that undirected, its subject is our source all the same.
So is money that is inferred or traced, or a loss as reported: no row pays it. What FtM has no
property for is a line ``name: value`` in ``notes`` (things) or ``description`` (links). Times are
in UTC to the second without a ``Z``: with one FtM cuts the seconds. ``ftm validate`` takes marks of
direction, quotes around names and needless spaces out of texts; nothing else changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import starmap
from typing import TypeAlias

from kg.exports.ftm_schemas import EdgeSchema, edge_of, edges, is_a, minted, property_of, thing_of
from kg.exports.handed_lines import handed_notes
from kg.exports.material import ExportMaterial
from kg.exports.network import label_of, moved
from kg.exports.xml_writer import xml_text
from kg.messages import say
from kg.model import Entity, Evidence, Link, Proof, Source
from kg.rdf.terms import decimal_text, time_text

LINES = dict.fromkeys(
    ("kind", "id", "evidence", "source", "target", "object", "startTime", "endTime", "precision",
     "amount", "currency", "proof", "confidence"), str,
)  # fmt: skip
"""What lines are called that are no values of the fact."""


def ftm(material: ExportMaterial) -> Iterator[tuple[str, Iterator[str]]]:
    """Return the one file."""
    yield "", _lines(material)


def _lines(material: ExportMaterial) -> Iterator[str]:
    yield from handed_notes(material)
    known = look_up(material)
    name, *description = material.said()
    yield _line(minted("case", material.case), "Note", {"name": [name], "description": description})
    for source in material.sources:
        yield _line(minted("source", source.sha256), "Document", _file(source))
    for entity in material.entities:
        schema = known.schemas[entity.id]
        yield _line(minted("thing", entity.id), schema, _thing(entity, schema, known))
    yield from _ends(known)
    yield from starmap(_line, unknown_holders(known))
    for link in material.links:
        edge = known.edge(link)
        yield _line(minted("link", link.id), edge.schema, _link(link, edge, known))


def _line(own: str, schema: str, properties: Properties) -> str:
    shown = {
        name: [xml_text(text) for text in dict.fromkeys(texts)]
        for name, texts in sorted(properties.items())
        if texts
    }
    return json.dumps({"id": own, "schema": schema, "properties": shown}, ensure_ascii=False) + "\n"


def _file(source: Source) -> Properties:
    """Return the properties of a file; FtM's ``contentHash`` is a SHA-1 of its own archive."""
    lines = {
        "sha256": source.sha256, "layout": f"{source.layout} {source.layout_sha256}",
        "loadNumber": source.number, "rowsRead": source.read, "rowsStored": source.stored,
        "rowsSkipped": source.skipped, "rowsRefused": source.problems, "flowRows": source.flows,
    }  # fmt: skip
    return {
        "fileName": [source.name],
        "fileSize": [str(source.size)],
        "notes": [f"{name}: {value}" for name, value in lines.items()],
    }


def _thing(entity: Entity, schema: str, known: FtmLookup) -> Properties:
    properties, lines = _values(entity, schema)
    lines = [f"kind: {entity.kind}", f"id: {entity.id}", *lines]
    kind = known.material.schema.kind(entity.kind)
    if is_a(schema, PARTY) and "name" not in properties:
        properties.setdefault("weakAlias", []).append(label_of(entity, known.material))
    properties["summary"] = [kind.label(known.material.lang)]
    return {**properties, "notes": lines + _places(entity, known), "proof": _proof(entity, known)}


def _values(fact: Entity | Link, schema: str) -> tuple[Properties, list[str]]:
    """Return the values that FtM has a property for, and the others as lines."""
    properties: Properties = {}
    lines = []
    for name, texts in fact.values.items():
        own = property_of(schema, name)
        for text in texts:
            if own and text.strip():
                properties.setdefault(own, []).append(text)
            else:
                lines.append(f"{moved(name, LINES)}: {text}")
    return properties, lines


def _places(fact: Entity | Link, known: FtmLookup) -> list[str]:
    return [f"evidence: {_place(item, known)}" for item in fact.evidence]


def _place(item: Evidence, known: FtmLookup) -> str:
    file = known.files.get(item.sha256, item.sha256)
    return " · ".join(filter(None, (file, item.locator, item.reader, item.excerpt)))


def _proof(fact: Entity | Link, known: FtmLookup) -> list[str]:
    return [minted("source", item.sha256) for item in fact.evidence if item.sha256 in known.files]


def _ends(known: FtmLookup) -> Iterator[str]:
    """Yield the ends of links that are described nowhere: FtM drops an edge that lacks one."""
    ends = {end for link in known.material.links for end in (link.source, link.target)}
    for end in sorted(ends - known.schemas.keys()):
        yield _line(minted("thing", end), END, {"notes": [f"id: {end}"]})


def _link(link: Link, edge: EdgeSchema, known: FtmLookup) -> Properties:
    properties, lines = _values(link, edge.schema)
    properties["recordId"] = [link.id]
    properties[edge.word] = [" · ".join(_words(link, known))]
    properties.update(_between(link, edge, known))
    for name, moment in ((edge.start, link.start), ("endDate", link.end)):
        if moment is not None:
            properties[name] = [time_text(moment)[:19]]
    if edge.amount and link.amount is not None:
        properties["amount"] = [decimal_text(link.amount)]
        properties["currency"] = [link.currency] if link.currency else []
    lines = [*_unmapped_lines(link, edge, known), *lines, *_places(link, known)]
    return {**properties, "description": lines, "proof": _proof(link, known)}


def _words(link: Link, known: FtmLookup) -> Iterator[str]:
    """Yield what a link is called, and after it that it was excluded."""
    schema, lang = known.material.schema, known.material.lang
    yield schema.kind(link.kind).called(link.values, lang)
    if link.proof is Proof.EXCLUDED:
        states = {state.code: state for state in schema.listed("ProofState")}
        yield states[link.proof.value].label(lang)


def _between(link: Link, edge: EdgeSchema, known: FtmLookup) -> Properties:
    """Return both ends; of a payment between accounts the parties, then the accounts."""
    ends = (link.source, link.target)
    if edge.accounts is None:
        return {name: [minted("thing", end)] for name, end in zip(edge.ends, ends, strict=True)}
    ends_by_property = {name: [known.party(end)] for name, end in zip(edge.ends, ends, strict=True)}
    for name, end in zip(edge.accounts, ends, strict=True):
        if known.schemas.get(end) == ACCOUNT:
            ends_by_property[name] = [minted("thing", end)]
    return ends_by_property


def _unmapped_lines(link: Link, edge: EdgeSchema, known: FtmLookup) -> Iterator[str]:
    """Yield what a link says that its schema has no property for."""
    yield f"kind: {link.kind}"
    for name, end in (("source", link.source), ("target", link.target)):
        if edge.accounts and known.schemas.get(end) != ACCOUNT and not known.is_party(end):
            yield f"{name}: {end}"
    if link.object:
        yield f"object: {link.object}"
    yield from _exact_times({"startTime": link.start, "endTime": link.end})
    yield f"precision: {link.precision.value}"
    if link.amount is not None and not edge.amount:
        yield f"amount: {decimal_text(link.amount)}"
    if link.currency and not (edge.amount and link.amount is not None):
        yield f"currency: {link.currency}"
    yield f"proof: {link.proof.value}"
    yield f"confidence: {link.confidence}"


def _exact_times(moments: Mapping[str, datetime | None]) -> Iterable[str]:
    """Yield the times that FtM cannot hold to the last digit."""
    texts = ((name, time_text(moment)) for name, moment in moments.items() if moment is not None)
    return (f"{name}: {text}" for name, text in texts if len(text) > len("2024-05-01T02:03:04Z"))


Properties: TypeAlias = dict[str, list[str]]
PARTY, ACCOUNT, END = "LegalEntity", "BankAccount", "Asset"
"""What can pay, what such a payment also names, and what is described nowhere."""
DOUBTED = (Proof.DISPUTED, Proof.EXCLUDED)


@dataclass(frozen=True, slots=True)
class FtmLookup:
    """What is looked up while writing: files by hash, schemata and holders by our id."""

    material: ExportMaterial
    files: Mapping[str, str]
    schemas: Mapping[str, str]
    holders: Mapping[str, str]

    def edge(self, link: Link) -> EdgeSchema:
        """Return the edge that a link becomes; what was excluded is drawn as nothing it was."""
        if link.proof is Proof.EXCLUDED:
            return edges()["UnknownLink"]
        schemas = (self.schemas.get(end, END) for end in (link.source, link.target))
        return edge_of(self.material.schema.kind(link.kind), *schemas)

    def is_party(self, identifier: str) -> bool:
        """Say whether somebody can pay or be paid."""
        return is_a(self.schemas.get(identifier, END), PARTY)

    def party(self, identifier: str) -> str:
        """Return the id of who pays or is paid: somebody, or whoever holds the account."""
        if self.is_party(identifier):
            return minted("thing", identifier)
        holder = self.holders.get(identifier)
        return minted("thing", holder) if holder else minted("holder", identifier)


def look_up(material: ExportMaterial) -> FtmLookup:
    """Return what writing needs to know of all facts at once."""
    files = {source.sha256: f"{source.name} {source.sha256[:12]}" for source in material.sources}
    kind = material.schema.kind
    schemas = {entity.id: thing_of(kind(entity.kind)) for entity in material.entities}
    return FtmLookup(material, files, schemas, dict(_holders(material, schemas)))


def _holders(material: ExportMaterial, schemas: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each account with exactly one recorded holder, and the holder; no doubted ones."""
    holders: dict[str, set[str]] = {}
    for link in material.links:
        if material.schema.is_holding(link.kind) and link.proof not in DOUBTED:
            holders.setdefault(link.target, set()).add(link.source)
    for account, by in holders.items():
        if len(by) == 1 and is_a(schemas.get(min(by), END), PARTY):
            yield account, min(by)


def unknown_holders(known: FtmLookup) -> Iterator[tuple[str, str, Properties]]:
    """Yield a party for each account that pays or is paid and has not one holder, and its hold."""
    accounts = {entity.id: entity for entity in known.material.entities}
    notes = [say("ftm-stands-for-holder", known.material.lang)]
    for account in sorted(set(_paying(known)) - known.holders.keys()):
        holder, account_id = minted("holder", account), minted("thing", account)
        called = _called(accounts[account], known) if account in accounts else account
        yield holder, PARTY, {"weakAlias": [called], "notes": notes}
        is_asset = is_a(known.schemas.get(account, END), "Asset")
        edge = edges()["Ownership" if is_asset else "UnknownLink"]
        ends = {edge.ends[0]: [holder], edge.ends[1]: [account_id]}
        yield minted("holding", account), edge.schema, {**ends, "summary": notes}


def _paying(known: FtmLookup) -> Iterator[str]:
    for link in known.material.links:
        if known.edge(link).accounts:
            yield from (end for end in (link.source, link.target) if not known.is_party(end))


def _called(account: Entity, known: FtmLookup) -> str:
    """Return what a holder is called by: the account, after a word that says so."""
    kind = known.material.schema.kind(account.kind)
    names = dict.fromkeys(account.first(name) for name in ("name", *kind.label_properties))
    words = (say("ftm-holder-not-told", known.material.lang), *names)
    return " ".join(filter(None, words))
