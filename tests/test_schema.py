"""The schema says what the ontology says, finds what people type, and refuses what is unknown."""

import subprocess
import sys

import pytest
from rdflib import RDF, RDFS, Graph, Namespace
from rdflib.namespace import OWL, SKOS

from kg.errors import SchemaError
from kg.model import Precision, Proof, Status, stable_id
from kg.schema import load_schema, meanings, ontology_files
from kg.values.currencies import SCALES, parse_currency

CC = Namespace("https://w3id.org/crimechain/")
SCHEMA = load_schema()
LANGS = {"zh": "zh-Hans", "en": "en"}


@pytest.fixture(scope="module")
def twin() -> Graph:
    """The same modules through rdflib: slow, obvious, and not the reader under test."""
    graph = Graph()
    for file in ontology_files():
        graph.parse(file, format="turtle")
    return graph


def local(node):
    return str(node).removeprefix(str(CC))


def test_labels_and_definitions_are_the_twin_s(twin):
    for term in (*SCHEMA.kinds(), *SCHEMA.properties()):
        for lang, tag in LANGS.items():
            labels = [t for t in twin.objects(CC[term.name], RDFS.label) if t.language == tag]
            texts = [t for t in twin.objects(CC[term.name], SKOS.definition) if t.language == tag]
            assert [term.label(lang)] == list(map(str, labels))
            assert [term.definition(lang)] == list(map(str, texts))


def test_ancestors_are_the_twin_s(twin):
    for kind in SCHEMA.kinds():
        above = set(map(local, twin.transitive_objects(CC[kind.name], RDFS.subClassOf)))
        assert {kind.name, *kind.ancestors} == above
        assert all(
            SCHEMA.is_a(kind.name, name) for name in above & {k.name for k in SCHEMA.kinds()}
        )


def test_no_class_and_no_property_is_missing(twin):
    lists = set(twin.transitive_subjects(RDFS.subClassOf, CC.ListedValue))
    classes = set(twin.subjects(RDF.type, OWL.Class)) - lists
    of_terms = {*lists, *twin.transitive_subjects(RDFS.subClassOf, CC.TermType)}
    properties = {
        *twin.subjects(RDF.type, OWL.DatatypeProperty),
        *(
            one
            for one in twin.subjects(RDF.type, OWL.ObjectProperty)
            if twin.value(one, RDFS.domain) not in of_terms
        ),
    }
    assert set(map(local, classes)) == {kind.name for kind in SCHEMA.kinds()}
    assert set(map(local, properties)) == {one.name for one in SCHEMA.properties()}


def test_what_terms_have_to_do_with_each_other_is_nothing_that_a_row_says(twin):
    between = ("feeds", "commits", "punishedUnder", "expresses", "stage", "inSection", "precedes")
    for name in (*between, "ofTemplate", "hasStep", "stepAct"):
        assert (CC[name], RDF.type, OWL.ObjectProperty) in twin
        assert not SCHEMA.has_property(name)
    assert SCHEMA.has_property("role") and SCHEMA.has_property("usesTechnique")


def test_a_file_s_word_for_the_content_still_makes_the_batch_that_holds_it():
    for word in ("公民个人信息", "个人信息", "personal information"):
        assert [kind.name for kind in SCHEMA.resolve(word, "entity")] == ["DataSet"]
        assert word not in SCHEMA.kind("DataSet").labels.values()
    assert [kind.name for kind in SCHEMA.resolve("敏感个人信息", "entity")] == [
        "SensitivePersonalInformation"
    ]


def test_ends_of_links_are_the_twin_s(twin):
    for kind in SCHEMA.link_kinds():
        shortcut = twin.value(CC[kind.name], CC.shortcutProperty)
        assert kind.shortcut == local(shortcut)
        assert kind.domain == local(twin.value(shortcut, RDFS.domain))
        assert kind.range == local(twin.value(shortcut, RDFS.range))
        assert SCHEMA.is_a(kind.domain, "Entity")
        assert SCHEMA.is_a(kind.range, "Entity")


def test_stages_run_from_the_data_to_the_exit():
    assert [stage.name for stage in SCHEMA.stages()] == [
        *("DataSource", "DataProcessing", "DataTrade", "LeadGeneration", "CoreCrime"),
        *("Victimisation", "Collection", "Layering", "Exit", "Undetermined"),
    ]


@pytest.mark.parametrize(
    ("kind", "key_kind"),
    [
        ("BankAccount", "Account"),
        ("PaymentAccount", "Account"),
        ("PlatformAccount", "Account"),
        ("Wallet", "Wallet"),
        ("CashEnd", "MoneyEnd"),
        ("UnknownEnd", "MoneyEnd"),
        ("Person", "Person"),
        ("Bank", "Organisation"),
        ("DataBlackEnterprise", "Organisation"),
        ("FraudGang", "Group"),
        ("RunningPointsPlatform", "Platform"),
        ("Transfer", "Transfer"),
        ("HoldsAccount", "HoldsAccount"),
    ],
)
def test_ids_are_minted_for_the_nearest_class_with_a_key(kind, key_kind):
    assert SCHEMA.kind(kind).key_kind == key_kind
    assert SCHEMA.kind_of_id(stable_id(key_kind, "", "1")) == key_kind


def test_every_kind_comes_back_from_its_ids():
    for kind in SCHEMA.kinds():
        assert SCHEMA.kind_of_id(stable_id(kind.name, "x")) == kind.name


@pytest.mark.parametrize("text", ["", "urn:crimechain:", "urn:crimechain:unicorn:00", "A17"])
def test_what_is_no_id_is_refused(text):
    with pytest.raises(SchemaError):
        SCHEMA.kind_of_id(text)


def test_keys_and_labels_are_shown_numbers_first():
    account = SCHEMA.kind("BankAccount")
    assert account.key_properties == ("cardNumber", "accountNumber", "platformNumber")
    labels = ("cardNumber", "accountNumber", "platformNumber", "name", "nickname")
    assert account.label_properties == labels
    assert SCHEMA.kind("Person").key_properties == ("residentId", "certificateNumber")


def test_every_property_but_the_direct_edges_has_a_place_of_its_own():
    edges = {kind.shortcut for kind in SCHEMA.link_kinds()}
    places = [one.order for one in SCHEMA.properties() if one.name not in edges]
    assert places == sorted(set(places))
    assert {one.name for one in SCHEMA.properties()[len(places) :]} == edges


def test_every_kind_of_a_case_can_be_drawn():
    families = {value.code for value in SCHEMA.listed("EntityFamily")}
    for kind in SCHEMA.entity_kinds():
        assert kind.family in families
        assert kind.icon in SCHEMA.icons
        assert kind.key_properties
        assert kind.label_properties
        assert len(kind.handle) in (1, 2)


def test_there_are_six_colours_and_three_flows():
    assert [value.code for value in SCHEMA.listed("EntityFamily")] == [
        *("actor", "communication", "money", "infrastructure", "data", "case")
    ]
    assert {kind.family for kind in SCHEMA.link_kinds()} == {"people", "data", "money"}
    assert [kind.name for kind in SCHEMA.link_kinds() if kind.flows] == [
        "Transfer",
        "Call",
        "Post",
        "Login",
        "PlatformOrder",
    ]


def test_every_role_is_alleged_and_has_a_stage():
    for role in SCHEMA.roles():
        assert role.stage in {stage.name for stage in SCHEMA.stages()}
        if not SCHEMA.is_a(role.name, "Standing"):
            assert "涉嫌" in role.definition("zh")
            assert "alleged" in role.definition("en")
        assert not SCHEMA.is_a(role.name, "Person")


def test_closed_lists_hold_the_codes_of_the_model_and_the_values():
    def codes(name):
        return [value.code for value in SCHEMA.listed(name)]

    assert codes("ProofState") == [proof.value for proof in Proof]
    assert set(codes("FlowStatus")) == {status.value for status in Status}
    assert set(codes("TimePrecision")) == {precision.value for precision in Precision}
    assert set(codes("Currency")) == set(SCALES)
    assert len(codes("EvidenceKind")) == 8


def test_the_other_currencies_are_read_by_the_names_that_the_ontology_has():
    others = [value for value in SCHEMA.listed("Currency") if value.order > 32]
    names = [(value.code, value.label(lang)) for value in others for lang in ("zh", "en")]
    assert len(others) > 120
    assert [parse_currency(name) for _, name in names] == [code for code, _ in names]


def test_words_of_closed_lists_are_found():
    words = ("线索", "孤证", "印证", "查实", "存疑", "排除", "Verified")
    found = [SCHEMA.resolve_listed(word, "ProofState") for word in words]
    assert [value.code for value in found] == [*(proof.value for proof in Proof), "verified"]
    assert SCHEMA.resolve_listed("铁证", "ProofState") is None


def test_people_type_no_abstract_kind():
    assert SCHEMA.resolve("链接", "link") == []
    assert SCHEMA.resolve("主体", "entity") == []


@pytest.mark.parametrize(
    ("ask", "near"),
    [
        (lambda: SCHEMA.kind("Persn"), "Person"),
        (lambda: SCHEMA.property("cardNumbr"), "cardNumber"),
        (lambda: SCHEMA.listed("Currencies"), "Currency"),
        (lambda: SCHEMA.stage("Layring"), "Layering"),
        (lambda: SCHEMA.is_a("Person", "Acter"), "Actor"),
        (lambda: SCHEMA.kind("Person").label("fr"), "zh"),
        (lambda: SCHEMA.kind("Person").verb("zh"), "zh"),
    ],
)
def test_unknown_names_are_refused_with_the_nearest(ask, near):
    with pytest.raises(SchemaError) as refusal:
        ask()
    assert near in str(refusal.value.hint)


def test_the_legend_speaks_both_languages_of_the_same_things():
    chinese, english = SCHEMA.legend("zh"), SCHEMA.legend("en")
    assert chinese.keys() == english.keys()
    for part, entries in chinese.items():
        assert [entry["name"] for entry in entries] == [one["name"] for one in english[part]]
    assert chinese["links"][0]["verb"] == "转账"


HEADER = """@prefix cc: <https://w3id.org/crimechain/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


@pytest.mark.parametrize(
    ("turtle", "what"),
    [
        ("cc:Person a owl:Class", "cannot be read as Turtle"),
        ("cc:Person a [] .", "no blank nodes"),
        ("cc:Person a owl:Class ; rdfs:subClassOf cc:Actor .", "which is nowhere"),
        ("cc:A a owl:Class ; rdfs:subClassOf cc:A .", "descend from itself"),
        (
            "cc:A a owl:Class ; rdfs:subClassOf cc:B . cc:B a owl:Class ; rdfs:subClassOf cc:A .",
            "descend from itself",
        ),
        ("cc:A a owl:Class ; cc:stage cc:B , cc:C . cc:B a cc:D . cc:C a cc:D .", "given twice"),
        ("cc:a a owl:DatatypeProperty ; cc:order 'first' .", "not a whole number"),
    ],
)
def test_a_wrong_ontology_is_refused(tmp_path, turtle, what):
    (tmp_path / "wrong.ttl").write_text(HEADER + turtle, encoding="utf-8")
    with pytest.raises(SchemaError, match=what):
        load_schema(tmp_path)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(SchemaError, match="no ontology here"):
        load_schema(tmp_path)


def test_the_schema_is_read_once_and_without_rdflib():
    assert load_schema() is load_schema()
    code = "import sys, kg.schema as s; s.load_schema(); print('rdflib' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_a_holding_of_money_is_one_of_what_can_be_paid():
    """Shares in a bank are a holding; the bank is no account of whoever has the shares."""
    assert SCHEMA.money_holdings() == ("HoldsAccount", "HoldsWallet")
    assert SCHEMA.is_holding("HoldsShares") and SCHEMA.is_holding("UsesPhone")
    assert not SCHEMA.is_holding("Controls") and SCHEMA.is_control("Controls")


def test_what_decides_is_a_class_of_the_ontology():
    names = {text for name, text in vars(meanings).items() if name.isupper()}
    assert len(names) > 15 and all(SCHEMA.has_kind(name) for name in names)
    for name in ("Holding", "MoneyParty", "PaymentCompany"):
        below = [kind.name for kind in SCHEMA.kinds() if name in (kind.name, *kind.ancestors)]
        assert list(SCHEMA.kinds_below(name)) == below
