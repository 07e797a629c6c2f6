"""A list of people that somebody leaked: of it a case keeps counts and keyed hashes alone."""

from __future__ import annotations

from random import Random

from tests.sources.dirty import cells, phone
from tests.story.every_layout.banks import resident
from tests.story.every_layout.page import Made, Page
from tests.story.every_layout.writing import text_file

LIST = cells("姓名,手机号,身份证号,家庭住址,车牌号,房产地址,订单号")


def data_batch(dice: Random) -> Made:
    page = Page("data-batch", LIST, titles=[["某平台会员导出"]], numbers=["手机号"])
    for n in range(20):
        person = [f"庚某{n}", phone(500 + n), resident(500 + n) if n % 3 else ""]
        page.row([*person, f"某市某路{n}号", "", "", f"D{n:08d}" if n % 2 else ""])
    page.bad(["庚某", phone(530)], "columns")
    page.bad(["庚某", phone(531), "", "住址\0", "", "", ""], "control")
    return text_file(page, "会员资料.csv", dice, "gb18030")
