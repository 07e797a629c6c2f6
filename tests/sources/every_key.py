"""One layout that writes every key of the language, as TOML with a line for each, and its file."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

HEADER = (
    "卡号,对方,时间,日期,金额,支出,收入,余额,流水号,笔数,姓名,证件,备注,方向,状态,币种,关系,身份,物"
)
ROWS = (
    "6220000000000000018,6220000000000000026,2024-05-01 10:00:00,2024-05-01,5,,5,5,S1,1,"
    "张三,E00000000,工资,出,成功,CNY,认识,,"
)
FILE = f"{HEADER}\n{ROWS}\n"

LAYOUT: dict[str, Any] = {
    "name": "every-key",
    "label": {"zh": "全部", "en": "every key"},
    "zone": "Asia/Shanghai",
    "one_of": [["card"]],
    "aliases": [["own", "other"]],
    "never": ["不可能的表头"],
    "never_like": ["不可能.*"],
    "foot": ["合计.*"],
    "carry": ["name"],
    "no_header": [],
    "covers": 0.1,
    "generic": False,
    "sealed": False,
    "scope": "one export",
    "records": "",
    "blank": ["-"],
    "columns": {
        "card": {"names": ["卡号"], "type": "account", "required": True, "filled": True},
        "counter": {"names": ["对方"], "type": "account", "otherwise": ["卡号"], "lenient": True},
        "time": {"names": ["时间"], "type": "time", "date": ["day"], "zone": "UTC"},
        "day": {
            "names": ["日期"],
            "type": "time",
            "formats": ["%Y-%m-%d"],
            "day_first": False,
            "epoch": "s",
            "era": "minguo",
            "lenient": True,
        },
        "step": {
            "names": ["笔数"],
            "type": "time",
            "steps_from": "2024-01-01",
            "step": "day",
            "lenient": True,
        },
        "booked": {
            "names": ["记账日"],
            "type": "time",
            "formats": ["%m/%d"],
            "until": "last_month",
        },
        "last_month": {"names": ["账单月份"], "head": "([0-9]{4}-[0-9]{2})"},
        "amount": {"names": ["金额"], "type": "amount", "unit": "yuan", "form": "grouped"},
        "raw": {
            "names": ["原始数量"],
            "type": "amount",
            "form": "scientific",
            "decimals": ["小数位"],
        },
        "phone": {"names": ["电话"], "type": "phone", "region": "IN"},
        "debit": {"names": ["支出"], "type": "amount"},
        "credit": {"names": ["收入"], "type": "amount"},
        "balance": {"names": ["余额"], "type": "amount", "lenient": True},
        "serial": {"names": ["流水号"], "decides": True},
        "count": {"names": ["笔数"], "type": "integer"},
        "name": {"names": ["姓名"], "type": "name", "after": ["备注"]},
        "paper": {"names": ["证件"], "type": "certificate", "lenient": True},
        "memo": {"names": ["备注"], "pick": "(.+)", "strip": "x+"},
        "way": {"names": ["方向"], "type": "choice", "choices": {"out": ["出"], "in": ["进"]}},
        "state": {"names": ["状态"]},
        "currency": {"names": ["币种"], "type": "currency"},
        "titled": {
            "names": ["抬头"],
            "head": "抬头[:：](\\S+)",
            "file_name": "(不可能)",
            "given": "account",
        },
        "word": {"names": ["关系"]},
        "fine": {"names": ["精度"], "type": "choice", "choices": {"day": ["日"], "minute": ["分"]}},
        "role": {"names": ["身份"]},
        "thing": {"names": ["物"], "several": True},
        "wallet": {"names": ["合约"], "type": "wallet"},
    },
    "parties": {
        "own": {
            "kind": "BankAccount",
            "id": [["", "$card"], ["@source", "$name"]],
            "values": {"cardNumber": "card"},
            "name": "name",
            "kept_by": "云岫银行",
        },
        "other": {"kind": "BankAccount", "id": [["", "$counter"]], "kind_from": "state"},
        "holder": {
            "kind": "Person",
            "id": [["$paper.form", "$paper"], ["case", "$name"]],
            "where": [
                {"column": "name", "like": "."},
                {"column": "state", "words": ["成功"]},
                {"column": "memo", "unless": ["注销"]},
            ],
            "kind_when": [
                {"column": "paper", "form": "uscc", "kind": "Organisation"},
                {"column": "name", "like": "公司$", "kind": "Organisation"},
            ],
        },
        "said": {
            "kind": "Person",
            "spoken": {"text": "name", "kind": "role", "number": "paper", "scope": "state"},
        },
        "item": {"kind": "Item", "spoken": {"text": "thing"}},
    },
    "flows": [
        {
            "kind": "Transfer",
            "own": ["own"],
            "other": ["other"],
            "direction": "way",
            "reporter": True,
            "time": "time",
            "end": "time",
            "precision": "fine",
            "amount": "amount",
            "currency": "currency",
            "default_currency": "CNY",
            "balance": "balance",
            "serial": "serial",
            "number": ["serial"],
            "scope": "bank",
            "tx_count": "count",
            "counter_name": "name",
            "memo": ["memo"],
            "channel": ["state"],
            "status": [
                {"column": "state", "words": ["失败"], "then": "failed"},
                {"column": "memo", "like": "冲正", "then": "reversal"},
            ],
            "outcome": ["state"],
            "ends": [{"column": "memo", "like": "手续费", "then": "FeeEnd"}],
            "order": "none",
            "summary": False,
            "undated": False,
            "zero": False,
            "extras": {"note": "memo"},
        },
        {
            "kind": "Call",
            "source": ["own"],
            "target": ["other"],
            "time": "time",
            "where": [{"column": "state", "words": ["接通"]}],
        },
        {
            "kind": "Login",
            "own": ["own"],
            "other": ["other"],
            "directions": [{"column": "way", "words": ["出"], "then": "out"}],
            "time": "time",
            "serial": "serial",
            "issuer": "bank",
            "contract": "wallet",
            "debit": "debit",
            "credit": "credit",
            "default_currency": "CNY",
        },
        {
            "kind": "Post",
            "own": ["own"],
            "other": ["other"],
            "time": "time",
            "direction": "way",
            "amount": "amount",
            "signed": False,
            "out_sign": "",
            "default_currency": "CNY",
        },
    ],
    "links": [
        {
            "kind": "HoldsAccount",
            "source": ["holder"],
            "target": ["own"],
            "start": "time",
            "end": "time",
            "precision": "fine",
            "amount": "amount",
            "currency": "currency",
            "default_currency": "CNY",
            "values": {"note": "memo"},
            "kind_from": "word",
        },
        {
            "kind": "",
            "source": ["said"],
            "target": ["said"],
            "object": "item",
            "spoken": "word",
            "capacity": "role",
            "proof": "state",
        },
        {
            "kind": "States",
            "source": ["said"],
            "target": ["said"],
            "object": "item",
            "says": "word",
            "where": [{"column": "role", "like": "人"}],
        },
    ],
}


GRAPH: dict[str, Any] = {
    "name": "every-word",
    "zone": "UTC",
    "scope": "one export",
    "graph": {
        "currency": "EUR",
        "day_first": True,
        "epoch": "s",
        "node_word": ["art"],
        "edge_word": ["rolle"],
        "nodes": {"Konto": "BankAccount"},
        "edges": {"GEHOERT": {"kind": "HoldsAccount", "reversed": True}},
        "between": {
            "Buchung": {"kind": "Transfer", "source": ["BELASTET"], "target": ["GUTSCHRIFT"]}
        },
        "properties": {"Konto.iban": "accountNumber"},
        "states": {"failed": ["geplatzt"], "reversed": ["storniert"]},
    },
}
"""A layout that writes every key by which the words of a graph are told."""


def toml_of(layout: dict[str, Any]) -> str:
    """Return a layout as TOML: each key of a column, a party, a flow and a link on its own line."""
    plain = {key: one for key, one in layout.items() if not _is_group(key, one)}
    words = plain.pop("graph", {})
    lines = [f"{key} = {value(one)}" for key, one in plain.items()]
    if isinstance(words, dict) and words:
        lines += ["[graph]", *(f"{key} = {value(one)}" for key, one in words.items())]
    elif words != {}:
        lines.append(f"graph = {value(words)}")
    for key, one in layout.items():
        if _is_group(key, one) and isinstance(one, dict):
            for name, table in one.items():
                if isinstance(table, dict):
                    lines += [f"[{key}.{name}]", *(f"{k} = {value(v)}" for k, v in table.items())]
                else:
                    lines.append(f"{key}.{name} = {value(table)}")
        elif _is_group(key, one):
            for table in one:
                lines += [f"[[{key}]]", *(f"{k} = {value(v)}" for k, v in table.items())]
    return "\n".join(lines) + "\n"


def _is_group(key: str, one: object) -> bool:
    if key in ("columns", "parties"):
        return isinstance(one, dict) and all(isinstance(inner, dict) for inner in one.values())
    alike = isinstance(one, list) and bool(one)
    return key in ("flows", "links") and alike and all(isinstance(inner, dict) for inner in one)


def value(one: object) -> str:
    """Return a value as TOML on one line."""
    if isinstance(one, bool):
        return "true" if one else "false"
    if isinstance(one, str):
        return json.dumps(one, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(one, dict):
        return "{ " + ", ".join(f"{json.dumps(k)} = {value(v)}" for k, v in one.items()) + " }"
    if isinstance(one, list):
        return "[" + ", ".join(map(value, one)) + "]"
    return one.isoformat() if isinstance(one, date) else repr(one)
