"""The country that a file may come from: told by its letters, its IBANs, its currency or its zone.

What follows from it, a currency, a zone, the country code of telephones, is offered first where it
must be asked; only letters that one country writes are so certain that it is assumed and shown.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg.values import Refused
from kg.values.accounts import is_iban
from kg.values.phones import NO_REGION, normal_phone, region_of_code

HOME_ZONE, HOME_CURRENCY = "Asia/Shanghai", "CNY"
"""What is meant where a file in Chinese says nothing."""
_CHINESE_ZONES = ("+08:00", "PRC", "Asia/Urumqi", "Asia/Chongqing", "Asia/Harbin")
_SHORT = 6
"""Digits that an extension or a service number has at most."""
_MOSTLY, _SEEN = 0.6, 200
"""The share of telephone numbers that must be of one country, and how many are looked at."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country: its code (ISO 3166), its currency, its zone, and what it alone writes."""

    code: str
    currency: str
    zone: str
    letters: str = ""


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("countries.toml").read_text(encoding="utf-8"))


@cache
def countries() -> tuple[Country, ...]:
    """Return the countries that are known; those told by their letters first."""
    table = _tables()
    others = (Country(code, *said.split()) for code, said in table["others"].items())
    return (*(Country(**one) for one in table["country"]), *others)


def country_of_letters(texts: Iterable[str]) -> Country | None:
    """Return the country whose letters some texts are written with.

    >>> country_of_letters(["取引日", "お引出し"]).currency, country_of_letters(["交易日"])
    ('JPY', None)
    """
    text = "".join(texts)
    lettered = (country for country in countries() if country.letters)
    return next((one for one in lettered if re.search(one.letters, text)), None)


def countries_of_words(headers: Sequence[str], cells: Iterable[str]) -> tuple[Country, ...]:
    """Return the countries that a table may be from by its words, the likeliest first.

    >>> [one.code for one in countries_of_words(["Data", "Valor"], ["PIX TRANSF JOAO"])]
    ['BR']
    >>> [one.currency for one in countries_of_words(["Libellé", "Montant"], [])][0]
    'EUR'
    """
    whole, named = "\n".join((*headers, *cells)), "\n".join(headers)
    for rule in _tables()["words"]:
        if re.search(rule.get("like", rule.get("headers")), whole if "like" in rule else named):
            return tuple(one for code in rule["countries"] if (one := country_of_code(code)))
    return ()


def country_of_ibans(cells: Iterable[str]) -> Country | None:
    """Return the country that most IBANs among some cells are of.

    >>> country_of_ibans(["DE89370400440532013000", "x"]).zone
    'Europe/Berlin'
    """
    plain = ("".join(cell.split()) for cell in cells)
    codes = Counter(cell[:2] for cell in plain if is_iban(cell))
    found = (country_of_code(code) for code, _ in codes.most_common())
    return next(filter(None, found), None)


def country_of_currency(code: str) -> Country | None:
    """Return the one country that has a currency; None where several have it, or none is known.

    >>> country_of_currency("GBP").code, country_of_currency("EUR")
    ('GB', None)
    """
    having = [country for country in countries() if country.currency == code]
    return having[0] if len(having) == 1 else None


def country_of_code(code: str) -> Country | None:
    """Return the country of a code, if it is known."""
    return next((country for country in countries() if country.code == code), None)


def country_of_zone(zone: str) -> Country | None:
    """Return the country whose zone it is.

    >>> country_of_zone("Asia/Kolkata").code
    'IN'
    """
    return next((country for country in countries() if country.zone == zone), None)


def zone_of_clocks(names: Collection[str]) -> str:
    """Return the zone in which some abbreviations are used, in summer and winter; blank if none is.

    >>> zone_of_clocks({"PST", "PDT"}), zone_of_clocks({"CEST"}), zone_of_clocks({"CST"})
    ('America/Los_Angeles', 'Europe/Berlin', '')
    """
    table = _tables()["clocks"]
    fits = [zone for zone, clocks in table.items() if names and set(names) <= set(clocks.split())]
    return fits[0] if len(fits) == 1 else ""


def region_of_phones(cells: Sequence[str], zone: str = "") -> str | None:
    """Return by which country's rules telephone numbers are read: "" for China's, None: unknown.

    Numbers that are none of China's are read with their country's code where they have it without
    a plus, else as those of the country of a zone, and by no rules where no country is known by it.

    Args:
        cells: Telephone numbers.
        zone: The zone that a person named; blank: nobody did.

    >>> region_of_phones(["919810000001", "919820000002"]), region_of_phones(["13800000000"])
    ('IN', '')
    >>> region_of_phones(["9810000001"]), region_of_phones(["9810000001"], "Asia/Kolkata")
    (None, 'IN')
    >>> region_of_phones(["9810000001"], "UTC")
    'ZZ'
    """
    told = [cell for cell in dict.fromkeys(cells) if not cell.startswith("+")]
    # the short numbers of desks and services are in use in every country
    some = [cell for cell in told if len(cell) > _SHORT][:_SEEN] or told[:_SEEN]
    forms = ("mobile",) if zone and not _is_of_china(zone) else ("mobile", "landline", "service")
    if _issued(some, forms) >= len(some) * _MOSTLY:
        return ""
    coded = Counter(region for cell in some if (region := region_of_code(cell)))
    for region, count in coded.most_common(1):
        if count >= len(some) * _MOSTLY:
            return region
    if not zone:
        return None
    home = country_of_zone(zone)
    return "" if _is_of_china(zone) else home.code if home else NO_REGION


def _is_of_china(zone: str) -> bool:
    """Say whether the clocks of a zone may be China's."""
    home = country_of_zone(zone)
    return zone in _CHINESE_ZONES or (home is not None and home.code == "CN")


def _issued(cells: Sequence[str], forms: Collection[str]) -> int:
    """Return how many numbers of some forms are in use in China.

    Many a number of another country can be that of a landline there; few can be that of a mobile.
    """
    count = 0
    for cell in cells:
        try:
            phone = normal_phone(cell)
        except Refused:
            continue
        count += phone.issued and phone.form in forms
    return count
