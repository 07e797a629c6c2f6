"""One table of a file: rows with their fate, dirt around them, and what must be told of it all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from tests.sources.dirty import WIDE

Cells = list[str]
Sums = Counter[tuple[str, str]]


@dataclass(frozen=True)
class Line:
    """A line of a table: a header, a row, what is skipped and why, or what is refused as what."""

    cells: Cells
    skipped: str = ""
    problem: str = ""
    header: bool = False


@dataclass
class Page:
    """A table in the making: the generator says of each row what must become of it."""

    layout: str
    header: Cells
    flow: str = "transfer"
    titles: list[Cells] = field(default_factory=list)
    foot: list[Cells] = field(default_factory=list)
    digits: Sequence[str] = ()
    numbers: Sequence[str] = ()
    padded: bool = False
    plain: bool = False
    rows: list[Line] = field(default_factory=list)
    sums: Sums = field(default_factory=Counter)
    times: Counter[str] = field(default_factory=Counter)

    def row(self, cells: Cells) -> None:
        """Add a row that is stored and moves nothing."""
        self.rows.append(Line(cells))

    def moves(self, cells: Cells, amount: Decimal | None = None, currency: str = "") -> None:
        """Add a row that is a movement, of money or of another kind."""
        self.row(cells)
        self.times[self.flow] += 1
        if amount is not None:
            self.sums[self.flow, currency] += amount

    def bad(self, cells: Cells, code: str) -> None:
        """Add a row that cannot become a fact."""
        self.rows.append(Line(cells, problem=code))

    def lines(self, dice: Random) -> list[Line]:
        """Return the lines of the file, dirty, in their order."""
        rows = [self._dressed(line, dice) for line in self.rows]
        if not self.plain:
            dice.shuffle(rows)
            for extra in self._between():
                rows.insert(dice.randrange(1, len(rows)), extra)
        titles = [Line(cells, "title line" if any(cells) else "blank") for cells in self.titles]
        foot = [Line(cells, "foot line") for cells in self.foot]
        header = [f"{name:<20}" if self.padded else name for name in self.header]
        return [*titles, Line(header, header=True), *rows, *foot]

    def _between(self) -> list[Line]:
        width = len(self.header) - 1
        totals = [["合计：", *[""] * width], ["本页小计", *[""] * width], ["总计", *[""] * width]]
        again = Line(list(self.header), "header again")
        blank, empty = Line([""] * (width + 1), "blank row"), Line([], "blank")
        return [blank, empty, empty, again, *(Line(cells, "totals") for cells in totals)]

    def _dressed(self, line: Line, dice: Random) -> Line:
        if line.problem:
            return line
        said = list(line.cells)
        for at in map(self.header.index, self.digits):
            if dice.random() < 0.3:
                said[at] = said[at].translate(WIDE)
        for at in map(self.header.index, self.numbers):
            if said[at] and dice.random() < 0.6:
                said[at] = dice.choice(["\t{}", "'{}", "{}\t", " {} ", "{}　"]).format(said[at])
        return Line([f"{cell:<24}" if self.padded else cell for cell in said])


@dataclass(frozen=True)
class Told:
    """What one table must give: counts, reasons, and the place of every refused row."""

    layout: str
    read: int
    stored: int
    skipped: Counter[str]
    problems: dict[str, str]
    sums: Sums
    times: Counter[str]


@dataclass(frozen=True)
class Made:
    """A file as it is written, and what must be told of each of its tables."""

    name: str
    data: bytes
    told: tuple[Told, ...]
    rows: int
    owner: str = ""

    @property
    def problems(self) -> dict[str, str]:
        return {place: code for one in self.told for place, code in one.problems.items()}

    @property
    def skipped(self) -> Counter[str]:
        return sum((one.skipped for one in self.told), Counter())


def told(page: Page, lines: Sequence[Line], places: Sequence[str], empty: str) -> Told:
    """Return what must be told of a page once its lines have their places in a file."""
    data = [(line, place) for line, place in zip(lines, places, strict=True) if not line.header]
    reasons = Counter(
        empty if line.skipped == "blank" else line.skipped for line, _ in data if line.skipped
    )
    problems = {place: line.problem for line, place in data if line.problem}
    stored = len(data) - reasons.total() - len(problems)
    return Told(page.layout, len(data), stored, reasons, problems, page.sums, page.times)


def yuan(cents: int) -> str:
    """Return cents as a bank prints them."""
    return f"{cents / 100:,.2f}"


def exact(cents: int) -> Decimal:
    """Return cents as an exact amount."""
    return Decimal(cents).scaleb(-2)
