"""The money sheet of the demo, read back with openpyxl: every figure is the trace's, in fen."""

from __future__ import annotations

import zipfile
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from leaks import leaked
from told import NUMBERS, Told, fen, number_of

from kg.errors import NotFound, UsageError

HEADS = 5
"""The sheet's rows before the heads: banner, subject, settings, how to read, a blank one."""


@pytest.fixture(scope="module")
def path(first: Told, tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert first.trace.steps
    out = tmp_path_factory.mktemp("money") / "资金流向表.xlsx"
    first.case.export(out, "victims")
    return out


@pytest.fixture(scope="module")
def book(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def lines(book: Any) -> tuple[list[str], list[list[Any]]]:
    """Return the heads of the money sheet, and its lines down to the total."""
    rows = list(book["资金流向"].iter_rows(min_row=HEADS + 1))
    heads = [cell.value for cell in rows[0]]
    end = next(n for n, row in enumerate(rows) if row[0].value == "合计")
    return heads, rows[1 : end + 1]


def in_fen(cell: Any) -> int:
    return fen(f"{cell.value or 0:.2f}")


def linked(book: Any, cell: Any) -> list[tuple[Any, ...]]:
    """Return the rows to which an amount leads."""
    sheet, place = cell.hyperlink.location.rsplit("!", 1)
    return [tuple(one.value for one in row) for row in book[sheet.strip("'")][place]]


def test_the_banner_stands_on_top(book: Any) -> None:
    assert book["资金流向"]["A1"].value == "线索，非司法会计鉴定意见"


def test_every_line_adds_up_to_what_the_victim_lost(first: Told, book: Any) -> None:
    _, (*victims, total) = lines(book)
    lost: Counter[str] = Counter()
    for seed in first.trace.seeds:
        lost[first.case.lookup.handle(seed.victim)] += seed.amount
    assert {row[1].value: in_fen(row[3]) for row in victims} == lost
    for row in (*victims, total):
        assert in_fen(row[3]) == sum(map(in_fen, row[4:]))
    assert in_fen(total[3]) == sum(seed.amount for seed in first.trace.seeds)


def test_every_level_holds_what_the_trace_says(first: Told, book: Any) -> None:
    heads, (*victims, total) = lines(book)
    at = {(one.account, one.currency): one.level for one in first.trace.levels}
    kept: Counter[tuple[str, str]] = Counter()
    for one in first.trace.holdings:
        level = f"停留于第 {at[one.account, one.currency]} 层"
        kept[first.case.lookup.handle(one.victim), "流出追踪范围" if one.left else level] += (
            one.amount
        )
    told = {
        (row[1].value, heads[n]): in_fen(row[n])
        for row in victims
        for n in range(4, len(heads))
        if row[n].value
    }
    assert told == kept
    for n in range(3, len(heads)):
        assert in_fen(total[n]) == sum(in_fen(row[n]) for row in victims)


def test_every_figure_leads_to_rows_that_stand_in_the_files(first: Told, book: Any) -> None:
    steps = {step.link: step for step in first.trace.steps}
    links = first.rows("SELECT id, amount FROM transfer WHERE currency = 'CNY'")
    amounts = {int(Decimal(amount) * 100) for link, amount in links if str(link) in steps}
    _, (*victims, _) = lines(book)
    for row in victims:
        for cell in (cell for cell in row[3:] if cell.value):
            behind = linked(book, cell)
            assert behind
            assert {fen(f"{one[6]:.2f}") for one in behind} <= amounts
            assert all(one[1] and one[2] and one[9].endswith(str(one[2])) for one in behind)
        started = linked(book, row[3])
        assert in_fen(row[3]) == sum(fen(f"{one[6]:.2f}") for one in started)


def test_accounts_and_stops_are_those_of_the_trace(first: Told, book: Any) -> None:
    accounts = list(book["账户"].iter_rows(min_row=2, values_only=True))
    told = Counter((row[0], *(fen(f"{n:.2f}") for n in row[5:8])) for row in accounts)
    assert told == Counter(
        (first.case.lookup.handle(one.account), one.received, one.passed_on, one.kept)
        for one in first.trace.accounts
    )
    stops = list(book["停止与调取"].iter_rows(min_row=2, values_only=True))
    said = [stop.said.text("zh") for stop in first.trace.stops if stop.said]
    assert len(stops) == len(first.trace.stops)
    assert [row[3] for row in stops] == said


def test_what_an_account_received_and_passed_on_leads_to_just_those_payments(
    first: Told, book: Any
) -> None:
    seen = 0
    for row in book["账户"].iter_rows(min_row=2):
        received, passed_on, kept = row[5:8]
        if in_fen(received):
            behind = linked(book, received)
            assert sum(fen(f"{one[7]:.2f}") for one in behind) == in_fen(received)
            assert linked(book, kept) == behind and all(one[1] and one[2] for one in behind)
            seen += 1
        if in_fen(passed_on):
            onward = linked(book, passed_on)
            assert sum(fen(f"{one[7]:.2f}") for one in onward) == in_fen(passed_on)
    assert seen > 50
    stops = [row for row in book["停止与调取"].iter_rows(min_row=2) if row[4].value]
    assert stops and all(linked(book, row[4]) for row in stops)


def test_a_total_leads_to_every_payment_behind_its_column_once(first: Told, book: Any) -> None:
    _, (*victims, total) = lines(book)
    for place, cell in enumerate(total[3:], start=3):
        rows = {one[1:7] for row in victims if row[place].value for one in linked(book, row[place])}
        if rows:
            assert sorted(map(str, (one[1:7] for one in linked(book, cell)))) == sorted(
                map(str, rows)
            )


def test_every_amount_by_rule_leads_to_rows(first: Told, tmp_path: Path) -> None:
    first.case.trace(victims=True, rules=["fifo", "haircut"], name="by rule")
    first.case.export(tmp_path / "rules.xlsx", "by rule")
    book = openpyxl.load_workbook(tmp_path / "rules.xlsx")
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            money = cell.number_format.startswith("#,##0") and cell.value
            if money and sheet.title != "依据行":
                assert cell.hyperlink and linked(book, cell), (sheet.title, cell.coordinate)


def test_where_there_are_too_many_accounts_it_is_said(
    first: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.exports.money_sheet.pages.MOST_LINKS", 10)
    assert first.trace.steps
    first.case.export(tmp_path / "many.xlsx", "victims")
    book = openpyxl.load_workbook(tmp_path / "many.xlsx")
    said = [str(row[0].value) for row in book["资金流向"].iter_rows()]
    assert any("账户太多" in text for text in said)
    assert not any(row[5].hyperlink for row in book["账户"].iter_rows(min_row=2))


def test_every_level_has_the_money_that_came_by_its_step(first: Told, book: Any) -> None:
    rows = list(book["资金流向"].iter_rows())
    begin = next(n for n, row in enumerate(rows) if row[0].value == "各层资金") + 2
    told = {row[0].value: row for row in rows[begin:] if isinstance(row[0].value, int)}
    came: Counter[int] = Counter()
    for one in first.trace.levels:
        came.update({step.step: step.units for step in one.steps})
    assert {level: in_fen(row[4]) for level, row in told.items()} == came
    for row in told.values():
        behind = linked(book, row[3])
        assert len(behind) == row[1].value
        assert sum(fen(f"{one[6]:.2f}") for one in behind) == in_fen(row[3])


def test_levels_and_computed_roles_stand_beside_the_accounts(first: Told, book: Any) -> None:
    handle = first.case.lookup.handle
    levels = {handle(one.account): one for one in first.trace.levels}
    roles: dict[str, list[str]] = {}
    for role in first.trace.roles:
        roles.setdefault(handle(role.account), []).append(role.label.text("zh"))
    for row in book["账户"].iter_rows(min_row=2, values_only=True):
        one = levels.get(row[0])
        assert (row[3], row[10]) == ((one.level, one.said.text("zh")) if one else (None, None))
        assert (row[11] or "") == " · ".join(roles.get(row[0], []))
    assert book["账户"].max_row > len(levels) > 20


def test_every_computed_role_leads_to_the_rows_of_its_numbers(first: Told, book: Any) -> None:
    banner, how, _, *rows = book["计算得出的角色"].iter_rows()
    assert banner[0].value == "线索，非司法会计鉴定意见" and "不是认定" in how[0].value
    assert len(rows) == len(first.trace.roles) > 20
    for row, role in zip(rows, first.trace.roles, strict=True):
        assert row[0].value == first.case.lookup.handle(role.account)
        assert [cell.value for cell in row[6:9]] == [
            role.label.text("zh"),
            role.said.text("zh"),
            role.innocent.text("zh"),
        ]
        assert len(linked(book, row[5])) == len(role.links)


def test_it_names_nobody(first: Told, path: Path) -> None:
    names_nobody(first, path)


def names_nobody(first: Told, path: Path) -> None:
    secrets = {
        text
        for entity in first.parties.values()
        for name in (*NUMBERS, "name", "residentId", "msisdn")
        for text in entity.values.get(name, ())
        if len(text) > 1
    }
    assert len(secrets) > 50
    with zipfile.ZipFile(path) as parts:
        for part in parts.namelist():
            assert not leaked(secrets, parts.read(part)), part


def test_nothing_is_a_formula(book: Any) -> None:
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}


def test_in_english(first: Told, tmp_path: Path) -> None:
    first.case.export(tmp_path / "money.xlsx", "victims", lang="en")
    book = openpyxl.load_workbook(tmp_path / "money.xlsx")
    pages = ["Money", "Rows", "Accounts", "Stops", "Roles", "Inferred legs"]
    assert book.sheetnames == [*pages, "Links", "Entities"]
    assert book["Money"]["A1"].value == "A lead, not a forensic accounting opinion"


def test_a_trace_must_be_saved_and_a_file_is_not_replaced(first: Told, path: Path) -> None:
    with pytest.raises(NotFound):
        first.case.export(path.with_name("other.xlsx"), "nobody")
    with pytest.raises(UsageError, match="already"):
        first.case.export(path, "victims")


def test_a_victim_stays_masked_also_where_real_values_are_asked_for(
    first: Told, tmp_path: Path
) -> None:
    victim = first.parties[first.trace.seeds[0].victim]
    first.case.trace(victim.id, name="one victim")
    first.case.export(tmp_path / "real.xlsx", "one victim", show_values=True)
    payer = first.parties[first.trace.steps[0].source]
    assert first.trace.seeds[0].account == payer.id
    hidden = {victim.first("name"), victim.first("residentId"), number_of(payer)} - {""}
    shown = {number_of(first.parties[first.trace.steps[0].target])}
    found: set[str] = set()
    with zipfile.ZipFile(tmp_path / "real.xlsx") as parts:
        for part in parts.namelist():
            found |= leaked(hidden | shown, parts.read(part))
    assert found == shown


def test_a_trace_to_the_origin_claims_no_shares(first: Told, tmp_path: Path) -> None:
    last = first.trace.steps[-1].target
    back = first.case.trace(last, direction="in", name="back")
    first.case.export(tmp_path / "back.xlsx", "back")
    book = openpyxl.load_workbook(tmp_path / "back.xlsx")
    heads, (*starts, total) = lines(book)
    assert [*filter(None, heads[3:])] == ["起点金额"]
    paid = sum(seed.amount for seed in back.seeds)
    assert in_fen(total[3]) == sum(in_fen(row[3]) for row in starts) == paid
    assert all(row[5] is None for row in book["账户"].iter_rows(min_row=2, values_only=True))


def test_several_rules_have_a_page_of_their_own(first: Told, tmp_path: Path) -> None:
    trace = first.case.trace(victims=True, rules=["fifo", "lowest", "haircut"], name="several")
    out = first.case.export(tmp_path / "several.xlsx", "several")[0]
    first.case.judgements.undo()
    book = openpyxl.load_workbook(out)
    assert (
        "先进先出 fifo · 最低中间余额 lowest · 按比例分摊 haircut" in book["资金流向"]["A2"].value
    )
    rows = [[cell.value for cell in row] for row in book["规则对比"].iter_rows()]
    assert rows[0][0] == "线索，非司法会计鉴定意见"
    begin = next(n for n, row in enumerate(rows) if row[0] == "编号")
    ranges = rows[begin + 1 : begin + 1 + len(trace.ranges)]
    told = [[fen(f"{amount or 0:.2f}") for amount in row[5:11]] for row in ranges]
    assert told == [
        [*(one.reached[rule] for rule in trace.rules), one.low, one.high, one.floor]
        for one in trace.ranges
    ]
    assert [row[5] for row in rows[-4:]] == [*rows[begin][5:8], "最低限额 floor"]
    assert len(rows) - 1 - next(n for n, row in enumerate(rows) if row[5] == "规则") == 4 * len(
        trace.accounts
    )
    names_nobody(first, out)
