"""Columns that a layout leaves unread: named, or the file is refused where its facts need them.

"read = stored + skipped + problems" accounts for rows; this accounts for columns. A column is of
use to a fact if it holds what the fact asks for (a party, a time, an amount) and no column that is
read fills that place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.errors import LayoutError
from kg.messages import Message, joined
from kg.model import UnreadColumn
from kg.sources.detect_layout import LayoutFit, is_same_number, plain_header
from kg.sources.layout import Layout, LayoutFlow
from kg.sources.outcomes import is_state, tells_failures
from kg.sources.proposal.guess_column import (
    Guess,
    are_ids,
    are_words,
    guess_column,
    holds_own_numbers,
    identifier_kind,
)
from kg.sources.proposal.registers import is_number_of_somebody
from kg.sources.reading_result import EVERY_COLUMN
from kg.values.accounts import undressed

if TYPE_CHECKING:
    from kg.sources.row_files import RowPart

_MOSTLY = 0.5
"""A column fills a place of the facts if at least so many of the rows have a cell in it."""
_SIDES = frozenset({"source", "target", "counter", "own", "caller", "called"})
_NAMES_OF_SIDES = frozenset({"source_name", "target_name", "counter_name"})
_NUMBERS = frozenset({"account", "phone", "wallet"})
_OF_RECORDS = ("time", "amount", "duration", "direction")
"""What only a record itself can tell: above its list it is of the file, an account, a page."""
_PARTIES = _NUMBERS | {"name", "party"}
_WORDS_OF_DIRECTION = 3
"""A column of more words than these tells more than in, out and neither."""
_OFTEN = 3
"""A column changes if one row in so many differs from the row above."""
_NAMED = 12
"""How many of the columns are named in one refusal."""


@dataclass(frozen=True, slots=True)
class FactSlot:
    """What a fact asks for, and the columns of the layout of which each would do."""

    kind: str
    numbers: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


def places_of(layout: Layout) -> Iterator[FactSlot]:
    """Yield what the flows of a layout ask of each row."""
    for flow in layout.flows:
        if flow.where:  # only some rows tell it: how many cells are filled says nothing
            continue
        if not flow.undated:
            yield FactSlot("time", frozenset({flow.time}))
        if amounts := frozenset({flow.amount, flow.debit, flow.credit} - {""}):
            yield FactSlot("amount", amounts)
        yield from _sides(layout, flow)


def _sides(layout: Layout, flow: LayoutFlow) -> Iterator[FactSlot]:
    for parties in (flow.source, flow.target) if flow.source else (flow.own, flow.other):
        columns = {name for party in parties for name in _identifying(layout, party)}
        # a choice picks a word out of a cell: it tells a class of parties, not whose account it is
        columns = {name for name in columns if layout.columns[name].type != "choice"}
        names = {name for name in columns if layout.columns[name].type == "name"}
        if flow.counter_name and parties == flow.other:
            names.add(flow.counter_name)
        if columns | names:  # else the party is the file's own, and no column tells it
            yield FactSlot("party", frozenset(columns - names), frozenset(names))


def _identifying(layout: Layout, party: str) -> Iterator[str]:
    identified = layout.parties[party]
    named = [part for parts in identified.id for part in parts if part.startswith("$")]
    columns = [part.removeprefix("$").removesuffix(".form") for part in named]
    yield from (name for name in (*columns, *identified.spoken.values()) if name in layout.columns)


def column_uses(
    part: RowPart,
    where: str,
    ignore: Sequence[str] = (),
    *,
    own: bool = False,
) -> tuple[UnreadColumn, ...]:
    """Return the filled columns of a part that no fact is made of.

    Args:
        part: The rows of a table, kept.
        where: The file, and the table in it.
        ignore: The columns that a person said need not be read; ``*`` for every one.
        own: Whether a person's own layout was named: what it lists and does not use is ignored.

    Raises:
        LayoutError: Some of them hold what the facts of the file need, and nobody said that they
            may be ignored; or a layout for want of a better would make persons of numbers.
    """
    every, ignored = EVERY_COLUMN in ignore, {plain_header(name) for name in ignore}
    judge, uses, lost = _Judge(part, own), list[UnreadColumn](), list[UnreadColumn]()
    for use, needed in judge.judged():
        is_ignored = needed and (every or plain_header(use.name) in ignored)
        uses.append(replace(use, ignored=is_ignored))
        if needed and not is_ignored:
            lost.append(use)
    if not every and (numbers := judge.numbers_as_persons(ignored)):
        raise LayoutError(numbers, where=where, hint=Message("draft-one-says-so"))
    if lost:
        raise _unread(part, lost, where)
    return tuple(uses)


def ids_as_persons(part: RowPart) -> str:
    """Return the header of ids that a layout for want of a better takes for persons' names.

    It is blank where there are none, or where a column says of which class each thing is.
    """
    fit = part.table.detection.chosen
    whens = (when for party in fit.layout.parties.values() for when in party.kind_when)
    if not fit.layout.generic or any(when.column in fit.columns for when in whens):
        return ""
    contents = part.contents
    ids = (place for place in contents.persons if are_ids(contents.cells[place]))
    return next((fit.header[place] for place in ids), "")


def _unread(part: RowPart, lost: Sequence[UnreadColumn], where: str) -> LayoutError:
    listed = [
        Message("column-like", column=repr(column.name), like=_like(column.looks))
        for column in lost[:_NAMED]
    ]
    if len(lost) > _NAMED:
        listed.append(Message("more-columns", count=len(lost) - _NAMED))
    what = Message(
        "layout-leaves-unread",
        layout=part.table.detection.chosen.layout.name,
        columns=joined("first-then", listed),
    )
    return LayoutError(what, where=where, hint=Message("draft-one-that-reads"))


def _like(kind: str) -> Message:
    """Return what a column looks like, as a refusal says it."""
    return Message(f"like-{kind}")


class _Judge:
    """Says of each column that is not read what it looks like, and whether a fact needs it."""

    def __init__(self, part: RowPart, own: bool) -> None:
        self.part = part
        self.own = own
        self.fit: LayoutFit = part.table.detection.chosen
        self.layout = self.fit.layout

    def judged(self) -> Iterator[tuple[UnreadColumn, bool]]:
        """Yield each filled column that no fact is made of, and whether one needs it."""
        names = self.part.table.names
        guesses = {
            place: guess_column(self.fit.header[place], cells, place + 1)
            for place in self.part.contents.unread
            if (cells := self.part.contents.cells[place])
            and names[place] not in self.part.table.repeated
        }
        told = [one for place, one in guesses.items() if not self._is_above(place)]
        roles = {looks_of(guess) for guess in told} | {guess.role for guess in told}
        for place, guess in guesses.items():
            looks = looks_of(guess)
            known, member = place in self.fit.places, self.part.table.member
            if self._tells_failures(place):
                looks = "outcome"
            if whose := self._is_whose_rows(place):
                looks = looks or "account"
            use = UnreadColumn(names[place], known, looks, member=member)
            left = self._is_own(place) or self._is_listed(place)
            left = left or (looks in _OF_RECORDS and self._is_above(place))
            needs = whose or (bool(looks) and self._needs(guess, looks, roles))
            yield use, needs and not left

    def _tells_failures(self, place: int) -> bool:
        """Say whether the column tells of payments that failed, and no other that is read does."""
        paid = [flow for flow in self.layout.flows if flow.amount or flow.debit]
        if not paid or any(self._reads_outcome(flow) for flow in paid):
            return False
        header = self.fit.header[place]
        return is_state(header) and tells_failures(self.part.words(place))

    def _reads_outcome(self, flow: LayoutFlow) -> bool:
        told = {*flow.outcome, *(when.column for when in flow.status if when.then == "failed")}
        return any(column in self.fit.columns for column in told)

    def _is_above(self, place: int) -> bool:
        """Say whether the column tells of the whole list of JSON in which the records stand."""
        return self.fit.header[place].startswith("../")

    def _is_own(self, place: int) -> bool:
        """Say whether a person's own layout names the column: then it is theirs to leave it."""
        return self.own and place in self.fit.places

    def _is_listed(self, place: int) -> bool:
        """Say whether a layout of a certain file that makes no flows names the column all the same.

        It knows then that a record has an amount and a day, and that neither is of a payment.
        """
        return not self.layout.flows and not self.layout.generic and place in self.fit.places

    def _needs(self, guess: Guess, looks: str, roles: set[str]) -> bool:
        if looks == "outcome":
            return True
        if guess.role == "own":  # the other side's, if it is none that the file is about
            specific = bool(self.layout.flows) and not self.layout.generic
            return specific and _changes(guess.cells) and self._side_lacks(number=True)
        if self.layout.generic:
            return self._generic_loses(guess, looks, roles)
        if not self.layout.flows:  # a list of something: a statement of payments is no such list
            pays = "amount" in roles and bool(roles & {"time", "direction", "counter"})
            return pays and looks in ("amount", "time", "direction", *_PARTIES)
        if looks == "direction":
            return len(set(guess.cells)) <= _WORDS_OF_DIRECTION and self._goes_by_sign
        if looks in ("amount", "time"):
            return self._lacks(looks)
        return looks in _PARTIES and self._lacks_party(guess, looks)

    def _is_whose_rows(self, place: int) -> bool:
        """Say whether a column tells whose the rows are, and all are stored under one number.

        That number was answered, or stands above the rows: those of another are not its own. Beside
        an account in the titles one card may stand in all rows: it is another number of it.
        """
        flows = self.layout.flows
        parties = {party for flow in flows for party in flow.own}
        own = {name for party in parties for name in _identifying(self.layout, party)}
        taken = [self.fit.heads[name] for name in own if name in self.fit.heads]
        if not taken or own & set(self.fit.columns):
            return False
        cells = [cell for cell in self.part.words(place) if cell not in ("", *self.layout.blank)]
        if not holds_own_numbers(self.fit.header[place], cells):
            return False
        apart = [cell for cell in cells if not any(_is_number_of(cell, one) for one in taken)]
        return bool(apart) and (len(cells) > 1 or not own.isdisjoint(self.fit.said))

    def _generic_loses(self, guess: Guess, looks: str, roles: set[str]) -> bool:
        """Say whether a layout for want of a better one leaves out what makes the file another."""
        sided = guess.role in _SIDES | _NAMES_OF_SIDES
        if self.layout.links and not self.layout.sealed and self._has_time:
            return sided or looks in ("time", "amount", "duration", *_NUMBERS)
        if self.layout.links and not self.layout.sealed and is_number_of_somebody(guess.header):
            return bool(guess.cells)  # a list for want of a better makes nothing of that number
        moved = "amount" in roles and bool(roles & {"time", "direction"})
        return sided or guess.role == "direction" or (moved and looks in ("amount", "time"))

    @property
    def _has_time(self) -> bool:
        return any(link.start for link in self.layout.links)

    def numbers_as_persons(self, ignored: Collection[str]) -> Message | None:
        """Say which accounts, telephones, addresses the layout would make persons of."""
        for place in self.part.contents.persons:
            header, cells = self.fit.header[place], self.part.contents.cells[place]
            kinds = [kind for kind in map(identifier_kind, cells) if kind]
            if len(kinds) * 2 > len(cells) and plain_header(header) not in ignored:
                return Message(
                    "would-make-persons",
                    layout=self.layout.name,
                    column=repr(header),
                    like=_like(max(set(kinds), key=kinds.count)),
                )
        return None

    @property
    def _goes_by_sign(self) -> bool:
        """Say whether a sign alone tells the direction: a column of it may say otherwise."""
        return any(flow.signed and not flow.direction for flow in self.layout.flows)

    def _lacks_party(self, guess: Guess, looks: str) -> bool:
        if guess.role in _SIDES and looks != "name":
            return self._side_lacks(number=True)
        if guess.role in _NAMES_OF_SIDES:
            return self._side_lacks(name=True)
        if looks in _NUMBERS and not guess.header.strip():
            # no header says that it is something else than the number beside the name that is read
            return _changes(guess.cells) and self._side_lacks(number=True)
        return self._side_lacks(number=True, name=True)

    def _lacks(self, kind: str) -> bool:
        """Say whether a time or an amount is asked for and given by no column."""
        return any(slot.kind == kind and not number for slot, number, _ in self._places)

    def _side_lacks(self, *, number: bool = False, name: bool = False) -> bool:
        """Say whether some side has no number, no name that it could have, or neither."""
        for slot, has_number, has_name in self._places:
            if slot.kind != "party":
                continue
            no_number, no_name = number and not has_number, name and not has_name
            both = number and name
            if (no_number and no_name) if both else (no_number or (no_name and slot.names)):
                return True
        return False

    @cached_property
    def _places(self) -> list[tuple[FactSlot, bool, bool]]:
        """What the facts ask for, with whether its numbers and whether its names are filled."""
        places = places_of(self.layout)
        return [(place, self._filled(place.numbers), self._filled(place.names)) for place in places]

    def _filled(self, columns: frozenset[str]) -> bool:
        if columns & set(self.fit.heads):
            return True
        there = sorted(self.fit.places_of(columns))
        return bool(there) and self.part.filled_share(there) >= _MOSTLY


def looks_of(guess: Guess) -> str:
    """Return what a column looks like that a fact could need; empty for all else.

    >>> looks_of(guess_column("对方", ["王五", "赵六"], 1))
    'name'
    >>> looks_of(guess_column("余额", ["1.00"], 1))
    ''
    >>> looks_of(guess_column("Debit", ["1.00"], 1))
    'amount'
    >>> looks_of(guess_column("Date", ["1/2/2024"], 1))
    'time'
    """
    if guess.by == "by_cells":
        if guess.type == "amount" and _are_shares(guess.cells):
            return ""
        return guess.type if guess.type in {"time", "amount", "name", *_NUMBERS} else ""
    if guess.role in ("debit", "credit"):
        return "amount"
    if guess.by == "unreadable" and guess.meant == "time":
        return "time"  # a day all the same, though nothing tells whether its month comes first
    if guess.role in ("time", "amount", "duration", "direction", "certificate"):
        return guess.role
    if guess.role in _NAMES_OF_SIDES or guess.role == "name":
        return "name" if are_words(guess.cells) else ""
    if guess.role in _SIDES or guess.role in ("phone", "own"):
        if guess.type in _NUMBERS:
            return guess.type
        return "name" if are_words(guess.cells) else "party"
    return ""


def _is_number_of(cell: str, number: str) -> bool:
    """Say whether a cell is a number, as written otherwise, with hidden digits, or its last ones.

    >>> _is_number_of("6222 0212", "62220212"), _is_number_of("0212", "62220212")
    (True, True)
    """
    plain, whole = (undressed(text).replace("-", "") for text in (cell, number))
    return whole.endswith(plain) or is_same_number(plain, whole) or is_same_number(whole, plain)


def _changes(cells: Sequence[str]) -> bool:
    """Say whether the cells differ from row to row, as those of a statement's other side do.

    Its own account stands in all of its rows, or in one row after another.
    """
    changes = sum(cell != above for above, cell in pairwise(cells))
    return changes * _OFTEN > len(cells)


def _are_shares(cells: Sequence[str]) -> bool:
    """Say whether no number is above one: weights and likelihoods, not money."""
    return all(cell.lstrip("+-").startswith("0.") or cell == "1.00" for cell in cells)
