"""MT940 and MT942: what a message says, and what mt-940 reads of the same text."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from pathlib import Path

import mt940
import pytest

from kg.explain import read_at
from kg.limits import LIMITS
from kg.sources.formats.mt940 import read_mt940
from kg.sources.formats.mt940_details import other_side, own_account
from kg.sources.formats.records import RecordList
from tests.sources.formats.told import accounts, moves, problems
from tests.sources.reader import read_text

MALTESE = "MT31MALT01100000000000000000EUR"


def message(
    *lines: str,
    account: str = "XX00NOBK0000000001",
    opening: str = "C240501EUR100,00",
    closing: str = "",
) -> str:
    head = [":20:REF1", f":25:{account}", ":28C:7/1", f":60F:{opening}"]
    return "\n".join([*head, *lines, *([f":62F:{closing}"] if closing else []), "-", ""])


def test_marks_reversals_and_dates_over_the_year(tmp_path: Path) -> None:
    text = message(
        ":61:2312310102C10,00NTRFREF//BANK1", ":86:one",
        ":61:2401021231RD2,5NMSCNONREF", "and a supplement", ":86:two",
        ":61:240103D,75NCHG", ":61:240104RC1,00NTRFX", ":86:four",
        opening="C231230EUR0,00", closing="C240104EUR10,75",
    )  # fmt: skip
    result = read_text(tmp_path, text, "a.sta")
    assert result.reading.reader == "MT940" and problems(result) == [("line 10", "entry")]
    assert moves(result) == [
        ("2024-01-02", "in", Decimal(10)),
        ("2023-12-31", "in", Decimal("2.5")),
        ("2024-01-04", "out", Decimal(1)),
    ]
    assert [row["status"] for row in result.flows] == ["ok", "reversal", "reversal"]
    assert result.flows[0]["serial"] == "BANK1"
    assert "and a supplement two" in result.flows[1]["memo"]
    assert read_at(tmp_path / "a.sta", "line 7") == [
        ":61:2401021231RD2,5NMSCNONREF", "and a supplement", ":86:two",
    ]  # fmt: skip


def test_two_accounts_and_a_balance_that_does_not_follow(tmp_path: Path) -> None:
    first = message(":61:240502C10,00NTRFa", closing="C240502EUR110,00")
    other = message(
        ":61:240502D1,00NTRFb", account="20041111/5928159600", closing="C240502EUR98,00"
    )
    result = read_text(tmp_path, first + other, "a.sta")
    assert problems(result) == [("line 13", "balance")]
    assert accounts(result) == {"XX00NOBK0000000001", "5928159600"}
    assert result.reading.read == 3
    assert result.as_read()[1]["own bank"] == "20041111"


def test_an_entry_that_cannot_be_read_is_a_problem_and_no_balance_is_compared(
    tmp_path: Path,
) -> None:
    text = message(":61:2405X2C10,00", ":86:lost", ":61:240502C1,00NTRFx", closing="C240502EUR9,00")
    result = read_text(tmp_path, text, "a.sta")
    assert problems(result) == [("line 5", "entry")]
    nameless = message(":61:240502C1,00NTRFx").replace(":25:XX00NOBK0000000001", ":25:")
    assert problems(read_text(tmp_path, nameless, "b.sta")) == [("line 5", "account")]
    unheard = message(":61:240231C1,00NTRFx", ":61:240502C0,00NTRFy")
    assert problems(read_text(tmp_path, unheard, "c.sta")) == [
        ("line 5", "time"),
        ("line 6", "zero"),
    ]


@pytest.mark.parametrize(
    ("details", "account", "name"),
    [
        (
            ":86:166?00GUTSCHRIFT?20Miete?3020041111?315928159600?32Ann\n?33 Nobody?34000",
            "5928159600", "Ann Nobody",
        ),
        (
            ":86:/TRTP/SEPA/IBAN/XX00NOBK0000000009/BIC/NOBKXX/NAME/Ann\n Nobody/REMI/rent/EREF/1",
            "XX00NOBK0000000009", "Ann Nobody",
        ),
        (
            ":86:/CNTP/XX00NOBK0000000009/NOBKXX/Ann Nobody/Town//REMI/USTD//rent/",
            "XX00NOBK0000000009", "Ann Nobody",
        ),
        (
            ":86:177?00X?20x?32PayPal (Europe) S.a.r.l. et?33 Cie., S.C.A.?38XX?31610001",
            "610001", "PayPal (Europe) S.a.r.l. et Cie., S.C.A.",
        ),
        (
            ":86:020~20CZYNSZ~3011402004~31000345~32ANNA~33 NOWAK~38PL27114020040000300201355387",
            "PL27114020040000300201355387", "ANNA NOWAK",
        ),
        (
            ":86:SEPA OVERBOEKING                 IBAN: NL91ABNA0417164300\n"
            "BIC: ABNANL2A                    NAAM: A. NIEMAND\nOMSCHRIJVING: HUUR",
            "NL91ABNA0417164300", "A. NIEMAND",
        ),
        (
            ":86:HUUR MEI\nREK: NL91ABNA0417164300/NAAM: A. NIEMAND",
            "NL91ABNA0417164300", "A. NIEMAND",
        ),
        (
            ":86:944 PRZELEW KRAJOWY; NA RACH.: \n27114020040000300201355387; DLA: ANNA \n"
            "NOWAK; TYT.: CZYNSZ; TNR: 1",
            "PL27114020040000300201355387", "ANNA NOWAK",
        ),
        (":86:944 PRZELEW; NA RACH.: 00000000000000000000000001; TYT.: x", "0" * 25 + "1", None),
        (":86:52.89.39.882                    MYCOM\nDEN HAAG", "528939882", None),
        (":86:plain words / with a slash", None, None),
        (":86:IBAN: none, NAAM: nobody", None, None),
    ],
)  # fmt: skip
def test_the_other_side_in_structured_details(
    details: str, account: str | None, name: str | None, tmp_path: Path
) -> None:
    result = read_text(tmp_path, message(":61:240502C1,00NTRFx", details), "a.sta")
    (row,) = result.as_read()
    assert (row["counterparty account"], row["counterparty name"]) == (account, name)
    assert all(word in row["details"] for word in details.replace("\n", " ").split()[-1:])


@pytest.mark.parametrize(
    ("named", "opening", "account", "bank"),
    [
        ("NL69INGB0123456789EUR", "C240501EUR100,00", "NL69INGB0123456789", None),
        ("NL69RABO0123456789 EUR", "C240501EUR100,00", "NL69RABO0123456789", None),
        ("NL69INGB0123456789EUR", "C240501USD100,00", "NL69INGB0123456789", None),
        ("37040044/0532013000EUR", "C240501EUR100,00", "0532013000", "37040044"),
        ("UBRTHUHB/123456789150ABCDEF002/HUF", "C240501HUF1,", "123456789150ABCDEF002", "UBRTHUHB"),
        ("1291.99.348EUR", "C240501EUR100,00", "129199348", None),
        ("123456ABC", "C240501EUR100,00", "123456ABC", None),
        (MALTESE, "C240501EUR100,00", MALTESE, None),
    ],
)  # fmt: skip
def test_the_currency_behind_the_number_of_an_account_is_none_of_it(
    named: str, opening: str, account: str, bank: str | None, tmp_path: Path
) -> None:
    text = message(":61:240502C1,00NTRFx", account=named, opening=opening)
    (row,) = read_text(tmp_path, text, "a.sta").as_read()
    assert (row["own account"], row["own bank"]) == (account, bank)


def test_the_other_side_in_the_lines_of_rabobank_and_sns(tmp_path: Path) -> None:
    text = ":940:\n" + message(
        ":61:240502C1,00N544NONREF", "NL44RABO0987654321",
        ":86:/ORDP//NAME/J. Niemand/REMI/huur/ISDT/2024-05-02",
        ":61:240502C1,00N654NONREF", "20240502007602198765432000000012", ":86:/NAME/A",
        ":61:240502D1,00NIOBNL47INGB9999999999", "hr a niemand",
        ":86:NL47INGB9999999999 hr a niemand", "", "Betaling",
        ":61:240502D1,00NIOB0987654321", "x", ":86:0987654322 x",
        ":61:240502D1,00N0440121470966      W.P. Niemand", ":86:Terugboeking",
        account="NL69RABO0123456789 EUR",
    )  # fmt: skip
    result = read_text(tmp_path, text + text, "a.sta")
    assert read_at(tmp_path / "a.sta", "line 6")[1] == "NL44RABO0987654321"
    told = [
        (row["counterparty account"], row["counterparty name"], row["reference"])
        for row in result.as_read()
    ]
    assert told[:5] == [
        ("NL44RABO0987654321", "J. Niemand", None),
        (None, "A", None),
        ("NL47INGB9999999999", "hr a niemand", "NL47INGB9999999999"),
        (None, None, "0987654321"),
        (None, "W.P. Niemand", "0121470966"),
    ]
    assert told[5:] == told[:5] and result.reading.reader == "MT940"


def test_an_interim_report_with_its_counts(tmp_path: Path) -> None:
    text = (
        "{1:F01NOBKXX}{2:O942}{4:\n:20:R\n:25:XX00NOBK0000000001\n:28C:1\n:34F:EUR0,00\n"
        ":13D:2405021200+0200\n:61:240502C10,00NTRFa\n:61:240502ED5,00NTRFb\n"
        ":61:240502D3,00NTRFc\n:90D:1EUR3,00\n:90C:2EUR11,00\n-}\n"
    )
    result = read_text(tmp_path, text, "a.sta")
    assert [row["currency"] for row in result.flows] == ["EUR", "EUR"]
    assert problems(result) == [("line 11", "balance")]
    assert sorted(str(skipped.reason) for skipped in result.reading.skipped) == [
        "not booked yet (ED)", "title line",
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_entries_are_those_of_another_reader(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    lines, total = [], Decimal(100)
    for _ in range(dice.randrange(1, 40)):
        amount = Decimal(dice.randrange(1, 10**7)).scaleb(-2)
        mark, day = dice.choice("CD"), date(2024, dice.randrange(1, 13), dice.randrange(1, 29))
        lines += [
            f":61:{day:%y%m%d}{day:%m%d}{mark}{amount:f}NTRFref//B{amount}".replace(".", ","),
            ":86:words",
        ]
        total += amount if mark == "C" else -amount
    sign = "C" if total >= 0 else "D"
    text = message(*lines, closing=f"{sign}241231EUR{abs(total):f}".replace(".", ","))
    result = read_text(tmp_path, text, "a.sta")
    assert problems(result) == []
    theirs = mt940.parse(text)
    assert [
        (f"{one.data['date']:%Y-%m-%d}", one.data["amount"].amount.normalize()) for one in theirs
    ] == [(day, amount if way == "in" else -amount) for day, way, amount in moves(result)]
    assert theirs.data["final_closing_balance"].amount.amount == total


OWN = "XX00NOBK0000000001"
IBAN = "NL91ABNA0417164300"


def lines(
    *body: str, account: str = OWN, opening: str = ":60F:C240501EUR100,00", closing: str = ""
) -> RecordList:
    head = [":20:REF1", *([f":25:{account}"] if account else []), ":28C:7/1", opening]
    text = "\n".join([*filter(None, head), *body, *([closing] if closing else []), "-", ""])
    return read_mt940(text, "a.sta", LIMITS)


def cells(found: RecordList, *columns: str) -> list[tuple[str, ...]]:
    good = [record.cells for record in found.records if not record.reason]
    return [tuple(one.get(column, "") for column in columns) for one in good]


def refused(found: RecordList) -> list[tuple[int, str, str]]:
    return [(one.place, one.code, str(one.reason)) for one in found.records if one.reason]


ONE = ":61:240502C1,00NTRFb"
FAR = ":62F:C240502EUR999,00"
NOT_READ = "is no balance that can be read, so the statement's sum is not checked"


@pytest.mark.parametrize(
    ("found", "problems"),
    [
        (lines(ONE, closing=":62F:C240502EUR101,00"), []),
        (
            lines(ONE, closing=FAR),
            [(6, "balance", f"statement 7/1 {OWN}: opening balance 100.00 and entries of 1.00 do "
              "not make the closing balance 999.00 (EUR)")],
        ),
        (
            lines(ONE, closing=":62F:C240502USD999,00"),
            [(6, "balance", "is a balance in USD, the opening balance is in EUR, so the "
              "statement's sum is not checked")],
        ),
        (lines(ONE, opening=":60F:x", closing=FAR), [(4, "balance", NOT_READ)]),
        (
            lines(ONE, opening=":60F:C240501EUR1.000,00", closing=FAR),
            [(4, "balance", NOT_READ)],
        ),
        (
            lines(":61:xx", ":86:x", ONE, closing=FAR),
            [(5, "entry", "is no statement line (field 61) that can be read")],
        ),
        (
            lines(ONE, account="", closing=FAR),
            [(4, "account", "stands in a message that names no account")],
        ),
        (lines(ONE, ":61:240502D2,00NTRFb", ":90C:1EUR1,00", ":90D:1EUR2,00"), []),
        (
            lines(ONE, ":90C:2EUR3,00", ":90D:x", ":90D:0EUR0,00", ":90D:1EUR1.0,0"),
            [(6, "balance", "the statement counts 2 entries of 3.00, the file has 1 of 1.00")],
        ),
        (
            lines(":61:xx", ":90C:2EUR3,00"),
            [(5, "entry", "is no statement line (field 61) that can be read")],
        ),
    ],
)  # fmt: skip
def test_what_does_not_add_up_or_cannot_be_read_is_told(
    found: RecordList, problems: list[tuple[int, str, str]]
) -> None:
    assert refused(found) == problems


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (":61:2401020105C1,00NTRFNONREF", ("2024-01-05", "2024-01-02", "NTRF", "")),
        (":61:2312310102C1,00NTRFx//y", ("2024-01-02", "2023-12-31", "NTRF", "x")),
        (":61:2401021231C1,00", ("2023-12-31", "2024-01-02", "", "")),
        (":61:240102    C1,00", ("2024-01-02", "2024-01-02", "", "")),
        (":61:991231C1,00", ("1999-12-31", "1999-12-31", "", "")),
        (":61:791231C1,00", ("2079-12-31", "2079-12-31", "", "")),
    ],
)
def test_a_booking_day_is_of_the_year_nearest_to_the_value_day(
    line: str, told: tuple[str, str, str, str]
) -> None:
    columns = ("booking date", "value date", "entry type", "reference")
    assert cells(lines(line), *columns) == [told]


def test_what_is_only_expected_is_left_out_with_its_details() -> None:
    found = lines(":61:240502EC10,00NTRFa", ":86:expected", ":61:240502D1,NTRFb", ":86:booked")
    assert cells(found, "amount", "way", "details") == [("1", "out", "booked")]
    assert [(place, str(why)) for place, why in found.skipped] == [(5, "not booked yet (EC)")]


@pytest.mark.parametrize(
    ("opening", "body", "currency"),
    [
        (":34F:EURD0,00", ONE, "EUR"),
        (":60F:C240501EUR1,00\n:34F:USDD0,00", ONE, "EUR"),  # that of the balance stays
        (":34F:?", ONE, ""),
    ],
)
def test_the_currency_is_that_of_the_balance_else_of_the_floor(
    opening: str, body: str, currency: str
) -> None:
    assert cells(lines(body, opening=opening), "currency") == [(currency,)]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ([":61:240502C1,00NTRFREFERENCE1      Ann Ex"], ("REFERENCE1", "Ann Ex", "")),
        ([":61:240502C1,00NTRFREF   Ann Ex"], ("REF   Ann Ex", "", "")),  # not in its sixteen
        ([ONE, ":NS:22Ann", ":86:de", ":86:tails"], ("b", "", "de tails")),
        ([ONE, "  ", "Ann"], ("b", "", "Ann")),
        ([":86:of the statement", ONE], ("b", "", "")),
    ],
)
def test_reference_name_and_details_of_an_entry(
    body: list[str], told: tuple[str, str, str]
) -> None:
    assert cells(lines(*body), "reference", "counterparty name", "details") == [told]


def test_what_stands_between_messages_is_skipped_and_a_block_may_begin_with_a_field() -> None:
    text = "{1:F01X}{2:O940}\n\ntext\n{1:F01NOBK}{3:{108:X}}{4::20:R9\n:25:77\n:60F:C240501EUR1,\n"
    found = read_mt940(f"{text}{ONE}\n-}}{{5:}}\ntail\n", "a.sta", LIMITS)
    assert cells(found, "own account", "statement") == [("77", "R9")]
    assert [(place, str(why)) for place, why in found.skipped] == [
        (1, "title line"), (2, "blank line"), (3, "title line"), (9, "title line"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "currency", "bank", "number"),
    [
        ("37040044/0532013000EUR", "USD", "37040044", "0532013000EUR"),
        ("0532013000 EUR", "EUR", "", "0532013000"),
        ("ABCEUR", "EUR", "", "ABCEUR"),  # letters before it are as likely a name
        ("ABC EUR", "EUR", "", "ABC"),
        ("12.34.56.789", "", "", "123456789"),
        ("NL91 ABNA 0417 1643 00", "", "", IBAN),
        (f"{IBAN} EUR", "", "", IBAN),
        (" 123 ", "", "", "123"),
    ],
)
def test_the_number_of_an_account_without_what_stands_around_it(
    text: str, currency: str, bank: str, number: str
) -> None:
    assert own_account(text, currency) == (bank, number)


@pytest.mark.parametrize(
    ("details", "supplement", "reference", "bank", "told"),
    [
        ("x", [IBAN], "", "", (IBAN, "", "")),
        (f"{IBAN} Ann Ex", ["Ann Ex"], IBAN, "", (IBAN, "Ann Ex", "")),
        (f"{IBAN} Ann Ex", ["Bob"], IBAN, "", ("", "", "")),  # the two names differ
        ("1234567 Ann", ["Ann"], "1234567", "", ("1234567", "Ann", "")),
        ("1234567 Ann", ["Ann"], "1234568", "", ("", "", "")),
        ("rent\nREK: 123456/NAAM: Ann", [], "", "", ("123456", "Ann", "")),
        ("REK: 123456", [], "", "", ("123456", "", "")),
        ("166?00X?20rent?30NOBK?31123?32Ann?33 Ex", [], "", "", ("123", "Ann Ex", "NOBK")),
        (f"166?31123?38{IBAN}", [], "", "", (IBAN, "", "")),
        ("166?31123?38nope", [], "", "", ("123", "", "")),
        (f"000>10{IBAN}>31999>32Ann", [], "", "TRIODOSBANK", (IBAN, "", "")),
        (f"000>10{IBAN}>31999>32Ann", [], "", "NOBK", ("999", "Ann", "")),
        (f"/TRTP/SEPA/IBAN/{IBAN}/BIC/NOBK/NAME/Ann/REMI/x", [], "", "", (IBAN, "Ann", "NOBK")),
        (f"/IBAN/{IBAN[:9]}\n{IBAN[9:]}/NAME/Ann", [], "", "", (IBAN, "Ann", "")),
        (f"x/IBAN/{IBAN}", [], "", "", ("", "", "")),  # words begin at the beginning only
        ("/CNTP/123/NOBK/Ann/City/", [], "", "", ("123", "Ann", "NOBK")),
        ("/CNTP/123/NOBK//City/NAME/Bob", [], "", "", ("123", "Bob", "NOBK")),
        ("/BENM/Ann/REMI/r", [], "", "", ("", "Ann", "")),
        ("/ORDP/Bob/REMI/r", [], "", "", ("", "Bob", "")),
        (f"SEPA\n IBAN: {IBAN} BIC: NOBK\n NAAM: Ann OMSCHRIJVING: rent", [], "", "",
         (IBAN, "Ann", "NOBK")),
        ("SEPA IBAN: nope NAAM: Ann", [], "", "", ("", "", "")),
        ("GIRO  12345 Ann", [], "", "", ("12345", "", "")),
        ("12.34.56.789 Ann", [], "", "", ("123456789", "", "")),
        ("Z RACH.: 61109010140000071219812874; OD: Ann; TYT.: x", [], "", "",
         ("PL61109010140000071219812874", "Ann", "")),
        ("NA RACH.: 00000000000000000000000000", [], "", "",
         ("00000000000000000000000000", "", "")),
        ("just text", [], "", "", ("", "", "")),
    ],
)  # fmt: skip
def test_the_other_side_stands_where_each_bank_writes_it(
    details: str, supplement: list[str], reference: str, bank: str, told: tuple[str, str, str]
) -> None:
    found = other_side(details, supplement, reference, bank)
    columns = ("counterparty account", "counterparty name", "counterparty bank")
    assert tuple(found.get(column, "") for column in columns) == told
    assert found["details"] == " ".join([*supplement, *details.split("\n")])
