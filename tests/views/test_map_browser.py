"""The map in Chromium: from a disk, without a network, by search, mouse and keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from map_cases import made_case, small_case
from test_map_page import hostile_case

from kg.model import CaseMap, PairSum
from kg.schema import Schema
from kg.views.map.map_page import map_page

pytestmark = pytest.mark.browser
Open = Callable[..., Any]


def shown(opened: Open, case: CaseMap, schema: Schema, **options: Any) -> Any:
    tab = opened(map_page(case, schema, **options))
    tab.wait_for_selector("html[data-ready=yes]")
    return tab


@pytest.fixture
def tab(opened: Open, schema: Schema) -> Any:
    return shown(opened, small_case(), schema)


def labels_of(tab: Any) -> list[dict[str, Any]]:
    # What a click asks for is painted in the next frame, so the labels are read after that one.
    return list(
        tab.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => "
            "requestAnimationFrame(() => done(__map.written()))))"
        )
    )


def search(tab: Any, text: str) -> list[str]:
    tab.locator("#search").fill(text)
    tab.locator("aside h2", has_text=f"“{text}”").wait_for()
    return list(tab.locator("aside .list .row").all_text_contents())


def test_the_overview_counts_the_case(tab: Any) -> None:
    case = small_case()
    assert tab.locator("aside .counts b").all_text_contents()[:2] == [
        str(len(case.things)),
        str(sum(pair.count for pair in case.pairs)),
    ]
    assert "内部" in tab.locator(".bar").text_content()
    assert "已脱敏" in tab.locator("aside").text_content()
    names = [label["text"] for label in labels_of(tab)]
    assert any("电话号码 ×7" in name for name in names)


def test_the_first_sentence_says_what_when_how_much_who_and_what_is_cut(
    tab: Any, opened: Open, schema: Schema
) -> None:
    said = tab.locator(".lead").text_content()
    for part in (
        "15 个事物",
        "自然人 ×8、电话号码 ×7",
        "2024-03-18",
        "51,360.6",
        "甲某1 (P1) 与",
        "全部内容",
    ):
        assert part in said, part
    assert "USDT" in said
    cut = shown(opened, replace(small_case(), left_out={"Person": 12}), schema)
    assert "自然人：12 个" in cut.locator(".lead").text_content()
    assert "上限：100,000" in cut.locator("aside").text_content()


def test_the_picture_is_saved_with_sentence_legend_and_marking(tab: Any, tmp_path: Path) -> None:
    for suffix in ("svg", "png"):
        with tab.expect_download() as waiting:
            tab.locator(f"button.{suffix}").click()
        waiting.value.save_as(tmp_path / f"map.{suffix}")
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
    texts = (tmp_path / "map.svg").read_text("utf-8")
    for part in ("15 个事物", "自然人", "电话号码 ×7", "内部", "线索，非司法会计鉴定意见"):
        assert part in texts, part


def test_search_finds_names_handles_kinds_relations_and_amounts(tab: Any) -> None:
    assert len(search(tab, "甲某1")) == 1
    assert "乙某1" in search(tab, "p3")[0]
    assert len(search(tab, "电话号码")) == 7
    assert len(search(tab, "同住")) == 1
    for amount in ("50000", "50,000.00", "5万", "¥50000"):
        assert any("甲某2 → 乙某1" in row for row in search(tab, amount)), amount
    assert any("甲某1" in row and "流出" in row for row in search(tab, "1250.5"))
    assert "甲某2 → 乙某1" in search(tab, ">40000")[-1]
    assert search(tab, "没有这个") == []
    assert "未找到" in tab.locator("#found-count").text_content()


def test_a_panel_says_what_the_case_says_to_the_last_digit(tab: Any) -> None:
    search(tab, "甲某1")
    tab.locator("aside .list .row").first.click()
    text = tab.locator("aside").text_content()
    assert "123,456,789,012,345,678,901.000000000000000001 USDT" in text
    assert "¥1,250.5" in text and "¥0.1" in text and "P1" in text
    assert tab.locator("aside .copyable input").first.input_value() == "kg show CASE P1"
    search(tab, "甲某2")
    tab.locator("aside .list .row").first.click()
    names = tab.locator("aside section dt").all_text_contents()
    figures = tab.locator("aside section dd").all_text_contents()
    assert list(zip(names, figures, strict=True)) == [
        ("流入 · 转账", "¥1,253.5 (3 条)"),
        ("流入 · 转账", "123,456,789,012,345,678,901.000000000000000001 USDT (1 条)"),
        ("流出 · 转账", "¥50,003 (2 条)"),
    ]
    explained = [one.input_value() for one in tab.locator("aside .list .copyable input").all()]
    assert explained == ["kg explain CASE T2"]


def test_a_click_opens_the_thing_or_its_cluster(opened: Open, schema: Schema) -> None:
    tab = shown(opened, made_case(2_000, 3_000), schema)
    box = tab.locator("canvas").bounding_box()
    for _ in range(3):
        tab.keyboard.press("-")
    at = tab.evaluate("__map.cluster(0)")
    tab.mouse.click(box["x"] + at[0], box["y"] + at[1])
    panel = tab.locator("aside")
    assert "其中（相连最多者在前）" in panel.text_content()
    panel.locator(".wide").click()
    assert tab.evaluate("__map.view.k") > 0
    panel.locator(".list .row").first.click()
    name = panel.locator("h2").text_content()
    number = tab.evaluate("name => __map.find(name)", name)
    place = tab.evaluate("n => __map.at(n)", number)
    tab.keyboard.press("Escape")
    tab.mouse.click(box["x"] + place[0], box["y"] + place[1])
    assert panel.locator("h2").text_content() == name
    assert "所在群落" in panel.text_content()


def test_the_keyboard_goes_everywhere(opened: Open, schema: Schema) -> None:
    tab = shown(opened, made_case(2_000, 3_000), schema)
    tab.locator("canvas").focus()
    for key in ("ArrowRight", "ArrowRight"):
        tab.keyboard.press(key)
    first = tab.locator(".live").text_content()
    assert first
    tab.keyboard.press("Enter")
    assert "其中（相连最多者在前）" in tab.locator("aside").text_content()
    before = tab.evaluate("__map.view.k")
    tab.keyboard.press("Enter")
    assert tab.evaluate("__map.view.k") > before
    assert "kg show CASE" in tab.locator("aside .copyable input").first.input_value()
    was = tab.locator(".live").text_content()
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        tab.keyboard.press(key)
    assert tab.locator(".live").text_content() != "" != was
    tab.keyboard.press("0")
    tab.keyboard.press("/")
    tab.keyboard.type("甲某12")
    tab.keyboard.press("Enter")
    assert tab.locator("aside h2").text_content().startswith("甲某12")
    tab.keyboard.press("Escape")
    tab.keyboard.press("Escape")
    assert tab.locator("#search").input_value() == ""


def test_the_language_switches_everything(tab: Any) -> None:
    tab.locator(".language").click()
    assert tab.locator("html").get_attribute("lang") == "en"
    text = tab.locator("body").inner_text()
    assert "things" in text and "phone number" in text.lower() and "群落" not in text
    names = " ".join(label["text"] for label in labels_of(tab))
    assert "around" in names and "中心" not in names


def test_names_lie_over_no_other_name_and_can_be_read(opened: Open, schema: Schema) -> None:
    for size in ((1440, 900), (1024, 768)):
        tab = opened(map_page(made_case(2_000, 3_000), schema), size)
        tab.wait_for_selector("html[data-ready=yes]")
        tab.keyboard.press("+")
        tab.wait_for_timeout(300)
        labels = labels_of(tab)
        boxes = sorted({tuple(label["box"]) for label in labels})
        assert len(boxes) > 5 and min(label["size"] for label in labels) >= 11
        for at, (left, top, right, bottom) in enumerate(boxes):
            for other in boxes[at + 1 :]:
                assert (
                    left >= other[2] or right <= other[0] or top >= other[3] or bottom <= other[1]
                )
        pane = tab.locator("canvas").bounding_box()
        assert pane["height"] > 0.85 * size[1] and pane["width"] > 0.65 * size[0]


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
def test_every_cluster_that_can_be_seen_has_a_name(
    opened: Open, schema: Schema, size: tuple[int, int]
) -> None:
    tab = opened(map_page(made_case(6_000, 9_000), schema), size)
    tab.wait_for_selector("html[data-ready=yes]")
    for _ in range(3):
        tab.keyboard.press("-")
        tab.wait_for_timeout(300)
        boxes = sorted({tuple(label["box"]) for label in labels_of(tab)})
        discs = [(x, y, r) for x, y, r in tab.evaluate("__map.clusters()") if r >= 24]
        assert len(boxes) >= len(discs)
        for x, y, r in discs:
            near = [
                abs(x - min(max(x, left), right)) <= r + 12
                and abs(y - min(max(y, top), bottom)) <= r + 20
                for left, top, right, bottom in boxes
            ]
            assert any(near), (x, y, r)
        for at, (left, top, right, bottom) in enumerate(boxes):
            assert not [
                other
                for other in boxes[at + 1 :]
                if left < other[2] and right > other[0] and top < other[3] and bottom > other[1]
            ]


def test_without_dates_and_amounts_it_says_so_and_counts_relations(
    opened: Open, schema: Schema
) -> None:
    small = small_case()
    pairs = tuple(
        PairSum(one.source, one.target, "RelatedTo", "KNOWS_SN", count=one.count, link=one.link)
        for one in small.pairs
        if one.source != one.target
    )
    officer = replace(small.things[0], values={"name": ("甲某1",), "recordedAs": ("Officer",)})
    case = replace(small, things=(officer, *small.things[1:]), pairs=pairs)
    tab = shown(opened, case, schema, lang="en")
    said = tab.locator(".lead").text_content()
    assert "no dates" in said and "no amount is recorded; most links are knows sn ×" in said
    assert "(P3) joined to 3" in said and "person (Officer) ×1" in said
    names = [label["text"] for label in labels_of(tab)]
    assert len(search(tab, "KNOWS_SN")) == len(pairs) and names


def test_kinds_can_be_hidden(tab: Any) -> None:
    tab.locator("aside .kind input").first.uncheck()
    tab.locator("aside .kind input").first.check()
    assert tab.locator("aside .kind").count() == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_text_executes_nothing(opened: Open, schema: Schema, lang: str) -> None:
    tab = shown(opened, hostile_case(), schema, lang=lang)
    search(tab, "pwn")
    rows = tab.locator("aside .list .row")
    for at in range(rows.count()):
        search(tab, "pwn")
        rows.nth(at).click()
    tab.keyboard.press("Escape")
    assert tab.evaluate("window.__pwn") is None
    assert tab.locator("img, iframe, b:has(svg), a[href]").count() == 0


def test_what_is_left_out_is_said(opened: Open, schema: Schema) -> None:
    small = small_case()
    left = {small.things[0].id: 3}
    case = CaseMap("某案", small.things, small.pairs, left_out={"Person": 12}, pairs_left=left)
    tab = shown(opened, case, schema)
    assert "12" in tab.locator("aside .bullets").text_content()
    search(tab, "甲某1")
    tab.locator("aside .list .row").first.click()
    assert "3 条连线未收入本文件" in tab.locator("aside").text_content()
