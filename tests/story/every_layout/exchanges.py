"""What exchanges and wallets export: every change of a balance, a coin at a time."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from kg.values.wallets import parse_wallet
from tests.sources.dirty import cells
from tests.story.every_layout.chains import WALLETS
from tests.story.every_layout.datasets import BITCOIN
from tests.story.every_layout.page import Cells, Made, Page
from tests.story.every_layout.writing import text_file


def okx_funding(dice: Random) -> Made:
    titles = [["UID:10001234", "Account Type:Main", "Time Zone:UTC+8"]]
    header = cells("id,Time,Type,Amount,Before Balance,After Balance,Fee,Symbol")
    page = Page("okx-funding", header, titles=titles, plain=True)
    for n in range(10):
        amount = Decimal(dice.randrange(1, 10**9)).scaleb(-6)
        kind, sign = ("Withdrawal", "-") if n % 2 else ("Deposit", "")
        row = [str(1000 + n), f"2025-10-31 11:55:{n:02d}", kind, f"{sign}{amount:f}"]
        page.moves([*row, "0E-18", f"{amount:f}", "0", "USDT"], amount, "USDT")
    page.bad([*page.rows[0].cells[:3], "some", *page.rows[0].cells[4:]], "amount")
    return text_file(page, "okx_funding.csv", dice, "utf-8-sig")


def _coinbase(n: int, kind: str, quantity: str, sender: str = "", recipient: str = "") -> Cells:
    return [
        f"id{n}", f"2024-12-19 17:59:{n:02d} UTC", kind, "BTC", quantity, "EUR", "€190.00",
        "€6.65", "€6.68", "€0.03", "note", sender, recipient,
    ]  # fmt: skip


def coinbase(dice: Random) -> Made:
    titles = [["Transactions"], ["User", "Example User", "u-0001"]]
    header = cells(
        "ID,Timestamp,Transaction Type,Asset,Quantity Transacted,Price Currency,"
        "Price at Transaction,Subtotal,Total (inclusive of fees and/or spread),"
        "Fees and/or Spread,Notes,Sender Address,Recipient Address"
    )
    page = Page("coinbase", header, titles=titles, plain=True)
    for n in range(6):
        amount = Decimal(dice.randrange(1, 10**10)).scaleb(-8)
        out = [_coinbase(n, "Send", f"-{amount:f}", recipient=BITCOIN[1])]
        into = [_coinbase(n, "Receive", f"{amount:f}", sender=BITCOIN[2])]
        for row in dice.choice([out, into]):
            page.moves(row, amount, "BTC")
    for n, kind in enumerate(("Buy", "Advance Trade Sell"), 30):
        page.moves(_coinbase(n, kind, "0.5"), Decimal("0.5"), "BTC")
        page.times["transfer"] += 1
        page.sums["transfer", "EUR"] += Decimal("6.68")
    page.bad(_coinbase(40, "Juggle", "1"), "choice")
    return text_file(page, "coinbase.csv", dice)


def kraken_ledgers(dice: Random) -> Made:
    header = cells("txid,refid,time,type,subtype,aclass,asset,wallet,amount,fee,balance")
    page = Page("kraken-ledgers", header, plain=True)
    for n in range(10):
        amount = Decimal(dice.randrange(1, 10**9)).scaleb(-6)
        kind, sign = ("withdrawal", "-") if n % 2 else ("deposit", "")
        asset, code = ("ZEUR", "EUR") if n % 3 else ("XXBT", "BTC")
        row = [f"L{n}", f"R{n}", f"2024-01-10 09:00:{n:02d}", kind, "", "currency", asset]
        page.moves([*row, "spot / main", f"{sign}{amount:f}", "0", "5"], amount, code)
    page.bad(["", *page.rows[0].cells[1:]], "missing")
    return text_file(page, "ledgers.csv", dice)


def huobi_trades(dice: Random) -> Made:
    """Return trades: each row gives one coin and gets another."""
    page = Page(
        "huobi-trades", cells("时间,交易类型,交易对,方向,价格,数量,成交额,手续费"), plain=True
    )
    for n in range(8):
        amount, total = (Decimal(dice.randrange(1, 10**9)).scaleb(-8) for _ in range(2))
        side, coin = dice.choice(("买入", "卖出")), ("BTC", "ODD1S")[n % 2]
        row = [f"2021-02-24 09:56:{n:02d}", "币币交易", f"{coin}/USDT", side, "49850.00"]
        page.moves([*row, f"{amount:f}", f"{total:f}", "0.01USDT"], amount, coin)
        page.times["transfer"] += 1
        page.sums["transfer", "USDT"] += total
    page.bad([*page.rows[0].cells[:3], "换入", *page.rows[0].cells[4:]], "choice")
    return text_file(page, "huobi.csv", dice, "utf-8-sig")


def etherscan_api(dice: Random) -> Made:
    header = cells(
        "blockNumber,timeStamp,hash,nonce,blockHash,transactionIndex,from,to,value,gas,gasPrice,"
        "isError,txreceipt_status,input,contractAddress,cumulativeGasUsed,gasUsed,confirmations"
    )
    page = Page("etherscan-api", header, plain=True)
    rest = ["0x", "", "1", "1", "9"]
    for n in range(8):
        wei = dice.randrange(1, 10**20)
        row = [str(n), str(1714528800 + n), f"0x{n:064x}", "1", f"0x{n:064x}", "0", *WALLETS[:2]]
        page.moves([*row, str(wei), "21000", "5", "0", "1", *rest], Decimal(wei).scaleb(-18), "ETH")
    page.row([*row, "7", "21000", "5", "1", "0", *rest])
    page.bad([*row, "0.5", "21000", "5", "0", "1", *rest], "amount")
    return text_file(page, "txlist.csv", dice)


def etherscan_api_tokens(dice: Random) -> Made:
    """Return transfers of two tokens, each in its own smallest unit."""
    header = cells(
        "blockNumber,timeStamp,hash,nonce,blockHash,from,contractAddress,to,value,tokenName,"
        "tokenSymbol,tokenDecimal,transactionIndex,gas,gasPrice"
    )
    page = Page("etherscan-api-tokens", header, plain=True)
    tokens = (("0xdAC17F958D2ee523a2206206994597C13D831ec7", "USDT", "6"), (WALLETS[2], "ODD", "0"))
    for n in range(8):
        contract, symbol, decimals = tokens[n % 2]
        raw = dice.randrange(1, 10**15)
        head = [str(n), str(1714528800 + n), f"0x{n:064x}", "1", f"0x{n:064x}", WALLETS[0]]
        row = [*head, contract, WALLETS[1], str(raw), "T", symbol, decimals, "0", "1", "1"]
        code = "USDT" if symbol == "USDT" else parse_wallet(contract).text
        page.moves(row, Decimal(raw).scaleb(-int(decimals)), code)
    page.bad([*row[:8], "1.5", *row[9:]], "amount")
    page.bad([*row[:11], "many", *row[12:]], "amount")
    return text_file(page, "tokentx.csv", dice)


def oklink_tokens(dice: Random) -> Made:
    """Return transfers of a known token, of one that only calls itself so, and of a hidden one."""
    header = cells(
        "交易哈希,区块高度,本地时间(UTC+8),UTC时间,发送方,发送方ENS,接收方,接收方ENS,数量,"
        "代币符号,代币地址"
    )
    page = Page("oklink-tokens", header, plain=True)
    usdt, hidden = "0xdAC17F958D2ee523a2206206994597C13D831ec7", "0x00a1****00e5f6"
    for n in range(9):
        amount = Decimal(dice.randrange(1, 10**9)).scaleb(-6)
        contract = (usdt, WALLETS[2], hidden)[n % 3]
        code = ("USDT", parse_wallet(WALLETS[2]).text, hidden)[n % 3]
        at = ["2025/11/09 13:46:11", f"2025/11/09 05:46:{n:02d}"]
        ends = [WALLETS[0], "", hidden if n == 4 else WALLETS[1], ""]
        page.moves([f"0x{n:064x}", "1", *at, *ends, f"{amount:f}", "USDT", contract], amount, code)
    page.bad([*page.rows[0].cells[:8], "much", *page.rows[0].cells[9:]], "amount")
    return text_file(page, "oklink.csv", dice, "utf-8-sig")


def blockchair_wallet(dice: Random) -> Made:
    header = cells(
        "Tx number,Effect,Ticker,Amount fiat (USD),Asset rate (USD),Type,Date,Public key,"
        "Wallet address,Third-party address,Transaction hash"
    )
    page = Page("blockchair-wallet", header, plain=True)
    for n in range(8):
        amount = Decimal(dice.randrange(1, 10**9)).scaleb(-8)
        kind, sign = ("External spending", "-") if n % 2 else ("External receiving", "")
        row = [str(n), f"{sign}{amount:f}", "BTC", "1", "1", kind, f"2021-05-01 10:00:{n:02d}", ""]
        page.moves([*row, BITCOIN[0], BITCOIN[1 + n % 3], f"{n:064x}"], amount, "BTC")
    page.bad([*page.rows[0].cells[:8], "1nobody", *page.rows[0].cells[9:]], "wallet")
    return text_file(page, "blockchair.csv", dice)
