"""Tables that kg wrote: of facts (``.csv``, ``.xlsx``), and what it worked out (money, matrix).

A link or a thing is a row of the graph again, under the id and the numbers that stand in it; a
payment is told once, on the page of links. A row of any other page (shares of payments by a rule,
sums, levels, roles, evidence of a fact) is a result and no evidence: it is kept as a row, of which
no fact is made.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from kg.errors import FormatError
from kg.limits import Limits
from kg.messages import Message, languages, say
from kg.model.fact_tables import EVIDENCE_COLUMNS, LINK_COLUMNS, NODE_COLUMNS
from kg.sources.detect_layout import own_names
from kg.sources.formats.networks import NetworkRecords, parted
from kg.sources.formats.records import RecordList
from kg.sources.tables import BLANK_ROW, TITLE_LINE

_TABLES = (LINK_COLUMNS, NODE_COLUMNS, EVIDENCE_COLUMNS)
_NUMBERS = frozenset(("amount", "confidence", "evidenceCount"))
_EVIDENCE = "evidence"
_FIRST = 3
"""In which rows of its first page a workbook says that it is no opinion."""
_QUOTE = "'"
_PLACE = " · "
_NAMED = 5
"""How many files are named in which the links of a table stand first."""
Row = tuple[int, Sequence[str]]


def is_own_table(start: bytes) -> bool:
    r"""Say whether a text begins as a table of facts that kg writes.

    >>> is_own_table(b"fact,sha256,file,locator,reader,excerpt\r\n"), is_own_table(b"id,kind\n")
    (True, False)
    """
    return any(start.startswith(",".join(columns).encode()) for columns in _TABLES)


def is_own_book(first: Sequence[Sequence[str]]) -> bool:
    """Say whether a workbook whose first page begins with some rows is one that kg wrote."""
    cells = (cell for row in islice(first, _FIRST) for cell in row[:1])
    return any(cell.startswith(tuple(notices())) for cell in cells)


def notices() -> list[str]:
    """Return what every workbook of kg says in its first rows, in each language."""
    return [say("not-an-opinion", lang) for lang in languages("en")]


def read_own_table(text: str, where: str, limits: Limits) -> RecordList:
    """Return the links or things of a table, or the rows of one that tells none.

    Args:
        text: The whole file.
        where: What errors call it.
        limits: The largest sizes that are read.

    Raises:
        FormatError: A quote is never closed, or a cell is too long.
        LimitExceeded: It has more columns than are allowed.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = list(_numbered(reader))
    except csv.Error as error:
        what = Message("own-table-not-read", error=str(error))
        raise FormatError(what, where=f"{where} line {reader.line_num}") from error
    return read_own_rows(rows, _EVIDENCE, where, limits, quoted=True)


def _numbered(reader: Iterator[list[str]]) -> Iterator[Row]:
    """Yield the rows of a CSV, each with the line on which it begins."""
    line = 1
    for row in reader:
        yield line, row
        line = reader.line_num + 1  # type: ignore[attr-defined]


def read_own_rows(
    rows: Iterable[Row], called: str, where: str, limits: Limits, *, quoted: bool = False
) -> RecordList:
    """Return what the rows of one table say, each at its number.

    Args:
        rows: All rows with their numbers, the heads among them.
        called: What a page is called in the report whose rows are only kept.
        where: What errors call it.
        limits: The largest sizes that are read.
        quoted: Whether texts that a spreadsheet would run have a quote before them.
    """
    page = _OwnPage(NetworkRecords(where, limits), called)
    for number, cells in rows:
        page.take(number, cells, quoted=quoted)
    found = page.network.records()
    found.skipped += page.skipped
    if page.files:
        files = ", ".join(list(page.files)[:_NAMED])
        found.warn(Message("links-stand-first-in", count=len(page.links), files=files))
    return found


@dataclass(slots=True)
class _OwnPage:
    """One page on its way to rows: the heads that stand above, and what was passed over."""

    network: NetworkRecords
    called: str
    links: set[str] = field(default_factory=set)
    files: dict[str, None] = field(default_factory=dict)
    """In which files the links stand first."""
    heads: list[str] = field(default_factory=list)
    skipped: list[tuple[int, Message]] = field(default_factory=list)
    below: bool = False
    """Whether the row before was one of a table."""

    def take(self, number: int, cells: Sequence[str], *, quoted: bool) -> None:
        """Take a row: heads, a line of text, or what a table says."""
        filled = [cell for cell in cells if cell]
        if not filled or (len(filled) < 2 and not self._is_facts()):
            self.skipped.append((number, TITLE_LINE if filled else BLANK_ROW))
            self.below = self._is_facts()
        elif not self.below:
            self.heads = list(cells)
            if not self._is_facts():  # there each name stands once, as the ontology has it
                self.heads = own_names(cells)
            self.skipped.append((number, Message("own-table-heads")))
            self.below = True
        else:
            self._row(number, cells, quoted=quoted)

    def _is_facts(self) -> bool:
        return tuple(self.heads[: len(LINK_COLUMNS)]) == LINK_COLUMNS or self._is_nodes()

    def _is_nodes(self) -> bool:
        return tuple(self.heads[: len(NODE_COLUMNS)]) == NODE_COLUMNS

    def _row(self, number: int, cells: Sequence[str], *, quoted: bool) -> None:
        if len(cells) > len(self.heads) or (quoted and len(cells) < len(self.heads)):
            what = Message("wrong-number-of-fields", found=len(cells), wanted=len(self.heads))
            self.network.refused.append((number, what, "\t".join(cells)))
            return
        said = {
            head: [cell.removeprefix(_QUOTE) if quoted and head not in _NUMBERS else cell]
            for head, cell in zip(self.heads, cells, strict=False)
            if cell
        }
        shown = "\t".join(cells)
        if not self._is_facts():
            self.network.kept(number, self.called, said)
        elif self._is_nodes():
            self.network.node(number, _taken(said, "id"), said, shown)
        else:
            self._link(number, said, shown)

    def _link(self, number: int, said: dict[str, list[str]], shown: str) -> None:
        id_ = _taken(said, "linkId")
        if id_ in self.links:  # or a payment would count twice
            what = Message("relationship-listed-twice", id=repr(id_))
            self.network.refused.append((number, what, shown))
            return
        self.links.update([id_] if id_ else ())
        if file := _first(said, "evidence").rpartition(_PLACE)[0]:
            self.files[file] = None
        ends = {side: _first(said, side) for side in ("source", "target", "object")}
        for side, end in ends.items():
            if end:
                numbers = list(parted(_first(said, f"{side}Number")))
                self.network.end(end, _first(said, f"{side}Kind"), numbers)
        said = {name: texts for name, texts in said.items() if name not in ("source", "target")}
        self.network.edge(number, id_, (ends["source"], ends["target"]), said, shown)


def _first(said: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(said.get(name, ())), "")


def _taken(said: dict[str, list[str]], name: str) -> str:
    """Return a cell and take it out of the row."""
    return next(iter(said.pop(name, ())), "")
