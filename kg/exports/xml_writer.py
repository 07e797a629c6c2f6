"""XML 1.0, written piece by piece by the standard library's writer."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from xml.sax.saxutils import XMLGenerator, escape
from xml.sax.xmlreader import AttributesImpl

from kg.errors import FormatError
from kg.messages import Message

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Control characters that XML 1.0 has no way to write."""

REPLACEMENT = "\ufffd"


def xml_text(text: str) -> str:
    r"""Return a text as XML can hold it: what it cannot write is U+FFFD, character by character.

    Raises:
        FormatError: The text holds half of a surrogate pair, which no file in UTF-8 can hold.

    >>> xml_text("a" + chr(0))
    'a\ufffd'
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise FormatError(
            Message("text-holds-lone-surrogate"), hint=Message("no-file-can-hold")
        ) from error
    return UNWRITABLE.sub(REPLACEMENT, text)


class XmlWriter:
    """Writes elements; :meth:`pieces` takes what was written since it was last called.

    >>> writer = XmlWriter()
    >>> with writer.element("a", {"b": "<"}):
    ...     writer.leaf("c", {}, "d")
    >>> print("".join(writer.pieces()))
    <?xml version="1.0" encoding="UTF-8"?>
    <a b="&lt;"><c>d</c></a>
    """

    def __init__(self) -> None:
        self._out = io.StringIO()
        self._xml = XMLGenerator(self._out, "UTF-8", short_empty_elements=True)
        self._xml.startDocument()

    @contextmanager
    def element(self, name: str, attributes: Mapping[str, str]) -> Iterator[None]:
        """Write an element around what is written within."""
        written = {key: xml_text(text) for key, text in attributes.items()}
        self._xml.startElement(name, AttributesImpl(written))
        yield
        self._xml.endElement(name)

    def leaf(self, name: str, attributes: Mapping[str, str], text: str = "") -> None:
        """Write an element that holds a text, or nothing."""
        with self.element(name, attributes):
            if text:
                # the writer's own ``characters`` leaves a carriage return bare: parsers drop it
                self._xml.ignorableWhitespace(escape(xml_text(text), {"\r": "&#13;"}))

    def line(self) -> None:
        """End the line: between elements, where it means nothing."""
        self._xml.ignorableWhitespace("\n")

    def pieces(self) -> Iterator[str]:
        """Yield the text written since the last call."""
        yield self._out.getvalue()
        self._out.seek(0)
        self._out.truncate()
