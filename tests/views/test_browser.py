"""The page in Chromium: from a disk, without a network, with a policy, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from chains import fraud
from detailed import details
from hostile import CORPUS, hostile_chain

from kg.chain.headline import headline
from kg.messages import Message
from kg.model import Chain, Headline, HeadlinePart
from kg.schema import Schema
from kg.views.amount_text import shorts
from kg.views.page import page
from kg.views.page_data import CHINA
from kg.views.pyvis_graph import pyvis_page

pytestmark = pytest.mark.browser
Open = Callable[..., Any]


@pytest.fixture
def tab(opened: Open, schema: Schema) -> Any:
    return opened(page(fraud(), schema, marking="内部"))


def count(tab: Any, selector: str) -> int:
    return int(tab.locator(selector).count())


def shown(tab: Any, selector: str) -> int:
    return int(
        tab.evaluate(
            """s => [...document.querySelectorAll(s)]
              .filter(e => getComputedStyle(e).display !== 'none').length""",
            selector,
        )
    )


def test_everything_of_the_chain_is_drawn(opened: Open, schema: Schema, chain: Chain) -> None:
    tab = opened(page(chain, schema))
    assert tab.locator("html[data-ready=yes]").count() == 1
    assert count(tab, "[data-node]") == len(chain.nodes)
    assert count(tab, "[data-edge]") == len(chain.edges)


def test_no_text_is_too_small_and_the_picture_fills_the_window(
    opened: Open, schema: Schema, chain: Chain
) -> None:
    tab = opened(page(chain, schema))
    sizes = tab.evaluate(
        """() => [...document.querySelectorAll('.picture text')]
          .filter(t => getComputedStyle(t).display !== 'none' && t.textContent)
          .map(t => parseFloat(t.getAttribute('font-size')) * t.getScreenCTM().a)"""
    )
    assert min(sizes) >= 8.5 and sorted(sizes)[len(sizes) // 20] >= 9
    pane = tab.locator(".picture").bounding_box()
    nodes = tab.locator(".nodes").bounding_box()
    assert nodes["width"] > 0.8 * pane["width"] and nodes["height"] > 0.35 * pane["height"]
    assert nodes["x"] > 0 and nodes["x"] + nodes["width"] < pane["width"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_text_executes_nothing(opened: Open, schema: Schema, lang: str) -> None:
    tab = opened(page(hostile_chain(), schema, lang=lang, marking=hostile_chain().name))
    for at in range(len(hostile_chain().nodes)):
        tab.locator(f"[data-node='{at}']").dispatch_event("click")
    for at in range(len(hostile_chain().edges)):
        tab.locator(f"[data-edge='{at}']").dispatch_event("click")
    tab.locator("#search").fill("pwn")
    for button in tab.locator(".bar button").all():
        if button.text_content() not in ("SVG", "PNG"):
            button.click()
    assert tab.evaluate("window.__pwn") is None
    assert count(tab, "img, iframe, b:has(svg), a[href]") == 0


@pytest.mark.parametrize("detail", ["overview", "things"])
def test_hostile_text_executes_nothing_in_any_panel_view_copy_or_print(
    opened: Open, schema: Schema, tmp_path: Path, detail: str
) -> None:
    """Every panel that can be reached is opened, then the copy that was saved, then the print."""
    chain = hostile_chain()
    html = page(
        chain,
        schema,
        marking=chain.name,
        details=details(chain),
        headline=headline(chain, None, schema),
    )
    tab = opened(html, detail=detail)
    for clause in tab.locator("[data-clause]").all():
        clause.click()
    for spot in range(tab.locator("[data-spot]").count()):
        tab.locator(f"[data-spot='{spot}']").dispatch_event("click")
    tab.locator("[data-level=things]").click()
    for at in (1, 7):
        for opens in ("[data-way=up]", "[data-way=down]", "[data-open=lanes]", "[data-open=rows]"):
            tab.locator("[data-view=chain]").click()
            tab.locator(f"[data-node='{at}']").dispatch_event("click")
            if tab.locator(opens).count():
                tab.locator(opens).first.click()
        tab.locator("[data-view=chain]").click()
        tab.locator(f"[data-node='{at}']").dispatch_event("click")
        tab.locator(f"[data-note=n{at}]").fill(" ".join(CORPUS))
        tab.locator(f"[data-note=n{at}]").blur()
    tab.get_by_role("button", name="图层").click()
    for box in tab.locator("[data-layer]").all():
        box.check()
    for text in CORPUS:
        tab.locator("#search").fill(text)
    with tab.expect_download() as waiting:
        tab.locator("[data-work=save]").click()
    waiting.value.save_as(tmp_path / "copy.html")
    copy = (tmp_path / "copy.html").read_bytes()
    again = opened(copy, detail=detail)
    again.emulate_media(media="print")
    again.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for seen in (tab, again):
        assert seen.evaluate("window.__pwn") is None
        assert count(seen, "img, iframe, b:has(svg), a[href], object, embed, form") == 0


def test_the_policy_stops_markup_even_from_the_page_itself(opened: Open, schema: Schema) -> None:
    tab = opened(page(fraud(), schema), expected="requires 'TrustedHTML'")
    thrown = tab.evaluate(
        "() => { try { document.body.innerHTML = 'x'; return '' } catch (e) { return e.name } }"
    )
    assert thrown == "TypeError"


def test_the_language_switches_everything(tab: Any) -> None:
    assert "数据源头" in tab.locator(".heads").text_content()
    tab.locator(".language").click()
    assert tab.locator("html").get_attribute("lang") == "en"
    assert "data source" in tab.locator(".heads").text_content().replace("\n", " ")
    texts = " ".join(tab.locator("button").all_text_contents())
    assert "明细表" not in texts and "Table" in texts


def test_search_finds_names_numbers_and_memos(tab: Any) -> None:
    tab.keyboard.press("/")
    tab.keyboard.type("钱某1")
    assert count(tab, "#found [role=option]") == 1
    tab.keyboard.press("Enter")
    assert "钱某1" in tab.locator("aside h2").text_content()
    tab.locator("#search").fill("货款")
    assert count(tab, "#found [role=option]") > 5
    tab.locator("#search").fill("没有这个")
    assert count(tab, "#found [role=option]") == 0


def test_the_panel_of_a_line_shows_every_row_of_its_files(tab: Any) -> None:
    chain = fraud()
    at, edge = next((n, e) for n, e in enumerate(chain.edges) if len(e.links) == 3)
    tab.locator(f"[data-edge='{at}']").dispatch_event("click")
    panel = tab.locator("aside")
    assert panel.locator(".row").count() == 3
    text = panel.text_content()
    assert "甲银行流水.xlsx" in text and "工作表 资金明细" in text and "跨行转账" in text
    assert f"{sum(link.amount or 0 for link in edge.links):,}" in text
    panel.locator(".hash").first.click()
    assert edge.links[0].evidence[0].sha256 in panel.text_content()


def test_the_panel_of_a_node_says_why_it_stands_there(tab: Any) -> None:
    tab.locator("[data-node='0']").dispatch_event("click")
    text = tab.locator("aside").text_content()
    for said in ("P1", "自然人", "数据源头", "关系表第 3 行写明。", "涉嫌"):
        assert said in text
    victim = next(n for n, node in enumerate(fraud().nodes) if node.stage == "Victimisation")
    tab.locator(f"[data-node='{victim}']").dispatch_event("click")
    assert "涉嫌" not in tab.locator("aside .tags").text_content()


def test_a_choice_lights_its_stream_until_it_is_let_go(tab: Any) -> None:
    tab.locator("[data-node='0']").dispatch_event("click")
    assert 1 < count(tab, ".node.lit") < len(fraud().nodes)
    tab.keyboard.press("Escape")
    assert count(tab, ".node.lit") == 0 and not tab.locator("aside").is_visible()


def test_shift_click_shows_a_shortest_path(tab: Any) -> None:
    tab.locator("[data-node='0']").dispatch_event("click")
    tab.locator("[data-node='5']").dispatch_event("click", {"shiftKey": True})
    steps = tab.locator(".steps li").count()
    assert steps and count(tab, ".edge.lit") == steps
    assert str(steps) in tab.locator(".walk").inner_text()


def test_filters_hide_kinds_lines_and_proofs(tab: Any) -> None:
    chain = fraud()
    people = sum(edge.family == "people" for edge in chain.edges)
    tab.locator("[data-filter=people]").click()
    assert shown(tab, ".edge") == len(chain.edges) - people
    tab.locator("[data-filter=people]").click()
    tab.locator("[data-filter=BankAccount]").click()
    accounts = sum(node.entity.kind == "BankAccount" for node in chain.nodes)
    assert shown(tab, ".node") == len(chain.nodes) - accounts
    tab.get_by_text("重置").click()
    tab.locator("[data-filter=clue]").click()
    clues = sum(all(link.proof == "clue" for link in edge.links) for edge in chain.edges)
    assert clues and shown(tab, ".edge") == len(chain.edges) - clues


def test_dates_step_through_the_days_that_have_records(tab: Any) -> None:
    links = [link for edge in fraud().edges for link in edge.links]
    days = sorted({link.start.astimezone(CHINA).date() for link in links if link.start})
    before = shown(tab, ".edge")
    slider = tab.locator(".sliders input").first
    assert slider.get_attribute("max") == str(len(days) - 1)
    slider.focus()
    for day in days[1:3]:
        tab.keyboard.press("ArrowRight")
        assert slider.get_attribute("aria-valuetext") == str(day)
    tab.keyboard.press("End")
    assert tab.locator(".range").text_content() == str(days[-1])
    assert 0 < shown(tab, ".edge") < before


def test_a_day_is_picked_with_one_click_and_let_go_with_another(tab: Any) -> None:
    before, day = shown(tab, ".edge"), tab.locator(".histogram .day").nth(1)
    day.click()
    assert tab.locator(".range").text_content() == day.get_attribute("data-day")
    assert 0 < shown(tab, ".edge") < before
    day.click()
    assert shown(tab, ".edge") == before


def test_the_table_holds_the_same_rows_and_sorts(tab: Any) -> None:
    tab.get_by_text("明细表").click()
    rows = sum(len(edge.links) for edge in fraud().edges)
    assert count(tab, "tbody tr") == rows
    tab.locator("th.amount button").click()
    tab.locator("th.amount button").click()
    first = tab.locator("tbody tr").first.locator("td").nth(4).text_content()
    largest = max(link.amount or 0 for edge in fraud().edges for link in edge.links)
    assert first == f"¥{largest:,}"


def test_the_keyboard_walks_opens_and_zooms(tab: Any) -> None:
    tab.locator("[data-node='0']").focus()
    tab.keyboard.press("ArrowRight")
    assert tab.evaluate("document.activeElement.dataset.node") == "1"
    tab.keyboard.press("Enter")
    assert "某数据服务部" in tab.locator("aside h2").text_content()
    assert count(tab, "[data-node][tabindex='0']") == 1
    world = tab.locator(".picture > g").first
    before = world.get_attribute("transform")
    tab.keyboard.press("+")
    assert world.get_attribute("transform") != before
    tab.keyboard.press("0")
    tab.keyboard.press("Escape")


def test_nodes_and_lines_have_names_for_those_who_do_not_see(tab: Any) -> None:
    assert tab.locator("[data-node='0']").get_attribute("aria-label") == "钱某1，自然人，数据源头"
    labels = tab.evaluate(
        "[...document.querySelectorAll('[data-edge]')].map(e => e.getAttribute('aria-label'))"
    )
    assert all(labels) and "¥30,000" in labels[0]


def test_ask_again_shows_the_texts(tab: Any) -> None:
    tab.get_by_text("再问一次").click()
    texts = [box.input_value() for box in tab.locator("aside textarea").all()]
    assert texts == [fraud().ask_again[way] for way in ("kg", "sparql")]


@pytest.mark.parametrize(("name", "magic"), [("SVG", b"<svg"), ("PNG", b"\x89PNG")])
def test_the_picture_can_be_saved(tab: Any, tmp_path: Path, name: str, magic: bytes) -> None:
    with tab.expect_download() as waiting:
        tab.get_by_text(name, exact=True).click()
    waiting.value.save_as(tmp_path / "saved")
    content = (tmp_path / "saved").read_bytes()
    assert content.startswith(magic) and len(content) > 20_000


def test_hidden_counts_and_gaps_are_said(tab: Any) -> None:
    assert "1,240" in tab.locator(".hidden-count").all_text_contents()[-1]
    tab.locator(".gaps").click()
    text = tab.locator("aside").text_content()
    assert "三张二级卡缺少开户资料。" in text and "另有 1,240 个银行账户未画出" in text


def test_pyvis_pages_ask_nobody_and_execute_nothing(opened: Open, schema: Schema) -> None:
    tab = opened(pyvis_page(hostile_chain(), schema))
    tab.locator("canvas").wait_for()
    tab.mouse.move(700, 450)
    assert tab.evaluate("window.__pwn") is None
    things = "network.body.data.nodes.get().filter(n => typeof n.id === 'number').length"
    assert tab.evaluate(things) == len(hostile_chain().nodes)


def test_a_pyvis_page_fills_the_window_and_says_what_is_what(opened: Open, schema: Schema) -> None:
    tab = opened(pyvis_page(fraud(), schema, lang="en"), (1024, 768))
    canvas = tab.locator("canvas").bounding_box()
    assert canvas["width"] == 1024 and canvas["height"] >= 0.75 * 768
    headings = tab.evaluate(
        "network.body.data.nodes.get().filter(n => n.shape === 'text').map(n => [n.x, n.label])"
    )
    assert headings == sorted(headings) and len(headings) > 5
    legend = tab.locator(".page-foot").text_content()
    assert "bank account" in legend and "money flow" in legend and "hollow: a victim" in legend
    letters = "nodes.get().filter(n => n.label.trim()).map(n => n.font.size * network.getScale())"
    assert min(tab.evaluate(letters)) >= 11


def test_a_pyvis_page_that_is_larger_than_its_window_opens_readable_at_its_first_column(
    opened: Open, schema: Schema
) -> None:
    tab = opened(pyvis_page(fraud(30, (12, 24, 26, 16)), schema, lang="en"), (1024, 768))
    letters = """[...nodes.get(), ...edges.get()].filter(one => one.label.trim())
      .map(one => one.font.size * network.getScale())"""
    left = "Math.min(...nodes.getIds().map(id => network.getBoundingBox(id).left))"
    assert min(tab.evaluate(letters)) >= 10.99
    assert 0 <= tab.evaluate(f"network.canvasToDOM({{x: {left}, y: 0}}).x") < 40
    tab.get_by_role("button", name="Show all of it").click()
    right = "Math.max(...nodes.getIds().map(id => network.getBoundingBox(id).right))"
    assert tab.evaluate(f"network.canvasToDOM({{x: {right}, y: 0}}).x") <= 1024
    assert tab.locator("#larger").is_hidden()


def test_captions_in_pyvis_lie_over_no_other_and_the_largest_are_told_all_the_same(
    opened: Open, schema: Schema
) -> None:
    chain = fraud(30, (12, 24, 26, 16))
    tab = opened(pyvis_page(chain, schema, lang="en"), (1440, 900))
    drawn = tab.evaluate("edges.get().map(e => e.label)")
    told = tab.locator(".page-foot").text_content()
    assert any(label.strip() for label in drawn) and "no room for their captions" in told
    largest = max(chain.edges, key=lambda edge: max(edge.totals.values(), default=0))
    amount = shorts(largest.totals, "en")
    assert amount in drawn or amount in told


def test_who_the_first_sentence_names_is_marked_in_pyvis(opened: Open, schema: Schema) -> None:
    chain = fraud()
    told, guest = chain.nodes[0], chain.nodes[-1]
    said = Message("as-stored", zh=f"{told.handle}", en=f"{told.handle} and {guest.handle}")
    part = HeadlinePart("lies", said, handles=(told.handle, guest.handle))
    tab = opened(pyvis_page(chain, schema, lang="en", headline=Headline((part,))))
    marked = tab.evaluate("nodes.get().filter(n => n.font.background).map(n => [n.id, n.label])")
    assert [at for at, _ in marked] == [0, len(chain.nodes) - 1]
    assert marked[0][1].endswith(f"\n{told.handle}") and guest.handle in marked[1][1]


def test_accounts_drawn_on_their_holder_have_no_text_in_pyvis(opened: Open, schema: Schema) -> None:
    tab = opened(pyvis_page(fraud(), schema, lang="en"), (1024, 768))
    labels = tab.evaluate("nodes.get().map(n => n.label)")
    assert not [label for label in labels if label is None or str(label).isdigit()]
