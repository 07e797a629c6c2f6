"""GML: the nodes and edges of a graph, each a list in brackets of names and values.

What lies in a list inside a node (``graphics [ x 1 ]``) stands under both names, ``graphics.x``.
Source: Himsolt, "GML: A portable Graph File Format" (1997), and what Gephi, yEd, igraph and
networkx write: names with underscores, texts over several lines, characters beyond ASCII.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kg.errors import LimitExceeded
from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.graph_texts import TextNetwork, plain
from kg.sources.formats.networks import WordsOf, no_words
from kg.sources.formats.records import RecordList

FORM = "GML"
_BEGINS = re.compile(
    rb"(?:#[^\n]*+\n\s*|(?!graph\b)[A-Za-z]\w{0,40}[ \t]+"
    rb"(?:\"[^\"]{0,2000}\"|[^\s\[\]\"#]{1,60})\s*)*+"
    rb"graph\s*\[\s*(?:[A-Za-z#\]]|\Z)"
)
_TOKEN = re.compile(
    r"(?P<blank>(?:[ \t\r\n\f\v]+|#[^\n]*)+)|(?P<text>\"[^\"]*\")|(?P<open>\[)|(?P<close>\])"
    r"|(?P<word>[^ \t\r\n\f\v\[\]\"#]+)"
)
_NAME = re.compile(r"[A-Za-z_][\w.:-]*")
_LIST_BEGINS = "_networkx_list_start"
"""What networkx writes before the only value of a list."""
_NODE, _EDGE = "node", "edge"


def is_gml(start: bytes) -> bool:
    r"""Say whether a text begins as GML.

    >>> is_gml(b'Creator "x"\ngraph\n[\n  directed 1'), is_gml(b"graph {\n a -- b")
    (True, False)
    """
    return _BEGINS.match(start) is not None


def read_gml(text: str, where: str, limits: Limits, words: WordsOf = no_words) -> RecordList:
    """Return the nodes and edges of a file, each at the line on which it begins.

    Args:
        text: The whole file.
        where: What errors call it.
        limits: The largest sizes; ``record_depth`` bounds how deep it goes.
        words: What a person says of the words in it.

    Raises:
        FormatError: It is no GML, or breaks off.
        LimitExceeded: It is deeper or wider than is allowed.
    """
    read = TextNetwork(FORM, where, limits)
    reader = _GmlReader(read, _tokens(text, read))
    reader.read()
    return read.records(words)


@dataclass(frozen=True, slots=True)
class _GmlToken:
    kind: str
    text: str
    line: int


def _tokens(text: str, read: TextNetwork) -> Iterator[_GmlToken]:
    line, place = 1, 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:  # a text that is not closed
            raise read.ends(line)
        if match.lastgroup != "blank":
            yield _GmlToken(str(match.lastgroup), match[0], line)
        line += match[0].count("\n")
        place = match.end()


@dataclass(slots=True)
class _GmlList:
    """A list in brackets that is open: its name, where it began, what it says."""

    name: str
    line: int
    said: dict[str, list[str]] = field(default_factory=dict)

    def says(self, name: str) -> str:
        """Take out the one value of a name, or nothing where there is none."""
        return (self.said.pop(name, None) or [""])[0]


@dataclass(slots=True)
class _GmlReader:
    read_: TextNetwork
    tokens: Iterator[_GmlToken]
    open_: list[_GmlList] = field(default_factory=list)
    last: int = 1
    is_directed: bool = False

    def read(self) -> None:
        """Take every pair of a name and a value."""
        for token in self.tokens:
            self.last = token.line
            if token.kind == "close" and self.open_:
                self._close()
                continue
            if token.kind != "word" or not _NAME.fullmatch(token.text):
                raise self.read_.breaks(token.line, token.text)
            value = next(self.tokens, None)
            if value is None:
                raise self.read_.ends(token.line)
            if value.kind == "open":
                self._open(token)
            elif value.kind == "close":
                raise self.read_.breaks(token.line, token.text)
            else:
                self._say(token.text, value)
        if self.open_:
            raise self.read_.ends(self.last)

    def _open(self, token: _GmlToken) -> None:
        limit = self.read_.limits.record_depth
        if len(self.open_) >= limit:
            what = Message("deeper-than-record-depth", limit=limit)
            raise LimitExceeded(what, where=f"{self.read_.where} line {token.line}")
        self.open_.append(_GmlList(token.text, token.line))

    def _say(self, name: str, value: _GmlToken) -> None:
        text = plain(value.text[1:-1]) if value.kind == "text" else value.text
        names = [one.name for one in self.open_]
        if names == ["graph"] and name == "directed":
            self.is_directed = text == "1"
        owner = self._owner(names)
        if owner and text != _LIST_BEGINS:
            path = ".".join([*names[owner:], name])
            self.open_[owner - 1].said.setdefault(path, []).append(" ".join(text.split()))

    def _owner(self, names: Sequence[str]) -> int:
        """Return which of the open lists, from 1, is the innermost node or edge; 0 is none."""
        return next((n for n in range(len(names), 0, -1) if names[n - 1] in (_NODE, _EDGE)), 0)

    def _close(self) -> None:
        one = self.open_.pop()
        if one.name == _NODE:
            self.read_.node(one.line, one.says("id"), one.said)
        elif one.name == _EDGE:
            ends = one.says("source"), one.says("target")
            self.read_.edge(one.line, ends, one.said, directed=self.is_directed)
