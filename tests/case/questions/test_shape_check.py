"""A load says which rules its facts break, file by file, and stores them all the same."""

from __future__ import annotations

import csv
from pathlib import Path

from statements import HEADER, card
from typer.testing import CliRunner

from kg.case import Case, new_case
from kg.cli import app


def write(path: Path, own: int, addresses: list[str]) -> Path:
    """Write a statement of payments, each from some network address."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*HEADER, "IP地址"])
        for number, address in enumerate(addresses):
            time = f"2024-01-01 10:{number:02d}:00"
            row = [card(own), f"7{own:016d}", f"甲{own}", "", time, "10.00", f"{900 - 10 * number}"]
            row += [
                "出",
                card(2000 + number),
                f"乙{number}",
                "货款",
                "CNY",
                "成功",
                f"S{own}{number}",
            ]
            writer.writerow([*row, address])
    return path


def broken(case: Case) -> set[tuple[str, str]]:
    return {(one.breach.shape, one.value) for one in case.questions.check().broken}


def test_a_clean_file_breaks_no_rule(tmp_path):
    with new_case(tmp_path / "case") as case:
        report = case.load(write(tmp_path / "a.csv", 1, ["203.0.113.7", ""]))
        assert report.broken == () and report.source.stored == 2
        assert case.questions.check().broken == ()


def test_a_dirty_file_is_stored_and_told_of(tmp_path):
    with new_case(tmp_path / "case") as case:
        report = case.load(
            write(tmp_path / "a.csv", 1, ["203.0.113.7", "999.1.1.1", "内网", "内网"])
        )
        (rule,) = report.broken
        assert (rule.first.shape, rule.first.severity, rule.count) == ("ip-form", "Warning", 3)
        assert rule.first.value in ("999.1.1.1", "内网") and rule.place.startswith("line ")
        assert report.source.stored == 4
        assert broken(case) == {("ip-form", "999.1.1.1"), ("ip-form", "内网")}


def test_each_file_is_told_of_its_own_faults(tmp_path):
    dirty, clean = (
        write(tmp_path / "a.csv", 1, ["1.2.3"]),
        write(tmp_path / "b.csv", 2, ["1.2.3.4"]),
    )
    with new_case(tmp_path / "case") as case:
        reports, refusals = case.evidence.load_all([dirty, clean])
        assert not refusals
        assert [len(report.broken) for report in reports] == [1, 0]
        assert case.load(write(tmp_path / "c.csv", 3, ["5.6.7.8"])).broken == ()


def test_flows_that_are_not_in_the_graph_are_not_checked_and_that_is_said(tmp_path):
    from dataclasses import replace

    from kg.case.evidence.load_files import FileLoad, load_files
    from kg.limits import LIMITS
    from kg.requests import LoadRequest

    path = write(tmp_path / "a.csv", 1, ["1.2.3", "4.5.6"])
    with new_case(tmp_path / "case") as case:
        with case.sessions.writing() as session:
            request = LoadRequest(limits=replace(LIMITS, promoted_flows=1))
            reports, _ = load_files(session, [FileLoad(path, request)])
        assert reports[0].broken == ()
        found = case.questions.check()
        assert found.broken == () and "0 of 2" in found.notes[0].text()


def test_the_report_says_it_in_both_languages(tmp_path):
    path = write(tmp_path / "a.csv", 1, ["203.0.113.7", "1.2.3", "4.5.6"])
    said = {}
    for lang in ("zh", "en"):
        new_case(tmp_path / lang).close()
        done = CliRunner().invoke(app, ["load", str(tmp_path / lang), str(path), "--lang", lang])
        said[lang] = done.output
    assert "提醒：IP 地址的写法不对（2 项，首见 第 " in said["zh"]
    assert "warning: this is not written as an IP address (2 facts, first at line " in said["en"]


def test_help_on_checking_speaks_both_languages():
    said = [
        CliRunner().invoke(app, ["help", "check", "--lang", lang]).output for lang in ("zh", "en")
    ]
    assert "--strict" in said[0] and "违反" in said[0]
    assert "--strict" in said[1] and "violation" in said[1]


CIRCLES = """主体,主体类型,关系,客体,客体类型,证明程度
甲组,团伙,组成,乙组,团伙,孤证
乙组,团伙,组成,丙组,团伙,孤证
丙组,团伙,组成,甲组,团伙,孤证
丁组,团伙,组成,甲组,团伙,孤证
戊会,单位,成员,己会,单位,孤证
己会,单位,成员,戊会,单位,孤证
庚公司,单位,持股,辛公司,单位,孤证
辛公司,单位,持股,庚公司,单位,孤证
"""


def test_parts_in_a_circle_are_told_with_their_rows(tmp_path):
    (tmp_path / "关系.csv").write_text(CIRCLES, "utf-8")
    with new_case(tmp_path / "case") as case:
        report = case.load(tmp_path / "关系.csv", layout="relations")
        assert (report.source.stored, report.broken) == (8, ())
        found = case.questions.check().broken
        told = [(one.breach.shape, one.breach.severity, one.thing.place) for one in found]
        assert told == [
            *(("part-of-no-circle", "Violation", f"line {row}") for row in (2, 3, 4)),
            *(("member-of-no-circle", "Warning", f"line {row}") for row in (6, 7)),
        ]
        assert "成环" in found[0].breach.said.text("zh")
        assert "go in a circle" in found[0].breach.said.text("en")
        case.judgements.mark(found[1].thing.id, "excluded", "记错")
        shapes = {one.breach.shape for one in case.questions.check().broken}
        assert shapes == {"member-of-no-circle"}
