"""The one table of colours: six families of entities, three of links, and the page's greys.

Found by a search over calm colours: at least 3:1 against white, and at least 30 (CIE76) between
any two families for normal sight, protanopia, deuteranopia and tritanopia; tests measure both.
Colour is never alone: each family has its own shape, each kind its own icon, each link its line.
"""

from __future__ import annotations

from collections.abc import Sequence

FAMILIES = {
    "actor": "#04469c",
    "communication": "#219eb9",
    "money": "#c88315",
    "infrastructure": "#918e76",
    "data": "#732b57",
    "case": "#91141b",
}

MORE_KINDS = ("#cc60fc", "#000c00", "#8400f0", "#cc543c", "#180084", "#3c0054")
"""For further kinds of a family that has its colour already, where colour alone tells kinds apart.

Found by a search: at least 19 (CIE76) from each other and from every family, for normal sight and
for protanopia, deuteranopia and tritanopia.
"""

OTHER_KINDS = "#8a93a0"
"""Rarer kinds than there are colours: their icons tell them apart."""

LINKS = {"people": "#4f6484", "data": "#8a3f6d", "money": "#b3700a"}

INK = "#1b2430"
QUIET = "#5b6675"
LINE = "#d9dee5"
PAPER = "#ffffff"
BANDS = ("#f7f9fb", "#eef2f6")
WARN = "#a3261f"
MARKER = "#cdf25c"
"""What the first sentence names is lit with it: no kind and no line has this colour."""

FONT = (
    '"Noto Sans CJK SC","Noto Sans SC","Microsoft YaHei","PingFang SC","Hiragino Sans GB",'
    '"Source Han Sans SC","WenQuanYi Micro Hei",system-ui,sans-serif'
)


def kind_colours(families: Sequence[str]) -> list[str]:
    """Return a colour for each kind of a picture, the most frequent first; equal ones only at last.

    Args:
        families: The family of each kind: the first kind of a family has the family's colour.

    >>> kind_colours(["case", "actor", "case"]) == [FAMILIES["case"], FAMILIES["actor"], "#cc60fc"]
    True
    """
    more = iter(MORE_KINDS)
    return [
        FAMILIES.get(family, OTHER_KINDS)
        if family not in families[:at]
        else next(more, OTHER_KINDS)
        for at, family in enumerate(families)
    ]
