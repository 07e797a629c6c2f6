"""What kind of thing a term is, ours or another's: an actor, a role, an act, an asset, a link …"""

import csv
from fnmatch import fnmatchcase

from ontology_modules import FOLDER

TABLE = FOLDER / "mappings" / "families.tsv"
OURS = (
    ("Act", "behaviour"),
    ("Technique", "behaviour"),
    ("Actor", "actor"),
    ("Role", "role"),
    ("CriminalCase", "record"),
    ("CourtJudgment", "record"),
    ("ChainStructure", "chain"),
    ("Judgement", "link"),
    ("Link", "link"),
    ("Entity", "asset"),
    ("Currency", "asset"),
)
"""The first that a term descends from, or is, decides."""
BY_MODULE = {"law": "law", "measures": "measure", "evidence": "record", "chain": "stage"}
LISTS = ("SourceReliability", "HandlingMarking", "ProofState", "EvidenceKind")


def ours(glossary, name):
    term = glossary.term(name)
    if term.sort in ("property", "annotation"):
        return "property"
    if name in LISTS:
        return "list"
    for ancestor, family in OURS:
        if glossary.is_a(name, ancestor):
            return family
    return BY_MODULE[term.module]


def patterns():
    lines = TABLE.read_text("utf-8").splitlines()
    return [(row["pattern"], row["family"]) for row in csv.DictReader(lines, delimiter="\t")]


def theirs(target, table):
    return next((family for pattern, family in table if fnmatchcase(target, pattern)), "")
