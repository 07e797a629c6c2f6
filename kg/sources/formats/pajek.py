"""Pajek: the vertices of a network by their numbers, and its arcs, edges, lists and matrices.

A vertex that no line describes is known by its number alone. What stands behind ``:1`` of a section
of lines is what the relations in it are called; ``l "…"`` is what one is called. Edges have no
direction. Partitions, vectors and all else of a project file are no part of the network.
Source: Mrvar and Batagelj, "Programs for Analysis and Visualization of Very Large Networks:
Reference Manual" (the input file format), and what networkx, igraph and Gephi write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.graph_texts import TextNetwork, plain
from kg.sources.formats.networks import WordsOf, no_words
from kg.sources.formats.records import RecordList, lines_of
from kg.sources.tables import BLANK_LINE, TITLE_LINE

FORM = "Pajek"
_BEGINS = re.compile(
    rb"(?:[ \t]*(?:%|\*network\b)[^\n]*+\n|[ \t]*\n)*+[ \t]*\*vertices[ \t]+[0-9]",
    re.IGNORECASE,
)
_SECTION = re.compile(r"\*(?P<name>[a-z]+)(?:[ \t]+(?P<rest>.*))?", re.IGNORECASE)
_RELATION = re.compile(r":(?P<number>[0-9]{1,6})(?:[ \t]+(?P<word>.+))?")
_PART = re.compile(r"\"(?P<quoted>[^\"]*)\"|(?P<bare>[^ \t\"]+)")
_NUMBER = re.compile(
    r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})(?:[eE][+-]?[0-9]{1,3})?"
)
_VERTEX = re.compile(r"[0-9]{1,12}")
_TWO_SORTS = re.compile(r"[0-9]{1,12}[ \t]+([0-9]{1,12})")
_TIMES = re.compile(r"\[[0-9*,-]{1,60}\]")
"""When a vertex or a line is there, in steps of time."""
_SHORT = {"l": "label"}
"""The letters of Pajek's own parameters that say more than how a thing is drawn."""
_SECTIONS = ("arcs", "edges", "arcslist", "edgeslist", "matrix")
_COORDINATES = ("x", "y", "z")


def is_pajek(start: bytes) -> bool:
    r"""Say whether a text begins as a network of Pajek.

    >>> is_pajek(b'*Vertices 3\n1 "a"'), is_pajek(b"*Network x\n%y\n*vertices 2"), is_pajek(b"* a")
    (True, True, False)
    """
    return _BEGINS.match(start) is not None


def read_pajek(text: str, where: str, limits: Limits, words: WordsOf = no_words) -> RecordList:
    """Return the vertices and lines of a network, each at its line of the file.

    Args:
        text: The whole file.
        where: What errors call it.
        limits: The largest sizes that are read.
        words: What a person says of the words in it.

    Raises:
        FormatError: A line is none of its section.
        LimitExceeded: Vertices and lines have more names of values than columns are allowed.
    """
    reader = _PajekReader(TextNetwork(FORM, where, limits))
    for number, line in enumerate(lines_of(text), 1):
        bare = line.strip()
        if not bare or bare.startswith("%"):
            reader.passed.append((number, TITLE_LINE if bare else BLANK_LINE))
        elif section := _SECTION.fullmatch(bare):
            reader.begin(number, section["name"].casefold(), section["rest"] or "")
        else:
            reader.take(number, line)
    found = reader.text.records(words)
    for number, reason in reader.passed:
        found.skip(number, reason)
    return found


@dataclass(slots=True)
class _PajekReader:
    text: TextNetwork
    section: str = ""
    word: str = ""
    """What the relations of the section are called."""
    row: int = 0
    """Which row of a matrix comes next."""
    rows: int = 0
    """Of two sorts of vertices, how many are of the first, which are the rows of a matrix."""
    networks: int = 0
    passed: list[tuple[int, Message]] = field(default_factory=list)
    """Lines that are no vertex and no line of the network, and why not."""

    def begin(self, number: int, name: str, rest: str) -> None:
        """Begin a section; a second list of vertices is another network."""
        self.passed.append((number, TITLE_LINE))
        if name == "vertices":
            if self.section not in ("", "network", "vertices", *_SECTIONS):
                return  # a partition or a vector counts its own
            self.networks += 1
            if self.networks > 1:
                raise self.text.breaks(number, f"*{name} {rest}")
            two_sorts = _TWO_SORTS.match(rest)
            self.rows = int(two_sorts[1]) if two_sorts else 0
        relation = _RELATION.match(rest.strip())
        self.word = ""
        if relation:
            self.word = plain((relation["word"] or "").strip().strip('"')) or relation["number"]
        self.section, self.row = name, 0

    def take(self, number: int, line: str) -> None:
        """Take a line of the section that is open."""
        if self.section not in ("vertices", *_SECTIONS):
            self.passed.append((number, Message("not-of-the-network")))
            return
        parts = [plain(one["bare"] or one["quoted"] or "") for one in _PART.finditer(line)]
        if self.section == "matrix":
            self._row(number, line, parts)
            return
        if not parts or not _VERTEX.fullmatch(parts[0]):
            raise self.text.breaks(number, line)
        if self.section == "vertices":
            said = {"label": parts[1:2]} | _values(parts[2:], _COORDINATES, "shape")
            self.text.node(number, _plain_number(parts[0]), said)
        elif self.section in ("arcs", "edges"):
            if len(parts) == 1 or not _VERTEX.fullmatch(parts[1]):
                raise self.text.breaks(number, line)
            self._line(number, parts[0], parts[1], _values(parts[2:], ("weight",), "value"))
        else:
            for other in parts[1:]:
                if not _VERTEX.fullmatch(other):
                    raise self.text.breaks(number, line)
                self._line(number, parts[0], other, {})

    def _row(self, number: int, line: str, parts: Sequence[str]) -> None:
        self.row += 1
        for column, cell in enumerate(parts, 1):
            if not _NUMBER.fullmatch(cell):
                raise self.text.breaks(number, line)
            if Decimal(cell):
                self._line(number, str(self.row), str(self.rows + column), {"weight": [cell]})

    def _line(self, number: int, source: str, target: str, said: dict[str, list[str]]) -> None:
        ends = _plain_number(source), _plain_number(target)
        directed = not self.section.startswith("edges")
        self.text.edge(number, ends, said, self.word, directed=directed)


def _plain_number(text: str) -> str:
    return text.lstrip("0") or "0"


def _values(parts: Sequence[str], numbers: Iterable[str], single: str) -> dict[str, list[str]]:
    """Return values: numbers first, then one word alone where the count asks for it, then pairs.

    >>> _values(["0.1", "0.2", "box", "ic", "Red"], ("x", "y"), "shape")
    {'x': ['0.1'], 'y': ['0.2'], 'shape': ['box'], 'ic': ['Red']}
    """
    said = (
        {"interval": times} if (times := [part for part in parts if _TIMES.fullmatch(part)]) else {}
    )
    rest = [part for part in parts if not _TIMES.fullmatch(part)]
    for name in numbers:
        if not rest or not _NUMBER.fullmatch(rest[0]):
            break
        said[name] = [rest.pop(0)]
    if len(rest) % 2:
        said[single] = [rest.pop(0)]
    for name, text in zip(rest[::2], rest[1::2], strict=True):
        said.setdefault(_SHORT.get(name, name), []).append(text)
    return said
