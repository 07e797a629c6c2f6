"""A workbook of sheets that no layout fits: proposed for as a whole, loaded at once, kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from kg.case import open_case
from kg.sources.layout_files import read_layouts
from tests.built import built
from tests.command_line import kg

OWN, OTHER = "0629000000000000017", "0629000000000010005"
PAYMENTS = (
    "查询卡号,发生日,变动额,结余,对端账号",
    f"{OWN},2024-05-01,-5.00,95.00,{OTHER}",
    f"{OWN},2024-05-02,7.00,102.00,{OTHER}",
    f"{OWN},2024-05-03,-2.00,100.00,{OTHER}",
)
PEOPLE = ("当事人姓名,所用手机,微信", "某甲,13812341000,wxid_a", "某乙,13812341001,wxid_b")
CALLS = (
    "本方号码,对方,起始时刻,时长秒,主被叫",
    "13812341000,13812341001,2024-05-01 09:00:00,60,主叫",
    "13812341000,13812341002,2024-05-01 09:10:00,61,被叫",
)
KNOWN = "交易卡号,交易时间,交易金额,收付标志,交易对手账卡号"
NOTES = ("本表由某局提供",)


def book(place: Path, *sheets: Sequence[str]) -> Path:
    made = Workbook()
    made.remove(made.worksheets[0])
    for number, lines in enumerate(sheets):
        sheet = made.create_sheet(f"页{number}")
        for line in lines:
            sheet.append(line.split(","))
    made.save(place)
    return place


def _new(place: Path) -> None:
    assert kg("new", place / "case").returncode == 0


@pytest.fixture
def case(tmp_path: Path) -> Path:
    built(_new, tmp_path)
    return tmp_path / "case"


def held(case: Path) -> dict[str, int]:
    """Return how many payments, calls and links the case has."""
    with open_case(case) as opened:
        return {
            name: int(str(opened.questions.sql(f"SELECT count(*) FROM {name}").rows[0][0]))
            for name in ("transfer", "call", "link")
        }


ALL = {"transfer": 3, "call": 2, "link": 4}


def test_all_sheets_are_proposed_for_and_go_in_together(case: Path, tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", PAYMENTS, PEOPLE, CALLS, NOTES)
    shown = kg("--lang", "en", "load", case, path)
    assert shown.returncode == 3
    assert shown.stdout.count("A layout proposed for book.xlsx!") == 3
    assert "load" in shown.stdout and "--propose" in shown.stdout
    assert kg("load", case, path, "--propose").returncode == 0
    assert held(case) == ALL
    assert kg("verify", case).returncode == 0
    assert kg("undo", case, "--yes").returncode == 0
    assert held(case) == dict.fromkeys(ALL, 0)
    assert kg("redo", case).returncode == 0
    assert held(case) == ALL
    assert kg("verify", case).returncode == 0


def test_the_next_such_workbook_and_one_of_its_sheets_are_known(case: Path, tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", PAYMENTS, PEOPLE, CALLS)
    assert kg("load", case, path, "--propose").returncode == 0
    calls = [line.replace("05-01", "05-02") for line in CALLS]
    later = (PEOPLE[0], "某丙,13812341003,wxid_c")
    assert kg("load", case, book(tmp_path / "later.xlsx", calls, later)).returncode == 0
    assert held(case) == {"transfer": 3, "call": 4, "link": 6}
    alone = tmp_path / "alone.csv"
    alone.write_text(f"{PEOPLE[0]}\n某丁,13812341004,wxid_d\n", "utf-8")
    assert kg("load", case, alone).returncode == 0
    assert held(case)["link"] == 8
    assert kg("verify", case).returncode == 0


def test_a_known_sheet_that_is_larger_does_not_take_the_proposed_ones_place(
    case: Path, tmp_path: Path
) -> None:
    known = (KNOWN, *(f"{OWN},2024-05-0{n} 10:00:00,1{n}.00,出,{OTHER}" for n in range(1, 6)))
    path = book(tmp_path / "both.xlsx", known, PEOPLE)
    assert kg("load", case, path, "--propose").returncode == 0
    assert held(case) == {"transfer": 5, "call": 0, "link": 4}
    assert kg("verify", case).returncode == 0


def test_notes_beside_known_sheets_do_not_refuse_them(case: Path, tmp_path: Path) -> None:
    known = (KNOWN, f"{OWN},2024-05-01 10:00:00,1.00,出,{OTHER}")
    path = book(tmp_path / "both.xlsx", known, ("日期,评语", "2024-05-01,好", "2024-05-02,坏"))
    done = kg("load", case, path, "--propose")
    assert done.returncode == 0 and "页1" in done.stdout
    assert held(case) == {"transfer": 1, "call": 0, "link": 0}
    assert kg("verify", case).returncode == 0


def test_a_role_is_heard_by_the_sheet_that_has_the_header(case: Path, tmp_path: Path) -> None:
    odd = ("a,b,c,d", f"2024-05-01,{OWN},{OTHER},5.25")
    path = book(tmp_path / "book.xlsx", odd, PEOPLE)
    roles = [w for role in ("time=a", "source=b", "target=c", "amount=d") for w in ("--role", role)]
    assert (
        kg("load", case, path, "--propose", "--currency", "CNY", "--zone", "UTC", *roles).returncode
        == 0
    )
    assert held(case) == {"transfer": 1, "call": 0, "link": 4}


def test_a_sheet_of_which_nothing_can_be_told_is_named(case: Path, tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", PEOPLE, ("日期,评语", "2024-05-01,好", "2024-05-02,坏"))
    shown = kg("--lang", "en", "load", case, path)
    assert "book.xlsx!页1: nothing can be proposed for it" in shown.stdout
    done = kg("load", case, path, "--propose")
    assert done.returncode == 0 and "页1" in done.stdout


def test_a_sheet_that_is_not_wanted_is_left_out(case: Path, tmp_path: Path) -> None:
    prices = ("商品,单价,时刻", "茶,5.00,2024-05-01 10:00:00", "米,6.00,2024-05-02 10:00:00")
    path = book(tmp_path / "book.xlsx", PEOPLE, prices)
    shown = kg("--lang", "en", "load", case, path, "--propose")
    assert shown.returncode == 3
    assert "1. book.xlsx!页1: Whose statement is it?" in shown.stdout
    assert "--skip '页1'" in shown.stdout
    assert kg("load", case, path, "--propose", "--skip", "页2").returncode == 2
    assert kg("load", case, path, "--propose", "--skip", "页1").returncode == 0
    assert held(case) == {"transfer": 0, "call": 0, "link": 4}


def test_layouts_of_one_file_are_written_and_read(case: Path, tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", PAYMENTS, PEOPLE, CALLS)
    assert kg("layout", path, tmp_path / "mine.toml").returncode == 0
    names = [layout.name for layout in read_layouts(tmp_path / "mine.toml")]
    assert names == ["mine", "mine-2", "mine-3"]
    assert kg("load", case, path, "--layout", tmp_path / "mine.toml").returncode == 0
    assert held(case) == ALL


def test_an_answer_that_changes_nothing_is_refused(case: Path, tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", PAYMENTS, PEOPLE)
    done = kg("--lang", "en", "load", case, path, "--propose", "--dates", "day-first")
    assert done.returncode == 3 and "--dates day-first changes nothing" in done.stdout
    assert held(case)["transfer"] == 0
    known = tmp_path / "known.csv"
    known.write_text(
        f"{KNOWN}\n{OWN},2024-05-01 10:00:00,1.00,出,{OTHER}\n",
        "utf-8",
    )
    done = kg("--lang", "en", "load", case, known, "--currency", "USD")
    assert done.returncode == 3 and "an answer is heard where a layout is proposed" in done.stdout
    assert kg("load", case, known, "--currency", "USD", "--propose").returncode == 0
