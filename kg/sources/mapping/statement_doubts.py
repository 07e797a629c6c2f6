"""What a whole statement leaves open, though each of its cells can be read by itself.

A balance that falls with what came in, figures that may have dots for thousands, a sign of another
currency, years of another calendar: a layout that fits the header would read them all, and wrongly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.messages import Message
from kg.sources.layout import LayoutFlow
from kg.sources.mapping import flow_amounts, sql
from kg.sources.mapping.typed_rows import RowsRefused, TypedRows
from kg.values.currencies import SYMBOLS

_DOTTED = r"^[^0-9]*[1-9][0-9]{0,2}(\.[0-9]{3})+[^0-9]*$"
"""A number whose dots may part thousands (RE2)."""
_DECIMAL = r"[0-9]{4}|^[^.]*\.([0-9]{1,2}|[0-9]{4,})[^0-9]*$|^\D*0\.[0-9]"
"""A number whose dot must be the decimal point, or which does not part its thousands (RE2)."""
_PARTED = r",[0-9]{1,2}[^0-9]*$|\.[0-9]{3}[.,]"
"""A number with a decimal comma, or with two dots: its dots part thousands (RE2)."""
_MOST = 0.5
_FEWEST, _MANY_TIMES = 2, 4
"""So many steps of the balance must speak against the direction, and so many times those for it."""
_EXACT = 1e-14
"""By how much of itself a balance may be off once it is a float: nothing is stored of it."""


def doubts(frame: TypedRows, flow: LayoutFlow) -> Iterator[tuple[str, RowsRefused]]:
    """Yield a condition on the rows of :meth:`TypedRows.rows`, and why those are no facts."""
    yield from _other_calendar(frame, flow)
    yield from _dotted_thousands(frame, flow)
    yield from _other_currency(frame, flow)


def _other_calendar(frame: TypedRows, flow: LayoutFlow) -> Iterator[tuple[str, RowsRefused]]:
    """Refuse times whose years are those of another calendar, where most of the file's are so."""
    if flow.time not in frame.odd:
        return
    odd = f"coalesce({sql.name('o_' + flow.time)}.flag, '') LIKE '%moment-implausible%'"
    query = f"SELECT count(*) FILTER ({odd}), count(*) FROM {frame.rows([flow.time])}"
    strange, every = frame.con.execute(query).fetchall()[0]
    if strange > every * _MOST:
        yield odd, RowsRefused("calendar", Message("years-of-another-calendar"), flow.time)


def _dotted_thousands(frame: TypedRows, flow: LayoutFlow) -> Iterator[tuple[str, RowsRefused]]:
    """Refuse numbers such as 1.234 where nothing in the file shows what their dots part."""
    names = [n for n in _amounts(flow) if frame.has(n) and not frame.layout.columns[n].form]
    if not any(frame.any_text(name, "{} LIKE '%.___'") for name in names):
        return
    several = [*names, *([flow.balance] if frame.has(flow.balance) else [])]
    seen = [f"{_like(frame, name, _DECIMAL)}" for name in several]
    parted = [f"{_like(frame, name, _PARTED)}" for name in several]
    query = f"SELECT bool_or({' OR '.join(seen)}), bool_or({' OR '.join(parted)}) FROM plain AS p"
    decimal_points, thousands = frame.con.execute(query).fetchall()[0]
    if decimal_points and not thousands:
        return
    for name in names:
        yield (
            _like(frame, name, _DOTTED),
            RowsRefused("number_form", Message("dot-of-thousands-or-decimals"), name),
        )


def _like(frame: TypedRows, column: str, pattern: str) -> str:
    return f"coalesce(regexp_matches({frame.text(column)}, {sql.lit(pattern)}), false)"


def _other_currency(frame: TypedRows, flow: LayoutFlow) -> Iterator[tuple[str, RowsRefused]]:
    """Refuse amounts that carry the sign of another currency than the row's."""
    code = flow_amounts.currency(frame, flow)
    for name in _amounts(flow):
        if name not in frame.odd:
            continue
        sign = f"coalesce({sql.name('o_' + name)}.x, '')"
        right = [
            f"({sign} = {sql.lit(symbol)} AND {code} IN ({', '.join(map(sql.lit, sorted(codes)))}))"
            for symbol, codes in SYMBOLS.items()
        ]
        wrong = f"{sign} <> '' AND NOT coalesce({' OR '.join(right)}, false)"
        yield wrong, RowsRefused("currency", Message("sign-of-another-currency"), name)


def _amounts(flow: LayoutFlow) -> list[str]:
    return [name for name in (flow.amount, flow.debit, flow.credit) if name]


@dataclass(frozen=True, slots=True)
class BalanceSteps:
    """The rows of all statements that have a balance, in file order.

    ``who`` tells the reporting accounts apart; ``moved`` is below zero for what went out, ``left``
    the balance, both in units of the currency; ``us`` the time in microseconds.
    """

    who: NDArray[np.uint64]
    us: NDArray[np.int64]
    left: NDArray[np.float64]
    moved: NDArray[np.float64]

    def against(self) -> list[int]:
        """Return the accounts whose balance falls with what came in and rises with what went out.

        The balance may be that before a row or after it, the rows may begin with the oldest or the
        newest: which of these, the times of two rows say, where they differ. Where times and
        balances run in different orders, as many steps speak for as against, and nothing is said.
        """
        order = np.argsort(self.who, kind="stable")
        who, us, left, moved = self.who[order], self.us[order], self.left[order], self.moved[order]
        if len(who) <= _FEWEST:
            return []
        starts = np.flatnonzero(np.concatenate(([True], who[1:] != who[:-1])))
        way = np.sign(np.diff(us, prepend=us[:1]))
        step = np.diff(left, prepend=left[:1]) * way
        before = np.concatenate((moved[:1], moved[:-1]))
        scale = np.maximum(np.abs(left), np.abs(np.concatenate((left[:1], left[:-1]))))
        inside = way != 0
        inside[starts] = False

        def steps(amounts: NDArray[np.float64]) -> NDArray[np.int64]:
            fits = inside & (np.abs(step - amounts) <= scale * _EXACT)
            return np.asarray(np.add.reduceat(fits.astype(np.int64), starts))

        agree = np.maximum(steps(moved), steps(before))
        against = np.maximum(steps(-moved), steps(-before))
        wrong = (against >= _FEWEST) & (against >= agree * _MANY_TIMES)
        return [int(account) for account in who[starts][wrong]]
