"""Search everything that a file holds, plain or packed, for words that may not be in it."""

from __future__ import annotations

import base64
import binascii
import gzip
import html
import re
import unicodedata
import urllib.parse
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

RUNS = (r"[0-9]{6,}", r"[\u3400-\u9fff]{2,}", r"[0-9a-f]{32,}")
PACKED = re.compile(rb"[A-Za-z0-9+/]{16,}={0,2}|[A-Za-z0-9_-]{16,}={0,2}")
PLACES = np.uint64((1 << 24) - 3)
"""In so many places it is noted which four letters in a row a text has; some share a place."""
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def leaked(words: Iterable[str], data: bytes) -> set[str]:
    """Return the words that a file holds, however it writes them."""
    wanted = set(words)
    return {word for text in _texts_in(data) for word in found(wanted, text)}


@lru_cache(maxsize=1)
def _texts_in(data: bytes) -> tuple[str, ...]:
    """Return :func:`texts_in`, kept for the next search of the same file."""
    return tuple(texts_in(data))


def texts_in(data: bytes) -> Iterator[str]:
    """Yield the text as it stands, as a browser, a parser or an address bar reads it, unpacked."""
    seen: set[str] = set()
    for raw in (data, b"\n".join(unpacked(data))):
        text = raw.decode("utf-8", "replace")
        ways = (
            text,
            html.unescape(text),
            ESCAPED.sub(lambda code: chr(int(code[1], 16)), text),
            urllib.parse.unquote(text),
            unicodedata.normalize("NFKC", text),
        )
        yield from (way for way in ways if way not in seen and not seen.add(way))


def unpacked(data: bytes) -> Iterator[bytes]:
    """Yield what stands in base64, inflated where it was deflated."""
    for run in set(PACKED.findall(data)):
        try:
            piece = base64.b64decode(run, b"-_" if set(run) & set(b"-_") else None, validate=True)
        except (binascii.Error, ValueError):
            continue
        yield piece
        yield from inflated(piece)


def inflated(piece: bytes) -> Iterator[bytes]:
    for open_ in (gzip.decompress, zlib.decompress, lambda b: zlib.decompress(b, wbits=-15)):
        try:
            yield open_(piece)
        except (OSError, EOFError, zlib.error):
            continue


def found(words: set[str], text: str) -> set[str]:
    """Return the words in a text; numbers, Chinese and hashes are sought among their like."""
    hits: set[str] = set()
    rest: list[str] = []
    for pattern, like in _by_run(frozenset(words)):
        if pattern:
            runs = "\n".join(set(re.findall(pattern, text)))
            hits |= {word for word in like if word in runs}
        else:
            rest = like
    return hits | {word for word in _possible(rest, text) if word in text}


@lru_cache(maxsize=4)
def _by_run(words: frozenset[str]) -> list[tuple[str, list[str]]]:
    """Return the words of each kind of run, and under no pattern those of none."""
    sorts: dict[str, list[str]] = {pattern: [] for pattern in (*RUNS, "")}
    for word in sorted(words):
        sorts[next((run for run in RUNS if re.fullmatch(run, word)), "")].append(word)
    return list(sorts.items())


def _possible(words: Sequence[str], text: str) -> list[str]:
    """Leave out words of which four letters in a row are nowhere in the text: most, in one pass."""
    if not words:
        return []
    there = np.zeros(PLACES, np.bool_)
    there[_fours(text) % PLACES] = True

    def may_be(word: str) -> bool:
        return bool(there[_fours_of_word(word)].all())

    return [word for word in words if may_be(word)]


@cache
def _fours_of_word(word: str) -> npt.NDArray[np.uint64]:
    return _fours(word) % PLACES


def _fours(text: str) -> npt.NDArray[np.uint64]:
    """Return each four letters in a row as one number, which other four may have as well."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    codes &= np.uint64(0xFFFF)
    fours = codes[:-3].copy()
    for place in (1, 2, 3):
        fours |= codes[place : len(codes) - 3 + place] << np.uint64(16 * place)
    return fours
