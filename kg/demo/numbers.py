"""Invented numbers that pass their checks and that nobody was ever issued."""

from __future__ import annotations

import hashlib
from datetime import date
from random import Random

from stdnum import luhn
from stdnum.cn import uscc

from kg.values.identities import check_digit
from kg.values.wallets import base58check

#: ISO/IEC 7812 leaves a leading 0 to other uses: no bank card begins so.
CARD_PREFIX = {"A": "0622011", "B": "0622022", "C": "0622033"}
#: No region code of the mainland begins with 99.
REGIONS = ("990101", "990102", "990203", "990304", "990405")
#: Mainland mobile numbers begin with 13 to 19.
PHONE_PREFIX = "120"


def digits(rng: Random, count: int) -> str:
    """Return so many random digits."""
    return "".join(str(rng.randrange(10)) for _ in range(count))


def card_number(rng: Random, bank: str) -> str:
    """Return a 19-digit card number that passes Luhn."""
    body = CARD_PREFIX[bank] + digits(rng, 11)
    return body + str(luhn.calc_check_digit(body))


def account_number(rng: Random, bank: str) -> str:
    """Return the account number behind a card: 17 digits that are no card."""
    return f"{'ABC'.index(bank) + 71}{digits(rng, 14)}0"[:17]


def resident_id(rng: Random, born: date) -> str:
    """Return an identity number whose region does not exist and whose check digit holds."""
    body = f"{rng.choice(REGIONS)}{born:%Y%m%d}{rng.randrange(1, 1000):03d}"
    return body + check_digit(body)


def firm_code(rng: Random) -> str:
    """Return a unified social credit code of a region that does not exist."""
    body = f"91{rng.choice(REGIONS)}MA{digits(rng, 7)}"
    return body + str(uscc.calc_check_digit(body))


def phone_number(rng: Random) -> str:
    """Return an 11-digit number of a range that no carrier has."""
    return PHONE_PREFIX + digits(rng, 8)


def tron_address(rng: Random) -> str:
    """Return an address whose checksum holds and whose key nobody knows."""
    return base58check(b"\x41" + hashlib.sha256(digits(rng, 32).encode()).digest()[:20])


def hex_hash(rng: Random) -> str:
    """Return 64 hex digits, as a transaction on chain is named."""
    return hashlib.sha256(digits(rng, 32).encode()).hexdigest()
