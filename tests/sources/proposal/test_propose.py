"""Proposals: what is told by header, cells and arithmetic, and what is asked instead of guessed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from kg.errors import FormatError, LayoutError, UsageError
from kg.requests import TableAnswers
from kg.sources import dry_run
from kg.sources.layout import Layout
from kg.sources.layout_files import read_layout
from kg.sources.proposal.proposal import Proposal
from kg.sources.proposal.propose import propose
from tests.depth import examples

A, B = "0629000000000000017", "0629000000000000025"


def written(folder: Path, *lines: str, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def roles(found: Proposal) -> dict[str, str]:
    return {column.header: column.role for column in found.columns}


def asks(found: Proposal) -> list[str]:
    return [question.option for question in found.questions]


def layout_of(found: Proposal, folder: Path) -> Layout:
    place = folder / "proposed.toml"
    place.write_text(found.layout, "utf-8")
    return read_layout(place)


def transfers(path: Path, found: Proposal, account: str = "") -> Sequence[dict[str, Any]]:
    """Return the payments that a file gives with the proposed layout."""
    place = path.with_suffix(".toml")
    place.write_text(found.layout, "utf-8")
    run = dry_run(path, str(place), account=account)
    assert run.reading.read == run.reading.stored + len(run.reading.skipped), run.reading.problems
    return run.mapped.get("flow_transfer", ())


def ways(rows: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(row["direction"], f"{row['amount']:.2f}") for row in rows]


def test_payer_and_payee_make_a_transfer(tmp_path: Path) -> None:
    path = written(tmp_path, "Payer Acc;Payee Acc;Sum;When;Odd", f"{A};{B};5.00;2023-01-01;x")
    assert asks(propose(path)) == ["currency", "zone"]
    found = propose(path, TableAnswers(currency="EUR", zone="Europe/Berlin"))
    (flow,) = layout_of(found, tmp_path).flows
    assert (flow.source, flow.target, flow.amount) == (("source",), ("target",), "amount")
    assert (flow.default_currency, asks(found)) == ("EUR", [])


def test_amounts_with_a_sign_are_asked_about_unless_the_balance_tells(tmp_path: Path) -> None:
    head = "我的卡号,发生金额,记录时间"
    path = written(tmp_path, head, f"{A},-5,2023-01-01", f"{A},7,2023-01-02")
    assert asks(propose(path)) == ["sign"]
    minus_out = propose(path, TableAnswers(sign="out=minus"))
    assert ways(transfers(path, minus_out)) == [("out", "5.00"), ("in", "7.00")]
    plus_out = propose(path, TableAnswers(sign="out=plus"))
    assert ways(transfers(path, plus_out)) == [("in", "5.00"), ("out", "7.00")]


@pytest.mark.parametrize("minus_is_out", [True, False])
@pytest.mark.parametrize("newest_first", [True, False])
def test_a_running_balance_tells_which_way_minus_is(
    minus_is_out: bool, newest_first: bool, tmp_path: Path
) -> None:
    moved, left, lines = [-5, 7, -2, 11, -3], 100, []
    for day, amount in enumerate(moved, 1):
        left += amount
        shown = amount if minus_is_out else -amount
        lines.append(f"{A},{shown},2023-01-0{day},{left}")
    lines = lines[::-1] if newest_first else lines
    path = written(tmp_path, "本方卡号,发生金额,日期,余额", *lines)
    found = propose(path)
    assert asks(found) == []
    assert [message.id for message in found.proven] == ["balance-follows"]
    told = ["out" if amount < 0 else "in" for amount in moved]
    told = told[::-1] if newest_first else told
    assert [way for way, _ in ways(transfers(path, found))] == told


def test_words_of_a_direction_that_nobody_knows_are_told_by_the_balance(tmp_path: Path) -> None:
    rows = ["2023-01-01,5,甲类,95", "2023-01-02,7,乙类,102", "2023-01-03,2,甲类,100"]
    path = written(tmp_path, "日期,金额,收付标记,余额", *rows, name=f"{A}.csv")
    found = propose(path)
    assert (asks(found), found.account) == ([], A)
    assert ways(transfers(path, found)) == [("out", "5.00"), ("in", "7.00"), ("out", "2.00")]


def test_words_that_the_balance_contradicts_are_asked_about(tmp_path: Path) -> None:
    rows = ["2023-01-01,5,借,105", "2023-01-02,7,贷,98", "2023-01-03,2,借,100"]
    path = written(tmp_path, "日期,金额,借贷标志,余额", *rows, name=f"{A}.csv")
    found = propose(path)
    assert asks(found) == ["sign"]
    answered = propose(path, TableAnswers(sign="out=贷"))
    assert ways(transfers(path, answered)) == [("in", "5.00"), ("out", "7.00"), ("in", "2.00")]


def test_a_word_that_nobody_placed_refuses_its_rows(tmp_path: Path) -> None:
    path = written(
        tmp_path, "日期,金额,收付标记", "2023-01-01,5,甲", "2023-01-02,7,乙", name=f"{A}.csv"
    )
    found = propose(path)
    assert asks(found) == ["sign"]
    place = tmp_path / "as-it-is.toml"
    place.write_text(found.layout, "utf-8")
    assert dry_run(path, str(place)).reading.stored == 0
    with pytest.raises(LayoutError, match="no row says"):
        propose(path, TableAnswers(sign="out=丙"))


def test_the_account_is_found_in_a_title_line_or_the_name_or_asked(tmp_path: Path) -> None:
    head, row = "日期,支出金额,收入金额,摘要", "2023-01-01,5.00,,买菜"
    titled = propose(written(tmp_path, f"账号：{A},户名：李某", head, row))
    assert (titled.account, asks(titled)) == (A, [])
    named = propose(written(tmp_path, head, row, name=f"流水_{A}_2023.csv"))
    assert (named.account, asks(named)) == (A, [])
    path = written(tmp_path, head, row)
    assert asks(propose(path)) == ["account"]
    answered = propose(path, TableAnswers(account=B))
    (one,) = transfers(path, answered, account=B)
    assert (one["direction"], one["source_name"]) == ("out", B)


def test_the_last_digits_of_a_card_are_no_account(tmp_path: Path) -> None:
    path = written(tmp_path, "日期,支出金额,收入金额,卡末四位", "2023-01-01,5.00,,1234")
    (question,) = propose(path).questions
    assert (question.option, question.what.arguments) == ("account", {"tail": "1234"})
    with pytest.raises(LayoutError, match="ends in 1234"):
        propose(path, TableAnswers(account=A))
    assert propose(path, TableAnswers(account="6222000000001234")).questions == ()


@pytest.mark.parametrize(
    ("dates", "first", "asked"),
    [
        (["13/02/2023", "14/02/2023"], True, False),
        (["02/13/2023", "02/14/2023"], False, False),
        (["01/02/2023", "02/02/2023"], None, True),
        (["28/01/2023", "01/02/2023"], True, False),
        ([f"0{n}/05/2023" for n in range(1, 10)] + ["01/06/2023", "02/06/2023"], True, False),
    ],
)
def test_day_or_month_first_is_told_by_the_dates_or_asked(
    dates: list[str], first: bool | None, asked: bool, tmp_path: Path
) -> None:
    rows = [f"{day},{A},{B},5.00" for day in dates]
    path = written(tmp_path, "日期,付款账号,收款账号,金额", *rows)
    found = propose(path)
    assert (asks(found) == ["dates"]) == asked
    assert layout_of(found, tmp_path).columns["time"].day_first is first
    if asked:
        answered = propose(path, TableAnswers(dates="month-first"))
        assert layout_of(answered, tmp_path).columns["time"].day_first is False


@pytest.mark.parametrize(
    ("written_as", "form", "amount"),
    [
        ("1.234,56", "decimal_comma", "1234.56"),
        ("1,234.56", "grouped", "1234.56"),
        ("1 234,56", "decimal_comma", "1234.56"),
        ("1'234.56", "grouped", "1234.56"),
        ("EUR 7.50", "grouped", "7.50"),
        ("7.50 USD", "grouped", "7.50"),
    ],
)
def test_amounts_are_read_as_they_are_written(
    written_as: str, form: str, amount: str, tmp_path: Path
) -> None:
    path = written(
        tmp_path, "Date;Payer account;Payee account;Amount", f"2023-01-01;{A};{B};{written_as}"
    )
    found = propose(
        path,
        TableAnswers()
        if written_as[-1:].isalpha() or written_as[0] == "E"
        else TableAnswers(currency="EUR"),
    )
    assert layout_of(found, tmp_path).columns["amount"].form == form
    assert [row[1] for row in ways(transfers(path, found))] == [amount]


@pytest.mark.parametrize(
    ("header", "title", "amount"),
    [
        ("金额(千元)", "", "1500.00"),
        ("金额(万元)", "", "15000.00"),
        ("金额", "单位：万元", "15000.00"),
        ("Amount (in thousands)", "", "1500.00"),
    ],
)
def test_units_are_told_by_header_or_title(
    header: str, title: str, amount: str, tmp_path: Path
) -> None:
    row = f"2023-01-01,{A},{B},1.50"
    path = written(tmp_path, title or "清单", f"日期,付款账号,收款账号,{header}", row)
    found = propose(path, TableAnswers(currency="CNY"))
    assert [row[1] for row in ways(transfers(path, found))] == [amount]


def test_a_point_before_three_digits_is_asked_about(tmp_path: Path) -> None:
    path = written(tmp_path, "日期,付款账号,收款账号,金额", f"2023-01-01,{A},{B},1.234")
    assert asks(propose(path)) == ["decimal"]
    comma = propose(path, TableAnswers(decimal="comma"))
    assert [row[1] for row in ways(transfers(path, comma))] == ["1234.00"]


def test_cr_and_dr_behind_an_amount_are_its_direction(tmp_path: Path) -> None:
    rows = ["2023-01-01,100.00 DR,food", "2023-01-02,7.00 CR,salary"]
    path = written(tmp_path, "Date,Amount (INR),Narration", *rows, name=f"{A}.csv")
    found = propose(path, TableAnswers(zone="Asia/Kolkata"))
    assert asks(found) == []
    assert ways(transfers(path, found)) == [("out", "100.00"), ("in", "7.00")]


def test_of_two_pairs_of_amounts_the_one_in_use_is_read(tmp_path: Path) -> None:
    head = "交易日期,交易金额(收入),交易金额(支出),记账金额(收入),记账金额(支出),余额"
    rows = ["2023-01-01,-,-,7.00,,107.00", "2023-01-02,-,-,,5.00,102.00"]
    path = written(tmp_path, f"卡号: {A}", head, *rows)
    found = propose(path)
    assert roles(found)["记账金额(支出)"] == "debit"
    assert ways(transfers(path, found)) == [("in", "7.00"), ("out", "5.00")]


def test_which_of_several_amounts_moved_is_asked(tmp_path: Path) -> None:
    head = "日期,付款账号,收款账号,成交金额,发生金额"
    path = written(tmp_path, head, f"2023-01-01,{A},{B},5.00,5.10")
    assert asks(propose(path)) == ["role"]
    answered = propose(path, TableAnswers(role=["amount=发生金额"]))
    assert [row[1] for row in ways(transfers(path, answered))] == ["5.10"]


def test_a_name_and_a_number_in_one_cell_are_told_apart(tmp_path: Path) -> None:
    rows = [f"2023-01-01,-5,李某 {B},95", f"2023-01-02,7,王某{B},102", "2023-01-03,-2,,100"]
    path = written(tmp_path, "日期,金额,对手信息,余额", *rows, name=f"{A}.csv")
    found = propose(path)
    first, *_ = transfers(path, found)
    assert (first["target_name"], first["counter_name"]) == (B, "李某")


def test_whole_numbers_between_wallets_are_asked_about(tmp_path: Path) -> None:
    one, other = "0x" + "1" * 40, "0x" + "2" * 40
    row = f"0xab,{one},{other},7400000000000000000,1683029999"
    path = written(tmp_path, "hash,from,to,value,timestamp", row)
    assert asks(propose(path)) == ["unit", "currency"]
    answered = propose(path, TableAnswers(unit="wei", currency="ETH"))
    (paid,) = transfers(path, answered)
    assert (f"{paid['amount']:.1f}", paid["currency"]) == ("7.4", "ETH")


def test_two_telephones_make_a_call_and_two_names_a_relation(tmp_path: Path) -> None:
    calls = written(
        tmp_path, "主叫号,被叫号,拨打时间", "13800000000,13900000000,2023-01-01 10:00:00"
    )
    assert [flow.kind for flow in layout_of(propose(calls), tmp_path).flows] == ["Call"]
    names = written(tmp_path, "付款人姓名,收款人姓名,评语", "李某,王某,同乡")
    (link,) = layout_of(propose(names), tmp_path).links
    assert link.kind == "RelatedTo"


def test_what_may_be_money_makes_no_mere_relation(tmp_path: Path) -> None:
    path = written(tmp_path, "source,target,date,x", "a,b,2023-01-01,5.50", "b,c,2023-01-02,7.25")
    found = propose(path, TableAnswers(currency="EUR"))
    assert roles(found)["x"] == "amount"


def test_at_most_three_things_are_asked_and_what_is_assumed_is_said(tmp_path: Path) -> None:
    head = "When;Payment;Worth"
    path = written(tmp_path, head, "2023-01-01 10:00;-5.00;-6.00", "2023-01-02 10:00;7.00;8.00")
    found = propose(path, TableAnswers(role=["amount=Payment"]))
    assert asks(found) == ["account", "sign", "currency"]
    assert [message.id for message in found.assumed] == ["assumed-zone"]


def test_a_time_alone_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match="an amount"):
        propose(written(tmp_path, "日期,评语", "2023-01-01,好"))


def test_a_workbooks_widest_sheet_is_proposed_for_and_the_others_are_named(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["封面", "说明"])
    page = book.create_sheet("明细")
    page.append(["某行流水清单"])
    page.append(["付款方", "收款方", "打款金额", "打款日期"])
    page.append([A, B, "5", "2023-01-01"])
    book.save(tmp_path / "book.xlsx")
    found = propose(tmp_path / "book.xlsx")
    assert (found.member, found.header_row, found.others) == ("明细", 2, ("Sheet",))


def test_a_file_without_a_header_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no header"):
        propose(written(tmp_path, "1,2,3", "4,5,6"))


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (TableAnswers(sign="minus"), "does not say what goes out"),
        (TableAnswers(role=["money=金额"]), "is no ROLE=HEADER"),
        (TableAnswers(role=["amount=数额"]), "no column is called"),
    ],
)
def test_answers_that_cannot_be_understood_are_refused(
    answers: TableAnswers, told: str, tmp_path: Path
) -> None:
    path = written(tmp_path, "日期,付款账号,收款账号,金额", f"2023-01-01,{A},{B},5.00")
    with pytest.raises(UsageError, match=told):
        propose(path, answers)


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    header=st.lists(st.text(max_size=12), min_size=2, max_size=6),
    cells=st.lists(st.text(max_size=12), min_size=6, max_size=6),
    lang=st.sampled_from(["zh", "en"]),
)
@example(header=["A", "B", "C", "\b", "\b", "¹"], cells=[""] * 6, lang="zh")
def test_any_header_gives_a_layout_that_can_be_read(
    header: list[str], cells: list[str], lang: str, tmp_path: Path
) -> None:
    path = tmp_path / "any.csv"
    lines = [",".join(f'"{one.replace(chr(34), "")}"' for one in row) for row in (header, cells)]
    path.write_bytes("\n".join(["付款甲,收款乙,x", *lines]).encode("utf-8", "replace"))
    try:
        found = propose(path, lang=lang)
    except Exception as error:
        assert type(error).__module__ == "kg.errors", error
        return
    layout_of(found, tmp_path)


@pytest.mark.parametrize("ends", ["fromId,toId", "from_account,to_account", "src,dst"])
def test_two_ends_under_a_programmers_words_make_a_transfer(ends: str, tmp_path: Path) -> None:
    path = written(tmp_path, f"{ends},amount,createTime", f"{A},{B},5.25,2023-01-01 10:00:00")
    (flow,) = layout_of(propose(path), tmp_path).flows
    assert (flow.source, flow.target) == (("source",), ("target",))
