"""Lengths of time in words."""

from __future__ import annotations


def length_text(seconds: int) -> str:
    """Return a length of time in hours and minutes, or days.

    >>> length_text(4_800), length_text(45), length_text(-120), length_text(200_000)
    ('1h20m', '45s', '-2m', '2d7h')
    """
    sign, left = ("-", -seconds) if seconds < 0 else ("", seconds)
    parts = []
    for size, letter in ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count}{letter}")
    return sign + "".join(parts[:2]) if parts else "0s"
