"""By HermiT: true facts are consistent with modules and axioms, absurd ones are not.

Each case of ``individuals/`` is judged alone. Of an absurd one every statement is needed: without
any it contradicts nothing, so nothing else than what its sentence says was found.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from reasoner import INDIVIDUALS, individuals, judged, members_of_all

pytestmark = pytest.mark.slow
TRUE, ABSURD = individuals("consistent"), individuals("absurd")
LESS = {
    f"{name}-less-{number}": [one for one in said if one != gone]
    for name, said in ABSURD.items()
    for number, gone in enumerate(said)
}
LEAST = 40


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what HermiT says of each case, and of the whole ontology in use."""
    asked = {"members-of-all": members_of_all(), **TRUE, **ABSURD, **LESS}
    return judged(asked, tmp_path_factory.mktemp("cases"))


def test_each_class_can_have_a_member_and_each_property_an_edge(verdicts):
    assert len(members_of_all()) > 300
    assert verdicts["members-of-all"] == "consistent"


@pytest.mark.parametrize("name", TRUE)
def test_what_a_file_truly_says_is_consistent(name, verdicts):
    assert verdicts[name] == "consistent"


@pytest.mark.parametrize("name", ABSURD)
def test_what_can_be_said_of_nothing_is_inconsistent(name, verdicts):
    assert verdicts[name] == "inconsistent"


def test_of_what_is_absurd_every_statement_is_needed(verdicts):
    assert {name for name in LESS if verdicts[name] != "consistent"} == set()


@pytest.mark.parametrize("file", sorted(INDIVIDUALS.glob("*.trig")), ids=lambda file: file.stem)
def test_each_case_has_a_sentence_of_its_own(file: Path):
    blocks = file.read_text("utf-8").split("\n\n")[2:]
    assert len(blocks) >= LEAST
    sentences = [re.fullmatch(r"# (\w[^\n]+\.)\n:[a-z-]+ \{.+\}\n?", one, re.S) for one in blocks]
    assert all(sentences), blocks[sentences.index(None)]
    assert len({one[1] for one in sentences}) == len(blocks)
