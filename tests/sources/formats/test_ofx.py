"""OFX 1 and 2: entries as ofxparse reads them; files that are neither good SGML nor XML."""

from __future__ import annotations

import io
import warnings
from decimal import Decimal
from pathlib import Path

import pytest

from kg.errors import DecodeError, FormatError, LimitExceeded
from kg.explain import read_at
from kg.limits import LIMITS
from kg.sources.formats.ofx import read_ofx
from kg.sources.formats.records import RecordList
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


def read(*entries: str, currency: str = "<CURDEF>USD") -> RecordList:
    """Return what is read of one statement whose account is 123 of bank 77."""
    own = f"{currency}<BANKACCTFROM><BANKID>77<ACCTID>123</BANKACCTFROM>"
    text = f"<OFX><STMTRS>{own}<BANKTRANLIST>{''.join(entries)}</BANKTRANLIST></STMTRS></OFX>"
    return read_ofx(text.encode(), "a.ofx", LIMITS)


def cells(found: RecordList, *columns: str) -> list[tuple[str, ...]]:
    good = [record.cells for record in found.records if not record.reason]
    return [tuple(one.get(column, "") for column in columns) for one in good]


@pytest.mark.parametrize(
    ("encoding", "charset", "codec"),
    [
        ("USASCII", "1252", "cp1252"),
        ("USASCII", "ISO-8859-1", "latin-1"),
        ("USASCII", "NONE", "utf-8"),
        ("USASCII", "NOPE", "utf-8"),  # a name that no encoding has says nothing
        ("UTF-8", "NONE", "utf-8"),
        ("unicode", "1252", "utf-8"),
        ("USASCII", "1252", "utf-8"),  # many banks write UTF-8 under the head of before
    ],
)
def test_the_head_of_version_1_names_the_encoding_or_says_nothing_of_it(
    encoding: str, charset: str, codec: str
) -> None:
    head = HEAD.replace("USASCII", encoding).replace("1252", charset)
    text = whole(statement(entry("1")), head=head).replace("Ann", "André")
    assert cells(read_ofx(text.encode(codec), "a.ofx", LIMITS), "counterparty name") == [("André",)]


@pytest.mark.parametrize("name", ["容某某与其他人", "镜湖"])
def test_a_few_signs_that_are_utf_8_too_stay_what_the_head_says(name: str) -> None:
    text = whole(statement(entry("1")), head=HEAD.replace("1252", "936")).replace("Ann", name)
    for codec in ("gbk", "utf-8") if len(name) > 3 else ("gbk",):
        found = read_ofx(text.encode(codec), "a.ofx", LIMITS)
        assert cells(found, "counterparty name") == [(name,)]
    few = text.replace(name, "é")
    assert cells(read_ofx(few.encode(), "a.ofx", LIMITS), "counterparty name") == [("茅",)]


def test_the_encoding_that_a_person_names_goes_before_the_head_and_is_all_that_is_tried() -> None:
    head = HEAD.replace("USASCII", "UTF-8").replace("1252", "NONE")
    data = whole(statement(entry("1")), head=head).replace("Ann", "André").encode("cp1252")
    found = read_ofx(data, "a.ofx", LIMITS, "cp1252")
    assert cells(found, "counterparty name") == [("André",)]
    with pytest.raises(DecodeError, match=r"a\.ofx: is not utf-16-le"):
        read_ofx(data + b"x" * (1 - len(data) % 2), "a.ofx", LIMITS, "utf-16-le")
    declared = whole(statement(entry("1")), head=XML.replace("UTF-8", "iso-8859-1"))
    found = read_ofx(declared.replace("Ann", "André").encode("latin-1"), "b.ofx", LIMITS)
    assert cells(found, "counterparty name") == [("André",)]
    with pytest.raises(DecodeError, match="is not NOPE: unknown encoding"):
        read_ofx(
            whole(statement(entry("1"))).replace("1252", "NOPE").encode() + b"\xe9", "c", LIMITS
        )


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("<MEMO>a < b <!-- c --> d", {"details": "a < b <!-- c --> d"}),
        ("<MEMO>a &lt; b &#233; &nope;", {"details": "a < b é &nope;"}),
        ("<MEMO><![CDATA[a <b> & c]]>", {"details": "a <b> & c"}),
        ("<MEMO><![CDATA[a b", {"details": "a b"}),  # it is never closed
        ("<MEMO/><REFNUM>R", {"reference": "R"}),
        ("<MEMO><REFNUM>R", {"reference": "R"}),
        ("</NEVER><REFNUM>R", {"reference": "R"}),
        ("<CURRENCY><CURRATE>1<CURSYM>EUR</CURRENCY>", {"currency": "EUR"}),
        # what it once was in is not what was booked
        ("<ORIGCURRENCY><CURRATE>1<CURSYM>EUR</ORIGCURRENCY>", {}),
        ("<DTUSER>20240103<DTAVAIL>20240104", {"value date": "2024-01-03"}),
        ("<DTAVAIL>20240104", {"value date": "2024-01-04"}),
        (
            "<PAYEE><NAME>Bob<CITY>X</PAYEE><REFNUM>R1",
            {"counterparty name": "Bob", "reference": "R1"},
        ),
        ("<CHECKNUM>C1<REFNUM>R1", {"reference": "C1"}),
        (
            "<MEMO>m<CORRECTFITID>f9<CORRECTACTION>REPLACE<EXTDNAME>ext",
            {"details": "m ext REPLACE f9"},
        ),
        ("<MEMO>same<EXTDNAME>same", {"details": "same"}),
        (
            "<CCACCTTO><ACCTID>55</CCACCTTO>",
            {"counterparty account": "55"},
        ),
    ],
)
def test_what_an_entry_says_stands_in_its_columns(more: str, told: dict[str, str]) -> None:
    (record,) = read(entry("1", more=more)).records
    assert record.cells == {
        "own account": "123", "own bank": "77", "booking date": "2024-01-05", "amount": "1",
        "currency": "USD", "way": "in", "counterparty name": "Ann", "entry type": "OTHER",
        "bank reference": "f1", **told,
    }  # fmt: skip


def test_without_a_currency_and_without_an_amount_nothing_is_made_up() -> None:
    assert cells(read(entry("1"), currency=""), "amount", "way", "currency") == [("1", "in", "")]
    assert cells(read(entry("1.2.3")), "amount", "way", "currency") == [("1.2.3", "", "USD")]


@pytest.mark.parametrize(
    ("posted", "time"),
    [
        ("20240105101500.000[-5:EST]", "2024-01-05 10:15:00-05:00"),
        ("20240105101500[+5.5:IST]", "2024-01-05 10:15:00+05:30"),
        ("20240105101500[5.30]", "2024-01-05 10:15:00+05:30"),
        ("20240105101500[5.75]", "2024-01-05 10:15:00+05:45"),
        ("20240105101500[5.45]", "2024-01-05 10:15:00+05:45"),
        ("20240105101500[-3.25]", "2024-01-05 10:15:00-03:15"),
        ("20240105101500 [ -3:BRT ]", "2024-01-05 10:15:00-03:00"),
        ("20240105101500[0:GMT]", "2024-01-05 10:15:00+00:00"),
        ("202401051015", "2024-01-05 10:15:00+00:00"),
        ("20240105", "2024-01-05"),
        ("5 January 2024", "5 January 2024"),
    ],
)
def test_a_time_says_its_offset_or_is_of_utc(posted: str, time: str) -> None:
    found = read(entry("1", posted), entry("2", "20240106111111"))
    assert cells(found, "booking date") == [(time,), ("2024-01-06 11:11:11+00:00",)]


@pytest.mark.parametrize(
    ("posted", "days", "believed"),
    [
        (["20240105101500", "20240106101500"], ["2024-01-05", "2024-01-06"], False),
        (["20240105120000"], ["2024-01-05"], False),
        (["20240105000000"], ["2024-01-05"], False),
        (["20240105120100"], ["2024-01-05 12:01:00+00:00"], True),
        (["20240105", "20240106"], ["2024-01-05", "2024-01-06"], True),
    ],
)
def test_a_time_of_day_that_says_nothing_is_dropped_and_told(
    posted: list[str], days: list[str], believed: bool
) -> None:
    found = read(*(entry("1", one) for one in posted))
    assert [one for (one,) in cells(found, "booking date")] == days
    told = [str(warning) for warning in found.warnings if "time of day" in str(warning)]
    assert bool(told) != believed


def test_an_entry_without_its_end_before_the_next_is_whole_where_it_has_an_amount() -> None:
    """SGML may leave out the tag that ends it."""
    open_ = entry("1").replace("</STMTTRN>", "")
    empty = "<STMTTRN><TRNTYPE>OTHER<DTPOSTED>20240105"
    found = read(open_, empty, entry("2"))
    assert cells(found, "amount") == [("1",), ("2",)]
    assert [(r.place, r.code) for r in found.records if r.reason] == [(2, "entry")]


@pytest.mark.parametrize("end", ["", "50", "50.00", "50.00<MEMO>x"])
def test_an_entry_that_a_file_breaks_off_in_is_none_whatever_its_amount_says(end: str) -> None:
    before = f"<OFX><STMTRS><CURDEF>USD<BANKTRANLIST>{entry('-7')}<STMTTRN><DTPOSTED>20240105"
    found = read_ofx(f"{before}<TRNAMT>-12{end}".encode(), "a.ofx", LIMITS)
    assert cells(found, "amount") == [("7",)]
    assert [(r.place, r.code) for r in found.records if r.reason] == [(2, "entry")]


def test_the_last_entry_may_lack_its_end_where_the_list_around_it_ends() -> None:
    found = read(entry("-7"), entry("-8").replace("</STMTTRN>", ""))
    assert cells(found, "amount", "way") == [("7", "out"), ("8", "out")]
