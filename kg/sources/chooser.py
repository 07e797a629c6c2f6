"""Which layout each table of a file is read by: the person's, one that fits, none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from kg.errors import AnswerNeeded, LayoutError
from kg.messages import Message, joined
from kg.sources.detect_layout import Detection, TableContext, choose
from kg.sources.formats import (
    NODE_LINK,
    RecordFormat,
)
from kg.sources.formats.networks import WordsOf
from kg.sources.header_rows import header_place, holds_table
from kg.sources.headerless import choose_without_header
from kg.sources.layout import Layout
from kg.sources.layout_files import find_layout, find_layouts, layouts
from kg.sources.proposal.guess_column import holds_own_numbers
from kg.sources.reading_result import NO_LAYOUT
from kg.sources.tables import Refusal
from kg.sources.title_lines import check_book, check_titles
from kg.text import visible


@dataclass(slots=True)
class Chooser:
    """Chooses the layout of each table of one file; a layout named by hand is the only choice.

    ``answers`` are a person's, by what a layout may ask (``account``); ``kept`` are layouts of a
    person's own, for files of just their header. ``cuts`` are, by member, the rows at which further
    tables begin; ``unread`` collects the tables that no layout fits while others are read.
    """

    named: str | None
    where: str
    answers: Mapping[str, str] = field(default_factory=dict)
    kept: Sequence[Layout] = ()
    warnings: list[Message] = field(default_factory=list)
    encoding: str = ""
    content_sha256: str = ""
    cuts: Mapping[str, Sequence[int]] = field(default_factory=dict)
    unread: list[Refusal] = field(default_factory=list)
    several: bool = False
    parts_as_columns: bool = False
    """Whether of a list of JSON whose objects have parts each part is to be a column."""
    lists_passed: int = 0
    """How many of the longest lists of JSON are passed over, as nothing was found for them."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Columns of all rows of a Parquet file that its place in a table tells."""

    def layouts(self) -> Sequence[Layout]:
        """Return the layouts that may be chosen."""
        return find_layouts(self.named) if self.named else (*self.kept, *layouts())

    def of_json(self) -> Sequence[Layout]:
        """Return the layouts, of those that a person named, that say where in JSON records lie."""
        named = find_layouts(self.named) if self.named else ()
        return [layout for layout in named if layout.records]

    @property
    def own_layout_sha256(self) -> str:
        """Return the hash of the file of layouts that a person named; blank for a shipped one."""
        own = self.named is not None and self.named.endswith(".toml")
        return self.layouts()[0].sha256 if own else ""

    def of(self, where: str) -> Callable[[Sequence[Sequence[str]]], Detection]:
        """Return the choice for a table at a place."""
        return lambda rows: self._chosen(rows, where)

    def known(self, where: str) -> Callable[[Sequence[Sequence[str]]], object]:
        """Return what refuses rows of a page none of which heads a table."""
        return self.of(where)

    def _chosen(self, rows: Sequence[Sequence[str]], where: str) -> Detection:
        context = TableContext(where, self.answers)
        detection = self._detected(rows, where, context)
        titles = rows[: detection.chosen.titles]
        check_titles(detection.chosen, titles, where)
        if not self.named and detection.chosen.layout not in self.kept:
            check_book(detection.chosen, titles, where)
        return detection

    def _detected(
        self, rows: Sequence[Sequence[str]], where: str, context: TableContext
    ) -> Detection:
        headed = [one for one in self.layouts() if not (one.no_header or one.records)]
        if self.named and self.several and all(one.covers >= 1 for one in self.layouts()):
            # made for tables of just one header: those beside them may be of known forms
            return self._detected_beside(rows, where, context)
        try:
            return choose(rows, headed, where, bool(self.named), context)
        except AnswerNeeded as asked:
            _refuse_own_unread(asked, rows, where)
            raise
        except LayoutError:
            if found := choose_without_header(rows, self.layouts(), where, context):
                return found
            raise

    def _detected_beside(
        self, rows: Sequence[Sequence[str]], where: str, context: TableContext
    ) -> Detection:
        named = [layout for layout in self.layouts() if not layout.no_header]
        # what a person answered may be asked by one of the tables only
        for known in (context, TableContext(where)):
            with suppress(LayoutError):
                return choose(rows, named, where, False, known)
            with suppress(LayoutError):
                if found := choose_without_header(rows, self.layouts(), where, known):
                    return found
        for known in (context, TableContext(where)):
            with suppress(LayoutError):
                return choose(rows, layouts(), where, False, known)
        return choose(rows, named, where, True, context)

    def note_several(self) -> None:
        """Note that the file has more than one table."""
        self.several = True

    def leave_out(
        self, member: str, row: int, error: LayoutError, head: Sequence[Sequence[str]]
    ) -> None:
        """Note a table that no layout fits, unless it is a page of notes."""
        if not holds_table(head):
            return
        place = header_place(head) or 0
        text = "\t".join(head[place])
        reason = Message("table-not-read", reason=error.what)
        self.unread.append(Refusal(member, row + place, NO_LAYOUT, reason, visible(text)))

    def of_format(
        self, where: str, found: RecordFormat
    ) -> Callable[[Sequence[Sequence[str]]], Detection]:
        """Return the choice for a file of a format, whose columns only its own layout knows."""
        context = TableContext(where, self.answers)
        shipped = tuple(map(find_layout, found.layouts))
        meant = find_layouts(self.named) if self.named else shipped
        if self.named and len(meant) > 1:
            # layouts of several tables: another one's says nothing of the format's columns
            meant = tuple(one for one in meant if one.name.endswith(f"-{found.layout}"))
        layouts_of = meant or shipped
        return lambda rows: choose(rows, layouts_of, where, True, context)

    @property
    def says_words(self) -> bool:
        """Say whether a layout that a person named tells what the words of a graph mean."""
        return any(one.graph for one in find_layouts(self.named)) if self.named else False

    @property
    def takes_graphs(self) -> bool:
        """Say whether JSON that holds a graph is to be read as one."""
        named = find_layouts(self.named) if self.named else ()
        of_graphs = any(one.graph or one.name in NODE_LINK.layouts for one in named)
        return of_graphs or not self.named

    def words_of(self, where: str) -> WordsOf:
        """Return what is said of the words of a network: by a layout that a person named."""
        named = find_layouts(self.named) if self.named else ()
        return lambda network: next((one.graph for one in named if one.graph), None)


def _refuse_own_unread(asked: AnswerNeeded, rows: Sequence[Sequence[str]], where: str) -> None:
    """Refuse a table whose layout asks for the account that a column tells it does not know.

    Raises:
        LayoutError: A column holds numbers of whose rows they are.
    """
    place = header_place(rows)
    if place is None:
        return
    listed = [
        Message("column-names-own", column=repr(header.strip()))
        for number, header in enumerate(rows[place])
        if holds_own_numbers(header, _filled(rows[place + 1 :], number))
    ]
    if listed:
        columns, layout = joined("first-then", listed), asked.what.arguments["layout"]
        what = Message("layout-leaves-unread", layout=str(layout), columns=columns)
        raise LayoutError(what, where=where, hint=Message("draft-one-kg-layout"))


def _filled(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    return [cell for row in rows if place < len(row) and (cell := row[place].strip())]
