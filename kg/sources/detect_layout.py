"""Which layout a table has, told by its header; why not another; where the header stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from kg.errors import AnswerNeeded, FormatError, LayoutError
from kg.messages import Message
from kg.sources.layout import Layout, LayoutColumn
from kg.sources.patterns import fits_whole, piece_of
from kg.sources.two_row_header import header_at, header_goes_on

Cells = Sequence[str]
#: What forms hang around a header; a colon before it belongs to it (neo4j's :ID is not id).
_DRESS = "'\"`\ufeff*_"
_NAMED = 40
"""How many of the file's columns are named in one refusal."""
_OURS = (
    "pos", "row_no", "member", "status", "sha256", "source_no", "file_row_number",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableContext:
    """What is known of a table besides its rows: the file's name, and what a person answered.

    ``answers`` are by the question that a layout's column asks (``given``): the account whose
    statement it is.
    """

    file: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


NO_CONTEXT = TableContext()


@dataclass(frozen=True, slots=True)
class LayoutFit:
    """How a layout fits a header: which column of the file is which of the layout.

    ``dates`` are the cells with the day of a time that stands alone, ``scales`` those with the
    number of decimals of a whole amount, ``others`` those that stand for a blank cell, ``afters``
    those whose text follows; ``heads`` are values that the title lines, the file's name or a person
    give to all rows, ``said`` those of them that no title line gives; ``asked`` is the question
    that nothing answers. Of a table without a header ``row`` is -1, and ``data_from`` counts its
    title lines.
    """

    layout: Layout
    row: int
    header: tuple[str, ...]
    columns: Mapping[str, int]
    missing: tuple[str, ...]
    dates: Mapping[str, int] = field(default_factory=dict)
    scales: Mapping[str, int] = field(default_factory=dict)
    others: Mapping[str, int] = field(default_factory=dict)
    afters: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    heads: Mapping[str, str] = field(default_factory=dict)
    asked: str = ""
    data_from: int = 0
    said: tuple[str, ...] = ()

    @property
    def titles(self) -> int:
        """Return how many lines stand above the header, or above the rows where there is none."""
        return self.row if self.row >= 0 else self.data_from

    @property
    def first(self) -> int:
        """Return which record is the first that may be a row of data."""
        return self.row + 1 if self.row >= 0 else self.data_from

    @property
    def places(self) -> frozenset[int]:
        """Return the places of the file's columns that the layout knows."""
        return frozenset(self.places_of(self.columns))

    def places_of(self, names: Collection[str]) -> set[int]:
        """Return the places of some columns of the layout."""
        beside = (self.dates, self.scales, self.others)
        all_of = (
            *self.columns.items(),
            *(item for columns in beside for item in columns.items()),
            *((name, place) for name, several in self.afters.items() for place in several),
        )
        return {place for name, place in all_of if name in names}

    def twins(self) -> Iterator[tuple[int, int]]:
        """Yield the place of each column that the layout needs with each other one of its name.

        A remark that stands twice is no doubt: the second stays in the row under its number.
        """
        names = [plain_header(name) for name in self.header]
        columns = self.layout.columns.items()
        needed = {n for n, c in columns if c.type != "text" or c.required or c.filled}
        for place in sorted(self.places_of(needed)):
            for twin, name in enumerate(names):
                if name and name == names[place] and twin not in self.places:
                    yield place, twin

    @property
    def score(self) -> tuple[int, int, int]:
        """Order fits: nothing missing, then most columns known, then fewest left unused."""
        deciding = [name for name, column in self.layout.columns.items() if column.decides]
        return -len(self.missing), len(self.places_of(deciding)), -len(deciding)

    @property
    def covers(self) -> bool:
        """Say whether so much of the header is known as the layout asks for."""
        filled = sum(bool(name) for name in self.header)
        return len(self.places) >= filled * self.layout.covers

    def why(self) -> Message:
        """Say in one line what fits and what does not."""
        layout, known, every = self.layout.name, len(self.places), len(self.header)
        if not self.missing:
            return Message("layout-knows", layout=layout, known=known, all=every)
        return Message(
            "layout-knows-and-lacks", layout=layout, known=known, all=every, missing=self.missing
        )


@dataclass(frozen=True, slots=True)
class Detection:
    """The chosen layout, the runner-up, and what the file's other columns are."""

    chosen: LayoutFit
    runner_up: LayoutFit | None = None
    unknown: tuple[str, ...] = field(default=())

    def why(self) -> Message:
        """Say why this layout and not the next one."""
        chosen, other = self.chosen.why(), self.runner_up
        return Message("layout-and-next", chosen=chosen, other=other.why()) if other else chosen


@lru_cache(maxsize=16_384)
def plain_header(text: str) -> str:
    """Return a header as it is compared: width, case, spaces and dress do not count.

    >>> plain_header(" 交易金额（元） ") == plain_header("交易金额(元)")
    True
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(folded.split()).lstrip(_DRESS).rstrip(_DRESS + ":")


def best_fit(
    rows: Sequence[Cells], layouts: Sequence[Layout], context: TableContext = NO_CONTEXT
) -> list[LayoutFit]:
    """Return the fits of all layouts to the likeliest header row, best first."""
    known = [(layout, frozenset(map(plain_header, layout.headers()))) for layout in layouts]
    fits = [fit for place in range(len(rows)) for fit in _fits(rows, place, known, context)]
    fits.sort(key=lambda fit: (fit.score, -fit.row), reverse=True)
    first: dict[str, LayoutFit] = {}
    for fit in fits:
        first.setdefault(fit.layout.name, fit)
    return list(first.values())


def _fits(
    rows: Sequence[Cells],
    place: int,
    layouts: Sequence[tuple[Layout, frozenset[str]]],
    context: TableContext,
) -> list[LayoutFit]:
    """Return the fits to one of some rows; those above it are its title lines.

    Of columns of one name the first that is filled below is meant, unless the layout numbers them
    as :func:`own_names` does: ``Account#2``.
    """
    if header_goes_on(rows, place):
        return []  # what its words mean is told with the row below
    header = header_at(rows, place)
    named: dict[str, int] = {}
    for column, cell in enumerate(header):
        known = named.setdefault(plain_header(cell), column)
        below = rows[place + 1 :]
        if known != column and not is_filled(below, known) and is_filled(below, column):
            named[plain_header(cell)] = column
    for column, name in enumerate(own_names(header)):
        named.setdefault(plain_header(name), column)
    # most rows are no header: they name no column of any layout, and are seen through at once
    candidates = [layout for layout, headers in layouts if not headers.isdisjoint(named)]
    titles = [plain_header(cell) for row in rows[:place] for cell in row if cell.strip()]
    allowed = [layout for layout in candidates if not _is_ruled_out(layout, named, titles)]
    below = rows[place + 1 :]
    fits = (fit_of(layout, rows[:place], header, named, context, below) for layout in allowed)
    return [fit for fit in fits if len(fit.columns) >= min(2, len(fit.layout.columns))]


def _is_ruled_out(layout: Layout, named: Collection[str], titles: Sequence[str]) -> bool:
    """Say whether a header, or a line above it, has a word that a layout must not meet."""
    if any(plain_header(name) in named for name in layout.never):
        return True
    if not layout.never_like:
        return False
    known = set(map(plain_header, layout.headers()))
    unknown = [name for name in named if name not in known]
    return any(fits_whole(form, name) for form in layout.never_like for name in (*unknown, *titles))


def fit_of(
    layout: Layout,
    titles: Sequence[Cells],
    header: tuple[str, ...],
    named: Mapping[str, int],
    context: TableContext,
    below: Sequence[Cells] = (),
) -> LayoutFit:
    """Return the fit of a layout to a header, under some title lines; what it lacks is in it.

    Args:
        layout: The layout.
        titles: The lines above the header.
        header: The header.
        named: The place of each column of the file, by its plain header.
        context: What is known of the table besides its rows.
        below: The first rows below the header, where they are known.
    """
    columns: dict[str, int] = {}
    for name, column in layout.columns.items():
        place = _place(column.names, named)
        if place is not None and (column.pick or place not in columns.values()):
            columns[name] = place
    dates, scales, others = (
        _beside(columns, {n: getattr(c, what) for n, c in layout.columns.items()}, named)
        for what in ("date", "decimals", "otherwise")
    )
    afters = _following(columns, layout, named)
    lacked = [item for item in layout.columns.items() if item[0] not in columns]
    titled = _heads(lacked, titles, NO_CONTEXT)
    heads = _heads(lacked, titles, _where_lacking(layout, columns, context, below))
    known = {*columns, *heads}
    alone = [(name,) for name, column in layout.columns.items() if column.required]
    groups = [group for group in (*alone, *layout.one_of) if known.isdisjoint(group)]
    asked = [_question(layout, group) for group in groups]
    lacking = [
        " / ".join(_called(layout.columns[name]) for name in group)
        for group, question in zip(groups, asked, strict=True)
        if not question
    ]
    return LayoutFit(
        layout, len(titles), header, columns, tuple(lacking), dates, scales, others, afters, heads,
        next(filter(None, asked), ""), said=tuple(sorted(heads.keys() - titled.keys())),
    )  # fmt: skip


def _where_lacking(
    layout: Layout, columns: Mapping[str, int], context: TableContext, below: Sequence[Cells]
) -> TableContext:
    """Return what may be taken from an answer or the file's name: nothing that rows tell.

    Of columns of which the file needs one, a filled one says row by row what another would say of
    all rows: whose these are, if several accounts stand in one file.
    """
    for group in layout.one_of:
        told = [columns[name] for name in group if name in columns]
        asks = any(layout.columns[name].given for name in group)
        if asks and any(is_filled(below, place, layout.blank) for place in told):
            return NO_CONTEXT
    return context


def _called(column: LayoutColumn) -> str:
    return column.names[0] if column.names else column.given


def _question(layout: Layout, group: Sequence[str]) -> str:
    """Return the question that a person can answer where no column of a group is there."""
    return next((layout.columns[n].given for n in group if layout.columns[n].given), "")


def _beside(
    columns: Mapping[str, int], headers: Mapping[str, Sequence[str]], named: Mapping[str, int]
) -> dict[str, int]:
    """Return the second cells of those columns that have one besides their own."""
    places = {name: _place(headers[name], named) for name in columns}
    return {n: place for n, place in places.items() if place is not None and place != columns[n]}


def _following(
    columns: Mapping[str, int], layout: Layout, named: Mapping[str, int]
) -> dict[str, tuple[int, ...]]:
    """Return the cells whose texts follow in a column's own, in order, of those that have some."""
    places = {
        name: tuple(
            place
            for header in layout.columns[name].after
            if (place := _place((header,), named)) is not None and place != columns[name]
        )
        for name in columns
    }
    return {name: several for name, several in places.items() if several}


def _place(names: Sequence[str], named: Mapping[str, int]) -> int | None:
    return next((named[h] for h in map(plain_header, names) if h in named), None)


def _heads(
    columns: Sequence[tuple[str, LayoutColumn]], titles: Sequence[Cells], context: TableContext
) -> dict[str, str]:
    """Return what title lines, file name or a person say of columns that the header lacks."""
    text = ""
    if any(column.head for _, column in columns):
        text = "\n".join(" ".join(cell.strip() for cell in cells if cell) for cells in titles)
    heads = {name: _told(column, text, context) for name, column in columns}
    return {name: piece for name, piece in heads.items() if piece}


def _told(column: LayoutColumn, titles: str, context: TableContext) -> str:
    """Return what stands for all rows; a title outweighs an answer, and that a file's name."""
    answer = context.answers.get(column.given, "") if column.given else ""
    titled = piece_of(column.head, titles).strip() if column.head else ""
    if titled and not (answer and is_same_number(titled, answer)):
        return titled
    if answer or not column.file_name:
        return answer
    return piece_of(column.file_name, context.file).strip()


def is_same_number(written: str, answer: str) -> bool:
    """Say whether an answer is the number that is written, which may hide some of its digits.

    >>> is_same_number("6222 00**1234", "62220000001234"), is_same_number("17", "18")
    (True, False)
    """
    plain, said = ("".join(text.split()).replace("-", "") for text in (written, answer))
    hidden = re.escape(plain).replace(r"\*", "*")
    return bool(re.fullmatch(re.sub(r"\*+|[xX]{2,}", r"\\w+", hidden), said))


def choose(
    rows: Sequence[Cells],
    layouts: Sequence[Layout],
    where: str,
    forced: bool = False,
    context: TableContext = NO_CONTEXT,
) -> Detection:
    """Return the layout of a table from its first rows, or say what was found instead."""
    meant = [_as_forced(layout) for layout in layouts] if forced else layouts
    fits = best_fit(rows, meant, context)
    fits = [fit for fit in fits if fit.covers] or fits
    full = [fit for fit in fits if fit.covers and not fit.missing]
    if not full and forced and any(layout.sealed for layout in layouts):
        raise LayoutError(
            Message("no-header-of-leaked-data"),
            where=where,
            hint=Message("write-headers-above-copy"),
        )
    if not full:
        raise _no_layout(rows, fits, where, forced)
    chosen, rest = full[0], [fit for fit in fits if fit is not full[0]]
    if len(full) > 1 and full[1].score[:2] == chosen.score[:2] and not forced:
        raise LayoutError(
            Message("two-layouts-fit", one=chosen.layout.name, other=full[1].layout.name),
            where=where,
            hint=Message("choose-one-with-layout"),
        )
    below, blank = rows[chosen.row + 1 :], chosen.layout.blank
    for place, twin in chosen.twins():
        if is_filled(below, place, blank) and is_filled(below, twin, blank):
            raise duplicate_column(chosen, place, twin, where)
    check_answers(chosen, where, context)
    header = enumerate(chosen.header)
    unknown = tuple(name for n, name in header if n not in chosen.places and name)
    return Detection(chosen, rest[0] if rest else None, unknown)


def check_answers(fit: LayoutFit, where: str, context: TableContext) -> None:
    """Refuse a question without an answer, and an answer to what the file tells itself."""
    if fit.asked:
        raise AnswerNeeded(
            Message(f"layout-asks-{fit.asked}", layout=fit.layout.name),
            where=where,
            hint=Message(f"answer-{fit.asked}"),
        )
    for question, answer in context.answers.items():
        asking = [name for name, c in fit.layout.columns.items() if c.given == question]
        if not any(fit.heads.get(name) == answer for name in asking):
            what = Message("layout-needs-no-answer", layout=fit.layout.name, option=f"--{question}")
            raise LayoutError(what, where=where)


def _as_forced(layout: Layout) -> Layout:
    """Return a layout named by hand; a person may know of any table that it is leaked data."""
    return replace(
        layout,
        covers=0.0,
        never=() if layout.sealed else layout.never,
        never_like=() if layout.sealed else layout.never_like,
    )


def _no_layout(
    rows: Sequence[Cells], fits: Sequence[LayoutFit], where: str, forced: bool
) -> LayoutError | FormatError:
    if not any(any(cell.strip() for cell in cells) for cells in rows):
        return FormatError(Message("no-header-no-text"), where=where)
    if fits:
        nearest = fits[0]
        what = Message("nearest-layout", fit=nearest.why(), found=nearest.header[:_NAMED])
        ask, draft = Message("ask-for-the-missing-columns"), Message("or-draft-a-layout")
        return LayoutError(what, where=where, hint=ask if forced else draft)
    widest = max(rows, key=lambda cells: sum(any(map(str.isalpha, cell)) for cell in cells))
    return LayoutError(
        Message("no-layout-fits", found=[cell.strip() for cell in widest[:_NAMED]]),
        where=where,
        hint=Message("draft-one-kg-layout"),
    )


def is_filled(
    rows: Sequence[Cells], column: int, blank: Collection[str] = Layout.usual_blanks()
) -> bool:
    """Say whether some row has a text in a column that does not mean blank."""
    return any(column < len(row) and row[column].strip() not in ("", *blank) for row in rows)


def duplicate_column(fit: LayoutFit, place: int, twin: int, where: str) -> FormatError:
    """Return the refusal of two filled columns of one name: which one is meant is a guess."""
    first, second = sorted((place + 1, twin + 1))
    what = Message(
        "two-columns-of-one-name",
        name=repr(fit.header[twin]),
        first=str(first),
        second=str(second),
    )
    return FormatError(what, where=where, hint=Message("rename-one-them-copy"))


def own_names(header: Sequence[str]) -> list[str]:
    """Return the header as names that differ: blank ones are numbered, repeated ones marked.

    >>> own_names(["a", "", "a", "A"])
    ['a', 'column 2', 'a#2', 'A#3']
    """
    names: list[str] = []
    taken = dict.fromkeys(_OURS, 1)
    for place, text in enumerate(header, 1):
        name = text or f"column {place}"
        taken[name.casefold()] = times = taken.get(name.casefold(), 0) + 1
        names.append(name if times == 1 else f"{name}#{times}")
    return names
