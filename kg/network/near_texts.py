"""Texts that are the same or nearly so, put together without looking at every two of them.

Of each text the set of its runs of letters is taken (links, names and signs left out). Texts whose
sets have much in common are found by MinHash (Broder 1997) in bands, and each two that meet in a
band are compared in full: nothing is put together on the sketch alone.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from kg.ledger.base import Int64

RUN = 3
"""Letters of a run: Chinese words are mostly of two."""
BANDS, DEPTH = 16, 4
"""Two texts with a likeness of 0.8 meet in a band in 999 of 1,000 cases."""
PRIME = (1 << 31) - 1
_NOISE = re.compile(r"https?://\S+|@\S+|[\W_]+")


def plain_text(text: str) -> str:
    """Return the letters and digits of a text alone, as they are compared.

    >>> plain_text("转发：这家店 坑人！！ http://a.b/c @某某")
    '转发这家店坑人'
    """
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())


def near_texts(texts: Sequence[str], likeness: float, letters: int) -> tuple[Int64, list[int]]:
    """Return the group of each text, and the first text of each group.

    Args:
        texts: The texts.
        likeness: The least share of runs in common (Jaccard 1901).
        letters: Texts of fewer letters are left out: everybody writes them.

    Returns:
        Groups from 0, in the order of their first texts; -1 for a text that is left out.
    """
    plain = [plain_text(text) for text in texts]
    distinct = sorted({text for text in plain if len(text) >= letters})
    runs = {text: _runs(text) for text in distinct}
    parent = {text: text for text in distinct}
    for some in _buckets(distinct, runs):
        first = some[0]
        for other in some[1:]:
            if _root(parent, first) != _root(parent, other) and _alike(
                runs[first], runs[other], likeness
            ):
                parent[_root(parent, other)] = _root(parent, first)
    numbers: dict[str, int] = {}
    firsts: list[int] = []
    group = np.full(len(texts), -1, np.int64)
    for place, text in enumerate(plain):
        if text in parent:
            root = _root(parent, text)
            if root not in numbers:
                numbers[root] = len(numbers)
                firsts.append(place)
            group[place] = numbers[root]
    return group, firsts


def _runs(text: str) -> frozenset[int]:
    last = max(1, len(text) - RUN + 1)
    return frozenset(zlib.crc32(text[at : at + RUN].encode()) % PRIME for at in range(last))


def _alike(one: frozenset[int], other: frozenset[int], likeness: float) -> bool:
    return len(one & other) >= likeness * len(one | other)


def _buckets(texts: Sequence[str], runs: dict[str, frozenset[int]]) -> list[list[str]]:
    """Return the texts that meet in a band, each pair of neighbours in its order."""
    random = np.random.default_rng(1)
    factor = random.integers(1, PRIME, BANDS * DEPTH, dtype=np.int64)
    shift = random.integers(0, PRIME, BANDS * DEPTH, dtype=np.int64)
    found: dict[tuple[int, bytes], list[str]] = defaultdict(list)
    for text in texts:
        hashes = np.fromiter(runs[text], np.int64)
        sketch = ((hashes[:, None] % PRIME * factor + shift) % PRIME).min(axis=0)
        for band in range(BANDS):
            found[band, sketch[band * DEPTH : (band + 1) * DEPTH].tobytes()].append(text)
    return [some for some in found.values() if len(some) > 1]


def _root(parent: dict[str, str], text: str) -> str:
    while parent[text] != text:
        parent[text] = parent[parent[text]]
        text = parent[text]
    return text
