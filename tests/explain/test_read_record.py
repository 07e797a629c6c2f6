"""An entry of a statement, a backup or an export, read again by its number."""

from __future__ import annotations

import io

import pytest

from kg.errors import NotFound
from kg.explain.read_record import lines_of_record, read_entry, said_by_line

CHAT = '{"messages":[{"id":1,"text":"x"},"t"]}'
ACCOUNT = (
    '{"chats":{"list":[{"messages":[{"id":1}]},{"messages":[]}]},'
    '"left_chats":{"list":[{"messages":[{"id":2}]}]}}'
)
GRAPH = '{"nodes":[{"id":1},5],"edges":[{"s":1}]}'
BACKUP = (
    "<?xml version='1.0'?><!--c--><smses><sms address='1' body='a&amp;b' subject=\"null\" x=\"\"/>"
    "<mms address='2'><parts><part text=\"q\" /></parts></mms><sms address='3' body='z'/></smses>"
)
OFX = "<OFX><STMTTRN><TRNAMT>5<MEMO> a <NAME></STMTTRN><stmttrn><TRNAMT>6</stmttrn><BALAMT>9</OFX>"
CAMT = (
    "<Ntry><Amt>5</Amt><NtryDtls><TxDtls><Nm>A</Nm></TxDtls></NtryDtls></Ntry>"
    "<x:Ntry><Amt>6</Amt><TxDtls><Nm>B</Nm></TxDtls><TxDtls><Nm>C</Nm></TxDtls></x:Ntry>"
    "<Ntry><Amt>7</Amt></Ntry><Sum>18</Sum>"
)


def entry(text: str | bytes, number: int, encoding: str = "") -> list[str]:
    data = text if isinstance(text, bytes) else text.encode()
    return read_entry(io.BytesIO(data), number, encoding, "a.file")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (CHAT, [["id: 1", "text: x"], [": t"]]),
        (f"\ufeff{CHAT}", [["id: 1", "text: x"], [": t"]]),
        (ACCOUNT, [["id: 1"], ["id: 2"]]),  # chats that were left come after those that are open
        (GRAPH, [["id: 1"], [": 5"], ["s: 1"]]),
        ('{"nodes":[],"links":[{"s":[1]}]}', [["s: [1]"]]),
        ('{"nodes":[{"id":"n"}]}', [["id: n"]]),
        ('{"@context":{},"id":"x"}', [["@context: {}", "id: x"]]),
        ('{"z":1}', []),
        ('{"chats":{}}', []),
        (BACKUP, [["address: 1", "body: a&b"], ["address: 2", "text: q"],
                  ["address: 3", "body: z"]]),
        (OFX, [["TRNAMT: 5", "MEMO: a"], ["TRNAMT: 6"]]),
        # of an entry with one payment the entry is told, of several each of them
        (CAMT, [["Amt: 5", "Nm: A"], ["Nm: B"], ["Nm: C"], ["Amt: 7"]]),
        ("", []),
    ],
)  # fmt: skip
def test_each_entry_is_found_by_its_number_and_none_behind_the_last(
    text: str, said: list[list[str]]
) -> None:
    assert [entry(text, number) for number in range(1, len(said) + 1)] == said
    with pytest.raises(NotFound, match=r"a\.file: the file has no such entry"):
        entry(text, len(said) + 1)


@pytest.mark.parametrize(
    ("text", "codec", "named"),
    [
        ("<?xml version='1.0' encoding='gb18030'?><Ntry><Nm>容</Nm></Ntry>", "gb18030", ""),
        ("<?xml version='1.0' encoding='gb18030'?><Ntry><Nm>容</Nm></Ntry>", "utf-8", ""),
        ("<?xml version='1.0' encoding='nope'?><Ntry><Nm>容</Nm></Ntry>", "utf-8", ""),
        ("<Ntry><Nm>容</Nm></Ntry>", "utf-8", ""),
        ("<Ntry><Nm>容</Nm></Ntry>", "gb18030", "gb18030"),
        ("CHARSET:936\n<STMTTRN><Nm>容</STMTTRN>", "gbk", ""),
    ],
)
def test_the_encoding_is_the_one_that_is_named_where_the_file_is_no_utf_8(
    text: str, codec: str, named: str
) -> None:
    assert entry(text.encode(codec), 1, named) == ["Nm: 容"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"a":1,"b":"c"}', ["a: 1", "b: c"]),
        (' {"a":{"b":"é"}},\n', ['a: {"b": "é"}']),
        ('\ufeff{"a":"b"}', ["a: b"]),
        ('{"a":', []),
        ("{a}", []),
        ('"a":1}', []),
        ("[1]", []),
        ("a,b", []),
    ],
)
def test_a_line_of_json_says_a_text_for_each_name(line: str, said: list[str]) -> None:
    assert said_by_line(line) == said


@pytest.mark.parametrize(
    ("lines", "at", "found"),
    [
        (
            [":20:R", ":25:A", ":61:x", "more", ":86:d", "e", ":61:y", "-"], 2,
            [":61:x", "more", ":86:d", "e"],
        ),
        ([":20:R", ":61:y", ":86:d"], 1, [":61:y", ":86:d"]),  # up to the end of the file
        (["!Type:Bank", "T5", "^", "T6"], 1, ["T5"]),
        (["[1/2/24, 10:12] A: x", "more", "[1/2/24, 10:13] B: y"], 0,
         ["[1/2/24, 10:12] A: x", "more"]),
        (["BEGIN:VCARD", "FN:A", " B", "END:VCARD"], 1, ["FN:A", " B"]),
        (["a,b", "1,2"], 1, None),
    ],
)  # fmt: skip
def test_a_record_goes_on_up_to_where_the_next_begins(
    lines: list[str], at: int, found: list[str] | None
) -> None:
    text = [f"{line}\r\n" for line in lines]
    assert lines_of_record(text, iter(text[at:])) == found


def test_a_record_is_shown_up_to_two_hundred_lines_behind_its_first() -> None:
    text = ["!Type:Bank\n", *(f"M{n}\n" for n in range(300))]
    found = lines_of_record(text, iter(text[1:]))
    assert found is not None and (found[0], found[-1], len(found)) == ("M0", "M200", 201)
