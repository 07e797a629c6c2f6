"""The JSON-LD context covers the ontology; what it does not map is refused, never lost."""

import json

import pytest
import rdflib
from invented import account, row, source, transfer
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from kg.errors import FormatError
from kg.glossary import load_glossary
from kg.glossary.context import json_ld_context, refuse_unmapped, unmapped_keys
from kg.rdf import fact_quads, marker_quads
from kg.rdf.terms import TYPE, XSD, local_name
from kg.schema import ontology_files
from kg.schema.turtle import CC

CONTEXT = json_ld_context()


def a_case():
    """The triples of a small case: two accounts, payments between them, the file that says so."""
    a, b = account("0622020000000000017"), account("0622020000000000025")
    amounts = ("1.50", "2000", "0.000001")
    paid = [transfer(n, a, b, row("a" * 64, n), amount=x) for n, x in enumerate(amounts)]
    facts = [a, b, *paid]
    quads = [*marker_quads(source("a" * 64)), *(q for fact in facts for q in fact_quads(fact))]
    return {Triple(quad.subject, quad.predicate, quad.object) for quad in quads}


def as_json_ld(triples):
    """The triples written with the context's keys alone."""
    nodes = {}
    for triple in triples:
        node = nodes.setdefault(triple.subject.value, {"id": triple.subject.value})
        if triple.predicate == TYPE:
            node["type"] = local_name(triple.object)
        else:
            value = plain(triple.object, CONTEXT["@context"].get(local_name(triple.predicate)))
            node.setdefault(local_name(triple.predicate), []).append(value)
    return {**CONTEXT, "@graph": list(nodes.values())}


def plain(term, mapped):
    """A bare value where the context says how it reads, else one with its type."""
    if isinstance(term, NamedNode):
        return term.value if isinstance(mapped, dict) else {"id": term.value}
    kind = term.datatype.value.replace(XSD, "xsd:")
    takes = mapped["@type"] if isinstance(mapped, dict) else "xsd:string"
    return term.value if kind == takes else {"@value": term.value, "@type": kind}


def test_every_term_is_in_the_context_and_nothing_else():
    mapped = {
        value["@id"] if isinstance(value, dict) else value
        for key, value in CONTEXT["@context"].items()
        if key not in ("@version", "cc", "xsd", "id", "type")
    }
    assert mapped == {f"cc:{term.name}" for term in load_glossary().terms()}
    assert CONTEXT["@context"]["cc"] == CC


def test_a_case_comes_back_from_pyoxigraph_with_the_same_triples():
    triples = a_case()
    text = json.dumps(as_json_ld(triples))
    back = {Triple(q.subject, q.predicate, q.object) for q in parse(text, RdfFormat.JSON_LD)}
    assert len(triples) > 60 and back == triples


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_rdflib_reads_the_same_triples():
    triples = a_case()
    graph = rdflib.Graph().parse(data=json.dumps(as_json_ld(triples)), format="json-ld")
    wanted = rdflib.Graph().parse(data="".join(f"{t} .\n" for t in triples), format="nt")
    assert set(graph) == set(wanted)


def test_our_own_export_has_no_unmapped_key():
    document = as_json_ld(a_case())
    assert unmapped_keys(document, CONTEXT) == ()
    refuse_unmapped(document, CONTEXT)


@pytest.mark.parametrize(
    ("node", "lost"),
    [
        ({"hasFacet": []}, "hasFacet"),
        ({"cardNumber": [{"nam": "x"}]}, "nam"),
        ({"type": "Persn"}, "Persn"),
        ({"@type": ["Person", "Nobody"]}, "Nobody"),
        ({"uco:name": "x"}, "uco:name"),
    ],
)
def test_a_key_that_would_be_lost_is_named(node, lost):
    document = {**CONTEXT, "@graph": [{"id": "urn:x", **node}]}
    assert unmapped_keys(document, CONTEXT) == (lost,)
    with pytest.raises(FormatError, match=lost):
        refuse_unmapped(document, CONTEXT)


def test_full_names_and_known_prefixes_are_kept():
    document = {"id": "urn:x", "cc:name": "x", "https://example.org/p": 1, "xsd:note": 2}
    assert unmapped_keys(document, CONTEXT) == ()


def test_the_context_names_every_property_with_how_its_values_read():
    for term in load_glossary().terms("property"):
        mapped = CONTEXT["@context"][term.name]
        objects = "ObjectProperty" in term.said.all("type")
        assert (isinstance(mapped, dict) and mapped["@type"] == "@id") == objects, term.name


def test_the_file_lies_beside_the_modules():
    file = ontology_files()[0].parent / "context.jsonld"
    assert json.loads(file.read_text("utf-8")) == CONTEXT
