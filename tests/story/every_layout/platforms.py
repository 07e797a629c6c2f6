"""Platforms: gifts, orders, posts, sign-ins."""

from __future__ import annotations

from random import Random

from tests.sources.dirty import card, cells, clock
from tests.story.every_layout.page import Cells, Made, Page, exact, yuan
from tests.story.every_layout.writing import book_file, text_file

GIFTS = cells("打赏时间,直播间,打赏人,主播,礼物,数量,价值(元),公会")
ORDERS = cells("平台,订单号,会员账号,真实姓名,收款账号,订单金额,押金,佣金,接单时间,订单状态")
POSTS = cells("账号,昵称,对象ID,发布时间,帖文ID,内容,IP属地")
LOGINS = cells("用户ID,登录时间,设备号,登录IP,MAC地址,登录结果")


def live_gifts(dice: Random) -> Made:
    page = Page(
        "live-gifts", GIFTS, titles=[["某平台打赏记录"]], digits=["价值(元)"],
        numbers=["价值(元)", "打赏人"],
    )  # fmt: skip
    for n in range(20):
        cents, room = dice.randrange(1, 10**7), n % 3
        said = [clock(n), f"R{room}", f"U{n % 7}", f"Z{room}", "火箭", "1", yuan(cents), "某公会"]
        page.moves(said, exact(cents), "CNY")
    spoilt = [clock(60), "R1", "U1", "Z1", "火箭", "1", "5.00", "某公会"]
    page.bad([*spoilt[:2], "", *spoilt[3:]], "missing")
    page.bad([*spoilt[:6], "-5", ""], "sign")
    page.bad([*spoilt[:6], "五元", ""], "amount")
    page.bad(["2024-13-01", *spoilt[1:]], "time")
    return book_file([("打赏", page)], "打赏记录.xlsx", dice)


def _order(n: int, money: str, **more: str) -> Cells:
    return [
        "甲平台", more.get("order", f"D{n:06d}"), f"M{n % 5}", f"某{n % 5}",
        more.get("to", card(501 + n % 5)), money, "5000", "12.5", clock(n),
        more.get("status", "已完成"),
    ]  # fmt: skip


def running_points(dice: Random) -> Made:
    page = Page(
        "running-points", ORDERS, flow="platform_order", titles=[["跑分平台后台导出"], []],
        digits=["订单金额"], numbers=["收款账号", "订单号"],
    )  # fmt: skip
    for n in range(20):
        cents = dice.randrange(100, 10**7)
        page.moves(_order(n, f"￥{yuan(cents)}"), exact(cents), "CNY")
    page.row(_order(30, "77.00", status="已取消"))
    page.bad(_order(40, "5.00", order=""), "missing")
    page.bad(_order(41, "5.00", to="6.22202E+18"), "rounded")
    page.bad(_order(42, "0"), "zero")
    return text_file(page, "跑分订单.csv", dice, "gb18030", delimiter=";")


def posts(dice: Random) -> Made:
    page = Page("posts", POSTS, flow="post", titles=[["某平台发帖记录"]], numbers=["帖文ID"])
    for n in range(20):
        who, what = dice.randrange(8), dice.randrange(4)
        text = "某话, \n又一行“引”"
        page.moves([f"u{who}", f"昵称{who}", f"o{what}", clock(n), f"p{n}", text, ""])
    page.bad(["", "x", "o1", clock(1), "p", "t", ""], "missing")
    page.bad(["u1", "x", "", clock(1), "p", "t", ""], "missing")
    page.bad(["u1", "x", "o1", "昨天", "p", "t", ""], "time")
    return text_file(page, "发帖记录.csv", dice, "utf-16")


def logins(dice: Random) -> Made:
    page = Page("logins", LOGINS, flow="login", digits=["登录IP"], numbers=["用户ID", "MAC地址"])
    for n in range(20):
        mac = dice.choice(["02-00-5e-10-00-0{}", "02:00:5E:10:00:0{}", "02005e10000{}"])
        said = [f"m{n % 6}", clock(n), "", f"203.0.113.{n % 4}", mac.format(n % 3), "成功"]
        page.moves(said)
    page.row(["m1", clock(70), "", "203.0.113.1", "", "密码错误"])
    page.bad(["", clock(1), "", "203.0.113.1", "", ""], "missing")
    page.bad(["m1", clock(1), "", "", "", ""], "missing")
    page.bad(["m1", clock(1), "", "203.0.113.999", "", ""], "party")
    return text_file(page, "登录日志.csv", dice)
