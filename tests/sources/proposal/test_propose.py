"""Proposals: what is told by header, cells and arithmetic, and what is asked instead of guessed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
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
from kg.text import PagePlace
from tests.depth import examples
from tests.sources import statements_pdf

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


def test_amounts_grouped_as_in_india_make_a_column_of_amounts(tmp_path: Path) -> None:
    rows = ['1 Mar 2024,"5,000.00",,"12,345.67"', '2 Mar 2024,,"1,00,000.00","1,12,345.67"']
    path = written(tmp_path, "Txn Date,Debit,Credit,Balance", *rows, name=f"{A}.csv")
    found = propose(path)
    assert ways(transfers(path, found)) == [("out", "5000.00"), ("in", "100000.00")]


def test_what_a_coin_was_worth_is_not_what_moved(tmp_path: Path) -> None:
    told = ("Date", "Type", "Amount")
    head = ",".join([*(f"Operation {word}" for word in told), "Ticker", "Countervalue at Export"])
    rows = ["2024-03-01 10:11,OUT,0.25,BTC,15000.00", "2024-03-02 10:11,IN,0.50,BTC,30000.00"]
    path = written(tmp_path, head, *rows, name=f"{A}.csv")
    found = propose(path)
    assert roles(found)["Operation Date"] == "time"
    assert ways(transfers(path, found)) == [("out", "0.25"), ("in", "0.50")]


@pytest.mark.parametrize(
    ("head", "paid"),
    [
        ("交易金额,付款卡号,付款人姓名,订单状态,下单时间", (A, "10012345678")),
        ("代付金额,收款卡号,收款人姓名,订单状态,完成时间", ("10012345678", A)),
    ],
)
def test_the_shop_of_a_payment_companys_orders_is_the_other_side(
    head: str, paid: tuple[str, str], tmp_path: Path
) -> None:
    rows = [
        f"10012345678,某科技有限公司,D{n},{n}00.00,{A},张某某,{state},2024-03-0{n} 10:11:12"
        for n, state in ((1, "成功"), (2, "失败"))
    ]
    path = written(tmp_path, f"商户编号,商户名称,订单号,{head}", *rows)
    found = propose(path)
    assert asks(found) == []
    flows = transfers(path, found)
    assert [(row["source_name"], row["target_name"]) for row in flows] == [paid, paid]
    assert [row["status"] for row in flows] == ["ok", "failed"]


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


def test_a_workbooks_widest_sheet_is_proposed_for_and_what_is_none_is_named(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["封面", "说明"])
    page = book.create_sheet("明细")
    page.append(["某行流水清单"])
    page.append(["付款方", "收款方", "打款金额", "打款日期"])
    page.append([A, B, "5", "2023-01-01"])
    book.save(tmp_path / "book.xlsx")
    found = propose(tmp_path / "book.xlsx")
    assert (found.member, found.header_row, found.more) == ("明细", 2, ())
    (left,) = found.left
    assert left.arguments["table"] == "book.xlsx!Sheet"


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


IBAN, OTHER = "DE89370400440532013000", "DE02120300000000202051"


def test_the_name_of_the_other_account_is_no_holder(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Rekeningnummer;Transactiedatum;CreditDebet;Bedrag;Tegenrekeningnummer;Tegenrekeninghouder",
        f"{IBAN};21-06-2023;D;827,75;{OTHER};J Jansen",
        f"{IBAN};22-06-2023;C;2500;{OTHER};P Bakker",
    )
    assert asks(propose(path)) == ["currency", "zone"]  # 06-2023 is no zone
    assert propose(path).questions[0].answers[0].text == "EUR"  # as the IBANs
    found = propose(path, TableAnswers(currency="EUR", zone="Europe/Amsterdam"))
    assert roles(found)["Tegenrekeninghouder"] == "counter_name"
    assert not layout_of(found, tmp_path).links
    assert ways(transfers(path, found)) == [("out", "827.75"), ("in", "2500.00")]


def test_a_name_that_changes_while_the_account_does_not_is_no_holder(tmp_path: Path) -> None:
    head = "账号,客户名称,交易时间,借贷标志,交易金额"
    rows = [f"{A},{name},2023-01-0{n} 10:00:00,借,5.00" for n, name in ((1, "甲"), (2, "乙"))]
    changing = propose(written(tmp_path, head, *rows))
    assert "holder" not in roles(changing).values()
    same = propose(written(tmp_path, head, *(row.replace("乙", "甲") for row in rows)))
    assert roles(same)["客户名称"] == "holder"


def test_names_of_several_accounts_name_the_accounts(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Date,Description,Amount,Transaction Type,Account Name",
        "2023-03-27,coffee,7.99,debit,My Card", "2023-03-28,pay,100.00,credit,My Checking",
    )  # fmt: skip
    found = propose(path, TableAnswers(currency="USD", zone="UTC"))
    assert (roles(found)["Account Name"], asks(found)) == ("own", [])
    first, second = transfers(path, found)
    assert first["source"] != second["target"]


@pytest.mark.parametrize(
    ("head", "row", "way"),
    [
        ("Дата операции;Счет;Приход;Расход;Валюта;Назначение", "31.05.2023;{};;50,10;RUB;x", "out"),
        ("Dátum;Számlaszám;Összeg;Irány;Pénznem;Közlemény", "2023-05-31;{};50,10;K;EUR;x", "out"),
        ("Data;Conto;Addebiti;Accrediti;Descrizione", "31/05/2023;{};50,10;;x", "out"),
        ("Data operacji;Rachunek;Obciążenia;Uznania;Opis", "31-05-2023;{};;50,10;x", "in"),
        ("תאריך;חשבון;חובה;זכות;יתרה", "31/05/2023;{};50.10;;900.00", "out"),
        ("取引日;口座番号;出金額;入金額;残高", "2023-05-31;{};;50.10;900.00", "in"),
        ("거래일시;계좌번호;출금액;입금액;잔액", "2023-05-31 10:00:00;{};50.10;;900.00", "out"),
        ("交易日期;帳號;支出金額;存入金額;餘額;備註", "2023-05-31;{};50.10;;900.00;x", "out"),
        ("Ngày;Số tài khoản;Ghi nợ;Ghi có;Số dư", "31/05/2023;{};50.10;;900.00", "out"),
    ],
)
def test_headers_of_other_languages_are_read(head: str, row: str, way: str, tmp_path: Path) -> None:
    path = written(tmp_path, head, row.format(A))
    found = propose(path, TableAnswers(currency="EUR", zone="UTC"))
    assert asks(found) == []
    assert ways(transfers(path, found)) == [(way, "50.10")]


def test_the_currency_beside_the_chosen_amount_is_its_own(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Card number,Date,Amount,Amount currency,Account amount,Account currency",
        f"{A},2023-01-01,4.50,EUR,33.60,CNY",
    )  # fmt: skip
    for header, amount, currency in (
        ("Amount", "4.50", "EUR"), ("Account amount", "33.60", "CNY"),
    ):  # fmt: skip
        said = TableAnswers(role=[f"amount={header}"], sign="out=plus", zone="UTC")
        (row,) = transfers(path, propose(path, said))
        assert (f"{row['amount']:.2f}", row["currency"]) == (amount, currency)


def test_a_sign_beside_payer_and_payee_is_refused(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Datetime,From,To,Amount", "2023-01-01T10:00:00,Ann Lee,Bo Chan,- $5.00",
        "2023-01-02T10:00:00,Ann Lee,Bo Chan,+ $7.00",
    )  # fmt: skip
    with pytest.raises(LayoutError, match="below zero although"):
        propose(path)


def test_states_told_by_their_words_are_believed(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Account,Date,Amount,Currency,State", f"{A},2023-01-01,-5.00,EUR,COMPLETED",
        f"{A},2023-01-02,-6.00,EUR,PENDING",
    )  # fmt: skip
    found = propose(path, TableAnswers(sign="out=minus", zone="UTC"))
    assert roles(found)["State"] == "status"
    assert [row["status"] for row in transfers(path, found)] == ["ok", "failed"]


def test_a_dollar_sign_leaves_the_currencies_that_it_may_mean(tmp_path: Path) -> None:
    path = written(tmp_path, "Account,Date,Debit,Credit", f"{A},2023-01-01,$5.00,")
    (question,) = (one for one in propose(path).questions if one.option == "currency")
    assert [answer.text for answer in question.answers][:2] == ["USD", "HKD"]
    assert "CNY" not in [answer.text for answer in question.answers]


def test_what_goes_neither_way_is_a_word_too(tmp_path: Path) -> None:
    path = written(
        tmp_path, "账号,交易时间,收/支,金额", f"{A},2023-01-01 10:00:00,支出,5.00",
        f"{A},2023-01-02 10:00:00,/,7.00",
    )  # fmt: skip
    assert ways(transfers(path, propose(path))) == [("out", "5.00"), ("neither", "7.00")]


def test_a_running_balance_is_found_by_arithmetic_and_blank_headers_are_numbered(
    tmp_path: Path,
) -> None:
    path = written(
        tmp_path, "账号,日期,摘要,,", f"{A},2023-01-01,x,-5.00,95.00",
        f"{A},2023-01-02,x,7.50,102.50", f"{A},2023-01-03,x,-2.50,100.00",
        f"{A},2023-01-04,x,30.00,130.00",
    )  # fmt: skip
    found = propose(path)
    assert (roles(found)["column 4"], roles(found)["column 5"]) == ("amount", "balance")
    assert asks(found) == []
    assert [way for way, _ in ways(transfers(path, found))] == ["out", "in", "out", "in"]


def test_a_column_without_a_header_is_answered_by_its_number(tmp_path: Path) -> None:
    path = written(tmp_path, "账号,日期,收支,,", f"{A},2023-01-01,支出,5.00,8.00")
    (question,) = propose(path).questions
    assert [one.text for one in question.answers] == ["amount=column 4", "amount=column 5"]
    chosen = propose(path, TableAnswers(role=["amount=column 5"]))
    assert ways(transfers(path, chosen)) == [("out", "8.00")]


def test_what_a_header_calls_something_else_is_no_counterparty(tmp_path: Path) -> None:
    path = written(tmp_path, "账号,日期,收支,金额,ISIN", f"{A},2023-01-01,支出,5.00,NL0009272749")
    assert roles(propose(path))["ISIN"] == "other"


def test_texts_among_times_are_no_times(tmp_path: Path) -> None:
    days = ["03/04/2023", "04/04/2023", "05/04/2023", "x", "6.2E+18"]
    path = written(tmp_path, "账号,日期,收支,金额", *(f"{A},{day},支出,5.00" for day in days))
    assert asks(propose(path)) == ["dates"]


def test_a_statement_on_pages_that_no_layout_fits_is_proposed_for(tmp_path: Path) -> None:
    pytest.importorskip("pdfminer")
    rows = statements_pdf.payments(45)
    header = ("本方卡号", "发生时间", "进出", "发生额", "结余", "往来账号", "往来户名", "用途")
    path = tmp_path / "statement.pdf"
    path.write_bytes(statements_pdf.statement(rows, 18, header=header))
    found = propose(path)
    assert (asks(found), found.account) == ([], statements_pdf.CARD)
    assert [roles(found)[name] for name in header] == [
        "own", "time", "direction", "amount", "balance", "counter", "counter_name", "memo",
    ]  # fmt: skip
    place = tmp_path / "proposed.toml"
    place.write_text(found.layout, "utf-8")
    run = dry_run(path, str(place))
    assert (run.reading.stored, list(run.reading.problems)) == (45, [])
    got = run.mapped["flow_transfer"]
    ways_of = {"进": "in", "出": "out"}
    assert ways(got) == [(ways_of[row.sign], f"{row.amount:.2f}") for row in rows[: len(got)]]
    pages = [PagePlace.of_number(row["row_no"]).page for row in got]
    assert pages == [1] * len(pages[:18]) + [2] * len(pages[18:36]) + [3] * len(pages[36:])


def test_the_list_of_a_card_without_signs_is_asked_which_way_it_goes(tmp_path: Path) -> None:
    path = written(tmp_path, "卡号,日期,金额", f"{A},2023-01-01,5.00", f"{A},2023-01-02,7.00")
    (question,) = propose(path).questions
    assert (question.what.id, question.answers[0].text) == ("which-way-are-all", "out=plus")
    out = propose(path, TableAnswers(sign="out=plus"))
    assert ways(transfers(path, out)) == [("out", "5.00"), ("out", "7.00")]


@pytest.mark.parametrize(
    ("days", "asked"),
    [
        (["31.05.23", "01.06.23"], []),
        (["03/04/05", "04/05/05"], ["dates"]),
        ([f"2{n}/05/{m:02}" for n in range(3, 5) for m in range(1, 5)], []),
        (["23-01-14 22:58:46", "23-01-15 08:00:00"], ["dates"]),
        (["05/06/23", "06/06/23", "07/06/23", "13/06/23"], ["dates"]),
    ],
)
def test_years_of_two_digits_are_told_or_asked(
    days: list[str], asked: list[str], tmp_path: Path
) -> None:
    path = written(tmp_path, "账号,日期,收支,金额", *(f"{A},{day},支出,5.00" for day in days))
    assert asks(propose(path)) == asked


def test_an_answer_says_where_a_year_of_two_digits_stands(tmp_path: Path) -> None:
    path = written(tmp_path, "账号,日期,收支,金额", f"{A},23-01-14 22:58:46,支出,5.00")
    for answer, day in (("year-first", "2023-01-14"), ("day-first", "2014-01-23")):
        (row,) = transfers(path, propose(path, TableAnswers(dates=answer)))
        at = datetime.fromtimestamp(row["start_us"] / 1e6, UTC)
        assert f"{at:%Y-%m-%d}" == day


def test_numbers_apart_from_the_account_in_the_titles_are_the_other_sides(tmp_path: Path) -> None:
    path = written(
        tmp_path, f'"Girokonto";"{IBAN}"', "Buchungsdatum;IBAN;Betrag (€)",
        f"31.05.2023;{OTHER};-50,00", "29.05.2023;DE02500105170137075030;1.100,00",
    )  # fmt: skip
    found = propose(path, TableAnswers(sign="out=minus", zone="Europe/Berlin"))
    assert (roles(found)["IBAN"], found.account) == ("counter", IBAN)


def test_whose_changing_numbers_are_is_asked(tmp_path: Path) -> None:
    rows = (f"2023-01-01,{A},支出,5.00", f"2023-01-02,{B},收入,6.00")
    path = written(tmp_path, "日期,账号,收支,金额", *rows)
    (question,) = propose(path).questions
    assert [one.text for one in question.answers] == ["own=账号", "counter=账号"]
    assert asks(propose(path, TableAnswers(role=["counter=账号"]))) == ["account"]
    assert asks(propose(path, TableAnswers(role=["own=账号"]))) == []


def test_a_statement_that_names_payer_or_payee_is_one(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Date,Amount,Currency,Payer Name,Payee Name",
        "2023-05-31,-12.50,EUR,,Ann Lee", "2023-05-30,100.00,EUR,Bo Chan,",
    )  # fmt: skip
    assert asks(propose(path)) == ["account", "sign", "zone"]


def test_a_column_of_zones_tells_the_zone(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Account,Date,Time,TimeZone,Currency,Debit,Credit",
        f"{A},2023-05-31,10:15:00,America/Los_Angeles,USD,5.00,",
    )  # fmt: skip
    assert asks(propose(path)) == []
    assert 'zone = "America/Los_Angeles"' in propose(path).layout


def test_traditional_characters_are_not_at_home_in_the_mainland(tmp_path: Path) -> None:
    path = written(tmp_path, f"帳號,{A}", "交易日期,支出,存入,餘額", "2023-05-31,100,,900")
    questions = propose(path).questions
    assert [one.option for one in questions] == ["currency", "zone"]
    assert questions[0].answers[0].text == "TWD"


def test_a_reference_is_no_account_for_having_many_digits(tmp_path: Path) -> None:
    path = written(
        tmp_path, "账号,日期,收支,金额,Slip", f"{A},2023-01-01,支出,5.00,000031491234567"
    )
    assert roles(propose(path))["Slip"] == "other"


def test_a_row_that_only_tells_a_balance_moves_nothing(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Data;Conto;Addebiti;Accrediti;Descrizione",
        f"01/08/2023;{A};;100,95;SALDO INIZIALE", f"13/08/2023;{A};40,95;;Bonifico",
        f"31/08/2023;{A};;60,00;SALDO FINALE",
    )  # fmt: skip
    found = propose(path, TableAnswers(currency="EUR", zone="Europe/Rome"))
    assert [row["status"] for row in transfers(path, found)] == ["summary", "ok", "summary"]


def test_a_narration_is_no_ratio(tmp_path: Path) -> None:
    path = written(
        tmp_path, "账号,日期,收支,金额,Narration,Ratio", f"{A},2023-01-01,支出,5.00,rent,2"
    )
    found = roles(propose(path))
    assert (found["Narration"], found["Ratio"]) == ("memo", "other")


CARD = TableAnswers(account=A, zone="UTC", currency="CNY")


def test_of_a_text_that_begins_with_few_words_these_are_asked_for(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "交易日期,交易说明,入账金额",
        "2025-01-10,退货 某商户,CNY 5.00",
        "2025-01-11,信用卡还款 某行 转账,CNY 66.60",
        "2025-01-12,消费 另一商户,CNY 2.99",
        "2025-01-13,消费 某商户,CNY13.50",
    )
    found = propose(path, TableAnswers(account=A))
    assert [answer.text for answer in found.questions[0].answers] == [
        "out=消费",
        "out=退货",
        "out=信用卡还款",
    ]
    found = propose(path, TableAnswers(account=A, sign="out=消费"))
    assert not found.questions
    assert ways(transfers(path, found, A)) == [
        ("in", "5.00"),
        ("in", "66.60"),
        ("out", "2.99"),
        ("out", "13.50"),
    ]


def test_first_words_that_all_tell_a_way_are_shown_as_the_ground(tmp_path: Path) -> None:
    path = written(
        tmp_path, "交易日期,交易说明,金额", "2025-01-10,退货 甲,5.00", "2025-01-12,消费 乙,2.99"
    )
    found = propose(path, CARD)
    assert asks(found) == []
    assert [m.id for m in found.proven] == ["texts-tell-the-way"]
    assert ways(transfers(path, found, A)) == [("in", "5.00"), ("out", "2.99")]


@pytest.mark.parametrize(
    ("title", "rows", "minus"),
    [
        ("信用卡对账单", ["某处还款,-1.00", "他处还款,-2.00", "某商户,3.00"], "in"),
        ("账户明细", ["某处消费,-1.00", "他处消费,-2.00", "某人,3.00"], "out"),
        ("Visa card", ["PURCHASE AB,1.00", "PURCHASE CD,2.00", "PAYMENT THANK YOU,-3"], "in"),
    ],
)
def test_what_rows_say_of_their_way_tells_what_a_minus_means(
    tmp_path: Path, title: str, rows: list[str], minus: str
) -> None:
    lines = [f"2024-05-{n:02d},{row}" for n, row in enumerate(rows, 1)]
    path = written(tmp_path, title, "交易日期,交易摘要,金额", *lines)
    found = propose(path, CARD)
    assert asks(found) == []
    assert {m.id for m in found.proven} == {"texts-tell-the-sign"}
    told = {row["direction"] for row in transfers(path, found, A)}
    below = [row for row in transfers(path, found, A) if f"-{row['amount']:.2f}" in str(lines)]
    assert {row["direction"] for row in below} <= {minus}
    assert told == {"in", "out"}


@pytest.mark.parametrize(
    ("title", "rows"),
    [
        # out of an account a card is repaid, into that of the card it is
        ("账户明细", ["信用卡还款,-1.00", "信用卡还款,-2.00", "某人,3.00"]),
        ("账户明细", ["某处消费,-1.00", "某处退款,-2.00", "某人,3.00"]),
        ("账户明细", ["某处消费,-1.00", "某人,3.00"]),
    ],
    ids=["repayments of an account", "rows that disagree", "one row"],
)
def test_a_minus_is_asked_about_where_the_rows_do_not_tell(
    tmp_path: Path, title: str, rows: list[str]
) -> None:
    lines = [f"2024-05-{n:02d},{row}" for n, row in enumerate(rows, 1)]
    found = propose(written(tmp_path, title, "交易日期,交易摘要,金额", *lines), CARD)
    assert asks(found) == ["sign"]


def days(rows: Sequence[dict[str, Any]]) -> list[str]:
    return [f"{datetime.fromtimestamp(row['start_us'] / 1e6, UTC):%Y-%m-%d}" for row in rows]


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("某行信用卡对账单（2024年01月）", "12/29"),
        ("Statement period 12/16/2023 - 01/15/2024", "12/29"),
        ("Opening 15 December 2023, closing date January 15, 2024", "Dec 29"),
        ("Closing date 01/15/24", "29-Dec"),
    ],
)
def test_days_without_a_year_are_those_before_the_last_month_of_the_statement(
    tmp_path: Path, title: str, first: str
) -> None:
    later = {"12/29": "01/13", "Dec 29": "Jan 13", "29-Dec": "13-Jan"}[first]
    path = written(
        tmp_path,
        f'"{title}"',
        "Trans Date,Description,Amount",
        f"{first},AB PURCHASE,12.50",
        f"{later},CD PURCHASE,40.00",
        f"{later},PAYMENT THANK YOU - CARD,-3.00",
    )
    found = propose(path, CARD)
    assert asks(found) == []
    rows = transfers(path, found, A)
    assert days(rows) == ["2023-12-29", "2024-01-13", "2024-01-13"]


def test_days_without_a_year_are_refused_where_no_line_tells_the_year(tmp_path: Path) -> None:
    path = written(tmp_path, "Trans Date,Description,Amount", "12/29,AB,1.00", "01/13,CD,2.00")
    with pytest.raises(LayoutError, match=r"no year.*write a line above"):
        propose(path, CARD)


def test_a_column_of_credit_and_debit_is_one_of_directions(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Transaction date,Description,Billing amount,Billing currency,Credit / Debit",
        '"29/04/2025","X CO","-1,099.14"\t,CNY,DEBIT',
        '"28/04/2025","Y CO","25.00"\t,CNY,CREDIT',
    )
    found = propose(path, CARD)
    assert asks(found) == []
    assert ways(transfers(path, found, A)) == [("out", "1099.14"), ("in", "25.00")]


def test_rows_that_trade_one_currency_for_another_are_refused(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Date,Pair,Side,Price,Executed",
        "2024-01-02 10:00:00,BTC/USDT,BUY,40000,0.1",
        "2024-01-03 10:00:00,ETH/USDT,SELL,2000,1",
    )
    with pytest.raises(LayoutError, match="trades one currency for another"):
        propose(path, TableAnswers(account=A, zone="UTC"))


def test_of_two_amounts_that_with_a_sign_is_named_first(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "交收日期,业务名称,成交金额,清算金额",
        "2023-02-13,证券买入,394.00,-394.02",
        "2023-02-14,证券卖出,126.49,126.49",
    )
    found = propose(path, CARD)
    assert [answer.text for answer in found.questions[0].answers] == [
        "amount=清算金额",
        "amount=成交金额",
    ]


def test_two_columns_without_a_header_are_told_apart_by_most_rows(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "05/28/2023,AB,1.96,,13.04",
        "05/27/2023,CD,12.10,,15.00",
        "05/26/2023,EF,,0.01,27.10",
        "05/25/2023,GH,35.00,,27.09",
        "05/24/2023,IJ,15.68,,62.09",
        "05/23/2023,KL,,77.77,77.77",
    )
    found = propose(path, CARD)
    assert asks(found) == []
    assert [way for way, _ in ways(transfers(path, found, A))] == [
        *("out", "out", "in", "out", "out", "in"),
    ]
