"""A layout that fits the header and not the cells: proposed for; a few bad rows stay problems."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import LayoutError
from kg.requests import TableAnswers
from kg.sources import EVERY_COLUMN, dry_run
from kg.sources.proposal.propose import propose
from tests.sources.dirty import as_text, card, cells, clock
from tests.sources.reader import read_text

OWN, OTHER = "0629000000000000017", "0629000000000010005"
HEAD = "交易卡号,交易时间,交易金额,收付标志,交易余额,交易对手账卡号"
DAY = "2024-05-{:02} 10:00:00"


def written(folder: Path, *rows: tuple[str, str, str, str], name: str = "流水.csv") -> Path:
    lines = [",".join((OWN, *row, OTHER)) for row in rows]
    path = folder / name
    path.write_text("\n".join((HEAD, *lines)) + "\n", "utf-8")
    return path


def amounts(path: Path, answers: TableAnswers) -> list[tuple[str, str]]:
    """Return direction and amount of each payment that the proposed layout reads."""
    found = propose(path, answers)
    assert not found.questions
    place = path.with_suffix(".toml")
    place.write_text(found.layout, "utf-8")
    run = dry_run(path, str(place))
    assert not run.reading.problems
    return [(row["direction"], f"{row['amount']:.2f}") for row in run.mapped["flow_transfer"]]


@pytest.mark.parametrize(
    ("rows", "why", "wanted"),
    [
        (
            [(DAY.format(1), "USD 5.00", "出", "USD 95.00"),
             (DAY.format(2), "USD 1007.00", "进", "USD 1102.00")],
            "USD 5.00",
            [("out", "5.00"), ("in", "1007.00")],
        ),
        (
            [(DAY.format(1), "5.00", "提款", "95.00"), (DAY.format(2), "7.00", "缴入", "102.00")],
            "提款",
            [("out", "5.00"), ("in", "7.00")],
        ),
        (
            [("13/05/2024", "5.00", "出", "95.00"), ("14/05/2024", "7.00", "进", "102.00")],
            "13/05/2024",
            [("out", "5.00"), ("in", "7.00")],
        ),
    ],
)  # fmt: skip
def test_cells_in_another_form_are_proposed_for(
    rows: list[tuple[str, str, str, str]], why: str, wanted: list[tuple[str, str]], tmp_path: Path
) -> None:
    path = written(tmp_path, *rows)
    with pytest.raises(LayoutError) as refused:
        dry_run(path)
    assert "line 2" in str(refused.value) and why in str(refused.value)
    sign = "out=提款" if why == "提款" else ""
    assert amounts(path, TableAnswers(sign=sign)) == wanted


def test_a_minus_before_a_currency_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "signed.csv"
    rows = ["2024-05-01 10:00:00,-HK$34.94,HK$65.06", "2024-05-02 10:00:00,HK$7.00,HK$72.06"]
    more = ["2024-05-03 10:00:00,-HK$2.06,HK$70.00"]
    path.write_text("\n".join(("交易时间,交易金额,余额", *rows, *more)) + "\n", "utf-8")
    found = propose(path, TableAnswers(account=OWN))
    place = tmp_path / "signed.toml"
    place.write_text(found.layout, "utf-8")
    flows = dry_run(path, str(place), account=OWN).mapped["flow_transfer"]
    assert [(row["direction"], f"{row['amount']:.2f}", row["currency"]) for row in flows] == [
        ("out", "34.94", "HKD"), ("in", "7.00", "HKD"), ("out", "2.06", "HKD"),
    ]  # fmt: skip


def test_a_few_bad_rows_stay_listed(tmp_path: Path) -> None:
    good = [(DAY.format(n), "5.00", "出", f"{100 - 5 * n}.00") for n in range(1, 5)]
    path = written(tmp_path, *good, ("31/12/2024", "USD 5.00", "出", "75.00"))
    reading = dry_run(path).reading
    assert (reading.stored, len(reading.problems)) == (4, 1)


def test_a_file_of_which_nothing_is_read_is_refused_and_listed_where_that_is_said(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, ("不详", "不详", "出", "1"), ("不明", "不明", "出", "1"))
    with pytest.raises(LayoutError, match="none of the 2 rows"):
        dry_run(path)
    reading = dry_run(path, ignore=(EVERY_COLUMN,)).reading
    assert (reading.layout, reading.stored, len(reading.problems)) == ("bank-flow", 0, 2)


def test_a_file_that_was_loaded_is_read_as_it_was(tmp_path: Path) -> None:
    path = written(tmp_path, (DAY.format(1), "USD 5.00", "出", "USD 95.00"))
    assert len(dry_run(path, ignore=(EVERY_COLUMN,)).reading.problems) == 1


def test_a_clock_before_its_day_is_read_with_it(tmp_path: Path) -> None:
    path = tmp_path / "simulated.csv"
    rows = [f"10:35:1{n},2022-10-0{n + 1},{OWN},{OTHER},5.{n}0" for n in range(3)]
    path.write_text(
        "\n".join(("Time,Date,Sender_account,Receiver_account,Amount", *rows)) + "\n", "utf-8"
    )
    found = propose(path, TableAnswers(currency="GBP", zone="UTC"))
    place = tmp_path / "simulated.toml"
    place.write_text(found.layout, "utf-8")
    flows = dry_run(path, str(place)).mapped["flow_transfer"]
    assert [row["start_us"] // 1_000_000 % 86_400 for row in flows] == [38110, 38111, 38112]
    assert {row["precision"] for row in flows} == {"second"}


def test_rows_that_are_all_refused_for_one_fault_refuse_the_file(tmp_path: Path) -> None:
    head = cells("卡号,交易时间,交易金额,借贷标志,对方账号,余额")
    rows = [[card(1), f"04150905{n:02d}", "5", "借", card(9), "7"] for n in (1, 2)]
    text = as_text([head, *rows])
    with pytest.raises(LayoutError, match="none of the 2 rows can be stored: 交易时间"):
        read_text(tmp_path, text)
    assert len(read_text(tmp_path, text, "b.csv", ignore=["*"]).reading.problems) == 2
    good = [card(1), clock(1), "5", "借", card(9), "2"]
    assert len(read_text(tmp_path, as_text([head, *rows, good]), "c.csv").reading.problems) == 2


def test_milliseconds_are_read_where_a_time_stands(tmp_path: Path) -> None:
    head = cells("卡号,交易时间,交易金额,收付标志,对方账号")
    rows = [[card(1), "1713143111000", "5", "出", card(9)]]
    (flow,) = read_text(tmp_path, as_text([head, *rows])).flows
    assert flow["start_us"] == 1713143111000000
