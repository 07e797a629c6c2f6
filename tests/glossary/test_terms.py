"""Terms are walked up, down and along the chain."""

from __future__ import annotations

import pytest

from kg.errors import NotFound
from kg.glossary import load_glossary
from kg.schema import load_schema

GLOSSARY, SCHEMA = load_glossary(), load_schema()


def test_the_classes_are_those_of_the_schema() -> None:
    listed = {
        term.name for term in GLOSSARY.terms("class") if GLOSSARY.is_a(term.name, "ListedValue")
    }
    assert {term.name for term in GLOSSARY.terms("class")} - listed == {
        kind.name for kind in SCHEMA.kinds()
    }


def test_ancestors_are_those_of_the_schema() -> None:
    for kind in SCHEMA.kinds():
        assert tuple(term.name for term in GLOSSARY.ancestors(kind.name)) == kind.ancestors


def test_who_feeds_a_term_is_fed_by_nobody_else() -> None:
    for term in GLOSSARY.terms():
        for other in GLOSSARY.downstream(term.name):
            assert term in GLOSSARY.upstream(other.name)
        for child in GLOSSARY.children(term.name):
            assert GLOSSARY.is_a(child.name, term.name)


def test_links_of_a_kind_are_those_whose_ends_take_it() -> None:
    def taken(kind: str, starts: bool) -> set[str]:
        return {link.name for link, is_start in GLOSSARY.links_of(kind) if is_start is starts}

    for kind in ("RunningPointsPlatform", "BankAccount", "Person", "DataBatch"):
        ends = {link.name: (link.domain, link.range) for link in SCHEMA.kinds() if link.shortcut}
        assert taken(kind, starts=True) == {n for n, (d, _) in ends.items() if SCHEMA.is_a(kind, d)}
        assert taken(kind, starts=False) == {
            n for n, (_, r) in ends.items() if SCHEMA.is_a(kind, r)
        }


def test_the_chain_of_the_opinions_can_be_walked_from_end_to_end() -> None:
    reached = ["IndustryInsider"]
    for name in reached:
        reached += [t.name for t in GLOSSARY.downstream(name) if t.name not in reached]
    assert {"DataBlackEnterprise", "FraudGang", "CardDealer", "RunningPointsPlatform", "OtcDealer",
            "Beneficiary"} <= set(reached)  # fmt: skip


def test_offences_come_from_what_a_term_commits() -> None:
    offences = {term.name for term in GLOSSARY.offences("IndustryInsider")}
    assert "PersonalInformationOffence" in offences
    assert GLOSSARY.offences("Currency") == ()


def test_every_mapping_is_of_a_term_and_stands_once() -> None:
    rows = GLOSSARY.mappings()
    assert all(GLOSSARY.has(row.subject) for row in rows)
    keys = [(row.subject, row.target, row.condition) for row in rows]
    assert len(keys) == len(set(keys))


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(NotFound, match="CardSeller"):
        GLOSSARY.term("CardSeler")
