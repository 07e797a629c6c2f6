"""Where money turned into another currency: no trace crosses that, so it ends there and says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

import numpy as np

from kg.ledger.base import FlowIndex
from kg.ledger.ends import distinct
from kg.trace.base import Flows, Int64, Terms
from kg.trace.follow import Followed


class Exchange(NamedTuple):
    """In what the money may have gone on (backward: come), and ``where``.

    ``here``: the account itself pays in it; ``beside``: another account of whoever is recorded to
    hold it does; ``before``: the account got it before it paid what is traced back.
    """

    money: str
    where: str


def converted(
    index: FlowIndex, flows: Flows, terms: Terms, reached: Followed, account: int, currency: str
) -> Exchange | None:
    """Return the exchange that the money of an account may have gone through, if there is a sign.

    The sign: within the window after traced money came, the account, or else another one of its
    recorded holder's, pays in another currency.
    """
    if len(index.currencies) < 2:
        return None
    if terms.direction == "in":
        return _before(index, flows, terms, reached, account)
    came = _traced_into(index, flows, reached, account, currency)
    if money := _others(index, flows, terms, came, _out(index, account)):
        return Exchange(money, "here")
    paid = np.concatenate([np.zeros(0, np.int64), *_beside(index, terms, account)])
    money = _others(index, flows, terms, came, paid)
    return Exchange(money, "beside") if money else None


def origins(index: FlowIndex, flows: Flows, terms: Terms, reached: Followed) -> list[int]:
    """Return, backward, the accounts that got nothing in what they paid, but another currency."""
    if terms.direction != "in":
        return []
    payers = distinct(flows.src[reached.steps])
    fed = distinct(flows.dst[reached.steps])
    ends = payers[~np.isin(payers, fed) & reached.followed[payers]].tolist()
    return [one for one in ends if _before(index, flows, terms, reached, one)]


def _beside(index: FlowIndex, terms: Terms, account: int) -> Iterator[Int64]:
    """Yield what the other accounts of the recorded holder paid, of those that pay in time."""
    for one in terms.beside(index.accounts[account]):
        with suppress(ValueError):
            yield _out(index, index.accounts.index(one))


def _before(
    index: FlowIndex, flows: Flows, terms: Terms, reached: Followed, account: int
) -> Exchange | None:
    paid = _out(index, account)
    paid = paid[reached.level[paid] > 0]
    got = np.asarray(index.in_idx[index.in_ptr[account] : index.in_ptr[account + 1]], np.int64)
    got = got[~np.isin(flows.currency[got], flows.currency[paid])]
    if not len(paid) or not len(got):
        return None
    start, until = flows.start[got], flows.start[paid].max()
    soon = got[(start >= flows.start[paid].min() - terms.within) & (start <= until)]
    money = _named(index, flows, soon)
    return Exchange(money, "before") if money else None


def _traced_into(
    index: FlowIndex, flows: Flows, reached: Followed, account: int, currency: str
) -> Int64:
    into = np.asarray(index.in_idx[index.in_ptr[account] : index.in_ptr[account + 1]], np.int64)
    into = into[reached.level[into] > 0]
    if currency:
        into = into[flows.currency[into] == index.currencies.index(currency)]
    return into


def _others(index: FlowIndex, flows: Flows, terms: Terms, came: Int64, paid: Int64) -> str:
    """Return the other currencies of payments in the window after traced money came."""
    paid = paid[~np.isin(flows.currency[paid], flows.currency[came])]
    if not len(came) or not len(paid):
        return ""
    start = flows.start[paid]
    first, last = flows.start[came].min(), flows.start[came].max() + terms.within
    return _named(index, flows, paid[(start >= first) & (start <= last)])


def _named(index: FlowIndex, flows: Flows, payments: Int64) -> str:
    return ", ".join(index.currencies[code] for code in distinct(flows.currency[payments]))


def _out(index: FlowIndex, account: int) -> Int64:
    return np.asarray(index.out_idx[index.out_ptr[account] : index.out_ptr[account + 1]], np.int64)
