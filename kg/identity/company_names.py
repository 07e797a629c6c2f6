"""Names of firms compared: legal forms off, scripts folded, order and abbreviation aside."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from kg.identity.folding import distances, han_sounds, has_han, name_words, plain, simplified

SAME, SIMILAR, PARTIAL, DIFFER = (
    "company-same", "company-similar", "company-partial", "companies-differ",
)  # fmt: skip
ORDER = (SAME, SIMILAR, PARTIAL, "", DIFFER)
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_NUMBERED = re.compile("[0-9]+|(?<=第)[一二三四五六七八九十百]+")
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_NEAR, _FAR, _APART = 0.86, 0.45, 0.26
_TELLING = 4
"""Shorter words are too often near another one by chance."""


@dataclass(frozen=True, slots=True)
class CompanyName:
    """A firm's name without its legal form: its words, and those that tell it from others."""

    words: tuple[str, ...]
    telling: frozenset[str]

    @property
    def key(self) -> str:
        """What equal names share, whatever the order of their words."""
        return " ".join(sorted(self.words)) if self.telling else ""


@cache
def _legal() -> tuple[frozenset[str], tuple[str, ...]]:
    words = name_words()["legal"]
    han = sorted((w for w in words if not w.isascii() and len(w) > 1), key=len, reverse=True)
    return frozenset(plain(word) for word in words), tuple(han)


@lru_cache(maxsize=1 << 17)
def company_name(text: str) -> CompanyName:
    """Return a firm's name in the form in which it is compared.

    >>> company_name("Export Inc.").words, company_name("海天（深圳）貿易有限公司").words
    (('export',), ('海天', '贸易'))
    """
    simple = _BRACKETS.sub(" ", simplified(text)) or text
    legal, han = _legal()
    for form in han:
        simple = simple.replace(simplified(form), " ")
    words = [word for word in _WORD.findall(plain(simple).replace(".", "")) if word not in legal]
    words = words or _WORD.findall(plain(text))
    common = name_words()["common"]
    return CompanyName(tuple(words), frozenset(w for w in words if w not in common))


@lru_cache(maxsize=1 << 16)
def compare_companies(one: str, other: str) -> str:
    """Compare two names of firms.

    >>> compare_companies("Acme Widget Ltd", "ACME Widgets, Limited")
    'company-similar'
    >>> compare_companies("Acme Tools", "Borex Foods"), compare_companies("Acme", "Acme India")
    ('companies-differ', 'company-partial')
    >>> compare_companies("Acme Homes 1 LLC", "Acme Homes 2 LLC")
    'companies-differ'
    """
    a, b = company_name(one), company_name(other)
    if not a.telling or not b.telling:
        return ""
    if a.key == b.key:
        return SAME
    ordinals = [set(_NUMBERED.findall("".join(name.words))) for name in (a, b)]
    if ordinals[0] != ordinals[1] and all(ordinals):
        return DIFFER  # the first and the second of a series are two
    if has_han(a.key) != has_han(b.key):
        return _across(a, b)
    left, right = _left_over(a.words, b.words), _left_over(b.words, a.words)
    if not left and not right:
        return SIMILAR
    ratio = 1.0 - distances().Levenshtein.normalized_distance(
        "".join(sorted(a.words)), "".join(sorted(b.words))
    )
    if ratio >= _NEAR:
        return SIMILAR
    matched = (set(a.telling) - set(left)) and (set(b.telling) - set(right))
    if matched and not (left and right):
        return PARTIAL
    return "" if matched and ratio > _FAR else DIFFER


def _left_over(words: tuple[str, ...], others: tuple[str, ...]) -> list[str]:
    """Return the words that have no near one on the other side."""
    return [word for word in words if not any(_is_near(word, other) for other in others)]


def _is_near(word: str, other: str) -> bool:
    """Say whether a word is another one, misspelt or cut short."""
    if word == other:
        return True
    if min(len(word), len(other)) < _TELLING:
        return False
    is_cut = word.startswith(other) or other.startswith(word)
    return is_cut or bool(distances().OSA.normalized_distance(word, other) <= _APART)


def _across(a: CompanyName, b: CompanyName) -> str:
    """Compare a Han name with one in Latin letters, by its readings."""
    han, latin = (a, b) if has_han(a.key) else (b, a)
    sounds = set(han_sounds("".join(han.words)))
    return SIMILAR if "".join(latin.words) in sounds else ""
