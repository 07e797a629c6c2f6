"""By HermiT: the whole graph of a case, with all that rules derived, contradicts nothing.

Each case is judged a second time with one thing said of it that cannot be.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from cases import STORY, demo, every_layout, graph_of, load, typed_triples
from closure import CC
from pyoxigraph import NamedNode, Triple
from reasoner import TYPE, judged

from tests.built import built

sys.path.insert(0, str(STORY))
import pole_files

sys.path.pop(0)
pytestmark = pytest.mark.slow
IMPOSSIBLE = "Person", "BankAccount"


def verdicts(folder: Path, place: Path) -> dict[str, str]:
    """Return what HermiT says of a case, and of it with a person that is an account as well."""
    facts = typed_triples(graph_of(folder))
    person, account = (NamedNode(CC[name]) for name in IMPOSSIBLE)
    somebody = next(one.subject for one in facts if one.predicate == TYPE and one.object == person)
    spoilt = [*facts, Triple(somebody, TYPE, account)]
    return judged({"whole": facts, "spoilt": spoilt}, place)


FOUND = {"whole": "consistent", "spoilt": "inconsistent"}


@pytest.mark.parametrize(
    "make",
    [demo, pytest.param(every_layout, marks=pytest.mark.deep)],
    ids=lambda make: make.__name__,
)
def test_the_graph_of_a_case_is_consistent(make, tmp_path):
    folder = load(tmp_path, make(tmp_path / "files"))
    assert verdicts(folder, tmp_path) == FOUND


@pytest.mark.shared
@pytest.mark.deep
def test_the_graph_of_a_police_force_is_consistent(shared_data, tmp_path):
    built(pole_files.load_thin, tmp_path, shared_data("pole") / pole_files.NAME)
    assert verdicts(tmp_path / "case", tmp_path) == FOUND
