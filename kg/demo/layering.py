"""How the money moves on: from the victims through four levels of cards to the coin dealer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

from kg.demo.cast import Account, Cast
from kg.demo.events import Diary, Payment

#: The morning of the first payment; every move of the chain lies within the 48 hours after it.
WAVE = datetime(2024, 4, 15, 9, 0, 0)  # noqa: DTZ001  wall clock of the files
_RECEIVING = timedelta(hours=26)
TWO_SIDED_PAYMENTS = 30

Aside = tuple[Account | None, int, str]


def play_chain(diary: Diary, cast: Cast) -> None:
    """Enter the whole money chain, level by level."""
    _own_money(diary, cast)
    _victims_pay(diary, cast)
    _first_to_second(diary, cast)
    _second_to_third(diary, cast)
    _third_to_fourth(diary, cast)
    _fourth_to_platform(diary, cast)
    _platform_to_dealer(diary, cast)


def _own_money(diary: Diary, cast: Cast) -> None:
    """Let honest money stand in the same accounts, so that a rule must tell it apart."""
    early = WAVE - timedelta(minutes=25)
    for place, card in enumerate(cast.levels[1][:2]):
        diary.write(Payment(early, None, card, 150_000 + 50_000 * place, "cash", "现存"))
    relative = cast.strangers[0]
    later = WAVE + timedelta(hours=1)
    diary.write(Payment(later, relative, cast.levels[2][1], 320_000, memo="生活费"))
    for hours in (3, 9):
        at, runner = WAVE + timedelta(hours=hours, minutes=7), cast.strangers[hours]
        diary.write(Payment(at, runner, cast.levels[4][1], 1_280_050, memo="货款"))
    _dealer_trades(diary, cast)


def _dealer_trades(diary: Diary, cast: Cast) -> None:
    """Give the dealer customers of his own, and one purchase paid from their money."""
    card, evening = cast.levels[6][0], WAVE - timedelta(hours=13)
    for place, customer in enumerate(cast.strangers[4:7]):
        at = evening + timedelta(minutes=40 * place)
        diary.write(Payment(at, customer, card, 8_000_000 + 1_250_000 * place, memo="往来款"))
    noon = WAVE + timedelta(hours=6)
    diary.write(Payment(noon, card, cast.strangers[7], 15_000_000, memo="往来款"))


def _victims_pay(diary: Diary, cast: Cast) -> None:
    rng, cards = diary.rng, cast.levels[1]
    for place, purse in enumerate(cast.paying):
        card = cards[place % len(cards)]
        for _ in range(rng.choice((1, 1, 2))):
            moment = WAVE + timedelta(seconds=rng.randrange(int(_RECEIVING.total_seconds())))
            at = diary.free(moment, purse, card)
            fen = rng.choice((rng.randrange(300_000, 5_000_000), rng.randrange(5, 200) * 100_000))
            diary.write(Payment(at, purse, card, fen, memo=rng.choice(("转账", "投资款", "充值"))))


def _first_to_second(diary: Diary, cast: Cast) -> None:
    """Make exactly thirty payments that both banks report, whatever the number of victims."""
    cards = cast.levels[1]
    for place, card in enumerate(cards):
        count = TWO_SIDED_PAYMENTS // len(cards) + (place < TWO_SIDED_PAYMENTS % len(cards))
        receipts = diary.received(card)
        batches = min(count, len(receipts))
        parts = [count // batches + (batch < count % batches) for batch in range(batches)]
        _pass_on(diary, card, cast.levels[2], parts, minutes=(9, 22))
    _fail_once(diary, next(p for p in diary.payments if p.payer == cards[0] and p.payee))


def _second_to_third(diary: Diary, cast: Cast) -> None:
    for place, card in enumerate(cast.levels[2]):
        batches = max(1, len(diary.received(card)) // 2)
        aside: dict[int, list[Aside]] = {batches - 1: [(None, 2_500, "手续费")]}
        if place in (0, 3):
            aside[0] = [(None, 2_000_000, "ATM取款")]
        _pass_on(diary, card, cast.levels[3], [2] * batches, minutes=(8, 25), aside=aside)
    for label, with_serial in (("chain-1", True), ("chain-2", False)):
        _make_twins(diary, cast.levels[2], label, with_serial)


def _third_to_fourth(diary: Diary, cast: Cast) -> None:
    for place, card in enumerate(cast.levels[3]):
        batches = max(1, len(diary.received(card)) // 2)
        aside: dict[int, list[Aside]] = {}
        if place in (1, 4):
            aside = {0: [(cast.hub, 26_800 + 1_990 * place, "消费")]}
        _pass_on(diary, card, cast.levels[4], [1] * batches, minutes=(12, 35), aside=aside)


def _fourth_to_platform(diary: Diary, cast: Cast) -> None:
    for card in cast.levels[4]:
        batches = max(1, len(diary.received(card)) // 2)
        aside: dict[int, list[Aside]] = {0: [(None, 1_500, "手续费")]}
        _pass_on(diary, card, cast.levels[5], [1] * batches, minutes=(25, 40), aside=aside)
    _reverse_once(diary, cast.levels[4])


def _platform_to_dealer(diary: Diary, cast: Cast) -> None:
    for card in cast.levels[5]:
        batches = max(1, len(diary.received(card)) // 2)
        _pass_on(diary, card, cast.levels[6], [1] * batches, minutes=(20, 50))


def _pass_on(
    diary: Diary,
    card: Account,
    targets: Sequence[Account],
    parts: Sequence[int],
    *,
    minutes: tuple[int, int],
    aside: Mapping[int, Sequence[Aside]] | None = None,
) -> None:
    """Send what came in on, batch by batch, a little kept; each batch in so many parts."""
    receipts = diary.received(card)
    if not receipts:
        return
    for batch, count in enumerate(parts):
        first, last = (len(receipts) * n // len(parts) for n in (batch, batch + 1))
        batch_receipts = receipts[first:last]
        if not batch_receipts:
            continue
        at = batch_receipts[-1].at + timedelta(
            seconds=diary.rng.randrange(60 * minutes[0], 60 * minutes[1])
        )
        money = sum(payment.fen for payment in batch_receipts)
        for payee, fen, memo in (aside or {}).get(batch, ()):
            if fen * 3 < money:
                at = _spend(diary, at, card, payee, fen, memo)
                money -= fen
        _send(diary, at, card, targets, money - money * diary.rng.randrange(3, 12) // 1000, count)


def _spend(
    diary: Diary, at: datetime, card: Account, payee: Account | None, fen: int, memo: str
) -> datetime:
    at = diary.free(at, card, payee)
    if payee:
        diary.write(Payment(at, card, payee, fen, memo=memo))
    elif memo == "手续费":
        diary.write(Payment(at, card, None, fen, "fee", memo))
    else:
        diary.write(Payment(at, card, None, fen, "cash", memo))
    return at + timedelta(seconds=diary.rng.randrange(301, 400))


def _send(
    diary: Diary, at: datetime, card: Account, targets: Sequence[Account], money: int, count: int
) -> None:
    rng = diary.rng
    for part in range(count):
        left = count - part
        fen = money if left == 1 else money * rng.randrange(80, 120) // (left * 100)
        target = diary.next_of(targets)
        at = diary.free(at, card, target)
        diary.write(Payment(at, card, target, fen, memo=rng.choice(("转账", "货款", "往来款"))))
        money -= fen
        at += timedelta(seconds=rng.randrange(301, 480))


def _fail_once(diary: Diary, payment: Payment) -> None:
    """Let the same payment fail some minutes before it succeeds."""
    early = payment.at - timedelta(seconds=330)
    while not diary.is_free(early, payment.payer):
        early -= timedelta(seconds=30)
    diary.write(replace(payment, at=early, outcome="failed"))


def _make_twins(diary: Diary, cards: Sequence[Account], label: str, with_serial: bool) -> None:
    """Turn one payment into two equal ones of the same second."""
    for place, payment in enumerate(diary.payments):
        if payment.payer in cards and payment.payee and not payment.twin:
            half = replace(payment, fen=payment.fen // 2, twin=label, serial=with_serial)
            diary.payments[place : place + 1] = [half, half]
            return


def _reverse_once(diary: Diary, cards: Sequence[Account]) -> None:
    """Let one payment be made, undone by the bank, and then made again."""
    written = [p for p in diary.payments if p.payer in cards and p.payee]
    for minutes, payment in product(range(15, 24 * 60, 7), written):
        first, undone = payment.at - timedelta(minutes=minutes), payment.at - timedelta(minutes=8)
        if all(diary.is_free(at, payment.payer, payment.payee) for at in (first, undone)):
            diary.write(replace(payment, at=first, outcome="reversed", undone="chain"))
            back = replace(payment, at=undone, payer=payment.payee, payee=payment.payer)
            diary.write(replace(back, outcome="reversal", memo="冲正", undone="chain"))
            return
    raise AssertionError("no payment has room for a reversal before it")
