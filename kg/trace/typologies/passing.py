"""Accounts that money only passes: gather-scatter, funnel, spray, pass-through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from kg.ledger.account_flows import distinct
from kg.trace.base import Int32, Int64
from kg.trace.typologies.detector import Ground, Hit, Values, length
from kg.trace.typologies.relays import passages, relays

ANY = 1 << 40


def gather_scatter(ground: Ground, values: Values) -> Iterator[Hit]:
    """Yield accounts that gather from several and pay about as much to several."""
    yield from _relays(ground, values, values["payers"], ANY, values["payees"], ANY)


def funnel(ground: Ground, values: Values) -> Iterator[Hit]:
    """Yield accounts that gather from several and pay about as much to one or two."""
    yield from _relays(ground, values, values["payers"], ANY, 1, values["most_payees"])


def spray(ground: Ground, values: Values) -> Iterator[Hit]:
    """Yield accounts that are paid by one or two and spread about as much over several."""
    yield from _relays(ground, values, 1, values["most_payers"], values["payees"], ANY)


def _relays(
    ground: Ground, values: Values, payers: int, most_payers: int, payees: int, most_payees: int
) -> Iterator[Hit]:
    windows = length(values["gather"]), length(values["onward"])
    bounds = ground.share(values["passed"]), ground.share(values["at_most"])
    found = relays(ground.rows, *windows, payers, most_payers, payees, most_payees, *bounds)
    rounds = defaultdict(list)
    for line in found.tolist():
        money = int(ground.rows.currency[ground.rows.in_idx[line[1]]])
        rounds[line[0], money].append(line)
    for (account, money), lines in rounds.items():
        came, left = _members(ground, lines, money)
        share = ground.share_of_income(came, account, money)
        if share >= Fraction(str(values["share"])):
            sides = (("payers", 5), ("payees", 6))
            most = {side: max(line[n] for line in lines) for side, n in sides if side in values}
            measures = {**most, "share": float(share)}
            yield Hit((account,), distinct(np.concatenate((came, left))), measures)


def _members(ground: Ground, lines: list[list[int]], money: int) -> tuple[Int64, Int64]:
    """Return the rows of all rounds of an account in one currency: what came, what left."""
    rows = ground.rows
    came = [rows.in_idx[line[1] : line[2]] for line in lines]
    left = [rows.out_idx[line[3] : line[4]] for line in lines]
    return _kept(ground, came, money), _kept(ground, left, money)


def _kept(ground: Ground, parts: Sequence[Int32], money: int) -> Int64:
    found = distinct(np.concatenate(parts)).astype(np.int64)
    kept: Int64 = found[(ground.rows.ok[found] != 0) & (ground.rows.currency[found] == money)]
    return kept


def pass_through(ground: Ground, values: Values) -> Iterator[Hit]:
    """Yield accounts that money leaves almost whole soon after it came, again and again."""
    rows = ground.rows
    onward, parts = length(values["onward"]), values["parts"]
    found = passages(rows, onward, ground.share(values["passed"]), ground.share(1), parts)
    came = rows.in_idx[found[:, 1]].astype(np.int64)
    purses = ground.purse(found[:, 0], rows.currency[came])
    order = np.argsort(purses, kind="stable")
    _, begins, counts = np.unique(purses[order], return_index=True, return_counts=True)
    for begin, count in zip(begins.tolist(), counts.tolist(), strict=True):
        if count >= values["rounds"]:
            mine = order[begin : begin + count]
            account, money = int(found[mine[0], 0]), int(rows.currency[came[mine[0]]])
            share = ground.share_of_income(came[mine], account, money)
            if share >= Fraction(str(values["share"])):
                left = _kept(
                    ground, [rows.out_idx[a:b] for a, b in found[mine, 2:].tolist()], money
                )
                first_out = rows.out_idx[found[mine, 2]].astype(np.int64)
                unproven = ground.late(came[mine], first_out)
                measures = {"rounds": count, "share": float(share)}
                yield Hit(
                    (account,), distinct(np.concatenate((came[mine], left))), measures, unproven
                )
