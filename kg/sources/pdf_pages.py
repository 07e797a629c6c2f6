"""A PDF opened, and its pages one after another, as words with boxes and drawn lines.

pdfminer.six (the extra ``pdf``) reads the file; what it hands over glyph by glyph is put into words
in :mod:`kg.sources.pdf_text`. Measured on a statement of 200 pages, 4,000 rows, 372,000 characters:

==========================  ===========  ===  =========  ===================
library                     seconds CPU  MiB  installed  licence
==========================  ===========  ===  =========  ===================
pdfminer.six, these files            10   52      28 MB  MIT
pdfplumber (on top of it)            17   54      62 MB  MIT
pypdfium2 (PDFium)                    2   57      10 MB  Apache-2.0, BSD-3
==========================  ===========  ===  =========  ===================

PDFium was not taken because what it reads depends on the machine: of a font that is not embedded
and not installed, as Chinese statements often name, it leaves out each glyph that stands alone (a
收 or 支 in its column), and says nothing. The same file must give the same rows everywhere.

Nothing is rendered, no script runs, no picture is unpacked, and only the page's own content is
read: what form fields and remarks hold is counted and named, not read.

All places are in points from the upper left corner of the page as it is shown: rotation and crop
are undone in :mod:`kg.sources.pdf_glyphs`, and nowhere else.
"""

from __future__ import annotations

import logging
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import FormatError, LimitExceeded, UsageError
from kg.limits import Limits
from kg.messages import Message
from kg.sources.pdf_text import Page
from kg.text import file_name
from kg.text.page_place import PAGES

if TYPE_CHECKING:
    from pdfminer.pdfdocument import PDFDocument

#: What pdfminer raises over broken bytes, beside its own errors.
_BROKEN = (
    ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError,
    RecursionError, NotImplementedError, EOFError, OSError, struct.error, zlib.error,
)  # fmt: skip
_COMPLAINTS = 5
"""So many complaints of the library are told of one document."""


@contextmanager
def opened_pdf(path: Path, warn: list[Message]) -> Iterator[PDFDocument]:
    """Open a PDF for reading; ``warn`` takes what the library complains of until it is closed.

    Raises:
        UsageError: pdfminer.six is not installed (the extra ``crimechain[pdf]``).
        FormatError: The file is locked with a password, or is no PDF that can be read.
    """
    try:
        from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
        from pdfminer.pdfparser import PDFParser
        from pdfminer.psexceptions import PSException
    except ModuleNotFoundError as error:
        missing = Message("extra-not-installed", name="pdfminer.six")
        raise UsageError(missing, hint=Message("install-extra", name="pdf")) from error
    with path.open("rb") as file, _complaints(warn):
        try:
            document = PDFDocument(PDFParser(file))
        except PDFPasswordIncorrect as error:
            hint = Message("save-without-password")
            raise FormatError(
                Message("locked-with-password"), where=file_name(path), hint=hint
            ) from error
        except (PSException, *_BROKEN) as error:
            raise FormatError(Message("not-a-readable-pdf"), where=file_name(path)) from error
        yield document


def pages(document: PDFDocument, name: str, limits: Limits) -> Iterator[Page]:
    """Yield the pages in order, each forgotten before the next one is read.

    Args:
        document: The open file.
        name: Its name, for messages.
        limits: The most pages, and characters of a page, that are read.

    Raises:
        FormatError: A page cannot be read.
        LimitExceeded: There are more pages, or a page is larger or has more characters, than is
            read.
    """
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.psexceptions import PSException

    from kg.sources.pdf_glyphs import GlyphTaker, begun_page

    device = GlyphTaker(PDFResourceManager())
    interpreter = PDFPageInterpreter(PDFResourceManager(), device)
    found, number = PDFPage.create_pages(document), 0
    while True:
        number += 1
        where = f"{name} p.{number}"
        try:
            page = next(found, None)
            if page is None:
                return
            _check_number(number, name, limits)
            device.take(begun_page(page, number, where), limits.pdf_page_characters)
            interpreter.process_page(page)
        except (PSException, *_BROKEN) as error:
            raise FormatError(Message("not-a-readable-page"), where=where) from error
        if device.characters > limits.pdf_page_characters:
            what = Message("more-than-pdf-page-characters", limit=limits.pdf_page_characters)
            raise LimitExceeded(what, where=where)
        yield device.page()


def _check_number(number: int, name: str, limits: Limits) -> None:
    most = min(limits.pdf_pages, PAGES)
    if number > most:
        raise LimitExceeded(Message("more-than-pdf-pages", limit=most), where=name)


@contextmanager
def _complaints(warn: list[Message]) -> Iterator[None]:
    """Let what the library would write to the terminal be known as warnings, each once."""
    logger = logging.getLogger("pdfminer")
    taker, spread, level = _Complaints(), logger.propagate, logger.level
    logger.addHandler(taker)
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.removeHandler(taker)
        logger.propagate = spread
        logger.setLevel(level)
        warn += [Message("pdf-complaint", text=text) for text in list(taker.texts)[:_COMPLAINTS]]


class _Complaints(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the text of a complaint."""
        if len(self.texts) < _COMPLAINTS:
            self.texts.setdefault(record.getMessage()[:200])


@dataclass(slots=True)
class PagesSeen:
    """What the pages of a document are like: how much text they have, and of which kind."""

    characters: int = 0
    unmapped: int = 0
    turned: int = 0
    pictures: list[int] = field(default_factory=list)
    recognised: list[int] = field(default_factory=list)
    remarks: list[int] = field(default_factory=list)

    def see(self, page: Page) -> None:
        """Take the next page; of one that shows no text at all, the text was recognised."""
        words = [word for line in page.lines for word in line]
        self.characters += sum(len(word.text) for word in words)
        self.turned += sum(len(word.text) for word in page.aside)
        self.unmapped += sum(len(word.text) for word in words if "unmapped" in word.faults)
        if page.pictures and not words:
            self.pictures.append(page.number)
        if page.remarks:
            self.remarks.append(page.number)
        if words and page.pictures and all("invisible" in word.faults for word in words):
            self.recognised.append(page.number)
            for word in words:
                word.faults -= {"invisible"}

    def check_text(self, name: str) -> None:
        """Refuse a document that has no text, or none that can be read."""
        hint = Message("recognise-the-text")
        if not self.characters and self.turned:
            raise FormatError(Message("text-is-turned"), where=name, hint=Message("turn-the-pages"))
        if not self.characters:
            what = Message("pages-are-pictures" if self.pictures else "pages-without-text")
            raise FormatError(what, where=name, hint=hint)
        if self.unmapped * 2 > self.characters:
            raise FormatError(Message("text-says-not-which-characters"), where=name, hint=hint)

    def warnings(self) -> list[Message]:
        """Return what is to be known of pages of which not all is read."""
        seen = {
            "pages-not-read": self.pictures,
            "pages-recognised": self.recognised,
            "pages-with-remarks": self.remarks,
        }
        return [
            Message(name, pages=", ".join(map(str, numbers)), count=len(numbers))
            for name, numbers in seen.items()
            if numbers
        ]
