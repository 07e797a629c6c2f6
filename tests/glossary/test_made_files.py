"""What lies beside the modules is made from them: made anew, it is the same; nothing is unused."""

import re

import pytest

from kg.glossary import load_glossary
from kg.glossary.made_files import made_files, readme_text, write_made_files
from kg.glossary.usage import NamesByFile, files_beside, uses
from kg.schema import ontology_files

FOLDER = ontology_files()[0].parent
GLOSSARY = load_glossary()
SEED = [term for term in GLOSSARY.terms() if term.seed_id]
FILES = files_beside(FOLDER)


@pytest.mark.parametrize("name", sorted(made_files()))
def test_the_file_is_the_one_that_is_made_now(name):
    standing = FOLDER.joinpath(name).read_text("utf-8")
    assert standing == made_files()[name], "run: python -m kg.glossary.made_files"


def test_writing_them_gives_the_same_bytes_again(tmp_path):
    write_made_files(tmp_path)
    for name, text in made_files().items():
        assert tmp_path.joinpath(name).read_bytes() == text.encode()


def table(heading):
    """The rows of the table below a heading, without its head."""
    part = readme_text().split(f"## {heading}", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in part.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]


def test_the_table_has_the_103_and_each_is_used():
    rows = table("The 103 concepts")
    assert [row[0] for row in rows] == sorted(term.seed_id for term in SEED)
    assert len(rows) == 103 and all(row[5] for row in rows)
    for row in rows:
        term = GLOSSARY.term(row[4].strip("`"))
        assert row[1:4] == [term.label("zh"), term.label("en"), term.module]


@pytest.mark.parametrize("term", SEED, ids=lambda term: term.seed_id)
def test_every_concept_of_the_opinions_is_used(term):
    assert uses(GLOSSARY, term, FILES)


def test_a_term_that_nothing_names_is_unused():
    assert not uses(GLOSSARY, GLOSSARY.term("Thing"), NamesByFile({}, {}, {}))


def slow_edges(name):
    """The stated edges at a term, read from the file's text."""
    text = FOLDER.joinpath("templates.ttl").read_text("utf-8")
    blocks = [one for one in text.split("\n\n") if " a cc:StatedEdge" in one]
    named = [one for one in blocks if re.search(rf"cc:{name}\b", one.split("skos:notation")[1])]
    return tuple(re.search(r'notation "(E\d\d)"', one)[1] for one in named)


@pytest.mark.parametrize("term", SEED, ids=lambda term: term.seed_id)
def test_the_edges_are_those_that_the_file_states(term):
    assert uses(GLOSSARY, term, FILES).edges == slow_edges(term.name)


def test_layouts_shapes_and_questions_are_read_for_names(tmp_path):
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes" / "actors.derived.ttl").write_text("sh:targetClass cc:Person ;")
    named = tmp_path / "query" / "named"
    named.mkdir(parents=True)
    (named / "CQ09-who.rq").write_text("SELECT ?a WHERE { ?a a cc:Person }")
    layouts = tmp_path / "sources" / "layouts"
    layouts.mkdir(parents=True)
    (layouts / "one.toml").write_text('[parties.a]\nkind = "Person"\nvalues = { "?name" = "x" }')
    found = uses(GLOSSARY, GLOSSARY.term("Person"), files_beside(tmp_path, tmp_path))
    assert (found.shapes, found.layouts, found.questions) == (("actors",), ("one",), ("CQ09",))


def test_what_has_no_counterpart_has_none():
    near = {one.subject for one in GLOSSARY.mappings() if one.relation in ("exact", "close")}
    alone = {row[2].strip("`") for row in table("What has no counterpart")}
    assert alone == {t.name for t in GLOSSARY.terms() if t.concepts and t.name not in near}
    assert {"RunningPointsPlatform", "DataBlackEnterprise", "RoutineLoan"} <= alone
