"""B5: FIFO and haircut over a whole ledger beside the C floors and a NetworkX loop.

Every account is played; the seeds are the payments of a few ordinary accounts in the first days.
The answer is what of the seeds each transfer carries, to the unit.
"""

from __future__ import annotations

from collections import deque
from typing import Any

import networkx as nx
import numpy as np
from floors import Floors
from generated import ends_of, fen_of
from measured import Verdicts, differ, milliseconds, row, timed

from kg.trace.base import ReplayPayments, RuleOutcome
from kg.trace.rules import RULES

LEAST = {"fifo": 12.0, "haircut": 50.0}
LOOPED = 200_000
SEEDS = 1_000


def money_of(transfers: int, accounts: int, seed: int) -> tuple[ReplayPayments, np.ndarray]:
    """Return G1 as a rule wants it, and by transfer the seed that it is of, or -1."""
    dice = np.random.default_rng(seed)
    src, dst = ends_of(transfers, accounts, dice)
    amount = fen_of(transfers, dice)
    own = np.full(transfers, -1, np.int32)
    own[np.sort(dice.choice(transfers // 10, SEEDS, replace=False))] = 0
    mine = own >= 0
    money = ReplayPayments(
        payer=src, payee=dst, amount=amount, onward=np.ones(transfers, bool),
        plays=np.ones(accounts, bool), lot_seed=np.zeros(SEEDS, np.int32),
        lot_ptr=np.concatenate(([0], np.cumsum(mine))).astype(np.int64), lot_amount=amount[mine],
        opening=np.zeros(accounts, np.int64),
    )  # fmt: skip
    return money, own


def race(
    transfers: int, accounts: int, seed: int, floors: Floors | None, verdicts: Verdicts
) -> None:
    """Run B5 at one size."""
    money, own = money_of(transfers, accounts, seed)
    stolen = int(money.lot_amount.sum())
    size = f"{transfers:,} transfers, {accounts:,} accounts"
    print(f"\nB5 rules over all: G1 {size}, {SEEDS} seed payments")
    heads = (
        "rule",
        "kg M/s",
        "C M/s",
        "kg/C",
        "NetworkX M/s",
        "x",
        "carrying",
        "holders",
        "conserved",
    )
    widths = (10, 10, 10, 8, 14, 8, 12, 10, 11)
    row(heads, widths)
    for rule in ("fifo", "haircut"):
        outcome, ms = timed(lambda rule=rule: RULES[rule].allocate(money), 3)
        line: list[Any] = [rule, f"{transfers / ms / 1000:.1f}"]
        line += by_c(rule, money, own, floors, outcome, ms)
        line += by_loop(rule, money, own)
        held = int(outcome.held_amount.sum())
        whole = held == stolen
        line += [int((outcome.traced > 0).sum()), len(np.unique(outcome.held_slot)), whole]
        row(line, widths)
        speed = transfers / ms / 1000
        size = f"{transfers / 1e6:g} M"
        found = f"{speed:.1f} M/s"
        verdicts.say(
            "B5", f"{size}: {rule} >= {LEAST[rule]:g} M edges/s", found, speed >= LEAST[rule]
        )
        verdicts.say("B5", f"{size}: {rule} conserves every unit", f"{held:,} fen", whole)


def by_c(
    rule: str,
    money: ReplayPayments,
    own: np.ndarray,
    floors: Floors | None,
    ours: RuleOutcome,
    ms: float,
) -> list[str]:
    if floors is None:
        return ["-", "-"]
    traced = np.empty(len(money.amount), np.int64)
    columns = (len(traced), money.payer, money.payee, money.amount, len(money.plays), own, traced)
    kept, took = timed(lambda: getattr(floors, rule)(*columns), 3)
    if not np.array_equal(traced, ours.traced) or kept != int(ours.held_amount.sum()):
        differ(f"B5 {rule}: kg and C")
    return [f"{len(traced) / took / 1000:.1f}", f"{ms / took:.2f}"]


def by_loop(rule: str, money: ReplayPayments, own: np.ndarray) -> list[str]:
    """Play the first transfers with purses on the nodes of a NetworkX graph."""
    part = slice(0, LOOPED)
    columns = (money.payer[part].tolist(), money.payee[part].tolist(), money.amount[part].tolist())
    few = ReplayPayments(
        money.payer[part], money.payee[part], money.amount[part], money.onward[part], money.plays,
        money.lot_ptr[: LOOPED + 1], money.lot_seed, money.lot_amount, money.opening,
    )  # fmt: skip
    graph = nx.MultiDiGraph()
    graph.add_edges_from(zip(*columns[:2], strict=True))
    loop = loop_fifo if rule == "fifo" else loop_haircut
    traced, took = milliseconds(lambda: loop(graph, *columns, own[part].tolist()))
    ours, ms = timed(lambda: RULES[rule].allocate(few), 3)
    if traced != ours.traced.tolist():
        differ(f"B5 {rule}: kg and the NetworkX loop")
    return [f"{LOOPED / took / 1000:.2f}", f"{took / ms:.0f}"]


def loop_haircut(graph: Any, payers: Any, payees: Any, amounts: Any, own: Any) -> list[int]:
    nodes, traced = graph.nodes, []
    for node in nodes:
        nodes[node].update(balance=0, theirs=0)
    for payer, payee, amount, seed in zip(payers, payees, amounts, own, strict=True):
        one, given = nodes[payer], 0
        if seed >= 0:
            one["balance"] -= min(amount, one["balance"] - one["theirs"])
            given = amount
        else:
            balance = max(one["balance"], amount)
            given = (2 * amount * one["theirs"] + balance) // (2 * balance)
            one["theirs"] -= given
            one["balance"] = balance - amount
        nodes[payee]["balance"] += amount
        nodes[payee]["theirs"] += given
        traced.append(given)
    return traced


def loop_fifo(graph: Any, payers: Any, payees: Any, amounts: Any, own: Any) -> list[int]:
    nodes, traced = graph.nodes, []
    for node in nodes:
        nodes[node]["lots"] = deque()
    for payer, payee, amount, seed in zip(payers, payees, amounts, own, strict=True):
        there, taken, rest, units = nodes[payer]["lots"], [], amount, 0
        if seed >= 0:
            for lot in list(there):
                part = min(rest, lot[1]) if lot[0] < 0 else 0
                lot[1] -= part
                rest -= part
            nodes[payer]["lots"] = deque(lot for lot in there if lot[1])
            taken, rest, units = [[seed, amount]], 0, amount
        while rest and there:
            part = min(rest, there[0][1])
            taken.append([there[0][0], part])
            units += part if there[0][0] >= 0 else 0
            there[0][1] -= part
            rest -= part
            if not there[0][1]:
                there.popleft()
        if rest:
            taken.append([-1, rest])
        bring(nodes[payee]["lots"], taken)
        traced.append(units)
    return traced


def bring(there: deque[list[int]], taken: list[list[int]]) -> None:
    for seed, units in taken:
        if there and there[-1][0] == seed:
            there[-1][1] += units
        else:
            there.append([seed, units])
