"""What the demo's answer says of the questions, held against the files as a stranger reads them."""

import csv
import io
import json
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import openpyxl
import pytest

from kg.demo import make
from kg.demo.exports import BANK_A, BANK_B
from kg.query.named import questions
from kg.values.identities import parse_resident_id
from kg.values.phones import normal_phone
from tests.depth import SEEDS

NOT_ASKED = {"CQ36", "CQ37", "CQ38", "CQ40", "CQ41"}
"""Not computed yet, and one that nothing in the demo answers."""


@pytest.fixture(scope="module", params=SEEDS, ids=lambda seed: f"seed{seed}")
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(f"expected{request.param}")
    make(folder, seed=request.param)
    return folder


def asked(demo: Path) -> dict[str, dict]:
    return json.loads((demo / "answer.json").read_text(encoding="utf-8"))["questions"]


def rows(demo: Path, number: str) -> list[dict]:
    return asked(demo)[number]["rows"]


def facts(demo: Path, name: str) -> list[dict[str, str]]:
    """Read a file of the demo as rows by the heads of its columns."""
    path = demo / "files" / name
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path).active
        head, *body = [["" if cell is None else str(cell) for cell in row] for row in sheet.values]
    else:
        data = path.read_bytes()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("gb18030")
        head, *body = list(csv.reader(io.StringIO(text)))
    return [dict(zip(head, row, strict=True)) for row in body]


def typed(demo: Path, word: str) -> list[dict[str, str]]:
    both = facts(demo, "关系表.xlsx") + facts(demo, "并案线索表.xlsx")
    return [row for row in both if row["关系"] == word]


def test_each_question_has_rows_of_one_shape_and_only_what_is_not_computed_is_left_out(
    demo: Path,
) -> None:
    told = asked(demo)
    numbers = {question.code for question in questions()}
    assert set(told) == numbers - NOT_ASKED
    for number, answer in told.items():
        assert answer["rows"], number
        assert len({tuple(row) for row in answer["rows"]}) == 1, number


def test_the_victims_in_the_list_are_those_who_were_called_after_the_sale(demo: Path) -> None:
    sold = min(
        row["交易时间"] for row in facts(demo, "数据交易.xlsx")
        if row["数据集"] == "栖澜商城订单收件人信息"
    )  # fmt: skip
    listed = {row["手机号"] for row in facts(demo, "栖澜订单导出.csv")}
    victims = {row["手机号码"]: row["被害人姓名"] for row in facts(demo, "被害人清单.xlsx")}
    calls = Counter(
        row["对端号码"] for row in facts(demo, "话单.csv")
        if row["事件类型"] == "主叫" and row["开始时间"] > f"{sold}:00"
    )  # fmt: skip
    found = {(victims[number], calls[number]) for number in listed & victims.keys() & calls.keys()}
    assert found == {(row["victim"], row["calls"]) for row in rows(demo, "CQ11")}
    called = {row["对端号码"] for row in facts(demo, "话单.csv")}
    assert len(listed & victims.keys() & called - calls.keys()) == 1, "nobody called only before"
    assert victims.keys() & calls.keys() - listed, "nobody called who is not in the list"


def test_the_classes_of_the_list_are_its_filled_cells(demo: Path) -> None:
    cells = facts(demo, "栖澜订单导出.csv")
    filled = Counter(head for row in cells for head, cell in row.items() if cell)
    (leak,) = [row for row in rows(demo, "CQ12") if row["kind"] == "LeaksData"]
    assert leak["sensitive"] == filled["余额"]
    assert leak["important"] == filled["订单号"] + filled["商品名称"]
    assert leak["ordinary"] == filled["姓名"] + filled["手机号"] + filled["收货地址"]
    assert leak["phones"] == len({row["手机号"] for row in cells}) < len(cells)
    assert [row for row in rows(demo, "CQ12") if row["ordinary"] is None], "no data without list"


def test_coins_are_followed_from_the_sale_on(demo: Path) -> None:
    moved: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    moves = facts(demo, "TRC20转账导出.csv")
    for told in rows(demo, "CQ14"):
        sold = datetime.fromisoformat(f"{told['sold']}+08:00").timestamp() * 1000
        moved[told["sold"], told["next"]] = sum(
            (Decimal(row["Amount"]) for row in moves
             if (row["From"], row["To"]) == (told["wallet"], told["next"])
             and int(row["Time"]) >= sold),
            Decimal(0),
        )  # fmt: skip
        assert moved[told["sold"], told["next"]] == Decimal(told["moved"]) > 0
    sellers = {told["wallet"] for told in rows(demo, "CQ14")}
    reached = {told["next"] for told in rows(demo, "CQ14")}
    assert {row["To"] for row in moves if row["From"] in sellers} - reached, "no move before"


def test_accounts_in_step_share_a_handset_within_a_minute(demo: Path) -> None:
    posts = facts(demo, "发帖记录.csv")
    found, near = set(), 0
    for one, other in combinations(posts, 2):
        times = [datetime.fromisoformat(post["发布时间"]) for post in (one, other)]
        close = abs((times[0] - times[1]).total_seconds()) <= 60
        if one["对象"] == other["对象"] and close and one["账号"] != other["账号"]:
            near += 1
            if one["IMEI"] and one["IMEI"] == other["IMEI"]:
                found.add(frozenset((one["账号"], other["账号"])))
    assert found == {frozenset((row["one"], row["other"])) for row in rows(demo, "CQ22")}
    assert near > len(found), "nobody posted beside them from a handset of his own"


def test_orders_of_a_member_are_those_that_were_done(demo: Path) -> None:
    orders = facts(demo, "跑分平台订单.csv")
    done = [row for row in orders if row["订单状态"] == "已完成"]
    assert Counter(row["会员账号"] for row in done) == {
        row["member"]: row["orders"] for row in rows(demo, "CQ28")
    }
    assert len(done) < len(orders)
    assert {row["traced"] is None for row in rows(demo, "CQ28")} == {True, False}


def test_one_room_alone_has_tainted_gifts_between_two_accounts_of_one_hand(demo: Path) -> None:
    (room,) = rows(demo, "CQ30")
    gifts = [row for row in facts(demo, "直播打赏记录.csv") if row["状态"] == "成功"]
    mine = [row for row in gifts if row["直播间"] == room["room"]]
    assert len(mine) == room["gifts"]
    assert sum(Decimal(row["价值(元)"]) for row in mine) == Decimal(room["amount"])
    assert len({row["直播间"] for row in gifts}) == 3
    controlled = {row["客体"] for row in typed(demo, "控制")}
    others = {(row["打赏人"], row["主播"]) for row in gifts if row not in mine}
    assert any(set(pair) <= controlled for pair in others), "no untainted room of one hand"
    assert any(not set(pair) & controlled for pair in others), "no ordinary viewer"


def test_claims_and_payments_are_those_of_the_dossier(demo: Path) -> None:
    claims = Counter(row["主体"] for row in typed(demo, "索赔"))
    assert {row["claimant"]: row["claims"] for row in rows(demo, "CQ20")} == {
        who: count for who, count in claims.items() if count > 1
    }
    assert 1 in claims.values(), "no honest customer"


def test_one_extortion_holds_in_order_and_one_does_not(demo: Path) -> None:
    assert sorted(row["inOrder"] for row in rows(demo, "CQ21")) == [False, True]
    for row in rows(demo, "CQ21"):
        times = [row[name] for name in ("posted", "contacted", "paid", "removed")]
        assert (times == sorted(times)) is row["inOrder"]


def test_the_window_of_the_timeline_cuts_nothing_in_two(demo: Path) -> None:
    answer = asked(demo)["CQ07"]
    borders = [datetime.fromisoformat(answer["with"][name]) for name in ("since", "until")]
    words = facts(demo, "关系表.xlsx") + facts(demo, "并案线索表.xlsx")
    starts = [datetime.fromisoformat(row["开始时间"]) for row in words if row["开始时间"]]
    far = timedelta(hours=8)
    assert all(abs(start - border) > far for start in starts for border in borders)
    inside = [start for start in starts if borders[0] < start < borders[1]]
    assert len(answer["rows"]) >= len(set(inside)) > 20


def test_the_look_alikes_are_in_no_answer(demo: Path) -> None:
    told = asked(demo)
    looks = {
        "CQ03": "槐公刑立字〔2024〕0226号", "CQ13": "砚汀面包连锁有限公司",
        "CQ15": "返利客服话术本", "CQ09": "栖澜商城客服工单",
    }  # fmt: skip
    everything = json.dumps([typed(demo, word) for word in ("涉案", "签约", "用于", "导出数据")],
                            ensure_ascii=False)  # fmt: skip
    for number, name in looks.items():
        assert name in everything
        assert name not in json.dumps(told[number], ensure_ascii=False), number


def test_minors_were_minors_and_were_drawn_in_by_adults(demo: Path) -> None:
    people = {row["主体"]: row["主体证件号"] for row in typed(demo, "实施") + typed(demo, "受害于")}
    for row in rows(demo, "CQ39"):
        minor, adult = (parse_resident_id(people[row[who]]) for who in ("minor", "adult"))
        day = datetime.fromisoformat(row["start"]).date()
        days = (day - minor.birth).days
        assert row["age"] in (days // 366, days // 365) and row["age"] < 18
        assert (day - adult.birth).days > 18 * 366
    assert {row["victim"] for row in rows(demo, "CQ39")} == {True, False}


def test_whoever_was_added_exists_nowhere(demo: Path) -> None:
    for row in facts(demo, "关系表.xlsx") + facts(demo, "并案线索表.xlsx"):
        for paper in filter(None, (row["主体证件号"], row["客体证件号"])):
            assert parse_resident_id(paper).region.startswith("99")
        for end in ("主体", "客体"):
            if row[f"{end}类型"] == "电话号码":
                assert not normal_phone(row[end]).issued
    handsets = {row["IMEI"] for name in ("登录日志.csv", "发帖记录.csv", "话单.csv")
                for row in facts(demo, name)} - {""}  # fmt: skip
    assert all(handset.startswith("99") for handset in handsets)
    addresses = {row["登录IP"] for row in facts(demo, "登录日志.csv")}
    assert all(ip.startswith(("203.0.113.", "198.51.100.")) for ip in addresses)
    assert not any(normal_phone(row["手机号"]).issued for row in facts(demo, "栖澜订单导出.csv"))


def paid_out(demo: Path, card: str) -> list[tuple[datetime, str]]:
    """Read from bank B's workbook when a card paid how much, cash and fees among it."""
    sheet = openpyxl.load_workbook(demo / "files" / BANK_B).active
    _, head, *body = ([cell or "" for cell in row] for row in sheet.values)
    found = [dict(zip(head, row, strict=True)) for row in body]
    return [
        (datetime.fromisoformat(row["交易时间"]), f"{row['交易金额']:.2f}")
        for row in found
        if (row["交易卡号"], row["收付标志"], row["交易是否成功"]) == (card, "借", "成功")
        and row["交易时间"] != "2024-02-30 10:15:00"
    ]


def period(row: dict[str, str]) -> tuple[datetime, datetime]:
    """Return the minutes that a row of a sheet names, the last one whole."""
    first, last = (datetime.fromisoformat(row[name]) for name in ("开始时间", "结束时间"))
    return first, last + timedelta(minutes=1)


def test_whoever_worked_an_account_did_so_when_it_paid(demo: Path) -> None:
    turns = typed(demo, "操作账户")
    expected, idle = set(), 0
    for turn in turns:
        since, until = period(turn)
        mine = [(turn["主体"], f"{at}", fen) for at, fen in paid_out(demo, turn["客体"])
                if since <= at < until]  # fmt: skip
        expected |= set(mine)
        idle += not mine
    found = {(row["who"], row["paid"], row["amount"]) for row in rows(demo, "CQ42")}
    assert found == expected
    assert len({who for who, *_ in found}) == 2 and idle == 1, "nobody had the card before"
    assert all(paid_out(demo, turn["客体"]) for turn in turns)


def test_an_instruction_comes_before_what_the_runner_did(demo: Path) -> None:
    told = typed(demo, "下达指令")
    answered = {row["message"] for row in rows(demo, "CQ43")}
    assert len(answered) == 2 < len(told)
    assert {row["kind"] for row in rows(demo, "CQ43")} == {"Transfer", "HandsOverCash"}
    for row in rows(demo, "CQ43"):
        sent, at = (datetime.fromisoformat(row[name]) for name in ("sent", "at"))
        assert timedelta(minutes=1) <= at - sent <= timedelta(hours=1)
    (runner,) = {row["runner"] for row in rows(demo, "CQ43")}
    ran = [datetime.fromisoformat(row["at"]) for row in rows(demo, "CQ43")]
    aside = [row for row in told if row["标的"] not in answered]
    sent = [datetime.fromisoformat(row["开始时间"]) for row in aside if row["客体"] == runner]
    assert any(at > max(ran) for at in sent), "no message after the last run"
    assert any(at < min(ran) - timedelta(hours=1) for at in sent), "none long before"
    assert any(row["客体"] != runner for row in aside), "none to somebody else"


def test_payers_who_did_not_report_are_told_apart_from_those_who_did(demo: Path) -> None:
    victims = facts(demo, "被害人清单.xlsx")
    cards = {row["收款账号"] for row in victims}
    lines = (demo / "files" / BANK_A).read_bytes().decode("gb18030")
    paid = [row for row in csv.DictReader(io.StringIO(lines))
            if row["交易卡号"].strip() in cards and row["收付标志"] == "进"]  # fmt: skip
    payers = {row["交易对手账卡号"] for row in paid} - {""}
    unknown = payers - {row["付款账号"] for row in victims}
    assert unknown == {row["account"] for row in rows(demo, "CQ44")} and len(unknown) == 2
    reporters = {row["被害人姓名"] for row in victims}
    freezes = typed(demo, "冻结资金")
    assert any(row["标的"] in reporters for row in freezes), "no freeze for one who reported"
    held = [row for row in rows(demo, "CQ44") if row["measure"]]
    assert [row["measure"] for row in held] == ["FreezesFunds", "ReturnsFunds"]
    mine = [row for row in freezes if row["标的"] == held[0]["payer"]]
    assert len(mine) == 2 and min(row["开始时间"] for row in mine) < held[0]["first"]
    assert [row for row in rows(demo, "CQ44") if not row["measure"]], "all have something back"


def test_who_went_to_the_compound_together(demo: Path) -> None:
    (compound,) = {row["compound"] for row in rows(demo, "CQ45")}
    (said,) = typed(demo, "电诈园区")
    assert said["主体"] == compound
    together = {row["who"] for row in rows(demo, "CQ45")}
    crossed = typed(demo, "出境")
    aside = [row for row in crossed if row["主体"] not in together]
    assert len(together) == 2 and {row["named"] for row in rows(demo, "CQ45")} == {True, False}
    assert any(row["客体"] != compound and row["标的"] for row in aside), "no hotel"
    assert any(row["开始时间"] < said["开始时间"] and row["标的"] for row in aside), "none before"
    assert any(row["开始时间"] > said["开始时间"] and not row["标的"] for row in aside), (
        "none alone"
    )


def test_a_payment_has_the_channel_and_the_settlement_of_its_day(demo: Path) -> None:
    (merchant,) = {row["merchant"] for row in rows(demo, "CQ46")}
    (channel,) = {row["channel"] for row in rows(demo, "CQ46")}
    settled = {row["客体"]: row for row in typed(demo, "结算到") if row["主体"] == channel}
    for row in rows(demo, "CQ46"):
        since, until = period(settled[row["account"]])
        assert since <= datetime.fromisoformat(row["paid"]) < until
    assert len(settled) == 3 > len({row["account"] for row in rows(demo, "CQ46")})
    routed = typed(demo, "走通道")
    assert len({row["主体"] for row in routed} - {merchant}) == 3, "no other merchants"
