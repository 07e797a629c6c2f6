"""Shared counterparties: accounts that deal mostly with the same few others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from kg.ledger.account_flows import distinct
from kg.trace.base import Int8, Int32, Int64, kernel
from kg.trace.typologies.detector import SearchContext, TypologyHit, Values
from kg.trace.typologies.result_table import doubled
from kg.trace.typologies.search_rows import SearchRows


@kernel
def neighbours(rows: SearchRows) -> tuple[Int64, Int32]:
    """Return the distinct counterparties of each account, sorted, whichever way money went."""
    src, dst, ok, stands = rows.src, rows.dst, rows.ok, rows.stands
    out_ptr, out_idx, in_ptr, in_idx = rows.out_ptr, rows.out_idx, rows.in_ptr, rows.in_idx
    size = len(stands)
    ptr = np.zeros(size + 1, np.int64)
    met = np.full(size, -1, np.int64)
    neighbour_list = np.empty(2 * len(src), np.int32)
    count = 0
    for account in range(size):
        for slot in range(out_ptr[account], out_ptr[account + 1]):
            here = out_idx[slot]
            if ok[here] != 0 and met[dst[here]] != account:
                met[dst[here]] = account
                neighbour_list[count] = dst[here]
                count += 1
        for slot in range(in_ptr[account], in_ptr[account + 1]):
            here = in_idx[slot]
            if ok[here] != 0 and met[src[here]] != account:
                met[src[here]] = account
                neighbour_list[count] = src[here]
                count += 1
        ptr[account + 1] = count
    # who deals with whom is mutual: written the other way round the lists come out sorted
    idx = np.empty(count, np.int32)
    place = ptr[:-1].copy()
    for account in range(size):
        for slot in range(ptr[account], ptr[account + 1]):
            other = neighbour_list[slot]
            idx[place[other]] = account
            place[other] += 1
    return ptr, idx


@kernel
def rare_counts(ptr: Int64, idx: Int32, stands: Int8, least: int, rare: int, most: int) -> Int32:
    """Return how many rare counterparties each account has; 0 for accounts not to be compared."""
    counts = np.zeros(len(stands), np.int32)
    for account in range(len(stands)):
        if stands[account] == 0 or ptr[account + 1] - ptr[account] > most:
            continue
        few = 0
        for slot in range(ptr[account], ptr[account + 1]):
            other = idx[slot]
            few += stands[other] != 0 and ptr[other + 1] - ptr[other] <= rare
        if few >= least:
            counts[account] = few
    return counts


@kernel
def share_counterparties(
    ptr: Int64, idx: Int32, stands: Int8, counts: Int32, least: int, share: float, rare: int
) -> Int64:
    """Return (account, account, in common) of accounts that deal with the same rare others.

    A counterparty is rare where no more than ``rare`` accounts deal with it; the two have at least
    ``least`` of them in common, and these are ``share`` of the rare counterparties of each, which
    ``counts`` tells.
    """
    pairs = np.empty((64, 3), np.int64)
    count = 0
    common = np.zeros(len(stands), np.int32)
    touched = np.empty(len(stands), np.int32)
    for account in range(len(stands)):
        own = counts[account]
        if own == 0:
            continue
        met = 0
        for slot in range(ptr[account], ptr[account + 1]):
            other = idx[slot]
            if stands[other] == 0 or ptr[other + 1] - ptr[other] > rare:
                continue
            for back in range(ptr[other + 1] - 1, ptr[other] - 1, -1):
                twin = idx[back]
                if twin <= account:
                    break
                if counts[twin] != 0:
                    if common[twin] == 0:
                        touched[met] = twin
                        met += 1
                    common[twin] += 1
        for at in range(met):
            twin = touched[at]
            shared = common[twin]
            common[twin] = 0
            if shared >= max(least, share * own, share * counts[twin]):
                if count == len(pairs):
                    pairs = doubled(pairs)
                pairs[count, 0], pairs[count, 1], pairs[count, 2] = account, twin, shared
                count += 1
    return pairs[:count]


def shared_counterparty(context: SearchContext, values: Values) -> Iterator[TypologyHit]:
    """Yield groups of accounts that deal mostly with the same others."""
    ptr, idx = neighbours(context.rows)
    stands, least, rare = context.rows.stands, values["common"], values["rare"]
    counts = rare_counts(ptr, idx, stands, least, rare, values["most"])
    shared = share_counterparties(ptr, idx, stands, counts, least, float(values["share"]), rare)
    for pairs in _groups(shared):
        accounts = sorted({a for pair in pairs for a in pair[:2]})
        common = _common(ptr, idx, context, pairs, rare)
        measures = {"common": max(pair[2] for pair in pairs), "share": _share(counts, pairs)}
        yield TypologyHit(tuple(accounts), _between(context, accounts, common), measures)


def _groups(pairs: Int64) -> list[list[list[int]]]:
    """Return the pairs of accounts by the group that they join."""
    leader: dict[int, int] = {}

    def lead(account: int) -> int:
        while leader.setdefault(account, account) != account:
            account = leader[account]
        return account

    for account, other, _ in pairs.tolist():
        low, high = sorted((lead(account), lead(other)))
        leader[high] = low
    groups = defaultdict(list)
    for pair in pairs.tolist():
        groups[lead(pair[0])].append(pair)
    return list(groups.values())


def _share(counts: Int32, pairs: list[list[int]]) -> float:
    """Return the smaller share of the pair that has most in common."""
    return max(
        common / max(int(counts[account]), int(counts[other])) for account, other, common in pairs
    )


def _common(
    ptr: Int64, idx: Int32, context: SearchContext, pairs: list[list[int]], rare: int
) -> set[int]:
    common: set[int] = set()
    for account, other, _ in pairs:
        both = np.intersect1d(
            idx[ptr[account] : ptr[account + 1]], idx[ptr[other] : ptr[other + 1]]
        )
        few = (ptr[both + 1] - ptr[both] <= rare) & (context.rows.stands[both] != 0)
        common.update(both[few].tolist())
    return common


def _between(context: SearchContext, accounts: list[int], common: set[int]) -> Int64:
    """Return the rows between the accounts and their common counterparties."""
    rows, rows_between = context.rows, []
    counterparties = np.array(sorted(common), np.int64)
    for account in accounts:
        left = rows.out_idx[rows.out_ptr[account] : rows.out_ptr[account + 1]]
        came = rows.in_idx[rows.in_ptr[account] : rows.in_ptr[account + 1]]
        rows_between += [
            left[np.isin(rows.dst[left], counterparties)],
            came[np.isin(rows.src[came], counterparties)],
        ]
    members = distinct(np.concatenate(rows_between)).astype(np.int64)
    kept: Int64 = members[rows.ok[members] != 0]
    return kept
