"""Names of persons compared: order, initials, pet names, readings, scripts, masks.

Two names are told to be the same, a variant, similar, fitting in part, or to differ. What cannot be
compared (a script that nobody here reads) says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

from kg.identity.folding import (
    distances,
    han_sounds,
    has_han,
    name_words,
    plain,
    script,
    simplified,
    skeleton,
)

SAME, VARIANT, SIMILAR, INITIALS = "name-same", "name-variant", "name-similar", "name-initials"
PARTIAL, SCRIPT, HOMOPHONE, MASK = "name-partial", "name-script", "name-homophone", "name-mask"
UNREAD, HALF, DIFFER, MASK_DIFFERS = "name-unread", "name-half", "names-differ", "mask-differs"
ORDER = (
    SAME,
    SCRIPT,
    VARIANT,
    SIMILAR,
    INITIALS,
    PARTIAL,
    MASK,
    HOMOPHONE,
    "",
    UNREAD,
    HALF,
    DIFFER,
    MASK_DIFFERS,
)
"""The ways two names compare, the nearest first; empty where they cannot be compared."""

_STARS = re.compile("[*×＊•○]")
_HAN_STARS = re.compile("[*×＊•○XxＸｘ某]+")
_HAN_CROSSES = re.compile("(?<=[\u4e00-\u9fff])[XxＸｘ]{1,3}(?![A-Za-z])")
_PINYIN = re.compile(
    "(?:[bpm](?:ang?|ai|ao|a|eng?|ei|ian|iang|iao|ie|ing?|iu|i|ou|o|u)|f(?:ang?|a|eng?|ei|ou|o|u)|"
    "[dt](?:ang?|ai|ao|a|eng?|ei|e|ian|iao|ie|ing|iu|i|ong|ou|uan|ui|un|uo|u)|"
    "[nl](?:ang?|ai|ao|a|eng?|ei|e|iang?|iao|ia|ie|ing?|iu|i|ong|ou|o|uan|ue|un|uo|u|ve|v)|"
    "(?:[gkh]|[zcs]h)(?:ang?|ai|ao|a|eng?|ei|e|i|ong|ou|uang?|uai|ua|ui|un|uo|u)|"
    "[jqx](?:iang?|iao|ia|ie|ing?|iong|iu|i|uan|ue|un|u)|"
    "[rzcs](?:ang?|ai|ao|a|eng?|ei|e|i|ong|ou|uan|ua|ui|un|uo|u)|"
    "y(?:ang?|ao|a|e|ing?|i|ong|ou|o|uan|ue|un|u)|w(?:ang?|ai|a|eng?|ei|o|u)|"
    "ang?|ai|ao|a|eng?|ei|er|e|ou|o)+"
)
"""Syllables of pinyin, one behind the other."""
_SPLIT = re.compile(r"[^\w*]+", re.UNICODE)
_JOINED = re.compile(r"['’`.·]")
_ALIKE, _NEAR = 0.74, 0.5
_EXACT, _PET, _CLOSE, _LETTER = 4, 3, 2, 1
_SINGLE = {_EXACT: SAME, _PET: VARIANT, _CLOSE: SIMILAR}


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in the forms in which it is compared.

    Args:
        text: As it is written.
        han: In simplified characters, where it is a Han name.
        tokens: Its parts in small Latin letters, in the order in which they are written; of a Han
            name its usual reading, surname first.
        sounds: Of a Han name every reading, as surname and given name.
        suffix: ``jr``, ``sr`` and the like.
        mask: Whether signs of it are starred out.
        script: ``latin``, ``han``, ``abjad`` or ``other``.
        is_surname: Whether it is a Han surname without a given name; ``tokens`` are its readings.
    """

    text: str
    han: str = ""
    tokens: tuple[str, ...] = ()
    sounds: tuple[tuple[str, ...], ...] = ()
    suffix: str = ""
    mask: bool = False
    script: str = "latin"
    is_surname: bool = False

    @property
    def key(self) -> str:
        """What equal names share, whatever their order: empty where there is too little of one."""
        is_titled = self.is_surname and simplified(self.text.strip()) != self.han
        if self.mask or is_titled or self.script == "other":
            return ""
        if self.han:
            return self.han
        return " ".join(sorted(self.tokens)) if sum(map(len, self.tokens)) > _NEAR * 8 else ""


@lru_cache(maxsize=1 << 18)
def person_name(text: str) -> PersonName:
    """Return a person's name in the forms in which it is compared.

    >>> person_name("Smith Jr, Robert E.").tokens, person_name("Smith Jr, Robert E.").suffix
    (('smith', 'robert', 'e'), 'jr')
    >>> person_name("張秀英").tokens
    ('zhang', 'xiuying')
    """
    if is_masked(text):
        return PersonName(text, han=simplified(text.strip()), mask=True)
    if has_han(text):
        return _han_name(text)
    written = [_JOINED.sub("", part) for part in _SPLIT.split(_JOINED.sub("", plain(text))) if part]
    tokens = [part for part in written if part not in name_words()["titles"]]
    suffix = next((_suffixes()[part] for part in tokens[1:] if part in _suffixes()), "")
    kept = tuple(p for n, p in enumerate(tokens) if n == 0 or p not in _suffixes())
    # a single i is a suffix behind two parts only: it may be an initial
    return PersonName(text, tokens=kept, suffix=suffix, script=script(text))


def is_masked(text: str) -> bool:
    """Say whether somebody starred out signs of a name: ``张*三``, ``李某某``, ``王XX``."""
    return bool(re.search("[*＊×某○]", text) or _HAN_CROSSES.search(text))


@cache
def _suffixes() -> dict[str, str]:
    table = name_words()["suffixes"]
    return {word: suffix for suffix, words in table.items() for word in words}


def _han_name(text: str) -> PersonName:
    signs = "".join(sign for sign in simplified(text) if has_han(sign))
    cut = 2 if signs[:2] in name_words()["compound"] or len(signs) > 4 else 1
    if signs[cut:] in ("", *name_words()["titles"]):
        surname = signs[:cut]
        readings = tuple(han_sounds(surname, 2))
        return PersonName(
            text, han=surname, tokens=readings, sounds=((surname,),), script="han", is_surname=True
        )
    ways = product(han_sounds(signs[:cut], 2), han_sounds(signs[cut:], 4))
    sounds = tuple((first, last) for first, last in ways if first and last) or ((signs,),)
    return PersonName(text, han=signs, tokens=sounds[0], sounds=sounds, script="han")


@dataclass(frozen=True, slots=True)
class NameComparison:
    """How two names compare (one of ORDER), and what beside it speaks against.

    ``beside`` are grounds: another suffix, another middle name.
    """

    how: str
    beside: tuple[str, ...] = ()


@lru_cache(maxsize=1 << 16)
def compare_names(one: str, other: str) -> NameComparison:
    """Compare two names of persons.

    >>> compare_names("Smith, Bob", "Robert Smith").how, compare_names("Wang Jie", "王杰").how
    ('name-variant', 'name-script')
    >>> compare_names("张*三", "张小三").how, compare_names("张*三", "李小三").how
    ('name-mask', 'mask-differs')
    """
    a, b = sorted((person_name(one), person_name(other)), key=lambda name: name.text)
    if a.mask or b.mask:
        return NameComparison(_masked(a, b))
    if "other" in (a.script, b.script):
        return NameComparison(SAME if a.text == b.text else "")
    beside = ("suffix-differs",) if a.suffix and b.suffix and a.suffix != b.suffix else ()
    if a.han and b.han:
        return NameComparison(_both_han(a, b), beside)
    if a.han or b.han:
        return NameComparison(_han_and_latin(*((a, b) if a.han else (b, a))), beside)
    how, more = _latin(a, b)
    return NameComparison(how, (*beside, *more))


def _masked(a: PersonName, b: PersonName) -> str:
    if has_han(a.han or a.text) != has_han(b.han or b.text) or not (a.text and b.text):
        return ""
    if a.mask and b.mask:
        is_fit = _han_fits(a.han, b.han) if has_han(a.han) else _latin_fits(a, b)
        return "" if is_fit else MASK_DIFFERS
    mask, whole = (a, b) if a.mask else (b, a)
    if has_han(mask.han):
        return MASK if _han_fits(mask.han, whole.han) else MASK_DIFFERS
    if not _latin_fits(mask, whole):
        return MASK_DIFFERS
    shown = _STARS.sub("", "".join(_masked_parts(mask)))
    return MASK if len(shown) > 1 else ""  # one letter fits too many


_MOST_PARTS = 12
"""Of a name with more parts the first ones are compared where signs are hidden."""
_ONE, _ANY = "?", "*"
"""What hides one sign of a name, and what hides any number of them."""


def _han_signs(text: str) -> list[str]:
    """Return the signs of a name: one star hides one sign, several, or a 某, one or more."""
    signs: list[str] = []
    for part in re.findall(f"{_HAN_STARS.pattern}|.", text):
        if not _HAN_STARS.fullmatch(part):
            signs.append(part)
        else:
            signs += [_ONE] if len(part) == 1 and part != "某" else [_ONE, _ANY]
    return signs


def _latin_signs(part: str) -> list[str]:
    """Return the signs of a part of a name: a star between two letters hides one, others any."""
    signs = re.findall(r"\*+|.", part)
    return [
        sign if "*" not in sign else _ONE if sign == "*" and 0 < n < len(signs) - 1 else _ANY
        for n, sign in enumerate(signs)
    ]


def _can_be_one(a: Sequence[str], b: Sequence[str]) -> bool:
    """Say whether there is a name that two masks, or a mask and a name, can stand for."""
    row = [all(sign == _ANY for sign in b[:n]) for n in range(len(b) + 1)]
    for x in a:
        # whether the signs of a so far, without and with x, can be what b begins with
        above, row = row, [row[0] and x == _ANY]
        for n, y in enumerate(b):
            both = above[n] and (x == y or _ONE in (x, y))
            one_alone = _ANY in (x, y) and (above[n + 1] or row[n])
            row.append(both or one_alone)
    return row[-1]


def _han_fits(one: str, other: str) -> bool:
    return _can_be_one(_han_signs(one), _han_signs(other))


def _latin_fits(a: PersonName, b: PersonName) -> bool:
    """Say whether each part of the name with fewer parts fits one of the other, in any order."""
    parts = [_masked_parts(name) if name.mask else list(name.tokens) for name in (a, b)]
    fewer, more = sorted((some[:_MOST_PARTS] for some in parts), key=len)
    fitting = [[n for n, other in enumerate(more) if _part_fits(part, other)] for part in fewer]
    taken: dict[int, int] = {}

    def is_placed(part: int, tried: set[int]) -> bool:
        """Give a part a place of its own; who has it now moves on, if there is another place."""
        for place in fitting[part]:
            if place not in tried:
                tried.add(place)
                if place not in taken or is_placed(taken[place], tried):
                    taken[place] = part
                    return True
        return False

    return all(is_placed(part, set()) for part in range(len(fewer)))


def _masked_parts(name: PersonName) -> list[str]:
    written = _SPLIT.split(_JOINED.sub("", plain(_STARS.sub("*", name.text))))
    return [part for part in written if part and part not in name_words()["titles"]]


def _part_fits(one: str, other: str) -> bool:
    """Say whether a part of a name, its initial or a pet name of it, fits a masked part."""
    mask, word = (one, other) if "*" in one else (other, one)
    if "*" not in mask:
        return _alike(mask, word, abjad=False) > 0
    groups = _pets().get(word, frozenset[int]())
    called = {word, *(pet for pet, some in _pets().items() if groups & some)}
    signs = _latin_signs(mask)
    return word == mask[0] or any(_can_be_one(signs, _latin_signs(text)) for text in called)


def _both_han(a: PersonName, b: PersonName) -> str:
    if a.key and a.key == b.key:
        return SAME
    if a.is_surname or b.is_surname:  # 张先生 and 张总 are many
        return "" if a.han.startswith(b.han) or b.han.startswith(a.han) else DIFFER
    if set(a.sounds) & set(b.sounds):
        return HOMOPHONE
    if a.tokens[0] == b.tokens[0] and len(a.han) == len(b.han) and len(a.han) > 2:
        apart = sum(x != y for x, y in zip(a.han, b.han, strict=True))
        return HALF if apart else SAME
    return DIFFER if a.han[0] != b.han[0] else HALF


def _han_and_latin(han: PersonName, latin: PersonName) -> str:
    if latin.script == "abjad" or not latin.tokens:
        return ""
    # of what is no pinyin (Wade-Giles, Cantonese, Japanese, another tongue) nothing is told; who
    # writes the signs of Hong Kong and Taiwan seldom writes pinyin, though Chan and Tai look so
    is_pinyin = all(map(_PINYIN.fullmatch, latin.tokens)) and simplified(han.text) == han.text
    best = DIFFER if is_pinyin else UNREAD
    if han.is_surname:  # one reading or the other; a surname alone tells nothing for it
        return "" if {latin.tokens[0], latin.tokens[-1]} & set(han.tokens) else best
    for surname, given in (way for way in han.sounds if len(way) > 1):
        for tokens in (latin.tokens, latin.tokens[::-1], (*latin.tokens[1:], latin.tokens[0])):
            joined = "".join(tokens[1:])
            if tokens[0] == surname and joined == given:
                return SCRIPT
            if tokens[0] == surname and joined and given.startswith(joined) and len(joined) < 3:
                best = INITIALS
            elif tokens[0] == surname and best in (DIFFER, UNREAD):
                best = HALF
    return best


@cache
def _pets() -> dict[str, frozenset[int]]:
    groups: dict[str, set[int]] = {}
    for number, line in enumerate(name_words()["nicknames"]):
        for word in line.split():
            groups.setdefault(word, set()).add(number)
    return {word: frozenset(numbers) for word, numbers in groups.items()}


@lru_cache(maxsize=1 << 18)
def _alike(x: str, y: str, abjad: bool) -> int:
    """Return how alike two parts of names are, from nought to the same."""
    if x == y:
        return _EXACT
    if len(x) == 1 or len(y) == 1:
        return _LETTER if x[0] == y[0] else 0
    if _pets().get(x, frozenset()) & _pets().get(y, frozenset()):
        return _PET
    same_sound = skeleton(x) == skeleton(y) and len(skeleton(x)) > 1
    if abjad:
        return _CLOSE if same_sound else 0
    near = 1.0 - distances().OSA.normalized_distance(x, y)
    long_enough = min(len(x), len(y)) > 3
    if near >= _ALIKE and long_enough:
        return _CLOSE
    return _CLOSE if same_sound and near >= _NEAR and long_enough else 0


def _latin(a: PersonName, b: PersonName) -> tuple[str, tuple[str, ...]]:
    ways = [
        _matched(x, y, "abjad" in (a.script, b.script))
        for x in _cuts(a.tokens)
        for y in _cuts(b.tokens)
    ]
    if not ways:
        return "", ()
    return min(ways, key=lambda way: (ORDER.index(way[0]), len(way[1])))


def _cuts(tokens: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the parts, and the parts with two neighbours as one word (``xiu ying``)."""
    joined = [
        (*tokens[:n], tokens[n] + tokens[n + 1], *tokens[n + 2 :])
        for n in range(len(tokens) - 1)
        if len(tokens) > 2 and len(tokens[n]) > 1 and len(tokens[n + 1]) > 1
    ]
    return [tokens, *joined] if tokens else []


def _matched(x: Sequence[str], y: Sequence[str], abjad: bool) -> tuple[str, tuple[str, ...]]:
    fewer, more = (x, y) if len(x) <= len(y) else (y, x)
    levels, left = _assigned(fewer, more, abjad)
    strong = [level for level in levels if level > _LETTER]
    if len(fewer) == 1:
        if len(more) == 1:
            return _SINGLE.get(levels[0], DIFFER), ()
        return (PARTIAL if levels[0] >= _PET else DIFFER), ()
    if not strong:  # by initials alone nothing is told for or against
        return ("" if all(level == _LETTER for level in levels) else DIFFER), ()
    unmatched = [part for part, level in zip(fewer, levels, strict=True) if not level]
    if unmatched:
        is_middle = len(strong) > 1 and len(fewer) > 2
        middles = (unmatched and all(len(part) == 1 for part in (*unmatched, *left))) or is_middle
        if middles and len(strong) > 1:
            return PARTIAL, ("middle-differs",)
        return HALF, ()
    if min(levels) == _LETTER:
        return (INITIALS, ()) if len(strong) == 1 else (VARIANT, ())
    if left and not all(len(part) == 1 for part in left):
        return (PARTIAL if min(levels) >= _CLOSE else HALF), ()
    if min(levels) == _EXACT:
        return (SAME if not left else VARIANT), ()
    return (VARIANT if min(levels) == _PET else SIMILAR), ()


def _assigned(
    fewer: Sequence[str], more: Sequence[str], abjad: bool
) -> tuple[list[int], list[str]]:
    """Give each part of the shorter name its nearest of the longer one, the surest first."""
    pairs = sorted(
        ((_alike(p, q, abjad), -i, -j) for i, p in enumerate(fewer) for j, q in enumerate(more)),
        reverse=True,
    )
    levels, taken = [-1] * len(fewer), set[int]()
    for level, i, j in pairs:
        if levels[-i] < 0 and -j not in taken:
            levels[-i] = level
            if level:
                taken.add(-j)
    return levels, [q for j, q in enumerate(more) if j not in taken]
