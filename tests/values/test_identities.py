from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.values import Refused
from kg.values.identities import check_digit, normal_name, normal_uscc, parse_resident_id

DATES = st.dates(date(1900, 1, 1), date(2099, 12, 31))


def made(born: date, serial: int = 11, region: str = "000102") -> str:
    body = f"{region}{born:%Y%m%d}{serial:03d}"
    return body + check_digit(body)


@given(DATES, st.integers(0, 999))
def test_an_identity_number_tells_birth_sex_and_region(born: date, serial: int) -> None:
    person = parse_resident_id(made(born, serial))
    assert (person.birth, person.region) == (born, "000102")
    assert person.sex == ("male" if serial % 2 else "female")


@given(DATES, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_any_one_changed_digit_is_noticed(born: date, place: int, digit: str) -> None:
    right = made(born)
    wrong = right[:place] + digit + right[place + 1 :]
    if wrong != right:
        with pytest.raises(Refused):
            parse_resident_id(wrong)


def test_a_published_example_holds() -> None:
    # GB 11643-1999 prints these two numbers as its examples.
    assert parse_resident_id("11010519491231002X").birth == date(1949, 12, 31)
    assert parse_resident_id("440524188001010014").sex == "male"


def test_fifteen_digits_become_eighteen() -> None:
    assert parse_resident_id("110105491231002").text == "11010519491231002X"
    assert parse_resident_id(" 11010519491231002x\t").text == "11010519491231002X"


@pytest.mark.parametrize(
    "text", ["", "110105194912310021", "11010519490231002X", "1101051949123100", "张三", "0" * 18]
)
def test_what_is_no_identity_number_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_resident_id(text)
    assert refusal.value.code == "resident_id"


def test_one_is_of_age_from_the_day_after_the_birthday() -> None:
    person = parse_resident_id(made(date(2006, 5, 1)))
    assert person.minor_at(date(2024, 5, 1))
    assert not person.minor_at(date(2024, 5, 2))
    assert person.age_on(date(2024, 4, 30)) == 17


def test_an_organisation_code_is_proven() -> None:
    assert normal_uscc(" 91110000600037341l") == "91110000600037341L"
    with pytest.raises(Refused):
        normal_uscc("A1110000600037341L")


@pytest.mark.parametrize(
    ("text", "name", "odd"),
    [
        ("  张三 ", "张三", False),
        ("Li\u3000\u3000Si", "Li Si", False),
        ("e\u0301", "e\u0301", True),
        ("\uf90a三", "\uf90a三", True),
        ("\u00e9", "\u00e9", False),
        ("张三\u200b", "张三\u200b", True),
        ("\u202eevil", "\u202eevil", True),
        ("Раypal", "Раypal", True),
        ("阿卜杜·某", "阿卜杜·某", False),
    ],
)
def test_a_name_is_tidied_never_changed(text: str, name: str, odd: bool) -> None:
    assert (normal_name(text).text, normal_name(text).looks_odd) == (name, odd)


@given(st.text(min_size=1))
def test_a_name_tidied_twice_is_the_same(text: str) -> None:
    try:
        once = normal_name(text)
    except Refused as refusal:
        assert refusal.code == "name"
    else:
        assert normal_name(once.text) == once
