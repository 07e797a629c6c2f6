"""The ontology in one file: another library reads from each form what the modules say."""

from collections import Counter

import pytest
from rdflib import DCTERMS, OWL, RDF, SKOS, BNode, Graph, URIRef
from typer.testing import CliRunner

from kg.cli import app
from kg.errors import UsageError
from kg.glossary import load_glossary
from kg.glossary.publish import DOWNLOADS, published
from kg.glossary.site import write_site
from kg.schema import ROOT_FILE, axiom_files, ontology_files
from kg.schema.turtle import CC
from tests.built import built

# rdflib's own reader of JSON-LD uses what rdflib gives up
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
FORMS = {"ttl": "turtle", "rdf": "xml", "owl": "xml", "jsonld": "json-ld"}
WHOLE = URIRef(CC + "ontology")


def read(name: str) -> Graph:
    return Graph().parse(data=published(name), format=FORMS[name.rpartition(".")[2]])


@pytest.fixture(scope="module")
def parts() -> Graph:
    """What the files of the ontology say, without the headers of its parts."""
    graph = Graph()
    for file in (*ontology_files(), *axiom_files(), ontology_files()[0].parent / ROOT_FILE):
        graph.parse(file)
    for header in set(graph.subjects(RDF.type, OWL.Ontology)) - {WHOLE}:
        graph.remove((header, None, None))
    graph.remove((None, OWL.imports, None))
    return graph


@pytest.mark.parametrize("ending", FORMS)
def test_each_form_says_what_the_modules_say(ending: str, parts: Graph) -> None:
    whole = read(f"a.{ending}")
    assert len(whole) == len(parts) > 13_000
    assert lowered(whole) == lowered(parts)


def lowered(graph: Graph) -> Counter[tuple[str, ...]]:
    """The statements, however a language's tag is written and a blank node is called."""
    return Counter(
        tuple(
            "_:" if isinstance(node, BNode) else node.n3().replace("Hans", "hans") for node in one
        )
        for one in graph
    )


@pytest.mark.parametrize("ending", FORMS)
def test_each_form_of_concepts_has_every_class_and_value(ending: str) -> None:
    graph = read(f"a.skos.{ending}")
    terms = [term for term in load_glossary().terms() if term.sort in ("class", "value")]
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    assert concepts == {URIRef(CC + term.name) for term in terms}
    for term in terms:
        node = URIRef(CC + term.name)
        names = {one.language.lower(): str(one) for one in graph.objects(node, SKOS.prefLabel)}
        assert names == {"zh-hans": term.label("zh"), "en": term.label("en")}
        others = set(map(str, graph.objects(node, SKOS.altLabel)))
        assert others == {*term.slang("zh"), *term.slang("en")} - set(names.values())
    assert not set(graph.objects(None, SKOS.broader)) - concepts
    tops = set(graph.objects(WHOLE, SKOS.hasTopConcept))
    assert tops == {node for node in concepts if not graph.value(node, SKOS.broader)}


def test_a_value_is_below_its_list_and_in_its_scheme() -> None:
    graph = read("a.skos.ttl")
    euro, currency = URIRef(CC + "Euro"), URIRef(CC + "Currency")
    assert (euro, SKOS.broader, currency) in graph
    schemes = set(graph.objects(euro, SKOS.inScheme))
    assert schemes == {WHOLE, URIRef(CC + "scheme/Currency")}
    assert all((scheme, RDF.type, SKOS.ConceptScheme) in graph for scheme in schemes)
    assert graph.value(WHOLE, DCTERMS.license)


def test_the_same_ontology_gives_the_same_bytes() -> None:
    lines = published("a.ttl").decode().splitlines()
    prefixes = [line for line in lines if line.startswith("@prefix")]
    assert prefixes == sorted(prefixes)
    assert published("a.rdf") == published("b.owl")
    assert published("a.ttl") == published("b.ttl"), "blank nodes have names of their own"


def test_an_ending_that_no_form_has_is_refused() -> None:
    with pytest.raises(UsageError):
        published("a.docx")


def test_the_pages_offer_the_same_files(tmp_path) -> None:
    built(write_site, tmp_path / "site")
    for name in DOWNLOADS:
        assert (tmp_path / "site" / name).read_bytes() == published(name)
        assert f'href="../{name}"' in (tmp_path / "site" / "zh" / "index.html").read_text("utf-8")


def kg(*words: str):
    return CliRunner().invoke(app, ["ontology", *words])


def test_the_command_writes_a_file_and_replaces_none_unasked(tmp_path) -> None:
    out = tmp_path / "crimechain.skos.ttl"
    assert kg("export", "--to", str(out)).exit_code == 0
    assert out.read_bytes() == published(out.name)
    assert isinstance(kg("export", "--to", str(out)).exception, UsageError)
    assert kg("export", "--to", str(out), "--force").exit_code == 0


@pytest.mark.parametrize("words", [["export"], ["tree", "--to", "a.ttl"], ["--to", "a.ttl"]])
def test_half_an_order_is_refused(words) -> None:
    assert isinstance(kg(*words).exception, UsageError)
