"""Rounds in which an account gathers money and pays it on.

Gather-scatter, funnel and spray are built on them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from kg.ledger.account_flows import distinct
from kg.trace.base import Int32, Int64, kernel
from kg.trace.typologies.amounts import Share, lies_between, nothing, plus
from kg.trace.typologies.detector import SearchContext, TypologyHit, Values, length
from kg.trace.typologies.result_table import doubled
from kg.trace.typologies.search_rows import SearchRows


@kernel
def gather_rounds(
    rows: SearchRows,
    gather: int,
    onward: int,
    payers: int,
    most_payers: int,
    payees: int,
    most_payees: int,
    least: Share,
    most: Share,
) -> Int64:
    """Return (account, first in-slot, end in-slot, first out-slot, end out-slot, payers, payees).

    From an incoming row on, rows of its currency that start at most ``gather`` later are gathered
    one by one; what leaves after it until ``onward`` after the last one is held against them. A
    round stands where payers, payees and the share that left lie within their bounds; of the
    rounds from one row the one with most payers and payees is taken, the earliest of equals, and
    the next one begins after its last incoming row.
    """
    src, dst, start, amount = rows.src, rows.dst, rows.start, rows.amount
    currency, ok, stands, out_ptr = rows.currency, rows.ok, rows.stands, rows.out_ptr
    out_idx, in_ptr, in_idx = rows.out_idx, rows.in_ptr, rows.in_idx
    rounds = np.empty((64, 7), np.int64)
    count = 0
    paid_by = np.full(len(stands), -1, np.int64)
    paid_to = np.full(len(stands), -1, np.int64)
    stamp = 0
    for account in range(len(stands)):
        low, high = in_ptr[account], in_ptr[account + 1]
        first, last = out_ptr[account], out_ptr[account + 1]
        if stands[account] == 0 or high - low < payers or last - first < payees:
            continue
        begin, skip, out_low = low, low, first
        while begin < high:
            here = in_idx[begin]
            if ok[here] == 0 or begin < skip:
                begin += 1
                continue
            while out_low < last and out_idx[out_low] < here:
                out_low += 1
            # too few rows lie near: looked at before any of them is
            if begin + payers > high or out_low + payees > last:
                break
            until = start[here] + gather
            if (
                start[in_idx[begin + payers - 1]] > until
                or start[out_idx[out_low + payees - 1]] > until + onward
            ):
                begin += 1
                continue
            stamp += 1
            money = currency[here]
            came, left = nothing(amount), nothing(amount)
            ins = outs = 0
            out = out_low
            best, best_in, best_out, best_ins, best_outs = 0, 0, 0, 0, 0
            slot = begin
            while slot < high and start[in_idx[slot]] <= until:
                there = in_idx[slot]
                slot += 1
                if ok[there] == 0 or currency[there] != money:
                    continue
                came = plus(came, amount, there)
                if paid_by[src[there]] != stamp:
                    paid_by[src[there]] = stamp
                    ins += 1
                if ins > most_payers:
                    break
                while out < last and start[out_idx[out]] <= start[there] + onward:
                    gone = out_idx[out]
                    out += 1
                    if ok[gone] == 0 or currency[gone] != money:
                        continue
                    left = plus(left, amount, gone)
                    if paid_to[dst[gone]] != stamp:
                        paid_to[dst[gone]] = stamp
                        outs += 1
                if outs > most_payees:
                    break
                if (
                    ins >= payers
                    and outs >= payees
                    and ins + outs > best
                    and lies_between(left, came, least, most)
                ):
                    best, best_in, best_out = ins + outs, slot, out
                    best_ins, best_outs = ins, outs
            if best > 0:
                if count == len(rounds):
                    rounds = doubled(rounds)
                rounds[count] = (account, begin, best_in, out_low, best_out, best_ins, best_outs)
                count += 1
                skip = best_in
            begin += 1
    return rounds[:count]


UNBOUNDED = 1 << 40
"""More payers or payees than any account has."""


def hits_of_rounds(
    context: SearchContext,
    values: Values,
    payers: int,
    most_payers: int,
    payees: int,
    most_payees: int,
) -> Iterator[TypologyHit]:
    """Yield one hit for each account and currency whose rounds make up enough of its income.

    Args:
        context: The ledger that is searched.
        values: The thresholds of the typology, by name.
        payers: The least number of payers of a round.
        most_payers: The largest number of payers of a round.
        payees: The least number of payees of a round.
        most_payees: The largest number of payees of a round.
    """
    windows = length(values["gather"]), length(values["onward"])
    bounds = context.share(values["passed"]), context.share(values["at_most"])
    rounds_found = gather_rounds(
        context.rows, *windows, payers, most_payers, payees, most_payees, *bounds
    )
    rounds = defaultdict(list)
    for line in rounds_found.tolist():
        money = int(context.rows.currency[context.rows.in_idx[line[1]]])
        rounds[line[0], money].append(line)
    for (account, money), lines in rounds.items():
        came, left = _rows_of_rounds(context, lines, money)
        share = context.share_of_income(came, account, money)
        if share >= Fraction(str(values["share"])):
            sides = (("payers", 5), ("payees", 6))
            most = {side: max(line[n] for line in lines) for side, n in sides if side in values}
            measures = {**most, "share": float(share)}
            yield TypologyHit((account,), distinct(np.concatenate((came, left))), measures)


def _rows_of_rounds(
    context: SearchContext, lines: list[list[int]], money: int
) -> tuple[Int64, Int64]:
    """Return the rows of all rounds of an account in one currency: what came, what left."""
    rows = context.rows
    came = [rows.in_idx[line[1] : line[2]] for line in lines]
    left = [rows.out_idx[line[3] : line[4]] for line in lines]
    return rows_in_currency(context, came, money), rows_in_currency(context, left, money)


def rows_in_currency(context: SearchContext, parts: Sequence[Int32], money: int) -> Int64:
    """Return the rows of several runs that are let through and in one currency, each once."""
    rows_of_parts = distinct(np.concatenate(parts)).astype(np.int64)
    kept: Int64 = rows_of_parts[
        (context.rows.ok[rows_of_parts] != 0) & (context.rows.currency[rows_of_parts] == money)
    ]
    return kept
