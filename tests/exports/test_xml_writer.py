"""What the writer writes, another parser reads as it was."""

from __future__ import annotations

from xml.sax import ContentHandler, parseString

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import FormatError
from kg.exports.xml_writer import REPLACEMENT, UNWRITABLE, XmlWriter

TEXTS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("<>&\"'\r\n\t\x00\ufffe]]>"),
    max_size=30,
)


class Read(ContentHandler):
    """The attributes and texts of a document, as expat reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.attributes: list[dict[str, str]] = []
        self.text = ""

    def startElement(self, name, attrs):
        self.attributes.append(dict(attrs.items()))

    def characters(self, content):
        self.text += content


@given(TEXTS, TEXTS)
def test_texts_and_attributes_come_back(attribute: str, text: str) -> None:
    writer = XmlWriter()
    with writer.element("a", {"b": attribute}):
        writer.leaf("c", {}, text)
    read = Read()
    parseString("".join(writer.pieces()).encode(), read)
    assert read.attributes == [{"b": UNWRITABLE.sub(REPLACEMENT, attribute)}, {}]
    assert read.text == UNWRITABLE.sub(REPLACEMENT, text)


def test_pieces_are_taken_once() -> None:
    writer = XmlWriter()
    with writer.element("a", {}):
        first = "".join(writer.pieces())
    assert first + "".join(writer.pieces()) == '<?xml version="1.0" encoding="UTF-8"?>\n<a/>'


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(FormatError, match="surrogate"):
        XmlWriter().leaf("a", {}, "\ud800")
