"""Payment companies: what users export, and what the companies return when they are asked."""

from __future__ import annotations

from random import Random

from tests.sources.dirty import card, cells, clock, phone
from tests.story.every_layout.banks import resident
from tests.story.every_layout.page import Cells, Made, Page, exact
from tests.story.every_layout.writing import book_file, text_file

WECHAT = cells(
    "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注"
)
WECHAT_HEAD = [
    ["微信支付账单明细"], ["微信昵称：[小沈]"],
    ["起始时间：[2024-05-01 00:00:00] 终止时间：[2024-05-31 23:59:59]"], ["导出类型：[全部]"],
    ["共20笔记录"], ["收入：1笔 1.00元"], ["支出：1笔 1.00元"], ["注："], [],
    ["----------------------微信支付账单明细列表--------------------"],
]  # fmt: skip
WAYS = ("支出", "收入")
OWNER = "沈白"


def _wechat(n: int, way: str, money: str, kind: str = "转账", **more: str) -> Cells:
    return [
        clock(n), kind, f"某人{n % 5}", "货, 一批\n第二行", way, money, more.get("by", "零钱"),
        more.get("status", "支付成功"), f"{n:032d}", "/", "/",
    ]  # fmt: skip


def wechat_bill(dice: Random) -> Made:
    page = Page(
        "wechat-bill", WECHAT, titles=WECHAT_HEAD, foot=[["共20笔记录"]], digits=["金额(元)"],
        numbers=["交易单号"],
    )  # fmt: skip
    for n in range(20):
        cents = dice.randrange(1, 10**6)
        page.moves(_wechat(n, dice.choice(WAYS), f"¥{cents / 100:.2f}"), exact(cents), "CNY")
    page.moves(_wechat(30, "/", "¥100.00", "零钱提现", by="某银行(1234)"), exact(10000), "CNY")
    page.row(_wechat(31, "支出", "¥9.00", status="支付失败"))
    page.bad(_wechat(40, "/", "¥9.00", "其他"), "direction")
    page.bad(_wechat(41, "付出", "¥9.00"), "choice")
    page.bad(_wechat(42, "支出", ""), "missing")
    page.bad(_wechat(43, "支出", "¥0.00"), "zero")
    return text_file(page, "微信支付账单.csv", dice, "utf-8-sig", owner=OWNER)


RECORDS = cells(
    "交易号,商家订单号,交易创建时间,付款时间,最近修改时间,交易来源地,类型,交易对方,商品名称,金额（元）,"
    "收/支,交易状态,服务费（元）,成功退款（元）,备注,资金状态,"
)
RECORDS_HEAD = [
    ["支付宝交易记录明细查询"], ["账号:[jia@example.com]"],
    ["起始日期:[2024-05-01 00:00:00]    终止日期:[2024-06-01 00:00:00]"],
    ["---------------------------------交易记录明细列表------------------------------------"],
]  # fmt: skip
RECORDS_FOOT = [
    ["-" * 80], ["共20笔记录"], ["已收入:1笔", "1.00元"], ["待支出:0笔", "0.00元"],
    ["导出时间:[2024-06-01 10:00:00]    用户:某人"],
]  # fmt: skip


def _record(n: int, way: str, money: str, funds: str, **more: str) -> Cells:
    return [
        f"2024{n:024d}", "", clock(n), more.get("paid", clock(n)), clock(n), "其他",
        "即时到账交易", f"某人{n % 5}", more.get("goods", "转账"), money, way,
        more.get("status", "交易成功"), "0.00", "0.00", "", funds, "",
    ]  # fmt: skip


def alipay_records(dice: Random) -> Made:
    page = Page(
        "alipay-records", RECORDS, titles=RECORDS_HEAD, foot=RECORDS_FOOT, padded=True,
        digits=["金额（元）"],
    )  # fmt: skip
    for n in range(20):
        cents, way = dice.randrange(1, 10**6), dice.choice(WAYS)
        page.moves(_record(n, way, f"{cents / 100:.2f}", "已" + way), exact(cents), "CNY")
    page.moves(_record(30, "", "8.00", "资金转移", goods="提现-快速提现"), exact(800), "CNY")
    page.row(_record(31, "支出", "9.00", "", status="交易关闭", paid=""))
    page.bad(_record(40, "", "9.00", "", status="交易关闭", paid=""), "direction")
    page.bad(_record(41, "支出", "九元", "已支出"), "amount")
    return text_file(page, "支付宝交易记录.csv", dice, "gbk")


APP = cells(
    "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,"
)
APP_HEAD = [
    ["-" * 40], ["导出信息："], ["姓名：乙某"], ["支付宝账户：13800000002"],
    ["共20笔记录"], ["---------支付宝（中国）网络技术有限公司  电子客户回单---------"],
]  # fmt: skip


def _receipt(n: int, way: str, money: str, **more: str) -> Cells:
    return [
        clock(n), "转账红包", f"某人{n % 4}", "a***@example.com", more.get("goods", "转账"), way,
        money, "余额", more.get("status", "交易成功"), f"2024{n:024d}\t", "\t", "", "",
    ]  # fmt: skip


def alipay_bill(dice: Random) -> Made:
    page = Page("alipay-bill", APP, titles=APP_HEAD, digits=["金额"])
    for n in range(20):
        cents = dice.randrange(1, 10**6)
        page.moves(_receipt(n, dice.choice(WAYS), f"{cents / 100:.2f}"), exact(cents), "CNY")
    refund = _receipt(30, "不计收支", "5.00", status="退款成功", goods="退款-某物")
    page.moves(refund, exact(500), "CNY")
    page.row(_receipt(31, "支出", "99.00", status="交易关闭"))
    page.bad(_receipt(40, "不计收支", "9.00", goods="某事"), "direction")
    return text_file(page, "支付宝账单.csv", dice, "gb18030")


TRADES = cells(
    "交易号,商户订单号,交易创建时间,付款时间,最近修改时间,交易来源地,类型,用户信息,交易对方信息,消费名称,"
    "金额（元）,收/支,交易状态,支付方式,清算流水号,备注,对应的协查数据"
)


def _returned(n: int, way: str, money: str, user: str = "2088000000000001(丙某)") -> Cells:
    return [
        f"A{n}", f"O{n}", clock(n), clock(n), clock(n), "某网站", "即时到账交易", user,
        f"208800000000001{n % 5}（丁某）", f"={n}=", money, way, "交易成功结束", "", "", "", "x",
    ]  # fmt: skip


def alipay_trades(dice: Random) -> Made:
    page = Page(
        "alipay-trades", TRADES, titles=[["协查反馈"]], foot=[["导出时间:[2024-06-01]"]],
        numbers=["用户信息", "交易对方信息"], digits=["金额（元）"],
    )  # fmt: skip
    for n in range(20):
        cents = dice.randrange(1, 10**6)
        page.moves(_returned(n, dice.choice(WAYS), f"{cents / 100:.2f}"), exact(cents), "CNY")
    page.bad(_returned(41, "支出", "1.00", user="(丙某)"), "missing")
    return book_file([("账户明细", page)], "支付宝调证.xlsx", dice)


REGISTERED = cells(
    "用户Id,登录邮箱,登录手机,账户名称,证件类型,证件号,可用余额,绑定手机,绑定银行卡,对应的协查数据"
)


def alipay_users(dice: Random) -> Made:
    page = Page(
        "alipay-users", REGISTERED, titles=[["注册信息反馈"]], foot=[["导出时间:[2024-06-01]"]],
        numbers=["用户Id", "绑定银行卡"],
    )  # fmt: skip
    for n in range(8):
        cards = " ".join(f"某行:{card(430 + 3 * n + k)}" for k in range(n % 4))
        user = [
            f"20880000000000{n:02d}",
            "",
            phone(430 + n),
            f"戊某{n}",
            "身份证",
            resident(430 + n),
        ]
        page.row([*user, "0.00", phone(430 + n), cards, "x"])
    page.bad(["", "", "", "己某", "", "", "", "", card(460), "x"], "missing")
    page.bad(["2.08801E+15", "", "", "己某", "", "", "", "", card(461), "x"], "rounded")
    return text_file(page, "支付宝注册信息.csv", dice, "gb18030")


TENPAY = cells(
    "用户ID,交易单号,大单号,用户侧账号名称,借贷类型,交易业务类型,交易用途类型,交易时间,交易金额(分),"
    "账户余额(分),用户银行卡号,用户侧网银联单号,第三方账户名称,对手方ID,对手侧账户名称,"
    "对手方银行卡号,对手侧银行名称,对手方接收时间,对手方接收金额(分),备注1,备注2"
)


def _trade(n: int, way: str, fen: str, **more: str) -> Cells:
    said = dict.fromkeys(TENPAY, "")
    said |= {
        "用户ID": "wxid_zhao", "交易单号": f"T{n:08d}", "用户侧账号名称": "赵某", "借贷类型": way,
        "交易业务类型": more.get("business", "余额支付"),
        "交易用途类型": more.get("purpose", "转账"),
        "交易时间": more.get("time", clock(n)), "交易金额(分)": fen,
        "用户银行卡号": more.get("card", ""), "对手方ID": more.get("other", f"wxid_{n % 4}"),
        "对手侧账户名称": "钱某",
    }  # fmt: skip
    return list(said.values())


def tenpay_trades(dice: Random) -> Made:
    page = Page(
        "tenpay-trades", TENPAY, foot=[["注销信息"]], digits=["交易金额(分)"],
        numbers=["用户ID", "交易单号", "交易金额(分)"],
    )  # fmt: skip
    for n in range(20):
        fen = dice.randrange(1, 10**7)
        page.moves(_trade(n, dice.choice("出入"), str(fen)), exact(fen), "CNY")
    drawn = _trade(30, "出", "500", business="提现", card=card(401), other="")
    page.moves(drawn, exact(500), "CNY")
    page.row(_trade(31, "出", "700", purpose="转账失败"))
    page.bad(_trade(40, "出", "12.5"), "amount")
    page.bad(_trade(41, "", "5"), "missing")
    page.bad(_trade(42, "出", "-5"), "sign")
    page.bad(_trade(43, "出", "5", time="2024-02-30 10:00:00"), "time")
    page.bad(_trade(44, "出", "5", other="6.22202E+18"), "rounded")
    return text_file(page, "TenpayTrades.txt", dice, delimiter="\t")


USERS = cells("账户状态,账号,注册姓名,注册时间,注册身份证号,绑定手机,绑定状态,开户行信息,银行账号")


def tenpay_users(dice: Random) -> Made:
    page = Page("tenpay-users", USERS, foot=[["注销信息"]], plain=True, numbers=["银行账号"])
    for n in range(6):
        registered = ["正常", f"wxid_{n}", f"赵某{n}", "2015-01-28 02:11:13", resident(400 + n)]
        page.row([*registered, phone(400 + n), "绑定确认", "某行", card(410 + n)])
        page.row([*[""] * 6, "绑定确认", "某行", card(420 + n)])
    page.bad(["注销", "wxid_9", "某", "", "", "", "解绑", "某行", "6.22202E+18"], "rounded")
    page.bad(["正常", "wxid_8", "某"], "columns")
    return text_file(page, "TenpayRegInfo.txt", dice, "utf-16", delimiter="\t")
