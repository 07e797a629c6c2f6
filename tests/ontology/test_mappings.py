"""Names in other models: each exists there, stands once, and entails nothing that we deny."""

import copy
import csv
import importlib
import re
from collections import Counter
from pathlib import Path

import pytest
import stix2validator
import yaml
from families import TABLE, ours, patterns, theirs
from mapping_logic import (
    UCO,
    add_mappings,
    add_other_trees,
    contradictions,
    model_of,
    our_tree,
    shortened,
)
from rdflib import Graph, URIRef
from rdflib.namespace import ORG, PROV, SDO

from kg.glossary import load_glossary
from kg.schema.mappings import CONDITION, RELATIONS

GLOSSARY = load_glossary()
FAMILIES = patterns()
FILES = sorted(TABLE.parent.glob("*.sssom.tsv"))
BARE = ("stix", "ftm", "disarm", "amltrix", "f3")
"""Models whose own ids carry no prefix in the list of allowed targets."""
NEAR = ("exact", "close")
SLOTS = [
    "mapping_set_id",
    "mapping_set_title",
    "mapping_set_version",
    "license",
    "subject_source",
    "subject_source_version",
    "object_source",
    "object_source_version",
]
COLUMNS = [
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "comment",
]
CURIE = re.compile(r"[A-Za-z][\w.-]*:(?:[A-Za-z0-9._~:/=+-]|%[0-9A-F]{2})+")
STATUSES = {
    f"ftm:{schema}:status"
    for schema in (
        *("Interest", "CourtCase", "Contract", "LegalEntity"),
        *("Risk", "Sanction", "Project", "Occupancy"),
    )
}
HOMONYMS = {
    "country": {
        "ftm:Risk:country",
        "ftm:Sanction:country",
        "ftm:TaxRoll:country",
        "ftm:Identification:country",
    },
    "connectedTo": {"schema:connectedTo"},
    "weight": {"ftm:Person:weight", "schema:weight"},
    "stage": {"schema:stage"},
    "follows": {"schema:follows"},
    "duration": {
        "ftm:Audio:duration",
        "ftm:Video:duration",
        "ftm:Risk:duration",
        "ftm:Sanction:duration",
    },
    "holds": {"org:holds"},
    "level": {"ftm:Territory:level"},
    "name": {"ftm:Mention:name"},
    "object": {"uco-core:object", "ftm:UnknownLink:object"},
    "parameters": {"uco-obs:parameters"},
    "partOf": {"ftm:Territory:partOf"},
    "proof": {"ftm:Interval:proof", "ftm:Thing:proof"},
    "reason": {"ftm:Risk:reason", "ftm:Sanction:reason"},
    "recordedAs": {"schema:recordedAs"},
    "relatedTo": {"schema:relatedTo"},
    "subject": {
        "ftm:UnknownLink:subject",
        "ftm:Message:subject",
        "ftm:Email:subject",
        "uco-obs:subject",
    },
    "status": {"schema:status", "uco-obs:status", *STATUSES},
    "target": {"schema:target"},
    "Family": {"ftm:Family"},
    "Post": {"org:Post"},
}
"""Called alike and about something else: kin, lands, posts, tasks, studies, music, organs."""


def rows(file):
    lines = [one for one in file.read_text("utf-8").splitlines() if not one.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def head(file):
    """The metadata of a set: what stands in its comments, one slot a line."""
    text = file.read_text("utf-8")
    return dict(re.findall(r"^# (\w+): (.+)$", text, re.MULTILINE))


def prefixes(file):
    return dict(re.findall(r"^#   ([\w-]+): (\S+)$", file.read_text("utf-8"), re.MULTILINE))


PREFIXES = {name: place for file in FILES for name, place in prefixes(file).items()}
PLAIN = our_tree()
add_other_trees(PLAIN, {one.target for one in GLOSSARY.mappings()}, PREFIXES)


def found(mappings):
    """What contradicts our tree and axioms when these rows are taken for true."""
    whole = copy.deepcopy(PLAIN)
    add_mappings(whole, mappings)
    return list(contradictions(mappings, PLAIN, whole))


def planted(subject, relation, target, condition=""):
    """A row as the tables hold them."""
    one = next(iter(GLOSSARY.mappings()))
    fields = {name: getattr(one, name) for name in one.__slots__}
    told = {"subject": subject, "relation": relation, "target": target, "condition": condition}
    return type(one)(**fields | told)


def strays(mappings):
    """Those that say exact or close of two things of different families."""
    return [
        f"{one.subject} {one.relation} {one.target}: {family[0]}, {family[1] or 'unknown'}"
        for one in mappings
        if one.relation in NEAR
        and len(set(family := (ours(GLOSSARY, one.subject), theirs(one.target, FAMILIES)))) > 1
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.split(".")[0])
def test_the_rows_are_in_form(file):
    read, known = rows(file), prefixes(file)
    keys = [(row["subject_id"], row["object_id"]) for row in read]
    assert keys == sorted(keys) and len(keys) == len(set(keys))
    for row in read:
        assert list(row)[: len(COLUMNS)] == COLUMNS and set(row) - {*COLUMNS} <= {CONDITION}
        term = GLOSSARY.term(row["subject_id"].removeprefix("cc:"))
        assert row["subject_label"] == term.label("en"), term.name
        assert CURIE.fullmatch(row["object_id"]), row["object_id"]
        assert row["object_id"].partition(":")[0] in known.keys() - {"cc", "skos", "semapv"}
        assert row["predicate_id"] in RELATIONS and row["object_label"]
        assert row["mapping_justification"] == "semapv:ManualMappingCuration"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.split(".")[0])
def test_a_set_says_what_it_is_and_between_which_versions(file):
    said = head(file)
    assert set(SLOTS) <= set(said)
    assert said["mapping_set_id"].endswith("/" + file.name.split(".")[0])
    modules = "".join(one.read_text("utf-8") for one in TABLE.parents[1].glob("*.ttl"))
    assert f"owl:versionInfo {said['subject_source_version']}" in modules
    comments = [line[2:] for line in file.read_text("utf-8").splitlines() if line[:2] == "# "]
    assert set(said) <= set(yaml.safe_load("\n".join(comments))), "SSSOM reads these lines as YAML"
    declared = "extension_definitions" in file.read_text("utf-8")
    assert declared == (CONDITION in rows(file)[0])


def test_a_row_with_a_condition_is_true_without_it():
    conditional = [one for one in GLOSSARY.mappings() if one.condition]
    assert conditional and {one.relation for one in conditional} <= {"broad", "related"}


def test_no_pair_is_told_in_two_tables_and_one_id_has_one_name():
    pairs = [(one.subject, one.target) for one in GLOSSARY.mappings()]
    assert len(pairs) == len(set(pairs)) > 600
    named = {(one.target, one.target_name) for one in GLOSSARY.mappings()}
    assert [target for target, n in Counter(target for target, _ in named).items() if n > 1] == []


def test_no_row_contradicts_our_tree_and_our_axioms():
    assert not found(GLOSSARY.mappings())


@pytest.mark.parametrize(
    ("rows_", "said"),
    [
        (["Person exact x:Y", "Group exact x:Y"], "become one"),
        (["IPAddress exact stix:ipv4-addr", "IPAddress exact stix:ipv6-addr"], "become one"),
        (["Bank exact x:Y", "FinancialInstitution broad x:Y"], "become one"),
        (["FinancialInstitution exact x:Y", "Organisation broad x:Y"], "become one"),
        (["BankAccount broad x:Y", "Person exact x:Y"], "exclude one another"),
        (["Person broad x:Y", "PhoneNumber exact x:Y"], "exclude one another"),
        (["Person narrow x:Y", "PhoneNumber narrow x:Y"], "exclude one another"),
        (["Transfer broad uco-act:Action", "Transfer broad uco-core:Event"], "exclude one another"),
        (["CyberViolence exact disarm:T0048", "CashOut exact disarm:T0048.004"], ""),
        (["Person exact disarm:T0048", "Place narrow disarm:T0048.004"], "exclude one another"),
        (["Bank related x:Y", "Organisation exact x:Y"], "say otherwise"),
        (["Bank narrow x:Y", "Organisation exact x:Y"], "say otherwise"),
        (["Organisation broad x:Y", "Bank exact x:Y"], "say otherwise"),
    ],
)
def test_a_planted_contradiction_is_found(rows_, said):
    told = found([planted(*row.split()) for row in rows_])
    assert any(said in one for one in told) if said else not told


def test_exact_and_close_join_only_terms_of_one_family():
    assert not strays(GLOSSARY.mappings())


@pytest.mark.parametrize(
    ("subject", "target"),
    [
        ("RunningPointsPlatform", "amltrix:T0138"),
        ("TelecomFraud", "amltrix-actor:AT0029"),
        ("BankAccount", "disarm:T0137"),
        ("FraudGang", "stix:attack-pattern"),
        ("CardSeller", "amltrix-actor:AT0076"),
        ("Victim", "dwva:victim"),
        ("startTime", "uco-time:TimeRange"),
        ("Person", "nobody:knows"),
    ],
)
def test_a_planted_mistake_of_category_is_found(subject, target):
    assert strays([planted(subject, "close", target)])


def test_the_same_number_means_two_things_in_two_models():
    assert theirs("disarm:T0140.002", FAMILIES) == theirs("amltrix:T0140.002", FAMILIES)
    assert all(":" in one.target for one in GLOSSARY.mappings())


@pytest.mark.parametrize(
    ("prefix", "code", "folder"),
    [
        ("amltrix", r"T\d+(\.\d+)?", "techniques"),
        ("amltrix-actor", r"AT\d+", "actors"),
        ("amltrix-instrument", r"IN\d+", "instruments"),
        ("amltrix-service", r"PS\d+", "services-products"),
        ("amltrix-tactic", r"ML\.TA\d+", "tactics"),
        ("disarm", r"T\d+(\.\d+)?", "techniques"),
        ("disarm-tactic", r"TA\d+", "tactics"),
        ("f3", r"[FT]\d+(\.\d+)?", "techniques"),
        ("f3-tactic", r"(FA|TA)\d+", "tactics"),
    ],
)
def test_an_id_expands_to_the_address_that_its_model_gives_it(prefix, code, folder):
    """Tactics, actors and services have other addresses than techniques."""
    codes = [
        one.target.removeprefix(f"{prefix}:")
        for one in GLOSSARY.mappings()
        if one.target.startswith(f"{prefix}:")
    ]
    assert codes and all(re.fullmatch(code, one) for one in codes)
    assert PREFIXES[prefix].endswith(f"/{folder}/")


def test_every_pattern_of_the_table_is_of_use():
    targets = {one.target for one in GLOSSARY.mappings()}
    first = {next((p for p, f in FAMILIES if theirs(t, [(p, f)])), "") for t in targets}
    assert {pattern for pattern, _ in FAMILIES} <= first


def test_what_was_lowered_across_families_says_why():
    lowered = [one for one in GLOSSARY.mappings() if one.comment.startswith("ours is")]
    assert len(lowered) >= 20 and all(one.relation == "related" for one in lowered)


def folded(name):
    """A name without case and hyphens, and whether it is one of a property."""
    return re.sub(r"[^a-z0-9]", "", name.lower()), name[:1].islower()


def known_names():
    """Every name of the models whose words are at hand, as the mappings write it."""
    uco = {name: place for name, place in PREFIXES.items() if name.startswith(("uco-", "case-"))}
    names = {shortened(term, uco) for term in Graph().parse(UCO).subjects()} - {""}
    for prefix, space in (("schema", SDO), ("prov", PROV), ("org", ORG)):
        names |= {shortened(URIRef(term), {prefix: str(space)}) for term in dir(space)} - {""}
    return names | followthemoney_names(optional=True)


def followthemoney_names(optional=False):
    try:
        model = importlib.import_module("followthemoney").model
    except ImportError:
        if optional:
            return set()
        pytest.skip("FollowTheMoney is not installed: nothing says what its schemata are")
    own = {f"ftm:{p.schema.name}:{p.name}" for s in model for p in s.properties.values()}
    topics = importlib.import_module("followthemoney.types").registry.topic.names
    return own | {f"ftm:{s.name}" for s in model} | {f"ftm-topic:{topic}" for topic in topics}


def test_what_is_called_alike_elsewhere_has_a_row():
    """Properties are looked for among properties: none may be said to stand alone unseen."""
    called = {}
    for name in known_names():
        called.setdefault(folded(name.rpartition(":")[2]), set()).add(name)
    told = {(one.subject, one.target) for one in GLOSSARY.mappings()}
    terms = [one for one in GLOSSARY.terms() if one.sort in ("class", "property")]
    unseen = [
        (term.name, target)
        for term in terms
        for target in called.get(folded(term.name), set()) - HOMONYMS.get(term.name, set())
        if (term.name, target) not in told
    ]
    assert not unseen
    properties = [one for one in GLOSSARY.mappings() if theirs(one.target, FAMILIES) == "property"]
    assert len([one for one in properties if GLOSSARY.term(one.subject).sort == "property"]) > 100


def test_a_homonym_has_no_row():
    alike = {(name, target) for name, targets in HOMONYMS.items() for target in targets}
    assert not alike & {(one.subject, one.target) for one in GLOSSARY.mappings()}


def targets(*models):
    return {one.target for one in GLOSSARY.mappings() if model_of(one.target) in models}


def test_every_target_in_uco_schema_prov_and_org_exists():
    assert targets("uco", "schema", "prov", "org") - known_names() == set()


def test_every_target_in_followthemoney_exists():
    assert targets("ftm") - followthemoney_names() == set()


def stix_names():
    """Every type of STIX with its properties, those that all share among them."""
    names = set()
    for file in Path(stix2validator.__file__).parent.rglob("schemas-2.1/**/*.json"):
        names.add(file.stem)
        names |= {
            f"{file.stem}.{name}" for name in re.findall(r'"(\w+)": {', file.read_text("utf-8"))
        }
        names |= {f"relationship.{name}" for name in ("confidence",) if file.stem == "core"}
    return names


def test_every_target_in_stix_exists():
    assert {one.removeprefix("stix:") for one in targets("stix")} - stix_names() == set()


def as_listed(one):
    """The ways a target may stand in the list of those that exist."""
    prefix, _, rest = one.target.replace("%22", '"').partition(":")
    name = rest if model_of(one.target) in BARE else f"{prefix}:{rest}"
    return {name, f"{name} {one.target_name}", name.partition(".")[0]}


LATER = {
    *(
        "amltrix-actor:AT0005",
        "amltrix-actor:AT0085",
        "amltrix-service:PS0092",
        "amltrix-service:PS0118",
    ),
    *(
        "amltrix-instrument:IN0031",
        "amltrix-instrument:IN0039",
        "amltrix-instrument:IN0041",
        "amltrix-instrument:IN0052",
        "amltrix-instrument:IN0055",
    ),
    *("amltrix:T0008", "amltrix:T0055.001", "amltrix:T0058", "amltrix:T0058.001", "amltrix:T0119"),
    *("disarm:T0085.001", "disarm:T0154.001", "disarm:T0154.002"),
    *("dwva:escrow", "dwva-abuse:sextortion"),
    "fibo:FND/Accounting/CurrencyAmount/MonetaryAmount",
}
"""Looked up in their models, each with its definition, after the list was made."""


@pytest.mark.shared
def test_every_other_target_is_on_the_list_of_those_that_exist(shared_data):
    file = shared_data("mapping") / "mapping.tsv"
    with file.open(encoding="utf-8", newline="") as lines:
        listed = {row["target"] for row in csv.DictReader(lines, delimiter="\t", quoting=3)}
    models = ("amltrix", "disarm", "f3", "dwva", "misp", "fibo", "eli")
    asked = [one for one in GLOSSARY.mappings() if model_of(one.target) in models]
    missing = {one.target for one in asked if not as_listed(one) & listed}
    assert missing == LATER


def test_codes_of_the_classification_of_crime_are_codes_with_one_name_each():
    codes = {one.target.removeprefix("iccs:"): one.target_name for one in GLOSSARY.mappings()
             if one.target.startswith("iccs:")}  # fmt: skip
    assert all(re.fullmatch(r"(0[1-9]|1[01])(\d\d(\d\d?)?)?", code) for code in codes)
    assert codes["0701"] == "Fraud" and len(codes) > 20
