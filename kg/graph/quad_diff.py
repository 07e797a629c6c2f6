"""Where one state of the graph differs from another: the quads that only one of them holds."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, parse
from pyoxigraph import Store as Engine

from kg.custody import BLOCK
from kg.rdf import DERIVED, MARKERS
from kg.rdf.terms import local_name

MOST = 10_000
"""How many quads are told; all are counted."""


@dataclass(frozen=True, slots=True)
class QuadDifference:
    """One statement that only one of two graphs holds: ``lacking`` where the second lacks it."""

    subject: str
    property: str
    value: str
    part: str
    lacking: bool


@dataclass(frozen=True, slots=True)
class GraphDifferences:
    """The first quads that differ, sorted, and how many there are in all."""

    quads: tuple[QuadDifference, ...] = ()
    count: int = 0


def graph_differences(derived: Path, stored: Path, scratch: Path) -> GraphDifferences:
    """Compare two states of a graph, each a folder of the engine that is only read.

    Equal stores dump equal bytes, so that the usual case needs no memory; where they differ the
    lines of both are held.

    Args:
        derived: The state as it is derived now.
        stored: The state as the case has it.
        scratch: A folder for the two dumps, which are removed again.
    """
    work = Path(tempfile.mkdtemp(prefix="dump-", dir=scratch))
    try:
        dumps = [work / "derived.nq", work / "stored.nq"]
        for state, dump in zip((derived, stored), dumps, strict=True):
            Engine.read_only(str(state)).dump(str(dump), RdfFormat.N_QUADS)
        if _same_bytes(*dumps):
            return GraphDifferences()
        lines = [set(dump.read_bytes().splitlines()) for dump in dumps]
    finally:
        shutil.rmtree(work)
    lost, added = lines[0] - lines[1], lines[1] - lines[0]
    told = [*_told(lost, lacking=True), *_told(added, lacking=False)]
    return GraphDifferences(tuple(told), len(lost) + len(added))


def _told(lines: set[bytes], *, lacking: bool) -> Iterator[QuadDifference]:
    some = b"\n".join(sorted(lines)[:MOST])
    for quad in parse(some, format=RdfFormat.N_QUADS):
        subject, graph = quad.subject, quad.graph_name
        part = "derived" if graph == DERIVED else "sources" if graph == MARKERS else "facts"
        yield QuadDifference(
            subject=subject.value if isinstance(subject, NamedNode) else str(subject),
            property=local_name(quad.predicate),
            value=getattr(quad.object, "value", str(quad.object)),
            part=part,
            lacking=lacking,
        )


def _same_bytes(one: Path, other: Path) -> bool:
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as first, other.open("rb") as second:
        while block := first.read(BLOCK):
            if block != second.read(BLOCK):
                return False
    return True
