"""Lists of records that nobody named: found in any JSON, read by a layout that is proposed."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kg.case import new_case
from kg.errors import LayoutError, LimitExceeded, NotATableError
from kg.limits import LIMITS, limits_with
from kg.requests import LoadRequest, TableAnswers
from kg.sources.formats.json_records import read_json_lines, record_paths, records_at
from kg.sources.proposal.propose import propose
from kg.text import LIST_RADIX, list_number, locator
from tests.command_line import kg
from tests.sources.reader import read_text

FIRST, SECOND, THIRD = (f"62209900000000000{n}" for n in (17, 25, 33))
IBANS = ("DE89370400440532013000", "DE75512108001245126199", "DE12500105170648489890")


def payment(payer: str, payee: str, amount: str, day: int) -> dict[str, Any]:
    return {
        "payer": {"account": payer, "name": "甲某"}, "payee": {"account": payee, "name": "乙某"},
        "amount": amount, "at": f"2024-05-{day:02} 10:00:00",
    }  # fmt: skip


PAYMENTS = [payment(FIRST, SECOND, "100.50", 1), payment(SECOND, THIRD, "90", 2)]
OF_ACCOUNTS = {
    "made": "2024-06-01",
    "accounts": [
        {"number": FIRST, "payments": [
            {"to": SECOND, "sum": 100, "date": "2024-05-01"},
            {"to": THIRD, "sum": 50, "date": "2024-05-02"},
        ]},
        {"number": SECOND, "payments": [{"to": THIRD, "sum": 80, "date": "2024-05-03"}]},
    ],
}  # fmt: skip
FORMS = {
    "list": (json.dumps(PAYMENTS), "."),
    "lines": ("\n\n".join(map(json.dumps, PAYMENTS)), "."),
    "inside": (json.dumps({"name": "x", "data": {"rows": PAYMENTS}, "ok": [1, 2]}), "/data/rows"),
    "accounts": (json.dumps(OF_ACCOUNTS), "/accounts/*/payments"),
    "banks": (
        json.dumps([{"bank": "b", "accounts": OF_ACCOUNTS["accounts"][:1]},
                    {"bank": "c", "accounts": OF_ACCOUNTS["accounts"][1:]}]),
        "/*/accounts/*/payments",
    ),
}  # fmt: skip
TWO = [(FIRST, SECOND, Decimal("100.5")), (SECOND, THIRD, Decimal(90))]
OF_TWO = [(FIRST, SECOND, Decimal(100)), (FIRST, THIRD, Decimal(50)), (SECOND, THIRD, Decimal(80))]
PAID = {
    **dict.fromkeys(("list", "lines", "inside"), TWO),
    **dict.fromkeys(("accounts", "banks"), OF_TWO),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_list_is_found_and_read_as_proposed(form: str, tmp_path: Path) -> None:
    text, path = FORMS[form]
    file = tmp_path / "found.json"
    file.write_text(text, encoding="utf-8")
    if form != "lines":
        assert record_paths(json.loads(text))[0] == path
    with pytest.raises(LayoutError, match="kg layout"):
        read_text(tmp_path, text, "refused.json")
    sign = "out=plus" if PAID[form] == OF_TWO else ""
    answers = TableAnswers(currency="CNY", zone="Asia/Shanghai", sign=sign)
    layout = tmp_path / "found.toml"
    layout.write_text(propose(file, answers, name="found").layout, encoding="utf-8")
    assert f'records = "{path}"' in layout.read_text("utf-8")
    result = read_text(tmp_path, text, "again.json", layout=str(layout))
    numbers = {row["id"]: row["name"] for row in result.rows("entity")}
    paid = [
        (numbers[row["source"]], numbers[row["target"]], Decimal(row["amount"]))
        for row in result.rows("flow_transfer")
    ]
    assert paid == PAID[form]


def test_each_line_has_its_own_place_and_fault(tmp_path: Path) -> None:
    lines = [json.dumps(PAYMENTS[0]), "", json.dumps(PAYMENTS[1]), "{", "7", '{"a": 1, "a": 2}']
    found = read_json_lines("\n".join(lines), "x.jsonl", LIMITS)
    assert [(one.place, bool(one.reason)) for one in found.records] == [
        (1, False), (3, False), (4, True), (5, True), (6, True),
    ]  # fmt: skip


def test_lists_that_are_not_read_are_named(tmp_path: Path) -> None:
    own, *others = IBANS
    booked = [
        {"creditorAccount": {"iban": others[0]}, "creditorName": "Eva Muster",
         "transactionAmount": {"currency": "EUR", "amount": "-25.60"}, "bookingDate": "2024-05-06"},
        {"debtorAccount": {"iban": others[1]}, "debtorName": "Otto Muster",
         "transactionAmount": {"currency": "EUR", "amount": "30.00"}, "bookingDate": "2024-05-07"},
    ]  # fmt: skip
    document = {"account": {"iban": own}, "transactions": {"booked": booked, "pending": booked[:1]}}
    file = tmp_path / "bank.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    with new_case(tmp_path / "case") as case:
        request = LoadRequest(propose=True, sign="out=minus", zone="Europe/Berlin")
        (report,), refused = case.evidence.load_as([file], request)
        assert not refused
        said = [warning.text("en") for warning in report.warnings]
        assert any("/transactions/pending" in text for text in said)
        numbers = dict(case.sql("SELECT id, name FROM entity").rows)
        paid = case.sql("SELECT source, target, amount, counter_name FROM transfer ORDER BY 3").rows
        assert [(numbers[a], numbers[b], c, d) for a, b, c, d in paid] == [
            (own, others[0], Decimal("25.6"), "Eva Muster"),
            (others[1], own, Decimal(30), "Otto Muster"),
        ]
        (fact,) = case.sql("SELECT id FROM transfer ORDER BY amount LIMIT 1").rows[0]
        (piece,) = case.lookup.explain(str(fact)).pieces
        assert piece.locator == "/transactions/booked/0"


def test_a_long_list_beside_is_no_cell_of_each_record(tmp_path: Path) -> None:
    log = [{"x": "y" * 100} for _ in range(2_000)]
    rows = [{"a": str(n)} for n in range(3_000)]
    document = {"data": {"rows": rows, "log": log, "tags": ["t"]}, "of": {"who": "甲"}}
    found = records_at(document, "/data/rows", "a.json", LIMITS)
    assert not any(one.reason for one in found.records)
    assert tuple(found.columns) == ("a", "../tags", "../../of/who")


def test_what_holds_no_record_is_counted(tmp_path: Path) -> None:
    document = {"of": [{"in": [{"a": "1"}]}, {"in": []}, {"b": "2"}, 7]}
    found = records_at(document, "/of/*/in", "a.json", LIMITS)
    assert [warning.id for warning in found.warnings] == ["json-holders-without"]
    assert "3 of the items" in found.warnings[0].text("en")


def test_a_file_of_very_many_lists_is_not_tried_for_ever(tmp_path: Path) -> None:
    many = {f"u{n}": {"seen": [{"x": n}]} for n in range(3_000)}
    with pytest.raises(LayoutError, match="kg layout"):
        read_text(tmp_path, json.dumps(many), "a.json")


def test_what_is_larger_than_is_read_whole_is_refused(tmp_path: Path) -> None:
    limits = limits_with(["records_bytes=100"])
    with pytest.raises(LimitExceeded, match="records_bytes"):
        read_text(tmp_path, FORMS["inside"][0], "a.json", limits=limits)


@pytest.mark.parametrize("text", ['{"a": 1}', '{"a": [1, 2]}', '{"a": {"b": {}}}', '{"*": [{}]}'])
def test_json_without_records_is_no_table(text: str, tmp_path: Path) -> None:
    with pytest.raises(NotATableError):
        read_text(tmp_path, text, "a.json")


def test_the_command_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(FORMS["inside"][0], encoding="utf-8")
    kg("new", tmp_path / "case")
    refused = kg("load", tmp_path / "case", tmp_path / "a.json", lang="en")
    assert refused.returncode == 3
    said = refused.stdout + refused.stderr
    assert "payer/account" in said and "kg layout" in said


WALLETS = ("TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf", "TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE")
OF_OTHERS: dict[str, tuple[dict[str, Any], str, list[tuple[str, ...]]]] = {
    "a messenger's wallet": (
        {"账户信息": {"用户ID": "wxid_ab12cd34ef", "注册姓名": "甲某", "绑定手机": "13800000000"},
         "交易明细": [
             {"交易单号": "1", "借贷类型": "出", "交易金额(分)": 1200,
              "交易时间": "2024-03-01 10:11:12",
              "对手方ID": "wxid_zz99yy88xx", "对手侧账户名称": "乙某"},
             {"交易单号": "2", "借贷类型": "入", "交易金额(分)": 5000,
              "交易时间": "2024-03-02 10:11:12",
              "对手方ID": "wxid_yy88xx77ww", "对手侧账户名称": "丙某"},
         ]},
        "flow_transfer",
        [("wxid_ab12cd34ef", "wxid_zz99yy88xx"), ("wxid_yy88xx77ww", "wxid_ab12cd34ef")],
    ),
    "calls of one number": (
        {"phone": "13800000000", "records": [
            {"startTime": "2024-03-01 10:11:12", "duration": 65, "type": "主叫",
             "peer": "13900000000"},
            {"startTime": "2024-03-01 11:11:12", "duration": 10, "type": "被叫",
             "peer": "13700000000"},
        ]},
        "flow_call",
        [("+8613800000000", "+8613900000000"), ("+8613700000000", "+8613800000000")],
    ),
    "a chain's explorer": (
        {"total": 2, "token_transfers": [
            {"transaction_id": "a", "block_ts": 1709280000000, "from_address": one,
             "to_address": other, "quant": "1500000",
             "tokenInfo": {"tokenAbbr": "USDT", "tokenDecimal": 6},
             "finalResult": result}
            for one, other, result in ((*WALLETS, "SUCCESS"), (*WALLETS[::-1], "FAIL"))
        ]},
        "flow_transfer",
        [(WALLETS[0], WALLETS[1]), (WALLETS[1], WALLETS[0])],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OF_OTHERS)
def test_answers_of_interfaces_are_proposed_for(name: str, tmp_path: Path) -> None:
    document, table, ends = OF_OTHERS[name]
    file, layout = tmp_path / "a.json", tmp_path / "a.toml"
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    layout.write_text(propose(file, name="a").layout, encoding="utf-8")
    result = read_text(tmp_path, file.read_text("utf-8"), "again.json", layout=str(layout))
    names = {row["id"]: row["name"] or row["values"] for row in result.rows("entity")}
    found = [(names[row["source"]], names[row["target"]]) for row in result.rows(table)]
    assert sorted(found) == sorted(ends)
    if name == "a chain's explorer":
        assert [str(row["amount"])[:3] for row in result.rows(table)] == ["1.5", "1.5"]
        assert sorted(row["status"] for row in result.rows(table)) == ["failed", "ok"]


def test_where_a_list_inside_cannot_be_proposed_the_one_that_holds_it_is(tmp_path: Path) -> None:
    tagged = [{**one, "tags": [{"word": w} for w in "abc"]} for one in PAYMENTS]
    for name, document in (("flat", tagged), ("deep", {"data": {"rows": tagged}})):
        file = tmp_path / f"{name}.json"
        file.write_text(json.dumps(document), encoding="utf-8")
        assert record_paths(document)[0].endswith("tags")
        proposal = propose(file, TableAnswers(currency="CNY", zone="Asia/Shanghai"))
        records = "." if name == "flat" else "/data/rows"
        assert f'records = "{records}"' in proposal.layout


def test_a_record_of_lists_in_lists_is_found_again_by_its_place(tmp_path: Path) -> None:
    banks = json.loads(FORMS["banks"][0])
    banks.insert(1, {"bank": "none", "accounts": []})
    found = records_at(banks, "/*/accounts/*/payments", "x", LIMITS)
    assert ["1 " in one.text("en") for one in found.warnings] == [True]
    places = [locator("", one.place, found.reader) for one in found.records]
    assert places == [f"/{place}" for place in (
        "0/accounts/0/payments/0", "0/accounts/0/payments/1", "2/accounts/0/payments/0",
    )]  # fmt: skip
    assert found.records[2].cells["../../bank"] == "c"


def test_lists_that_are_too_long_to_be_told_apart_are_refused() -> None:
    with pytest.raises(OverflowError):
        list_number(0, LIST_RADIX)
    rows: list[Any] = [{"in": []}] * LIST_RADIX
    rows.append({"in": [{"a": 1}]})
    with pytest.raises(LimitExceeded, match="90,000"):
        records_at({"of": [{"more": rows}]}, "/of/*/more/*/in", "x", LIMITS)


def test_the_answer_of_a_sparql_query_is_a_table_of_its_variables(tmp_path: Path) -> None:
    solutions = [
        {
            "付款账号": {"type": "literal", "value": one["payer"]["account"]},
            "收款账号": {"type": "literal", "xml:lang": "zh", "value": one["payee"]["account"]},
            "交易金额": {"type": "literal", "datatype": "xsd:decimal", "value": one["amount"]},
            "交易时间": {"type": "literal", "value": one["at"]},
        }
        for one in PAYMENTS
    ]
    answer = {"head": {"vars": [*solutions[0]]}, "results": {"bindings": solutions}}
    found = records_at(answer, "/results/bindings", "x", LIMITS)
    assert found.columns == tuple(solutions[0])
    file, layout = tmp_path / "answer.json", tmp_path / "answer.toml"
    file.write_text(json.dumps(answer), encoding="utf-8")
    said = TableAnswers(currency="CNY", zone="Asia/Shanghai")
    layout.write_text(propose(file, said, name="answer").layout, encoding="utf-8")
    result = read_text(tmp_path, json.dumps(answer), "again.json", layout=str(layout))
    assert [row["amount"] for row in result.rows("flow_transfer")] == [
        Decimal("100.5"),
        Decimal(90),
    ]


def test_a_day_above_a_list_need_not_be_read(tmp_path: Path) -> None:
    edges = [{"source": f"赵某{n}", "target": f"钱某{n}", "relation": "knows"} for n in range(6)]
    document = {"made": "2024-05-01 10:00:00", "of": {"list": edges}}
    result = read_text(tmp_path, json.dumps(document), "edges.json")
    assert len(result.rows("link")) == 6
    assert [one.name for one in result.reading.unread] == ["../../made"]


def test_a_star_in_a_name_stands_for_nothing() -> None:
    document = {"a*b": [{"in": [{"x": 1}]}, {"in": [{"x": 2}]}]}
    assert record_paths(document) == ["/a*b", "/a*b/*/in"]
    assert [one.cells["x"] for one in records_at(document, "/a*b/*/in", "x", LIMITS).records] == [
        "1", "2",
    ]  # fmt: skip
    assert [one.place for one in records_at(document, "/a*b", "x", LIMITS).records] == [1, 2]
