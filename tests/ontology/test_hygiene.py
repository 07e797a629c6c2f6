"""Each query of hygiene/ says in its first line what holds; a row is a breach."""

from pathlib import Path

import pytest
from ontology_modules import MODULES
from pyoxigraph import RdfFormat, Store

QUERIES = sorted((Path(__file__).parent / "hygiene").glob("*.rq"))


def loaded(turtle: str = "") -> Store:
    store = Store()
    for module in MODULES:
        store.load(path=str(module), format=RdfFormat.TURTLE)
    if turtle:
        prefixes = "".join(MODULES[0].read_text("utf-8").partition("\n\n")[0])
        store.load(input=f"{prefixes}\n{turtle}", format=RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def ontology() -> Store:
    return loaded()


def breaches(store: Store, query: Path) -> list[str]:
    return [str(row) for row in store.query(query.read_text("utf-8"))]


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.stem)
def test_the_ontology_has_no_breach_of(query, ontology):
    banner = query.read_text("utf-8").splitlines()[0].removeprefix("# ")
    assert breaches(ontology, query) == [], banner


WRONG = {
    "abstract_kinds_gather": "cc:Bank cc:abstract true .",
    "acts_say_what_they_are": "cc:Stray rdfs:subClassOf cc:MoneyMovement .",
    "annotations_used": "cc:stray a owl:AnnotationProperty .",
    "blank_nodes_none": "cc:Person rdfs:seeAlso [] .",
    "classes_acyclic": "cc:Thing rdfs:subClassOf cc:Person .",
    "classes_exemplified": "cc:Stray a owl:Class .",
    "classes_of_two_parents_decide": "cc:Person rdfs:subClassOf cc:MoneyParty .",
    "classes_rooted": "cc:Stray a owl:Class .",
    "concept_numbers_unique": "cc:Bank cc:conceptNumber 4 .",
    "definitions_end": 'cc:Person skos:definition "No stop"@en .',
    "definitions_not_circular": 'cc:Person skos:definition "Person is somebody."@en .',
    "definitions_once": "cc:Stray a owl:Class .",
    "definitions_tell": 'cc:Person skos:definition "Direct edge derived from a link."@en .',
    "definitions_unique": 'cc:A skos:definition "x"@en . cc:B skos:definition "x"@en .',
    "edges_complete": "cc:Stray a cc:StatedEdge .",
    "imports_exist": "<urn:a> owl:imports <urn:b> .",
    "key_kinds_have_handles": 'cc:Group cc:handle "P" .',
    "kinds_labelled_apart": 'cc:Group rdfs:label "person"@en .',
    "labels_once": 'cc:Person rdfs:label "somebody"@en .',
    "labels_unique": 'cc:Bank rdfs:label "data set"@en .',
    "languages_known": 'cc:Person rdfs:label "personne"@fr .',
    "links_complete": "cc:Stray cc:shortcutProperty cc:stray .",
    "links_have_shortcuts": "cc:Stray rdfs:subClassOf cc:Link ; cc:shortcutProperty cc:leads .",
    "listed_words_lead_to_one_value": 'cc:Stray a cc:Currency ; skos:altLabel "人民币"@zh-Hans .',
    "lists_have_values": "cc:Stray rdfs:subClassOf cc:ListedValue .",
    "literals_tidy": 'cc:Person skos:altLabel "two  blanks"@en .',
    "literals_unescaped": 'cc:Bank skos:altLabel "of of"@en .',
    "names_one_concept": "cc:CardAndPhone a owl:Class .",
    "names_well_formed": "cc:smallClass a owl:Class .",
    "neutral_acts_accuse_nobody": "cc:ContractSigning rdfs:subClassOf cc:RelatedCrime .",
    "notations_unique": 'cc:Stray a cc:Currency ; skos:notation "CNY" .',
    "nothing_feeds_itself": "cc:BankAccount cc:feeds cc:Account .",
    "parents_not_repeated": "cc:BankAccount rdfs:subClassOf cc:Entity .",
    "properties_have_ends": "cc:stray a owl:ObjectProperty ; rdfs:domain cc:Person .",
    "properties_masked": 'cc:country cc:personal true ; cc:maskAs "none" .',
    "ranges_known": "cc:name rdfs:range xsd:anyURI .",
    "related_crimes_by_link": "cc:MoneyLaundering rdfs:subClassOf cc:RelatedCrime .",
    "relations_end_rightly": "cc:Bank cc:commits cc:FraudOffence .",
    "seed_ids_unique": 'cc:Bank cc:seedId "A07" .',
    "stages_are_stages": "cc:Person cc:stage cc:Euro .",
    "stages_in_one_row": "cc:DataSource cc:precedes cc:Exit .",
    "steps_complete": "cc:Stray a cc:TemplateStep .",
    "subproperties_acyclic": "cc:name rdfs:subPropertyOf cc:name .",
    "subproperties_fit": "cc:holdsAccount rdfs:subPropertyOf cc:leads .",
    "terms_declared": "cc:Person cc:stray cc:Person .",
    "texts_in_both_languages": 'cc:Bank skos:example "One language."@en .',
    "texts_in_their_script": 'cc:Bank skos:definition "Full，width."@en .',
    "types_single": "cc:Person a owl:ObjectProperty .",
    "values_from_closed_lists": 'cc:Person cc:icon "unicorn" .',
    "words_are_link_or_role": 'cc:Leads skos:altLabel "车手"@zh-Hans .',
    "words_lead_to_one_kind": 'cc:Leads skos:altLabel "招募"@zh-Hans .',
}


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.stem)
def test_the_query_finds_a_planted_breach_of(query):
    assert breaches(loaded(WRONG[query.stem]), query), "a query that finds nothing proves nothing"
