"""Names in other models: each exists there, stands once, and claims no kinship across families."""

import csv
import re

import pytest
from families import TABLE, ours, patterns, theirs

from kg.glossary import load_glossary
from kg.glossary.mappings import RELATIONS

GLOSSARY = load_glossary()
FAMILIES = patterns()
FILES = sorted(TABLE.parent.glob("*.sssom.tsv"))
BARE = ("stix", "ftm", "disarm", "amltrix", "f3")
"""Models whose own ids carry no prefix in the list of allowed targets."""
NEAR = ("exact", "close")


def rows(file):
    lines = [one for one in file.read_text("utf-8").splitlines() if not one.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def prefixes(file):
    return set(re.findall(r"^#   ([\w-]+): ", file.read_text("utf-8"), re.MULTILINE))


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
    read = rows(file)
    keys = [(row["subject_id"], row["object_id"], row["object_restriction"]) for row in read]
    assert keys == sorted(keys) and len(keys) == len(set(keys))
    for row in read:
        term = GLOSSARY.term(row["subject_id"].removeprefix("cc:"))
        assert row["subject_label"] == term.label("en"), term.name
        assert row["object_id"].partition(":")[0] in prefixes(file) - {"cc", "skos", "semapv"}
        assert row["predicate_id"] in RELATIONS and row["object_label"]


def test_no_pair_is_told_in_two_tables():
    pairs = [(one.subject, one.target, one.restriction) for one in GLOSSARY.mappings()]
    assert len(pairs) == len(set(pairs)) > 600


def test_exact_and_close_join_only_terms_of_one_family():
    assert not strays(GLOSSARY.mappings())


@pytest.mark.parametrize(
    ("subject", "target"),
    [
        ("RunningPointsPlatform", "amltrix:T0138"),
        ("TelecomFraud", "amltrix:AT0029"),
        ("BankAccount", "disarm:T0137"),
        ("FraudGang", "stix:attack-pattern"),
        ("Person", "nobody:knows"),
    ],
)
def test_a_planted_mistake_of_category_is_found(subject, target):
    planted = next(iter(GLOSSARY.mappings()))
    fields = {name: getattr(planted, name) for name in planted.__slots__}
    fields |= {"subject": subject, "target": target, "relation": "close"}
    assert strays([type(planted)(**fields)])


def test_the_same_number_means_two_things_in_two_models():
    assert theirs("disarm:T0140.002", FAMILIES) == theirs("amltrix:T0140.002", FAMILIES)
    assert all(":" in one.target for one in GLOSSARY.mappings())


def test_every_pattern_of_the_table_is_of_use():
    targets = {one.target for one in GLOSSARY.mappings()}
    first = {next((p for p, f in FAMILIES if theirs(t, [(p, f)])), "") for t in targets}
    assert {pattern for pattern, _ in FAMILIES} <= first


def test_what_was_lowered_across_families_says_why():
    lowered = [one for one in GLOSSARY.mappings() if one.comment.startswith("ours is")]
    assert len(lowered) >= 20 and all(one.relation == "related" for one in lowered)


def as_listed(one):
    """The ways a target may stand in the list of those that exist."""
    prefix, _, rest = one.target.partition(":")
    name = rest if prefix in BARE else one.target.replace("ftm-topic:", "topic:")
    name = name.replace(":", ".") if prefix == "ftm" else name
    if not one.restriction:
        return {name, f"{name} {one.target_name}"}
    return {f"{name}[{one.restriction}]", f"{name} ({one.restriction})"}


@pytest.mark.shared
def test_every_target_exists_in_its_model(shared_data):
    file = shared_data("mapping") / "mapping.tsv"
    with file.open(encoding="utf-8", newline="") as lines:
        listed = {row["target"] for row in csv.DictReader(lines, delimiter="\t", quoting=3)}
    missing = [one.target for one in GLOSSARY.mappings() if not as_listed(one) & listed]
    assert not missing
