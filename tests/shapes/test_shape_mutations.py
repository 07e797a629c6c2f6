"""No word of the shapes is idle: without any one of them some fixture's findings change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from compiled import findings_of
from pyoxigraph import Store, Triple

from kg.errors import SchemaError
from kg.schema import shape_files
from kg.shapes import Shape, load_shapes
from kg.shapes.shape import SHACL, read_shapes, shape_triples

TRIPLES = list(shape_triples(shape_files()))
WHOLE = {shape.name: shape for shape in load_shapes()}


def words() -> Iterator[Triple]:
    """Yield every statement of SHACL; a message is held to by the test of hygiene."""
    for triple in TRIPLES:
        word = triple.predicate.value
        if word.startswith(SHACL) and word != f"{SHACL}message":
            yield triple


def by_subject() -> dict[str, list[Triple]]:
    """Return the statements of each subject."""
    found: dict[str, list[Triple]] = {}
    for triple in TRIPLES:
        found.setdefault(triple.subject.value, []).append(triple)
    return found


OF = by_subject()


def subjects_of(name: str) -> set[str]:
    """Return the subjects that a shape is read from: its own, and those it leads to."""
    ahead, found = [name], set[str]()
    while ahead:
        if (subject := ahead.pop()) in OF and subject not in found:
            found.add(subject)
            ahead += [triple.object.value for triple in OF[subject]]
    return found


READ_FROM = {name: subjects_of(name) for name in WHOLE}


def without(gone: Triple) -> tuple[list[str], dict[str, Shape] | None]:
    """Return whose shape a statement is part of, and these without it, or nothing if refused."""
    names = [name for name, subjects in READ_FROM.items() if gone.subject.value in subjects]
    subjects = set[str]().union(*(READ_FROM[name] for name in names))
    left = [triple for subject in subjects for triple in OF[subject] if triple != gone]
    try:
        return names, {one.name: one for one in read_shapes(left)}
    except SchemaError:
        return names, None


def is_missed(gone: Triple, stores: dict[str, Store]) -> bool:
    names, left = without(gone)
    if left is None:
        return True
    names = [name for name in names if left.get(name) != WHOLE[name]]
    before = tuple(WHOLE[name] for name in names)
    after = tuple(left[name] for name in names if name in left)
    return any(findings_of(before, one) != findings_of(after, one) for one in stores.values())


@pytest.mark.parametrize("part", range(4))
def test_each_statement_is_missed_when_it_is_gone(part, stores):
    idle = [str(one) for one in list(words())[part::4] if not is_missed(one, stores)]
    assert idle == []


def test_there_is_something_to_delete():
    assert len(list(words())) > 4 * len(WHOLE) > 400
