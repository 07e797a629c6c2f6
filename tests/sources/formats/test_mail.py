"""E-mail: heads of EML and mbox files; what no program should write stays a problem."""

from __future__ import annotations

import mailbox
from pathlib import Path

from tests.sources.formats.told import problems, words
from tests.sources.reader import read_text

EML = """Return-Path: <ann@example.org>
From: =?utf-8?b?5a655p+Q?= <Nobody@Example.org>
To: Ann <ann@example.org>,
 bob@example.net
Cc: "Carl, C." <carl@example.com>, ann@example.org
Subject: =?gb2312?B?xOO6ww==?= there
Date: Fri, 05 Jan 2024 10:00:00 +0800
Message-ID: <1@example.org>

From: not this
"""


def test_a_row_for_each_receiver(tmp_path: Path) -> None:
    result = read_text(tmp_path, EML.replace("\n", "\r\n"), "a.eml")
    assert (result.reading.reader, result.reading.stored) == ("mail", 3)
    assert sorted(words(result)) == [
        ("容某", "Ann", "你好 there"), ("容某", "Carl, C.", "你好 there"),
        ("容某", "bob@example.net", "你好 there"),
    ]  # fmt: skip
    assert {link["time_text"] for link in result.rows("link")} == {"2024-01-05 10:00:00+08:00"}
    assert len({link["object"] for link in result.rows("link")}) == 1


def mbox(body: str) -> str:
    head = (
        "From: a{0}@example.org\nTo: b@example.org\nDate: Fri, 05 Jan 2024 10:00:00 +0800\n"
        "Subject: s{0}\nMessage-ID: <{0}@x>\n"
    )
    stamp = "From MAILER Fri Jan  5 10:00:00 2024\n"
    return "".join(f"{stamp}{head.format(n)}\n{body}\n\n" for n in range(7))


def test_an_mbox_has_the_messages_that_pythons_own_reader_finds(tmp_path: Path) -> None:
    result = read_text(tmp_path, mbox("body\n>From there"), "a.mbox")
    theirs = mailbox.mbox(str(tmp_path / "a.mbox"))
    subjects = [one["subject"] for one in theirs]
    theirs.close()
    assert [row["subject"] for row in result.as_read()] == subjects == [f"s{n}" for n in range(7)]
    assert [row["row_no"] for row in result.as_read()] == [1 + 10 * n for n in range(7)]


def test_a_line_of_a_body_begins_no_message(tmp_path: Path) -> None:
    assert read_text(tmp_path, mbox("body\nFrom here on"), "a.mbox").reading.read == 7


def test_odd_heads(tmp_path: Path) -> None:
    text = (
        "From M Fri Jan  5 10:00:00 2024\nFrom: a@example.org\nDate: soon\n"
        "Subject: =?x-nothing?q?=E9?= \udce9\n\n\n"
        "From M Fri Jan  5 10:00:00 2024\nFrom: nobody\nTo: b@example.org\n\n\n"
        "From M Fri Jan  5 10:00:00 2024\nFrom: a@example.org\nTo: undisclosed-recipients:;\n"
        "Date: Mon, 31 Feb 2024 10:00:00 +9999\n\n"
    )
    result = read_text(tmp_path, text.encode("utf-8", "surrogateescape"), "a.mbox")
    assert problems(result) == [("line 7", "missing")]
    assert result.reading.stored == 2 and not result.rows("link")


def test_title_lines_of_a_table_are_no_head(tmp_path: Path) -> None:
    from tests.sources.reader import BANK

    row = "6220000000000000018,,赵某,,2024-05-01 10:00:00,5,,出,6220000000000000026,,,,"
    text = f"From: 2024-05-01\nTo: 2024-06-01\n{BANK}\n{row}\n"
    assert read_text(tmp_path, text).reading.layout == "bank-flow"
