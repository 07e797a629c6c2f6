from decimal import Decimal

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.values import Refused
from kg.values.currencies import SCALES, parse_currency, scale
from kg.values.money import PLAIN_AMOUNT, UNITS, format_amount, parse_amount, to_units

from .cases import cases

AMOUNTS = st.decimals(
    min_value=-(10**15), max_value=10**15, allow_nan=False, allow_infinity=False, places=6
)


@pytest.mark.parametrize(("text", "unit", "form", "currency", "value"), cases("good_amounts.txt"))
def test_a_good_amount_is_read_exactly(text, unit, form, currency, value) -> None:
    read = parse_amount(text, unit=unit, form=form, currency=currency)
    assert read == Decimal(value)
    assert not (read == 0 and read.is_signed())


@pytest.mark.parametrize(("text", "unit", "form", "currency", "code"), cases("bad_amounts.txt"))
def test_a_bad_amount_is_refused_with_its_code(text, unit, form, currency, code) -> None:
    with pytest.raises(Refused) as refusal:
        parse_amount(text, unit=unit, form=form, currency=currency)
    assert refusal.value.code == code


@given(AMOUNTS)
def test_grouping_and_full_width_digits_change_nothing(amount: Decimal) -> None:
    wide = f"{amount:,f}".translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789,.-"})
    assert parse_amount(f"{amount:,f}") == parse_amount(wide) == amount


@given(st.integers(-(10**11), 10**11), st.sampled_from(sorted(UNITS)))
def test_a_unit_is_a_power_of_ten(number: int, unit: str) -> None:
    assert parse_amount(str(number), unit=unit) == number * Decimal(10) ** UNITS[unit]


@given(st.text(max_size=12) | st.text("0123456789.,-+()eE¥元万亿 ", max_size=14))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    for form in ("grouped", "decimal_comma", "scientific"):
        try:
            assert parse_amount(text, form=form).is_finite()
        except Refused as refusal:
            assert refusal.code in ("amount", "currency")


@given(st.lists(st.text("0123456789.-+eE_ ", max_size=44) | AMOUNTS.map(str), max_size=40))
def test_a_plain_amount_casts_in_sql_as_it_is_read_here(texts: list[str]) -> None:
    sql = f"""SELECT t, CAST(t AS DECIMAL(38, 18)) FROM (SELECT unnest(?::VARCHAR[]) AS t)
              WHERE regexp_matches(t, '{PLAIN_AMOUNT}')"""
    with duckdb.connect() as engine:
        for text, value in engine.execute(sql, [texts]).fetchall():
            assert parse_amount(text) == value


@given(AMOUNTS)
def test_units_come_back_as_the_amount(amount: Decimal) -> None:
    assert to_units(amount, "USDT") == int(amount * 10**6)


def test_an_amount_below_the_smallest_unit_is_refused() -> None:
    assert to_units(Decimal("1.10"), "CNY") == 110
    with pytest.raises(Refused, match="below its smallest unit"):
        to_units(Decimal("0.001"), "CNY")
    with pytest.raises(Refused, match="not a currency"):
        to_units(Decimal(1), "XYZ")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("人民币", "CNY"), ("CNY", "CNY"), ("RMB", "CNY"), ("156", "CNY"), ("美元", "USD"),
        (" usd ", "USD"), ("USDT", "USDT"), ("USDT-TRC20", "USDT"), ("ＵＳＤＴ", "USDT"),
        ("泰达币", "USDT"), ("港币", "HKD"), ("eth", "ETH"), ("￥", "CNY"), ("$", "USD"),
        ("Mexican Peso", "MXN"), ("Brazil Real", "BRL"), ("Shekel", "ILS"), ("沙特里亚尔", "SAR"),
        ("kwd", "KWD"),
    ],
)  # fmt: skip
def test_a_currency_has_many_names(text: str, code: str) -> None:
    assert parse_currency(text) == code
    assert scale(code) == SCALES[code]


@pytest.mark.parametrize("text", ["", "XYZ", "coin", "人民"])
def test_an_unknown_currency_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_currency(text)


@pytest.mark.parametrize(
    ("amount", "currency", "zh", "en"),
    [
        ("50000", "CNY", "5万元", "50,000.00 CNY"),
        ("150000000", "CNY", "1.5亿元", "150,000,000.00 CNY"),
        ("50000.01", "CNY", "50,000.01元", "50,000.01 CNY"),
        ("-12300", "CNY", "-1.23万元", "-12,300.00 CNY"),
        ("12345678", "CNY", "12,345,678.00元", "12,345,678.00 CNY"),
        ("0", "CNY", "0.00元", "0.00 CNY"),
        ("0.123456", "USDT", "0.123456 USDT", "0.123456 USDT"),
        ("100000000", "", "1亿", "100,000,000.00"),
    ],
)
def test_an_amount_is_shown_whole(amount: str, currency: str, zh: str, en: str) -> None:
    assert format_amount(Decimal(amount), currency) == zh
    assert format_amount(Decimal(amount), currency, "en") == en


@given(AMOUNTS)
def test_what_is_shown_reads_back_to_the_same_amount(amount: Decimal) -> None:
    assert parse_amount(format_amount(amount, "CNY")) == amount
    assert parse_amount(format_amount(amount, "", "en")) == amount


@pytest.mark.parametrize(
    ("text", "unit", "amount"),
    [
        ("3.2万", "wanyuan", "32000"),
        ("12.5", "wanyuan", "125000"),
        ("-1.2亿元", "wanyuan", "-120000000"),
        ("3千", "wanyuan", "3000"),
        ("5万元", "yuan", "50000"),
        ("500元", "yuan", "500"),
    ],
)
def test_a_unit_in_the_cell_stands_for_that_of_its_column(
    text: str, unit: str, amount: str
) -> None:
    assert parse_amount(text, unit=unit) == Decimal(amount)


@pytest.mark.parametrize(("text", "unit"), [("500元", "wanyuan"), ("5万", "fen"), ("7元", "fen")])
def test_a_cell_that_contradicts_the_unit_of_its_column_is_refused(text: str, unit: str) -> None:
    with pytest.raises(Refused, match="names a unit itself") as refused:
        parse_amount(text, unit=unit)
    assert refused.value.code == "amount"
