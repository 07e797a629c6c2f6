"""Why a line is on the picture: file, hash, place, what stands there, who read it and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from kg import workers
from kg.custody import sha256_of
from kg.errors import KgError
from kg.explain.fact_words import NamedParty, details, ends, party
from kg.messages import Message
from kg.model import Entity, Evidence, Link, Precision, Source
from kg.schema import Schema
from kg.values.moments import began

if TYPE_CHECKING:
    from os import stat_result

__all__ = [
    "EvidenceRow",
    "ExplainMaterial",
    "ExplainedFile",
    "Explanation",
    "NamedParty",
    "ends",
    "evidence_row",
    "explain",
    "party",
    "read_at",
]

AS_LOADED = Message("file-as-loaded")
CHANGED = Message("file-changed-after-loaded")
MISSING = Message("file-not-where-it-was")
BY_HASH = Message("kept-by-hash-only")
_READ_AT = "kg.explain.read_place:serve_read_at"
NO_FILE = Message("computed-by-rule")


@dataclass(frozen=True, slots=True)
class ExplainedFile:
    """A loaded file: how it was counted in, and where its bytes are (if they are).

    ``linked`` says that the case has no copy, and that is where they were. ``origin`` is the hash
    of the file as it was received, where another case handed its rows over or a lake had it.
    """

    source: Source
    path: Path | None = None
    encoding: str = ""
    linked: bool = False
    origin: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One row that supports a fact; ``cells`` were read from the file just now.

    ``origin`` is the hash of the file that had the row, where that is not this one.
    """

    file: str
    sha256: str
    locator: str
    reader: str
    layout: str
    layout_sha256: str
    excerpt: str
    cells: tuple[str, ...]
    state: Message
    origin: str = ""


@dataclass(frozen=True, slots=True)
class ExplainMaterial:
    """What a fact is explained with: files by SHA-256, parties by id, the clock of the case."""

    files: Mapping[str, ExplainedFile] = field(default_factory=dict)
    parties: Mapping[str, NamedParty] = field(default_factory=dict)
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True)
class Explanation:
    """Who is said to have done what to whom, how far it is proven, and every row that says it.

    ``parties`` are by their part: source, target and object of a link, or an entity itself;
    ``details`` are labels and texts of everything else that is said.
    ``rule`` and ``version`` name the computation behind a computed fact.
    """

    id: str
    kind: str
    label: str
    definition: str
    parties: Mapping[str, NamedParty]
    start: datetime | None
    end: datetime | None
    precision: Precision
    amount: Decimal | None
    currency: str
    details: tuple[tuple[str, str], ...]
    proof: str
    proof_label: str
    confidence: int | None
    rule: str
    version: str
    parameters: str
    pieces: tuple[EvidenceRow, ...]


def read_at(path: Path, locator: str, encoding: str = "") -> list[str]:
    """Return the cells at a place, read in a worker: :func:`kg.explain.read_place.read_at`."""
    arguments = {"path": str(path), "locator": locator, "encoding": encoding}
    cells: list[str] = workers.call(_READ_AT, arguments, workers.CallCeiling.of_file(path))
    return cells


def explain(
    fact: Link | Entity, material: ExplainMaterial, schema: Schema, lang: str = "zh"
) -> Explanation:
    """Return everything that a fact says, and all that it rests on."""
    kind = schema.kind(fact.kind)
    link = fact if isinstance(fact, Link) else None
    proofs = {value.code: value for value in schema.listed("ProofState")}
    return Explanation(
        id=fact.id,
        kind=fact.kind,
        label=kind.said(link.values, lang) if link and kind.verbs else kind.label(lang),
        definition=kind.definition(lang),
        parties={part: material.parties[thing] for part, thing in ends(fact).items()},
        start=link.start and began(link.start, link.precision, material.zone) if link else None,
        end=_on_the_clock(link.end, material.zone) if link else None,
        precision=link.precision if link else Precision.UNKNOWN,
        amount=link.amount if link else None,
        currency=link.currency if link else "",
        details=tuple(details(fact, schema, lang)),
        proof=link.proof.value if link else "",
        proof_label=proofs[link.proof.value].label(lang) if link else "",
        confidence=link.confidence if link else None,
        rule=_value(fact, "rule"),
        version=_value(fact, "ruleVersion"),
        parameters=_value(fact, "parameters"),
        pieces=tuple(evidence_row(evidence, material.files) for evidence in fact.evidence),
    )


def _on_the_clock(moment: datetime | None, zone: tzinfo) -> datetime | None:
    return moment and moment.astimezone(zone)


def _value(fact: Link | Entity, name: str) -> str:
    return next(iter(fact.values.get(name, ())), "")


def evidence_row(evidence: Evidence, files: Mapping[str, ExplainedFile]) -> EvidenceRow:
    """Return one row with what stands at its place in the file now."""
    file = files.get(evidence.sha256)
    cells, state = _cells_and_state(evidence, file)
    return EvidenceRow(
        file=file.source.name if file else "",
        sha256=evidence.sha256,
        locator=evidence.locator,
        reader=evidence.reader,
        layout=file.source.layout if file else "",
        layout_sha256=file.source.layout_sha256 if file else "",
        excerpt=evidence.excerpt,
        cells=cells,
        state=state,
        origin=file.origin if file else "",
    )


def _cells_and_state(
    evidence: Evidence, file: ExplainedFile | None
) -> tuple[tuple[str, ...], Message]:
    """Return what stands at the place now, and whether the file is still the same."""
    if not evidence.sha256:
        return (), NO_FILE
    if file is None or file.path is None or not file.path.is_file():
        return (), BY_HASH if file and file.linked else MISSING
    if _hash(file.path, _stamp(file.path.stat())) != evidence.sha256:
        return (), CHANGED
    try:
        return tuple(read_at(file.path, evidence.locator, file.encoding)), AS_LOADED
    except KgError as error:
        return (), Message("cannot-be-read-there", why=error.what)


def _stamp(stat: stat_result) -> tuple[int, int]:
    return stat.st_size, stat.st_mtime_ns


@lru_cache(maxsize=64)
def _hash(path: Path, stamp: tuple[int, int]) -> str:
    """Hash a file once for as long as neither its size nor its time changes."""
    return sha256_of(path)
