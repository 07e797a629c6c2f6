"""A typed word to the terms that it may mean, best first.

A hit is as good as the band it falls into; bands after the first that has hits are not searched,
so that an exact word is never lost among words that merely contain it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kg.glossary.entries import Entry
from kg.text.initials import fits

QUOTES = re.compile("[\"'“”‘’「」『』《》〈〉`]")
BRACKETS = re.compile(r"[(（\[【]([^)）\]】]*)[)）\]】]")
SHORTEST = 2
"""A shorter part of a word is contained in too many."""


@dataclass(frozen=True, slots=True)
class Hit:
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
    found = [plain(one) for one in (typed, opened, bare, *parts)]
    return list(dict.fromkeys(one for one in found if one))


def find(typed: str, terms: Iterable[Entry]) -> list[Hit]:
    """Return the terms of the best band that has any; none for nonsense."""
    known = list(terms)
    for reading in readings(typed):
        if found := _unique(_exact(reading, known)):
            return found
    return next((hits for hits in _looser(plain(typed), known) if hits), [])


def _exact(reading: str, terms: Iterable[Entry]) -> Iterator[Hit]:
    """Yield labels before names and numbers, these before slang, and slang before the seed."""
    for words in (_labels, _names, Entry.words, _seed):
        for term in terms:
            yield from (Hit(term, word) for word in words(term) if plain(word) == reading)


def _looser(typed: str, terms: list[Entry]) -> Iterator[list[Hit]]:
    """Yield wider and wider bands: words that contain the text, seed phrases, pinyin initials."""
    if len(typed) < SHORTEST:
        return
    yield _unique(_containing(typed, terms, Entry.words))
    yield _unique(_containing(typed, terms, lambda term: term.seed_phrases))
    if typed.isascii() and typed.isalpha():
        yield _unique(_by_initials(typed, terms))


def _containing(
    typed: str, terms: Iterable[Entry], words: Callable[[Entry], Iterable[str]]
) -> Iterator[Hit]:
    hits = [Hit(t, word) for t in terms for word in words(t) if _holds(plain(word), typed)]
    yield from sorted(hits, key=lambda hit: len(hit.word))


def _holds(word: str, typed: str) -> bool:
    """Say whether a word holds the text; a Latin text only where it begins a word of its own."""
    if not typed.isascii():
        return typed in word
    return re.search(rf"\b{re.escape(typed)}", word) is not None


def _by_initials(typed: str, terms: Iterable[Entry]) -> Iterator[Hit]:
    for term in terms:
        label = term.label("zh")
        if fits(label, typed) == "whole":
            yield Hit(term, label)


def _labels(term: Entry) -> tuple[str, ...]:
    return term.said.words("label")


def _names(term: Entry) -> tuple[str, ...]:
    return (term.name, term.seed_id)


def _seed(term: Entry) -> tuple[str, ...]:
    return term.seed_phrases


def _unique(hits: Iterable[Hit]) -> list[Hit]:
    found: dict[str, Hit] = {}
    for hit in hits:
        found.setdefault(hit.term.name, hit)
    return list(found.values())
