"""Whatever a person types for a term finds it; nonsense finds nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import Ambiguous, NotFound
from kg.glossary import Entry, load_glossary
from kg.glossary.word_search import TermFinder, plain, readings
from kg.schema.turtle import read_modules

GLOSSARY = load_glossary()
SEED = [term for term in GLOSSARY.terms() if term.seed_id]
MOST = 5
NONSENSE = [
    *(
        "qzxjv",
        "flurbish wompett",
        "紫葡萄电风扇",
        "洗白白猫咪",
        "量子火锅",
        "zzzz",
        "xyzzy",
        "吃饭睡觉",
    ),
    *(
        "跑步平台鞋",
        "0xdeadbeef",
        "lorem ipsum",
        "天气预报晴",
        "kartoffelsalat",
        "!!!",
        "。。。",
        " ",
    ),
    *("断桥残雪", "水彩画房", "card card card", "the the"),
]


def names(typed: str) -> list[str]:
    return [hit.term.name for hit in GLOSSARY.find(typed)]


@pytest.mark.parametrize("term", SEED, ids=lambda term: term.seed_id)
def test_a_concept_of_the_opinions_is_found_by_its_number_labels_and_phrases(term: Entry) -> None:
    for typed in (term.seed_id, term.label("zh"), term.label("en")):
        assert names(typed)[0] == term.name
        assert len(names(typed)) <= MOST
    assert term.seed_phrases
    for phrase in term.seed_phrases:
        assert term.name in names(phrase)


def test_every_class_is_among_the_first_for_each_of_its_words() -> None:
    for term in GLOSSARY.terms("class"):
        for word in term.words():
            assert term.name in names(word)[:MOST], word


@pytest.mark.parametrize("typed", NONSENSE)
def test_nonsense_finds_nothing(typed: str) -> None:
    assert names(typed) == []


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("“跑分平台”", "RunningPointsPlatform"),
        ("ＨＡＣＫＥＲ", "Hacker"),
        ("卡农 / 卡商", "CardSeller"),
        ("pfpt", "RunningPointsPlatform"),
        ("欺骗（未成年人）", "DeceivingMinors"),
        ("WATER ARMY", "WaterArmy"),
    ],
)
def test_marks_width_case_brackets_and_initials_are_no_obstacle(typed: str, name: str) -> None:
    assert names(typed)[0] == name


def test_a_part_of_a_word_finds_the_shortest_first() -> None:
    assert names("跑分平")[0] == "RunningPointsPlatform"
    assert names("launder")[0] == "Launderer"
    assert "MoneyLaundering" in names("launder")
    assert names("aunder") == [], "a Latin part counts where a word begins"


def rows(shared: Path) -> Iterator[list[str]]:
    """The rows of the concept table: id, seed term, zh, en, …, fragment."""
    for line in (shared.parents[1] / "reference" / "law.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if re.fullmatch(r"[ABSHGXLPT]\d\d", cells[0]) and len(cells) >= 8:
            yield cells


@pytest.mark.shared
def test_the_columns_of_the_reference_find_the_right_term_first(
    shared_data: Callable[[str], Path],
) -> None:
    seen = 0
    for seed, *typed, fragment in (
        (row[0], row[1], row[2], row[3], row[-1]) for row in rows(shared_data("mapping"))
    ):
        for text in typed:
            hits = GLOSSARY.find(text)
            assert hits[0].term.seed_id == seed, text
            assert len(hits) <= MOST, text
        assert seed in [hit.term.seed_id for hit in GLOSSARY.find(fragment)], fragment
        seen += 1
    assert seen == len(SEED)


def test_one_term_or_a_choice_or_nothing() -> None:
    assert GLOSSARY.one("数据黑企").name == "DataBlackEnterprise"
    with pytest.raises(Ambiguous, match="fits"):
        GLOSSARY.one("犯罪")
    with pytest.raises(NotFound):
        GLOSSARY.one("量子火锅")


@given(st.text())
def test_reading_twice_changes_nothing_and_never_fails(text: str) -> None:
    for reading in readings(text):
        assert plain(reading) == reading or plain(plain(reading)) == plain(reading)
    assert GLOSSARY.find(text) == GLOSSARY.find(f"  “{text}” ")


def test_terms_of_the_opinions_come_first_among_equals(tmp_path: Path) -> None:
    module = tmp_path / "a.ttl"
    module.write_text(
        "@prefix cc: <https://w3id.org/crimechain/> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        'cc:One rdfs:label "word"@en .\n'
        'cc:Two skos:altLabel "word"@en ; cc:seedId "A01" .\n',
        "utf-8",
    )
    terms = [Entry(said) for said in read_modules([module]).values()]
    assert [hit.term.name for hit in TermFinder(terms).find("Word")] == ["Two", "One"]
