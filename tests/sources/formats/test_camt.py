"""CAMT: entries, batches and balances; XML that would expand, fetch or bury is refused."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pytest

from kg.errors import DecodeError, FormatError, LimitExceeded
from kg.explain import read_at
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
