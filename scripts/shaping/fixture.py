"""A fixture that breaks every constraint of the derived shapes: one faulty thing for each."""

from __future__ import annotations

from collections.abc import Iterator

from shaping.derived import SUFFIX

from kg.rdf.to_quads import NAMES_OF_TERMS
from kg.schema import shape_files
from kg.schema.turtle import CC
from kg.shapes import Shape, descendants
from kg.shapes.shape import Constraint, read_shapes, shape_triples

HEAD = """\
@prefix cc: <https://w3id.org/crimechain/> .
@prefix ex: <urn:crimechain:example:> .

# One thing that breaks each derived shape: python3 scripts/shapes writes it anew
"""


def derived_fixture() -> str:
    """Return the text of the fixture."""
    files = [file for file in shape_files() if file.name.endswith(SUFFIX)]
    wanted = read_shapes(shape_triples(shape_files()))
    derived = {name for file in files for name in _subjects(file.read_text(encoding="utf-8"))}
    shapes = [shape for shape in wanted if shape.name.removeprefix(f"{CC}shape/") in derived]
    return HEAD + "".join(block for shape in shapes for block in _faults(shape))


def _subjects(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.startswith("shape:"):
            yield line.split(" ", 1)[0].removeprefix("shape:")


def _faults(shape: Shape) -> Iterator[str]:
    for constraint in shape.constraints:
        for number, thing in enumerate(_things(shape)):
            name = f"{shape.name.rpartition('/')[2]}-{constraint.name}{number or ''}"
            yield f"\nex:{name} {thing}{_fault(shape, constraint)} .\n"
            if constraint.name == "not":
                yield f"\nex:{name}-alone {thing} .\n"


def _things(shape: Shape) -> Iterator[str]:
    """Yield what makes a thing one that the shape is about, once for each of its targets."""
    for target in shape.targets:
        if target.by == "class":
            yield f"a cc:{descendants(target.term.value)[-1].removeprefix(CC)}"
        else:
            yield f"cc:{target.term.value.removeprefix(CC)} ex:something"


def _fault(shape: Shape, constraint: Constraint) -> str:
    """Return what is said of a thing so that it breaks the constraint."""
    if shape.path_name == "type":
        types = {"minCount": "", "maxCount": " ; a cc:Person , cc:Group", "in": " ; a cc:Stranger"}
        return types[constraint.name]
    if constraint.name == "in" and shape.path_name in NAMES_OF_TERMS:
        return f" ; cc:{shape.path_name} cc:Stranger"
    if constraint.name in ("in", "pattern"):
        return f' ; cc:{shape.path_name} "?"'
    if constraint.name == "class":
        return f" ; cc:{shape.path_name} ex:stranger"
    if constraint.name == "disjoint":
        return (
            f" ; cc:{shape.path_name} ex:self ; cc:{constraint.term.value.removeprefix(CC)} ex:self"
        )
    if constraint.name == "not":
        apart = constraint.shapes[0].constraints[0].shapes[-1].constraints[0].term.value
        return f" ; a cc:{descendants(apart)[-1].removeprefix(CC)}"
    assert constraint.name == "or", constraint
    return ""
