"""Numbers compared: the same, one digit off, another one, masked so that it may be the same."""

from __future__ import annotations

import re
from functools import cache

from kg.identity.folding import distances, name_words, plain

SAME, ONE_OFF, OTHER, FITS, RULED_OUT = "same", "one-off", "other", "fits", "ruled-out"
_STARS = re.compile(r"[*×＊•…xX]{2,}|[*×＊•…]")
_NOT_SIGN = re.compile(r"[\W_]+")
_FEWEST_KNOWN = 4
_NATIONAL = 9
"""So many are a number within its country, where one of two is written without its code."""
_END = 7
"""So many last digits of a telephone are the subscriber's own: what stands before is the area."""


def is_masked_number(text: str) -> bool:
    """Say whether digits of a number are starred out: ``6222****0123``."""
    return _STARS.search(text) is not None and any(sign.isdigit() for sign in text)


def bare_number(text: str) -> str:
    """Return a number without what only parts it.

    >>> bare_number("294-66-9999"), bare_number(" de 123.456 ")
    ('294669999', 'DE123456')
    """
    return _NOT_SIGN.sub("", plain(text)).upper()


def mask_ends(mask: str) -> tuple[str, str] | None:
    """Return what of a masked number is legible before and behind the stars, if that is enough.

    >>> mask_ends("6222****0123"), mask_ends("138****1234"), mask_ends("**3")
    (('6222', '0123'), ('138', '1234'), None)
    """
    parts = [bare_number(part) for part in _STARS.split(mask.replace(" ", ""))]
    first, last = parts[0], parts[-1]
    if len(parts) < 2 or len(first) + len(last) < _FEWEST_KNOWN:
        return None
    return first, last


def compare_numbers(one: str, other: str) -> str:
    """Compare two numbers, either of which may be masked.

    >>> compare_numbers("6222****0123", "6222020000000123"), compare_numbers("12345678", "12345687")
    ('fits', 'one-off')
    """
    masks = [is_masked_number(one), is_masked_number(other)]
    if any(masks):
        return _masked(one, other, all(masks))
    a, b = bare_number(one), bare_number(other)
    if a == b:
        return SAME
    if min(len(a), len(b)) >= 6 and distances().OSA.distance(a, b, score_cutoff=1) <= 1:
        return ONE_OFF
    return OTHER


def _masked(one: str, other: str, both: bool) -> str:
    mask, word = (one, other) if is_masked_number(one) else (other, one)
    ends = mask_ends(mask)
    if ends is None:
        return FITS
    if both:
        more = mask_ends(word)
        if more is None:
            return FITS
        heads = ends[0].startswith(more[0]) or more[0].startswith(ends[0])
        tails = ends[1].endswith(more[1]) or more[1].endswith(ends[1])
        return FITS if heads and tails else RULED_OUT
    number = bare_number(word)
    longer = len(number) > len(ends[0]) + len(ends[1])
    return FITS if longer and number.startswith(ends[0]) and number.endswith(ends[1]) else RULED_OUT


def phone_digits(text: str) -> str:
    """Return the digits of a telephone number without leading noughts."""
    return re.sub(r"\D", "", plain(text)).lstrip("0")


def phone_end(text: str) -> str:
    """Return the last digits of a telephone, by which a number without its area is found."""
    digits = phone_digits(text)
    return digits[-_END:] if len(digits) >= _END else ""


def same_phone(one: str, other: str) -> str:
    """Say whether two telephones are the same: ``same``, ``end`` (one lacks its area), or nothing.

    >>> same_phone("+39 0352 6553537", "0352 6553537"), same_phone("221-2412", "702-221-2412")
    ('same', 'end')
    """
    a, b = sorted((phone_digits(one), phone_digits(other)), key=len)
    if len(a) < _END or a[-_END:] != b[-_END:]:
        return ""
    if all(text.strip().startswith("+") for text in (one, other)):
        return SAME if a == b else ""
    if len(a) >= _NATIONAL:
        return SAME if a[-_NATIONAL:] == b[-_NATIONAL:] else ""
    return "end" if b.endswith(a) else ""


@cache
def _issuers() -> dict[str, str]:
    words = name_words()
    tables = {
        **words["countries"],
        **{k: v for k, v in words["states"].items() if k not in words["countries"]},
    }
    named = {word: code for code, several in tables.items() for word in (*several, code.lower())}
    return {**named, **{w: k for k, several in words["states"].items() for w in several}}


def country(text: str) -> str:
    """Return the code of a country or state, however it is written; unknown ones as they stand.

    >>> country("USA"), country("Germany"), country("Texas")
    ('US', 'DE', 'TX')
    """
    word = " ".join(plain(text).split()).strip(".")
    return _issuers().get(word, word.upper())


def number_and_issuer(text: str) -> tuple[str, str]:
    """Return a number and who issued it, where it is written behind: ``10251111 US``.

    >>> number_and_issuer("832721 Hong Kong"), number_and_issuer("294-66-9999")
    (('832721', 'HK'), ('294669999', ''))
    """
    parts = text.split()
    for cut in range(1, len(parts)):
        behind = " ".join(parts[cut:])
        if not any(sign.isdigit() for sign in behind) and any(s.isdigit() for s in parts[cut - 1]):
            return bare_number(" ".join(parts[:cut])), country(behind)
    return bare_number(text), ""
