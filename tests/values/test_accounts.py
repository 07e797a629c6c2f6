import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.values import Refused
from kg.values.accounts import PLAIN_ACCOUNT, normal_account

from .cases import cases

DIGITS = st.text("0123456789", min_size=5, max_size=30)


@pytest.mark.parametrize(("text", "number", "form", "suffix", "luhn"), cases("good_accounts.txt"))
def test_a_good_number_has_one_normal_form(text, number, form, suffix, luhn) -> None:
    for dressed in (text, f"\t{text}", f" {text} ", f"{text}\t"):
        read = normal_account(dressed)
        assert (read.text, read.form, read.suffix) == (number, form, suffix)
        assert read.luhn == bool(luhn) or form == "card"


@pytest.mark.parametrize(("text", "code"), cases("bad_accounts.txt"))
def test_a_bad_number_is_refused_with_its_code(text: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        normal_account(text)
    assert refusal.value.code == code


@pytest.mark.parametrize("text", ["6222021234567890000", "6222021234567890123", "9990001234567890"])
def test_a_long_number_in_a_number_cell_has_lost_digits(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        normal_account(text, numeric=True)
    assert refusal.value.code == "rounded"
    assert normal_account(text).text == text


@pytest.mark.parametrize("text", ["123456789012345", "1234567890123456", "42"])
def test_a_number_cell_that_kept_its_digits_is_read(text: str) -> None:
    assert normal_account(text, numeric=True).text == text


@given(st.integers(10**15, 10**19))
def test_no_number_that_a_spreadsheet_rounded_gets_through(number: int) -> None:
    as_the_cell_gives_it = f"{float(f'{number:.14e}'):.0f}"
    with pytest.raises(Refused):
        normal_account(as_the_cell_gives_it, numeric=True)


@given(st.text(max_size=40) | DIGITS)
def test_any_text_is_a_number_or_refused_and_reading_twice_changes_nothing(text: str) -> None:
    try:
        once = normal_account(text)
    except Refused as refusal:
        assert refusal.code in ("account", "rounded")
    else:
        assert normal_account(once.text).text == once.text


@given(st.lists(st.text("0123456789", max_size=64) | st.text(max_size=8), max_size=40))
def test_a_plain_number_is_its_own_normal_form(texts: list[str]) -> None:
    sql = f"""SELECT t FROM (SELECT unnest(?::VARCHAR[]) AS t)
              WHERE regexp_matches(t, '{PLAIN_ACCOUNT}')"""
    with duckdb.connect() as engine:
        for (text,) in engine.execute(sql, [texts]).fetchall():
            read = normal_account(text)
            assert (read.text, read.suffix) == (text, "")
