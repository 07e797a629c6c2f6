"""Innocent shapes: wages, monthly bills, rent, a shop's takings, one holder's own accounts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kg.ledger.account_flows import distinct
from kg.messages import Message
from kg.trace.base import Bool, Int64, kernel
from kg.trace.typologies.amounts import Share, is_like
from kg.trace.typologies.catalogue import innocent_shapes
from kg.trace.typologies.detector import SearchContext, TypologyHit
from kg.trace.typologies.search_rows import SearchRows

DAY = 86_400_000_000
Holders = Mapping[str, frozenset[str]]


def recognise_innocent(
    context: SearchContext, hit: TypologyHit, typology: str, holders: Holders
) -> tuple[str, Message | None]:
    """Return the first innocent shape of the file that a hit's rows have, and why."""
    for name, shape in innocent_shapes().items():
        if name == "limits" or typology not in shape["of"]:
            continue
        if facts := _LOOKS[name](context, hit, holders):
            label, why = Message(f"shape-{name}-label"), Message(f"shape-{name}-said", **facts)
            return name, Message("shape-recognised", label=label, why=why)
    return "", None


def _limit(name: str) -> float:
    return float(innocent_shapes()["limits"][name]["default"])


def _salary(context: SearchContext, hit: TypologyHit, holders: Holders) -> dict[str, object]:
    rows = hit.rows[np.isin(context.rows.src[hit.rows], hit.centre)]
    return _monthly(context, rows)


def _utility(context: SearchContext, hit: TypologyHit, holders: Holders) -> dict[str, object]:
    rows = hit.rows[np.isin(context.rows.dst[hit.rows], hit.centre)]
    return _monthly(context, rows)


def _rent(context: SearchContext, hit: TypologyHit, holders: Holders) -> dict[str, object]:
    return _monthly(context, hit.rows)


def _monthly(context: SearchContext, members: Int64) -> dict[str, object]:
    """Count the rows that come back every month between the same two, and say so if most do."""
    first, last = innocent_shapes()["limits"]["monthly"]["default"]
    alike = context.share(_limit("alike"))
    met = int(recurring(context.rows, members, first * DAY, last * DAY, alike).sum())
    if not met or met < _limit("share") * len(members):
        return {}
    return {"count": len(members), "met": met}


def _merchant(context: SearchContext, hit: TypologyHit, holders: Holders) -> dict[str, object]:
    """Say by whom and on how many days the centre is paid, where it is like a shop."""
    (account,) = hit.centre[:1]
    rows = context.rows
    came = rows.in_idx[rows.in_ptr[account] : rows.in_ptr[account + 1]]
    came = came[rows.ok[came] != 0]
    days = distinct(rows.start[came] // DAY)
    span = int(days[-1] - days[0]) + 1 if len(days) else 0
    payers = distinct(rows.src[came])
    paid = rows.dst[rows.out_idx[rows.out_ptr[account] : rows.out_ptr[account + 1]]]
    back = int(np.isin(payers, paid).sum())
    steady = span >= _limit("days") and len(days) >= _limit("busy") * span
    if not steady or len(payers) < _limit("payers") or back > _limit("paid_back") * len(payers):
        return {}
    return {"days": span, "busy": len(days), "payers": len(payers)}


def _own(context: SearchContext, hit: TypologyHit, holders: Holders) -> dict[str, object]:
    """Say how many accounts there are, where every one of them has the same recorded holder."""
    accounts = hit.account_ids or tuple(members(context, hit))
    holders_of_each = [holders.get(account, frozenset()) for account in accounts]
    common = frozenset.intersection(*holders_of_each) if holders_of_each else frozenset()
    return {"count": len(accounts)} if common else {}


def members(context: SearchContext, hit: TypologyHit) -> list[str]:
    """Return every account that takes part in a hit's rows, sorted."""
    ends = distinct(np.concatenate((context.rows.src[hit.rows], context.rows.dst[hit.rows])))
    return sorted(context.index.accounts[account] for account in ends.tolist())


_LOOKS = {
    "salary": _salary,
    "utility": _utility,
    "rent": _rent,
    "merchant": _merchant,
    "own-accounts": _own,
}


@kernel
def recurring(rows: SearchRows, members: Int64, first: int, last: int, alike: Share) -> Bool:
    """Mark the rows whose pair has a like payment ``first`` to ``last`` before or after."""
    src, dst, start, amount = rows.src, rows.dst, rows.start, rows.amount
    currency, ok, out_ptr, out_idx = rows.currency, rows.ok, rows.out_ptr, rows.out_idx
    is_recurring = np.zeros(len(members), np.bool_)
    for at in range(len(members)):
        here = members[at]
        payer = src[here]
        for slot in range(out_ptr[payer], out_ptr[payer + 1]):
            there = out_idx[slot]
            if dst[there] != dst[here] or ok[there] == 0:
                continue
            apart = abs(start[there] - start[here])
            if (
                first <= apart <= last
                and currency[there] == currency[here]
                and is_like(amount, there, here, alike)
            ):
                is_recurring[at] = True
                break
    return is_recurring
