"""Drafts: whatever the header, the draft can be read back, and its guesses are the plain ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from kg.errors import FormatError
from kg.sources import dry_run
from kg.sources.draft_guesses import guess
from kg.sources.draft_layout import draft_text
from kg.sources.layout import Layout
from kg.sources.layout_files import read_layout
from tests.depth import examples

A, B = "0629000000000000017", "0629000000000000025"


def drafted(path: Path, lang: str = "en") -> Layout:
    toml = path.with_suffix(".toml")
    toml.write_text(draft_text(guess(path), "draft", lang), "utf-8")
    return read_layout(toml)


def written(folder: Path, *lines: str) -> Path:
    path = folder / "file.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_payer_and_payee_make_a_transfer(tmp_path: Path) -> None:
    path = written(tmp_path, "Payer Acc;Payee Acc;Sum;When;Odd", f"{A};{B};5.00;2023-01-01;x")
    layout = drafted(path)
    (flow,) = layout.flows
    assert (flow.source, flow.target, flow.amount) == (("source",), ("target",), "amount")
    assert layout.columns["column_5"].type == "text"


def test_amounts_with_a_sign_make_a_signed_statement(tmp_path: Path) -> None:
    path = written(
        tmp_path, "我的卡号,发生金额,记录时间", f"{A},-5,2023-01-01", f"{A},7,2023-01-02"
    )
    (flow,) = drafted(path).flows
    assert flow.signed and flow.own == ("own",) and not flow.other
    reading = dry_run(path, str(path.with_suffix(".toml"))).reading
    assert (reading.stored, reading.flows) == (2, 2)


def test_totals_and_blank_lines_below_the_header_say_nothing_of_a_column(tmp_path: Path) -> None:
    day = "2024/05/01"
    path = written(tmp_path, "受理日,流转方,由头", f"{day},{A},甲", ",,", f"{day},{B},乙", "合计,,")
    kinds = [(one.header, one.type, one.good, one.all) for one in guess(path).columns]
    assert kinds == [("受理日", "time", 2, 2), ("流转方", "account", 2, 2), ("由头", "text", 0, 0)]


def test_two_telephones_make_a_call_and_two_names_a_relation(tmp_path: Path) -> None:
    calls = written(
        tmp_path, "主叫号,被叫号,拨打时间", "13800000000,13900000000,2023-01-01 10:00:00"
    )
    assert [flow.kind for flow in drafted(calls).flows] == ["Call"]
    names = written(tmp_path, "客户姓名甲,客户姓名乙,评语", "李某,王某,同乡")
    (link,) = drafted(names).links
    assert link.kind == "RelatedTo"
    assert dry_run(names, str(names.with_suffix(".toml"))).reading.stored == 1


def test_what_no_fact_rests_on_refuses_no_row(tmp_path: Path) -> None:
    path = written(tmp_path, "姓名,备案电话", "李某,没有", "王某,13800000000", "赵某,13900000000")
    layout = drafted(path)
    assert not layout.flows
    assert dry_run(path, str(path.with_suffix(".toml"))).reading.read == 3


def test_a_workbooks_widest_sheet_is_drafted_and_the_others_are_named(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["封面", "说明"])
    page = book.create_sheet("明细")
    page.append(["某行流水清单"])
    page.append(["付款方", "收款方", "打款金额", "打款日期"])
    page.append([A, B, "5", "2023-01-01"])
    book.save(tmp_path / "book.xlsx")
    found = guess(tmp_path / "book.xlsx")
    assert (found.row, found.others) == (2, ("Sheet",))
    assert drafted(tmp_path / "book.xlsx").flows


def test_a_file_without_a_header_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no header"):
        guess(written(tmp_path, "1,2,3", "4,5,6"))


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
        found = guess(path)
    except Exception as error:
        assert type(error).__module__ == "kg.errors", error
        return
    path.with_suffix(".toml").write_text(draft_text(found, "any", lang), "utf-8")
    read_layout(path.with_suffix(".toml"))


def test_a_number_of_sixteen_digits_is_an_account_and_no_time(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "记账日,本方户头,编号,发生金额",
        "20240105,6222021000000001,6222021000000009,5",
        "20240106,6222021000000001,6222021000000007,6",
    )
    guesses = {one.header: one for one in guess(path).columns}
    assert guesses["记账日"].type == "time"
    assert guesses["本方户头"].key == "own"
    assert guesses["编号"].type == "account"


@pytest.mark.parametrize("ends", ["fromId,toId", "from_account,to_account", "src,dst"])
def test_two_ends_under_a_programmers_words_make_a_transfer(ends: str, tmp_path: Path) -> None:
    path = written(tmp_path, f"{ends},amount,createTime", f"{A},{B},5.25,2023-01-01 10:00:00")
    (flow,) = drafted(path).flows
    assert (flow.source, flow.target) == (("source",), ("target",))
