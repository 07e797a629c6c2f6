"""What has nothing to do with the case: wages, shopping, a busy shop, ordinary neighbours."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from kg.demo.cast import Account, Cast
from kg.demo.events import Diary, Payment

_FIRST_DAY = datetime(2024, 1, 2)  # noqa: DTZ001  wall clock of the files
_DAYS = 110
_SHOPS = ("砚汀面包", "筠泊小馆", "霁禾超市", "珩舟书店", "岫远加油站", "芷渡药房")
_HUB_FIRST_DAY = datetime(2024, 4, 1)  # noqa: DTZ001
#: More counterparties than a trace follows by default (kg.limits: 1,000).
HUB_CUSTOMERS = 1_050


def play_decoys(diary: Diary, cast: Cast) -> None:
    """Enter the lives of ten neighbours and one busy shop."""
    wage_payer = cast.strangers[-1]
    for account in cast.ordinary:
        _wages(diary, account, wage_payer)
        _shopping(diary, account)
        _friends(diary, account, cast.strangers[-12:-2])
        _bank_business(diary, account)
    for place, account in enumerate(cast.ordinary[:3]):
        _twins(diary, account, cast.strangers[-20 + place], f"decoy-{place + 1}")
    _top_up(diary, cast)
    _double_wage(diary, cast.ordinary[4], wage_payer)
    _busy_shop(diary, cast)


def _some_time(
    diary: Diary, account: Account, first: datetime = _FIRST_DAY, days: int = _DAYS
) -> datetime:
    day = first + timedelta(days=diary.rng.randrange(days))
    return diary.free(day + timedelta(seconds=diary.rng.randrange(8 * 3600, 22 * 3600)), account)


def _wages(diary: Diary, account: Account, payer: Account) -> None:
    wage = diary.rng.randrange(520_000, 980_000)
    for month in (1, 2, 3, 4):
        at = datetime(2024, month, 10, 9, 30, 12)  # noqa: DTZ001
        diary.write(Payment(diary.free(at, account), payer, account, wage, memo="工资"))


def _shopping(diary: Diary, account: Account) -> None:
    for _ in range(24):
        shop, fen = diary.rng.choice(_SHOPS), diary.rng.randrange(800, 26_000)
        at = _some_time(diary, account)
        diary.write(Payment(at, account, None, fen, "purchase", "消费", merchant=shop))


def _friends(diary: Diary, account: Account, friends: list[Account]) -> None:
    for _ in range(8):
        friend, fen = diary.rng.choice(friends), diary.rng.randrange(1_000, 90_000)
        ends = (account, friend) if diary.rng.random() < 0.7 else (friend, account)
        at = diary.free(_some_time(diary, account), *ends)
        diary.write(Payment(at, *ends, fen, memo=diary.rng.choice(("转账", "红包", "房租"))))


def _bank_business(diary: Diary, account: Account) -> None:
    for fen in (50_000, 100_000):
        diary.write(Payment(_some_time(diary, account), account, None, fen, "cash", "ATM取款"))
    diary.write(Payment(_some_time(diary, account), account, None, 1_000, "fee", "短信服务费"))
    quarter = datetime(2024, 3, 21, 2, 10, 0)  # noqa: DTZ001
    fen = diary.rng.randrange(80, 900)
    diary.write(Payment(diary.free(quarter, account), None, account, fen, "interest", "结息"))


def _twins(diary: Diary, account: Account, payee: Account, label: str) -> None:
    """Pay the same sum twice in one second, without a serial: two tickets, two payments."""
    at = diary.free(_some_time(diary, account), account, payee)
    ticket = Payment(at, account, payee, 4_500, memo="门票", twin=label, serial=False)
    diary.write(ticket)
    diary.write(ticket)


def _top_up(diary: Diary, cast: Cast) -> None:
    """Let one neighbour buy at a shop that uses the platform's collection account."""
    account, payee = cast.ordinary[5], cast.levels[5][0]
    at = diary.free(datetime(2024, 4, 15, 15, 20, 41), account, payee)  # noqa: DTZ001
    diary.write(Payment(at, account, payee, 80_000, memo="充值"))
    failed = diary.free(at - timedelta(hours=2), account, payee)
    diary.write(Payment(failed, account, payee, 80_000, memo="充值", outcome="failed"))


def _double_wage(diary: Diary, account: Account, payer: Account) -> None:
    """Pay a wage twice by mistake; the bank takes the second one back."""
    wage = next(p.fen for p in diary.payments if p.payee == account and p.memo == "工资")
    at = diary.free(datetime(2024, 3, 10, 10, 2, 0), account)  # noqa: DTZ001
    mistake = Payment(at, payer, account, wage, memo="工资", outcome="reversed", undone="wage")
    diary.write(mistake)
    undone = diary.free(at + timedelta(minutes=41), account)
    back = replace(mistake, at=undone, payer=account, payee=payer, memo="冲正")
    diary.write(replace(back, outcome="reversal"))


def _busy_shop(diary: Diary, cast: Cast) -> None:
    """Give the hub more counterparties than a trace follows, and a settlement every night."""
    hub = cast.hub
    assert hub is not None
    for customer in cast.strangers[20 : 20 + HUB_CUSTOMERS]:
        fen = diary.rng.randrange(900, 60_000)
        at = _some_time(diary, hub, _HUB_FIRST_DAY, 19)
        diary.write(Payment(at, customer, hub, fen, memo="消费"))
    for night in range(1, 20):
        at = _HUB_FIRST_DAY + timedelta(days=night, hours=23, minutes=30)
        fen = diary.rng.randrange(200_000, 400_000)
        diary.write(Payment(diary.free(at, hub), hub, cast.strangers[-2], fen, memo="结算"))
