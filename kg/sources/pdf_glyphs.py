"""What pdfminer hands over of a page: each glyph where it is shown, and the drawn lines."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import literal_name

from kg.errors import LimitExceeded
from kg.messages import Message
from kg.sources.pdf_text import THIN, DrawnLine, Glyph, Page, finished
from kg.text.page_place import SIDE

_SLANT = 0.02
"""Of its length, by which the text of a line may rise."""
_SEGMENTS = 60_000
"""A page with more line segments has a drawing on it, and its lines are looked at no further."""
_INVISIBLE = (3, 7)
"""Rendering modes in which text is not shown (ISO 32000-1, table 106)."""
_UNKNOWN = "\ufffd"
_RADICALS = ("\u2e80", "\u2fdf")
"""Fonts often map 月 to the radical ⽉ of the same shape, as which no word is found."""
_REMARKS = ("FreeText", "Widget", "Stamp")
"""What is laid over a page and may show text; no mere links (ISO 32000-1, table 169)."""


@dataclass(slots=True)
class BegunPage:
    """A page before its content is read: how its measure is turned into that of what is shown."""

    read: Page
    left: float
    top: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return a point, given upwards from the corner of the whole sheet, as it is shown."""
        return x - self.left, self.top - y


def begun_page(page: Any, number: int, where: str) -> BegunPage:
    """Return a page with its size as it is shown: the sheet, cut to its crop box, turned."""
    sheet, crop = page.mediabox, page.cropbox
    left, bottom = max(crop[0], sheet[0]) - sheet[0], max(crop[1], sheet[1]) - sheet[1]
    right, top = min(crop[2], sheet[2]) - sheet[0], min(crop[3], sheet[3]) - sheet[1]
    across, up = sheet[2] - sheet[0], sheet[3] - sheet[1]
    if page.rotate == 90:
        left, bottom, right, top = bottom, across - right, top, across - left
    elif page.rotate == 180:
        left, bottom, right, top = across - right, up - top, across - left, up - bottom
    elif page.rotate == 270:
        left, bottom, right, top = up - top, left, up - bottom, right
    width, height = right - left, top - bottom
    if not (0 < width <= SIDE and 0 < height <= SIDE):
        what = Message("pdf-page-too-large", width=round(width), height=round(height), limit=SIDE)
        raise LimitExceeded(what, where=where)
    read = Page(number, width, height, remarks=_remarks(page.annots))
    return BegunPage(read, left, top)


def _remarks(notes: object) -> int:
    """Count what is laid over a page and may show text."""
    listed = resolve1(notes)
    if not isinstance(listed, list):
        return 0
    kinds = (resolve1(note) for note in listed)
    named = (kind.get("Subtype") for kind in kinds if isinstance(kind, dict))
    return sum(literal_name(name) in _REMARKS for name in named if name is not None)


class GlyphTaker(PDFTextDevice):
    """The device to which pdfminer hands what a page shows, glyph by glyph."""

    def take(self, begun: BegunPage, most: int) -> None:
        """Begin a page."""
        self.begun, self.most = begun, most
        self.glyphs: list[Glyph] = []
        self.characters = self.segments = self.mode = 0
        self.measures: list[Any] = []

    def page(self) -> Page:
        """Return the page that was taken."""
        read = self.begun.read
        if self.segments > _SEGMENTS:
            read.across, read.down = [], []
        return finished(read, self.glyphs, self.characters)

    def begin_figure(self, name: Any, bbox: Any, matrix: Any) -> None:
        """Keep the measure of what a form is set into."""
        self.measures.append(self.ctm)

    def end_figure(self, name: Any) -> None:
        """Go back to the measure from before a form."""
        self.ctm = self.measures.pop()

    def render_image(self, name: Any, stream: Any) -> None:
        """Count a picture; it is not unpacked."""
        self.begun.read.pictures += 1

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        """Take a text, and note where bytes of it stand for no glyph."""
        self.mode = textstate.render
        font = textstate.font
        lost = _lost_bytes(font, seq)
        if lost:
            self.note(textstate.matrix, textstate.fontsize, 0.0, 0.0, _UNKNOWN, {"unmapped"})
        if font is not None and self.characters <= self.most:
            super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self, matrix: Any, font: Any, fontsize: float, scaling: float, rise: float, cid: int,
        ncs: Any, graphicstate: Any,
    ) -> float:  # fmt: skip
        """Take a glyph, and return how far the next one is from it."""
        along: float = font.char_width(cid) * fontsize * scaling
        try:
            text, unmapped = _signs(font.to_unichr(cid))
        except PDFUnicodeNotDefined:
            text, unmapped = _UNKNOWN, True
        if text.strip():
            faults = {"unmapped"} if unmapped else set()
            if self.mode in _INVISIBLE:
                faults.add("invisible")
            if font.is_vertical():
                faults.add("down")
            self.note(matrix, fontsize, along, rise, text, faults)
        return along

    def note(
        self, matrix: Any, size: float, along: float, rise: float, text: str, faults: set[str]
    ) -> None:
        """Keep a glyph; blanks are none."""
        self.characters += len(text)
        self.glyphs.append(_glyph(self.begun, matrix, (size, along, rise), text, faults))

    def paint_path(
        self, graphicstate: Any, stroke: Any, fill: Any, evenodd: Any, path: Any
    ) -> None:
        """Take the straight sides of a path that is drawn."""
        self.segments += len(path)
        if self.segments <= _SEGMENTS and (stroke or fill) and self.ctm:
            _note_sides(path, self.ctm, self.begun)


def _glyph(
    begun: BegunPage, matrix: Sequence[float], measures: tuple[float, float, float], text: str,
    faults: set[str],
) -> Glyph:  # fmt: skip
    """Return a glyph as it is shown.

    Args:
        begun: The page.
        matrix: From the measure of the text to that of the sheet.
        measures: The size of the font, how far the glyph reaches along its line, and how far it is
            raised above it.
        text: Which character it is.
        faults: Why that is not to be trusted.
    """
    size, along, rise = measures
    a, b, c, d, e, f = matrix
    x0, y0 = begun.point(c * rise + e, d * rise + f)
    x1, _ = begun.point(a * along + c * rise + e, b * along + d * rise + f)
    length = math.hypot(a, b)
    upright = a > 0 and abs(b) <= _SLANT * length and d > 0 and "down" not in faults
    left, right = sorted((x0, x1))
    em = max(0.1, abs(size) * math.hypot(c, d))
    return Glyph(text, left, right, y0, em, upright, frozenset(faults - {"down"}))


def _lost_bytes(font: Any, texts: Sequence[object]) -> int:
    """Count the bytes of a text that its font, or the want of one, lets fall without a word."""
    data = [text for text in texts if isinstance(text, bytes)]
    if font is None:
        return sum(map(len, data))
    codes = getattr(getattr(font, "cmap", None), "code2cid", None)
    if not codes or not font.is_multibyte():
        return 0
    lost = 0
    for text in data:
        level, open_bytes = codes, 0
        for byte in text:
            open_bytes += 1
            level = level.get(byte)
            if not isinstance(level, dict):
                lost += open_bytes if level is None else 0
                level, open_bytes = codes, 0
        lost += open_bytes
    return lost


def _signs(text: str) -> tuple[str, bool]:
    """Return the characters of a glyph as they are compared, and whether it is unknown which."""
    if any(_RADICALS[0] <= sign <= _RADICALS[1] for sign in text):
        text = unicodedata.normalize("NFKC", text)
    text = text.replace("\u00ad", "-").replace("\0", _UNKNOWN)
    unknown = any(unicodedata.category(sign) in ("Co", "Cn", "Cs", "Cc") for sign in text.strip())
    return text, unknown or _UNKNOWN in text


def _note_sides(path: Sequence[Any], measure: Sequence[float], begun: BegunPage) -> None:
    """Note the straight sides of a path that run across or down the page."""
    a, b, c, d, e, f = measure
    first = last = (0.0, 0.0)
    for kind, *numbers in path:
        if kind == "h":
            _note_side(last, first, begun.read)
            last = first
            continue
        x, y = numbers[-2:]
        point = begun.point(a * x + c * y + e, b * x + d * y + f)
        if kind == "m":
            first = point
        elif kind == "l":
            _note_side(last, point, begun.read)
        last = point


def _note_side(start: tuple[float, float], end: tuple[float, float], read: Page) -> None:
    (x0, y0), (x1, y1) = start, end
    if not math.isfinite(x0 + y0 + x1 + y1):
        return
    if abs(y0 - y1) <= THIN < abs(x0 - x1):
        read.across.append(DrawnLine((y0 + y1) / 2, *sorted((x0, x1))))
    elif abs(x0 - x1) <= THIN < abs(y0 - y1):
        read.down.append(DrawnLine((x0 + x1) / 2, *sorted((y0, y1))))
