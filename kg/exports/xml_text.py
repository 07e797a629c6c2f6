"""Texts in XML 1.0, which has no way at all to write most control characters."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from kg.errors import FormatError
from kg.messages import Message

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
INSTEAD = "\ufffd"


def in_xml(text: str, *, escaped: bool = True) -> str:
    """Return a text for an element; what XML cannot write is one replacement character each.

    >>> in_xml("a<b" + chr(0))
    'a&lt;b\ufffd'
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise FormatError(
            Message("text-holds-lone-surrogate"), hint=Message("no-file-can-hold")
        ) from error
    told = UNWRITABLE.sub(INSTEAD, text)
    return escape(told, {"\r": "&#13;"}) if escaped else told
