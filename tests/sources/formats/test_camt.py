"""CAMT: entries, batches and balances; XML that would expand, fetch or bury is refused."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pytest

from kg.errors import DecodeError, FormatError, LimitExceeded
from kg.explain import read_at
from kg.limits import LIMITS
from kg.sources.formats.camt import read_camt
from kg.sources.formats.records import RecordList
from tests.sources.formats.told import accounts, moves, problems, sums
from tests.sources.reader import read_text

OWN, OTHER = "XX00NOBK0000000001", "XX00NOBK0000000002"
NS = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"


def document(*statements: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>\n') -> str:
    body = f"<BkToCstmrStmt>{''.join(statements)}</BkToCstmrStmt>"
    return f'{head}<Document xmlns="{NS}">{body}</Document>'


def statement(*entries: str, opening: str = "", closing: str = "", account: str = OWN) -> str:
    balances = "".join(
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="EUR">{amount.lstrip("-")}</Amt>'
        f"<CdtDbtInd>{'DBIT' if amount.startswith('-') else 'CRDT'}</CdtDbtInd></Bal>"
        for code, amount in (("OPBD", opening), ("CLBD", closing))
        if amount
    )
    return (
        f"<Stmt><Id>S1</Id><Acct><Id><IBAN>{account}</IBAN></Id><Ccy>EUR</Ccy>"
        f"<Ownr><Nm>某甲</Nm></Ownr></Acct>{balances}{''.join(entries)}</Stmt>"
    )


def entry(amount: str, mark: str = "CRDT", more: str = "", details: str = "") -> str:
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd>{more}'
        f"<BookgDt><Dt>2024-05-02</Dt></BookgDt><ValDt><Dt>2024-05-03</Dt></ValDt>"
        f"<NtryDtls>{details}</NtryDtls></Ntry>"
    )


def payment(amount: str, name: str, side: str = "Dbtr", number: str = OTHER) -> str:
    told = f'<AmtDtls><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls>' if amount else ""
    return (
        f"<TxDtls>{told}<RltdPties><{side}><Nm>{name}</Nm></{side}><{side}Acct><Id><IBAN>{number}"
        f"</IBAN></Id></{side}Acct></RltdPties><RmtInf><Ustrd>for {name}</Ustrd></RmtInf></TxDtls>"
    )


def test_two_accounts_in_one_file_with_their_balances(tmp_path: Path) -> None:
    text = document(
        statement(
            entry("8.85", details=payment("", "Ann")),
            entry("3.85", "DBIT", details=payment("", "Bob", "Cdtr")),
            opening="10.00", closing="15.00",
        ),
        statement(entry("1.00"), opening="-1.00", closing="0.50", account=OTHER),
    )  # fmt: skip
    result = read_text(tmp_path, text, "a.xml")
    assert (result.reading.reader, result.reading.layout) == ("CAMT", "bank-entries")
    assert moves(result) == [
        ("2024-05-02", "in", Decimal("8.85")),
        ("2024-05-02", "out", Decimal("3.85")),
        ("2024-05-02", "in", Decimal(1)),
    ]
    assert problems(result) == [("entry 3", "balance")]
    assert "opening balance -1.00 and entries of 1.00" in str(result.reading.problems[0].reason)
    assert {OWN, OTHER} == accounts(result)
    assert {row["counter_name"] for row in result.flows} == {"Ann", "Bob", None}
    holds = [link for link in result.rows("link") if link["kind"] == "HoldsAccount"]
    assert len(holds) == 2


def test_each_payment_of_a_batch_is_a_row_where_they_make_its_sum(tmp_path: Path) -> None:
    three = payment("1.00", "A") + payment("2.00", "B") + payment("3.00", "C")
    text = document(
        statement(entry("6.00", details=three), entry("5.00"), opening="0.00", closing="11.00")
    )
    result = read_text(tmp_path, text, "a.xml")
    assert [row["row_no"] for row in result.flows] == [1, 2, 3, 4]
    assert sums(result) == {("EUR", "in"): Decimal(11)}
    assert problems(result) == []
    assert "Nm: B" in read_at(tmp_path / "a.xml", "entry 2")
    assert not any("Nm" in cell for cell in read_at(tmp_path / "a.xml", "entry 4"))


def test_a_batch_that_does_not_add_up_stays_one_row_and_is_told(tmp_path: Path) -> None:
    two = payment("1.00", "A") + payment("2.00", "B")
    unsaid = payment("", "C") + payment("", "D")
    text = document(statement(entry("6.00", details=two), entry("9.00", details=unsaid)))
    result = read_text(tmp_path, text, "a.xml")
    assert moves(result) == [("2024-05-02", "in", Decimal(6)), ("2024-05-02", "in", Decimal(9))]
    assert [row["tx_count"] for row in result.flows] == [2, 2]
    assert problems(result) == [("entry 1", "batch")]
    assert "for C" in result.flows[1]["memo"] and "for D" in result.flows[1]["memo"]
    assert [row["row_no"] for row in result.flows] == [1, 3]
    assert "Nm: D" in read_at(tmp_path / "a.xml", "entry 4")


def test_reversals_pending_entries_and_the_named_side(tmp_path: Path) -> None:
    reversal = entry("7.00", "CRDT", "<RvslInd>true</RvslInd>", payment("", "Eve", "Cdtr"))
    pending = entry("9.00", more="<Sts>PDNG</Sts>")
    booked = entry("7.00", "DBIT", "<Sts><Cd>BOOK</Cd></Sts>", payment("", "Eve", "Cdtr"))
    own = entry("1.00", "CRDT", details=payment("", "某乙", "Cdtr"))
    result = read_text(tmp_path, document(statement(booked, reversal, pending, own)), "a.xml")
    by_row = {row["row_no"]: row for row in result.flows}
    assert [by_row[n]["status"] for n in (1, 2, 4)] == ["ok", "reversal", "ok"]
    # what is taken back is told with the parties that it once had
    assert by_row[2]["direction"] == "in" and by_row[2]["counter_name"] == "Eve"
    assert [(s.locator, str(s.reason)) for s in result.reading.skipped] == [
        ("entry 3", "not booked yet (PDNG)")
    ]
    assert by_row[4]["counter_name"] is None and "某乙" in by_row[4]["memo"]


def test_a_name_in_the_encoding_that_the_file_declares(tmp_path: Path) -> None:
    head = '<?xml version="1.0" encoding="ISO-8859-1"?>'
    text = document(statement(entry("1", details=payment("", "Müller"))), head=head)
    result = read_text(tmp_path, text.replace("某甲", "x").encode("latin-1"), "a.xml")
    assert result.flows[0]["counter_name"] == "Müller"
    with pytest.raises(DecodeError, match="windows-1252x"):
        read_text(tmp_path, text.replace("ISO-8859-1", "windows-1252x"), "b.xml")
    chinese = text.replace("ISO-8859-1", "GB18030").replace("Müller", "容某").encode("gb18030")
    assert read_text(tmp_path, chinese, "c.xml").flows[0]["counter_name"] == "容某"


LAUGHS = '<!DOCTYPE a [<!ENTITY x "lol"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">]>'
FETCHES = '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">'


@pytest.mark.parametrize(
    "doctype", [LAUGHS, FETCHES, '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>']
)
def test_a_document_type_is_refused_before_anything_is_expanded(
    doctype: str, tmp_path: Path
) -> None:
    text = document(statement(entry("1")))
    # the type may stand wherever expat takes it for one
    with pytest.raises(FormatError, match=r"document type|not a table"):
        read_text(tmp_path, text.replace("<Document", f"{doctype}<Document", 1), "a.xml")


def test_what_is_deep_long_or_broken_is_refused_by_its_line(tmp_path: Path) -> None:
    good = document(statement(entry("1")))
    deep = good.replace("<RmtInf>", "").replace(
        "<NtryDtls>", "<NtryDtls>" + "<a>" * 200 + "</a>" * 200
    )
    with pytest.raises(LimitExceeded, match="record_depth"):
        read_text(tmp_path, deep, "a.xml")
    with pytest.raises(FormatError, match=r"b\.xml line 2: is no XML"):
        read_text(tmp_path, good[:-30], "b.xml")
    with pytest.raises(LimitExceeded, match="field_bytes"):
        read_text(tmp_path, good.replace("某甲", "x" * 2_000_000), "c.xml")
    with pytest.raises(FormatError, match="no statement"):
        read_text(tmp_path, document("<GrpHdr/>"), "d.xml")
    with pytest.raises(LimitExceeded, match="elements in one entry"):
        read_text(tmp_path, good.replace("<NtryDtls>", "<NtryDtls>" + "<a/>" * 1_000_001), "e.xml")


@pytest.mark.parametrize("seed", range(20))
def test_sums_are_those_of_a_slow_twin(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    entries, total = [], Decimal()
    for _ in range(dice.randrange(1, 30)):
        parts = [
            Decimal(dice.randrange(1, 10**6)).scaleb(-2) for _ in range(dice.choice((1, 1, 2, 5)))
        ]
        mark = dice.choice(("CRDT", "DBIT"))
        details = "".join(payment(f"{p:f}", f"n{p}") for p in parts)
        entries.append(entry(f"{sum(parts):f}", mark, details=details))
        total += sum(parts) if mark == "CRDT" else -sum(parts)
    result = read_text(
        tmp_path, document(statement(*entries, opening="5.00", closing=f"{5 + total:f}")), "a.xml"
    )
    assert problems(result) == []
    found = sums(result)
    assert found["EUR", "in"] - found["EUR", "out"] == total


def entries(*statements: str) -> RecordList:
    return read_camt(document(*statements).encode(), "a.xml", LIMITS)


def told(found: RecordList, *columns: str) -> list[tuple[str, ...]]:
    """Return what stands in some columns of each entry."""
    good = [record.cells for record in found.records if not record.reason]
    return [tuple(cells.get(column, "") for column in columns) for cells in good]


def part(amount: str, mark: str = "", body: str = "", currency: str = "EUR") -> str:
    way = f"<CdtDbtInd>{mark}</CdtDbtInd>" if mark else ""
    amounts = f'<AmtDtls><TxAmt><Amt Ccy="{currency}">{amount}</Amt></TxAmt></AmtDtls>'
    return f"<TxDtls>{amounts if amount else ''}{way}{body}</TxDtls>"


def balance(code: str, amount: str, currency: str = "EUR", mark: str = "CRDT") -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd></Bal>'
    )


BOOKED, VALUED = "<BookgDt><Dt>2024-05-02</Dt></BookgDt>", "<ValDt><Dt>2024-05-03</Dt></ValDt>"


@pytest.mark.parametrize(
    ("details", "rows"),
    [
        # each payment has its own way, and the way decides its sign in the sum
        (part("3.00") + part("2.00", "DBIT"), [("3.00", "in", ""), ("2.00", "out", "")]),
        (part("3.00", currency="USD") + part("2.00", "DBIT"), [("1.00", "in", "2")]),
        (part("x") + part("1.00"), [("1.00", "in", "2")]),
        (part("") + part("1.00"), [("1.00", "in", "2")]),
        (part("1.00"), [("1.00", "in", "")]),
        ("<Btch><NbOfTxs>7</NbOfTxs></Btch>", [("1.00", "in", "7")]),
        ("<Btch><NbOfTxs>1</NbOfTxs></Btch>", [("1.00", "in", "")]),
        ("<Btch><NbOfTxs>many</NbOfTxs></Btch>", [("1.00", "in", "")]),
        (f"<Btch><NbOfTxs>5</NbOfTxs></Btch>{part('')}{part('')}", [("1.00", "in", "5")]),
    ],
)
def test_a_batch_is_its_payments_or_one_row_that_says_how_many(
    details: str, rows: list[tuple[str, str, str]]
) -> None:
    found = entries(statement(entry("1.00", details=details)))
    assert told(found, "amount", "way", "entries summed") == rows
    assert not [record for record in found.records if record.reason]


def test_what_the_payments_of_one_row_have_in_common_is_said_of_it() -> None:
    same = entries(statement(entry("6.00", details=payment("", "A") + payment("", "A"))))
    columns = ("counterparty name", "counterparty account", "details")
    assert told(same, *columns) == [("A", OTHER, f"A {OTHER} for A")]
    third = "XX00NOBK0000000003"
    two = payment("", "A") + payment("", "A", number=third)
    assert told(entries(statement(entry("6.00", details=two))), *columns) == [
        ("A", "", f"A {OTHER} for A {third}")
    ]
    other = payment("", "A") + payment("", "B")
    assert told(entries(statement(entry("6.00", details=other))), *columns) == [
        ("", OTHER, f"A {OTHER} for A B for B")
    ]


@pytest.mark.parametrize(
    ("before", "after", "cells"),
    [
        ("", "", ("2024-05-02", "2024-05-03", "EUR")),
        (BOOKED, "", ("2024-05-03", "2024-05-03", "EUR")),
        (VALUED, "", ("2024-05-02", "", "EUR")),
        (BOOKED + VALUED, "", ("", "", "EUR")),
        (
            "<Dt>2024-05-02</Dt>", "<DtTm>2024-05-02T10:00:00+02:00</DtTm>",
            ("2024-05-02T10:00:00+02:00", "2024-05-03", "EUR"),
        ),
        ("<Dt>2024-05-02</Dt>", "<Dt>2024-05-02+02:00</Dt>", ("2024-05-02", "2024-05-03", "EUR")),
        (' Ccy="EUR"', "", ("2024-05-02", "2024-05-03", "EUR")),  # that of the account
        (' Ccy="EUR"', ' Ccy="USD"', ("2024-05-02", "2024-05-03", "USD")),
    ],
)  # fmt: skip
def test_days_times_and_the_currency_of_an_entry(
    before: str, after: str, cells: tuple[str, str, str]
) -> None:
    found = entries(statement(entry("1.00").replace(before, after) if before else entry("1.00")))
    assert told(found, "booking date", "value date", "currency") == [cells]
    days = [str(warning) for warning in found.warnings if "without a zone" in str(warning)]
    assert len(days) == (len(cells[0]) == 10)


BODY = (
    "<Refs><EndToEndId>NOTPROVIDED</EndToEndId><TxId>T7</TxId><AcctSvcrRef>B9</AcctSvcrRef></Refs>"
    "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn>"
    "</BkTxCd><RmtInf><Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf><AddtlRmtInf>thanks"
    '</AddtlRmtInf></Strd></RmtInf><AmtDtls><InstdAmt><Amt Ccy="USD">1.10</Amt></InstdAmt>'
    '<CntrValAmt><Amt Ccy="EUR">1.00</Amt></CntrValAmt></AmtDtls>'
    "<RtrInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>closed</AddtlInf></RtrInf>"
    "<RltdPties><Dbtr><Nm>Ann</Nm></Dbtr><DbtrAcct><Id><Othr><Id>77</Id></Othr></Id></DbtrAcct>"
    "</RltdPties><RltdAgts><DbtrAgt><FinInstnId><BIC>NOBKXXXX</BIC></FinInstnId></DbtrAgt>"
    "</RltdAgts>"
)
OF_ENTRY = (
    "<NtryRef>N1</NtryRef><AcctSvcrRef>E9</AcctSvcrRef><BkTxCd><Prtry><Cd>NTRF</Cd></Prtry>"
    '</BkTxCd><AddtlNtryInf>note</AddtlNtryInf><AmtDtls><InstdAmt><Amt Ccy="CHF">0.90</Amt>'
    "</InstdAmt></AmtDtls>"
)


@pytest.mark.parametrize(
    ("body", "cells"),
    [
        (
            BODY,
            {
                "counterparty account": "77", "counterparty bank": "NOBKXXXX",
                "counterparty name": "Ann", "entry type": "PMNT-RCDT-ESCT", "reference": "T7",
                "bank reference": "B9", "details": "RF18 thanks note USD 1.10 AC04 closed",
            },
        ),
        (  # what the payment does not say the entry does
            "",
            {
                "entry type": "NTRF", "reference": "N1", "bank reference": "E9",
                "details": "note CHF 0.90",
            },
        ),
        (
            "<RltdPties><UltmtDbtr><Pty><Nm>Ult</Nm></Pty></UltmtDbtr></RltdPties>",
            {
                "counterparty name": "Ult", "entry type": "NTRF", "reference": "N1",
                "bank reference": "E9", "details": "note CHF 0.90",
            },
        ),
    ],
)  # fmt: skip
def test_what_a_payment_says_comes_before_what_its_entry_says(
    body: str, cells: dict[str, str]
) -> None:
    found = entries(statement(entry("1.00", more=OF_ENTRY, details=part("", body=body))))
    of_account = ("own account", "holder", "statement", "booking date", "value date", "amount",
                  "currency", "way", "mark")  # fmt: skip
    (record,) = found.records
    assert {n: t for n, t in record.cells.items() if n not in of_account} == cells


@pytest.mark.parametrize(
    ("name", "number", "named"),
    [
        ("某甲", OWN, ""),
        ("某甲", OTHER, f"某甲 {OTHER}"),
        ("某乙", OWN, f"某乙 {OWN}"),
        ("", OTHER, OTHER),
        ("", "", ""),
    ],
)
def test_who_stands_on_the_own_side_is_told_where_it_is_another(
    name: str, number: str, named: str
) -> None:
    side = f"<Cdtr><Nm>{name}</Nm></Cdtr><CdtrAcct><Id><IBAN>{number}</IBAN></Id></CdtrAcct>"
    details = part("", body=f"<RltdPties>{side}</RltdPties>")
    assert told(entries(statement(entry("1.00", details=details))), "named as own") == [(named,)]


def test_a_reversed_batch_tells_its_parties_as_they_once_were() -> None:
    two = payment("2", "A") + payment("4", "B")
    found = entries(statement(entry("6.00", "DBIT", "<RvslInd>1</RvslInd>", two)))
    assert told(found, "amount", "way", "reversal", "counterparty name") == [
        ("2", "out", "yes", "A"), ("4", "out", "yes", "B"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("balances", "differs"),
    [
        (balance("OPBD", "1.00") + balance("CLBD", "2.00"), ""),
        # the first of two openings counts, the last of two closings
        (
            balance("OPBD", "1.00") + balance("OPBD", "9.00") + balance("CLBD", "5.00")
            + balance("CLBD", "2.00"), "",
        ),
        (balance("PRCD", "1.00") + balance("CLBD", "5.00"), "opening balance 1.00"),
        (balance("OPBD", "1.00", mark="DBIT") + balance("CLBD", "1.00"), "opening balance -1.00"),
        (balance("OPBD", "1.00") + balance("CLBD", "5.00", "USD"), ""),  # nothing to compare
        (balance("OPBD", "1.00"), ""),
        (balance("CLBD", "5.00"), ""),
        (balance("OPBD", "1.00") + balance("CLBD", "x"), ""),
        (balance("OPBD", "1.00") + balance("ITAV", "5.00"), ""),
    ],
)  # fmt: skip
def test_the_closing_balance_is_what_the_entries_make_of_the_opening_one(
    balances: str, differs: str
) -> None:
    text = statement(entry("1.00")).replace("<Ntry>", f"{balances}<Ntry>")
    refused = [str(r.reason) for r in entries(text).records if r.code == "balance"]
    assert len(refused) == bool(differs)
    assert differs in "".join(refused)


def test_a_statement_is_called_by_its_first_number_and_an_entry_of_no_way_says_nothing() -> None:
    text = statement(entry("1.00", "X"), opening="1.00", closing="9.00")
    text = text.replace("<Id>S1</Id>", "<Id> </Id><Id>S2</Id><Id>S3</Id>")
    found = entries(text)
    assert told(found, "statement", "way", "mark") == [("S2", "", "X")]
    assert [record.code for record in found.records] == [""], "the sum of the entries is not known"


def test_a_problem_shows_at_most_two_thousand_signs_of_what_it_is_about() -> None:
    long = "".join(f"<Odd>{n:04}</Odd>" for n in range(900))
    two = part("1.00") + part("2.00") + long
    (refused,) = [r for r in entries(statement(entry("6.00", details=two))).records if r.reason]
    assert str(refused.reason).startswith("the 2 payments of a batch")
    assert refused.text.startswith("Amt=6.00 CdtDbtInd=CRDT Dt=2024-05-02")
    assert len(refused.text) <= 2_000 and "Odd=0100" in refused.text
    assert "Odd=0899" not in refused.text
