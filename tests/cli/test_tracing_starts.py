"""Starts and filters of a trace in the terminal: both languages, exit codes, one document."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "case"))

from starting import write_holdings, write_payments
from statements import card

from tests.command_line import kg


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("starts")
    write_payments(folder / "流水.csv")
    write_holdings(folder / "关系.csv")
    assert kg("new", folder / "case").returncode == 0
    done = kg("load", folder / "case", folder / "流水.csv", folder / "关系.csv")
    assert done.returncode == 0, done.stderr
    return folder / "case"


def document(case: Path, *words: object) -> dict[str, Any]:
    done = kg("trace", case, *words, "--json")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            ("Where the trace begins", "held jointly with", "no dates", "2024-03-03–2024-03-11"),
        ),
        ("zh", ("起点", "共同持有人", "未载起止日期", "整户作为起点，不按人拆分")),
    ],
)
def test_a_person_is_told_with_what_they_held_and_with_whom(
    case: Path, lang: str, said: tuple[str, ...]
) -> None:
    done = kg("trace", case, "赵一", "--lang", lang)
    assert done.returncode == 0, done.stderr
    for words in said:
        assert words in done.stdout
    assert "钱二" in done.stdout


def test_several_starts_of_several_kinds_are_one_trace(case: Path) -> None:
    told = document(case, "孙三", card(5), "--floor", "1")
    assert {seed["holder"] != "" for seed in told["seeds"]} == {True, False}


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            ("line 3", "answers to nothing in this case", "1 of the 2 rows", "below 100", "CNY"),
        ),
        ("zh", ("第 3 行", "案中没有与此对应的对象", "2 行，其中 1 行", "低于 100 的转账", "合计")),
    ],
)
def test_a_row_that_names_nothing_is_listed_and_strict_ends_with_3(
    case: Path, tmp_path: Path, lang: str, said: tuple[str, ...]
) -> None:
    path = tmp_path / "名单.csv"
    path.write_text(f"账号\n{card(1)}\n{'9' * 16}\n", encoding="utf-8")
    words = ("--from", path, "--floor", "100", "--lang", lang)
    done = kg("trace", case, *words)
    assert done.returncode == 0, done.stderr
    assert "名单.csv" in done.stdout and "9" * 16 in done.stdout
    for one in said:
        assert one in done.stdout
    assert kg("trace", case, *words, "--strict").returncode == 3


def test_a_list_that_names_nothing_is_refused_with_each_row(case: Path, tmp_path: Path) -> None:
    path = tmp_path / "none.csv"
    path.write_text(f"account\n{'9' * 16}\n", encoding="utf-8")
    done = kg("trace", case, "--from", path, "--lang", "zh")
    assert done.returncode == 2
    assert "清单中没有一行对应起点" in done.stderr and "第 2 行" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_filter_is_said_and_stands_in_the_document(case: Path) -> None:
    words = (
        card(1), "--since", "2024-03-05", "--until", "2024-03-12", "--floor", "50",
        "--channel", "柜面", "--channel", "网银转账", "--exclude", card(6), "--within", "9d",
    )  # fmt: skip
    told = document(case, *words)
    assert told["parameters"]["floor"] == "50"
    assert told["parameters"]["channel"] == "柜面 / 网银转账"
    assert told["parameters"]["until"] == "2024-03-11T16:00:00+00:00"
    assert {one["filter"] for one in told["left_out"]} == {"channel", "exclude", "floor", "period"}
    excluded = [one for one in told["stops"] if one["reason"] == "excluded"]
    assert len(excluded) == 1
    shown = kg("trace", case, *words, "--lang", "en").stdout
    for said in ("excluded by the user", "the end not included", "a channel other than"):
        assert said in shown
    shown = kg("trace", case, *words, "--lang", "zh").stdout
    for said in ("经使用者排除", "不含，时间按 Asia/Shanghai", "渠道不是"):
        assert said in shown
    assert document(case, *words) == told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "请指明起点"),
        ((card(1), "--channel", "飞鸽"), "现有渠道"),
        ((card(1), "--since", "昨天"), "不是时间"),
        ((card(1), "--since", "2024-03-02", "--until", "2024-03-01"), "时段的结束不晚于开始"),
        ((card(1), "--exclude", card(1)), "没有可用的起点"),
        (("FD1",), "没有"),
    ],
)
def test_what_cannot_begin_or_narrow_is_refused_in_chinese(
    case: Path, words: tuple[str, ...], said: str
) -> None:
    done = kg("trace", case, *words, "--lang", "zh")
    assert done.returncode == 2, done.stdout
    assert said in done.stderr


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_help_tells_every_option_of_a_trace(lang: str) -> None:
    told = kg("help", "trace", "--lang", lang).stdout
    options = kg("trace", "--help").stdout
    for option in (
        "--victims", "--from", "--strict", "--in", "--rule", "--rules", "--within", "--hops",
        "--since", "--until", "--floor", "--channel", "--exclude", "--hub", "--through", "--skew",
        "--strict-order",
    ):  # fmt: skip
        assert option in told and option in options
