"""Why a line is on the picture: file, hash, place, what stands there, who read it and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from kg.custody import sha256_of
from kg.errors import KgError
from kg.explain.places import read_at
from kg.model import Entity, Evidence, Link, Said, Source
from kg.schema import Schema

if TYPE_CHECKING:
    from os import stat_result

__all__ = ["Explanation", "File", "Piece", "explain", "read_at"]

AS_LOADED = Said("文件与加载时一致", "the file is as it was loaded")
CHANGED = Said(
    "文件在加载后被改动：其内容不可采信",
    "the file changed after it was loaded: not to be relied on",
)
MISSING = Said("文件不在原处", "the file is not where it was")
NO_FILE = Said("由规则计算得出，不是某一行的记载", "computed by a rule; no row says it")


@dataclass(frozen=True, slots=True)
class File:
    """A loaded file: how it was counted in, and where its bytes are kept (if they are)."""

    source: Source
    path: Path | None = None
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """One row that supports a fact; ``cells`` were read from the file just now."""

    file: str
    sha256: str
    locator: str
    reader: str
    layout: str
    layout_sha256: str
    excerpt: str
    cells: tuple[str, ...]
    state: Said


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is said, how far it is proven, and every row that says it.

    ``rule`` and ``version`` name the computation behind a computed fact.
    """

    id: str
    kind: str
    label: str
    definition: str
    proof: str
    proof_label: str
    confidence: int | None
    rule: str
    version: str
    parameters: str
    pieces: tuple[Piece, ...]


def explain(
    fact: Link | Entity, files: Mapping[str, File], schema: Schema, lang: str = "zh"
) -> Explanation:
    """Return everything that a fact rests on; ``files`` are found by their SHA-256."""
    kind = schema.kind(fact.kind)
    link = fact if isinstance(fact, Link) else None
    proofs = {value.code: value for value in schema.listed("ProofState")}
    return Explanation(
        id=fact.id,
        kind=fact.kind,
        label=kind.verb(lang) if link and kind.verbs else kind.label(lang),
        definition=kind.definition(lang),
        proof=link.proof.value if link else "",
        proof_label=proofs[link.proof.value].label(lang) if link else "",
        confidence=link.confidence if link else None,
        rule=_value(fact, "rule"),
        version=_value(fact, "ruleVersion"),
        parameters=_value(fact, "parameters"),
        pieces=tuple(_piece(evidence, files) for evidence in fact.evidence),
    )


def _value(fact: Link | Entity, name: str) -> str:
    return next(iter(fact.values.get(name, ())), "")


def _piece(evidence: Evidence, files: Mapping[str, File]) -> Piece:
    file = files.get(evidence.sha256)
    cells, state = _found(evidence, file)
    return Piece(
        file=file.source.name if file else "",
        sha256=evidence.sha256,
        locator=evidence.locator,
        reader=evidence.reader,
        layout=file.source.layout if file else "",
        layout_sha256=file.source.layout_sha256 if file else "",
        excerpt=evidence.excerpt,
        cells=cells,
        state=state,
    )


def _found(evidence: Evidence, file: File | None) -> tuple[tuple[str, ...], Said]:
    """Return what stands at the place now, and whether the file is still the same."""
    if not evidence.sha256:
        return (), NO_FILE
    if file is None or file.path is None or not file.path.is_file():
        return (), MISSING
    if _hash(file.path, _stamp(file.path.stat())) != evidence.sha256:
        return (), CHANGED
    try:
        return tuple(read_at(file.path, evidence.locator, file.encoding)), AS_LOADED
    except KgError as error:
        return (), Said(f"该处无法读取：{error}", f"nothing can be read there: {error}")


def _stamp(stat: stat_result) -> tuple[int, int]:
    return stat.st_size, stat.st_mtime_ns


@lru_cache(maxsize=64)
def _hash(path: Path, stamp: tuple[int, int]) -> str:
    """Hash a file once for as long as neither its size nor its time changes."""
    return sha256_of(path)
