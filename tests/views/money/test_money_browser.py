"""The money page in Chromium: offline, under its policy, every figure that of the trace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hostile import CORPUS
from pages import facts_of, money_page

from kg.messages import ids, say
from kg.model import Chain, Trace
from kg.schema import Schema
from kg.trace.money_flow import TraceFlows
from kg.views.money import MoneyPage, PageFacts
from kg.views.page import page
from kg.views.page_data import inflated
from tests.trace.ledgers import Row
from tests.trace.ledgers_traced import HOUR, crowd, returning, traced, two_currencies

pytestmark = pytest.mark.browser
Open = Callable[..., Any]
SIZES = [(1440, 900), (390, 844)]


def money_of(tab: Any) -> dict[str, Any]:
    """Return the data as the page itself reads it."""
    text = tab.evaluate("document.getElementById('chain').textContent")
    found: dict[str, Any] = inflated(text)["money"]
    return found


def boxes(tab: Any, selector: str) -> list[dict[str, float]]:
    found: list[dict[str, float]] = tab.evaluate(
        """s => [...document.querySelectorAll(s)].map(e => {
          const b = e.getBoundingClientRect();
          return {left: b.left, right: b.right, top: b.top, bottom: b.bottom};
        })""",
        selector,
    )
    return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("made", [returning, two_currencies, crowd])
def test_every_bar_and_ribbon_is_drawn_and_no_name_stands_on_another(
    opened: Open, schema: Schema, made: Callable[[], Trace], size: tuple[int, int]
) -> None:
    tab = opened(money_page(made(), schema), size)
    rule = money_of(tab)["flows"][0]["rules"][0]
    assert tab.locator(".flow [data-bar]").count() == len(rule["bars"])
    assert tab.locator(".flow [data-ribbon]").count() == len(rule["ribbons"])
    texts = boxes(tab, ".flow .spot text")
    for at, one in enumerate(texts):
        for other in texts[at + 1 :]:
            across = min(one["right"], other["right"]) - max(one["left"], other["left"])
            down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
            assert across < 2 or down < 3
    small = tab.evaluate(
        "Math.min(...[...document.querySelectorAll('.flow text')]"
        ".map(t => parseFloat(t.getAttribute('font-size')) * t.getScreenCTM().a))"
    )
    assert small >= 10.5


def test_ribbons_run_to_the_right_and_are_as_wide_as_their_amounts(
    opened: Open, schema: Schema
) -> None:
    tab = opened(money_page(returning(), schema))
    rule = money_of(tab)["flows"][0]["rules"][0]
    drawn = tab.evaluate(
        """[...document.querySelectorAll('[data-ribbon] .stroke')].map(e => {
          const [a, b] = [e.getPointAtLength(0), e.getPointAtLength(e.getTotalLength())];
          return [a.x, b.x, Number(e.getAttribute('stroke-width'))];
        })"""
    )
    amounts = [float(behind["amount"]) for *_, behind in rule["ribbons"]]
    for (left, right, width), amount in zip(drawn, amounts, strict=True):
        assert left < right
        assert width / drawn[0][2] == pytest.approx(amount / amounts[0], rel=0.01)
    assert tab.locator(".ribbon.back").count() == 1


def test_the_panel_tells_the_sums_of_an_account_and_its_rows(opened: Open, schema: Schema) -> None:
    trace = returning()
    tab = opened(money_page(trace, schema))
    bars = money_of(tab)["flows"][0]["rules"][0]["bars"]
    at = next(n for n, bar in enumerate(bars) if bar.get("mark") == "returned")
    tab.locator(f"[data-bar='{at}']").dispatch_event("click")
    text = tab.locator("aside").inner_text()
    told = next(one for one in trace.accounts if one.account == "a1")
    for units in (4_000, 3_000, 1_000, told.received, told.passed_on):
        assert f"¥{units / 100:,.0f}" in text
    assert "返回" in text and "全账户合计" in text
    tab.locator("aside .link").first.click()
    card = tab.locator("aside .row").inner_text()
    assert "流水.xlsx" in card and "工作表 资金明细 第" in card and "¥40" in card


def test_the_rules_are_switched_and_the_sums_follow(opened: Open, schema: Schema) -> None:
    rows = [Row(0, 1, 0, 10_000), Row(5, 1, 0, 6_000), Row(1, 2, HOUR, 7_000)]
    rows += [Row(1, 3, 2 * HOUR, 5_000)]
    tab = opened(money_page(traced(rows, "link0"), schema))
    seen = {}
    for rule in money_of(tab)["flows"][0]["rules"]:
        tab.locator(f"[data-rule={rule['rule']}]").click()
        labels = tab.evaluate(
            "[...document.querySelectorAll('[data-ribbon]')].map(e => e.getAttribute('aria-label'))"
        )
        drawn = Counter(label.rsplit("¥", 1)[1].replace(",", "") for label in labels)
        assert drawn == Counter(behind["amount"] for *_, behind in rule["ribbons"])
        seen[rule["rule"]] = drawn
        assert tab.locator("[data-rule][aria-pressed=true]").count() == 1
        assert say(f"page-rule-{rule['rule']}", "zh") in tab.locator(".flow-legend").inner_text()
    assert seen["fifo"] != seen["lifo"] != seen["haircut"]


def test_every_rule_is_told_in_words(opened: Open, schema: Schema) -> None:
    codes = {value.code for value in schema.listed("TracingRule")}
    assert codes == {one.removeprefix("page-rule-") for one in ids("page-rule-")}
    tab = opened(money_page(traced([Row(0, 1, 0, 10_000)], "link0"), schema, "en"))
    legend = tab.locator(".flow-legend").inner_text()
    assert "first in, first out (fifo)" in legend and "leaves it first" in legend


def test_currencies_are_drawn_one_at_a_time(opened: Open, schema: Schema) -> None:
    tab = opened(money_page(two_currencies(), schema, "en"))
    assert "USDT" not in tab.locator(".flow").text_content()
    tab.locator("[data-currency=USDT]").click()
    assert "5 USDT" in tab.locator(".flow").text_content()
    assert "¥" not in tab.locator(".flow").text_content()


def test_what_is_drawn_as_one_lists_its_members_and_the_rest(opened: Open, schema: Schema) -> None:
    tab = opened(money_page(crowd(100), schema, "en"))
    assert (
        tab.locator(".spot.others").get_attribute("aria-label").count("and 82 more accounts") == 1
    )
    tab.locator(".spot.others").dispatch_event("click")
    text = tab.locator("aside").inner_text()
    assert tab.locator("aside .bullets li").count() == 61 and "and 22 more, ¥24.31" in text


def test_the_timeline_shows_rows_of_a_bar_and_of_a_span(opened: Open, schema: Schema) -> None:
    trace = returning()
    tab = opened(money_page(trace, schema))
    tab.locator("[data-view=time]").click()
    bars = money_of(tab)["flows"][0]["time"]["bars"]
    assert tab.locator("[data-time]").count() == len(bars)
    tab.locator("[data-time='0']").focus()
    tab.keyboard.press("Enter")
    assert tab.locator("aside .row").count() == bars[0][4]["count"]
    slider = tab.locator(".ranges input").nth(1)
    slider.focus()
    slider.press("Home")
    assert tab.locator(".brush").count() == 1
    slider = tab.locator(".ranges input").nth(1)
    slider.focus()
    slider.press("End")
    assert tab.locator("aside .row").count() == len(trace.steps)
    assert f"{len(trace.steps)} 笔转账" in tab.locator("aside").inner_text()


def test_the_keyboard_walks_along_ribbons_and_opens(opened: Open, schema: Schema) -> None:
    tab = opened(money_page(returning(), schema, "en"))
    tab.locator("[data-bar='0']").focus()
    for step in (1, 2, 3):
        tab.keyboard.press("ArrowRight")
        assert tab.evaluate("+document.activeElement.dataset.bar") == step
    assert tab.locator("[data-bar][tabindex='0']").count() == 1
    tab.keyboard.press("Enter")
    assert "returned" in tab.locator("aside").inner_text()
    tab.keyboard.press("Escape")
    assert not tab.locator("aside").is_visible()


def test_both_languages_and_the_lead_are_there(opened: Open, schema: Schema) -> None:
    tab = opened(money_page(returning(), schema))
    assert "被害人付款" in tab.locator(".flow").text_content()
    tab.locator(".language").click()
    assert "Victims pay" in tab.locator(".flow").text_content()
    texts = " ".join(tab.locator("button").all_text_contents())
    assert "Money flow" in texts and "资金流向图" not in texts
    assert "先进先出" not in texts


def test_a_trace_that_shares_nothing_opens_as_its_timeline(opened: Open, schema: Schema) -> None:
    rows = [Row(0, 1, 0, 100), Row(1, 2, HOUR, 60)]
    tab = opened(money_page(traced(rows, "link1", rules=(), direction="in"), schema))
    assert tab.locator(".times").is_visible() and tab.locator("[data-view=flow]").count() == 0
    assert "不分摊金额" in tab.locator(".flow-legend").inner_text()


def test_nothing_of_the_data_runs(opened: Open, schema: Schema) -> None:
    trace = returning()
    facts = facts_of(trace)
    named = dict.fromkeys(facts.entities, CORPUS[:3])
    money = MoneyPage(
        trace, PageFacts(facts.entities, facts.links, facts.sources, {}, named), TraceFlows(trace)
    )
    tab = opened(page(Chain("t", CORPUS[0], (), ()), schema, money=money, marking=CORPUS[1]))
    tab.locator("[data-bar='1']").dispatch_event("click")
    assert tab.evaluate("window.__pwn") is None
    assert tab.locator("main img, aside img").count() == 0


@pytest.mark.parametrize("view", ["flow", "time"])
@pytest.mark.parametrize(("name", "magic"), [("SVG", b"<svg"), ("PNG", b"\x89PNG")])
def test_the_pictures_can_be_saved(
    opened: Open, schema: Schema, tmp_path: Path, view: str, name: str, magic: bytes
) -> None:
    tab = opened(money_page(returning(), schema))
    tab.locator(f"[data-view={view}]").click()
    with tab.expect_download() as waiting:
        tab.get_by_text(name, exact=True).click()
    waiting.value.save_as(tmp_path / "saved")
    content = (tmp_path / "saved").read_bytes()
    assert content.startswith(magic)
    if name == "SVG":
        assert "先进先出 (fifo)".encode() in content and b'class="hit"' not in content


def test_it_prints_whole(opened: Open, schema: Schema) -> None:
    tab = opened(money_page(crowd(), schema))
    tab.emulate_media(media="print")
    pane, picture = boxes(tab, ".flow-pane")[0], boxes(tab, ".flow")[0]
    assert picture["right"] <= pane["right"] + 1
    assert tab.locator(".flow").is_visible() and not tab.locator(".search").is_visible()
