"""Innocent shapes: wages, monthly bills, rent, a shop's takings, one holder's own accounts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kg.ledger.account_flows import distinct
from kg.messages import Message
from kg.trace.base import Int64
from kg.trace.typologies.catalogue import shapes
from kg.trace.typologies.detector import Ground, Hit
from kg.trace.typologies.pairs import recurring

DAY = 86_400_000_000
Holders = Mapping[str, frozenset[str]]


def recognise(
    ground: Ground, hit: Hit, typology: str, holders: Holders
) -> tuple[str, Message | None]:
    """Return the first innocent shape of the file that a hit's rows have, and why."""
    for name, shape in shapes().items():
        if name == "limits" or typology not in shape["of"]:
            continue
        if facts := _LOOKS[name](ground, hit, holders):
            label, why = Message(f"shape-{name}-label"), Message(f"shape-{name}-said", **facts)
            return name, Message("shape-recognised", label=label, why=why)
    return "", None


def _limit(name: str) -> float:
    return float(shapes()["limits"][name]["default"])


def _salary(ground: Ground, hit: Hit, holders: Holders) -> dict[str, object]:
    rows = hit.rows[np.isin(ground.rows.src[hit.rows], hit.centre)]
    return _monthly(ground, rows)


def _utility(ground: Ground, hit: Hit, holders: Holders) -> dict[str, object]:
    rows = hit.rows[np.isin(ground.rows.dst[hit.rows], hit.centre)]
    return _monthly(ground, rows)


def _rent(ground: Ground, hit: Hit, holders: Holders) -> dict[str, object]:
    return _monthly(ground, hit.rows)


def _monthly(ground: Ground, members: Int64) -> dict[str, object]:
    """Count the rows that come back every month between the same two, and say so if most do."""
    first, last = shapes()["limits"]["monthly"]["default"]
    alike = ground.share(_limit("alike"))
    met = int(recurring(ground.rows, members, first * DAY, last * DAY, alike).sum())
    if not met or met < _limit("share") * len(members):
        return {}
    return {"count": len(members), "met": met}


def _merchant(ground: Ground, hit: Hit, holders: Holders) -> dict[str, object]:
    """Say by whom and on how many days the centre is paid, where it is like a shop."""
    (account,) = hit.centre[:1]
    rows = ground.rows
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


def _own(ground: Ground, hit: Hit, holders: Holders) -> dict[str, object]:
    """Say how many accounts there are, where every one of them has the same recorded holder."""
    accounts = hit.account_ids or tuple(members(ground, hit))
    held = [holders.get(account, frozenset()) for account in accounts]
    common = frozenset.intersection(*held) if held else frozenset()
    return {"count": len(accounts)} if common else {}


def members(ground: Ground, hit: Hit) -> list[str]:
    """Return every account that takes part in a hit's rows, sorted."""
    ends = distinct(np.concatenate((ground.rows.src[hit.rows], ground.rows.dst[hit.rows])))
    return sorted(ground.index.accounts[account] for account in ends.tolist())


_LOOKS = {
    "salary": _salary,
    "utility": _utility,
    "rent": _rent,
    "merchant": _merchant,
    "own-accounts": _own,
}
