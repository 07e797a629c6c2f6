"""Free text without the names and numbers in it, whatever surrounds them."""

from __future__ import annotations

import re
from collections.abc import Callable

from kg.masking import masks
from kg.text import narrow

_DATE = r"(?:19|20)[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
_SHAPES = re.compile(
    rf"""(?<![0-9A-Za-z.])(?:
      (?P<date>{_DATE})
    | (?P<urn>urn:crimechain:[a-z_]+:[0-9a-f]{{32}})
    | (?P<hash>[0-9a-f]{{64}})
    | (?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    | (?P<ip>[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}})
    | (?P<wallet>(?=[A-Za-z]*[0-9])[0-9A-Za-z]{{20,}})
    | (?P<number>\+?[0-9](?:[ -]?[0-9]){{6,}}[Xx]?)
    )(?![0-9A-Za-z])""",
    re.VERBOSE | re.ASCII,
)
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}

Shape = Callable[[str, str], str]
"""Given the kind of a shape (date, urn, hash, email, ip, wallet, number) and its text, its mask."""


class MaskedWords:
    """Known names and numbers, each with its mask; a text is searched for all of them at once.

    A name that two people share is replaced by what both masks have in common.
    """

    def __init__(self) -> None:
        self._masks: dict[str, str] = {}
        self._lengths: tuple[int, ...] = ()

    def add(self, original: str, mask: str) -> None:
        """Remember one name or number; a single character is nobody's name."""
        word = fold(original).strip()
        if len(word) < 2:
            return
        before = self._masks.setdefault(word, mask)
        if before != mask:
            self._masks[word] = before.rstrip("0123456789").rstrip()
        self._lengths = ()

    def all(self) -> tuple[str, ...]:
        """Return every known word, folded, the longest first."""
        return tuple(sorted(self._masks, key=lambda word: (-len(word), word)))

    def get(self, word: str) -> str:
        """Return the mask of exactly this word, or the empty text."""
        return self._masks.get(fold(word).strip(), "")

    def at(self, folded: str, start: int, *, whole: bool = False) -> tuple[int, str]:
        """Return the length and the mask of the longest known word that begins here.

        With ``whole`` a word of Latin letters is none inside a longer one: no ``CALL`` in CALLER.
        """
        for length in self._by_length():
            word = folded[start : start + length]
            mask = self._masks.get(word) if len(word) == length else None
            if mask is not None and _stands_alone(folded, start, length, whole=whole):
                return length, mask
        return 0, ""

    def _by_length(self) -> tuple[int, ...]:
        self._lengths = self._lengths or tuple(sorted({len(w) for w in self._masks}, reverse=True))
        return self._lengths


def masked_text(text: str, words: MaskedWords, shape: Shape, *, whole: bool = False) -> str:
    """Return the text with every known word and every shape masked, all else as it stands.

    Args:
        text: Any text.
        words: The names and numbers that are known.
        shape: How a number, an address and the like are masked that nobody knows.
        whole: It is no prose but a system's own word: see :meth:`MaskedWords.at`.
    """
    plain, folded = narrow(text), fold(text)
    out: list[str] = []
    place = 0
    while place < len(text):
        size, mask = _at(plain, folded, place, words, shape, whole=whole)
        out.append(mask if size else text[place])
        place += size or 1
    return "".join(out)


def _at(
    plain: str, folded: str, place: int, words: MaskedWords, shape: Shape, *, whole: bool
) -> tuple[int, str]:
    match = _SHAPES.match(plain, place)
    size, mask = words.at(folded, place, whole=whole)
    if match and (match.lastgroup in ("date", "urn") or len(match[0]) > size):
        return len(match[0]), shape(match.lastgroup or "", match[0])
    return size, mask


def shape_masked(kind: str, text: str, words: MaskedWords) -> str:
    """Return the mask of something that is known only by its shape; dates and hashes stay."""
    if kind == "number":
        digits = re.sub("[ -]", "", text)
        return words.get(digits) or _number(digits)
    by_kind = {"email": masks.email, "ip": masks.ip, "wallet": masks.wallet}
    return by_kind[kind](text) if kind in by_kind else text


def _number(digits: str) -> str:
    if len(digits.removeprefix("+86")) == 11:
        return masks.phone(digits)
    return masks.resident_id(digits) if len(digits) == 18 else masks.card(digits)


def _stands_alone(text: str, start: int, length: int, *, whole: bool = False) -> bool:
    """Say whether a short word or number is not just a piece of a longer one."""
    word, end = text[start : start + length], start + length
    is_latin = word.isascii() and word.isalpha()
    if not (whole and is_latin) and (length > 6 or (length > 3 and not word.isdigit())):
        return True
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    cut_left = _is_latin(word[0]) and _is_latin(before)
    return not cut_left and not (_is_latin(word[-1]) and _is_latin(after))


def _is_latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def fold(text: str) -> str:
    """Return a text as it is compared with known names: narrow signs, small Latin letters."""
    return narrow(text).translate(_LOWER)
