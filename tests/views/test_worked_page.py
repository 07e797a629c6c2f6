"""What a reader does with a page: rows, layers, time, lanes, marks, copies, print; no network."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from chains import fraud
from detailed import NOTE, details

from kg.model import Chain, ChainEdge
from kg.schema import Schema
from kg.views.page import page
from kg.views.page_data import CHINA

pytestmark = pytest.mark.browser
Open = Callable[..., Any]


def bare() -> Chain:
    """Return the invented chain without excerpts of its own: rows are the case's to give."""
    chain = fraud()

    def without(edge: ChainEdge) -> ChainEdge:
        return replace(
            edge,
            links=tuple(
                replace(k, evidence=tuple(replace(e, excerpt="") for e in k.evidence))
                for k in edge.links
            ),
        )

    return replace(chain, edges=tuple(map(without, chain.edges)))


@pytest.fixture(scope="module")
def html(schema: Schema) -> bytes:
    chain = bare()
    return page(chain, schema, marking="内部", details=details(chain))


@pytest.fixture
def tab(opened: Open, html: bytes) -> Any:
    return opened(html)


def payment() -> int:
    return next(n for n, edge in enumerate(fraud().edges) if edge.family == "money")


def click(tab: Any, kind: str, at: int, **event: bool) -> None:
    tab.locator(f"[data-{kind}='{at}']").dispatch_event("click", event)


def saved(tab: Any, path: Path) -> bytes:
    with tab.expect_download() as waiting:
        tab.locator("[data-work=save]").click()
    waiting.value.save_as(path)
    return path.read_bytes()


def test_a_row_is_shown_as_it_stands_in_its_file_and_named_by_its_handle(tab: Any) -> None:
    click(tab, "line", payment())
    card = tab.locator("aside .row").first
    assert card.locator("[data-handle]").get_attribute("data-handle") == f"T{payment()}00"
    cells = card.locator(".cells").first
    text = cells.text_content()
    assert "交易时间 2024-03-01 10:27" in text and "▒" not in text
    assert "另有 2 个单元格已遮蔽" in text and NOTE in text
    card.locator(".more").click()
    assert card.locator(".more").count() == 0
    assert tab.evaluate("window.__pwn") is None


def test_a_row_that_was_left_out_says_how_to_see_it(tab: Any) -> None:
    chain = fraud()
    edges = enumerate(chain.edges)
    other = next(n for n, e in edges if e.family == "money" and n != payment())
    click(tab, "line", other)
    assert f"kg explain CASE T{other}00" in tab.locator("aside").text_content()
    tab.locator(".bar").get_by_text("概览").click()
    assert "另有 3 行因篇幅未附" in tab.locator("aside").text_content()


def test_roles_tell_their_dates_their_numbers_and_their_innocent_reading(tab: Any) -> None:
    edge = fraud().edges[payment()]
    at = next(n for n, node in enumerate(fraud().nodes) if node.entity.id == edge.target)
    click(tab, "spot", at)
    alleged, computed = tab.locator(".parts li").all()
    assert "自 2024-03-01 至 2024-04-01" in alleged.text_content()
    assert alleged.locator("[data-handle=L7]").count() == 1
    assert "计算得出" in computed.text_content() and "第 17 行" in computed.text_content()
    assert "无辜的解释" in computed.locator(".innocent").text_content()


def test_layers_light_what_they_rest_on_and_are_let_go(tab: Any) -> None:
    tab.locator(".bar").get_by_text("图层").click()
    tab.locator("[data-layer=FD1]").check()
    assert tab.locator(".edge.layered").count() == 1 and tab.locator(".node.layered").count() == 2
    tab.locator("[data-layer=IL4]").check()
    assert "推断" in tab.locator(".jumps text").text_content()
    for name in ("FD1", "IL4"):
        tab.locator(f"[data-layer={name}]").uncheck()
    assert tab.locator(".layered").count() == 0 and tab.locator(".jumps path").count() == 0


def over_days() -> tuple[Chain, int]:
    """Return the invented chain with one line whose payments lie days apart, and its number."""
    chain = bare()
    at, edge = next((n, e) for n, e in enumerate(chain.edges) if len(e.links) == 3)
    first, *others = edge.links
    assert first.start
    links = (replace(first, start=first.start - timedelta(days=2)), *others)
    edges = [replace(edge, links=links) if n == at else e for n, e in enumerate(chain.edges)]
    return replace(chain, edges=tuple(edges)), at


def test_the_range_governs_what_is_summed(opened: Open, schema: Schema) -> None:
    chain, at = over_days()
    tab = opened(page(chain, schema))
    first, *others = chain.edges[at].links
    assert first.start and first.amount
    before = tab.locator(f"[data-label='{at}']").text_content()
    click(tab, "line", at)
    day = first.start.astimezone(CHINA).date()
    picked = tab.locator(f".histogram .day[data-day='{day}']")
    picked.dispatch_event("click")
    told = tab.locator("aside dl").first.text_content()
    assert f"¥{first.amount:,}" in told and "1 / 3" in told
    assert tab.locator("aside .row").count() == 1
    assert tab.locator(f"[data-label='{at}']").text_content() != before
    picked.dispatch_event("click")
    total = sum(link.amount or 0 for link in chain.edges[at].links)
    assert f"¥{total:,}" in tab.locator("aside dl").first.text_content()
    assert tab.locator(f"[data-label='{at}']").text_content() == before
    assert len(others) == 2


def test_time_plays_to_the_end_of_the_range(tab: Any) -> None:
    before = tab.locator(".range").text_content()
    tab.locator(".play").click()
    assert tab.locator(".range").text_content() != before
    tab.locator(".play").click()
    assert tab.locator(".range").text_content() == before


def test_lanes_put_acts_on_one_clock_and_lead_to_their_rows(tab: Any) -> None:
    chain = fraud()
    tab.locator("[data-view=lanes]").click()
    chips = tab.locator("[data-lane]").count()
    assert chips > 1 and tab.locator("[data-mark]").count() > chips
    mark = tab.locator("[data-mark]").first
    line, place = map(int, mark.get_attribute("data-mark").split("."))
    mark.focus()
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("ArrowLeft")
    tab.keyboard.press("Enter")
    start = chain.edges[line].links[place].start
    assert start
    text = tab.locator("aside .row.spotted").text_content()
    assert start.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S") in text
    tab.locator("[data-lane]").first.click()
    assert tab.locator("[data-lane]").count() == chips - 1


def test_what_was_worked_on_is_in_the_copy_with_filters_and_language(
    opened: Open, html: bytes, tmp_path: Path
) -> None:
    tab = opened(html)
    tab.locator(".language").click()
    tab.locator("[data-filter=people]").click()
    body = tab.locator("[data-spot='0'] .body").bounding_box()
    x, y = body["x"] + 20, body["y"] + 20
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + 60, y + 50, steps=3)
    tab.mouse.up()
    assert not tab.locator("aside").is_visible()
    assert tab.locator("[data-spot='0'] .pin").count() == 1
    moved = tab.locator("[data-spot='0']").get_attribute("transform")
    tab.locator("[data-work=undo]").click()
    assert tab.locator("[data-spot='0']").get_attribute("transform") != moved
    tab.locator("[data-work=redo]").click()
    assert tab.locator("[data-spot='0']").get_attribute("transform") == moved
    click(tab, "spot", 0)
    tab.locator("[data-colour='#7d3c98']").click()
    tab.locator("[data-note=n0]").fill(f"</script>{NOTE}")
    tab.locator("[data-note=n0]").blur()
    tab.keyboard.press("Escape")
    click(tab, "spot", 1)
    tab.locator("[data-work=hide]").click()
    for at in (2, 3):
        click(tab, "spot", at, ctrlKey=True)
    tab.locator("[data-work=group]").click()
    copy = saved(tab, tmp_path / "copy.html")

    again = opened(copy)
    assert again.locator("html").get_attribute("lang") == "en"
    assert again.locator("[data-spot='0']").get_attribute("transform") == moved
    assert again.locator("[data-spot='0'] .body").get_attribute("fill") == "#7d3c98"
    assert NOTE in again.locator("[data-spot='0'] .note-mark title").text_content()
    assert not again.locator("[data-spot='1']").is_visible()
    assert "Group 1 (2)" in again.locator("[data-spot='2']").text_content()
    assert not again.locator("[data-spot='3']").is_visible()
    assert again.locator("[data-filter=people]").get_attribute("aria-pressed") == "false"
    assert again.evaluate("window.__pwn") is None
    assert saved(again, tmp_path / "twice.html") == copy
    click(again, "spot", 2)
    again.locator("[data-work=fold]").click()
    assert again.locator("[data-spot='3']").is_visible()
    again.locator("[data-work=show]").click()
    assert again.locator("[data-spot='1']").is_visible()


def test_pictures_hold_legend_filters_and_marking_and_nothing_that_is_hidden(
    tab: Any, tmp_path: Path
) -> None:
    tab.locator("[data-filter=people]").click()
    with tab.expect_download() as waiting:
        tab.get_by_text("SVG", exact=True).click()
    waiting.value.save_as(tmp_path / "seen.svg")
    text = (tmp_path / "seen.svg").read_text(encoding="utf-8")
    people = [n for n, edge in enumerate(fraud().edges) if edge.family == "people"]
    drawn = {int(n) for n in re.findall(r'data-line="(\d+)"', text)}
    assert drawn and not drawn & set(people)
    assert "内部" in text and "未显示 人员" in text and "银行账户" in text


def test_a_print_has_legend_filters_notes_rows_and_marking(tab: Any) -> None:
    click(tab, "spot", 0)
    tab.locator("[data-note=n0]").fill("核对")
    tab.locator("[data-note=n0]").blur()
    tab.emulate_media(media="print")
    tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert "内部" in tab.locator(".print-running").text_content()
    end = tab.locator(".print-end")
    assert end.locator(".key").count() > 4 and "筛选" in end.locator(".filters-said").text_content()
    assert "核对" in end.text_content()
    rows = sum(len(edge.links) for edge in fraud().edges)
    assert end.locator("tbody tr").count() == rows
    assert not tab.locator(".bar button").first.is_visible()
    content = tab.pdf(prefer_css_page_size=True)
    assert content.startswith(b"%PDF")
    tab.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert not end.is_visible()
