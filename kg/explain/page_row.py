"""The words that stand in a box on a page of a PDF, for one who asks what a fact rests on.

It shares nothing with the reader of :mod:`kg.sources`: pdfminer's own layout objects are taken, and
those whose middle lies in the box are the answer, line by line.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from itertools import groupby, islice
from typing import Any, BinaryIO

from kg.errors import NotFound, UsageError
from kg.messages import Message
from kg.text import PagePlace

_APART = 0.8
"""Characters so many em apart are in two cells."""
_SPACE = 0.2


def words_in_box(stream: BinaryIO, place: PagePlace, where: str) -> list[str]:
    """Return what stands at a place, in pieces that are far apart, from the top and the left.

    Args:
        stream: The file.
        place: The page, counted from 1, and the box in points from the upper left corner.
        where: The file and the place, for messages.

    Raises:
        NotFound: The file has no such page, or nothing stands in the box.
        UsageError: pdfminer.six is not installed (the extra ``crimechain[pdf]``).
    """
    try:
        from pdfminer.pdfpage import PDFPage
    except ModuleNotFoundError as error:
        missing = Message("extra-not-installed", name="pdfminer.six")
        raise UsageError(missing, hint=Message("install-extra", name="pdf")) from error
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    page = next(islice(PDFPage.get_pages(stream), place.page - 1, None), None)
    characters = sorted(_characters(page, place)) if page else []
    if not characters:
        raise NotFound(Message("no-such-line"), where=where)
    lines = groupby(_levelled(characters), key=lambda character: character[0])
    return [cell for _, line in lines for cell in _cells([one[1:] for one in line])]


def _characters(page: Any, place: PagePlace) -> Iterator[tuple[float, float, float, float, str]]:
    """Yield the characters in the box: base, left, right, height, text."""
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.layout import LTChar, LTContainer
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager

    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    PDFPageInterpreter(resources, device).process_page(page)
    left, top = _corner(page)
    waiting: list[Any] = list(device.get_result())
    while waiting:
        item = waiting.pop()
        if isinstance(item, LTChar):
            x0, x1, base = item.x0 - left, item.x1 - left, top - item.y0
            middle, height = (x0 + x1) / 2, item.height
            is_across = place.left <= middle <= place.right
            if is_across and place.top <= base - height / 2 <= place.bottom:
                yield base, x0, x1, height, item.get_text()
        elif isinstance(item, LTContainer):
            waiting += item


def _corner(page: Any) -> tuple[float, float]:
    """Return the upper left corner of what is shown, in the measure of pdfminer's objects."""
    x0, y0, x1, y1 = page.mediabox
    left, bottom, right, top = page.cropbox
    turned = {
        0: (left - x0, top - y0),
        90: (bottom - y0, x1 - left),
        180: (x1 - right, y1 - bottom),
        270: (y1 - top, right - x0),
    }
    return turned.get(page.rotate, turned[0])


def _levelled(
    characters: list[tuple[float, float, float, float, str]],
) -> list[tuple[float, float, float, float, str]]:
    """Return the characters so that those of one line have one base, lines from the top."""
    levelled, base = [], characters[0][0]
    for character in characters:
        if character[0] - base > character[3] / 3:
            base = character[0]
        levelled.append((base, *character[1:]))
    return sorted(levelled)


def _cells(line: list[tuple[float, float, float, str]]) -> list[str]:
    cells: list[str] = []
    end = 0.0
    for left, right, height, text in line:
        gap = (left - end) / height if height else 0.0
        if not cells or gap > _APART:
            cells.append(text)
        else:
            cells[-1] += (" " if gap > _SPACE and not cells[-1].endswith(" ") else "") + text
        end = right
    return [cell.strip() for cell in cells if cell.strip()]
