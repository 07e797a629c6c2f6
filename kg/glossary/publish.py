"""The whole ontology in one file: Turtle, RDF/XML, JSON-LD, and SKOS for those who want words only.

The OWL forms hold every statement of the modules and axioms under one header, without imports.
The SKOS forms hold every class and every value of a closed list as a concept: labels, definition,
examples, what is broader, and the lists it stands in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse, serialize

from kg.errors import UsageError
from kg.glossary.entry import Entry
from kg.glossary.root_ontology import (
    ONTOLOGY,
    PREFIXES,
    SCHEME,
    closed_lists,
    lists_of,
    root_text,
)
from kg.glossary.terms import Glossary
from kg.messages import Message
from kg.schema import ROOT_FILE, axiom_files, load_schema, ontology_files
from kg.schema.turtle import CC

TURTLE, XML, JSON = RdfFormat.TURTLE, RdfFormat.RDF_XML, RdfFormat.JSON_LD
FORMATS = {".ttl": TURTLE, ".rdf": XML, ".owl": XML, ".jsonld": JSON}
SKOS_MARK = ".skos"
"""Before the ending of a file that is to hold concepts: ``crimechain.skos.ttl``."""
DOWNLOADS = ("crimechain.ttl", "crimechain.rdf", "crimechain.jsonld", "crimechain.skos.ttl")
"""The files that the ontology's pages offer."""
TAGS = {"zh": "zh-Hans", "en": "en"}
TEXTS = ("definition", "example", "editorialNote")


def _node(name: str) -> NamedNode:
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


TYPE, IMPORTS, MODULE = _node("rdf:type"), _node("owl:imports"), _node("owl:Ontology")
CONCEPT, LISTED = _node("skos:Concept"), _node("skos:ConceptScheme")
WHOLE = NamedNode(ONTOLOGY)


def published(name: str) -> bytes:
    """Return the whole ontology as the ending of a file's name says.

    Args:
        name: ends in .ttl, .rdf, .owl or .jsonld; in .skos.ttl and so on for concepts.

    Returns:
        The content of the file. Same ontology, same bytes.

    Raises:
        UsageError: the ending is none of these.

    Example:
        >>> published("crimechain.skos.ttl").splitlines()[0]
        b'@prefix cc: <https://w3id.org/crimechain/> .'
    """
    from kg.glossary import load_glossary

    path = Path(name)
    if path.suffix not in FORMATS:
        raise UsageError(
            Message("no-such-ontology-form", ending=path.suffix or name),
            where=name,
            hint=Message("ontology-forms", known=" ".join(FORMATS), skos=SKOS_MARK + ".ttl"),
        )
    is_skos = Path(path.stem).suffix == SKOS_MARK
    triples = _concepts(load_glossary()) if is_skos else _statements()
    return _written(triples, FORMATS[path.suffix])


def _written(triples: Iterable[Triple], form: RdfFormat) -> bytes:
    """Return triples as text, with the prefixes in one order: the library's differs by process."""
    content = serialize(triples, format=form, prefixes=PREFIXES)
    assert content is not None, "no output is named"
    if form == XML:
        start, end = content.index(b"<rdf:RDF ") + len(b"<rdf:RDF "), content.index(b">\n\t<")
        names = sorted(content[start:end].split())
        return content[:start] + b" ".join(names) + content[end:]
    if form == TURTLE:
        lines = content.splitlines(keepends=True)
        names = sorted(line for line in lines if line.startswith(b"@prefix "))
        body = b"".join(lines[len(names) :])
        return b"".join(names) + b"\n" + body.replace(b" .\n", b" .\n\n").rstrip(b"\n") + b"\n"
    return content


def _statements() -> list[Triple]:
    """Return every statement of the parts, the root's header first, each subject in one place."""
    from kg.glossary import load_glossary

    modules = ontology_files()
    by_subject: dict[object, dict[Triple, None]] = {WHOLE: {}}
    read: list[Triple] = []
    for file in (*modules, *axiom_files()):
        read += _named(file.stem, file.read_bytes())
    root = root_text(load_glossary(), load_schema().version)
    read += _named(Path(ROOT_FILE).stem, root.encode())
    parts = {one.subject for one in read if one.predicate == TYPE and one.object == MODULE}
    for one in read:
        if one.predicate != IMPORTS and one.subject not in parts - {WHOLE}:
            by_subject.setdefault(one.subject, {})[one] = None
    return [triple for triples in by_subject.values() for triple in triples]


def _named(part: str, text: bytes) -> Iterator[Triple]:
    """Yield what a part says; its blank nodes are counted, where the library draws their names."""
    names: dict[BlankNode, BlankNode] = {}
    for quad in parse(input=text, format=TURTLE):
        subject, value = (
            names.setdefault(node, BlankNode(f"{part}{len(names)}"))
            if isinstance(node, BlankNode)
            else node
            for node in (quad.subject, quad.object)
        )
        yield Triple(subject, quad.predicate, value)


def _concepts(glossary: Glossary) -> Iterator[Triple]:
    """Yield the header, the lists as schemes, and every class and value as a concept."""
    terms = [term for term in glossary.terms() if term.sort in ("class", "value")]
    known = {term.name for term in terms}
    yield Triple(WHOLE, TYPE, LISTED)
    for statement in _statements():
        if statement.subject == WHOLE and statement.predicate != TYPE:
            yield statement
    for term in terms:
        if not _broader(term, known):
            yield Triple(WHOLE, _node("skos:hasTopConcept"), _term(term.name))
    for name in closed_lists(glossary):
        scheme = NamedNode(SCHEME + name)
        yield Triple(scheme, TYPE, LISTED)
        yield from _labels(scheme, "rdfs:label", glossary.term(name))
        yield Triple(scheme, _node("rdfs:seeAlso"), _term(name))
    for term in terms:
        yield from _concept(glossary, term, known)


def _concept(glossary: Glossary, term: Entry, known: Iterable[str]) -> Iterator[Triple]:
    node = _term(term.name)
    yield Triple(node, TYPE, CONCEPT)
    yield from _labels(node, "skos:prefLabel", term)
    for lang, tag in TAGS.items():
        for word in term.slang(lang):
            if word != term.label(lang):
                yield Triple(node, _node("skos:altLabel"), Literal(word, language=tag))
    for predicate in TEXTS:
        for lang, tag in TAGS.items():
            for text in term.said.texts.get(predicate, {}).get(lang, ()):
                yield Triple(node, _node(f"skos:{predicate}"), Literal(text, language=tag))
    for code in term.said.all("notation"):
        yield Triple(node, _node("skos:notation"), Literal(code))
    for name in _broader(term, known):
        yield Triple(node, _node("skos:broader"), _term(name))
    for scheme in (WHOLE, *(NamedNode(SCHEME + name) for name in lists_of(glossary, term))):
        yield Triple(node, _node("skos:inScheme"), scheme)
    module = NamedNode(f"{CC}module/{term.module}")
    yield Triple(node, _node("rdfs:isDefinedBy"), module)


def _labels(node: NamedNode, predicate: str, term: Entry) -> Iterator[Triple]:
    for lang, tag in TAGS.items():
        yield Triple(node, _node(predicate), Literal(term.label(lang), language=tag))


def _broader(term: Entry, known: Iterable[str]) -> list[str]:
    return [name for name in term.parents if name in known]


def _term(name: str) -> NamedNode:
    return NamedNode(CC + name)
