"""What people type or draw: relations, victims, data sales, companies, edges."""

from __future__ import annotations

from random import Random

from tests.sources.dirty import card, cells, clock
from tests.story.every_layout.banks import LOSSES, resident
from tests.story.every_layout.page import Made, Page, yuan
from tests.story.every_layout.writing import book_file, text_file

RELATIONS = cells("主体,关系,客体,开始时间,来源文书,证明程度,主体类型,客体类型,备注")
STATEMENTS = cells(
    "陈述人,笔录种类,笔录名称,笔录日期,卷页,行次,肯定或否认,所述主体,所述关系,所述客体,开始时间"
)
VICTIMS = cells("被害人姓名,证件号码,转账时间,金额,收款账号,付款账号,币种,备注")
SALES = cells("卖方,买方,数据集,记录条数,价格,币种,交易时间,来源文书,证明程度")
COMPANIES = cells(
    "企业名称,统一社会信用代码,法定代表人,法定代表人证件号码,成立日期,住所,股东,股东证件号码"
)
EDGES = cells("source,target,source_type,target_type,weight,relation")


def relations(dice: Random) -> Made:
    page = Page("relations", RELATIONS, titles=[["人物关系（讯问笔录整理）"]])
    for n in range(6):
        said = [
            f"某甲{n}",
            "招募",
            f"某乙{n}",
            "2023-03-01",
            "讯问笔录 卷3 第17页",
            "孤证",
            "",
            "",
            "",
        ]
        page.row(said)
    page.row(["某丙", "卡农", "", "2023-03-01", "讯问笔录", "", "", "", ""])
    page.bad(["", "招募", "某乙", "", "", "", "", "", ""], "missing")
    page.bad(["某甲", "看望", "某乙", "", "", "", "", "", ""], "relation")
    page.bad(["某甲", "招募", "某乙", "", "", "大概", "", "", ""], "proof")
    return book_file([("关系", page)], "关系表.xlsx", dice)


def statements(dice: Random) -> Made:
    page = Page("statements", STATEMENTS, titles=[["笔录所述（摘自卷二）"]])
    for n, stance in enumerate(("肯定", "承认", "指认", "否认", "辩解", "Affirms")):
        page.row(["述某", "讯问笔录", f"讯问笔录（第{n + 1}次）", "2023-05-01", f"卷2第{n}页", "3",
                  stance, f"某甲{n}", "招募", f"某乙{n}", "2023-03-01"])  # fmt: skip
    page.row(["害某", "被害人陈述", "询问笔录", "2023-05-02", "卷3第1页", "", "肯定",
              "某丙", "话务员", "", "2023-03-02"])  # fmt: skip
    said = [
        "述某",
        "证人证言",
        "询问笔录",
        "2023-05-03",
        "",
        "",
        "肯定",
        "某甲",
        "招募",
        "某乙",
        "",
    ]
    page.bad([*said[:1], "传闻", *said[2:]], "choice")
    page.bad([*said[:6], "也许", *said[7:]], "choice")
    page.bad(["", *said[1:]], "missing")
    page.bad([*said[:8], "看望", *said[9:]], "relation")
    return book_file([("陈述", page)], "笔录陈述表.xlsx", dice)


def victims(dice: Random) -> Made:
    page = Page(
        "victims", VICTIMS, titles=[["被害人损失统计表"]], digits=["金额"],
        numbers=["收款账号", "付款账号", "证件号码"],
    )  # fmt: skip
    for n, cents in enumerate(LOSSES):
        own, lost = card(601 + n), f"￥{yuan(cents)}"
        page.row([f"害某{n}", resident(600 + n), clock(n), lost, card(101), own, "人民币", ""])
    page.row(["害某九", "", clock(9), "7000", card(111), "", "", "未见流水"])
    page.bad(["害某", "", clock(9), "5000", "", "", "", ""], "missing")
    page.bad(["害某", "", clock(9), "五千", card(111), "", "", ""], "amount")
    page.bad(["害某", "", clock(9), "5000", "6.22202E+18", "", "", ""], "rounded")
    return book_file([("被害人", page)], "被害人清单.xlsx", dice)


def data_sales(dice: Random) -> Made:
    page = Page("data-sales", SALES, titles=[["数据交易情况"]])
    for n in range(5):
        row = [
            f"卖某{n}",
            "买某",
            f"数据集{n}",
            "1000",
            "300.00",
            "CNY",
            "2023-02-01",
            "勘验笔录",
            "",
        ]
        page.row(row)
    page.bad(["卖某", "", "数据集", "1", "1", "", "2023-02-01", "", ""], "missing")
    page.bad(["卖某", "买某", "数据集", "1", "1", "", "2023-02-31", "", ""], "time")
    return text_file(page, "数据交易.csv", dice, "gb18030")


def companies(dice: Random) -> Made:
    page = Page("companies", COMPANIES, titles=[["企业登记信息"]], plain=True)
    for n in range(5):
        boss = [f"表某{n}", resident(700 + n), "2020-01-02", "某路1号"]
        page.row([f"某{n}商贸有限公司", "无码", *boss, f"股某{n}", ""])
        page.row([*[""] * 6, f"某{n}控股有限公司", ""])
    return book_file([("登记", page)], "企业登记.xlsx", dice)


def edges(dice: Random) -> Made:
    page = Page("edges", EDGES)
    for n in range(8):
        page.row(
            [f"点{n}", f"点{dice.randrange(3) + 10}", "", "公司" if n % 2 else "", "2", "通话"]
        )
    page.bad(["点1", "", "", "", "1", ""], "missing")
    page.bad(["点1", "点2", "", ""], "columns")
    return text_file(page, "边表.csv", dice, "utf-8-sig")
