"""Shapes name only what the ontology declares, in both languages, all in one form."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.errors import SchemaError
from kg.schema import load_schema, ontology_files, shape_files
from kg.schema.turtle import CC, read_modules
from kg.shapes import load_shapes
from kg.shapes.shape import (
    AGAIN,
    FIRST,
    NIL,
    RDF,
    REST,
    SHACL,
    TYPE,
    Onward,
    read_shapes,
    shape_triples,
)

ROOT = Path(__file__).resolve().parents[2]
FILES = shape_files()
TRIPLES = list(shape_triples(FILES))
XSD = "http://www.w3.org/2001/XMLSchema#"
OWN = f"{CC}shape/"
POINTING = ("targetClass", "targetSubjectsOf", "targetObjectsOf", "class", "path")
POINTING += ("lessThanOrEquals", "disjoint", "datatype", "oneOrMorePath")


def declared() -> set[str]:
    terms = {CC + name for name in read_modules(ontology_files())}
    kinds = {f"{XSD}{name}" for name in ("string", "integer", "decimal", "dateTime", "boolean")}
    return terms | kinds | {TYPE}


def test_every_term_that_a_shape_names_is_declared():
    known = declared() | {one.subject.value for one in TRIPLES}
    lists = {one.object.value for one in TRIPLES if one.predicate.value == FIRST}
    named = {
        one.object.value
        for one in TRIPLES
        if one.predicate.value.removeprefix(SHACL) in POINTING
        or (one.predicate.value == FIRST and isinstance(one.object, NamedNode))
    }
    assert lists
    assert {name for name in named if name not in known} == set()


def test_a_term_that_is_mistyped_would_be_found():
    assert f"{CC}Persn" not in declared() and f"{CC}Person" in declared()


def test_every_word_of_shacl_is_one_that_the_compiler_knows():
    words = {one.predicate.value for one in TRIPLES} - {TYPE, FIRST, REST}
    assert all(word.startswith(SHACL) for word in words)
    values = {one.object.value for one in TRIPLES if one.object.value.startswith(SHACL)}
    known = {"NodeShape", "PropertyShape", "Violation", "Warning", "Info", "IRI", "Literal"}
    assert values <= {SHACL + name for name in known}


def test_shapes_have_names_and_blank_nodes_stand_in_lists_and_paths_alone():
    steps = {one.subject for one in TRIPLES if one.predicate.value == AGAIN}
    for one in TRIPLES:
        inside = one.predicate.value in (FIRST, REST, AGAIN)
        assert inside == isinstance(one.subject, BlankNode), one
        if isinstance(one.object, BlankNode):
            known = (REST, f"{SHACL}in", f"{SHACL}or", f"{SHACL}path")
            assert one.predicate.value in known or one.object in steps, one
        if not inside:
            assert one.subject.value.startswith(OWN), one


@pytest.mark.parametrize("shape", load_shapes(), ids=lambda shape: shape.name.rpartition("/")[2])
def test_a_shape_that_reports_says_so_in_both_languages_once(shape):
    said = [
        one.object
        for one in TRIPLES
        if one.subject.value == shape.name and one.predicate.value == f"{SHACL}message"
    ]
    assert sorted(text.language for text in said if isinstance(text, Literal)) == ["en", "zh-hans"]
    assert re.search(r"[一-鿿]", shape.said.text("zh"))
    assert not re.search(r"[一-鿿]", shape.said.text())
    weights = [
        one
        for one in TRIPLES
        if one.subject.value == shape.name and one.predicate.value == f"{SHACL}severity"
    ]
    assert len(weights) == 1


def test_no_shape_inside_another_is_left_alone():
    named = {one.object.value for one in TRIPLES}
    aimed = {shape.name for shape in load_shapes()}
    inner = {one.subject.value for one in TRIPLES if one.predicate.value == TYPE} - aimed
    assert inner <= named


def test_names_are_unique_and_every_kind_of_the_ontology_has_its_ends_checked():
    texts = [path.read_text(encoding="utf-8") for path in FILES]
    names = [name for text in texts for name in re.findall(r"^shape:(\S+) a ", text, re.MULTILINE)]
    assert len(names) == len(set(names))
    for kind in load_schema().link_kinds():
        assert {f"{kind.name}-source", f"{kind.name}-target"} <= set(names)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_files_are_plain_and_of_a_module(path):
    modules = {file.stem for file in ontology_files()}
    assert path.name.removesuffix(".ttl").removesuffix(".derived") in modules
    text = path.read_text(encoding="utf-8")
    assert text.endswith(" .\n") and not re.search(r"\t|\r|[ ]\n|\n\n\n", text)


def test_derived_shapes_and_expected_findings_are_what_would_be_written():
    command = [sys.executable, str(ROOT / "scripts" / "shaping" / "write.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


BAD = {
    "a word that is not compiled": "shape:a sh:targetClass cc:Link ; sh:uniqueLang true .",
    "a path that is no property": "shape:a sh:targetClass cc:Link ; sh:path ( cc:a cc:b ) .",
    "a path of three steps": "shape:a sh:targetClass cc:Link ; "
    "sh:path ( cc:a cc:b [ sh:oneOrMorePath cc:c ] ) .",
    "a path back": "shape:a sh:targetClass cc:Link ; sh:path ( cc:a [ sh:inversePath cc:b ] ) .",
    "a severity of one's own": "shape:a sh:targetClass cc:Link ; sh:severity cc:Grave .",
    "a shape that is nowhere": "shape:a sh:targetClass cc:Link ; sh:or ( shape:b ) .",
    "a shape inside itself": "shape:a sh:targetClass cc:Link ; sh:not shape:a .",
    "a demand that is none": "shape:p sh:targetClass cc:Link ; sh:path cc:a ; sh:minCount 0 .",
    "shapes for values": "shape:p sh:targetClass cc:Link ; sh:path cc:a ; sh:not shape:a .",
    "values without a path": "shape:p sh:targetClass cc:Link ; sh:minCount 1 .",
    "counts without a path": "shape:a sh:targetClass cc:Link ; sh:maxCount 1 .",
    "no severity": "shape:n sh:targetClass cc:Link .",
    "an inner shape with a target": "shape:a sh:targetClass cc:Link ; sh:not shape:n .\n"
    "shape:n sh:targetClass cc:Link ; sh:severity sh:Info .",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_what_cannot_be_checked_is_refused(text, tmp_path):
    heads = FILES[0].read_text(encoding="utf-8").split("\n\n")[0]
    path = tmp_path / "bad.ttl"
    severe = "sh:severity sh:Violation"
    kinds = f"shape:a a sh:NodeShape ; {severe} .\nshape:p a sh:PropertyShape ; {severe} .\n"
    kinds += "shape:n a sh:NodeShape .\n"
    path.write_text(f"{heads}\n{text}\n{kinds}", encoding="utf-8")
    with pytest.raises(SchemaError):
        read_shapes(shape_triples([path]))


ABOUT = "shape:x a sh:{kind} ; sh:targetClass cc:Link ; {said} .\nshape:n a sh:NodeShape ."
GRAVE = "sh:severity sh:Violation"
FIRST_OF = f"<{FIRST}>"


@pytest.mark.parametrize(
    ("kind", "said", "why"),
    [
        ("NodeShape", "sh:not shape:n", "no severity that is known"),
        (
            "NodeShape",
            "sh:severity cc:Grave",
            "no severity that is known — one of Violation, Warning, Info",
        ),
        ("NodeShape", "sh:severity sh:Info , sh:Warning", "no severity that is known"),
        ("NodeShape", f"{GRAVE} ; sh:not shape:nowhere", "names a shape that is none, or itself"),
        ("NodeShape", f"{GRAVE} ; sh:not shape:x", "names a shape that is none, or itself"),
        ("NodeShape", f"{GRAVE} ; sh:path cc:a", "a property shape has a path"),
        ("PropertyShape", f"{GRAVE} ; sh:minCount 1", "a property shape has a path"),
        ("PropertyShape", f"{GRAVE} ; sh:path cc:a , cc:b", "a path that is not one property"),
        ("PropertyShape", f"{GRAVE} ; sh:path ( cc:a cc:b )", "a path that is not one property"),
        (
            "PropertyShape",
            f"{GRAVE} ; sh:path ( 'a' [ sh:oneOrMorePath cc:b ] ) ; sh:disjoint cc:c",
            "a path that is not one property",
        ),
        (
            "PropertyShape",
            f"{GRAVE} ; sh:path ( cc:a [ sh:oneOrMorePath 'b' ] ) ; sh:disjoint cc:c",
            "a path that is not one property",
        ),
        ("PropertyShape", f"{GRAVE} ; sh:path [ {FIRST_OF} cc:a ]", "that is not one property"),
        (
            "PropertyShape",
            f"{GRAVE} ; sh:path ( cc:a [ sh:oneOrMorePath cc:b ] ) ; sh:minCount 1",
            "a path that is not one property",
        ),
        ("PropertyShape", f"{GRAVE} ; sh:path cc:a ; sh:not shape:n", "are for things"),
        ("NodeShape", f"{GRAVE} ; sh:maxCount 1", "counted and compared along a path"),
        ("NodeShape", f"{GRAVE} ; sh:disjoint cc:a", "counted and compared along a path"),
        ("PropertyShape", f"{GRAVE} ; sh:path cc:a ; sh:minCount 0", "demands nothing"),
        ("NodeShape", f"{GRAVE} ; sh:uniqueLang true", "sh:uniqueLang cannot be checked here"),
        ("NodeShape", f"{GRAVE} ; sh:property shape:n", "sh:property cannot be checked here"),
        ("NodeShape", f"{GRAVE} ; sh:hasValue []", "shapes have names"),
        ("NodeShape", f"{GRAVE} ; sh:in ( 1 [] )", "shapes have names"),
        ("NodeShape", f"{GRAVE} ; sh:in [ {FIRST_OF} 1 ]", "a list is broken"),
        ("NodeShape", f"{GRAVE} ; sh:in cc:a", "a list is broken"),
    ],
)
def test_it_is_said_why_a_shape_cannot_be_checked(
    kind: str, said: str, why: str, tmp_path: Path
) -> None:
    path = tmp_path / "bad.ttl"
    heads = FILES[0].read_text(encoding="utf-8").split("\n\n")[0]
    path.write_text(f"{heads}\n{ABOUT.format(kind=kind, said=said)}\n", encoding="utf-8")
    triples = list(shape_triples([path]))
    with pytest.raises(SchemaError, match=f"^{OWN}x: .*{why}"):
        read_shapes(triples)


def test_a_path_leads_on_along_another_property(tmp_path: Path) -> None:
    path = tmp_path / "own.ttl"
    heads = FILES[0].read_text(encoding="utf-8").split("\n\n")[0]
    said = f"{GRAVE} ; sh:path ( cc:a [ sh:oneOrMorePath cc:b ] ) ; sh:disjoint cc:c"
    path.write_text(f"{heads}\n{ABOUT.format(kind='PropertyShape', said=said)}\n", "utf-8")
    (shape,) = read_shapes(shape_triples([path]))
    assert shape.path == Onward(NamedNode(f"{CC}a"), NamedNode(f"{CC}b"))
    assert (shape.path_name, shape.severity) == ("a", "Violation")
    (demand,) = shape.constraints
    assert (demand.name, demand.term, demand.component) == (
        "disjoint", NamedNode(f"{CC}c"), "Disjoint"
    )  # fmt: skip


def test_a_file_that_is_no_turtle_is_refused_by_name(tmp_path):
    path = tmp_path / "torn.ttl"
    path.write_text("shape:a a", encoding="utf-8")
    with pytest.raises(SchemaError, match=r"shapes/torn\.ttl"):
        list(shape_triples([path]))


def test_a_broken_list_is_refused():
    heads = [Triple(NamedNode(f"{OWN}a"), NamedNode(TYPE), NamedNode(f"{SHACL}NodeShape"))]
    heads.append(Triple(NamedNode(f"{OWN}a"), NamedNode(f"{SHACL}targetClass"), NamedNode(CC)))
    heads.append(Triple(NamedNode(f"{OWN}a"), NamedNode(f"{SHACL}in"), BlankNode("x")))
    info = NamedNode(f"{SHACL}Info")
    heads.append(Triple(NamedNode(f"{OWN}a"), NamedNode(f"{SHACL}severity"), info))
    heads.append(Triple(BlankNode("x"), NamedNode(FIRST), Literal("a")))
    with pytest.raises(SchemaError, match="list"):
        read_shapes(heads)
    whole = [*heads, Triple(BlankNode("x"), NamedNode(REST), NamedNode(NIL))]
    assert len(read_shapes(whole)) == 1 and RDF in NIL
