"""Names of persons and firms, numbers, births and addresses, compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identity.births import compare_births
from kg.identity.company_names import compare_companies
from kg.identity.identifiers import compare_numbers, mask_ends, same_phone
from kg.identity.person_names import ORDER, compare_names
from kg.identity.places import same_address

HAN = st.text("王李张刘陈杨伟芳娜敏静丽强磊军洋", min_size=2, max_size=4)
LATIN = st.lists(
    st.text("abdefgiklmnorstu", min_size=3, max_size=8), min_size=2, max_size=3, unique=True
).map(" ".join)
NAMES = st.one_of(HAN, LATIN)
DIGITS = st.text("0123456789", min_size=12, max_size=19)


@given(NAMES, NAMES)
def test_comparing_is_the_same_both_ways(one: str, other: str) -> None:
    assert compare_names(one, other) == compare_names(other, one)
    assert compare_names(one, other).how in ORDER


@given(LATIN, st.randoms())
def test_the_order_of_the_parts_does_not_matter(name: str, rng: object) -> None:
    parts = name.split(" ")
    rng.shuffle(parts)  # type: ignore[attr-defined]
    assert compare_names(name, " ".join(parts)).how == "name-same"


@given(HAN, st.data())
def test_a_mask_fits_the_name_that_it_was_made_of_and_no_other_of_another_sign(
    name: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(name) - 1))
    mask = name[:place] + "*" + name[place + 1 :]
    assert compare_names(mask, name).how == "name-mask"
    shown = data.draw(st.sampled_from([n for n in range(len(name)) if n != place]))
    other = name[:shown] + "某" + name[shown + 1 :]
    changed = other.replace("某", "龘")
    assert compare_names(mask, changed).how == "mask-differs"


@given(DIGITS, st.integers(3, 6), st.integers(2, 4))
def test_a_masked_number_fits_what_it_was_made_of(number: str, first: int, last: int) -> None:
    mask = f"{number[:first]}****{number[-last:]}"
    assert mask_ends(mask) == (number[:first], number[-last:])
    assert compare_numbers(mask, number) == "fits"
    changed = str((int(number[0]) + 1) % 10) + number[1:]
    assert compare_numbers(mask, changed) == "ruled-out"


@given(DIGITS, st.data())
def test_one_digit_or_a_swap_apart_is_one_off(number: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(number) - 2))
    digit = str((int(number[place]) + 1) % 10)
    assert compare_numbers(number, number[:place] + digit + number[place + 1 :]) == "one-off"
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    expected = "same" if swapped == number else "one-off"
    assert compare_numbers(number, swapped) == expected


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("張偉", "张伟", "name-same"),
        ("Zhang Wei", "张伟", "name-script"),
        ("Wei ZHANG", "張偉", "name-script"),
        ("Zhang Xiu Ying", "张秀英", "name-script"),
        ("张伟", "张玮", "name-homophone"),
        ("张伟", "王伟", "names-differ"),
        ("欧阳明", "Ouyang Ming", "name-script"),
        ("Robert Quill", "Quill, Bob", "name-variant"),
        ("R Quill", "Robert Quill", "name-initials"),
        ("Quil Robert", "Robert Quill", "name-similar"),
        ("Quill Mendoza, Marie", "Marie Quill", "name-partial"),
        ("Darla Quill", "Darlene Quill", "name-half"),
        ("Ada Quill", "Borex Timm", "names-differ"),
        ("Николай Васильев", "Nikolai Vasilev", "name-same"),
        ("فيصل صديقي", "Faisal Siddiqui", "name-similar"),
        ("O'Hara Ellie", "Ohara Ellie", "name-same"),
        ("Chan Tai Man", "陳大文", "name-unread"),  # as Hong Kong reads it
        ("Li Ming", "陈大文", "names-differ"),
        ("สมชาย", "สมชาย", "name-same"),
        ("สมชาย", "สมหญิง", ""),  # nothing is known of how they sound
        ("**", "张伟", ""),
        ("张*", "李*", "mask-differs"),
        ("محمد علي", "张伟", ""),
        ("Zhang X", "张秀英", "name-initials"),
        ("Zhang Li", "张秀英", "name-half"),
        ("Quill", "Robert Quill", "name-partial"),
        ("Quill", "Timm", "names-differ"),
        ("Bob", "Robert", "name-variant"),
        ("R Q", "Robert Quill", ""),
        ("R Q", "Robert Timm", "names-differ"),
        ("Mary Ann Quill", "Mary Quill", "name-partial"),
        ("张秀英", "张秀兰", "name-half"),
        ("", "张伟", ""),
    ],
)
def test_names_compare_as_people_would(one: str, other: str, how: str) -> None:
    assert compare_names(one, other).how == how


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("1990-03-07", "19900307", "birth"),
        ("3/7/90", "Mar 7 1990", "birth"),
        ("12/11/1978", "11/12/1978", "birth-swapped"),
        ("1990-03-07", "1990-03-08", "birth-near"),
        ("1990-03-07", "1962-11-25", "birth-differs"),
        ("1990", "1990-03-07", ""),
        ("1990-mar-07", "7/3/90", "birth-swapped"),
        ("21-Mar-1911", "1911-03-21", "birth"),
        ("mar x 1990", "1990-03-07", ""),
        ("a/b/1990", "1990-03-07", ""),
        ("32/13/1990", "1990-03-07", ""),
        ("1700-01-01", "1700-01-01", ""),
    ],
)
def test_births_compare_in_any_writing(one: str, other: str, how: str) -> None:
    assert compare_births(one, other) == how


def test_addresses_are_one_by_house_and_street() -> None:
    assert same_address("12 Main Street, Reno NV 89501", "12 main st reno")
    assert not same_address("12 Main Street, Reno", "14 Main Street, Reno")
    assert not same_address("12 Main Street, Reno", "12 Oak Avenue, Reno")
    assert same_address("澄湖市长安路5号3栋201室", "长安路5号3栋201室")
    assert not same_address("澄湖市长安路5号3栋201室", "澄湖市长安路5号3栋202室")
    assert not same_address("某路", "某路"), "says too little to be a place"
    assert same_address("Marienstrasse 5, 10117 Berlin", "5 Marien Street Berlin")
    assert same_address("12 Green Hill Lane Dover", "12 Green Hil Lane Dovr")
    assert not same_address("12 Long Street 10117 Reno", "12 Long Street 20117 Reno")


def test_telephones_are_one_whatever_is_written_before_them() -> None:
    assert same_phone("+86 120 0000 0017", "12000000017") == "same"
    assert same_phone("702-555-0117", "555-0117") == "end"
    assert not same_phone("+8612000000017", "+8613000000017")


def test_firms_of_one_name_in_several_scripts_and_forms() -> None:
    assert compare_companies("Müllenkranz GmbH", "Mullenkranz") == "company-same"
    assert compare_companies("遠圖商務有限公司", "远图商务有限责任公司") == "company-same"
    assert compare_companies("Borex", "Borex Foods") == "company-partial"
    assert compare_companies("Haitian Maoyi", "海天贸易") == "company-similar"
    assert compare_companies("Beihai Logistics", "海天贸易") == ""
    assert compare_companies("海天第一分公司", "海天第二分公司") == "companies-differ"
    assert compare_companies("Nordvik Shipping Lines", "Nordvik Shiping Line") == "company-similar"
    assert compare_companies("Tools Acme", "Acme Tools") == "company-same"
    assert compare_companies("Borex Foods North", "Timm Metals South") == "companies-differ"
