import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.values import Refused
from kg.values.phones import (
    NO_REGION,
    PLAIN_MOBILE,
    REGIONS,
    normal_email,
    normal_imei,
    normal_ip,
    normal_mac,
    normal_phone,
)

from .cases import cases


@pytest.mark.parametrize(("text", "number", "form"), cases("good_phones.txt"))
def test_a_good_number_has_one_normal_form(text: str, number: str, form: str) -> None:
    phone = normal_phone(text)
    assert (phone.text, phone.form) == (number, form)


@pytest.mark.parametrize("text", cases("bad_phones.txt"))
def test_a_bad_number_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        normal_phone(text)
    assert refusal.value.code == "phone"


def test_a_range_that_is_not_issued_is_kept_and_said() -> None:
    assert not normal_phone("12000000001").issued
    assert normal_phone("13800138000").issued


@given(st.from_regex(PLAIN_MOBILE.replace("$", r"\Z")))
def test_a_plain_mobile_number_gets_its_country_code(text: str) -> None:
    assert normal_phone(text).text == f"+86{text}"


@given(st.text(max_size=24) | st.text("0123456789+-() ", max_size=20))
def test_any_text_is_a_phone_or_refused(text: str) -> None:
    try:
        phone = normal_phone(text)
    except Refused as refusal:
        assert refusal.code == "phone"
    else:
        assert normal_phone(phone.text).text == phone.text


@pytest.mark.parametrize(
    ("read", "text", "normal"),
    [
        (normal_email, " a.b@Example.COM", "a.b@example.com"),
        (normal_ip, "203.0.113.9", "203.0.113.9"),
        (normal_ip, "2001:0DB8::0001", "2001:db8::1"),
        (normal_mac, "02-00-5E-10-00-01", "02:00:5e:10:00:01"),
        (normal_mac, "0200.5e10.0001", "02:00:5e:10:00:01"),
        (normal_mac, "02005e100001", "02:00:5e:10:00:01"),
        (normal_imei, "49-015420-323751-8", "490154203237518"),
    ],
)
def test_other_contacts_have_one_form(read, text: str, normal: str) -> None:
    assert read(text) == normal


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (normal_email, "a@b"), (normal_email, "a b@c.de"), (normal_email, "@c.de"),
        (normal_ip, "256.1.1.1"), (normal_ip, "1.2.3"), (normal_ip, "010.0.0.1"),
        (normal_mac, "02:00-5E:10:00:01"), (normal_mac, "02005e10000"),
        (normal_imei, "490154203237519"), (normal_imei, "4901542032375"),
    ],
)  # fmt: skip
def test_what_is_none_of_them_is_refused(read, text: str) -> None:
    with pytest.raises(Refused):
        read(text)


def test_the_regions_are_those_of_the_library() -> None:
    assert phonenumbers.SUPPORTED_REGIONS == REGIONS


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("09121234567", "09121234567"),
        ("0912 123-4567", "09121234567"),
        ("+989121234567", "+989121234567"),
        ("00989121234567", "+989121234567"),
        ("101", "101"),
    ],
)
def test_numbers_of_no_known_country_stand_as_they_are(text: str, told: str) -> None:
    assert normal_phone(text, region=NO_REGION).text == told
