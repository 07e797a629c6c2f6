"""``kg open`` says first what a person must know: files that were refused, and no victims."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import kg

GOOD = (
    "交易卡号,交易时间,交易金额,收付标志,交易对手账卡号\n"
    "0629000000000000017,2024-05-01 10:00:00,5.00,出,0629000000000010005\n"
)
VICTIMS = (
    "被害人姓名,转账时间,金额,收款账号,付款账号\n"
    "王五,2024-05-01 10:00:00,5.00,0629000000000010005,0629000000000000017\n"
)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    place = tmp_path / "files"
    place.mkdir()
    (place / "流水.csv").write_text(GOOD, "utf-8")
    return place


def test_a_refused_file_is_said_first_and_the_others_are_in(files: Path, tmp_path: Path) -> None:
    (files / "被害人.csv").write_text(VICTIMS, "utf-8")
    (files / "不认识.csv").write_text("甲,乙\n1,2\n", "utf-8")
    done = kg("open", files, "--case", tmp_path / "case")
    first, second = done.stdout.splitlines()[:2]
    assert first == "1 of 3 files were refused and are not in the case:"
    assert second.startswith("  ✗ 不认识.csv: no layout fits")
    assert done.returncode == 3
    assert len(kg("sources", tmp_path / "case", "--json").document) == 2
    assert (tmp_path / "case" / "chain.html").is_file()


def test_a_case_without_victims_is_said_first(files: Path, tmp_path: Path) -> None:
    opened = kg("open", files, "--case", tmp_path / "case", "--lang", "en")
    again = kg("open", tmp_path / "case", "--lang", "zh")
    assert opened.returncode == again.returncode == 0
    holds, why = opened.stdout.splitlines()[:2]
    assert holds.startswith("The case holds one payment in one row of one file. Around ")
    assert why.startswith("no victim's payment is in the case")
    holds, why = again.stdout.splitlines()[:2]
    assert holds.startswith("案中有 1 个文件、1 行") and why.startswith("案中没有被害人的付款")


def test_both_are_said_first_the_refused_files_with_their_reasons(
    files: Path, tmp_path: Path
) -> None:
    (files / "不认识.csv").write_text("甲,乙\n1,2\n", "utf-8")
    done = kg("open", files, "--case", tmp_path / "case")
    refused, why, holds, victims = done.stdout.splitlines()[:4]
    assert refused.startswith("1 of 2 files") and why.startswith("  ✗ 不认识.csv")
    assert holds.startswith("The case holds one payment")
    assert victims.startswith("no victim's payment is in the case")
    assert done.stdout.count("✗ 不认识.csv") == 1 and done.returncode == 3


def test_a_case_whose_reports_no_payment_answers_is_drawn_all_the_same(
    files: Path, tmp_path: Path
) -> None:
    (files / "被害人.csv").write_text(VICTIMS.replace("05-01", "06-01"), "utf-8")
    page = tmp_path / "case" / "chain.html"
    for words, told in (
        (
            (files, "--case", tmp_path / "case", "--lang", "en"),
            "the loss that victims report is not one recorded payment — request",
        ),
        ((tmp_path / "case", "--lang", "zh"), "被害人报告的 1 笔损失都没有唯一对应的流水"),
    ):
        page.unlink(missing_ok=True)
        done = kg("open", *words)
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[1].startswith(told)
        assert page.is_file()


def test_a_case_in_which_nothing_went_says_how_its_file_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "umsaetze.csv"
    file.write_text(
        "Datum;Betrag EUR;Empfaenger;IBAN\n"
        "2024-05-01 10:00:00;-12,50;Muster AG;DE89370400440532013000\n"
        "2024-05-02 11:00:00;-13,50;Muster AG;DE89370400440532013000\n",
        "utf-8",
    )
    case = tmp_path / "case"
    done = kg("open", file, "--case", case, "--lang", "en")
    assert done.returncode == 3 and "kg trace" not in done.stdout
    assert f"kg load {case} FILE" in done.stdout.splitlines()[-1]


def test_a_case_that_is_there_is_not_opened_by_its_files(files: Path) -> None:
    assert kg("open", files).returncode == 0
    again = kg("open", files, "--lang", "en")
    place = files.with_name(f"{files.name}-case")
    assert again.returncode == 2
    assert f"{place}: is a case already — open it: kg open {place};" in again.stderr
