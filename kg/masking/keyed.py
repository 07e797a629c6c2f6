"""Keyed hashes: equal texts are found equal inside one case, and say nothing outside it."""

from __future__ import annotations

import hmac

DIGITS = 32
"""Hex digits of a keyed hash: 128 bits, as ids have."""


def keyed_hash(key: bytes, sort: str, text: str) -> str:
    """Return the hash of a text of some sort (``phone``, ``residentId``) under a case's key.

    >>> keyed_hash(b"k", "phone", "+8613800000000") == keyed_hash(b"k", "phone", "+8613800000000")
    True
    >>> keyed_hash(b"k", "phone", "110") == keyed_hash(b"k", "residentId", "110")
    False
    """
    return hmac.digest(key, f"{sort}:{text}".encode(), "sha256").hex()[:DIGITS]
