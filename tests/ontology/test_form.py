"""The modules are written in one form, so that a difference between versions is a difference."""

import re

import pytest
from ontology_modules import MODULES, NAMES
from pyoxigraph import RdfFormat, parse
from rdflib import Graph

ORDER = [
    *("a", "rdfs:subClassOf", "rdfs:domain", "rdfs:range"),
    *(
        "rdfs:label",
        "skos:altLabel",
        "skos:hiddenLabel",
        "skos:definition",
        "skos:notation",
        "cc:order",
        "cc:handle",
    ),
    *(
        "cc:family",
        "cc:heldBy",
        "cc:icon",
        "cc:abstract",
        "cc:stage",
        "cc:sourceStage",
        "cc:targetStage",
    ),
    *("cc:keyProperty", "cc:identifiedAs", "cc:labelProperty", "cc:shortcutProperty"),
    *("cc:objectRange", "cc:flows"),
    *("cc:supplyDirection", "cc:personal", "cc:maskAs", "cc:valuesFrom", "cc:otherCodes"),
    "cc:allowedValue",
    *("cc:seedId", "cc:seedPhrase", "cc:conceptNumber", "skos:editorialNote", "skos:example"),
    *("cc:describedIn", "cc:feeds", "cc:holdsInformation", "cc:commits", "cc:expresses"),
    "cc:punishedUnder",
    *("cc:article", "cc:statutoryRange", "cc:punishableBy", "cc:underProvision", "cc:ofInstrument"),
    *("cc:issuedBy", "cc:issuedOn", "cc:validFrom", "cc:validTo", "cc:amends", "cc:replaces"),
    *("cc:startedOn", "cc:breaks", "cc:removes", "cc:appliesTo", "cc:groundedIn"),
    *("cc:inSection", "cc:precedes", "cc:ofTemplate", "cc:stepStage", "cc:stepActor", "cc:stepAct"),
    *("cc:typicalTechnique", "cc:moves"),
    *("cc:usualEvidence", "cc:mayConcern", "cc:edgeFrom", "cc:edgeTo", "cc:basis"),
]


def blocks(module):
    """The terms of a module, after the prefixes, the header and without the headings."""
    parts = module.read_text("utf-8").rstrip("\n").split("\n\n")
    return [part for part in parts[2:] if not part.startswith("# ")]


def subject(block):
    return block.split(" ", 1)[0]


@pytest.mark.parametrize("module", MODULES, ids=NAMES)
def test_two_parsers_count_the_same_triples(module):
    oxigraph = set(parse(path=str(module), format=RdfFormat.TURTLE))
    assert len(oxigraph) == len(Graph().parse(module, format="turtle"))


@pytest.mark.parametrize("module", MODULES, ids=NAMES)
def test_prefixes_and_header_are_alike_and_the_bytes_are_plain(module):
    text = module.read_text("utf-8")
    first = MODULES[0].read_text("utf-8")
    assert text.split("\n\n")[0] == first.split("\n\n")[0]
    header = f"<https://w3id.org/crimechain/module/{module.stem}> a owl:Ontology ;"
    assert text.split("\n\n")[1].startswith(header)
    assert not re.search(r"\t|\r|[ ]\n|\n\n\n", text)
    assert text.endswith(" .\n")


@pytest.mark.parametrize("module", MODULES, ids=NAMES)
def test_every_term_gives_its_predicates_in_one_order(module):
    for block in blocks(module):
        assert re.match(r"cc:\w+ a [a-z]+:\w+( , cc:(\w+Type|Technique))? ;\n", block), block
        found = ["a", *re.findall(r"^ {4}([a-z]+:\w+) ", block, re.MULTILINE)]
        assert found == [name for name in ORDER if name in found], subject(block)


@pytest.mark.parametrize("module", MODULES, ids=NAMES)
def test_chinese_comes_before_english(module):
    for block in blocks(module):
        for line in re.split(r";\n", block):
            tags = re.findall(r'"@(zh-Hans|en)', line)
            assert tags == sorted(tags, reverse=True), subject(block)


def test_every_term_is_written_once_in_one_module():
    subjects = [subject(block) for module in MODULES for block in blocks(module)]
    assert len(subjects) == len(set(subjects))


def test_all_modules_have_one_version():
    texts = [module.read_text("utf-8") for module in MODULES]
    assert len({re.search(r'owl:versionInfo "(.*)"', text)[1] for text in texts}) == 1
