"""Where one state of the graph differs from another: the quads that only one of them holds."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, parse
from pyoxigraph import Store as Engine

from kg.custody import BLOCK
from kg.graph.class_tree import CORE, SUBCLASS
from kg.graph.oxigraph_engine import translated
from kg.rdf import DERIVED, MARKERS
from kg.rdf.terms import local_name

OF_CLASSES = re.compile(rf" {re.escape(str(SUBCLASS))} |^{re.escape(str(CORE))} ".encode())
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


def dump_state(state: Path, dump: Path) -> Path:
    """Write a state of the graph, a folder of the engine that is only read, as N-Quads.

    Raises:
        StoreCorrupt: The state is damaged; the engine sees some of it only while it dumps.
        StoreUnavailable: It cannot be read for another reason.
    """
    with translated(state):
        Engine.read_only(str(state)).dump(str(dump), RdfFormat.N_QUADS)
    return dump


def graph_differences(derived: Path, stored: Path, scratch: Path) -> GraphDifferences:
    """Compare a state of a graph with the dump of another one.

    Equal stores dump equal bytes, so that the usual case needs no memory; where they differ the
    lines of both are held.

    Args:
        derived: The dump of the state as it is derived now (:func:`dump_state`).
        stored: The state as the case has it, a folder of the engine.
        scratch: A folder for its dump, which is removed again.

    Raises:
        KgError: The stored state cannot be read: see :func:`dump_state`.
    """
    work = Path(tempfile.mkdtemp(prefix="dump-", dir=scratch))
    try:
        dump = dump_state(stored, work / "stored.nq")
        if _same_bytes(derived, dump):
            return GraphDifferences()
        lines = [set(path.read_bytes().splitlines()) for path in (derived, dump)]
    finally:
        shutil.rmtree(work)
    lost, added = lines[0] - lines[1], lines[1] - lines[0]
    classes = {line for line in lost | added if OF_CLASSES.search(line)}
    lost, added = lost - classes, added - classes
    differing = [*_differences(lost, lacking=True), *_differences(added, lacking=False)]
    if classes:
        differing.insert(0, _of_classes(len(classes)))
    return GraphDifferences(tuple(differing), len(lost) + len(added) + bool(classes))


def _of_classes(count: int) -> QuadDifference:
    """Return one difference for all that is said of classes: they go with the ontology."""
    return QuadDifference(CORE.value, "subClassOf", str(count), "classes", lacking=True)


def _differences(lines: set[bytes], *, lacking: bool) -> Iterator[QuadDifference]:
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


def _same_bytes(path: Path, other: Path) -> bool:
    if path.stat().st_size != other.stat().st_size:
        return False
    with path.open("rb") as first, other.open("rb") as second:
        while block := first.read(BLOCK):
            if block != second.read(BLOCK):
                return False
    return True
