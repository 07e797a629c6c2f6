"""Small things that the still picture needs: dashes, room for captions, a role in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.messages import say
from kg.model import ChainNode
from kg.views import legend, svg_paths

if TYPE_CHECKING:
    from kg.schema import Schema


_PIECES = re.compile(
    r"(?:.?某|[^\s!-~])\d{1,3}(?![!-~])\s*"
    r"|[!-~…×¥]*\d[!-~…×¥万亿]*(?: \(\d+\))?\s*|[!-,.-~]+-?\s*|[\s\S]\s*"
)
"""Where a row may end: behind a word or a part of it, a sign of Chinese; never inside a number, nor
before its last few digits."""


@dataclass(slots=True)
class OccupiedBoxes:
    """Remembers what is taken, so that no caption stands on another thing."""

    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def take(self, x: float, y: float, width: float, height: float) -> bool:
        """Take the room around a middle, unless somebody has it."""
        box = (x - width / 2, x + width / 2, y - height / 2, y + height / 2)
        if any(_overlap(box, other) for other in self.taken):
            return False
        self.taken.append(box)
        return True


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]


def dashes(proof: str, width: float) -> str:
    """Return the attributes that show how far a line is proven: solid, dashed or dotted.

    What is only inferred has dashes of one length, whatever its width.
    """
    if proof == "inferred":
        return ' stroke-dasharray="9 6"'
    if proof == "clue":
        return f' stroke-dasharray="0.1 {3.4 + width * 1.4:.1f}" stroke-linecap="round"'
    return ' stroke-dasharray="3 4"' if proof in ("disputed", "excluded") else ""


def wrapped(text: str, size: float, width: float, most: int = 2) -> list[str]:
    """Return a text in two rows at most, whole words or parts of them; a number is never broken.

    >>> wrapped("alleged over-the-counter dealer", 10, 90)
    ['alleged over-the-', 'counter dealer']
    >>> wrapped("电话号码+8612000294", 10, 80)
    ['电话号码', '+8612000294']
    >>> wrapped("控制柏某71", 10, 45)
    ['控制', '柏某71']
    """
    if not text:
        return []
    if svg_paths.text_width(text, size) <= width or most < 2:
        return [svg_paths.fitted(text, size, width)]
    parts = _PIECES.findall(text)
    first = ""
    while parts and svg_paths.text_width(first + parts[0].rstrip(), size) <= width:
        first += parts.pop(0)
    if not first:
        first = svg_paths.fitted(parts.pop(0).rstrip(), size, width)
    if not parts:
        return [first]
    rest = svg_paths.fitted("".join(parts), size, width)
    return [first.rstrip(), rest]


def in_rows(text: str, size: float, width: float) -> list[str]:
    """Return a text in as many rows as it takes, whole words where they fit into one.

    >>> in_rows("real names 含真实姓名", 10, 60)
    ['real names', '含真实姓名']
    """
    rows = [""]
    for word in re.findall(r"[!-~]*[ -]+|[!-~]+|.", text):
        for piece in [word] if svg_paths.text_width(word.rstrip(), size) <= width else word:
            if rows[-1] and svg_paths.text_width(rows[-1] + piece.rstrip(), size) > width:
                rows.append("")
            rows[-1] += piece if rows[-1] else piece.lstrip()
    return [row.rstrip() for row in rows if row.strip()]


def uncut(text: str, sizes: Sequence[float], width: float, most: int) -> tuple[list[str], float]:
    """Return a text in rows at the first size at which nothing of it is cut, else the last."""
    for size in sizes:
        rows = wrapped(text, size, width, most)
        if not any("…" in row for row in rows) or "…" in text:
            break
    return rows, size


def role_text(node: ChainNode, schema: Schema, lang: str) -> str:
    """Return the first role as it may be said: alleged, computed, or no accusation at all."""
    for role in node.roles:
        name = legend.role_name(role)
        if schema.has_kind(name):
            kind = schema.kind(name)
            label = kind.label(lang)
            how = "computed" if role.startswith("computed:") else "alleged"
            return say(f"page-{how}", lang, role=label) if schema.is_accusation(name) else label
    return ""
