"""What a tool must find in the demo's files, worked out without the tool."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from kg.demo.cast import CREW, ENTERPRISE, EXCHANGE, GANG, PLATFORM, Account, Cast
from kg.demo.contacts import Move
from kg.demo.dealer_coins import FEE, OffRecord, Planted
from kg.demo.events import Payment
from kg.demo.exports import Written
from kg.demo.fifo import FifoOutcome
from kg.demo.platform_records import Gift, Order
from kg.demo.statements import StatementLine

Row = dict[str, object]
_LEVEL_STAGE = {
    1: "Collection",
    2: "Layering",
    3: "Layering",
    4: "Layering",
    5: "Layering",
    6: "Exit",
}


def money(fen: int) -> str:
    """Return fen as yuan with two decimals."""
    return f"{fen // 100}.{fen % 100:02d}"


def victims_of(
    cast: Cast, seeds: Sequence[Payment], outcome: FifoOutcome
) -> list[dict[str, object]]:
    """Return each victim's payments and where first-in-first-out brings the money."""
    rows: list[dict[str, object]] = []
    for victim in cast.victims:
        mine = [place for place, seed in enumerate(seeds) if _paid_by(seed, victim.resident_id)]
        payments = [_payment(seeds[place], outcome.held[place]) for place in mine]
        rows.append({
            "name": victim.name,
            "resident_id": victim.resident_id,
            "minor": victim.born.year + 18 > 2024,
            "lost": money(sum(seeds[place].fen for place in mine)),
            "payments": payments,
            "final": _summed([outcome.held[place] for place in mine]),
        })  # fmt: skip
    return rows


def _paid_by(seed: Payment, resident_id: str) -> bool:
    return seed.payer is not None and seed.payer.certificate == resident_id


def _payment(seed: Payment, resting: dict[str, int]) -> dict[str, object]:
    assert seed.payee is not None
    assert sum(resting.values()) == seed.fen, "a victim's money was lost or made"
    return {
        "at": f"{seed.at:%Y-%m-%d %H:%M:%S}",
        "amount": money(seed.fen),
        "account": seed.payee.card,
        "final": {account: money(fen) for account, fen in sorted(resting.items())},
    }


def _summed(parts: Sequence[dict[str, int]]) -> dict[str, str]:
    total: dict[str, int] = {}
    for part in parts:
        for account, fen in part.items():
            total[account] = total.get(account, 0) + fen
    return {account: money(fen) for account, fen in sorted(total.items())}


def accounts_of(cast: Cast, outcome: FifoOutcome) -> list[dict[str, object]]:
    """Return every account of the chain with its level counted from the victims."""
    chain = [(level, account) for level, row in cast.levels.items() for account in row]
    return [
        {
            "card": account.card,
            "number": account.number,
            "holder": account.holder,
            "bank": account.bank,
            "level": outcome.level.get(account.card),
            "stage": _LEVEL_STAGE[level],
        }
        for level, account in chain
    ]


def pairs_of(lines: Sequence[StatementLine]) -> list[dict[str, object]]:
    """Return the payments that both banks report, with both rows' serials and times."""
    sides: dict[Payment, list[StatementLine]] = {}
    for line in lines:
        if line.payment.told_twice and line.payment.outcome == "ok":
            sides.setdefault(line.payment, []).append(line)
    pairs = [sorted(pair, key=lambda line: line.incoming) for pair in sides.values()]
    assert all(
        len(pair) == 2 and abs(pair[0].at - pair[1].at) <= timedelta(seconds=120) for pair in pairs
    )
    return [
        {
            "payer": out.account.card,
            "payee": into.account.card,
            "amount": money(out.fen),
            "serials": [out.serial, into.serial],
            "times": [f"{out.at:%Y-%m-%d %H:%M:%S}", f"{into.at:%Y-%m-%d %H:%M:%S}"],
            "seconds_apart": int(abs((into.at - out.at).total_seconds())),
        }
        for out, into in pairs
    ]


def marked(payments: Sequence[Payment], label: str) -> list[dict[str, str]]:
    """Return the payments that carry a twin's or a reversal's label, or failed."""
    return [
        {
            "label": payment.twin or payment.undone,
            "at": f"{payment.at:%Y-%m-%d %H:%M:%S}",
            "payer": payment.payer.card if payment.payer else "",
            "payee": payment.payee.card if payment.payee else "",
            "amount": money(payment.fen),
            "outcome": payment.outcome,
        }
        for payment in payments
        if (getattr(payment, label) if label != "failed" else payment.outcome == "failed")
    ]


def sums_of(
    payments: Sequence[Payment],
    lines: Sequence[StatementLine],
    gifts: Sequence[Gift],
    moves: Sequence[tuple[Move, str]],
) -> dict[str, object]:
    """Return what flows, by currency: every payment once, and every row as it stands."""
    given = [gift.fen for gift in gifts if not gift.failed]
    flowing = [payment.fen for payment in payments if payment.outcome == "ok"] + given
    rows = [line.fen for line in lines if line.payment.outcome == "ok"] + given
    millionths = sum(move.millionths for move, _ in moves)
    usdt = f"{millionths // 1_000_000}.{millionths % 1_000_000:06d}"
    return {
        "CNY": {
            "payments": len(flowing),
            "sum": money(sum(flowing)),
            "rows": len(rows),
            "sum_of_rows": money(sum(rows)),
        },
        "USDT": {
            "payments": len(moves), "sum": usdt, "rows": len(moves), "sum_of_rows": usdt,
        },
    }  # fmt: skip


def stages_of(cast: Cast) -> dict[str, str]:
    """Return the stage at which each actor stands, by evidenced role or by the links it has."""
    named = {
        cast.insider.name: "DataSource",
        ENTERPRISE: "DataProcessing",
        cast.broker.name: "DataTrade",
        cast.lead.name: "LeadGeneration",
        cast.water_leader.name: "LeadGeneration",
        CREW: "LeadGeneration",
        cast.leader.name: "CoreCrime",
        GANG: "CoreCrime",
        cast.card_dealer.name: "Collection",
        cast.operator.name: "Layering",
        PLATFORM: "Layering",
        cast.dealer.name: "Exit",
        EXCHANGE: "Exit",
    }
    named |= {caller.name: "CoreCrime" for caller in cast.callers}
    named |= {poster.name: "LeadGeneration" for poster in cast.posters}
    return named | {victim.name: "Victimisation" for victim in cast.victims}


def files_of(written: Sequence[Written]) -> dict[str, object]:
    """Return the counts that the load of each file must report."""
    return {file.name: file.as_answer() for file in written}


def dealer_share(outcome: FifoOutcome, dealer: Sequence[Account]) -> str:
    """Return how much of the victims' money ends on the coin dealer's cards."""
    cards = {account.card for account in dealer}
    sums = (fen for by in outcome.held.values() for card, fen in by.items() if card in cards)
    return money(sum(sums))


def off_record_of(coins: OffRecord, orders: Sequence[Order], payments: Sequence[Payment]) -> Row:
    """Return the legs that no file records, what only looks like one, and the orders that do.

    None of them is in any sum.
    """
    return {
        "deals": [_deal_of(planted_deal) for planted_deal in coins.planted],
        "decoys": [code for _, code in coins.decoys],
        "orders": [_order_of(order) for order in orders if _is_paid(order, payments)],
    }


def _deal_of(planted_deal: Planted) -> Row:
    paid, sent = planted_deal.payment, planted_deal.move
    assert paid.payer is not None and paid.payee is not None
    return {
        "from": paid.payer.card,
        "card": paid.payee.card,
        "paid": money(paid.fen),
        "at": f"{paid.at:%Y-%m-%d %H:%M:%S}",
        "hash": planted_deal.code,
        "wallet": sent.source,
        "to": sent.target,
        "coin": f"{sent.millionths // 1_000_000}.{sent.millionths % 1_000_000:06d}",
        "price": money(planted_deal.price),
        "fee": f"{FEE // 1_000_000}",
    }


def _order_of(order: Order) -> Row:
    return {"member": order.member, "card": order.card, "amount": money(order.fen)}


def _is_paid(order: Order, payments: Sequence[Payment]) -> bool:
    """Say whether the card of an order paid its amount within the quarter of an hour after it."""
    window = timedelta(minutes=15)
    return not order.failed and any(
        payment.outcome == "ok"
        and payment.payer is not None
        and payment.payer.card == order.card
        and payment.fen == order.fen
        and order.at <= payment.at <= order.at + window
        for payment in payments
    )


POOL, DEALER = 5, 6
"""The levels of the running-points platform's accounts, and of the dealer's cards."""


def planted(cast: Cast, payments: Sequence[Payment]) -> list[dict[str, object]]:
    """Return the level and the roles of every account that the level above it paid."""
    flowing = [payment for payment in payments if payment.outcome == "ok"]
    above: Sequence[Account] = cast.paying
    rows: list[dict[str, object]] = []
    for level, row in cast.levels.items():
        for account in row:
            payers = {p.payer.card: p.payer for p in flowing if p.payee == account and p.payer}
            if any(payer in above for payer in payers.values()):
                roles = _roles(level, len(payers), [p for p in flowing if p.payer == account])
                rows.append({"account": account.card, "level": level, "roles": roles})
        above = row
    return rows


def _roles(level: int, payers: int, paid: Sequence[Payment]) -> list[str]:
    """Return the terms of the ontology for what the account is made to do."""
    roles = {
        "Collection": level == 1,
        "Layering": level < DEALER and any(payment.payee for payment in paid),
        "CashOut": any(payment.kind == "cash" for payment in paid),
        "VirtualCurrencyChannel": level == POOL and bool(paid),
        "RunningPointsLaundering": level == POOL and payers > 1,
    }
    return [role for role, is_one in roles.items() if is_one]
