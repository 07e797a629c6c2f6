"""Bills, explorers, exchanges and public data sets beside those of the other files."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from tests.sources.dirty import cells, clock
from tests.story.every_layout.chains import WALLETS
from tests.story.every_layout.page import Cells, Made, Page, exact
from tests.story.every_layout.writing import text_file

JD = cells(
    "交易时间,商户名称,交易说明,金额,收/付款方式,交易状态,收/支,交易分类,交易订单号,商家订单号,备注"
)
MEITUAN = cells(
    "交易创建时间,交易成功时间,交易类型,订单标题,收/支,支付方式,订单金额,实付金额,交易单号,商家单号,备注"
)
BSC = cells(
    "Txhash,Blockno,UnixTimestamp,DateTime (UTC),From,To,ContractAddress,Value_IN(BNB),"
    "Value_OUT(BNB),CurrentValue @ $300/BNB,TxnFee(BNB),TxnFee(USD),Historical $Price/BNB,Status,"
    "ErrCode,Method"
)
INTERNAL = cells(
    "Txhash,Blockno,UnixTimestamp,DateTime (UTC),ParentTxFrom,ParentTxTo,ParentTxETH_Value,From,"
    "TxTo,ContractAddress,Value_IN(ETH),Value_OUT(ETH),CurrentValue,Historical $Price/Eth,Status,"
    "ErrCode,Type"
)
ETL = cells(
    "hash,nonce,block_hash,block_number,transaction_index,from_address,to_address,value,gas,"
    "gas_price,input,block_timestamp"
)
IBM = cells(
    "Timestamp,From Bank,Account,To Bank,Account,Amount Received,Receiving Currency,Amount Paid,"
    "Payment Currency,Payment Format,Is Laundering"
)
LEDGER = cells(
    "账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,"
    "账户余额（元）,交易渠道,业务类型,备注"
)
MERCHANT = cells(
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,"
    "付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,"
    "退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
)
BINANCE = cells("User_ID,UTC_Time,Account,Operation,Coin,Change,Remark")


def _jd(n: int, way: str, money: str, status: str = "交易成功", goods: str = "货") -> Cells:
    number = f"{n:024d}"
    return [clock(n), "某商户", goods, money, "钱包余额", status, way, "网购", number, number, ""]


def jd_bill(dice: Random) -> Made:
    titles = [["导出信息："], ["京东账号名：jd_0123"], ["共：20笔记录"]]
    page = Page("jd-bill", JD, titles=titles)
    for n in range(20):
        cents = dice.randrange(1, 10**6)
        paid = f"{cents / 100:.2f}" + dice.choice(["", "(已退款0.01)", "(已全额退款)"])
        page.moves(_jd(n, dice.choice(["支出", "收入"]), paid), exact(cents), "CNY")
    page.moves(_jd(30, "不计收支", "5.00", "退款成功", "退款-货"), exact(500), "CNY")
    page.row(_jd(31, "支出", "5.00", "已取消"))
    page.bad(_jd(40, "支出", "多少"), "missing")
    return text_file(page, "京东交易流水.csv", dice, "utf-8-sig")


def _meituan(n: int, way: str, money: str) -> Cells:
    at, number = clock(n), f"{n:024d}"
    return [at, at, "支付", "某店", way, "余额", "¥99.00", money, number, number, "/"]


def meituan_bill(dice: Random) -> Made:
    titles = [["美团交易账单明细"], ["美团用户名：[甲]"], ["共：20笔记录"]]
    page = Page("meituan-bill", MEITUAN, titles=titles)
    for n in range(20):
        cents = dice.randrange(1, 10**6)
        money = f"¥{cents / 100:.2f}"
        page.moves(_meituan(n, dice.choice(["支出", "收入"]), money), exact(cents), "CNY")
    page.bad(_meituan(40, "转出", "¥1.00"), "choice")
    return text_file(page, "美团账单.csv", dice, "utf-8-sig")


def alipay_ledger(dice: Random) -> Made:
    titles = [["#支付宝账务明细查询"], ["#账号：[2088000000000017]"], ["#---账务明细列表---"]]
    foot = [["#---账务明细列表结束---"], ["#导出时间：[2024-05-31 10:00:00]"]]
    page = Page("alipay-ledger", LEDGER, titles=titles, foot=foot)
    for n in range(20):
        cents = dice.randrange(1, 10**6)
        money = [f"{cents / 100:.2f}", "0.00"] if n % 2 else ["0.00", f"{cents / 100:.2f}"]
        other = dice.choice(["甲某 (a@example.com)", "b@example.com"])
        row = [f"{n:014d}", f"{n:016d}", str(n), "货", clock(n), other, *money, "9.00"]
        page.moves([*row, "支付宝", "在线支付", ""], exact(cents), "CNY")
    row = [f"{40:014d}", f"{40:016d}", "40", "货", clock(40), "b@example.com", "多少", "0.00"]
    page.bad([*row, "9.00", "支付宝", "在线支付", ""], "amount")
    return text_file(page, "账务明细.csv", dice, "gb18030")


def _paid(n: int, paid: str, back: str, state: str) -> Cells:
    row = [clock(n), "wx0", "1500000017", "0", "", f"{n:028d}", f"o{n}", "oUser", "JSAPI", state]
    row += ["CFT", "CNY", paid, "0.00", "0", "0", back, "0.00", "", "", "货", "", "0.01", "0.60%"]
    return [*row, paid, "0.00", ""]


def wechat_merchant(dice: Random) -> Made:
    foot = [["总交易单数", "应结订单总金额"], ["`20", "`1.00"]]
    page = Page("wechat-merchant", MERCHANT, foot=foot)
    for n in range(20):
        cents = dice.randrange(1, 10**6)
        money = f"{cents / 100:.2f}"
        both = ("0.00", money, "REFUND") if n % 5 == 0 else (money, "0.00", "SUCCESS")
        page.moves([f"`{cell}" for cell in _paid(n, *both)], exact(cents), "CNY")
    page.bad([f"`{cell}" for cell in _paid(40, "多少", "0.00", "SUCCESS")], "amount")
    return text_file(page, "1500000017All.csv", dice, "utf-8-sig")


def bscscan(dice: Random) -> Made:
    page = Page("bscscan", BSC, plain=True)
    for n in range(10):
        amount = Decimal(dice.randrange(1, 10**18)).scaleb(-18)
        pair = (f"{amount:f}", "0") if n % 2 else ("0", f"{amount:f}")
        row = [f"0x{n:064x}", str(n), str(1714528800 + n), "5/1/2024 2:00:00 AM", *WALLETS[:2], ""]
        page.moves([*row, *pair, "1", "0.001", "0.3", "300", "", "", "Transfer"], amount, "BNB")
    return text_file(page, "export-bsc.csv", dice)


def etherscan_internal(dice: Random) -> Made:
    page = Page("etherscan-internal", INTERNAL, plain=True)
    for n in range(10):
        amount = Decimal(dice.randrange(1, 10**18)).scaleb(-18)
        row = [f"0x{n:064x}", str(n), str(1714528800 + n), "5/1/2024 2:00:00 AM", *WALLETS[:2], "0"]
        pair = ["0", f"{amount:f}"]
        page.moves([*row, *WALLETS[1:3], "", *pair, "0", "1800", "0", "", "call"], amount, "ETH")
    return text_file(page, "export-internal.csv", dice)


def ethereum_etl(dice: Random) -> Made:
    page = Page("ethereum-etl-transactions", ETL, plain=True)
    for n in range(10):
        wei = dice.randrange(1, 10**20)
        row = [f"0x{n:064x}", "1", f"0x{n:064x}", "17", str(n), *WALLETS[:2], str(wei)]
        page.moves([*row, "21000", "5", "0x", str(1714528800 + n)], Decimal(wei).scaleb(-18), "ETH")
    row = [f"0x{99:064x}", "1", f"0x{99:064x}", "17", "1", WALLETS[0], "", "5"]
    page.moves([*row, "21000", "5", "0x", "1714528899"], Decimal(5).scaleb(-18), "ETH")
    return text_file(page, "transactions.csv", dice)


def ibm_aml(dice: Random) -> Made:
    page = Page("ibm-aml", IBM, plain=True)
    for n in range(10):
        cents = dice.randrange(1, 10**8)
        paid = [f"{cents / 100:.2f}", "US Dollar"]
        row = [f"2022/09/{n + 1:02d} 00:20", "010", f"80000EB{n:02d}", "011", "80000F4A0"]
        page.moves([*row, *paid, *paid, "Wire", "0"], exact(cents), "USD")
    page.bad([*page.rows[0].cells[:-4], "1", "Doubloon", "Wire", "0"], "currency")
    return text_file(page, "HI-Small_Trans.csv", dice)


def binance_statement(dice: Random) -> Made:
    page = Page("binance-statement", BINANCE, plain=True)
    for n in range(10):
        amount = Decimal(dice.randrange(1, 10**9)).scaleb(-6)
        sign = "-" if n % 2 else ""
        row = ["10001234", f"2024-05-01 10:00:{n:02d}", "Spot", "Deposit", "USDT"]
        page.moves([*row, f"{sign}{amount:f}", ""], amount, "USDT")
    return text_file(page, "binance.csv", dice)


def nodes(dice: Random) -> Made:
    page = Page("nodes", cells("Id,Label,group"), plain=True)
    for n in range(10):
        page.row([f"n{n}", f"Node {n}", dice.choice("xyz")])
    page.bad(["", "Nobody", "x"], "missing")
    return text_file(page, "nodes.csv", dice)
