"""Addresses compared by house number and the words around it, whatever order and abbreviation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from kg.identity.folding import distances, has_han, name_words, plain, simplified

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_NUMBER = re.compile(r"[0-9]+[a-z]?")
_POST_CODE = re.compile(r"[0-9]{5,9}")
_HAN_NUMBER = re.compile(r"[0-9]+|[一二三四五六七八九十]+(?=[号室楼栋])")
_JOINED_STREETS = ("strasse", "strabe", "str")
"""How a street ends that is one word with its name."""
_NEAR = 0.78


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """An address: its house numbers, its words, its post code, and its signs where it is Han."""

    numbers: frozenset[str]
    words: frozenset[str]
    code: str = ""
    han: str = ""
    keys: frozenset[str] = frozenset()


@cache
def _short() -> dict[str, str]:
    table = name_words()["address"]
    return {word: short for short, words in table.items() for word in words}


@cache
def _streets() -> frozenset[str]:
    return frozenset(name_words()["address"])


@lru_cache(maxsize=1 << 17)
def address(text: str) -> PostalAddress | None:
    """Return an address in the form in which it is compared, or None where it says too little."""
    if has_han(text):
        return _han_address(simplified(text))
    low = plain(text)
    for long, short in _short().items():
        if " " in long:
            low = low.replace(long, short)
    words = []
    for word in _WORD.findall(low):
        cut = next((w for w in _JOINED_STREETS if word.endswith(w) and len(word) > len(w) + 2), "")
        words += [word[: -len(cut)], "st"] if cut else [_short().get(word, word)]
    numbers = [word for word in words if _NUMBER.fullmatch(word)]
    codes = [n for n in numbers if _POST_CODE.fullmatch(n)]
    code = codes[-1][:5] if codes else ""
    houses = frozenset(n for n in numbers if n not in codes[-1:])
    letters = frozenset(w for w in words if not _NUMBER.fullmatch(w) and len(w) > 1)
    telling = sorted(w for w in letters if w not in _streets() and len(w) > 3)
    keys = {f"{n} {w[:4]}" for n in houses or {code} if n for w in telling}
    return PostalAddress(houses, letters, code, keys=frozenset(keys)) if keys else None


def _han_address(text: str) -> PostalAddress | None:
    signs = "".join(_WORD.findall(text))
    numbers = frozenset(_HAN_NUMBER.findall(signs))
    if len(signs) < 6 or not numbers:
        return None
    tail = re.sub(r"^.*?(?:省|自治区|市)", "", signs)
    return PostalAddress(numbers, frozenset(), han=signs, keys=frozenset({tail[-8:]}))


@lru_cache(maxsize=1 << 16)
def same_address(one: str, other: str) -> bool:
    """Say whether two addresses are the same place.

    >>> same_address("Ansbacher Strasse 23, 56422 Dusseldorf", "23 Ansbacher Street Dusseldorf")
    True
    >>> same_address("12 Main St, Reno", "14 Main St, Reno")
    False
    """
    a, b = address(one), address(other)
    if a is None or b is None or not a.keys & b.keys:
        return False
    if a.han or b.han:
        if not (a.numbers <= b.numbers or b.numbers <= a.numbers):
            return False
        return a.han.endswith(b.han) or b.han.endswith(a.han) or _ratio(a.han, b.han) > 0.85
    words = [sorted(w for w in x.words if w not in _streets()) for x in (a, b)]
    fewer, more = sorted(words, key=len)
    hits = sum(any(w == v or (len(w) > 3 and _ratio(w, v) >= _NEAR) for v in more) for w in fewer)
    if not (a.numbers & b.numbers or not (a.numbers or b.numbers)) or (
        a.code and b.code and a.code[:2] != b.code[:2]
    ):
        return False
    return 3 * hits >= 2 * len(fewer) or hits >= 3


def _ratio(x: str, y: str) -> float:
    return 1.0 - float(distances().Levenshtein.normalized_distance(x, y))
