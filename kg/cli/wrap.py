"""Folds text to a width in terminal cells, where a Han character takes two.

What a person copies or compares is never broken: a number, a handle, an amount with its currency,
a time with its date, the path of a file (a terminal shows one that is too wide on two lines and
copies it as one). Rich and :mod:`textwrap` break at spaces, or anywhere where there are none;
Chinese has none, so that a number in a Chinese sentence would be broken.
"""

from __future__ import annotations

import re

from rich.cells import cell_len

_HAN = "\u2e80-\u2fff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CLOSING = "，。、；：！？）》”’】〉…"
_OPENING = "（《“‘【〈"
_PIECE = re.compile(
    r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?[^\s" + _HAN + _OPENING + r"]*"  # a time with its date
    r"|[-+]?\d[\d,.]* [A-Z][A-Z0-9]{2,9}\b[^\s" + _HAN + _OPENING + r"]*"  # an amount, its currency
    rf"|[{_OPENING}]*[{_HAN}]{{1,4}}(?![{_HAN}])[{_CLOSING}]*"  # a name, the end of a run
    rf"|[{_OPENING}]*[{_HAN}][{_CLOSING}]*"
    rf"|[^\s{_HAN}{_OPENING}{_CLOSING}]+[{_CLOSING}]*"
    rf"|[{_OPENING}{_CLOSING}]+"
)
_PATH = re.compile(r"(?:/|[A-Za-z]:\\)[^\s/\\]+[/\\]\S*")


def pieces(text: str) -> list[tuple[str, str]]:
    """Return what of a text stays in one piece, each with the blanks before it.

    >>> pieces("转给0622022424730095087 1,200.00 CNY")
    [('', '转给'), ('', '0622022424730095087'), (' ', '1,200.00 CNY')]
    """
    pieces, end = [], 0
    for match in _PIECE.finditer(text):
        pieces.append((text[end : match.start()], match[0]))
        end = match.end()
    return pieces


def longest_piece(text: str) -> int:
    """Return how many cells the longest piece of a text takes."""
    return max((cell_len(piece) for _, piece in pieces(text)), default=0)


def wrap(text: str, width: int, indent: str = "") -> list[str]:
    """Return the lines of a text, none of them wider than a number of cells.

    Args:
        text: One line.
        width: In cells; a piece that is longer is broken, since it must be, but for a path.
        indent: What the second line and all that follow begin with.

    >>> wrap("from 0622022424730095087 to A12", 20)
    ['from', '0622022424730095087', 'to A12']
    """
    lines, line = [], ""
    begun = False
    for blanks, piece in pieces(text):
        if begun and cell_len(line) + cell_len(blanks) + cell_len(piece) > width:
            lines.append(line)
            line, blanks = indent, ""
        line += blanks + piece
        begun = True
        while cell_len(line) > width and not _PATH.match(piece):
            head = _head(line, width)
            lines.append(head)
            line = indent + line[len(head) :]
    return [*lines, line]


def _head(line: str, width: int) -> str:
    """Return as much of the beginning of a line as fits, at least one character."""
    end = 1
    while end < len(line) and cell_len(line[: end + 1]) <= width:
        end += 1
    return line[:end]
