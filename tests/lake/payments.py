"""Payments as tables of platforms and databases have them, and their layout."""

from __future__ import annotations

from pathlib import Path

LAYOUT = """name = "platform-payments"
label = { zh = "平台付款", en = "platform payments" }
zone = "Asia/Shanghai"
[columns]
payer = { names = ["payer"], type = "account", required = true }
payee = { names = ["payee"], type = "account", required = true }
amount = { names = ["amount"], type = "amount", required = true }
time = { names = ["paid_at"], type = "time", required = true }
province = { names = ["province"] }
[parties.source]
kind = "BankAccount"
id = [["", "$payer"]]
values = { accountNumber = "payer" }
[parties.target]
kind = "BankAccount"
id = [["", "$payee"]]
values = { accountNumber = "payee" }
[[flows]]
kind = "Transfer"
source = ["source"]
target = ["target"]
time = "time"
amount = "amount"
default_currency = "CNY"
memo = ["province"]
"""


def write_payments(path: Path, which: int, *, bad: bool = False) -> None:
    """Write some payments as CSV; ``bad`` adds one whose amount is no number."""
    rows = [
        f"6220990000000000{n},6220990000000000{(n + which) % 9 + 1},{100 * which + n}.50,"
        f"2024-05-{1 + n:02} 10:00:00,浙江"
        for n in range(8)
    ]
    rows += ["62209900000000001,62209900000000002,many,2024-05-01 10:00:00,浙江"] if bad else []
    path.write_text("\n".join(["payer,payee,amount,paid_at,province", *rows]), encoding="utf-8")
