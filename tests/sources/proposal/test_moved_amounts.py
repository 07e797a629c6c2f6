"""Which way amounts went: what splits the rows, and whose view debit and credit are."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import LayoutError
from kg.requests import TableAnswers
from kg.sources import dry_run
from kg.sources.proposal.propose import propose
from tests.sources.proposal.test_propose import A, B, asks, roles, transfers, ways, written

UNSIGNED = [
    "2023-01-01,5,dentro",
    "2023-01-02,7,fuera",
    "2023-01-03,2,dentro",
    "2023-01-04,3,fuera",
]
CARD = TableAnswers(account=A, zone="UTC", currency="CNY")
NO_DOUBT = TableAnswers(currency="EUR", zone="Europe/Madrid")


def test_words_that_split_the_rows_are_asked_about(tmp_path: Path) -> None:
    path = written(tmp_path, "Fecha,Importe,Nota", *UNSIGNED, name=f"{A}.csv")
    (question,) = propose(path, NO_DOUBT).questions
    texts = [answer.text for answer in question.answers]
    assert (question.option, texts) == (
        "sign",
        ["out=dentro", "out=fuera", "out=plus", "out=minus"],
    )
    said = TableAnswers(sign="out=fuera", currency="EUR", zone="Europe/Madrid")
    assert ways(transfers(path, propose(path, said))) == [
        ("in", "5.00"), ("out", "7.00"), ("in", "2.00"), ("out", "3.00"),
    ]  # fmt: skip


def test_the_balance_places_words_under_any_header(tmp_path: Path) -> None:
    left = (105, 98, 100, 97)
    rows = [f"{row},{balance}" for row, balance in zip(UNSIGNED, left, strict=True)]
    path = written(tmp_path, "Fecha,Importe,Nota,Saldo", *rows, name=f"{A}.csv")
    found = propose(path, NO_DOUBT)
    assert asks(found) == []
    assert [way for way, _ in ways(transfers(path, found))] == ["in", "out", "in", "out"]


def test_what_nothing_splits_is_refused(tmp_path: Path) -> None:
    rows = ["2023-01-01,5,a,105", "2023-01-02,7,a,98", "2023-01-03,2,b,100", "2023-01-04,3,b,97"]
    path = written(tmp_path, "Fecha,Importe,Nota,Saldo", *rows, name=f"{A}.csv")
    with pytest.raises(LayoutError, match="no sign"):
        propose(path, NO_DOUBT)


BOOK = ["2023-01-01,1002,5.00,", "2023-01-02,1002,,7.00", "2023-01-03,1002,2.00,"]


@pytest.mark.parametrize("head", ["日期,科目,借方,贷方", "日期,会计科目编码,借方金额,贷方金额"])
def test_the_books_of_a_firm_are_asked_about(head: str, tmp_path: Path) -> None:
    path = written(tmp_path, head, *BOOK, name=f"{A}.csv")
    found = propose(path)
    assert [(q.option, q.what.id) for q in found.questions] == [("sign", "book-of-a-firm")]
    credit = head.split(",")[-1]
    said = propose(path, TableAnswers(sign=f"out={credit}"))
    assert ways(transfers(path, said)) == [("in", "5.00"), ("out", "7.00"), ("in", "2.00")]


def test_a_balance_tells_of_books_too(tmp_path: Path) -> None:
    rows = [f"{row},{left}" for row, left in zip(BOOK, (105, 98, 100), strict=True)]
    path = written(tmp_path, "日期,科目,借方,贷方,余额", *rows, name=f"{A}.csv")
    (question,) = propose(path).questions
    assert question.what.id == "balance-contradicts-headers"


def test_a_known_layout_does_not_assume_whose_view_books_are(tmp_path: Path) -> None:
    head = "账号,交易日期,会计科目,借方发生额,贷方发生额,对方账号"
    rows = [f"{A},2023-01-0{n},1002,5.00,,0629000000000010005" for n in (1, 2)]
    path = written(tmp_path, head, *rows)
    with pytest.raises(LayoutError, match="books"):
        dry_run(path)
    bank = written(tmp_path, head.replace("会计科目", "凭证号"), *rows, name="bank.csv")
    assert dry_run(bank).reading.stored == 2


def test_a_creditor_is_no_credit_and_what_is_spent_no_fee_of_a_chain(tmp_path: Path) -> None:
    head = "Creditor account,Beneficiary,Payer account,Remitter,Date,Amount"
    path = written(tmp_path, head, f"{A},Ann Lee,0629000000000010005,Bo Ray,2023-06-10,5.00")
    found = {column.header: column.role for column in propose(path).columns}
    assert found["Creditor account"] == "target"
    spent = written(tmp_path, "Fecha,Gasto (-),Ingreso (+)", "2023-06-10,5.00,", name=f"{A}.csv")
    told = {column.header: column.role for column in propose(spent, NO_DOUBT).columns}
    assert (told["Gasto (-)"], told["Ingreso (+)"]) == ("debit", "credit")


def test_of_amounts_with_and_without_fees_the_balance_tells_else_that_without(
    tmp_path: Path,
) -> None:
    path = written(
        tmp_path, "Date,Amount,Fee,Total Amount", "2024-05-01,-100.00,-1.00,-101.00",
        "2024-05-02,-50.00,-1.00,-51.00",
    )  # fmt: skip
    said = TableAnswers(account=A, sign="out=minus", currency="USD", zone="UTC")
    assert roles(propose(path, said))["Amount"] == "amount"
    path = written(
        tmp_path, "Date,Amount,Fee,Total Amount,Balance", "2024-05-01,-100.00,-1.00,-101.00,899.00",
        "2024-05-02,-50.00,-1.00,-51.00,848.00", "2024-05-03,-20.00,-1.00,-21.00,827.00",
    )  # fmt: skip
    found = propose(path, TableAnswers(account=A, currency="USD", zone="UTC"))
    assert roles(found)["Total Amount"] == "amount"


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


def test_the_list_of_a_card_without_signs_is_asked_which_way_it_goes(tmp_path: Path) -> None:
    path = written(tmp_path, "卡号,日期,金额", f"{A},2023-01-01,5.00", f"{A},2023-01-02,7.00")
    (question,) = propose(path).questions
    assert (question.what.id, question.answers[0].text) == ("which-way-are-all", "out=plus")
    out = propose(path, TableAnswers(sign="out=plus"))
    assert ways(transfers(path, out)) == [("out", "5.00"), ("out", "7.00")]


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


def test_two_rows_of_one_number_that_balance_are_no_payments(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Date,Transaction ID,Description,Full Account Name,Amount Num.",
        "2023-04-13,aaaa1111,Groceries,Assets:Checking,-150.25",
        "2023-04-13,aaaa1111,Groceries,Expenses:Food,150.25",
        "2023-04-14,aaaa1112,Salary,Assets:Checking,2500.00",
        "2023-04-14,aaaa1112,Salary,Income:Salary,-2500.00",
    )
    with pytest.raises(LayoutError) as refused:
        propose(path)
    assert refused.value.what.id == "entries-balance"


@pytest.mark.parametrize("pair", ["DC", "DK", "DH", "SH", "DA", "CA", "TJ", "TK", "KB", "OI"])
def test_two_letters_say_the_way_together(pair: str, tmp_path: Path) -> None:
    """K is Latvia's and Lithuania's credit and Hungary's way out: what it is, the other says."""
    rows = [f"2024-01-0{day},{day}.00,{pair[day % 2]},EUR" for day in range(1, 5)]
    path = written(tmp_path, "Date,Amount,D/K,Currency", *rows, name=f"{A}.csv")
    found = propose(path, NO_DOUBT)
    assert asks(found) == []
    assert [way for way, _ in ways(transfers(path, found))] == ["in", "out", "in", "out"]


@pytest.mark.parametrize("letters", ["AB", "DO", "K", "DX"])
def test_letters_that_may_mean_either_way_are_asked_about(letters: str, tmp_path: Path) -> None:
    rows = [f"2024-01-0{n},{n}.00,{letter},EUR" for n, letter in enumerate(letters, 1)]
    path = written(tmp_path, "Date,Amount,Direction,Currency", *rows, name=f"{A}.csv")
    assert asks(propose(path, NO_DOUBT)) == ["sign"]


def test_words_of_which_some_are_known_are_asked_about_with_these(tmp_path: Path) -> None:
    rows = ["2026-07-07,DOGE,IN,2886.49", "2026-07-08,DOGE,OUT,13.44", "2026-07-09,ETH,FEES,0.03"]
    path = written(tmp_path, "Date,Currency,Operation Type,Amount", *rows, name=f"{A}.csv")
    (question,) = propose(path, TableAnswers(zone="UTC")).questions
    assert [answer.text for answer in question.answers] == ["out=OUT", "out=OUT,FEES"]
    said = TableAnswers(zone="UTC", sign="out=OUT,FEES")
    assert [way for way, _ in ways(transfers(path, propose(path, said)))] == ["in", "out", "out"]


@pytest.mark.parametrize("code", ["IN", "kr", "CT"])
def test_a_code_in_each_row_is_no_way(code: str, tmp_path: Path) -> None:
    rows = [f"2024-01-0{n},{n}.00,{code},EUR" for n in (1, 2, 3)]
    path = written(tmp_path, "Date,Amount,Zone 3,Currency", *rows, name=f"{A}.csv")
    found = propose(path, NO_DOUBT)
    assert roles(found)["Zone 3"] != "direction" and asks(found) == ["sign"]


def test_an_answer_that_names_neither_of_two_columns_tells_nothing_of_them(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Date,Text,Sum,Value", "2024-01-02,x,10.00,0", "2024-01-03,y,0,4.40",
    )  # fmt: skip
    with pytest.raises(LayoutError, match="changes nothing"):
        propose(path, TableAnswers(account=A, zone="UTC", currency="EUR", sign="out=minus"))
    (question,) = propose(path, TableAnswers(account=A, zone="UTC", currency="EUR")).questions
    assert [one.text for one in question.answers] == ["out=Sum", "out=Value"]
    said = propose(path, TableAnswers(account=A, zone="UTC", currency="EUR", sign="out=Value"))
    assert ways(transfers(path, said, account=A)) == [("in", "10.00"), ("out", "4.40")]


def test_a_column_that_was_said_to_be_the_amount_is_none_of_two(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Date,Text,Sum,Value", "2024-01-02,x,10.00,0", "2024-01-03,y,0,4.40",
    )  # fmt: skip
    answers = TableAnswers(account=A, zone="UTC", currency="EUR", role=("amount=Sum",))
    found = propose(path, answers)
    assert roles(found)["Sum"] == "amount" and roles(found)["Value"] != "credit"
    assert asks(found) == ["sign"]
