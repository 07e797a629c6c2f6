"""Names of any script brought to one form in which they can be compared.

Traditional characters become simplified ones (OpenCC), Han its readings (pypinyin), Cyrillic, Greek
and Arabic the Latin letters of a passport office, accents fall.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.messages import Message
from kg.text import narrow
from kg.text.pinyin import readings

if TYPE_CHECKING:
    from types import ModuleType

_HAN = re.compile("[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_VOWELS = re.compile("[aeiouyhw]")
_TWICE = re.compile(r"(.)\1+")
_SOUNDS = str.maketrans({"d": "t", "z": "s", "c": "k", "q": "k", "v": "f", "j": "g", "x": "s"})
_PAIRS = (("ph", "f"), ("ck", "k"), ("gh", "g"), ("sch", "sh"), ("ts", "s"))


def distances() -> ModuleType:
    """Return rapidfuzz's edit distances.

    Raises:
        UsageError: rapidfuzz is not installed (the extra ``crimechain[identity]``).
    """
    try:
        from rapidfuzz import distance
    except ModuleNotFoundError as error:
        missing = Message("extra-not-installed", name="rapidfuzz")
        raise UsageError(missing, hint=Message("install-extra", name="identity")) from error
    module: ModuleType = distance
    return module


@cache
def name_words() -> Mapping[str, Any]:
    """Return the words by which names are compared (``names.toml``)."""
    text = (files("kg.identity") / "names.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _converter() -> Any:
    try:
        from opencc import OpenCC
    except ModuleNotFoundError as error:
        missing = Message("extra-not-installed", name="opencc-python-reimplemented")
        raise UsageError(missing, hint=Message("install-extra", name="identity")) from error
    return OpenCC("t2s")


@cache
def _simplified_sign(sign: str) -> str:
    return str(_converter().convert(sign)) or sign


def simplified(text: str) -> str:
    """Return a text with simplified characters, sign by sign, so that nothing is reworded.

    >>> simplified("張偉")
    '张伟'
    """
    if not has_han(text):
        return text
    return "".join(_simplified_sign(sign) if _HAN.match(sign) else sign for sign in text)


def has_han(text: str) -> bool:
    """Say whether any sign of a text is Han."""
    return _HAN.search(text) is not None


@cache
def _letters() -> Mapping[str, str]:
    tables = name_words()["letters"].values()
    pairs = (tuple(pair.split(" ", 1)) for table in tables for pair in table.split("|"))
    return dict(pairs)


@cache
def _plain_sign(sign: str) -> str:
    if latin := _letters().get(sign):
        return latin
    if sign in _letters():
        return ""
    if "\u17b4" <= sign <= "\u17d3":  # Khmer vowels and signs
        return ""
    bare = "".join(s for s in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(s))
    return "".join(_letters().get(letter, letter) for letter in bare)


def plain(text: str) -> str:
    """Return a text in small Latin letters without accents, Han signs as they are.

    >>> plain("Müllenkranz"), plain("Васильев"), plain("فيصل")
    ('mullenkranz', 'vasilev', 'fysl')
    """
    low = narrow(text).casefold()
    return low if low.isascii() else "".join(map(_plain_sign, low))


@cache
def script(text: str) -> str:
    """Return the script of a name where it tells less than Latin letters do.

    ``abjad`` names are written without vowels, ``other`` ones cannot be read here.

    >>> script("Wang"), script("王杰"), script("فيصل"), script("តារា"), script("ᠮᠤ")
    ('latin', 'han', 'abjad', 'abjad', 'other')
    """
    if has_han(text):
        return "han"
    letters = [sign for sign in text if sign.isalpha()]
    if any("\u0590" <= sign <= "\u06ff" or "\u1780" <= sign <= "\u17b3" for sign in letters):
        return "abjad"
    folded = plain("".join(letters))
    return "latin" if folded.isascii() and (folded or not letters) else "other"


@cache
def skeleton(word: str) -> str:
    """Return the consonants of a word, those that sound alike as one, none twice.

    >>> skeleton("mohamed"), skeleton("muhammed"), skeleton("zara") == skeleton("sahra")
    ('mt', 'mt', True)
    """
    for written, sound in _PAIRS:
        word = word.replace(written, sound)
    return _TWICE.sub(r"\1", _VOWELS.sub("", word.translate(_SOUNDS)))


def han_sounds(text: str, most: int = 4) -> Iterator[str]:
    """Yield the ways in which a Han text may be read, without tones, the usual one first."""
    ways = [""]
    for sign in text:
        sounds = readings(sign) or ("",)
        ways = [way + sound for way in ways for sound in sounds][:most]
    yield from dict.fromkeys(ways)
