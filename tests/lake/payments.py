"""The layout of payments as tables of platforms and databases have them."""

from __future__ import annotations

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
