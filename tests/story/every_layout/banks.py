"""Returns of banks: the 34 columns, two other forms, and the companion tables."""

from __future__ import annotations

from random import Random

from kg.values.identities import check_digit
from tests.sources.dirty import card, cells, clock, phone
from tests.story.every_layout.page import Cells, Made, Page, exact, yuan
from tests.story.every_layout.writing import book_file, old_book_file, text_file, zip_file

#: Three payments that two banks tell, each under a serial of its own.
TOLD_TWICE = (1_234_500, 99, 70_000_001)
#: What victims paid to the first account, minute by minute.
LOSSES = (500_000, 1_200_050, 88_800)
BANK = cells(
    "交易卡号,交易账号,账户开户名称,开户人证件号码,交易时间,交易金额,交易余额,收付标志,交易对手账卡号,现金标志,"
    "对手户名,对手身份证号,对手开户银行,摘要说明,交易币种,交易网点名称,交易网点代码,交易发生地,交易是否成功,"
    "传票号,终端号,IP地址,MAC地址,对手交易余额,交易流水号,日志号,凭证种类,凭证号,交易柜员号,商户名称,商户号,备注,"
    "交易类型,查询反馈结果原因"
)
TWO = cells("序号,交易日期,交易时间,摘要,借方发生额,贷方发生额,余额,对方账号,对方户名,流水号")
SIGNED = cells("卡号,户名,交易日期,交易时间,交易金额,余额,对方账号,对方户名,摘要,流水号,币种")


def resident(number: int) -> str:
    """Return the certificate of a region that does not exist."""
    body = f"000102199003{1 + number % 28:02d}{number % 1000:03d}"
    return body + check_digit(body)


def flow_row(n: int, cents: str, way: str, **more: str) -> Cells:
    said = dict.fromkeys(BANK, "")
    said |= {
        "交易卡号": more.get("card", card(101)), "账户开户名称": "沈某",
        "开户人证件号码": resident(1), "交易时间": more.get("time", _time(n)), "交易金额": cents,
        "收付标志": way, "交易对手账卡号": more.get("other", card(110 + n % 7)),
        "对手户名": more.get("name", "某人"), "摘要说明": more.get("memo", "转账"),
        "交易币种": more.get("currency", "人民币"), "交易是否成功": more.get("ok", "成功"),
        "交易流水号": f"B{n:06d}",
    }  # fmt: skip
    return list(said.values())


def _time(n: int) -> str:
    """Return a time in one of the ways in which banks write it."""
    plain = clock(n)
    digits = "".join(filter(str.isdigit, plain))
    return (plain, digits, plain.replace("-", "/"), f"\t{digits}")[n % 4]


def bank_flow(dice: Random) -> Made:
    page = Page(
        "bank-flow", BANK, titles=[["资金查控反馈"], ["查询编号：2024-0017"], []],
        digits=["交易金额"], numbers=["交易卡号", "交易对手账卡号", "交易流水号"],
    )  # fmt: skip
    for n in range(24):
        cents, way = dice.randrange(1, 10**9), dice.choice(["出", "进", "借", "贷"])
        usd = n % 8 == 7
        mark = dice.choice(["￥", "¥", ""]) if not usd else ""
        other = card(110 + n % 7) + ("", "-1", "_156_1")[n % 3]
        row = flow_row(n, mark + yuan(cents), way, other=other, currency="USD" if usd else "CNY")
        page.moves(row, exact(cents), "USD" if usd else "CNY")
    for n, cents in enumerate(TOLD_TWICE, 100):
        page.moves(flow_row(n, yuan(cents), "出", other=card(201)), exact(cents), "CNY")
    for n, cents in enumerate(LOSSES):
        page.moves(flow_row(n, yuan(cents), "进", other=card(601 + n)), exact(cents), "CNY")
    _odd_rows_of_a_bank(page)
    return text_file(page, "甲银行_交易明细.csv", dice, "gb18030")


def _odd_rows_of_a_bank(page: Page) -> None:
    page.moves(flow_row(40, "500", "出", other="", memo="ATM取款"), exact(50000), "CNY")
    page.moves(flow_row(41, "2.00", "出", other="", memo="手续费"), exact(200), "CNY")
    page.moves(flow_row(42, "0.37", "进", other="", memo="结息"), exact(37), "CNY")
    page.row(flow_row(43, "888.00", "出", ok="失败"))
    page.row(flow_row(44, "61.00", "出", other=card(119)))
    page.row(flow_row(45, "-61.00", "出", other=card(119), memo="冲正"))
    page.bad(flow_row(50, "5.00", "出", other="6.22202E+18"), "rounded")
    page.bad(flow_row(51, "5.00", ""), "missing")
    page.bad(flow_row(52, "5.00", "出", time="2024-02-30 10:00:00"), "time")
    page.bad(flow_row(53, "五元", "出"), "amount")
    page.bad(flow_row(54, "5.00", "出", card=""), "missing")
    page.bad(flow_row(55, "5.00", "转"), "choice")
    page.bad(flow_row(56, "5.00", "出")[:20], "columns")
    page.bad([*flow_row(57, "5.00", "出"), "多", "出"], "columns")


def two_row(n: int, out: str, into: str, **more: str) -> Cells:
    day, time = clock(n).split(" ")
    return [
        str(n), more.get("day", day.replace("-", "")), time, more.get("memo", "转账"), out, into,
        "", more.get("other", card(210 + n % 5)), "乙某", f"S{n}",
    ]  # fmt: skip


def bank_debit_credit(dice: Random) -> Made:
    titles = [
        ["某某银行个人账户交易明细"], [f"户名：丁某 账号：{card(201)}", "币种：人民币"],
        ["起止日期：20240501-20240531"],
    ]  # fmt: skip
    page = Page(
        "bank-debit-credit", TWO, titles=titles, foot=[["打印日期：2024-06-01"], ["第1页 共1页"]],
        digits=["借方发生额", "贷方发生额"], numbers=["对方账号", "流水号"],
    )  # fmt: skip
    for n in range(20):
        cents, empty = dice.randrange(1, 10**8), dice.choice(["", "0.00", "-"])
        pair = (yuan(cents), empty) if dice.random() < 0.5 else (empty, yuan(cents))
        page.moves(two_row(n, *pair), exact(cents), "CNY")
    for n, cents in enumerate(TOLD_TWICE, 100):
        page.moves(two_row(n, "", yuan(cents), other=card(101)), exact(cents), "CNY")
    page.bad(two_row(70, "5.00", "6.00"), "two_amounts")
    page.bad(two_row(71, "", ""), "missing")
    page.bad(two_row(72, "0.00", "0.00"), "zero")
    page.bad(two_row(73, "-5.00", ""), "sign")
    page.bad(two_row(74, "5.00", "", other="6.22202E+18"), "rounded")
    page.bad(two_row(75, "5.00", "", day="20240231"), "time")
    return old_book_file(page, "乙银行对账单.xls", dice)


def bank_signed(dice: Random) -> Made:
    page = Page(
        "bank-signed", SIGNED, titles=[["丙银行交易清单"]], digits=["卡号", "交易金额"],
        numbers=["卡号", "对方账号"],
    )  # fmt: skip
    for n in range(20):
        cents, out = dice.randrange(1, 10**8), dice.random() < 0.5 or n == 0
        sign = "-" if out else dice.choice(["", "+"])
        page.moves(signed_row(n, f"{sign}{cents / 100:.2f}"), exact(cents), "HKD")
    page.bad(signed_row(70, "0.00"), "zero")
    page.bad(signed_row(71, ""), "missing")
    page.bad(signed_row(72, "1.234,56"), "amount")
    page.bad(signed_row(73, "-5", time="256161"), "time")
    page.bad(signed_row(74, "-5", own=""), "missing")
    sheets = [("交易明细", page), ("账户", _accounts(page_of="hidden"))]
    return book_file(sheets, "丙银行回函.xlsx", dice, hidden=["账户"])


def signed_row(n: int, amount: str, **more: str) -> Cells:
    day, time = clock(n).split(" ")
    return [
        more.get("own", card(301)), "丙某", day, more.get("time", time.replace(":", "")), amount,
        "", card(310 + n % 5), "乙某", "转账", f"S{n}", "港币",
    ]  # fmt: skip


ACCOUNTS = cells(
    "账户开户名称,开户人证件号码,交易卡号,交易账号,账号开户时间,账户余额,可用余额,账户类型,账户状态,开户网点,账号开户银行"
)


def _accounts(page_of: str) -> Page:
    page = Page("accounts", ACCOUNTS, numbers=["交易卡号", "交易账号"])
    first = {"hidden": 300, "zip": 100}[page_of]
    for n in range(1, 8):
        own = card(first + n)
        page.row(
            [f"某{n}", resident(first + n), own, f"{first}{n:09d}", "2020-01-02", "5", "5",
             "借记卡", "正常", "某支行", "某银行"]
        )  # fmt: skip
    page.bad(["某某", "", "", "", "2020-01-02", "", "", "", "", "", ""], "missing")
    page.bad(["某某", "", "6.22202E+18", "", "2020-01-02", "", "", "", "", "", ""], "rounded")
    return page


def companions(dice: Random) -> Made:
    persons = Page(
        "persons", cells("客户名称,证照类型,证照号码,工作单位,联系手机"), titles=[["人员信息"]],
        numbers=["证照号码", "联系手机"], digits=["联系手机"],
    )  # fmt: skip
    subs = Page(
        "sub-accounts", cells("交易卡号,子账户账号,子账户类别,余额"), numbers=["子账户账号"]
    )
    for n in range(1, 9):
        persons.row([f"某{n}", "身份证", resident(100 + n), "某厂", phone(n)])
        subs.row([card(100 + n), f"100{n:011d}", "活期", "0"])
    persons.row(["某九", "", "", "", "不详"])
    persons.bad(["", "身份证", resident(99), "", ""], "missing")
    subs.bad([card(101), "", "活期", "0"], "missing")
    subs.bad([card(101), "1.0E+17", "活期", "0"], "rounded")
    members = {"账户/账户信息.csv": _accounts("zip"), "账户/子账户信息.csv": subs}
    return zip_file([("人员/人员信息.csv", persons), *members.items()], "调证回函.zip", dice)


CARD = "6200000000000005"


def card_bill(dice: Random) -> Made:
    """Return a bill that says its card by the last digits: plus is spent."""
    header = cells("交易日期,入账日期,交易描述,卡末四位,交易币种,结算币种,交易金额,结算金额")
    page = Page("card-bill", header, titles=[["本期账单明细(人民币)"]], plain=True)
    for n in range(10):
        cents = dice.randrange(1, 10**6)
        money = f"{'-' if n % 3 == 0 else ''}{cents / 100:.2f}"
        day = f"2024-11-{n + 1:02d}"
        row = [day, day, "某商户", "0005", "人民币", "人民币", money, money]
        page.moves(row, exact(cents), "CNY")
    page.bad([*page.rows[0].cells[:5], "贝壳", *page.rows[0].cells[6:]], "currency")
    return text_file(page, "信用卡账单.csv", dice, "utf-8-sig")


def card_bill_sides(dice: Random) -> Made:
    """Return a bill of two columns of amounts; its card stands in the file's name."""
    header = cells("交易日,银行记账日,卡号后四位,交易描述,存入,支出,币种")
    page = Page("card-bill-sides", header, titles=[["某银行信用卡账单"]], plain=True)
    for n in range(10):
        cents = dice.randrange(1, 10**6)
        pair = [f"{cents / 100:.2f}", ""] if n % 3 == 0 else ["", f"{cents / 100:.2f}"]
        day = f"2024-12-{n + 1:02d}"
        page.moves([day, day, "0005", "某商户", *pair, "CNY"], exact(cents), "CNY")
    page.bad(["2024-12-20", "2024-12-20", "0005", "某商户", "1", "2", "CNY"], "two_amounts")
    return text_file(page, f"卡账单_{CARD}.csv", dice, "utf-8-sig")


def card_postings(dice: Random) -> Made:
    header = cells(
        "Transaction date,Post date,Description,Billing amount,Billing currency,"
        "Transaction status,Merchant name,Country / region,Area / district,Credit / Debit"
    )
    page = Page("card-postings", header, plain=True)
    for n in range(10):
        cents = dice.randrange(1, 10**7)
        way, sign = ("CREDIT", "") if n % 3 == 0 else ("DEBIT", "-")
        money = f"{sign}{cents / 100:,.2f}\t"
        row = [f"{n + 1:02d}/04/2024", "13/04/2024", "SALES", money, "HKD", "POSTED"]
        page.moves([*row, "SOME SHOP", "X", "X", way], exact(cents), "HKD")
    page.bad([*page.rows[0].cells[:-1], "GIFT"], "choice")
    return text_file(page, f"card {CARD}.csv", dice)
