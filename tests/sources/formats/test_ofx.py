"""OFX 1 and 2: entries as ofxparse reads them; files that are neither good SGML nor XML."""

from __future__ import annotations

import io
import warnings
from decimal import Decimal
from pathlib import Path

import pytest

from kg.errors import FormatError, LimitExceeded
from kg.explain import read_at
from tests.sources.formats.told import moves, problems
from tests.sources.reader import read_text

HEAD = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n"
XML = '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n'


def statement(
    *entries: str, kind: str = "STMTRS", number: str = "123456789", bank: str = "77"
) -> str:
    own = "CCACCTFROM" if kind == "CCSTMTRS" else "BANKACCTFROM"
    banked = f"<BANKID>{bank}" if own == "BANKACCTFROM" else ""
    return (
        f"<{kind}><CURDEF>USD<{own}>{banked}<ACCTID>{number}</{own}><BANKTRANLIST><DTSTART>20240101"
        f"{''.join(entries)}</BANKTRANLIST><LEDGERBAL><BALAMT>1.00</LEDGERBAL></{kind}>"
    )


def entry(amount: str, posted: str = "20240105", kind: str = "OTHER", more: str = "") -> str:
    told = f"<TRNTYPE>{kind}<DTPOSTED>{posted}<TRNAMT>{amount}<FITID>f{amount}<NAME>Ann{more}"
    return f"<STMTTRN>{told}</STMTTRN>\n"


def whole(*statements: str, head: str = HEAD) -> str:
    body = "".join(f"<BANKMSGSRSV1><STMTTRNRS>{s}</STMTTRNRS></BANKMSGSRSV1>" for s in statements)
    return f"{head}<OFX>{body}</OFX>"


def test_two_accounts_on_one_line_with_types_and_the_other_side(tmp_path: Path) -> None:
    more = "<MEMO>rent &amp; more<BANKACCTTO><BANKID>88<ACCTID>987654321</BANKACCTTO>"
    text = whole(
        statement(entry("-5.00", kind="ATM"), entry("1,50", more=more)),
        statement(entry("7", kind="FEE"), entry("3", kind="HOLD"), kind="CCSTMTRS", number="5500"),
    ).replace("\n<", "<")
    result = read_text(tmp_path, text, "a.ofx")
    assert result.reading.reader == "OFX"
    assert moves(result) == [
        ("2024-01-05", "out", Decimal(5)), ("2024-01-05", "in", Decimal("1.5")),
        ("2024-01-05", "in", Decimal(7)),
    ]  # fmt: skip
    kinds = {row["id"]: row["kind"] for row in result.rows("entity")}
    assert [kinds[result.flows[0]["target"]], kinds[result.flows[2]["source"]]] == [
        "CashEnd",
        "FeeEnd",
    ]
    assert result.flows[1]["memo"] == "rent & more"
    assert {row["own bank"] for row in result.as_read()} == {"77", None}
    assert [str(s.reason) for s in result.reading.skipped] == ["not booked yet (HOLD)"]
    assert "TRNAMT: 1,50" in read_at(tmp_path / "a.ofx", "entry 2")


def test_an_offset_is_kept_and_a_time_that_all_share_is_none(tmp_path: Path) -> None:
    stamped = whole(
        statement(entry("1", "20240105101500.000[-5:EST]"), entry("2", "20240105111500"))
    )
    rows = read_text(tmp_path, stamped, "a.ofx").flows
    assert [row["time_text"] for row in rows] == [
        "2024-01-05 10:15:00-05:00",
        "2024-01-05 11:15:00+00:00",
    ]
    noon = whole(statement(entry("1", "20240105120000"), entry("2", "20240106120000[-5]")))
    result = read_text(tmp_path, noon, "b.ofx")
    assert [(row["time_text"], row["precision"]) for row in result.flows] == [
        ("2024-01-05", "day"), ("2024-01-06", "day"),
    ]  # fmt: skip
    assert any("only its day is believed" in str(w) for w in result.reading.warnings)


def test_what_is_broken_is_a_problem_of_its_entry(tmp_path: Path) -> None:
    cut = whole(statement(entry("1"), entry("1.234,50"), entry("x"), entry("2", "20240230")))
    result = read_text(tmp_path, cut, "a.ofx")
    assert sorted(problems(result)) == [
        ("entry 2", "missing"),
        ("entry 3", "missing"),
        ("entry 4", "time"),
    ]
    torn = whole(statement(entry("1"))).partition("<FITID>")[0].replace("<TRNAMT>1", "")
    assert problems(read_text(tmp_path, torn, "b.ofx")) == [("entry 1", "entry")]
    with pytest.raises(FormatError, match="no statement"):
        read_text(tmp_path, HEAD + "<OFX><SIGNONMSGSRSV1></OFX>", "c.ofx")


def test_version_2_and_its_traps(tmp_path: Path) -> None:
    closed = (
        "<STMTTRN><TRNTYPE>CREDIT</TRNTYPE><DTPOSTED>20240105</DTPOSTED><TRNAMT>4.00</TRNAMT>"
        "<NAME/><MEMO><![CDATA[a < b &amp; c]]></MEMO></STMTTRN>"
    )
    result = read_text(tmp_path, whole(statement(closed), head=XML), "a.ofx")
    assert result.flows[0]["memo"] == "a < b &amp; c"
    with pytest.raises(FormatError, match="document type"):
        bomb = whole(statement(closed), head=XML).replace(
            "<OFX>", '<OFX><!DOCTYPE x [<!ENTITY y "z">]>'
        )
        read_text(tmp_path, bomb, "b.ofx")
    with pytest.raises(LimitExceeded, match="record_depth"):
        read_text(tmp_path, whole(statement("<A>" * 101 + "</A>" * 101), head=XML), "c.ofx")


@pytest.mark.parametrize(
    ("charset", "codec"), [("1252", "cp1252"), ("936", "gbk"), ("NONE", "utf-8")]
)
def test_the_head_says_the_encoding(charset: str, codec: str, tmp_path: Path) -> None:
    name = "Müller" if charset == "1252" else "容某"
    head = HEAD.replace("1252", charset)
    text = whole(statement(entry("1", more=name)), head=head)
    result = read_text(tmp_path, text.encode(codec), "a.ofx")
    assert result.flows[0]["counter_name"] == f"Ann{name}"


def test_entries_are_those_of_another_reader(tmp_path: Path) -> None:
    ofxparse = pytest.importorskip("ofxparse")
    text = whole(statement(*(entry(f"{n - 10}.{n:02d}", f"202401{n:02d}") for n in range(1, 29))))
    result = read_text(tmp_path, text, "a.ofx")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = ofxparse.OfxParser.parse(io.BytesIO(text.encode()))
    rows = [
        (f"{t.date:%Y-%m-%d}", t.amount.normalize()) for t in theirs.account.statement.transactions
    ]
    assert rows == [(day, amount if way == "in" else -amount) for day, way, amount in moves(result)]
