"""Answers found in a page's file by clicks and keys alone, each beginning in the search box.

What is found is counted from the case's own files, without kg; the clicks are counted too, and
none of the ways may grow longer than it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import fincen_file
import pole_files
import pytest
from demo_files import facts_of
from pole_questions import Csvs
from told import Told, traced

from kg.case import Case, new_case, open_case
from kg.demo import make
from kg.demo.second_carrier import RECORD
from tests.built import built

pytestmark = pytest.mark.browser
BANK = "amsterdam-trade-bank-nv"
CELLS = """[...document.querySelectorAll('main.table tbody tr')]
  .map(row => [...row.cells].map(cell => cell.innerText))"""
MARKS = "[...document.querySelectorAll('[data-mark]')].map(m => m.getAttribute('aria-label'))"


@dataclass
class Hand:
    """A mouse and a keyboard at a page; every click is counted, and every text that is typed."""

    tab: Any
    clicks: int = 0

    def search(self, text: str) -> None:
        """Type into the search box and take the first that is found: two keys and the text."""
        self.tab.keyboard.press("/")
        self.tab.keyboard.type(text)
        assert self.tab.locator("#found [role=option]").count()
        self.tab.keyboard.press("Enter")

    def click(self, what: Any) -> None:
        """Click with the mouse where something is really seen."""
        target = self.tab.locator(what) if isinstance(what, str) else what
        target.first.click()
        self.clicks += 1

    def rows(self) -> list[list[str]]:
        """Return the cells of the table that is shown."""
        rows: list[list[str]] = self.tab.evaluate(CELLS)
        return rows

    def panel(self, selector: str) -> list[str]:
        """Return the texts of something in the panel."""
        texts: list[str] = self.tab.locator(f"aside {selector}").all_inner_texts()
        return texts


@pytest.fixture
def hand(browser: Any) -> Iterator[Callable[[Path], Hand]]:
    """Open pages without a network; fails on an error in one, and on a request."""
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)

    def at(page: Path) -> Hand:
        tab = context.new_page()
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.on("console", lambda message: wrong.append(message.text))
        tab.on("request", lambda asked: wrong.extend({asked.url} - {page.as_uri()}))
        tab.goto(page.as_uri())
        return Hand(tab)

    yield at
    context.close()
    assert not wrong


def exported(case: Case, out: Path, chain: object) -> Path:
    """Write the page of a chain with the names of the files, where they may be shown."""
    case.export(out, chain, show_values=True, force=True)
    return out


@pytest.mark.shared
def test_the_banks_of_one_bank_in_eleven_rows(
    shared_data: Callable[[str], Path], hand: Callable[[Path], Hand], tmp_path: Path
) -> None:
    file = shared_data("fincen") / fincen_file.NAME
    told = list(fincen_file.rows(file))
    mine = [row for row in told if BANK in (row.payer, row.payee)]
    names = fincen_file.spellings(told)
    banks = {bank for row in mine for bank in (row.payer, row.payee)}
    with new_case(tmp_path / "case") as case:
        case.load(file)
        page = exported(case, tmp_path / "two.html", case.chain(BANK, hops=2, name="two"))
    at = hand(page)
    at.search(BANK)
    at.click("[data-open=rows]")
    rows = at.rows()
    assert len(rows) == len(mine) == 11
    shown = {name for _, payer, _, payee, *_ in rows for name in (payer, payee)}
    assert len(shown) == len(banks) == 7
    assert {bank for bank in banks if names[bank] & shown} == banks
    places = {re.sub(r"\D", "", row[-1]) for row in rows}
    assert places == {str(row.line) for row in mine}
    assert at.clicks == 1


@pytest.mark.shared
@pytest.mark.slow
def test_the_phones_of_a_family(
    shared_data: Callable[[str], Path],
    hand: Callable[[Path], Hand],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("pole")
    built(pole_files.load_thin, folder, shared_data("pole") / pole_files.NAME)
    csvs = Csvs(folder / "thin.zip")
    family, phones = defaultdict(set), defaultdict(set)
    for one, other in csvs.ends["FAMILY_REL"]:
        family[one].add(other)
        family[other].add(one)
    for owner, phone in csvs.ends["HAS_PHONE"]:
        phones[owner].add(csvs.nodes[phone]["phoneNo"])
    names = defaultdict(list)
    for node in csvs.nodes:
        if node in family:
            names[csvs.name(node)].append(node)
    alone = [node for node in sorted(family) if len(names[csvs.name(node)]) == 1]
    person = max(alone, key=lambda node: (sum(bool(phones[one]) for one in family[node]), node))
    wanted = {phone for one in {person, *family[person]} for phone in phones[one]}
    assert len(wanted) > 2
    with open_case(folder / "case") as case:
        chain = case.chain(csvs.name(person), hops=2, limit=1_000, name="kin")
        page = exported(case, folder / "kin.html", chain)
    at = hand(page)
    at.search(csvs.name(person))
    found = set(phones_told(at))
    relatives = [
        name for text in at.panel(".links .what") for name in told_after(text, "FAMILY_REL")
    ]
    assert sorted(set(relatives)) == sorted({csvs.name(one) for one in family[person]})
    for name in sorted(set(relatives)):
        at.search(name)
        found |= set(phones_told(at))
    assert found == wanted
    assert at.clicks == 0


def phones_told(at: Hand) -> Iterator[str]:
    """Yield the phones that the panel of a person lists."""
    for text in at.panel(".links .what"):
        yield from told_after(text, "HAS_PHONE")


def told_after(text: str, relation: str) -> list[str]:
    """Return who stands at the other end of a relation that a panel lists, if it is that one."""
    word = relation.lower().replace("_", " ")
    told = re.fullmatch(rf"(?:{word}|\S*（{word}）) (.*)", text.strip())
    return [told[1].strip()] if told else []


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    told = traced(tmp_path_factory.mktemp("clicked"))
    yield told
    told.case.close()


@pytest.fixture(scope="module")
def whole(demo: Told) -> Path:
    assert demo.trace.seeds
    chain = demo.case.chain(trace="victims", name="clicked")
    return exported(demo.case, demo.folder / "whole.html", chain)


def dealers(demo: Told) -> set[str]:
    """Return who is said to change coins, by the sheet of relations."""
    rows = facts_of(demo.folder / "files" / "关系表.xlsx")
    return {row["主体"] for row in rows if row["关系"] == "场外币商"}


def test_the_dealer_from_a_victim(demo: Told, whole: Path, hand: Callable[[Path], Hand]) -> None:
    at = hand(whole)
    (name,) = dealers(demo) & {demo.answer["dealer"]["name"]}
    at.search("自然人 被害")
    at.click("[data-way=down]")
    at.click(at.tab.locator("aside [data-member]", has_text="币商").filter(has_text=name))
    steps = at.panel(".steps .step")
    assert len(steps) > 2 and name in steps[-1]
    assert at.clicks == 2
    paid = [step for step in steps if "¥" in step]
    days = [re.search(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?", step)[0] for step in paid]
    assert paid and days == sorted(days)


def test_a_victim_from_the_dealer(demo: Told, whole: Path, hand: Callable[[Path], Hand]) -> None:
    victims = {row["被害人姓名"] for row in facts_of(demo.folder / "files" / "被害人清单.xlsx")}
    at = hand(whole)
    at.search(demo.answer["dealer"]["name"])
    at.click("[data-way=up]")
    section = at.tab.locator("aside section", has=at.tab.locator("h3", has_text="被害"))
    people = section.locator("[data-member]", has_text=re.compile(r" P\d+"))
    assert people.count() == len(victims)
    victim = people.last.inner_text().split()[0]
    at.click(people.last)
    assert at.clicks == 2
    steps = at.panel(".steps .step")
    assert len(steps) > 2 and victim in steps[0]
    at.click("aside .steps .step")
    (row, *_) = at.panel(".row")
    assert "被害人清单" in row or "云岫银行" in row or "北槐银行" in row


def test_the_evening_on_which_word_ran(hand: Callable[[Path], Hand], tmp_path: Path) -> None:
    files = make(tmp_path, seed=1)
    calls = sorted(
        (row["开始时间"], *ends(row), int(row["通话时长"])) for row in facts_of(files / RECORD)
    )
    start = lookout(calls)
    with new_case(tmp_path / "case") as case:
        case.load(files / RECORD)
        page = exported(case, tmp_path / "word.html", case.chain(start, hops=5, name="word"))
    at = hand(page)
    at.search(start)
    tallest = max(at.tab.locator(".day").all(), key=calls_of)
    evening = tallest.get_attribute("data-day")
    at.click(tallest)
    at.click("[data-open=lanes]")
    while at.tab.locator("[data-more]").count():
        at.click("[data-more]")
    told = [re.match(r"(.{19}) → \+?(?:86)?(\d+)", text) for text in at.tab.evaluate(MARKS)]
    seen = [(one[1], one[2]) for one in told if one]
    ring = reached(calls, start, evening)
    wanted = sorted(
        (when, called)
        for when, caller, called, _ in calls
        if when[:10] == evening and {caller, called} <= ring
    )
    assert sorted(seen) == wanted and len(wanted) == 9
    assert at.clicks <= 6
    at.click("[data-mark]")
    assert wanted[0][0] in " ".join(at.panel("time"))
    assert max(when for when, _ in wanted) < max(moved(files))


def ends(row: dict[str, str]) -> tuple[str, str]:
    """Return who called whom."""
    pair = (row["用户号码"], row["对端号码"])
    return pair if row["事件类型"] == "主叫" else (pair[1], pair[0])


def calls_of(day: Any) -> int:
    """Return how many rows a bar of the dates says that it stands for."""
    return int(re.sub(r"\D", "", day.text_content().rpartition(":")[2]))


def moved(files: Path) -> Iterator[str]:
    """Yield when money moved on that day, by the banks' rows: word ran before the last of it."""
    for row in facts_of(files / "云岫银行_交易流水.csv"):
        when = re.sub(r"\D", "", row["交易时间"])
        yield f"{when[:4]}-{when[4:6]}-{when[6:8]} {when[8:10]}:{when[10:12]}:{when[12:14]}"


def lookout(calls: list[tuple[str, str, str, int]]) -> str:
    """Return the number that calls once, at night, and never again."""
    night = [one for one in calls if datetime.fromisoformat(one[0]).hour < 5]
    count = defaultdict(int)
    for _, caller, called, _ in calls:
        count[caller] += 1
        count[called] += 1
    return next(caller for _, caller, called, _ in night if count[caller] == 1)


def reached(calls: list[tuple[str, str, str, int]], start: str, day: str) -> set[str]:
    """Return whom calls of a day join to a number, over however many hands."""
    found = {start}
    pairs = [{caller, called} for when, caller, called, _ in calls if when[:10] == day]
    while more := {end for pair in pairs if pair & found for end in pair} - found:
        found |= more
    return found
