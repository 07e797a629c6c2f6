"""What accounts have in common: a tested payment, their counterparties, a device."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from kg.ledger.account_flows import distinct
from kg.trace.base import Int32, Int64
from kg.trace.typologies.detector import Ground, Hit, Values, length
from kg.trace.typologies.pairs import alike, neighbours, rare_counts, tests


def test_transfer(ground: Ground, values: Values) -> Iterator[Hit]:
    """Yield pairs of accounts whose first payment was small and soon followed by a large one."""
    small = ground.marked(ground.at_most(values["small"]))
    big = ground.marked(ground.at_least(values["big"]))
    rows = ground.rows
    found = tests(rows, small, big, length(values["within"]), ground.share(values["times"]))
    for tested, paid in found.tolist():
        times = ground.index.units_at(paid) / ground.index.units_at(tested)
        members = np.array([tested, paid], np.int64)
        centre = (int(rows.dst[paid]),)
        yield Hit(centre, members, {"times": times}, ground.late(members[:1], members[1:]))


test_transfer.__test__ = False  # type: ignore[attr-defined]  # no test, whatever its name


def shared_counterparty(ground: Ground, values: Values) -> Iterator[Hit]:
    """Yield groups of accounts that deal mostly with the same others."""
    ptr, idx = neighbours(ground.rows)
    stands, least, rare = ground.rows.stands, values["common"], values["rare"]
    counts = rare_counts(ptr, idx, stands, least, rare, values["most"])
    found = alike(ptr, idx, stands, counts, least, float(values["share"]), rare)
    for pairs in _groups(found):
        accounts = sorted({a for pair in pairs for a in pair[:2]})
        common = _common(ptr, idx, ground, pairs, rare)
        measures = {"common": max(pair[2] for pair in pairs), "share": _share(counts, pairs)}
        yield Hit(tuple(accounts), _between(ground, accounts, common), measures)


def _groups(found: Int64) -> list[list[list[int]]]:
    """Return the pairs of accounts by the group that they join."""
    leader: dict[int, int] = {}

    def lead(account: int) -> int:
        while leader.setdefault(account, account) != account:
            account = leader[account]
        return account

    for one, other, _ in found.tolist():
        low, high = sorted((lead(one), lead(other)))
        leader[high] = low
    groups = defaultdict(list)
    for pair in found.tolist():
        groups[lead(pair[0])].append(pair)
    return list(groups.values())


def _share(counts: Int32, pairs: list[list[int]]) -> float:
    """Return the smaller share of the pair that has most in common."""
    return max(common / max(int(counts[one]), int(counts[other])) for one, other, common in pairs)


def _common(ptr: Int64, idx: Int32, ground: Ground, pairs: list[list[int]], rare: int) -> set[int]:
    found: set[int] = set()
    for one, other, _ in pairs:
        both = np.intersect1d(idx[ptr[one] : ptr[one + 1]], idx[ptr[other] : ptr[other + 1]])
        few = (ptr[both + 1] - ptr[both] <= rare) & (ground.rows.stands[both] != 0)
        found.update(both[few].tolist())
    return found


def _between(ground: Ground, accounts: list[int], common: set[int]) -> Int64:
    """Return the rows between the accounts and their common counterparties."""
    rows, found = ground.rows, []
    wanted = np.array(sorted(common), np.int64)
    for account in accounts:
        left = rows.out_idx[rows.out_ptr[account] : rows.out_ptr[account + 1]]
        came = rows.in_idx[rows.in_ptr[account] : rows.in_ptr[account + 1]]
        found += [left[np.isin(rows.dst[left], wanted)], came[np.isin(rows.src[came], wanted)]]
    members = distinct(np.concatenate(found)).astype(np.int64)
    kept: Int64 = members[rows.ok[members] != 0]
    return kept


def shared_device(ground: Ground, values: Values) -> Iterator[Hit]:
    """Yield devices, network addresses and telephones that several accounts use."""
    seen: dict[str, dict[str, str]] = defaultdict(dict)
    for use in sorted(ground.uses, key=lambda use: (use.thing, use.account, use.link)):
        seen[use.thing].setdefault(use.account, use.link)
    for thing, links in seen.items():
        if len(links) >= values["accounts"]:
            yield Hit(
                (),
                np.empty(0, np.int64),
                {"accounts": len(links)},
                centre_ids=(thing,),
                account_ids=tuple(links),
                links=tuple(links.values()),
            )
