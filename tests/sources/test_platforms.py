"""Records of platforms: gifts, orders, posts, sign-ins; and one address's chain export."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from random import Random

from kg.model import stable_id
from kg.values.wallets import eip55
from tests.sources.dirty import Sheet, card, cells, clock, read_dirty
from tests.sources.reader import read_text

GIFTS = cells("打赏时间,直播间,打赏人,主播,礼物,数量,价值(元),公会")
ORDERS = cells("平台,订单号,会员账号,真实姓名,收款账号,订单金额,押金,佣金,接单时间,订单状态")
POSTS = cells("账号,昵称,对象ID,发布时间,帖文ID,内容,IP属地")
LOGINS = cells("用户ID,登录时间,设备号,登录IP,MAC地址,登录结果")
ETHER = cells(
    "Txhash,Blockno,UnixTimestamp,DateTime (UTC),From,To,ContractAddress,Value_IN(ETH),"
    "Value_OUT(ETH),CurrentValue @ $3000.0/Eth,TxnFee(ETH),TxnFee(USD),Historical $Price/Eth,"
    "Status,ErrCode,Method"
)
WALLETS = ["0x" + f"{n:040x}" for n in (0xA1B2, 0xC3D4, 0xE5F6)]


def test_gifts_go_from_tippers_to_performers_of_a_guild(tmp_path: Path) -> None:
    rng, rows, total = Random(1), [], Decimal(0)
    for n in range(50):
        cents = rng.randrange(1, 10**7)
        total += Decimal(cents).scaleb(-2)
        room = rng.randrange(3)
        rows.append([
            clock(n), f"R{room}", f"U{rng.randrange(9)}", f"Z{room}", "火箭", "1",
            f"{cents / 100:.2f}", "某公会",
        ])  # fmt: skip
    spoilt = [clock(60), "R1", "U1", "Z1", "火箭", "1", "5.00", "某公会"]
    sheet = Sheet(
        GIFTS, rows, digits=["价值(元)"], numbers=["价值(元)", "打赏人"],
        bad=[
            ([*spoilt[:2], "", *spoilt[3:]], "missing"), ([*spoilt[:6], "-5", ""], "sign"),
            ([*spoilt[:6], "五元", ""], "amount"), (["2024-13-01", *spoilt[1:]], "time"),
        ],
    )  # fmt: skip
    told = read_dirty(sheet, tmp_path, "live-gifts")
    assert told.sums() == {("CNY", ""): total}
    links = Counter(link["kind"] for link in told.text.rows("link"))
    assert links == {"StreamsIn": 3, "ManagedBy": 3}
    kinds = Counter(entity["kind"] for entity in told.text.rows("entity"))
    assert (kinds["LiveRoom"], kinds["Organisation"]) == (3, 1)
    assert {flow["guildName"] for flow in told.text.flows} == {"某公会"}


def test_orders_of_a_running_points_platform(tmp_path: Path) -> None:
    rng, rows, total, bound = Random(2), [], Decimal(0), set()
    for n in range(40):
        cents, member = rng.randrange(100, 10**7), rng.randrange(5)
        total += Decimal(cents).scaleb(-2)
        bound.add(member)
        rows.append([
            "甲平台", f"D{n:06d}", f"M{member}", f"某{member}", card(member), f"{cents / 100:,.2f}",
            "5000", "12.5", clock(n), "已完成",
        ])  # fmt: skip
    rows.append([*rows[0][:1], "D900000", *rows[0][2:-1], "已取消"])
    sheet = Sheet(
        ORDERS, rows, digits=["订单金额"], numbers=["收款账号", "订单号"],
        bad=[
            (["甲平台", "", *rows[0][2:]], "missing"),
            ([*rows[0][:4], "6.22202E+18", *rows[0][5:]], "rounded"),
            ([*rows[0][:5], "0", *rows[0][6:]], "zero"),
        ],
    )  # fmt: skip
    told = read_dirty(sheet, tmp_path, "running-points")
    assert told.sums("flow_platform_order") == {("CNY", ""): total}
    order = told.text.rows("flow_platform_order")[0]
    assert order["target"] == stable_id("Platform", "case", "甲平台")
    assert (order["deposit"], order["commission"]) == ("5000", "12.5")
    links = [link for link in told.text.rows("link") if link["kind"] == "BindsCard"]
    assert {link["target"] for link in links} == {stable_id("Account", "", card(n)) for n in bound}


def test_posts_that_are_alike_stay_two(tmp_path: Path) -> None:
    rng, rows = Random(3), []
    for n in range(50):
        account, thing = rng.randrange(9), rng.randrange(4)
        rows.append(
            [f"u{account}", f"昵称{account}", f"o{thing}", clock(n), f"p{n}", "某话, \n又一行", ""]
        )
    rows.append(list(rows[0]))
    sheet = Sheet(
        POSTS, rows, titles=[["某平台发帖记录"]],
        bad=[
            (["", "x", "o1", clock(1), "p", "t", ""], "missing"),
            (["u1", "x", "", clock(1), "p", "t", ""], "missing"),
            (["u1", "x", "o1", "昨天", "p", "t", ""], "time"),
        ],
    )  # fmt: skip
    told = read_dirty(sheet, tmp_path, "posts")
    for result in (told.text, told.book):
        posts = result.rows("flow_post")
        assert len({post["id"] for post in posts}) == 51
        assert sorted(post["ordinal"] for post in posts)[-2:] == [0, 1]
        assert len({post["source"] for post in posts}) == len({row[0] for row in rows})
        assert len({post["target"] for post in posts}) == 4
        assert {post["postText"] for post in posts} == {"某话, \n又一行"}


def test_sign_ins_show_shared_devices_and_addresses(tmp_path: Path) -> None:
    rng, rows, devices, addresses = Random(4), [], set(), set()
    for n in range(60):
        user, mac, last = f"m{rng.randrange(6)}", rng.randrange(3), rng.randrange(4)
        written = rng.choice(["02-00-5e-10-00-0{}", "02:00:5E:10:00:0{}", "02005e10000{}"])
        rows.append([user, clock(n), "", f"203.0.113.{last}", written.format(mac), "成功"])
        devices.add((user, mac))
        addresses.add((user, last))
    rows.append(["m1", clock(70), "", "203.0.113.1", "", "密码错误"])
    addresses.add(("m1", 1))
    sheet = Sheet(
        LOGINS, rows, digits=["登录IP"], numbers=["用户ID", "MAC地址"],
        bad=[
            (["", clock(1), "", "203.0.113.1", "", ""], "missing"),
            (["m1", clock(1), "", "", "", ""], "missing"),
            (["m1", clock(1), "", "203.0.113.999", "", ""], "party"),
        ],
    )  # fmt: skip
    told = read_dirty(sheet, tmp_path, "logins")
    for result in (told.text, told.book):
        assert Counter(one["status"] for one in result.rows("flow_login")) == {
            "ok": 60,
            "failed": 1,
        }
        kinds = Counter(entity["kind"] for entity in result.rows("entity"))
        assert (kinds["Device"], kinds["IPAddress"]) == (3, 4)
        links = Counter(link["target"].split(":")[2] for link in result.rows("link"))
        assert links == {"device": len(devices), "ipaddress": len(addresses)}


def ether(n: int, out: str, into: str, **more: str) -> list[str]:
    ends = WALLETS[:2] if out != "0" else WALLETS[1::-1]
    return [
        f"0x{n:064x}", str(n), more.get("time", str(1714528800 + n)), "5/1/2024 2:00:00 AM",
        more.get("from", ends[0]), more.get("to", ends[1]), more.get("contract", ""), into, out,
        "1", "0.00042", "1.3", "3000", more.get("status", ""), more.get("error", ""), "Transfer",
    ]  # fmt: skip


def test_etherscan_export(tmp_path: Path) -> None:
    rng, rows, total = Random(5), [], Decimal(0)
    for n in range(40):
        wei = rng.randrange(1, 10**21)
        total += Decimal(wei).scaleb(-18)
        text = f"{Decimal(wei).scaleb(-18):f}"
        rows.append(ether(n, *((text, "0") if rng.random() < 0.5 else ("0", text))))
    rows += [
        ether(50, "0", "0"),
        ether(51, "0.5", "0", status="Error(0)", error="Out of gas"),
        ether(52, "0.000005", "0", to="", contract=WALLETS[2]),
        ether(53, "0", "1.0E-5", time=""),
    ]
    total += Decimal("0.000015")
    sheet = Sheet(
        ETHER, rows, numbers=["Txhash", "From", "To"],
        bad=[
            (ether(60, "1", "2"), "two_amounts"), (ether(61, "", ""), "missing"),
            (ether(62, "1", "0", to="0x12"), "wallet"), (ether(63, "1", "0", to=""), "party"),
            (ether(64, "-1", "0"), "sign"),
        ],
    )  # fmt: skip
    told = read_dirty(sheet, tmp_path, "etherscan")
    assert told.sums() == {("ETH", ""): total}
    by_hash = {int(flow["transactionHash"], 16): flow for flow in told.text.flows}
    assert by_hash[51]["status"] == "failed"
    assert by_hash[52]["target"] == stable_id("Wallet", "", eip55(WALLETS[2][2:]))
    assert by_hash[53]["start_us"] == 1714528800000000


COINBASE = """Transactions
User,Ann Nobody,u-0001
Timestamp,Transaction Type,Asset,Quantity Transacted,Spot Price Currency,\
Spot Price at Transaction,Subtotal,Total (inclusive of fees and/or spread),Fees and/or Spread,Notes
2024-03-13 12:00:01 UTC,Buy,BTC,0.001,EUR,65000,€65.00,€66.49,1.49,Bought 0.001 BTC for 66.49 EUR
2024-03-13 12:00:02 UTC,Advanced Trade Sell,BTC,0.002,EUR,1,1,"1,060.20",1,\
Sold 0.002 BTC for 1060.2 USDC on BTC-USDC
2024-03-13 12:00:03 UTC,Convert,ETH,-0.1,EUR,1,1,350,3,Converted 0.1 ETH to 350 USDC
2024-03-13 12:00:04 UTC,Send,BTC,-0.5,EUR,1,1,1,0,\
Sent 0.5 BTC to bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq
2024-03-13 12:00:05 UTC,Buy,BTC,0.003,EUR,65000,65,70,1,
"""


def test_both_halves_of_a_trade_of_coinbase_are_told(tmp_path: Path) -> None:
    result = read_text(tmp_path, COINBASE, "coinbase.csv")
    assert result.reading.layout == "coinbase" and result.reading.stored == 5
    told = sorted((row["row_no"], row["direction"], row["amount"], row["currency"])
                  for row in result.flows)  # fmt: skip
    assert told == [
        (4, "in", Decimal("0.001"), "BTC"), (4, "out", Decimal("66.49"), "EUR"),
        (5, "in", Decimal("1060.2"), "USDC"), (5, "out", Decimal("0.002"), "BTC"),
        (6, "in", Decimal(350), "USDC"), (6, "out", Decimal("0.1"), "ETH"),
        (7, "out", Decimal("0.5"), "BTC"),
        (8, "in", Decimal("0.003"), "BTC"), (8, "out", Decimal(70), "EUR"),
    ]  # fmt: skip
    (wallet,) = [row for row in result.rows("entity") if row["kind"] == "Wallet"]
    assert wallet["values"]["walletAddress"][0].startswith("bc1qar0")
