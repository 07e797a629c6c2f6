"""Ways to reach somebody: telephone numbers, e-mail, IP and MAC addresses, handset numbers."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Literal

from kg.messages import Message
from kg.text import narrow
from kg.values.refused import Refused, shown

#: Mainland mobile numbers whose normal form is ``+86`` before the text itself (RE2).
PLAIN_MOBILE = r"^1[0-9]{10}$"

_REGIONS = (
    "AC AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO "
    "BQ BR BS BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK "
    "DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ "
    "GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM "
    "KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO "
    "MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH "
    "PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR "
    "SS ST SV SX SY SZ TA TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC "
    "VE VG VI VN VU WF WS XK YE YT ZA ZM ZW "
)
REGIONS = frozenset(_REGIONS.split())
"""The countries and regions whose numbers can be read (those of the library, loaded only then)."""

NO_REGION = "ZZ"
"""Of numbers whose country nobody knows: without a country's code they stand as they are."""

_MOBILE = re.compile(r"(?:(?:\+|00)86)?0?(1[0-9]{10})")
_BARE_COUNTRY_CODE = re.compile(r"86(1[0-9]{10})")
_SERVICE = re.compile(r"(?:1|9)[0-9]{2,7}|400[0-9]{7}|800[0-9]{7}|106[0-9]{3,17}")
_EMAIL = re.compile(r"[^\s@<>\"',;]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}")
_MAC = re.compile(
    r"(?:[0-9A-F]{2}([:-]))(?:[0-9A-F]{2}\1){4}[0-9A-F]{2}|[0-9A-F]{12}|(?:[0-9A-F]{4}\.){2}[0-9A-F]{4}"
)


@dataclass(frozen=True, slots=True)
class Phone:
    """A number in the form used for matching: E.164, or as it stands where none can be told."""

    text: str
    form: Literal["mobile", "landline", "service", "foreign", "unknown"]
    issued: bool


def normal_phone(text: str, *, region: str = "CN") -> Phone:
    """Return the telephone number in one normal form; ``issued`` says its range is in use.

    Args:
        text: The number as it is written.
        region: The country of numbers without a country's code; :data:`NO_REGION`: nobody knows.

    Raises:
        Refused: It is no telephone number.

    >>> normal_phone("0086-138 0013 8000").text, normal_phone("+86 138-0013-8000").text
    ('+8613800138000', '+8613800138000')
    """
    plain = re.sub(r"[\s()\-.‐–—]", "", narrow(text).strip("\t'\"‘’ "))
    if not re.fullmatch(r"\+?[0-9]{3,20}", plain):
        raise Refused("phone", Message("not-telephone-number", text=shown(text)))
    match = _MOBILE.fullmatch(plain) or _BARE_COUNTRY_CODE.fullmatch(plain)
    if match and region == "CN":
        return Phone(f"+86{match[1]}", "mobile", _issued(f"+86{match[1]}", region))
    if _SERVICE.fullmatch(plain) and region == "CN":
        return Phone(plain, "service", issued=True)
    if region == NO_REGION and not plain.startswith("+"):
        abroad = region_of_code(plain[2:]) if plain.startswith("00") else ""
        if not abroad:
            return Phone(plain, "unknown", issued=False)
        plain = f"+{plain[2:]}"
    return _by_library(plain, text, region)


def _issued(number: str, region: str) -> bool:
    import phonenumbers

    return phonenumbers.is_valid_number(phonenumbers.parse(number, region))


def _by_library(plain: str, text: str, region: str) -> Phone:
    import phonenumbers

    try:
        number = phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException as error:
        raise Refused("phone", Message("not-telephone-number", text=shown(text))) from error
    if not phonenumbers.is_possible_number(number):
        raise Refused("phone", Message("too-short-too-long", text=shown(text)))
    normal = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    at_home = number.country_code == phonenumbers.country_code_for_region(region)
    form: Literal["landline", "foreign"] = "landline" if at_home else "foreign"
    return Phone(normal, form, phonenumbers.is_valid_number(number))


def region_of_code(text: str) -> str:
    """Return the country whose code a number in use begins with, with or without a plus.

    >>> region_of_code("919810000001"), region_of_code("12")
    ('IN', '')
    """
    import phonenumbers

    try:
        number = phonenumbers.parse("+" + re.sub(r"[^0-9]", "", text))
    except phonenumbers.NumberParseException:
        return ""
    issued = phonenumbers.is_valid_number(number)
    return (phonenumbers.region_code_for_number(number) or "") if issued else ""


def normal_email(text: str) -> str:
    """Return the address with its domain in lower case; the local part stays as written."""
    plain = narrow(text).strip()
    if not _EMAIL.fullmatch(plain):
        raise Refused("email", Message("not-e-mail-address", text=shown(text)))
    local, _, domain = plain.rpartition("@")
    return f"{local}@{domain.lower()}"


def normal_ip(text: str) -> str:
    """Return the shortest form of an IPv4 or IPv6 address.

    >>> normal_ip("2001:0DB8::0001"), normal_ip("203.0.113.9")
    ('2001:db8::1', '203.0.113.9')
    """
    try:
        return str(ipaddress.ip_address(narrow(text).strip()))
    except ValueError as error:
        raise Refused("ip", Message("not-ip-address", text=shown(text))) from error


def normal_mac(text: str) -> str:
    """Return a MAC address as ``02:00:5e:10:00:01``."""
    plain = narrow(text).strip().upper()
    if not _MAC.fullmatch(plain):
        raise Refused("mac", Message("not-mac-address", text=shown(text)))
    digits = re.sub(r"[^0-9A-F]", "", plain).lower()
    return ":".join(digits[place : place + 2] for place in range(0, 12, 2))


def normal_imei(text: str) -> str:
    """Return the 15 digits of a handset number whose check digit holds."""
    from stdnum import luhn

    plain = re.sub(r"[\s/-]", "", narrow(text).strip("\t'\" "))
    if not re.fullmatch(r"[0-9]{15}", plain) or not luhn.is_valid(plain):
        raise Refused("imei", Message("not-imei-with-valid", text=shown(text)))
    return plain
