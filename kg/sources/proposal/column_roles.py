"""What the columns of a table are for: told by their headers, and by how their cells read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal

from kg.sources.detect_layout import own_names
from kg.sources.formats.json_records import spoken_name
from kg.sources.outcomes import (
    DONE,
    FAILED,
    PAID_BACK,
    STANDS,
    is_failure_alone,
    is_other_state,
    is_state,
    outcome_of,
)
from kg.sources.proposal.cell_forms import (
    MOSTLY,
    PARTLY,
    SIGNS,
    AmountForm,
    PartyForm,
    TimeForm,
    amount_form,
    day_form,
    directions_of,
    is_email,
    moment_of,
    party_form,
    serial_form,
    share,
    some_of,
    time_form,
    zone_of_header,
)
from kg.sources.proposal.guess_column import (
    drafting_rules,
    role_of_header,
    roles_of_header,
    simple_header,
)
from kg.sources.proposal.sample import TableSample
from kg.text import narrow
from kg.values import Refused
from kg.values.currencies import parse_currency

_SIDES = frozenset(
    f"{side}{part}" for side in ("source", "target", "counter", "own") for part in ("", "_name")
)
_FEW_TO_THE_LEFT = 3
"""How far left of a header that stands there twice another one says whose it is."""
Ground = Literal["answer", "header", "cells", "arithmetic", "unused"]
_AMOUNTS = ("amount", "debit", "credit", "balance", "price", "quantity")
_SHORT_WORD = 2
"""Letters of what may be a code of something else as well."""
_BOTH_WAYS = ("debit", "credit")
MOVED = ("amount", "debit", "credit")
"""Roles of the columns that say how much moved."""
_PARTIES = (
    "own", "holder", "name", "counter", "counter_name", "source", "source_name", "target",
    "target_name", "caller", "called",
)  # fmt: skip
_DATE = re.compile(
    r"\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}|\d\D{0,6}[^\W\d_]{3,}\D{0,6}\d|\d{4}T\d\d:"
)
"""What no cell lacks that is a day, and no amount and no number of an account has."""
_FLAG = re.compile(r"(?i)-?[01]|true|false|yes|no|[tfyn]|是|否")
_NAMES_ACCOUNTS = re.compile(r"(?i)account.?name|账户名称|账户名$|kontoname|számla ?neve")
_OF_CARDS = re.compile(r"(?i)card|funding|卡")
"""Headers of what is said of a card: its kind is credit or debit whichever way the money goes."""
_ACCOUNT = re.compile(r"(?i)(source|my|own) account|本方账户")
_SYMBOL = re.compile(r"[^\s,;]{1,64}")
_LETTER = re.compile(r"[^\W\d_]")
_BLANKS = ("-", "--", "—", "/", "\\N", "NULL", "null", "None", "无", "空", "[]", "{}")
_TAIL = 4
_LONGEST_STATE = 40
_WORD = re.compile(r"[^\W\d_]{2}")
_WORDS = 8
"""So many different words a column of directions or states has at most."""
OF_THE_WHOLE_LIST: Mapping[str, str] = {
    "own": "own", "phone": "own", "holder": "holder", "name": "holder", "currency": "currency",
}  # fmt: skip
"""What stands in JSON above a list of records may be, by what its name says: whose they are.

A state there is that of the answer, and a time the one when it was given.
"""
FILLED = 0.5
"""A column is of use if so many rows have a cell in it."""


@dataclass(slots=True)
class TableColumn:
    """A column while its role is being found."""

    place: int
    header: str
    name: str
    cells: list[str]
    filled: float
    role: str = "other"
    ground: Ground = "unused"
    key: str = ""
    about: dict[str, Any] = field(default_factory=dict)
    time: TimeForm | None = None
    amount: AmountForm | None = None
    party: PartyForm | None = None


def _role_of_path(header: str, records: str) -> str:
    """Return the role that the path of a value in JSON tells: as a whole, or by its last name."""
    names = (spoken_name(header, records), header.rpartition("/")[2])
    if not header.startswith("../"):
        return next(filter(None, map(role_of_header, names)), "")
    told = (OF_THE_WHOLE_LIST.get(role_of_header(name), "") for name in names)
    return next(filter(None, told), "skip")  # its cells alone say nothing: they are all one


_STATE_CODE = re.compile("[0-9]{1,3}")
_OF_A_DATABASE = ("../type", "../name", "../database")
"""What phpMyAdmin tells of each table of a database that it writes as JSON."""


def _is_of_a_database(sample: TableSample) -> bool:
    """Say whether records are a table's of a database: its name is no person's."""
    header = list(sample.header)
    if not {*_OF_A_DATABASE} <= {*header}:
        return False
    return {row[header.index("../type")] for row in sample.rows} == {"table"}


class TableColumns:
    """The columns of a table with their roles; one role is that of one column where it must be.

    Args:
        sample: Rows of the table.
        said: The role that a person gave a column, by its place.
        by_contents: Gives roles to the columns of a table without a header.
    """

    def __init__(
        self,
        sample: TableSample,
        said: Mapping[int, str],
        by_contents: Callable[[TableColumns], None] | None = None,
    ) -> None:
        self.sample, self._by_contents = sample, by_contents
        self.not_understood: list[TableColumn] = []
        """Columns that should name currencies, by their header, and whose cells name none."""
        names = own_names(sample.header)
        total = sum(1 for _ in sample.rows) or 1
        self.columns: list[TableColumn] = []
        named = _OF_A_DATABASE if _is_of_a_database(sample) else ()
        for place, header in enumerate(sample.header):
            told = role_of_header(header) if header and not sample.no_header else ""
            if side := _side_to_the_left(sample.header, place):
                told = side
            if sample.records:
                told = "skip" if header in named else _role_of_path(header, sample.records)
            role = said.get(place) or told
            # a direction may well be "/", as payment companies write what goes neither way
            kept = role == "direction" or _are_signs(sample.column(place))
            cells = [cell for cell in sample.column(place) if kept or not _is_blank(cell)]
            column = TableColumn(place, header, names[place], cells, len(cells) / total)
            if role:
                column.role, column.ground = role, "answer" if place in said else "header"
            self.columns.append(column)
        texts = list(sample.header)
        if sample.no_header:
            texts = [cell for column in self.columns for cell in column.cells[:20]]
        self.zh = any("\u4e00" <= char <= "\u9fff" for text in texts for char in text)
        self._read_cells()

    def of(self, role: str) -> TableColumn | None:
        """Return the first column of a role."""
        return next((column for column in self.columns if column.role == role), None)

    def order_in_time(self) -> int:
        """Return 1 where the rows run on in time, -1 where they run back, 0 if nothing tells it."""
        time = self.of("time")
        if time is None or time.time is None:
            return 0
        rises = falls = 0
        for run in self.sample.runs:
            moments = [moment_of(row[time.place], time.time) for row in run]
            known = [at for at in moments if at is not None]
            rises += sum(later > earlier for earlier, later in pairwise(known))
            falls += sum(later < earlier for earlier, later in pairwise(known))
        return (rises > 0) - (falls > 0)

    def _read_cells(self) -> None:
        """Find out how the cells of each column read; a role that they contradict is dropped."""
        for column in self.columns:
            if not column.cells:
                if column.role not in ("counter", "counter_name", "status", "serial"):
                    column.role = "skip" if column.role == "other" else column.role
                continue
            runs = [[row[column.place] for row in run] for run in self.sample.runs]
            least = MOSTLY if column.role == "other" else PARTLY
            timed = column.role in ("time", "booked")
            column.time = time_form(column.cells, runs, least, timed)
            if timed:
                column.time = serial_form(column.cells) or column.time
                column.time = column.time or day_form(column.cells, least)
            column.amount = amount_form(column.cells, column.header, least)
            column.party = party_form(column.cells)
            if column.ground == "header" and _is_refuted(column, column.role):
                self._tell_again(column)
        if self.sample.no_header and self._by_contents:
            self._by_contents(self)
        self._settle_times()
        self._settle_two_sides()
        self._settle_names()
        self._settle_directions()
        self._settle_by_cells()

    def _tell_again(self, column: TableColumn) -> None:
        """Give a column the next role that its header tells, if its cells bear that one out."""
        header = column.header.rpartition("/")[2] if self.sample.records else column.header
        told = (role for role in roles_of_header(header) if not _is_refuted(column, role))
        role = next(told, "other")
        column.role, column.ground = role, "header" if role != "other" else "unused"

    def _settle_times(self) -> None:
        timed = ("time", "booked", "clock")
        for column in self.columns:
            if column.role in timed and (column.time is None or not column.filled):
                self._drop(column)
        whole = [c for c in self.columns if c.role in timed and c.time]
        for column in whole:
            assert column.time
            column.role = (
                "clock" if column.time.part == "clock" else column.role.replace("clock", "time")
            )
        if not any(c.role in ("time", "booked") for c in self.columns):
            for column in self.columns:
                plausible = column.time and column.time.part != "clock" and column.role == "other"
                if (
                    plausible
                    and column.ground != "answer"
                    and not column.header.lower().endswith("id")
                    and self._is_calendar(column)
                ):
                    column.role, column.ground = "time", "cells"
                    break
        self._best_time()

    def _is_calendar(self, column: TableColumn) -> bool:
        return (
            share(column.cells, lambda cell: not cell.isdigit() or len(cell) in (8, 10, 13, 14))
            >= MOSTLY
        )

    def _best_time(self) -> None:
        """Keep one time: when it happened, not when it was booked; the moment, not the day."""
        times = [c for c in self.columns if c.role in ("time", "booked") and c.time]
        if not times:
            return

        def rank(column: TableColumn) -> tuple[bool, bool, int, bool, bool, int]:
            assert column.time
            zone = zone_of_header(column.header) == "UTC"
            return (
                column.ground == "answer", column.filled >= MOSTLY, _nearness(column.header),
                column.time.part == "moment", column.role == "time" or zone, -column.place,
            )  # fmt: skip

        best = max(times, key=rank)
        clock = next((c for c in self.columns if c.role == "clock"), None)
        for column in times:
            column.role = "time" if column is best else "other_time"
        if clock and best.time and best.time.part != "day":
            clock.role = "other_time"

    def _settle_two_sides(self) -> None:
        """Take for payer and payee two columns of them, where the rows are not one account's."""
        sides, free = drafting_rules()["sides"], ("counter_name", "counter", "other", "name")
        found = [
            [
                c for c in self.columns
                if (
                    c.role in (*free, role, f"{role}_name")
                    or (c.role == "own" and len(set(c.cells)) > 1)
                )
                and c.ground != "answer" and c.filled >= FILLED
                and re.search(sides[side], simple_header(c.header))
            ]
            for side, role in (("payer", "source"), ("payee", "target"))
        ]  # fmt: skip
        one_accounts = ("own", "balance", "debit", "credit", "direction", "source", "target")
        others = [c for c in self.columns if c not in found[0] + found[1]]
        if any(c.role in one_accounts and c.cells for c in others):
            return
        told: list[tuple[TableColumn, str]] = []
        for side, columns in zip(("source", "target"), found, strict=True):
            names = [c for c in columns if c.party is not None and c.party.sort == "name"]
            numbers = [c for c in columns if c not in names]
            if not columns or len(names) > 1 or len(numbers) > 1:
                return
            told += [(c, side) for c in numbers] + [(c, f"{side}_name") for c in names]
        for column, role in told:
            column.role, column.ground = role, "header"

    def _settle_names(self) -> None:
        """Tell names from numbers: a side may be named in two columns, or in one."""
        for side in ("source", "target", "counter"):
            name = self.of(f"{side}_name")
            numbered = name and name.party and name.party.sort in ("bank", "wallet")
            if name and numbered and self.of(side) is None and name.ground != "answer":
                name.role = side
            columns = [c for c in self.columns if c.role == side and c.cells]
            for column in columns:
                if column.party and column.party.sort == "name":
                    taken = self.of(f"{side}_name")
                    alone = len(columns) == 1
                    if side == "counter" or (not alone and taken is None):
                        column.role = f"{side}_name" if taken is None else "other"
            numbers = [c for c in self.columns if c.role == side and c.cells]
            for column in sorted(numbers, key=lambda c: (-c.filled, c.place))[1:]:
                column.role = "other"
        for role in ("own",):
            for column in [c for c in self.columns if c.role == role]:
                usable = column.party and column.party.sort in ("bank", "number", "wallet", "phone")
                emails = share(column.cells, is_email) >= MOSTLY
                tiny = share(column.cells, _is_tiny) >= MOSTLY and _OF_CARDS.search(column.header)
                if (
                    not column.cells
                    or tiny
                    or not (usable or emails or self._names_several(column))
                ):
                    self._drop(column)
        self._settle_holder()
        named = [c for c in self.columns if c.role == "counter_name" and c.cells]
        for column in sorted(named, key=lambda c: (-c.filled, c.place))[1:]:
            column.role = "other"

    def _names_several(self, column: TableColumn) -> bool:
        """Say whether a column called that of the account names a few, again and again."""
        rows = sum(1 for _ in self.sample.rows)
        named = column.party is not None and column.party.sort == "name"
        few = 1 < len(set(column.cells)) <= max(3, rows // 2)
        whole = _ACCOUNT.fullmatch(column.header.strip()) and column.filled == 1
        kinds = drafting_rules()["own"]["kinds"]
        if simple_header(column.header) == "account" and column.filled == 1:
            # beside whom was paid, what several accounts of one person are called
            others = any(c.role in ("counter_name", "target", "target_name") for c in self.columns)
            whole = whole or (others and any(re.search(kinds, cell) for cell in column.cells))
        return bool(named and few and whole)

    def _settle_holder(self) -> None:
        """Drop a holder who changes while the account does not: it is somebody else's name.

        What is called the name of an account, and changes, names the accounts themselves.
        """
        holder = self.of("holder")
        if holder is None or holder.ground == "answer":
            return
        if len(set(holder.cells)) < 2:
            if any(re.search(drafting_rules()["own"]["kinds"], cell) for cell in holder.cells):
                self._drop(holder)
            return
        own = next((c for c in self.columns if c.role == "own" and len(set(c.cells)) > 1), None)
        if own is not None:
            pairs = {(row[own.place], row[holder.place]) for row in self.sample.rows}
            named = Counter(number for number, name in pairs if number and name)
            if max(named.values(), default=0) > 1:
                self._drop(holder)
        elif _NAMES_ACCOUNTS.search(holder.header) and self.of("own") is None:
            holder.role = "own"
        else:
            self._drop(holder)

    def _settle_directions(self) -> None:
        columns = [c for c in self.columns if c.role == "direction"]
        for column in columns:
            figures = column.amount is not None and is_money(column)
            if not column.cells or len(set(column.cells)) > _WORDS or figures:
                self._drop(column)
        two_columns = all(any(c.role == r and c.amount for c in self.columns) for r in _BOTH_WAYS)
        if self.of("direction") is None and not two_columns:
            for column in self.columns:
                free = column.role in ("other", "memo") and column.ground != "answer"
                free = free and not _OF_CARDS.search(column.header)
                filled = free and column.filled >= FILLED
                words = directions_of(column.cells, column.header) if filled else None
                if words and _say_a_way(words):
                    column.role, column.ground = "direction", "cells"
                    break
        first = self.of("direction")
        for column in self.columns:
            if column.role == "direction" and column is not first:
                column.role = "other"

    def _settle_by_cells(self) -> None:
        """Check the amounts; where no header tells one, the cells may."""
        for column in self.columns:
            if column.role in _AMOUNTS and column.cells and column.amount is None:
                self._drop(column)
            if column.role == "currency" and column.cells and not self._are_currencies(column):
                if column.time is None and column.amount is None:  # Valuta is a day, too
                    self.not_understood.append(column)
                self._drop(column)
        self._find_amounts()
        self._find_status()
        if not any(c.role == "currency" for c in self.columns):
            for column in self.columns:
                free = column.role == "other" and column.ground != "answer"
                if free and column.filled and self._are_currencies(column):
                    column.role, column.ground = "currency", "cells"

    def _find_amounts(self) -> None:
        """Take a quantity, a price or else what looks like money for what moved."""
        for role in ("quantity", "price"):
            column = self.of(role)
            if not self._any_moved() and column is not None and self._may_be_paid(column):
                column.role = "amount"
        if not self._any_moved():
            for column in self.columns:
                free = column.role == "other" and column.ground == "unused"
                free = free and not _is_measure(column)
                if free and column.amount and is_money(column):
                    column.role, column.ground = "amount", "cells"

    def _may_be_paid(self, column: TableColumn) -> bool:
        """Say whether a quantity counts coins, or a price is that of one thing: no other is paid.

        How many things were bought or given is no money.
        """
        others = [c for c in self.columns if c is not column]
        if column.role == "price":
            counted = drafting_rules()["refuted"]["counted"]
            counts = [c for c in others if re.search(counted, simple_header(c.header))]
            return all(set(c.cells) <= {"1"} for c in counts) or self._trades_coins(others)
        return bool(column.amount and column.amount.currency) or self._trades_coins(others)

    def _trades_coins(self, columns: Sequence[TableColumn]) -> bool:
        """Say whether some columns are of currencies, coins, wallets, or of pairs of coins."""
        rules = drafting_rules()["trades"]
        pairs = re.compile("|".join((rules["parted"], rules["quote_first"])))
        return any(
            c.role in ("currency", "contract", "direction")
            or (c.party is not None and c.party.sort == "wallet")
            or share(c.cells, lambda cell: bool(currency_of(cell) or pairs.fullmatch(cell))) == 1
            for c in columns
            if c.cells
        )

    def _find_status(self) -> None:
        """Take for states the columns whose words say that some rows happened, or did not."""
        for column in self.columns:
            free = column.role == "other" and column.ground != "answer"
            if free and not is_other_state(column.header) and _tells_states(column):
                column.role, column.ground = "status", "cells"
        if not any(column.role == "status" for column in self.columns):
            for column in self.columns:  # codes that nobody explains are told, not passed over
                codes = column.cells and all(map(_STATE_CODE.fullmatch, some_of(column.cells)))
                free = column.role == "other" and column.ground != "answer"
                if free and codes and is_state(column.header.replace("_", " ")):
                    column.role, column.ground = "status", "header"

    def _any_moved(self) -> bool:
        return any(column.role in ("amount", "debit", "credit") for column in self.columns)

    def _are_currencies(self, column: TableColumn) -> bool:
        """Say whether cells name currencies; under a header of that, symbols of coins will do."""
        if column.role == "currency":  # its cells may be numbers of ISO 4217
            return share(column.cells, _may_be_currency) >= MOSTLY
        if column.time or column.amount:
            return False
        return share(column.cells, lambda cell: bool(currency_of(cell))) >= MOSTLY

    def _drop(self, column: TableColumn) -> None:
        if column.ground != "answer":
            column.role, column.ground = "other", "unused"


def _tells_states(column: TableColumn) -> bool:
    """Say whether the words of a column are those of states, whatever its header is.

    All are known and some say that a row happened; or a few, that come again, say that it did not.
    """
    words = set(column.cells)
    if not 1 <= len(words) <= _WORDS or max(map(len, words)) > _LONGEST_STATE:
        return False
    outcomes = {outcome_of(cell, anywhere=True) for cell in words}
    if DONE in outcomes and outcomes <= {DONE, STANDS, FAILED, PAID_BACK}:
        return True
    words = {cell for cell in words if _WORD.search(cell)}  # a number or a letter says nothing here
    outcomes = {outcome_of(cell, anywhere=True) for cell in words}
    come_again = DONE in outcomes or len(set(column.cells)) < len(column.cells)
    return FAILED in outcomes and (come_again or any(map(is_failure_alone, words)))


def _nearness(header: str) -> int:
    """Return how surely a time is that of what happened, not of its record or its pay-out."""
    times, plain = drafting_rules()["times"], simple_header(header)
    return 2 - (
        bool(re.search(times["of_records"], plain)) + 2 * bool(re.search(times["later"], plain))
    )


def _is_refuted(column: TableColumn, role: str) -> bool:
    """Say whether a column cannot be for a role: days, flags and numbers are no sides, no money."""
    some = some_of(column.cells)
    if role == "serial":  # words that a payer wrote number nothing
        return share(some, lambda cell: any(map(str.isdigit, cell))) < PARTLY
    rules = drafting_rules()["refuted"]
    header = simple_header(column.header)
    if role in MOVED and _is_number_of_something(column):
        return True
    if role not in (*_PARTIES, *_AMOUNTS):
        return False
    if role in _AMOUNTS and _is_measure(column):
        return True
    if re.search(rules["flags"], header) and share(some, lambda c: bool(_FLAG.fullmatch(c))) == 1:
        return True
    dated = column.time is not None and column.time.part != "clock"
    return dated and share(some, lambda cell: bool(_DATE.search(cell))) == 1


def _is_number_of_something(column: TableColumn) -> bool:
    """Say whether a column holds whole numbers under a header that says whose or of what."""
    rules, header = drafting_rules()["refuted"], simple_header(column.header)
    if not re.search(rules["numbers"], header) or re.search(rules["amounts"], header):
        return False
    return share(some_of(column.cells), lambda cell: "," not in cell and "." not in cell) >= MOSTLY


def _is_measure(column: TableColumn) -> bool:
    """Say whether a header is that of places, volumes of data, or anything else but money."""
    return bool(re.search(drafting_rules()["refuted"]["measures"], simple_header(column.header)))


def _may_be_currency(cell: str) -> bool:
    return bool(currency_of(cell) or (_SYMBOL.fullmatch(cell) and _LETTER.search(cell)))


def _is_tiny(cell: str) -> bool:
    """Say whether a cell is too short for the last digits of a card."""
    return len(cell) < _TAIL


def is_money(column: TableColumn) -> bool:
    """Say whether half of a column's cells have decimals or groups of thousands."""
    return share(column.cells, lambda cell: bool(set(narrow(cell)) & {".", ","})) >= FILLED


def _say_a_way(words: Mapping[str, str]) -> bool:
    """Say whether words under any header are for ways: of both, or all of them of one and long.

    ``IN`` in each row may as well be a country, and ``kr`` a currency.
    """
    if {"out", "in"} <= {*words.values()}:
        return True
    return all(words.values()) and not any(w.isascii() and len(w) <= _SHORT_WORD for w in words)


def _are_signs(cells: Sequence[str]) -> bool:
    """Say whether cells are nothing but signs, and pluses among them."""
    return "in" in {SIGNS.get(cell, "none") for cell in cells} <= {"in", "out"}


def _is_blank(cell: str) -> bool:
    return cell in _BLANKS or set(cell) <= {"-"}


def currency_of(cell: str) -> str:
    """Return the code of the currency that a cell names, or nothing."""
    try:
        return parse_currency(cell)
    except Refused:
        return ""


def _side_to_the_left(header: Sequence[str], place: int) -> str:
    """Return the role of a column whose header stands there twice, each time behind one of a side.

    >>> [_side_to_the_left(("From Bank", "Account", "To Bank", "Account"), n) for n in (1, 3)]
    ['source', 'target']
    >>> _side_to_the_left(("付款人", "账号", "开户行", "收款人", "账号", "开户行"), 4)
    'target'
    """
    name = header[place]
    if not name or header.count(name) != 2 or place == 0:
        return ""
    begin = max(place - _FEW_TO_THE_LEFT, 0)
    if name in header[begin:place]:
        begin = begin + header[begin:place].index(name) + 1
    pattern = drafting_rules()["sides"]["begins"]
    for left in reversed(header[begin:place]):
        if found := re.match(pattern, simple_header(left)):
            role = role_of_header(f"{found[0]} {name}")
            return role if role in _SIDES else ""
    return ""
