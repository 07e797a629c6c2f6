"""No word of the shapes is idle: without any one of them some fixture's findings change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from compiled import findings_of
from pyoxigraph import Store, Triple

from kg.errors import SchemaError
from kg.schema import shape_files
from kg.shapes import Shape, load_shapes
from kg.shapes.reading import SHACL, read_shapes, shape_triples

TRIPLES = list(shape_triples(shape_files()))
WHOLE = {shape.name: shape for shape in load_shapes()}


def words() -> Iterator[Triple]:
    """Yield every statement of SHACL; a message is held to by the test of hygiene."""
    for triple in TRIPLES:
        word = triple.predicate.value
        if word.startswith(SHACL) and word != f"{SHACL}message":
            yield triple


def without(gone: Triple) -> dict[str, Shape] | None:
    """Return the shapes that lack a statement, or nothing if they are refused."""
    try:
        return {one.name: one for one in read_shapes(one for one in TRIPLES if one != gone)}
    except SchemaError:
        return None


def is_missed(gone: Triple, stores: dict[str, Store]) -> bool:
    left = without(gone)
    if left is None:
        return True
    names = [name for name in WHOLE if left.get(name) != WHOLE[name]]
    before = tuple(WHOLE[name] for name in names)
    after = tuple(left[name] for name in names if name in left)
    return any(findings_of(before, one) != findings_of(after, one) for one in stores.values())


@pytest.mark.parametrize("part", range(4))
def test_each_statement_is_missed_when_it_is_gone(part, stores):
    idle = [str(one) for one in list(words())[part::4] if not is_missed(one, stores)]
    assert idle == []


def test_there_is_something_to_delete():
    assert len(list(words())) > 4 * len(WHOLE) > 400
