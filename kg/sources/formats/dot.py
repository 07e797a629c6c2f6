"""DOT of Graphviz: the nodes and edges of a graph, with the attributes that apply to them.

``node [kind=person]`` holds for the nodes that are first named behind it in the same braces, and so
of edges. An edge from or to braces is one from or to each node in them. A node that only edges name
is one too; a port says only where a line is drawn. Source: https://graphviz.org/doc/info/lang.html.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kg.errors import LimitExceeded
from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.graph_texts import TextNetwork, plain
from kg.sources.formats.networks import WordsOf, no_words
from kg.sources.formats.records import RecordList

FORM = "DOT"
_BLANK = rb"(?:\s|//[^\n]*+\n|#[^\n]*+\n|/\*(?:[^*]|\*(?!/))*+\*/)"
_BEGINS = re.compile(
    _BLANK + rb"*+(?:strict\s+)?(?:di)?graph\b" + _BLANK + rb"*+"
    rb"(?:\"(?:[^\"\\]|\\.)*+\"|[A-Za-z0-9_.\x80-\xff]{1,200})?" + _BLANK + rb"*+\{",
    re.IGNORECASE,
)  # fmt: skip
_TOKEN = re.compile(
    r"(?P<blank>(?:[ \t\r\n\f\v\ufeff]+|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/|(?<![^\n])#[^\n]*)+)"
    r"|(?P<text>\"(?:[^\"\\]|\\[\s\S])*\")|(?P<arrow>->|--)|(?P<sign>[{}\[\]=;,:+])"
    r"|(?P<word>-?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?![\w.])|[A-Za-z_\x80-\U0010ffff0-9][\w.]*)"
)
_ANGLE = re.compile("[<>]")
_TAG = re.compile(r"<[^<>]*>")
_KEYWORDS = ("graph", "node", "edge")
_NODE, _EDGE = "node", "edge"
_BREAKS = re.compile(r"\\[nlr]")
_EDGES = 100_000
"""More edges than these braces on both sides may not make, nor more than a text has characters."""


def is_dot(start: bytes) -> bool:
    r"""Say whether a text begins as a graph of DOT.

    >>> is_dot(b"// x\nstrict digraph G {"), is_dot(b'graph "a b" {'), is_dot(b"graph of x {")
    (True, True, False)
    """
    return _BEGINS.match(start) is not None


def read_dot(text: str, where: str, limits: Limits, words: WordsOf = no_words) -> RecordList:
    """Return the nodes and edges of a graph, each at the line on which it is first named.

    Args:
        text: The whole file.
        where: What errors call it.
        limits: The largest sizes; ``record_depth`` bounds how deep braces go.
        words: What a person says of the words in it.

    Raises:
        FormatError: It is no DOT, or breaks off.
        LimitExceeded: It is deeper or wider than is allowed, or braces make too many edges.
    """
    read = TextNetwork(FORM, where, limits)
    reader = _DotReader(read, _tokens(text, read), most=max(_EDGES, len(text)))
    reader.read()
    return read.records(words)


@dataclass(frozen=True, slots=True)
class _DotToken:
    kind: str
    text: str
    line: int


def _tokens(text: str, read: TextNetwork) -> list[_DotToken]:
    found: list[_DotToken] = []
    line, place = 1, 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        end = match.end() if match else _end_of_markup(text, place)
        if end <= place:
            is_open = text[place] in '"</'
            raise read.ends(line) if is_open else read.breaks(line, text[place:])
        if match is None:
            found.append(_DotToken("markup", text[place:end], line))
        elif match.lastgroup != "blank":
            found.append(_DotToken(str(match.lastgroup), match[0], line))
        line += text.count("\n", place, end)
        place = end
    return found


def _end_of_markup(text: str, place: int) -> int:
    """Return where a text in angle brackets ends that begins here; no later where none does."""
    depth = 0
    for match in _ANGLE.finditer(text, place if text[place] == "<" else len(text)):
        depth += 1 if match[0] == "<" else -1
        if not depth:
            return match.end()
    return place


def _written(token: _DotToken) -> str:
    """Return the text that a token stands for."""
    if token.kind == "markup":
        return " ".join(html.unescape(_TAG.sub(" ", token.text[1:-1])).split())
    if token.kind == "text":
        bare = token.text[1:-1].replace("\\\r\n", "").replace("\\\n", "").replace('\\"', '"')
        return plain(bare)
    return token.text


@dataclass(slots=True)
class _Scope:
    """What holds inside braces: attributes of what is still to come, and the nodes named so far."""

    defaults: dict[str, dict[str, str]] = field(default_factory=lambda: {_NODE: {}, _EDGE: {}})
    named: dict[str, None] = field(default_factory=dict)
    edge_from: tuple[tuple[str, ...], ...] = ()
    """The ends before an arrow behind which these braces stand."""


@dataclass(slots=True)
class _DotReader:
    read_: TextNetwork
    tokens: Sequence[_DotToken]
    most: int
    place: int = 0
    is_directed: bool = False
    edges: int = 0
    scopes: list[_Scope] = field(default_factory=list)
    nodes: dict[str, tuple[int, dict[str, str]]] = field(default_factory=dict)
    held: list[tuple[int, str, str, dict[str, str]]] = field(default_factory=list)

    def read(self) -> None:
        """Read the graph; behind it nothing may stand."""
        self._word("strict")
        self.is_directed = self._next().text.casefold() == "digraph"
        if not self._sign("{", peek=True):
            self._id()
        self._want("{")
        self.scopes.append(_Scope())
        while self.scopes:
            self._statement()
        if self.place < len(self.tokens):
            token = self.tokens[self.place]
            raise self.read_.breaks(token.line, token.text)
        for id_, (line, said) in self.nodes.items():
            self.read_.node(line, id_, _texts(said, id_))
        for line, source, target, said in self.held:
            self.read_.edge(line, (source, target), _texts(said), directed=self.is_directed)

    def _statement(self) -> None:
        """Read one statement of the innermost braces, or their end."""
        if self._sign(";") or self._sign(","):
            return
        if self._sign("}"):
            closed = self.scopes.pop()
            if self.scopes:
                self.scopes[-1].named |= closed.named
                self._chain((*closed.edge_from, tuple(closed.named)))
            return
        token = self._peek()
        word = token.text.casefold() if token.kind == "word" else ""
        behind = self.tokens[self.place + 1].text if self.place + 1 < len(self.tokens) else ""
        if word in _KEYWORDS and behind == "[":
            self.place += 1
            said = self._attributes()
            if word != "graph":
                self.scopes[-1].defaults[word] |= said
        elif self._opens():
            self._open(())
        else:
            name = self._id()
            if self._sign("="):
                self._id()
                return
            self._ports()
            if self._sign("[", peek=True):
                self._name_node(name, token.line)
                self.nodes[name][1].update(self._attributes())
            else:
                self._name_node(name, token.line)
                self._chain(((name,),))

    def _chain(self, ends: tuple[tuple[str, ...], ...]) -> None:
        """Go on behind an end: an arrow leads to the next, or attributes are of all edges."""
        while self._peek_kind() == "arrow":
            self.place += 1
            if self._opens():
                self._open(ends)
                return
            token = self._peek()
            name = self._id()
            self._ports()
            self._name_node(name, token.line)
            ends = (*ends, (name,))
        line = self.tokens[max(self.place - 1, 0)].line
        said = self.scopes[-1].defaults[_EDGE] | self._attributes()
        for sources, targets in pairwise(ends):
            self.edges += len(sources) * len(targets)
            if self.edges > self.most:
                what = Message("braces-make-too-many-edges", limit=self.most)
                raise LimitExceeded(what, where=f"{self.read_.where} line {line}")
            self.held += [(line, source, other, said) for source in sources for other in targets]

    def _opens(self) -> bool:
        """Step over the head of braces, ``subgraph`` and a name; say whether they begin."""
        if self._word("subgraph"):
            if not self._sign("{", peek=True):
                self._id()
            if not self._sign("{", peek=True):
                token = self._peek()
                raise self.read_.breaks(token.line, token.text)
        return self._sign("{")

    def _open(self, ends: tuple[tuple[str, ...], ...]) -> None:
        limit = self.read_.limits.record_depth
        if len(self.scopes) >= limit:
            what = Message("deeper-than-record-depth", limit=limit)
            raise LimitExceeded(what, where=f"{self.read_.where} line {self._peek().line}")
        outer = self.scopes[-1]
        defaults = {of: dict(said) for of, said in outer.defaults.items()}
        self.scopes.append(_Scope(defaults, edge_from=ends))

    def _name_node(self, name: str, line: int) -> None:
        scope = self.scopes[-1]
        scope.named[name] = None
        if name not in self.nodes:
            self.nodes[name] = line, dict(scope.defaults[_NODE])

    def _attributes(self) -> dict[str, str]:
        said: dict[str, str] = {}
        while self._sign("["):
            while not self._sign("]"):
                name = self._id()
                said[name] = self._id() if self._sign("=") else "true"
                while self._sign(",") or self._sign(";"):
                    pass
        return said

    def _ports(self) -> None:
        while self._sign(":"):
            self._id()

    def _id(self) -> str:
        token = self._next()
        if token.kind not in ("word", "text", "markup"):
            raise self.read_.breaks(token.line, token.text)
        text = _written(token)
        while token.kind == "text" and self._sign("+"):
            text += _written(self._next())
        return text

    def _next(self) -> _DotToken:
        token = self._peek()
        self.place += 1
        return token

    def _peek(self) -> _DotToken:
        if self.place >= len(self.tokens):
            raise self.read_.ends(self.tokens[-1].line if self.tokens else 1)
        return self.tokens[self.place]

    def _peek_kind(self) -> str:
        return self.tokens[self.place].kind if self.place < len(self.tokens) else ""

    def _sign(self, sign: str, *, peek: bool = False) -> bool:
        found = self._peek_kind() == "sign" and self.tokens[self.place].text == sign
        self.place += found and not peek
        return found

    def _want(self, sign: str) -> None:
        token = self._peek()
        if not self._sign(sign):
            raise self.read_.breaks(token.line, token.text)

    def _word(self, word: str) -> bool:
        found = self._peek_kind() == "word" and self.tokens[self.place].text.casefold() == word
        self.place += found
        return found


def _texts(said: dict[str, str], id_: str = "") -> dict[str, list[str]]:
    r"""Return attributes as they are shown: a label without breaks of lines, ``\N`` the name."""
    told: dict[str, list[str]] = {}
    for name, text in said.items():
        shown = _BREAKS.sub(" ", text)
        shown = shown.replace("\\N", id_) if id_ else shown
        told[name] = [" ".join(shown.split())]
    return told
