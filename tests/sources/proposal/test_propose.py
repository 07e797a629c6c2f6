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
        ("Dátum;Számlaszám;Összeg;Irány;Pénznem;Közlemény", "2023-05-31;{};50,10;T;EUR;x", "out"),
        ("Data;Conto;Addebiti;Accrediti;Descrizione", "31/05/2023;{};50,10;;x", "out"),
        ("Data operacji;Rachunek;Obciążenia;Uznania;Opis", "31-05-2023;{};;50,10;x", "in"),
        ("תאריך;חשבון;חובה;זכות;יתרה", "31/05/2023;{};50.10;;900.00", "out"),
        ("取引日;口座番号;出金額;入金額;残高", "2023-05-31;{};;50.10;900.00", "in"),
        ("거래일시;계좌번호;출금액;입금액;잔액", "2023-05-31 10:00:00;{};50.10;;900.00", "out"),
        ("交易日期;帳號;支出金額;存入金額;餘額;備註", "2023-05-31;{};50.10;;900.00;x", "out"),
        ("Ngày;Số tài khoản;Ghi nợ;Ghi có;Số dư", "31/05/2023;{};50.10;;900.00", "out"),
        ("Dato;Konto;Ut fra konto;Inn på konto", "31.05.2023;{};;50,10", "in"),
        ("Datum;Račun;Isplata;Uplata;Stanje", "31.05.2023.;{};50,10;;900,00", "out"),
        ("Datum;Račun;Duguje;Potražuje;Stanje", "31.05.2023.;{};;50,10;900,00", "in"),
        ("Dato;Konto;Beløb;D/K", "31.05.2023;{};50,10;K", "in"),
        ("Tanggal;Rekening;Mutasi;DB/CR;Saldo", "31/05/2023;{};50.10;DB;900.00", "out"),
        ("Tarih;Hesap;Tutar;B/A;Bakiye", "31.05.2023;{};50,10;A;900,00", "in"),
        ("Ημερομηνία;Λογαριασμός;Ποσό;Χ/Π", "31/05/2023;{};50,10;Π", "in"),
    ],
)
def test_headers_of_other_languages_are_read(head: str, row: str, way: str, tmp_path: Path) -> None:
    path = written(tmp_path, head, row.format(A))
    found = propose(path, TableAnswers(currency="EUR", zone="UTC"))
    assert asks(found) == []
    assert ways(transfers(path, found)) == [(way, "50.10")]


def test_a_column_without_a_header_is_answered_by_its_number(tmp_path: Path) -> None:
    path = written(tmp_path, "账号,日期,收支,,", f"{A},2023-01-01,支出,5.00,8.00")
    (question,) = propose(path).questions
    assert [one.text for one in question.answers] == ["amount=column 4", "amount=column 5"]
    chosen = propose(path, TableAnswers(role=["amount=column 5"]))
    assert ways(transfers(path, chosen)) == [("out", "8.00")]


def test_what_a_header_calls_something_else_is_no_counterparty(tmp_path: Path) -> None:
    path = written(tmp_path, "账号,日期,收支,金额,ISIN", f"{A},2023-01-01,支出,5.00,NL0009272749")
    assert roles(propose(path))["ISIN"] == "other"


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


def test_a_narration_is_no_ratio(tmp_path: Path) -> None:
    path = written(
        tmp_path, "账号,日期,收支,金额,Narration,Ratio", f"{A},2023-01-01,支出,5.00,rent,2"
    )
    found = roles(propose(path))
    assert (found["Narration"], found["Ratio"]) == ("memo", "other")


@pytest.mark.parametrize(
    ("rows", "why"), [((), "no-row-below-header"), (("2024-05-01,5",), "no-row-is-as-wide")]
)
def test_a_file_of_a_header_alone_is_told_from_one_with_other_rows(
    rows: tuple[str, ...], why: str, tmp_path: Path
) -> None:
    path = written(tmp_path, "Date,Transaction,Amount,Cash Balance", *rows)
    with pytest.raises(LayoutError) as refused:
        propose(path)
    assert refused.value.what.id == why
