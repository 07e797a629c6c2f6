"""Rows that give one currency for another: what came, what went, and which column says the way."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kg.messages import Message
from kg.sources.proposal.amount_entries import amount_entry
from kg.sources.proposal.cell_forms import MOSTLY, PARTLY, is_symbol, money_of, share, some_of
from kg.sources.proposal.column_roles import FILLED, MOVED, Ground, TableColumn, TableColumns
from kg.sources.proposal.guess_column import drafting_rules
from kg.sources.proposal.payment_details import details_of_flow
from kg.sources.proposal.table_draft import TableDraft
from kg.values.currencies import SCALES

_FINEST = 4
"""Decimals that the money of a state has at most (ISO 4217)."""
_CARRYING = re.compile(r"[-+]?[0-9.,]+ ([A-Z][A-Z0-9]{1,9})")
"""An amount with the code of its currency behind it."""
_NEAR = Decimal("0.01")
"""Price and quantity are rounded: their product is the total up to so large a part of it."""


@dataclass(frozen=True, slots=True)
class CurrencyPair:
    """Patterns that take the traded and the paying currency out of a cell such as ``BTC/USDT``."""

    base: str
    quote: str


@dataclass(frozen=True, slots=True)
class Trade:
    """The columns of rows that trade ``amount`` of a ``currency`` for ``total`` of ``paid_in``.

    ``side`` says by its words, ``choices``, which way the amount goes; the total goes the other
    way. Without it the amount came, and the total went. A ``pair`` says that both currencies stand
    in one cell.
    """

    amount: TableColumn
    currency: TableColumn
    total: TableColumn
    paid_in: TableColumn
    side: TableColumn | None = None
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    pair: CurrencyPair | None = None


class Trades:
    """Finds out whether the rows of a table trade, and whether all of a trade is told.

    Args:
        table: The columns, with their roles.
    """

    def __init__(self, table: TableColumns) -> None:
        self.rules = drafting_rules()["trades"]
        self.rows = list(table.sample.rows)
        self.columns = [
            c for c in table.columns
            if c.cells and not re.search(self.rules["fee"], c.header)
            and not (c.ground == "answer" and c.role in ("other", "skip"))
        ]  # fmt: skip
        self.currencies = [c for c in self.columns if self._is_currency(c)]

    def _is_currency(self, column: TableColumn) -> bool:
        named = column.role == "currency" or re.search(self.rules["currency"], column.header)
        return bool(named) and share(some_of(column.cells), is_symbol) >= MOSTLY

    def found(self) -> Trade | None:
        """Return the columns of a trade where they are told; None where they are not."""
        return self._by_side() or self._by_headers()

    @property
    def are_there(self) -> bool:
        """Whether the rows trade, told whole or not."""
        if self._pair_column() is not None:
            priced = any(re.search(self.rules["price"], c.header) for c in self._amounts())
            return priced or any(map(self._says_side, self.columns))
        if self._unread_pair() is not None:
            return True
        if not self.currencies:
            return False
        priced = any(c.role == "price" for c in self.columns)
        several = len(self._filled(self.currencies)) > 1
        differ = priced and several and self._differ()
        alone = self._priced_coin() is not None
        moved = self._both_moved() or self._move_against_each_other() or self._move_in_turn()
        return differ or alone or moved

    @property
    def naming(self) -> TableColumn:
        """The column that names the currencies of rows that trade."""
        paired = self._pair_column()
        if paired is not None:
            return paired[0]
        return self._unread_pair() or self._priced_coin() or self.currencies[-1]

    def _priced_coin(self) -> TableColumn | None:
        """Return the only column of currencies, where it names what a price was paid for."""
        if len(self.currencies) != 1 or not all(map(_is_coin, self.currencies[0].cells)):
            return None
        amounts = self._amounts()
        quantities = [c for c in amounts if re.search(self.rules["quantity"], c.header)]
        is_priced = any(
            self._multiplies(price, quantity, total)
            for price in self._amounts(self.rules["price"])
            for quantity in quantities
            for total in amounts
            if total is not price and total is not quantity and total.role in MOVED
        )
        return self.currencies[0] if is_priced else None

    def _unread_pair(self) -> TableColumn | None:
        """Return what tells of trades which cannot be read whole.

        A pair that names the paying currency first, beside a price; or amounts that carry their own
        currencies, several in one column, beside a word for who bought.
        """
        if self.currencies:
            return None
        sided = any(share(c.cells, lambda w: bool(self._way(w))) >= PARTLY for c in self.columns)
        for column in self.columns:
            cells = column.cells
            first = share(cells, lambda c: bool(re.fullmatch(self.rules["quote_first"], c)))
            named = re.search(f"{self.rules['pair']}|(?i:exchange)", column.header)
            if named and first >= PARTLY and self._amounts(self.rules["price"]):
                return column
            carried = [match[1] for c in cells if (match := _CARRYING.fullmatch(c))]
            if sided and len(carried) >= len(cells) * PARTLY and len(set(carried)) > 1:
                return column
        return None

    def _filled(self, columns: Sequence[TableColumn]) -> list[TableColumn]:
        return [c for c in columns if c.filled >= MOSTLY]

    def _differ(self) -> bool:
        one, other = self._filled(self.currencies)[:2]
        differing = sum(row[one.place] != row[other.place] for row in self.rows)
        return differing >= len(self.rows) * MOSTLY

    def _amounts(self, like: str = "") -> list[TableColumn]:
        counted = [c for c in self.columns if c.amount and c.role not in ("serial", "time")]
        return [c for c in counted if not like or re.search(like, c.header)]

    def _both_moved(self) -> bool:
        got, given = (self._amounts(self.rules[way]) for way in ("got", "given"))
        return any(
            sum(bool(money_of(r[one.place]) and money_of(r[other.place])) for r in self.rows)
            >= len(self.rows) * FILLED
            for one in got
            for other in given
            if one is not other
        )

    def _move_against_each_other(self) -> bool:
        """Say whether some row has two amounts, each beside its currency: one came, one went.

        One of them is a coin: banks write without a sign what a payment was in foreign money.
        """
        pairs = self._amounts_beside_currencies()
        return any(
            row[in_one.place] != row[in_other.place]
            and (one := money_of(row[amount.place]))
            and (other := money_of(row[against.place]))
            and (one < 0) != (other < 0)
            and (_is_coin(row[in_one.place]) or _is_coin(row[in_other.place]))
            for amount, in_one in pairs
            for against, in_other in pairs
            if amount.place < against.place and in_one is not in_other
            for row in self.rows
        )

    def _amounts_beside_currencies(self) -> list[tuple[TableColumn, TableColumn]]:
        """Return each amount that stands beside a currency of its own, with it."""
        return [
            (amount, currency)
            for currency in self.currencies
            for amount in self._amounts()
            if abs(amount.place - currency.place) == 1 and self._of_one(amount, currency)
        ]

    def _move_in_turn(self) -> bool:
        """Say whether either of two amounts moved in a row, each in a currency of its own.

        One column of amounts that a person names is all that moved.
        """
        if any(c.role == "amount" and c.ground == "answer" for c in self.columns):
            return False
        pairs = self._amounts_beside_currencies()
        return any(
            sum(
                row[in_one.place] != row[in_other.place]
                and bool(money_of(row[amount.place])) != bool(money_of(row[against.place]))
                for row in self.rows
            )
            >= len(self.rows) * PARTLY
            for amount, in_one in pairs
            for against, in_other in pairs
            if amount.place < against.place and in_one is not in_other
            if all(any(money_of(row[c.place]) for row in self.rows) for c in (amount, against))
        )

    def _of_one(self, amount: TableColumn, currency: TableColumn) -> bool:
        """Say whether two headers are the same but for the words for amounts and currencies."""
        one, other = (re.sub(self.rules["alike"], "", c.header) for c in (amount, currency))
        return one == other

    def _by_side(self) -> Trade | None:
        """Return a trade of which a word says who bought: price by quantity is the total."""
        side = next(filter(self._says_side, self.columns), None)
        base, quote = (
            next((c for c in self._filled(self.currencies) if re.search(like, c.header)), None)
            for like in (self.rules["base"], self.rules["quote"])
        )
        paired = self._pair_column()
        if paired is not None:
            base = quote = paired[0]
        elif base is quote:
            return None
        if side is None or base is None or quote is None:
            return None
        # what was carried out says more than what was ordered
        amounts = sorted(self._amounts(), key=lambda c: not re.search(self.rules["done"], c.header))
        prices = [c for c in amounts if re.search(self.rules["price"], c.header)]
        for price in prices:
            for quantity in amounts:
                for total in amounts:
                    apart = len({price.place, quantity.place, total.place}) == 3
                    if apart and self._multiplies(price, quantity, total):
                        words = {w: self._way(w) for w in side.cells}
                        choices = tuple(
                            (way, tuple(w for w, told in words.items() if told == way))
                            for way in ("in", "out")
                        )
                        pair = paired[1] if paired else None
                        return Trade(quantity, base, total, quote, side, choices, pair)
        return None

    def _pair_column(self) -> tuple[TableColumn, CurrencyPair] | None:
        """Return the column whose cells name both currencies of a trade, and how they are read.

        Where a column names a currency of its own, the pair only says what an entry is for.
        """
        if self.currencies:
            return None
        for column in self.columns:
            cells = column.cells
            if share(cells, lambda c: bool(re.fullmatch(self.rules["parted"], c))) >= PARTLY:
                return column, CurrencyPair(r"^[ \t]*([^/_ -]+)[/_-]", r"[/_-]([^/_ -]+)[ \t]*$")
            joined = rf"[ \t]*([A-Z0-9]{{2,10}}?)({self.rules['quotes']})[ \t]*"
            named = re.search(self.rules["pair"], column.header)
            if named and share(cells, lambda c: bool(re.fullmatch(joined, c))) >= PARTLY:  # noqa: B023
                quotes = self.rules["quotes"]
                # one exchange writes X before coins and Z before money: XXBTZEUR beside XTZEUR
                kraken = any(re.fullmatch(self.rules["of_kraken"], c) for c in cells)
                base = "(X[A-Z]{3}|[A-Z0-9]+?Z|[A-Z0-9]+?)Z?" if kraken else "([A-Z0-9]+?)"
                return column, CurrencyPair(
                    rf"^[ \t]*{base}(?:{quotes})[ \t]*$", rf"({quotes})[ \t]*$"
                )
        return None

    def _way(self, word: str) -> str:
        if re.fullmatch(self.rules["buy"], word):
            return "in"
        return "out" if re.fullmatch(self.rules["sell"], word) else ""

    def _says_side(self, column: TableColumn) -> bool:
        # a row with another word is a problem of its own, not the end of all trades
        said = share(column.cells, lambda word: bool(self._way(word))) >= PARTLY
        return column.filled >= MOSTLY and said

    def _multiplies(self, price: TableColumn, quantity: TableColumn, total: TableColumn) -> bool:
        """Say whether price by quantity is the total in nearly every row, and is said otherwise."""
        if re.search(self.rules["quantity"], total.header):
            return False
        rows = [[money_of(row[c.place]) for c in (price, quantity, total)] for row in self.rows]
        told = [(one, many, whole) for one, many, whole in rows if one and many and whole]
        good = sum(abs(one * many - whole) <= _NEAR * abs(whole) for one, many, whole in told)
        return len(told) >= len(rows) * PARTLY and good >= len(told) * MOSTLY

    def _by_headers(self) -> Trade | None:
        """Return a trade whose headers say what came and what went, each in its own currency."""
        sides = []
        for way in ("got", "given"):
            amounts = self._filled(self._amounts(self.rules[way]))
            named = [
                c for c in self._filled(self.currencies) if re.search(self.rules[way], c.header)
            ]
            if len(amounts) != 1 or len(named) != 1:
                return None
            sides.append((amounts[0], named[0]))
        (got, got_in), (given, given_in) = sides
        return Trade(got, got_in, given, given_in)


def trade_flows(draft: TableDraft, trade: Trade, flow: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the two flows of a trade: what came for what went.

    Args:
        draft: The table; the columns of the trade get their roles and how they are read.
        trade: Which columns these are.
        flow: What is told of both flows: the own account, the other side, the time.

    Raises:
        LayoutError: Nothing tells of which currency the amounts are, and it cannot be asked.
    """
    for column in draft.all_of(*MOVED, "quantity", "direction", "currency"):
        column.role = "other"
    trade.amount.role, trade.currency.role = "amount", "currency"
    trade.currency.ground = _ground(trade.currency)
    if trade.pair:
        trade.currency.about |= {"pick": trade.pair.base, "required": True, "filled": True}
        draft.more_columns["paid_in"] = {
            "names": [trade.currency.name], "pick": trade.pair.quote, "type": "token",
            "required": True, "filled": True,
        }  # fmt: skip
    else:
        _use(trade.paid_in, "paid_in", {"type": "token"})
    _use(trade.total, "total", amount_entry(draft, trade.total))
    details = details_of_flow(draft, flow) | {"currency": "currency"}
    details.pop("default_currency", None)
    one = {**flow, **details, "amount": "amount"}
    other = {**one, "amount": "total", "currency": "paid_in"}
    if trade.side is None:
        one |= {"signed": True, "out_sign": "minus"}
        other |= {"signed": True, "out_sign": "plus"}
        return [one, other]
    _tell_side(draft, trade, trade.side)
    one["direction"], other["direction"] = "direction", "other_way"
    return [one, other]


def _use(column: TableColumn, key: str, entry: Mapping[str, Any]) -> None:
    """Give a column of a trade its role, its name in the layout, and how it is read."""
    column.key, column.role, column.ground = key, key, _ground(column)
    column.about |= {**entry, "required": True, "filled": True}


def _ground(column: TableColumn) -> Ground:
    """Return the ground of a column of a trade: what a person said, else arithmetic and header."""
    return "answer" if column.ground == "answer" else "arithmetic"


def _tell_side(draft: TableDraft, trade: Trade, side: TableColumn) -> None:
    """Say by which words the amount comes or goes; by the same ones the total goes or comes."""
    known = drafting_rules()["directions"]
    choices = {way: list(words) or known[way][:1] for way, words in trade.choices}
    side.role, side.ground = "direction", "cells"
    side.about |= {"type": "choice", "choices": choices}
    draft.more_columns["other_way"] = {
        "names": [side.name], "pick": r"^[ \t]*([^ \t]+)", "type": "choice",
        "choices": {"in": choices["out"], "out": choices["in"]},
    }  # fmt: skip


def _is_coin(code: str) -> bool:
    """Say whether a code is that of a coin, known or not: no state's money is parted so finely."""
    return SCALES.get(code.strip().upper(), _FINEST + 1) > _FINEST


def refuse_half_trades(draft: TableDraft, trades: Trades) -> None:
    """Refuse rows that give one currency for another where not all of it is told.

    Raises:
        LayoutError: The rows are trades.
    """
    if trades.are_there:
        named = trades.naming
        what = Message("rows-trade-currencies", column=named.name, cells=named.cells[:2])
        raise draft.refusal(what, Message("write-two-flows"))
