"""Writes small PDF files with a text layer, Chinese too: fonts are named, not embedded.

ASCII is set in Helvetica, all else in the font that every reader has for the character collection
Adobe-GB1 (ISO 32000-1, 9.7.5.2): so a file is a few kB and needs no font on the machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

A4 = (595, 842)
_NARROW = {".": 278, ",": 278, " ": 278, ":": 278, "/": 278, "-": 333, "+": 584, "(": 333, ")": 333}
_RUNS = {True: "/F1", False: "/F2"}


def width(text: str, size: float) -> float:
    """Return how wide a text of digits, signs and Chinese is, in points."""
    return sum(_NARROW.get(sign, 556) if sign.isascii() else 1000 for sign in text) * size / 1000


@dataclass
class PdfPage:
    """A page whose places are counted from its upper left corner, in points."""

    size: tuple[float, float] = A4
    turn: int = 0
    marks: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, size: float = 9, mode: int = 0) -> PdfPage:
        """Write a text that begins at x and stands on y."""
        for ascii_run, signs in groupby(text, str.isascii):
            run = "".join(signs)
            data = run.encode("latin-1" if ascii_run else "utf-16-be", "surrogatepass").hex()
            self.marks.append(
                f"BT {mode} Tr {_RUNS[ascii_run]} {size} Tf {x:.2f} {self.size[1] - y:.2f} Td"
                f" <{data}> Tj ET"
            )
            x += width(run, size)
        return self

    def right(self, x: float, y: float, text: str, size: float = 9) -> PdfPage:
        """Write a text that ends at x."""
        return self.text(x - width(text, size), y, text, size)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> PdfPage:
        """Draw a line."""
        top = self.size[1]
        self.marks.append(f"0.5 w {x0} {top - y0} m {x1} {top - y1} l S")
        return self

    def slanted(self, x: float, y: float, text: str, size: float = 40) -> PdfPage:
        """Write a text across the page, as a watermark."""
        data = text.encode("utf-16-be").hex()
        self.marks.append(f"BT /F2 {size} Tf .7 .7 -.7 .7 {x} {self.size[1] - y} Tm <{data}> Tj ET")
        return self

    def picture(self) -> PdfPage:
        """Cover the page with a grey picture."""
        w, h = self.size
        self.marks.insert(0, f"q {w} 0 0 {h} 0 0 cm /P1 Do Q")
        return self


def pdf(pages: Sequence[PdfPage], fonts: str = "") -> bytes:
    """Return a file of these pages; ``fonts`` stand for the usual ones."""
    usual = (
        "/F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
        " /F2 << /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H"
        " /DescendantFonts [ << /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000"
        " /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6"
        " /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120"
        " /CapHeight 880 /StemV 93 >> >> ] >>"
    )
    bodies = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    picture = b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8"
    bodies.append(picture + b" /ColorSpace /DeviceGray /Length 1 >>\nstream\n\x80\nendstream")
    for page in pages:
        content = "\n".join(page.marks).encode()
        bodies.append(b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream")
        box = f"[0 0 {page.size[0]} {page.size[1]}]"
        kids.append(len(bodies) + 1)
        bodies.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Rotate {page.turn} /Contents"
            f" {len(bodies)} 0 R /Resources << /Font << {fonts or usual} >> /XObject"
            " << /P1 3 0 R >> >> >>".encode()
        )
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    bodies[1] = f"<< /Type /Pages /Kids [{listed}] /Count {len(kids)} >>".encode()
    return _file(bodies)


def _file(bodies: Sequence[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.5\n"), []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n" % (len(bodies) + 1)
    return bytes(out + b"%d\n%%%%EOF\n" % start)
