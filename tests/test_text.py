import codecs
from collections import Counter

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import DecodeError
from kg.text import (
    check_forced,
    decode_mixed,
    hides_something,
    list_number,
    locator,
    locator_sql,
    mixes_scripts,
    narrow,
    path_number,
    sniff,
    visible,
)
from kg.text.decoding import _kind_of, _Kinds, _whole_lines
from kg.text.display import PATHS

HANZI = st.text([chr(code) for code in range(0x4E00, 0x9FA6)], max_size=6)
LINES = st.tuples(
    HANZI | st.sampled_from(["", "a|b", "é", "阿·某"]), st.sampled_from(["gb18030", "utf-8"])
)


def blocks(data: bytes, size: int = 7) -> list[bytes]:
    return [data[place : place + size] for place in range(0, len(data), size)]


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_a_mark_at_the_start_decides(mark: bytes) -> None:
    found = sniff([mark + b"x"])
    assert (found.bom, codecs.lookup(found.name).name) == (mark, found.name)


@pytest.mark.parametrize("name", ["utf-8", "gb18030"])
def test_a_file_of_one_kind_is_known(name: str) -> None:
    data = "交易卡号,交易时间\n张三,转账\n𠮷,é·\n".encode(name)
    for size in (1, 3, 1000):
        assert sniff(blocks(data, size)).name == name


def test_ascii_and_nothing_are_utf8() -> None:
    assert sniff([]).name == sniff([b"id,amount\n1,2"]).name == "utf-8"


def test_two_kinds_are_refused_with_the_first_line_of_each() -> None:
    data = "a\n张三李四王五\n".encode() + "赵六钱七\n".encode("gb18030")
    with pytest.raises(DecodeError, match="line 2 is UTF-8, line 3 GB18030"):
        sniff(blocks(data), "flows.csv")


def test_one_utf8_line_far_into_a_gb18030_file_is_found() -> None:
    gb = "某某银行,转账\n".encode("gb18030") * 5000
    with pytest.raises(DecodeError, match="line 5001 is UTF-8, line 1 GB18030"):
        sniff(blocks(gb + "某某银行,转账\n".encode() + gb, 1 << 16))


def test_a_few_lines_that_look_like_utf8_by_chance_are_no_mixture() -> None:
    chance = "模".encode("gb18030")
    assert chance.decode() == "ģ"
    data = "某某银行,转账\n".encode("gb18030") * 500 + chance + b"\n"
    assert sniff(blocks(data)).name == "gb18030"


@pytest.mark.parametrize("name", ["某某", "模", "某,模"])
def test_a_name_that_is_utf8_by_chance_does_not_spoil_a_short_file(name: str) -> None:
    said = f"{name},0629\n".encode("gb18030")
    assert said.decode() != f"{name},0629\n"
    data = "账户开户名称,卡号\n".encode("gb18030") + said * 3
    assert sniff(blocks(data)).name == "gb18030"


@pytest.mark.parametrize("name", ["José", "Müller", "Иванов Иван"])
def test_a_foreign_name_in_utf8_among_gb18030_is_still_a_mixture(name: str) -> None:
    data = "账户开户名称,卡号\n某某,0629\n".encode("gb18030") + f"{name},0629\n".encode()
    with pytest.raises(DecodeError, match="line 3 is UTF-8, line 1 GB18030"):
        sniff(blocks(data))


def test_what_is_neither_names_its_line() -> None:
    with pytest.raises(DecodeError, match="line 2 is neither"):
        sniff([b"a\n\xff\xff\nb\n"])


def test_utf16_without_a_mark_is_refused() -> None:
    with pytest.raises(DecodeError, match="UTF-16"):
        sniff(["id,amount\n1,2\n".encode("utf-16-le")])


def test_a_named_encoding_never_reads_valid_utf8_as_something_else() -> None:
    chinese, ascii_only = sniff(["张三\n".encode()]), sniff([b"a\n"])
    with pytest.raises(DecodeError, match="valid UTF-8"):
        check_forced("gb18030", chinese)
    check_forced("utf-8", chinese)
    check_forced("gb18030", ascii_only)


@given(st.lists(LINES, max_size=12), st.integers(1, 30))
def test_the_quick_count_is_the_slow_count(lines: list[tuple[str, str]], size: int) -> None:
    data = b"\n".join(text.encode(name) for text, name in lines)
    count, first = Counter(), {}
    for line_no, line in enumerate(data.split(b"\n"), 1):
        if not line.isascii():
            count[_kind_of(line)] += 1
            first.setdefault(_kind_of(line), line_no)
    quick = _Kinds()
    quick.feed(data)
    piecewise = _Kinds()
    for whole in _whole_lines(blocks(data, size)):
        piecewise.feed(whole)
    if "gb18030" in first:
        assert (+quick.count, quick.first) == (count, first)
        assert piecewise.first["gb18030"] == first["gb18030"]
    assert bool(piecewise.count["gb18030"]) == bool(quick.count["gb18030"])


@given(st.binary(max_size=200), st.integers(1, 50))
def test_any_bytes_have_an_encoding_or_are_refused(data: bytes, size: int) -> None:
    try:
        found = sniff(blocks(data, size))
    except DecodeError:
        return
    if not found.name.startswith("utf-16"):
        data[len(found.bom) :].decode(found.name)


@given(HANZI)
def test_a_mixed_line_is_read_as_what_it_is(text: str) -> None:
    assert decode_mixed(text.encode()) == text


def test_the_invisible_is_shown() -> None:
    assert visible("a\u202eb\0c\x07\ud800") == "a⟦U+202E⟧b␀c⟦U+0007⟧⟦U+D800⟧"
    assert visible("张三\tok\n") == "张三\tok\n"
    assert hides_something("张\u200b三")
    assert not hides_something("张三\n")


@given(st.text())
def test_what_is_shown_hides_nothing(text: str) -> None:
    assert not hides_something(visible(text))


def test_full_width_becomes_plain() -> None:
    assert narrow("ＡＢ１２．￥－（）") == "AB12.¥-()"
    assert narrow("张三　李") == "张三 李"


def test_scripts_that_look_alike_are_noticed() -> None:
    assert mixes_scripts("Раypal")
    assert not mixes_scripts("Иван Smith 张三")


@pytest.mark.parametrize("reader", ["delimited", "workbook"])
@pytest.mark.parametrize("member", ["", "Sheet1", "a.csv"])
def test_a_place_is_named_alike_in_sql(reader: str, member: str) -> None:
    sql = locator_sql("m", "n", reader)
    query = f"SELECT {sql} FROM (SELECT '{member}' AS m, 17 AS n)"
    with duckdb.connect() as con:
        found = con.execute(query).fetchall()
    assert found == [(locator(member, 17, reader),)]


@pytest.mark.parametrize("reader", [*PATHS, "JSON /a/*/b", "JSON /*/a*/*/b", "JSON .", "JSON /a"])
@pytest.mark.parametrize("member", ["", "a.zip"])
def test_a_path_is_named_alike_in_sql(reader: str, member: str) -> None:
    parts = [*range(len(PATHS[reader]))] if reader in PATHS else [0, 1, list_number(71, 204)]
    numbers = [path_number(item, part) for part in parts for item in (1, 18)]
    sql = locator_sql("m", "n", reader)
    query = f"SELECT {sql} FROM (SELECT '{member}' AS m, unnest($n) AS n)"
    with duckdb.connect() as con:
        found = [text for (text,) in con.execute(query, {"n": numbers}).fetchall()]
    assert found == [locator(member, number, reader) for number in numbers]
    assert all("{" not in text and "/*" not in text for text in found)


@pytest.mark.parametrize(
    ("code_page", "text"),
    [
        ("windows-1251", "Номер счета;Дата операции;Приход;Расход\n40817;31.05.2023;;50,00\n"),
        ("windows-1252", "Buchungstag;Betrag;Empfänger\n31.05.2023;-5,00;Müller\n"),
        ("shift_jis", "取引日,お支払金額,お預り金額,残高\n2023-05-31,500,,1000\n"),
        ("euc_kr", "거래일시,출금액,입금액,잔액,적요\n2023-05-31,500,,1000,급여 이체\n"),
        ("big5", "交易日期,支出金額,存入金額,餘額,備註\n2023-05-31,500,,1000,轉帳\n"),
    ],
)
def test_a_text_in_another_code_page_is_refused_with_the_encodings_it_may_have(
    code_page: str, text: str
) -> None:
    data = (text * 40).encode(code_page)
    with pytest.raises(DecodeError, match=r"neither UTF-8 nor GB18030|hardly Chinese") as refused:
        sniff([data])
    names = refused.value.hint.arguments["names"]
    assert any((text * 40) == data.decode(name) for name in names), names


@pytest.mark.parametrize(
    "text",
    [
        "账号,户名,金额\n17,张三,5.00\n18,李喆,6.00\n",
        "姓名\n喆\n",
        "José García,张三\n",
        "交易日期,支出金額,餘額,備註\n2023-05-31,500,1000,轉帳給陳國強\n",
        "收,支\n",
    ],
)
def test_chinese_with_few_rare_or_traditional_characters_stays_chinese(text: str) -> None:
    assert sniff([(text * 3).encode("gb18030")]).name == "gb18030"
