"""Concepts of 2023-2026: found by name and slang, told in both languages, with a document."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.glossary import load_glossary

GLOSSARY = load_glossary()
LINES = (Path(__file__).parent / "recent_concepts.tsv").read_text("utf-8").splitlines()[1:]
CONCEPTS = [(name, words.split("|")) for name, words in (line.split("\t") for line in LINES)]
NAMES = [name for name, _ in CONCEPTS]
DOCUMENTS = ("LegalInstrument", "Provision", "Publication")


@pytest.mark.parametrize(("name", "words"), CONCEPTS, ids=NAMES)
def test_a_concept_is_found_first_by_its_names_and_its_slang(name: str, words: list[str]) -> None:
    term = GLOSSARY.term(name)
    assert {term.label("zh"), term.label("en")} <= set(words)
    assert {*words} - {term.label("zh"), term.label("en")}, "no slang among the words"
    for word in words:
        assert [hit.term.name for hit in GLOSSARY.find(word)][:1] == [name], word


@pytest.mark.parametrize("name", NAMES)
def test_a_concept_is_told_in_both_languages_with_slang_example_and_document(name: str) -> None:
    term = GLOSSARY.term(name)
    for lang in ("zh", "en"):
        assert term.definition(lang), lang
        assert term.text("example", lang), lang
        assert term.slang(lang), lang
    documents = [GLOSSARY.term(document) for document in term.pointed_at("describedIn")]
    assert documents
    assert all(document.parents[0] in DOCUMENTS for document in documents)


ALLEGED = [
    name for name in NAMES if GLOSSARY.is_a(name, "Role") or GLOSSARY.is_a(name, "Behaviour")
]
NEUTRAL = [name for name in NAMES if name not in ALLEGED and not GLOSSARY.is_a(name, "Link")]


@pytest.mark.parametrize("name", ALLEGED)
def test_what_accuses_reads_as_alleged(name: str) -> None:
    if GLOSSARY.is_a(name, "Standing"):
        assert "evidence" in GLOSSARY.term(name).definition("en")
        return
    assert "涉嫌" in GLOSSARY.term(name).definition("zh")


def test_what_a_thing_is_accuses_nobody() -> None:
    assert NEUTRAL
    for name in NEUTRAL:
        assert "涉嫌" not in GLOSSARY.term(name).definition("zh"), name
