"""Where a trace begins in a case: persons by dated holdings, several starts, findings, lists."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from starting import HOLDINGS, write_holdings, write_payments
from statements import card

from kg.case import Case, new_case
from kg.errors import FormatError, LayoutError, NoneNamed, NotFound, UsageError
from kg.model import Trace
from kg.records import trace_from_json, trace_to_json

ZONE = ZoneInfo("Asia/Shanghai")
SPAN = tuple[datetime | None, datetime | None]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("starts")
    with new_case(folder / "case", name="某案") as made:
        made.load(write_payments(folder / "流水.csv"))
        made.load(write_holdings(folder / "关系.csv"))
        yield made


def numbers(case: Case) -> dict[str, str]:
    """The card by the account's id."""
    ids = case.sql("SELECT source FROM transfer UNION SELECT target FROM transfer").rows
    found = case.lookup.entities([row[0] for row in ids])
    return {
        key: one.first("cardNumber") or one.first("accountNumber") for key, one in found.items()
    }


def payments(case: Case) -> list[tuple[str, str, str, datetime, Decimal]]:
    """Every payment: id, payer's card, payee's card, time, amount."""
    known = numbers(case)
    rows = case.sql(
        "SELECT id, source, target, start_time::VARCHAR, amount FROM transfer ORDER BY id"
    ).rows
    return [
        (link, known[payer], known[payee], datetime.fromisoformat(at).replace(tzinfo=ZONE), amount)
        for link, payer, payee, at, amount in rows
    ]


def typed(text: str, *, end: bool = False) -> datetime | None:
    """What a typed date means; an end on a day holds all of that day, on a second that second."""
    if not text:
        return None
    moment = datetime.fromisoformat(text).replace(tzinfo=ZONE)
    return moment + (timedelta(days=1) if len(text) == 10 else timedelta(seconds=1)) * end


def spans(who: str, number: str) -> list[SPAN]:
    found = [
        (typed(since), typed(until, end=True))
        for name, one, since, until in HOLDINGS
        if name == who and card(one) == number
    ]
    return [one for one in found if one != (None, None)] or found


def held(who: str, number: str, at: datetime) -> bool:
    return any(
        (since is None or at + timedelta(seconds=1) > since) and (until is None or at < until)
        for since, until in spans(who, number)
    )


@pytest.mark.parametrize("who", sorted({one[0] for one in HOLDINGS}))
@pytest.mark.parametrize("direction", ["out", "in"])
def test_a_person_begins_with_what_they_paid_while_they_held_the_account(
    case: Case, who: str, direction: str
) -> None:
    expected: Counter[str] = Counter()
    for _, payer, payee, at, amount in payments(case):
        own, other = (payer, payee) if direction == "out" else (payee, payer)
        if held(who, own, at) and not held(who, other, at):
            expected[own] += int(amount * 100)
    found = case.trace(handle(case, who), direction=direction)
    known = numbers(case)
    started: Counter[str] = Counter()
    for seed in found.seeds:
        started[known[seed.account]] += seed.amount
    assert +started == +expected


def handle(case: Case, who: str) -> str:
    (one,) = [entity for entity in case.lookup.find(who) if entity.kind == "Person"]
    return case.lookup.handle(one.id)


def said(found: Trace, lang: str = "en") -> str:
    return "\n".join(one.text(lang) for one in found.warnings)


def test_an_account_held_jointly_is_whole_and_it_is_said_with_whom(case: Case) -> None:
    found = case.trace(handle(case, "赵一"))
    joint = [seed for seed in found.seeds if seed.joint]
    assert {numbers(case)[seed.account] for seed in joint} == {card(2)}
    assert [case.lookup.handle(one) for one in joint[0].joint] == [handle(case, "钱二")]
    whole = sum(
        int(amount * 100)
        for _, payer, payee, at, amount in payments(case)
        if payer == card(2) and held("赵一", payer, at) and not held("赵一", payee, at)
    )
    assert sum(seed.amount for seed in joint) == whole
    assert "held jointly" in said(found) and handle(case, "钱二") in said(found)
    assert "整户作为起点" in said(found, "zh")
    assert "without a date" in said(found)


def test_holders_one_after_the_other_are_not_joint(case: Case) -> None:
    found = case.trace(handle(case, "赵一"))
    first = [seed for seed in found.seeds if numbers(case)[seed.account] == card(1)]
    assert len(first) == 2 and all(not seed.joint for seed in first)


def test_several_starts_are_traced_together_and_twice_named_counts_once(case: Case) -> None:
    link = payments(case)[0][0]
    found = case.trace(card(5), card(6), card(5), case.lookup.handle(link))
    assert {numbers(case)[seed.account] for seed in found.seeds} >= {card(5), card(6)}
    assert "named twice" in said(found)
    assert found.parameters["start"].split(", ") == [
        card(5),
        card(6),
        card(5),
        case.lookup.handle(link),
    ]


def test_a_finding_begins_with_the_rows_that_none_of_its_others_feeds(case: Case) -> None:
    ends = {link: (payer, payee) for link, payer, payee, _, _ in payments(case)}
    fed_by_others = 0
    for one in case.money.find().findings:
        if one.first is None:
            continue
        paid: set[str] = set()
        begin = []
        for link in one.links:  # in time order
            begin += [link] if ends[link][0] not in paid else []
            paid.add(ends[link][1])
        traced = case.trace(case.lookup.handle(one.id))
        assert [seed.link for seed in traced.seeds] == begin
        assert {seed.named for seed in traced.seeds} == {case.lookup.handle(one.id)}
        fed = len(one.links) - len(begin)
        assert (f"the other {fed} are paid from what these brought" in said(traced)) == bool(fed)
        fed_by_others += fed
    assert fed_by_others, "no finding of the case has a row that another one feeds"


def write_list(path: Path, rows: list[list[object]]) -> Path:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
        return path
    book = openpyxl.Workbook()
    book.active.title = "名单"
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def rows_of(case: Case) -> list[list[object]]:
    return [
        ["序号", "卡号", "交易流水号", "编号"],
        [1, card(1), "", ""],
        [2, "", "S00003", ""],
        [3, "", "", handle(case, "孙三")],
        [4, "9" * 16, "", ""],
        [5, "", "S99999", ""],
        [6, "", "", "P999"],
        [7, "", "", ""],
        [8, "", "", "赵一"],
    ]


@pytest.mark.parametrize(("name", "place"), [("名单.csv", "line {}"), ("名单.xlsx", "名单!{}")])
def test_every_row_of_a_list_begins_or_is_listed_with_its_place(
    case: Case, tmp_path: Path, name: str, place: str
) -> None:
    path = write_list(tmp_path / name, rows_of(case))
    found = case.trace(start_file=path)
    assert {seed.named for seed in found.seeds} == {place.format(n) for n in (2, 3, 4)}
    assert [one.locator for one in found.refused] == [place.format(n) for n in range(5, 10)]
    assert [one.code for one in found.refused] == [
        "unknown", "unknown", "unknown", "blank", "account",
    ]  # fmt: skip
    assert "5 of the 8 rows" in said(found) and "5 行没有对应的起点" in said(found, "zh")
    assert (found.parameters["start_file"], len(found.parameters["start_sha256"])) == (name, 64)
    assert found == case.trace(start_file=path)


def test_a_serial_means_the_payment_that_a_row_tells_under_it(case: Case, tmp_path: Path) -> None:
    path = write_list(tmp_path / "a.csv", [["交易流水号"], ["S00003"]])
    (seed,) = case.trace(start_file=path).seeds
    piece = case.lookup.explain(seed.link).pieces[0]
    assert piece.locator == "line 5"  # the header, S00000, S00001, S00002, and then it


def test_a_list_in_english_is_known_by_its_header(case: Case, tmp_path: Path) -> None:
    path = write_list(
        tmp_path / "a.csv", [["A list"], [], ["note", "Account Number"], ["x", card(4)]]
    )
    (seed,) = case.trace(start_file=path).seeds
    assert numbers(case)[seed.account] == card(4)


def test_a_list_that_names_nothing_is_refused_row_by_row(case: Case, tmp_path: Path) -> None:
    path = write_list(tmp_path / "a.csv", [["账号"], ["8" * 16], ["7" * 16]])
    with pytest.raises(NoneNamed) as refused:
        case.trace(start_file=path)
    assert [place for place, _ in refused.value.rows] == ["line 2", "line 3"]
    assert refused.value.exit_code == 2


def test_a_row_of_an_unknown_serial_or_id_is_listed(case: Case, tmp_path: Path) -> None:
    path = write_list(
        tmp_path / "a.csv",
        [["账号", "交易流水号"], ["urn:crimechain:person:0", ""], ["", "S99999"], [card(4), ""]],
    )
    found = case.trace(start_file=path)
    assert [(one.locator, one.code) for one in found.refused] == [
        ("line 2", "unknown"), ("line 3", "unknown"),
    ]  # fmt: skip
    assert numbers(case)[found.seeds[0].account] == card(4)
    (account,) = {seed.account for seed in found.seeds}
    by_id = case.trace(start_file=write_list(tmp_path / "b.csv", [["账号"], [account]]))
    assert [seed.account for seed in by_id.seeds] == [account]


def test_a_file_without_a_known_header_or_that_is_none_is_refused(
    case: Case, tmp_path: Path
) -> None:
    with pytest.raises(LayoutError, match="none of its columns names a start"):
        case.trace(start_file=write_list(tmp_path / "a.csv", [["甲", "乙"], [1, 2]]))
    with pytest.raises(FormatError, match="is not a file"):
        case.trace(start_file=tmp_path / "nowhere.csv")


def test_filters_are_in_the_cases_zone_and_saved_with_the_trace(case: Case) -> None:
    wishes = {
        "since": "2024-03-05", "until": "2024-03-09", "channel": "柜面", "floor": "100",
        "exclude": [card(6)], "within": "9d",
    }  # fmt: skip
    found = case.trace(card(1), **wishes)
    inside = {
        link
        for link, payer, _, at, amount in payments(case)
        if payer == card(1)
        and typed("2024-03-05") <= at < typed("2024-03-09")  # type: ignore[operator]
        and amount >= 100
    }
    counter = {row[0] for row in case.sql("SELECT id FROM transfer WHERE channel = '柜面'").rows}
    started = {step.link for step in found.steps if step.level == 1}
    assert started == inside & counter and started
    assert all(step.link in counter for step in found.steps)
    assert found.parameters["channel"] == "柜面"
    assert found.parameters["since"] == "2024-03-04T16:00:00+00:00"
    assert found.parameters["exclude"] in {
        key for key, one in numbers(case).items() if one == card(6)
    }
    again = case.trace(card(1), **wishes)
    assert trace_to_json(found) == trace_to_json(again)
    assert trace_from_json(trace_to_json(found)) == found


def test_channels_are_marked_as_the_ledger_has_them(case: Case) -> None:
    for channel, count in case.sql(
        "SELECT channel, count(*) FROM transfer WHERE channel IS NOT NULL GROUP BY 1"
    ).rows:
        found = case.trace(*(card(n) for n in range(1, 7)), channel=[channel], within="0s", hops=1)
        shut = sum(one.payments for one in found.left_out)
        assert len(found.steps) + shut == len(payments(case))
        # between starts nothing begins, and all payments are between these starts
        assert count <= shut


@pytest.mark.parametrize(
    ("wishes", "error", "says"),
    [
        ({"channel": ["飞鸽"]}, UsageError, "no payment has the channel '飞鸽'"),
        ({"since": "2024-13-40"}, UsageError, "is no time"),
        ({"since": "2024-03-05", "until": "2024-03-05"}, UsageError, "ends before it begins"),
        ({"floor": "-1"}, UsageError, "is no amount"),
        ({"floor": "NaN"}, UsageError, "is no amount"),
        ({"exclude": [card(1)]}, UsageError, "no start is left"),
        ({"exclude": ["没有这个人"]}, NotFound, "answers to"),
    ],
)
def test_a_filter_that_cannot_be_meant_is_refused(
    case: Case, wishes: dict[str, object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        case.trace(card(1), **wishes)


def test_an_excluded_account_of_a_person_begins_nothing_and_that_is_said(case: Case) -> None:
    found = case.trace(handle(case, "赵一"), exclude=[card(2)])
    assert card(2) not in {numbers(case)[seed.account] for seed in found.seeds}
    assert "is excluded and begins nothing" in said(found)


def test_nothing_that_a_list_or_a_holder_says_leaves_unmasked(case: Case, tmp_path: Path) -> None:
    path = write_list(tmp_path / "赵一的账户.csv", rows_of(case))
    case.trace(handle(case, "赵一"), start_file=path, name="起点")
    out = tmp_path / "资金流向表.xlsx"
    case.export(out, "起点")
    book = openpyxl.load_workbook(out)
    text = json.dumps(
        [row for sheet in book for row in sheet.iter_rows(values_only=True)],
        ensure_ascii=False, default=str,
    )  # fmt: skip
    for secret in ("赵一", "钱二", card(1), "9" * 16, "名单!"):
        assert secret not in text
    assert "共同持有" in text
