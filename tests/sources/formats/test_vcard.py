"""vCard: folded lines, quoted-printable names, numbers at their lines."""

from __future__ import annotations

from pathlib import Path

from tests.sources.formats.told import problems
from tests.sources.reader import read_text

CARDS = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=AE=B9;=E6=9F=90;;;
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=AE=B9=
=E6=9F=90
TEL;CELL:13800000000
item1.TEL;TYPE="work,voice":+44 20 7946 0000
EMAIL;TYPE=HOME:nobody@example.org
END:VCARD
BEGIN:VCARD
VERSION:4.0
N:Nobody;Ann;;;
ORG:Nobody Ltd;Sales
NOTE:long
  note\\, with a comma\\nand a line
X-WECHAT:wxid_nobody
END:VCARD
"""


def test_a_row_for_each_number_at_its_line(tmp_path: Path) -> None:
    result = read_text(tmp_path, CARDS, "a.vcf")
    assert (result.reading.reader, result.reading.layout) == ("vCard", "contacts")
    rows = result.as_read()
    assert [(row["row_no"], row["name"], row["phone"]) for row in rows] == [
        (6, "容某", "13800000000"), (7, "容某", "+44 20 7946 0000"), (8, "容某", None),
        (10, "Ann Nobody", None),
    ]  # fmt: skip
    assert rows[3]["note"] == "long note, with a comma\nand a line"
    assert rows[3]["organisation"] == "Nobody Ltd Sales"
    links = [link for link in result.rows("link") if link["kind"] == "UsesPhone"]
    assert [link["proof"] for link in links] == ["clue", "clue"]
    assert len({row["id"] for row in result.rows("entity") if row["kind"] == "Person"}) == 2


def test_what_is_no_card_is_a_problem(tmp_path: Path) -> None:
    text = (
        "BEGIN:VCARD\nTEL:1\nBEGIN:VCARD\nFN:A\nnonsense\nTEL:123\nEND:VCARD\n"
        "BEGIN:VCARD\nTEL:2\nEND:VCARD\nBEGIN:VCARD\nFN:B\n"
    )
    result = read_text(tmp_path, text, "a.vcf")
    assert problems(result) == [
        ("line 1", "record"), ("line 5", "record"), ("line 8", "missing"), ("line 11", "record"),
    ]  # fmt: skip
    assert result.reading.stored == 1


def test_two_cards_of_one_name_stay_two(tmp_path: Path) -> None:
    card = "BEGIN:VCARD\nFN:容某\nTEL:1380000000{}\nEND:VCARD\n"
    result = read_text(tmp_path, "".join(card.format(n) for n in (1, 2)), "a.vcf")
    assert len([row for row in result.rows("entity") if row["kind"] == "Person"]) == 2
