"""Records of platforms: gifts in live rooms, orders of the running-points platform, sign-ins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from kg.demo.cast import PLATFORM, Account, Cast
from kg.demo.claims import Claim, Thing
from kg.demo.events import Payment
from kg.demo.exports import Written
from kg.demo.layering import WAVE
from kg.demo.numbers import digits
from kg.demo.supporting_cast import LIVE, Annex
from kg.demo.writers import write_csv

GIFTS, ORDERS, LOGINS = "直播打赏记录.csv", "跑分平台订单.csv", "登录日志.csv"
GUILD = "岚火公会"


@dataclass(frozen=True, slots=True)
class Gift:
    """One gift: who sent it to whom in which room, what it was worth."""

    at: datetime
    room: str
    tipper: str
    anchor: str
    fen: int
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """One order of the running-points platform."""

    at: datetime
    member: str
    name: str
    card: str
    fen: int
    deposit: int
    commission: int
    failed: bool = False


@dataclass(frozen=True, slots=True)
class SignIn:
    """One sign-in: a card, or a platform's own account, from a handset and an address."""

    at: datetime
    card: str
    user: str
    handset: str
    ip: str
    failed: bool = False


@dataclass(slots=True)
class Desks:
    """What the platforms recorded, and the numbers of the accounts on them."""

    users: dict[str, str] = field(default_factory=dict)
    bound: dict[str, Account] = field(default_factory=dict)
    gifts: list[Gift] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    sign_ins: list[SignIn] = field(default_factory=list)

    def failed(self) -> int:
        """Return how many gifts, orders and sign-ins came to nothing."""
        lists: tuple[Sequence[Gift | Order | SignIn], ...] = (
            self.gifts, self.orders, self.sign_ins,
        )  # fmt: skip
        return sum(record.failed for some in lists for record in some)


def desks(cast: Cast, more: Annex, payments: Sequence[Payment]) -> Desks:
    """Return the records of all three platforms, oldest first."""
    records = Desks()
    for name in ("tipper", "fan", "third_tipper", "poor_tipper", "anchor", "other_anchor",
                 "poor_anchor"):  # fmt: skip
        records.users[name] = f"yh{digits(more.rng, 8)}"
    for name in ("room", "other_room", "poor_room"):
        records.users[name] = f"9{digits(more.rng, 6)}"
    records.bound = {"tipper": cast.levels[2][0], "third_tipper": cast.levels[2][1],
                  "fan": cast.ordinary[2], "poor_tipper": cast.ordinary[6]}  # fmt: skip
    _gifts(records, more)
    _orders(records, cast, more, payments)
    _sign_ins(records, cast, more)
    return records


def _gifts(records: Desks, more: Annex) -> None:
    """In one room controller and money meet; in each of the others one of the two is missing."""
    rooms = (("room", "tipper", "anchor"), ("other_room", "fan", "other_anchor"),
             ("other_room", "third_tipper", "other_anchor"),
             ("poor_room", "poor_tipper", "poor_anchor"))  # fmt: skip
    for place, (room, tipper, anchor) in enumerate(rooms):
        for number in range(3 + more.rng.randrange(4)):
            at = WAVE + timedelta(hours=3 * number + place, seconds=more.rng.randrange(9_000))
            fen = 10_000 * (20 + 37 * number + more.rng.randrange(30)) + place
            ends = (records.users[room], records.users[tipper], records.users[anchor])
            records.gifts.append(Gift(at, *ends, fen, failed=number == 2 and place < 2))
    records.gifts.sort(key=lambda gift: (gift.at, gift.tipper))


def _orders(records: Desks, cast: Cast, more: Annex, payments: Sequence[Payment]) -> None:
    """Orders answer to what the cards paid in to the platform; one member runs on clean money."""
    members = [(cast.levels[4][0], cast.mules[-4]), (cast.levels[4][1], cast.mules[-3])]
    for card, mule in members:
        member = f"m{digits(more.rng, 6)}"
        paid = [
            payment
            for payment in payments
            if payment.payer == card and payment.payee in cast.levels[5]
        ]
        flowing = [payment for payment in paid if payment.outcome == "ok"]
        for payment in flowing[:4]:
            at = payment.at - timedelta(minutes=4, seconds=more.rng.randrange(60))
            records.orders.append(Order(at, member, mule.name, card.card, payment.fen, 500_000,
                                     payment.fen * 6 // 1000))  # fmt: skip
        failed = Order(WAVE - timedelta(hours=5), member, mule.name, card.card, 88_800, 500_000,
                       0, failed=True)  # fmt: skip
        records.orders.append(failed)
    owner, member = cast.ordinary[8], f"m{digits(more.rng, 6)}"
    for number in range(2):
        at = WAVE + timedelta(hours=7 + number, minutes=more.rng.randrange(50))
        records.orders.append(Order(at, member, owner.holder, owner.card, 120_000, 300_000, 720))
    records.orders.sort(key=lambda order: (order.at, order.member))


def _sign_ins(records: Desks, cast: Cast, more: Annex) -> None:
    """Three cards of one dealer from one handset; two neighbours in one café; one more alone."""
    evening = WAVE - timedelta(hours=14)
    shared, lone = more.handsets["work"], more.handsets["lone"]
    rows = [(card.card, "", shared, "203.0.113.77") for card in cast.levels[1][:3]] * 2
    rows += [(card.card, "", lone, "203.0.113.78") for card in cast.levels[1][3:4]]
    rows += [(card.card, "", "", "198.51.100.9") for card in cast.ordinary[:2]]
    rows.append(("", records.users["tipper"], shared, "203.0.113.77"))
    for number, (card, user, handset, ip) in enumerate(rows):
        at = evening + timedelta(minutes=21 * number, seconds=more.rng.randrange(60))
        records.sign_ins.append(SignIn(at, card, user, handset, ip))
    wrong = SignIn(evening - timedelta(minutes=9), cast.ordinary[3].card, "", shared,
                   "203.0.113.77", failed=True)  # fmt: skip
    records.sign_ins.insert(0, wrong)


def write_desks(folder: Path, records: Desks) -> list[Written]:
    """Write the three records."""
    return [
        _write_gifts(folder, records),
        _write_orders(folder, records),
        _write_logins(folder, records),
    ]


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _write_gifts(folder: Path, records: Desks) -> Written:
    head = "平台 直播间 打赏人 主播 礼物 礼物数量 价值(元) 公会 打赏时间 订单号 状态"
    rows = [head.split()]
    for number, gift in enumerate(records.gifts, 1):
        rows.append([
            LIVE, gift.room, gift.tipper, gift.anchor, "流星雨", "1", _yuan(gift.fen), GUILD,
            f"{gift.at:%Y-%m-%d %H:%M:%S}", f"G{number:08d}", "失败" if gift.failed else "成功",
        ])  # fmt: skip
    write_csv(folder / GIFTS, rows, "utf-8-sig")
    return Written(GIFTS, len(rows) - 1)


def _write_orders(folder: Path, records: Desks) -> Written:
    head = "平台 订单号 会员账号 会员姓名 订单金额 押金 佣金 接单时间 收款账号 订单状态"
    rows = [head.split()]
    for number, order in enumerate(records.orders, 1):
        rows.append([
            PLATFORM, f"PF{number:07d}", order.member, order.name, _yuan(order.fen),
            _yuan(order.deposit), _yuan(order.commission), f"{order.at:%Y-%m-%d %H:%M:%S}",
            order.card, "超时取消" if order.failed else "已完成",
        ])  # fmt: skip
    write_csv(folder / ORDERS, rows, "gb18030")
    return Written(ORDERS, len(rows) - 1)


def _write_logins(folder: Path, records: Desks) -> Written:
    rows = [["卡号", "账号", "平台", "登录时间", "IMEI", "登录IP", "登录结果"]]
    for sign_in in records.sign_ins:
        rows.append([
            sign_in.card, sign_in.user, LIVE if sign_in.user else "",
            f"{sign_in.at:%Y-%m-%d %H:%M:%S}",
            sign_in.handset, sign_in.ip, "密码错误" if sign_in.failed else "成功",
        ])  # fmt: skip
    write_csv(folder / LOGINS, rows, "utf-8-sig")
    return Written(LOGINS, len(rows) - 1)


def asset_facts(cast: Cast, more: Annex, records: Desks) -> list[Claim]:
    """Return who controls which account, car or house, and which card a viewer pays with."""
    owner, source = more["guild_owner"], "直播平台复函（2024）3号"
    controlled = [("tipper", "anchor"), ("poor_tipper", "poor_anchor"), ("third_tipper",)]
    facts = [
        Claim(owner, "Controls", _user(records, name), "2024-02-01", "手机取证报告（2024）60号")
        for names in controlled
        for name in names
    ]
    facts += [
        Claim(_user(records, name), "BindsCard", Thing(account.card, "BankAccount"), "2024-02-02",
             source, "verified")
        for name, account in records.bound.items()
    ]  # fmt: skip
    boss, seized = more["boss"], "查封扣押清单（2024）7号"
    handset = Thing(more.handsets["work"], "Device")
    return [
        *facts,
        Claim(boss, "HoldsRole", boss, "2023-10-01", "讯问笔录（第3次）第9页", "single",
             role="Beneficiary"),
        Claim(boss, "Controls", Thing(cast.levels[6][1].card, "BankAccount"), "2024-04-15",
             "讯问笔录（第3次）第9页", "single"),
        Claim(boss, "Controls", more.thing("car"), "2024-04-20", seized),
        Claim(boss, "Controls", more.thing("villa"), "2024-04-22", seized),
        Claim(handset, "LocatedAt", more.thing("den"), "2024-04-16", "现场勘验笔录（2024）6号",
             "verified"),
    ]  # fmt: skip


def _user(records: Desks, name: str) -> Thing:
    return Thing(records.users[name], "PlatformAccount", LIVE)
