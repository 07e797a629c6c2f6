"""What was published once is declared for ever; what is given up says what to use instead."""

import re
import sys
from functools import cache
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from types import ModuleType

import pytest
from ontology_modules import FOLDER, MODULES
from rdflib import DCTERMS, OWL, RDF, Graph, Literal, Namespace

CC = Namespace("https://w3id.org/crimechain/")
LINES = FOLDER.joinpath("published.txt").read_text("utf-8").splitlines()
PUBLISHED = [line.split()[0] for line in LINES if not line.startswith("#")]


@cache
def every_module() -> Graph:
    graph = Graph()
    for module in MODULES:
        graph.parse(module)
    return graph


def modules(more: str = "") -> Graph:
    graph = Graph() + every_module()
    return graph.parse(data=f"@prefix cc: <{CC}> . {more}", format="turtle")


def faults(graph: Graph) -> list[str]:
    """The published terms that are gone, and those given up without a living successor."""
    gone = [name for name in PUBLISHED if (CC[name], RDF.type, None) not in graph]
    old = set(graph.subjects(OWL.deprecated, Literal(True)))
    orphans = [
        term.removeprefix(CC)
        for term in old
        if not any(
            (heir, RDF.type, None) in graph and heir not in old
            for heir in graph.objects(term, DCTERMS.isReplacedBy)
        )
    ]
    heirs = set(graph.subjects(DCTERMS.isReplacedBy)) - old
    return gone + orphans + [term.removeprefix(CC) for term in heirs]


def test_no_published_term_is_gone_and_each_given_up_has_a_successor():
    assert len(PUBLISHED) == len(set(PUBLISHED)) > 1_000
    assert faults(modules()) == []


GIVEN_UP = "cc:Bank <http://www.w3.org/2002/07/owl#deprecated> true"
REPLACED = "<http://purl.org/dc/terms/isReplacedBy>"


@pytest.mark.parametrize(
    ("more", "found"),
    [
        (f"{GIVEN_UP} .", ["Bank"]),
        (f"{GIVEN_UP} ; {REPLACED} cc:Nowhere .", ["Bank"]),
        (f"{GIVEN_UP} ; {REPLACED} cc:Bank .", ["Bank"]),
        (f"{GIVEN_UP} ; {REPLACED} cc:Organisation .", []),
        (f"cc:Bank {REPLACED} cc:Organisation .", ["Bank"]),
    ],
)
def test_a_term_that_is_given_up_needs_a_living_successor(more, found):
    assert faults(modules(more)) == found


def test_a_published_term_that_vanishes_is_told():
    graph = modules()
    graph.remove((CC.Bank, None, None))
    assert faults(graph) == ["Bank"]


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return ``scripts/published``, which has no suffix, as a module."""
    scripts = FOLDER.parent / "scripts"
    monkeypatch.syspath_prepend(str(scripts))
    loader = SourceFileLoader("published", str(scripts / "published"))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    module = module_from_spec(spec_from_loader("published", loader))
    loader.exec_module(module)
    return module


def test_a_released_version_has_all_its_names_on_the_list(script):
    changelog = FOLDER.parent.joinpath("CHANGELOG.md").read_text("utf-8")
    version, rest = re.search(r"^## ([\d.]+)(.*)$", changelog, re.MULTILINE).groups()
    assert script.version_of_the_ontology() == version
    fresh = script.declared() - {*PUBLISHED}
    assert "unreleased" in rest or not fresh, "scripts/published"


def test_new_names_are_put_in_their_place_with_the_version(script):
    text = "# head\nBank 0.1.0\nCall 0.1.0\n"
    assert script.published(text) == {"Bank", "Call"}
    more = script.with_names(text, ["BankCard"], "0.6.0")
    assert more == "# head\nBank 0.1.0\nBankCard 0.6.0\nCall 0.1.0\n"
    assert script.with_names(more, [], "0.7.0") == more
