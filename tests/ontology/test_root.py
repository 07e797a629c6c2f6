"""The root is the whole ontology: a stranger's program finds every part, and what each term is."""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from xml.dom import minidom

import pytest
from ontology_modules import AXIOMS, FOLDER, MODULES, ROOT
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, URIRef

CC = "https://w3id.org/crimechain/"
REPOSITORY = FOLDER.parent
PARTS = [*MODULES, *AXIOMS]
ANNOTATIONS = URIRef(CC + "axioms/annotations")
SECONDS = 300


@cache
def graph(file: Path) -> Graph:
    return Graph().parse(file)


@cache
def whole() -> Graph:
    """What a stranger has who loads every Turtle file of the folder and of its axioms."""
    merged = Graph()
    for file in (ROOT, *PARTS):
        merged += graph(file)
    return merged


def name_of(file: Path) -> URIRef:
    return graph(file).value(None, RDF.type, OWL.Ontology)


@cache
def declared() -> dict[URIRef, URIRef]:
    """The module that declares each term."""
    return {
        term: name_of(file)
        for file in MODULES
        for term in set(graph(file).subjects(RDF.type))
        if term != name_of(file)
    }


def used(file: Path) -> set[URIRef]:
    """The modules whose terms a file names."""
    homes = {declared()[node] for triple in graph(file) for node in triple if node in declared()}
    return homes - {name_of(file)}


@pytest.mark.parametrize("file", PARTS, ids=lambda file: file.stem)
def test_a_part_imports_what_it_uses_and_nothing_else(file: Path) -> None:
    wanted = used(file) | ({ANNOTATIONS} - {name_of(file)})
    assert set(graph(file).objects(name_of(file), OWL.imports)) == wanted


def test_the_root_imports_every_part() -> None:
    assert set(graph(ROOT).objects(name_of(ROOT), OWL.imports)) == set(map(name_of, PARTS))


@pytest.mark.parametrize("file", [ROOT, *PARTS], ids=lambda file: file.stem)
def test_a_part_tells_whose_it_is_and_which_version(file: Path) -> None:
    name, said = name_of(file), graph(file)
    version = str(graph(ROOT).value(name_of(ROOT), OWL.versionInfo))
    assert str(said.value(name, OWL.versionInfo)) == version
    iri = f"{CC}{version}/{name.removeprefix(CC)}"
    assert said.value(name, OWL.versionIRI) == URIRef(iri)
    assert {text.language.lower() for text in said.objects(name, DCTERMS.title)} == {
        "zh-hans",
        "en",
    }
    assert str(said.value(name, DCTERMS.creator)) == "The crimechain authors"
    assert "LICENSE-2.0" in str(said.value(name, DCTERMS.license))


def test_every_term_names_its_module_and_every_value_its_list() -> None:
    placed = {term: whole().value(term, RDFS.isDefinedBy) for term in declared()}
    assert placed == declared()
    lists = {kind for _, kind in whole().subject_objects(RDF.type) if kind in declared()}
    closed = {kind for kind in lists if URIRef(CC + "ListedValue") in broader(kind)}
    assert len(closed) > 20
    for kind in closed:
        scheme = URIRef(f"{CC}scheme/{kind.removeprefix(CC)}")
        assert (scheme, RDF.type, SKOS.ConceptScheme) in whole()
        values = set(whole().subjects(RDF.type, kind))
        assert values == set(whole().subjects(SKOS.inScheme, scheme)), kind


def broader(kind: URIRef) -> set[URIRef]:
    return set(whole().transitive_objects(kind, RDFS.subClassOf))


def test_the_catalogue_leads_from_every_name_to_its_file() -> None:
    catalogue = minidom.parse(str(FOLDER / "catalog-v001.xml"))  # our own file
    files = {
        entry.getAttribute("name"): FOLDER / entry.getAttribute("uri")
        for entry in catalogue.getElementsByTagName("uri")
    }
    names = {str(name_of(file)): file for file in (ROOT, *PARTS)}
    versions = {str(graph(f).value(name_of(f), OWL.versionIRI)): f for f in names.values()}
    assert files == names | versions


@pytest.fixture(scope="module")
def robot():
    """Return a function that runs ROBOT, or skip where it cannot be had."""
    sys.path.insert(0, str(REPOSITORY / "scripts"))
    from robot_jars import command

    try:
        command("--version")
    except SystemExit as reason:
        pytest.skip(str(reason))

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command(*words), capture_output=True, text=True, cwd=REPOSITORY, timeout=SECONDS
        )

    return run


@pytest.mark.slow
def test_the_whole_is_owl_2_dl(robot, tmp_path) -> None:
    asked = ("validate-profile", "--profile", "DL", "--output", str(tmp_path / "profile.txt"))
    done = robot(*asked, "--input", str(ROOT))
    assert done.returncode == 0, (tmp_path / "profile.txt").read_text("utf-8")[:2_000]


@pytest.mark.slow
def test_the_report_has_no_error(robot, tmp_path) -> None:
    report = tmp_path / "report.tsv"
    rules = "ontology/report/profile.txt"
    asked = ("report", "--profile", rules, "--fail-on", "WARN", "--output", str(report))
    done = robot("merge", "--input", str(ROOT), *asked)
    assert report.exists(), done.stdout + done.stderr
    assert done.returncode == 0, report.read_text("utf-8")[:2_000]


@pytest.mark.slow
def test_the_report_tells_a_label_that_two_classes_have(robot, tmp_path) -> None:
    """The rules of our own are read: a planted fault is found."""
    text = (FOLDER / "core.ttl").read_text("utf-8")
    named = re.search(r'rdfs:label "[^"]+"@zh-Hans , "([^"]+)"@en', text.split("\n\n")[3])
    planted = tmp_path / "core.ttl"
    twin = f'cc:Stray a owl:Class ; rdfs:label "{named[1]}"@en , "stray"@en .\n'
    planted.write_text(re.sub(r"owl:imports[^;]*;", "", text, count=1) + twin, "utf-8")
    report = tmp_path / "report.tsv"
    rules = ("--profile", "ontology/report/profile.txt", "--output", str(report))
    robot("report", "--input", str(planted), *rules)
    found = {line.split("\t")[1] for line in report.read_text("utf-8").splitlines()}
    assert {"label_of_two_of_a_kind", "label_twice_in_one_language"} <= found
