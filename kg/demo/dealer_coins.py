"""What the dealer sent for the money: coin that no row ties to it, and decoys beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from kg.demo import numbers
from kg.demo.cast import Cast
from kg.demo.contacts import Move
from kg.demo.events import Payment

FEE = 1_000_000
"""One coin, kept for the transfer on chain."""
PLANTED = 2
PRICES = (705, 740)
"""Fen for one coin, as dealers quote it."""
FAR_PRICE, NO_PRICE = 950, 7_137_419
"""A price that nobody paid in 2024, and one that nobody would quote (in millionths of a yuan)."""
HOURS = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Planted:
    """One payment to the dealer, what he sent for it, at which price (fen for one coin)."""

    payment: Payment
    move: Move
    code: str
    price: int


@dataclass(frozen=True, slots=True)
class OffRecord:
    """All that was sent off the record, and what only looks like it."""

    planted: Sequence[Planted]
    decoys: Sequence[tuple[Move, str]]

    @property
    def moves(self) -> list[tuple[Move, str]]:
        """Return every transfer on chain with its hash."""
        return [*((planted.move, planted.code) for planted in self.planted), *self.decoys]


def off_record(cast: Cast, payments: Sequence[Payment], seed: int) -> OffRecord:
    """Plant a few deals of the dealer, and another dealer's that miss the price or the window."""
    rng = Random(f"bridge {seed}")  # noqa: S311  a story, not a secret
    came = [
        payment
        for payment in payments
        if payment.payee in cast.levels[6] and payment.outcome == "ok"
    ]
    paid = [payment for payment in came if payment.payer in cast.levels[5]]
    chosen = sorted(rng.sample(paid, min(PLANTED, len(paid))), key=lambda payment: payment.at)
    planted = [_deal(cast, payment, rng) for payment in chosen]
    other = numbers.tron_address(rng), numbers.tron_address(rng)
    decoys = [decoy for planted_deal in planted for decoy in _decoys(planted_deal, other, rng)]
    return OffRecord(planted, decoys)


def _deal(cast: Cast, payment: Payment, rng: Random) -> Planted:
    price = rng.randrange(*PRICES)
    coin = payment.fen * 1_000_000 // price - FEE
    at = _on_chain(payment, timedelta(seconds=rng.randrange(1_200, 7_200)))
    move = Move(at, cast.dealer_wallet, cast.exchange_wallet, coin)
    return Planted(payment, move, numbers.hex_hash(rng), price)


def _decoys(planted_deal: Planted, other: tuple[str, str], rng: Random) -> list[tuple[Move, str]]:
    """Return a deal too late, one too dear, and one that comes out at no price."""
    fen = planted_deal.payment.fen
    deals = [
        (timedelta(days=4), fen * 1_000_000 // (planted_deal.price + 3)),
        (timedelta(minutes=50), fen * 1_000_000 // FAR_PRICE),
        (timedelta(minutes=70), fen * 10_000_000_000 // NO_PRICE),
    ]
    return [
        (Move(_on_chain(planted_deal.payment, after), *other, coin), numbers.hex_hash(rng))
        for after, coin in deals
    ]


def _on_chain(payment: Payment, after: timedelta) -> datetime:
    return (payment.at - HOURS + after).replace(tzinfo=UTC)
