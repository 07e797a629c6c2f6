"""HermiT's verdicts on facts with the whole ontology: one Java judges all that a file asks.

The jars are those of ``scripts/robot``; where they, or a Java that compiles, are not here, a test
skips.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest
from ontology_modules import FOLDER, MODULES
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse, serialize

sys.path.insert(0, str(FOLDER.parent / "scripts"))
from robot_jars import found_here

sys.path.pop(0)

AXIOMS = sorted((FOLDER / "axioms").glob("*.ttl"))
PROGRAM = Path(__file__).with_name("Consistency.java")
INDIVIDUALS = Path(__file__).with_name("individuals")
OWL = "http://www.w3.org/2002/07/owl#"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
OURS = "urn:crimechain:invented:"
SECONDS = 300


def individuals(name: str) -> dict[str, list[Triple]]:
    """Return the statements of each graph of a file of cases, by the graph's name."""
    cases: dict[str, list[Triple]] = {}
    for quad in parse(path=str(INDIVIDUALS / f"{name}.trig"), format=RdfFormat.TRIG):
        assert isinstance(quad, Quad) and isinstance(quad.graph_name, NamedNode)
        cases.setdefault(quad.graph_name.value.removeprefix(OURS), []).append(quad.triple)
    return cases


@cache
def ontology() -> tuple[Triple, ...]:
    """Return all that modules and axioms say; nothing is imported, it is all here."""
    said = (one for file in (*MODULES, *AXIOMS) for one in parse(path=str(file)))
    return tuple(one.triple for one in said if one.predicate.value != f"{OWL}imports")


def members_of_all() -> list[Triple]:
    """Return one thing for each class, and two joined by each property between things."""
    made = {
        f"{OWL}Class": lambda term, n: Triple(NamedNode(f"{OURS}member-{n}"), TYPE, term),
        f"{OWL}ObjectProperty": lambda term, n: Triple(
            NamedNode(f"{OURS}from-{n}"), term, NamedNode(f"{OURS}to-{n}")
        ),
    }
    typed = [one for one in ontology() if isinstance(one.subject, NamedNode)]
    terms = [one for one in typed if one.predicate == TYPE and one.object.value in made]
    return [made[one.object.value](one.subject, number) for number, one in enumerate(terms)]


def judged(facts: Mapping[str, Sequence[Triple]], folder: Path) -> dict[str, str]:
    """Return, by name, whether facts are ``consistent`` or ``inconsistent`` with the ontology."""
    java = found_here()
    if not java:
        pytest.skip("no Java 17 that compiles, or no jars of HermiT: scripts/robot gets them")
    known = _written(folder / "ontology.nt", ontology())
    paths = [
        str(_written(folder / f"{name}.nt", [*_declared(said), *said]))
        for name, said in facts.items()
    ]
    command = [*java[:1], "-Xmx1g", "-XX:+UseSerialGC", *java[1:], str(PROGRAM), str(known)]
    asked = "".join(f"{path}\n" for path in paths)
    done = subprocess.run(
        command, input=asked, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    answers = done.stdout.split()
    assert len(answers) == len(facts), done.stdout[:2_000]
    return dict(zip(facts, answers, strict=True))


def _declared(facts: Iterable[Triple]) -> Iterator[Triple]:
    """Yield what kind of term each property of facts is: OWL takes an unknown one for a note."""
    for term in {one.predicate for one in facts}:
        yield from _kinds_of_terms().get(term, ())


@cache
def _kinds_of_terms() -> dict[NamedNode, list[Triple]]:
    kinds: dict[NamedNode, list[Triple]] = {}
    for one in ontology():
        if one.predicate == TYPE and isinstance(one.subject, NamedNode):
            kinds.setdefault(one.subject, []).append(one)
    return kinds


def _written(path: Path, triples: Iterable[Triple]) -> Path:
    path.write_bytes(serialize(triples, format=RdfFormat.N_TRIPLES) or b"")
    return path
