"""XML of others, piece by piece: no document type, no entities, nothing fetched, bounded in depth.

The parser is expat, as Python brings it. A document type is refused where it stands, so no entity
can be declared, let alone expanded or fetched.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from kg.errors import DecodeError, FormatError, LimitExceeded
from kg.limits import Limits
from kg.messages import Message

_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_OF_EXPAT = ("utf-8", "utf-16", "iso8859-1", "ascii")
_CHUNK = 64 * 1024
_MOST_NODES = 1_000_000
"""How many elements one kept element may hold: some 300 MB."""


@dataclass(slots=True)
class XmlNode:
    """An element: its name without a prefix, its line, its text, and what is inside it."""

    tag: str
    line: int = 0
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[XmlNode] = field(default_factory=list)

    def all(self, path: str) -> list[XmlNode]:
        """Return the elements at a path such as ``RmtInf/Ustrd``, in the order of the file."""
        found = [self]
        for tag in path.split("/"):
            found = [child for node in found for child in node.children if child.tag == tag]
        return found

    def first(self, *paths: str) -> XmlNode | None:
        """Return the first element at the first path that has one."""
        return next((node for path in paths for node in self.all(path)), None)

    def said(self, *paths: str) -> str:
        """Return the text of the first path that has one, without blanks around it."""
        texts = (node.text.strip() for path in paths for node in self.all(path))
        return next(filter(None, texts), "")


def elements(
    data: bytes, kept: Collection[str], marked: Collection[str], where: str, limits: Limits,
    encoding: str = "",
) -> Iterator[tuple[str, XmlNode]]:  # fmt: skip
    """Yield the elements of some names as they end.

    Args:
        data: The whole document.
        kept: Names of elements that are wanted with all that is in them.
        marked: Names of elements of which only start and end are told: nothing of them is kept.
        where: What errors call the document.
        limits: ``record_depth`` bounds how deep it goes.
        encoding: The encoding that a person named; else what the document declares.

    Yields:
        ``("start", node)`` and ``("end", node)`` of what is marked, ``("kept", node)`` of the rest.

    Raises:
        FormatError: It is not well formed, or has a document type.
        LimitExceeded: It is deeper than ``record_depth``.
    """
    reader = _XmlHandlers(frozenset(kept), frozenset(marked), where, limits)
    source = decoded(data, encoding, where)
    try:
        for start in range(0, len(source), _CHUNK):
            reader.parser.Parse(source[start : start + _CHUNK], False)
            yield from reader.taken()
        reader.parser.Parse(b"", True)
    except expat.ExpatError as error:
        what = Message("is-no-xml", error=expat.ErrorString(error.code))
        raise FormatError(what, where=f"{where} line {error.lineno}") from error
    yield from reader.taken()


def decoded(data: bytes, forced: str, where: str) -> bytes | str:
    """Return what the parser reads itself as bytes, all else decoded.

    Raises:
        DecodeError: It is not in the encoding that was named or that it declares.
    """
    declared = _DECLARED.match(data.removeprefix(codecs.BOM_UTF8))
    name = forced or (declared[1].decode() if declared else "utf-8")
    try:
        known = codecs.lookup(name)
        if known.name in _OF_EXPAT and not forced:
            return data
        return data.decode(known.name)
    except (LookupError, UnicodeDecodeError) as error:
        what = Message("not-in-encoding", encoding=name, why=str(error)[:200])
        raise DecodeError(what, where=where) from error


class _XmlHandlers:
    """The parser's handlers: they keep the elements that are wanted and forget all others."""

    def __init__(
        self, kept: frozenset[str], marked: frozenset[str], where: str, limits: Limits
    ) -> None:
        self._kept, self._marked, self._where, self._limits = kept, marked, where, limits
        self._open: list[XmlNode] = []
        self._depth = self._nodes = 0
        self._ready: list[tuple[str, XmlNode]] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._say
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.EntityDeclHandler = self._refuse_doctype

    def taken(self) -> list[tuple[str, XmlNode]]:
        """Return what has ended since the last call."""
        ready, self._ready = self._ready, []
        return ready

    @property
    def _place(self) -> str:
        return f"{self._where} line {self.parser.CurrentLineNumber}"

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > self._limits.record_depth:
            what = Message("deeper-than-record-depth", limit=self._limits.record_depth)
            raise LimitExceeded(what, where=self._place)
        tag = name.rpartition(":")[2]
        if self._open or tag in self._kept:
            self._nodes += 1
            if self._nodes > _MOST_NODES:
                raise LimitExceeded(
                    Message("too-many-elements", limit=_MOST_NODES), where=self._place
                )
            node = XmlNode(tag, self.parser.CurrentLineNumber, attributes)
            if self._open:
                self._open[-1].children.append(node)
            self._open.append(node)
        elif tag in self._marked:
            self._ready.append(("start", XmlNode(tag, self.parser.CurrentLineNumber)))

    def _end(self, name: str) -> None:
        self._depth -= 1
        tag = name.rpartition(":")[2]
        if self._open:
            node = self._open.pop()
            if not self._open:
                self._nodes = 0
                self._ready.append(("kept", node))
        elif tag in self._marked:
            self._ready.append(("end", XmlNode(tag, self.parser.CurrentLineNumber)))

    def _say(self, text: str) -> None:
        if not self._open:
            return
        node = self._open[-1]
        if len(node.text) + len(text) > self._limits.field_bytes:
            limit, size = self._limits.field_bytes, len(node.text) + len(text)
            what = Message("field-too-long", column=repr(node.tag), size=size, limit=limit)
            raise LimitExceeded(what, where=self._place)
        node.text += text

    def _refuse_doctype(self, *_: object) -> NoReturn:
        raise FormatError(Message("xml-holds-a-doctype"), where=self._place)
