"""What block explorers export, and lists of addresses."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from random import Random

from kg.values.wallets import base58check
from tests.sources.dirty import cells
from tests.story.every_layout.page import Cells, Made, Page, Told
from tests.story.every_layout.writing import text_file

ETHER = cells(
    "Txhash,Blockno,UnixTimestamp,DateTime (UTC),From,To,ContractAddress,Value_IN(ETH),"
    "Value_OUT(ETH),CurrentValue @ $3000.0/Eth,TxnFee(ETH),TxnFee(USD),Historical $Price/Eth,"
    "Status,ErrCode,Method"
)
TOKENS = cells("Transaction Hash,Block,Timestamp,From,To,Token,Amount,Status")
WALLETS = ["0x" + f"{n:040x}" for n in (0xA1B2, 0xC3D4, 0xE5F6)]
TRON = [base58check(b"\x41" + bytes([n]) * 20) for n in range(1, 9)]


def _ether(n: int, out: str, into: str, **more: str) -> Cells:
    ends = WALLETS[:2] if out != "0" else WALLETS[1::-1]
    return [
        f"0x{n:064x}", str(n), str(1714528800 + n), "5/1/2024 2:00:00 AM", ends[0],
        more.get("to", ends[1]), more.get("contract", ""), into, out, "1", "0.00042", "1.3", "3000",
        more.get("status", ""), more.get("error", ""), "Transfer",
    ]  # fmt: skip


def etherscan(dice: Random) -> Made:
    page = Page("etherscan", ETHER, numbers=["Txhash", "From", "To"])
    for n in range(20):
        amount = Decimal(dice.randrange(1, 10**21)).scaleb(-18)
        pair = (f"{amount:f}", "0") if dice.random() < 0.5 else ("0", f"{amount:f}")
        page.moves(_ether(n, *pair), amount, "ETH")
    page.moves(_ether(50, "0", "1.0E-5"), Decimal("0.00001"), "ETH")
    page.moves(_ether(51, "5e-6", "0", to="", contract=WALLETS[2]), Decimal("0.000005"), "ETH")
    page.row(_ether(52, "0.5", "0", status="Error(0)", error="Out of gas"))
    page.bad(_ether(60, "1", "2"), "two_amounts")
    page.bad(_ether(61, "", ""), "missing")
    page.bad(_ether(62, "1", "0", to="0x12"), "wallet")
    page.bad(_ether(63, "1", "0", to=""), "party")
    page.bad(_ether(64, "-1", "0"), "sign")
    return text_file(page, "export-0xA1B2.csv", dice)


def _token(n: int, amount: str, **more: str) -> Cells:
    return [
        f"{n:064x}", str(n), more.get("time", str(1714528800000 + n * 1000)), TRON[n % 4],
        more.get("to", TRON[4 + n % 3]), "USDT", amount, more.get("status", "SUCCESS"),
    ]  # fmt: skip


def trc20(dice: Random) -> Made:
    page = Page("trc20", TOKENS, numbers=["Transaction Hash", "From", "To"], digits=["Amount"])
    for n in range(20):
        amount = Decimal(dice.randrange(1, 10**13)).scaleb(-6)
        page.moves(_token(n, f"{amount:,.6f}"), amount, "USDT")
    page.row(_token(50, "7", status="FAILED"))
    page.bad(_token(60, "7", to="T123"), "wallet")
    page.bad(_token(61, "seven"), "amount")
    page.bad(_token(62, "7", time="yesterday"), "time")
    page.bad(_token(63, ""), "missing")
    return text_file(page, "TRC20.csv", dice, "utf-8-sig")


def address_tags(dice: Random) -> Made:
    """Return a JSON list with one record a line, so that its places are its lines."""
    tags: list[object] = [
        {"address": address, "label": f"名单第{n}项", "title": "某名单", "lastmod": "2024-02-26"}
        for n, address in enumerate(TRON[:6])
    ]
    tags += [{"address": "", "label": "无地址", "title": "某名单"}]
    lines = ",\n".join(json.dumps(tag, ensure_ascii=False) for tag in tags)
    data = f"[\n{lines}\n]\n".encode()
    problems = {"line 8": "missing"}
    told = Told("address-tags", 7, 6, Counter(), problems, Counter(), Counter())
    return Made("某名单.json", data, (told,), len(json.loads(data)))
