"""``ontology/crimechain.ttl`` and its catalogue: the whole ontology under one name.

The root imports every module and the axioms, and says of each term which module declares it and
which closed list it is in. The catalogue tells Protégé, ROBOT and every program of the OWL API
where the imported files stand, so that nothing is looked up in the network.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

from kg.glossary.entry import Entry
from kg.glossary.terms import Glossary
from kg.messages import say
from kg.schema import ROOT_FILE, axiom_files, ontology_files
from kg.schema.turtle import CC

ONTOLOGY = CC + "ontology"
"""The name of the whole, and of the root."""
SCHEME = CC + "scheme/"
CLOSED = ("ListedValue", "TermType")
"""The classes whose kinds are closed lists: values in the one, classes as values in the other."""
LICENCE = "https://www.apache.org/licenses/LICENSE-2.0"
PREFIXES = {
    "cc": CC,
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
HEADER = """\
<{name}> a owl:Ontology ;
    owl:imports {imports} ;
    owl:versionIRI <{version_iri}> ;
    owl:versionInfo "{version}" ;
    dcterms:title {title} ;
    dcterms:creator "The crimechain authors" ;
    dcterms:license <{licence}> ;
    dcterms:description {told} ;
    rdfs:label {title} .
"""
CATALOG = """\
<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<catalog prefer="public" xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
{}</catalog>
"""


def root_text(glossary: Glossary, version: str) -> str:
    """Return the root in Turtle: its header, the closed lists, and where each term is declared."""
    imports = sorted(name for name in _files() if name != ONTOLOGY)
    header = HEADER.format(
        name=ONTOLOGY,
        imports=" ,\n        ".join(f"<{name}>" for name in imports),
        version_iri=versioned(ONTOLOGY, version),
        version=version,
        licence=LICENCE,
        title=_said("glossary-site"),
        told=_said("glossary-intro"),
    )
    parts = [
        "".join(f"@prefix {short}: <{iri}> .\n" for short, iri in PREFIXES.items()),
        "# Made by `python -m kg.glossary.made_files`; change the modules, not this file.\n",
        header,
        "# Closed lists\n",
        *(_scheme(glossary.term(name)) for name in closed_lists(glossary)),
        "# Where each term is declared, and in which lists it stands\n",
        "".join(_place(glossary, term) for term in glossary.terms()),
    ]
    return "\n".join(parts)


def _said(name: str) -> str:
    """Return a sentence of the catalogues as Turtle, in both languages."""
    return f'"{say(name, "zh")}"@zh-Hans , "{say(name, "en")}"@en'


def closed_lists(glossary: Glossary) -> tuple[str, ...]:
    """Return the classes that are closed lists with values, in the order of the modules."""
    used = {name for term in glossary.terms() for name in lists_of(glossary, term)}
    return tuple(term.name for term in glossary.terms() if term.name in used)


def lists_of(glossary: Glossary, term: Entry) -> tuple[str, ...]:
    """Return the closed lists in which a term stands."""
    return tuple(
        name
        for name in term.said.all("type")
        if glossary.has(name) and any(glossary.is_a(name, kind) for kind in CLOSED)
    )


def _scheme(kind: Entry) -> str:
    return (
        f"<{SCHEME}{kind.name}> a skos:ConceptScheme ;\n"
        f'    rdfs:label "词表：{kind.label("zh")}"@zh-Hans , "list: {kind.label("en")}"@en ;\n'
        f"    rdfs:seeAlso cc:{kind.name} ;\n"
        f"    rdfs:isDefinedBy <{CC}module/{kind.module}> .\n"
    )


def _place(glossary: Glossary, term: Entry) -> str:
    place = f"rdfs:isDefinedBy <{CC}module/{term.module}>"
    schemes = " , ".join(f"<{SCHEME}{name}>" for name in lists_of(glossary, term))
    if not schemes:
        return f"cc:{term.name} {place} .\n"
    return f"cc:{term.name} a skos:Concept ;\n    {place} ;\n    skos:inScheme {schemes} .\n"


def versioned(name: str, version: str) -> str:
    """Return the name of one version of the ontology or of a module."""
    return f"{CC}{version}/{name.removeprefix(CC)}"


def catalog_text(version: str) -> str:
    """Return the OASIS catalogue: each name, with and without its version, and the file of it."""
    names = {
        name: file
        for plain, file in _files().items()
        for name in (plain, versioned(plain, version))
    }
    lines = (
        f"    <uri name={quoteattr(name)} uri={quoteattr(file)}/>\n" for name, file in names.items()
    )
    return CATALOG.format("".join(lines))


def _files() -> dict[str, str]:
    """Return the file of each part of the ontology, by the part's name."""
    return {ONTOLOGY: ROOT_FILE} | dict(_parts())


def _parts() -> Iterator[tuple[str, str]]:
    yield from ((f"{CC}module/{file.stem}", file.name) for file in ontology_files())
    yield from ((f"{CC}axioms/{file.stem}", _below(file)) for file in axiom_files())


def _below(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"
