"""What the columns of a table without a header are for: told by cells and arithmetic."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from kg.sources.proposal.cell_forms import (
    PartyForm,
    directions_of,
    moment_of,
    money_of,
    reads,
    share,
)  # fmt: skip
from kg.sources.proposal.column_roles import TableColumn, TableColumns
from kg.sources.proposal.guess_column import are_parties, are_words, drafting_rules
from kg.sources.proposal.running_balance import BalancedRow, BalanceVotes, balance_votes
from kg.values.call_length import parse_span
from kg.values.currencies import parse_currency

_MOSTLY, _SHORT = 0.9, 9
_DIGITS = 17
"""A time to the millisecond, written in digits alone, has so many."""
_FEWEST_ROWS = 3
_NO_CHANCE = 8
"""So many numbers do not stand in their order by chance."""
_FEW = 0.5
_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")
_PHONE = re.compile(r"(?:\+?86)?1[3-9]\d{9}|0\d{9,11}|\d{3,8}|\+\d{7,15}")
_SOME = 0.3
_OTHER = {"source": "target", "target": "source", "caller": "called", "called": "caller"}
_SORTS = ("bank", "wallet", "phone")
_UNIX_SECONDS = re.compile(r"[12]\d{9}(?:\.\d+)?")
_OF_CALLS_ALONE = re.compile(r"(?i)answered|no[ _-]?answer|已接|已接通|未接|未接通|无应答|拒接")
"""A call ends so, and no payment does."""
_A_DAY = 86_400
"""Seconds by which the clock of a row's time may differ from that of its Unix time."""
_EXTENSION = re.compile(r"\+?\d{3,15}")
"""A telephone number, or the short one of a desk; how long a call took may have two digits."""


def tell_roles(table: TableColumns) -> None:
    """Give the columns of a table without a header the roles that their contents show.

    A running balance shows which column is the balance and which the amounts. Of numbers of
    accounts and telephones the one that never changes is the own; whose a number is that no content
    tells stays open, and is asked.
    """
    roles = _Contents(table)
    roles.times()
    roles.money()
    roles.numbers()
    roles.names()
    roles.rest()


class _Contents:
    def __init__(self, table: TableColumns) -> None:
        self.table = table
        self.rows = [row for run in table.sample.runs for row in run]
        self.is_calls = False
        self.says_outcomes = False

    @property
    def free(self) -> list[TableColumn]:
        """The columns with cells that have no role yet."""
        return [c for c in self.table.columns if c.role == "other" and c.cells]

    def give(self, column: TableColumn, role: str, ground: str = "cells") -> None:
        """Give a column a role, unless a person gave it one."""
        if column.ground != "answer":
            column.role, column.ground = role, ground  # type: ignore[assignment]

    def times(self) -> None:
        """Find the time, and the time of day where that stands in a column of its own."""
        timed = [c for c in self.free if c.time and c.time.part != "clock" and not _is_long(c)]
        serials = [c for c in timed if _is_dated_serial(c)]
        if len(serials) < len(timed):
            timed = [c for c in timed if c not in serials]
            for column in serials[:1]:
                self.give(column, "serial")
        timed.sort(key=lambda c: (c.time is None or c.time.part != "moment", c.place))
        if not timed or self.table.of("time"):
            return
        first = timed[0]
        self.give(first, "time")
        for column in timed[1:]:
            self.give(column, "other_time")
        clocks = [c for c in self.free if c.time and c.time.part == "clock"]
        clocks = [c for c in clocks if c.filled >= _MOSTLY and abs(c.place - first.place) == 1]
        if first.time and first.time.part == "day" and clocks:
            self.give(clocks[0], "clock")

    def money(self) -> None:
        """Find amounts and balance: by the arithmetic between them, else by decimals."""
        self._unix_times()
        figures = [c for c in self.free if c.amount and not _is_long(c) and not _is_phone(c)]
        decimal = [c for c in figures if share(c.cells, _has_decimals) >= _FEW]
        self.says_outcomes = any(_are_outcomes_of_calls(c) for c in self.free)
        phones = any(_is_phone(c) for c in self.free)
        self.is_calls = not decimal and (phones or self.says_outcomes)
        if self.is_calls:
            return
        figures = decimal or figures
        best: tuple[float, int, TableColumn, tuple[TableColumn, ...]] | None = None
        for balance in figures:
            for amounts in _amounts_beside(balance, figures):
                votes = self._follows(balance, amounts)
                rated = (votes, -len(amounts), balance, amounts)
                if votes >= _MOSTLY and (best is None or rated[:2] > best[:2]):
                    best = rated
        if best:
            _, _, balance, amounts = best
            self.give(balance, "balance", "arithmetic")
            for column in amounts:
                self.give(column, "amount", "arithmetic")
            if len(amounts) > 1:
                self._sides(balance, amounts)
        elif len(figures) > 1 and (pair := self._pair(figures)):
            for column in pair:
                self.give(column, "amount")
        else:
            for column in figures:
                self.give(column, "amount")

    def _unix_times(self) -> None:
        """Take for serials what tells the time of its row anew: switches number calls so."""
        for column in self.free:
            if self._is_unix_time(column):
                self.give(column, "serial")

    def _is_unix_time(self, column: TableColumn) -> bool:
        """Say whether figures are the time of their rows, in seconds since 1970."""
        time = self.table.of("time")
        if not (time and time.time) or time.time.epoch:
            return False
        if share(column.cells, _like(_UNIX_SECONDS.pattern)) < _MOSTLY:
            return False
        near = [
            abs(float(row[column.place]) - at / 1_000_000) <= _A_DAY
            for row in self.rows
            if _UNIX_SECONDS.fullmatch(row[column.place])
            and (at := moment_of(row[time.place], time.time)) is not None
        ]
        return bool(near) and sum(near) >= _MOSTLY * len(near)

    def _follows(self, balance: TableColumn, amounts: Sequence[TableColumn]) -> float:
        rows = [
            BalancedRow("", "", self._moved(row, amounts), left)
            for row in self.rows
            if (left := money_of(row[balance.place])) is not None
        ]
        votes = balance_votes([rows])
        return votes.explained / votes.pairs if votes.is_proof and votes.pairs else 0.0

    def _moved(self, row: Sequence[str], amounts: Sequence[TableColumn]) -> Decimal:
        filled = (money_of(row[column.place]) for column in amounts)
        return next((amount for amount in filled if amount), Decimal(0))

    def _sides(self, balance: TableColumn, amounts: Sequence[TableColumn]) -> None:
        """Tell what goes out from what comes in: the balance shows it."""
        rows = [
            BalancedRow("", str(column.place), amount, left)
            for row in self.rows
            if (left := money_of(row[balance.place])) is not None
            for column in amounts
            if (amount := money_of(row[column.place]))
        ]
        votes = balance_votes([rows], self.table.order_in_time())
        by_votes = sorted(amounts, key=lambda c: -_votes_of(votes, c))
        side = votes.side(str(by_votes[0].place))
        for column, way in zip(by_votes, (side, "in" if side == "out" else "out"), strict=False):
            if side:
                self.give(column, "debit" if way == "out" else "credit", "arithmetic")

    def _pair(self, figures: Sequence[TableColumn]) -> tuple[TableColumn, TableColumn] | None:
        """Return two columns of which just one holds an amount in nearly every row."""
        for n, one in enumerate(figures):
            for other in figures[n + 1 :]:
                just_one = sum(
                    bool(money_of(row[one.place])) != bool(money_of(row[other.place]))
                    for row in self.rows
                )
                if just_one >= _MOSTLY * len(self.rows):
                    return one, other
        return None

    def numbers(self) -> None:
        """Tell the own number from the others': it stands in every row."""
        for column in self.free:
            if self.is_calls and (_is_phone(column) or self._is_extension(column)):
                column.party = PartyForm("phone")
        numbers = [c for c in self.free if c.party and c.party.sort in _SORTS and not c.time]
        numbers = [c for c in numbers if not self._is_serial(c)]
        answered = [c.role for c in self.table.columns if c.ground == "answer" and c.role in _OTHER]
        if answered and numbers:
            self.give(numbers[0], _OTHER[answered[0]])
            return
        constant = [c for c in numbers if len(set(c.cells)) == 1 and c.filled >= _MOSTLY]
        constant = constant or [c for c in self.free if _is_same_number(c)]
        changing = [c for c in numbers if c not in constant]
        if len(self.rows) >= _FEWEST_ROWS and constant:
            self.give(constant[0], "own")
        elif len(changing) > 1:
            self._ends(changing)
            return
        if changing:
            self.give(changing[0], "counter")

    def _is_extension(self, column: TableColumn) -> bool:
        """Say whether figures before the time are short numbers that a switch connects."""
        time = self.table.of("time")
        if not self.says_outcomes or time is None or column.place > time.place:
            return False
        return share(column.cells, _like(_EXTENSION.pattern)) >= _MOSTLY

    def _ends(self, changing: Sequence[TableColumn]) -> None:
        """Take the number that few rows differ in for the own where a balance runs on."""
        if self.table.of("balance"):
            own = min(changing, key=lambda c: len(set(c.cells)))
            if len(set(own.cells)) <= len(self.rows) * _FEW:
                self.give(own, "own")
                rest = [c for c in changing if c is not own]
                self.give(rest[0], "counter")
                return
        one, other = changing[:2]
        roles = ("caller", "called") if self.is_calls else ("source", "target")
        self.give(one, roles[0])
        self.give(other, roles[1])

    def _is_serial(self, column: TableColumn) -> bool:
        """Say whether numbers count rows: each stands once, dated or rising."""
        cells = column.cells
        if len(set(cells)) < len(cells) or len(cells) < _FEWEST_ROWS or column.filled < _MOSTLY:
            return False
        dated = share(cells, lambda cell: bool(re.match(r"20\d{2}(0[1-9]|1[0-2])[0-3]\d", cell)))
        ordered = cells in (sorted(cells), sorted(cells, reverse=True))
        rising = ordered and len(cells) >= _NO_CHANCE and len({len(cell) for cell in cells}) == 1
        if dated >= _MOSTLY or (rising and not _is_phone(column)):
            self.give(column, "serial")
            return True
        return False

    def names(self) -> None:
        """Find holders and names of the other side: beside their numbers where there are two."""
        named = [c for c in self.free if are_parties(c.cells) or _are_names(c.cells)]
        sides = [c for c in self.table.columns if c.role in ("source", "target")]
        if sides:
            for side in sides:
                near = [c for c in named if c.place - side.place == 1]
                if near:
                    self.give(near[0], f"{side.role}_name")
            return
        own = self.table.of("own")
        constant = [c for c in named if len(set(c.cells)) == 1]
        changing = [c for c in named if c not in constant]
        if own and constant and not self.is_calls and abs(constant[0].place - own.place) == 1:
            self.give(constant[0], "holder")
        counter = self.table.of("counter")
        if counter:
            changing.sort(key=lambda c: abs(c.place - counter.place))
        if changing and not self.is_calls:
            self.give(changing[0], "counter_name")

    def _shortest(self, lengths: Sequence[TableColumn]) -> TableColumn:
        """Return of columns of lengths that of the talk: the one beside it counts ringing, too."""
        first = lengths[0]
        for other in lengths[1:]:
            spans = [(row[first.place], row[other.place]) for row in self.rows]
            known = [pair for pair in spans if all(map(reads(parse_span), pair))]
            if known and all(parse_span(two) <= parse_span(one) for one, two in known):
                return other
        return first

    def rest(self) -> None:
        """Take words for memos, and of calls a figure for how long each lasted."""
        if self.is_calls:
            lengths = [c for c in self.free if share(c.cells, reads(parse_span)) >= _MOSTLY]
            if lengths and not self.table.of("duration"):
                self.give(self._shortest(lengths), "duration")
            return
        for column in self.free:
            known = directions_of(column.cells)
            sided = (known and all(known.values())) or _is_currency(column.cells)
            if not sided and not column.amount and not column.time and are_words(column.cells):
                self.give(column, "memo")


def _are_outcomes_of_calls(column: TableColumn) -> bool:
    """Say whether every cell tells how a call ended, and not all are words of payments too."""
    outcome = drafting_rules()["calls"]["outcome"]
    return share(column.cells, lambda cell: bool(re.search(outcome, cell))) == 1 and any(
        re.fullmatch(_OF_CALLS_ALONE, cell) for cell in column.cells
    )


def _votes_of(votes: BalanceVotes, column: TableColumn) -> int:
    """Return how many rows of a column of amounts the balance follows."""
    sort = str(column.place)
    return votes.rises.get(sort, 0) + votes.falls.get(sort, 0)


def _amounts_beside(
    balance: TableColumn, figures: Sequence[TableColumn]
) -> list[tuple[TableColumn, ...]]:
    others = [c for c in figures if c is not balance]
    pairs = [(one, two) for n, one in enumerate(others) for two in others[n + 1 :]]
    return [*((other,) for other in others), *pairs]


def _is_long(column: TableColumn) -> bool:
    """Say whether cells are numbers too long for amounts: of accounts, or of wallets."""
    sort = column.party.sort if column.party else ""
    digits = share(column.cells, lambda cell: cell.isdigit() and len(cell) > _SHORT)
    dated = share(column.cells, lambda cell: bool(re.match(r"(19|20)\d{2}", cell)))
    return sort == "wallet" or (digits >= _MOSTLY and dated < _MOSTLY)


def _is_dated_serial(column: TableColumn) -> bool:
    """Say whether cells are numbers that begin as a time, with more digits than one has."""
    long = share(column.cells, lambda cell: cell.isdigit() and len(cell) > _DIGITS)
    return long >= _MOSTLY and len(set(column.cells)) == len(column.cells)


def _is_same_number(column: TableColumn) -> bool:
    """Say whether every row begins with one number, shorter than most of accounts, and no day."""
    same = (
        column.place == 0
        and len(set(column.cells)) == 1
        and column.filled >= _MOSTLY
        and not column.time
    )
    return same and bool(re.fullmatch(r"\d{9,11}", column.cells[0]))


def _is_phone(column: TableColumn) -> bool:
    """Say whether cells are telephone numbers: some of them of mobiles, others may be short."""
    if column.party and column.party.sort == "phone":
        return True
    mobile = share(column.cells, lambda cell: bool(_MOBILE.fullmatch(cell)))
    return mobile >= _SOME and share(column.cells, lambda c: bool(_PHONE.fullmatch(c))) >= _MOSTLY


def _are_names(cells: Sequence[str]) -> bool:
    """Say whether most cells are called as persons or firms are; none of a few known words."""
    rules = drafting_rules()["parties"]
    person = rf"[{rules['surnames']}][\u4e00-\u9fff*]{{1,2}}|[A-Z][a-z]+ [A-Z][A-Za-z ]+"
    form = f"{person}|{rules['firms']}"
    return directions_of(cells) is None and share(cells, _like(form)) > _FEW


def _like(form: str) -> Callable[[str], bool]:
    return lambda cell: bool(re.fullmatch(form, cell))


def _is_currency(cells: Sequence[str]) -> bool:
    """Say whether nearly all cells name a currency."""
    return share(cells, reads(parse_currency)) >= _MOSTLY


def _has_decimals(cell: str) -> bool:
    return bool(re.search(r"[.,]\d", cell))
