"""Finds the terms that a typed word may mean, best first.

A hit is as good as the band it falls into; bands after the first that has hits are not searched,
so that an exact word is never lost among words that merely contain it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kg.glossary.entry import Entry
from kg.text.pinyin import fits

QUOTES = re.compile("[\"'“”‘’「」『』《》〈〉`]")
BRACKETS = re.compile(r"[(（\[【]([^)）\]】]*)[)）\]】]")
Words = Callable[[Entry], Iterable[str]]
SHORTEST = 2
"""A shorter part of a word is contained in too many."""


@dataclass(frozen=True, slots=True)
class TermHit:
    """A term, and the word of it that was found."""

    term: Entry
    word: str


def plain(text: str) -> str:
    """Return text without marks, width or case.

    >>> plain(" “跑分”平台 "), plain("Lead-Generation")
    ('跑分平台', 'lead generation')
    """
    folded = unicodedata.normalize("NFKC", QUOTES.sub("", text)).casefold()
    return " ".join(folded.replace("-", " ").split())


def readings(typed: str) -> list[str]:
    """Return what may be meant: the whole, then without brackets, then each alternative.

    >>> readings("卡农 / 卡商（供卡）")
    ['卡农 / 卡商(供卡)', '卡农 / 卡商供卡', '卡农 / 卡商', '卡农', '卡商', '供卡']
    """
    opened, bare = BRACKETS.sub(r"\1", typed), BRACKETS.sub(" ", typed)
    parts = [*re.split(r"[/／、]", bare), *BRACKETS.findall(typed)]
    readings = [plain(word) for word in (typed, opened, bare, *parts)]
    return list(dict.fromkeys(word for word in readings if word))


class TermFinder:
    """The words of some terms, ready to be looked up."""

    def __init__(self, terms: Iterable[Entry]) -> None:
        self._terms = list(terms)
        self._exact = [
            _index(self._terms, words) for words in (_labels, _names, Entry.words, _seed)
        ]
        self._parts = [_flat(self._terms, words) for words in (Entry.words, _seed)]

    def find(self, typed: str) -> list[TermHit]:
        """Return the terms of the best band that has any, those of the Opinions first.

        Nothing is found for nonsense.
        """
        for reading in readings(typed):
            if hits := _unique(hit for band in self._exact for hit in band.get(reading, ())):
                return sorted(hits, key=lambda hit: not hit.term.seed_id)
        return next((hits for hits in self._looser(plain(typed)) if hits), [])

    def _looser(self, typed: str) -> Iterator[list[TermHit]]:
        """Yield wider and wider bands: words that contain the text, seed phrases, initials."""
        if len(typed) < SHORTEST:
            return
        for words in self._parts:
            hits = [hit for word, hit in words if _holds(word, typed)]
            yield _unique(sorted(hits, key=lambda hit: len(hit.word)))
        if typed.isascii() and typed.isalpha():
            yield _unique(_by_initials(typed, self._terms))


def _flat(terms: Iterable[Entry], words: Words) -> list[tuple[str, TermHit]]:
    return [(plain(word), TermHit(term, word)) for term in terms for word in words(term)]


def _index(terms: Iterable[Entry], words: Words) -> dict[str, list[TermHit]]:
    hits_by_word: dict[str, list[TermHit]] = {}
    for word, hit in _flat(terms, words):
        hits_by_word.setdefault(word, []).append(hit)
    return hits_by_word


def _holds(word: str, typed: str) -> bool:
    """Say whether a word holds the text; a Latin text only where it begins a word of its own."""
    if not typed.isascii() or typed not in word:
        return typed in word
    return re.search(rf"\b{re.escape(typed)}", word) is not None


def _by_initials(typed: str, terms: Iterable[Entry]) -> Iterator[TermHit]:
    for term in terms:
        label = term.label("zh")
        if fits(label, typed) == "whole":
            yield TermHit(term, label)


def _labels(term: Entry) -> tuple[str, ...]:
    return term.said.words("label")


def _names(term: Entry) -> tuple[str, ...]:
    return (term.name, term.seed_id, term.said.one("notation"))


def _seed(term: Entry) -> tuple[str, ...]:
    return term.seed_phrases


def _unique(hits: Iterable[TermHit]) -> list[TermHit]:
    hits_by_term: dict[str, TermHit] = {}
    for hit in hits:
        hits_by_term.setdefault(hit.term.name, hit)
    return list(hits_by_term.values())
