"""Every picture at three sizes and in both languages: nothing covered, nothing too small, named.

The picture is the one that the page itself chooses for the size.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from chains import Story, banks, fraud
from legibility import SIZES, legibility, opened_groups
from test_columns import star

from kg.chain.headline import headline
from kg.messages import Message
from kg.model import Chain, Headline, HeadlinePart
from kg.schema import Schema
from kg.views.page import page
from kg.views.page_data import inflated
from kg.views.page_levels import named_words
from kg.views.palette import MARKER
from kg.views.svg import svg

pytestmark = pytest.mark.browser
Open = Callable[..., Any]
PICTURES: dict[str, Callable[[], tuple[Chain, tuple[str, ...]]]] = {
    "sixty": lambda: (fraud(), ()),
    "hundred and fifty": lambda: (fraud(30, (12, 24, 26, 16)), ()),
    "banks": lambda: (banks(), ()),
    "star": lambda: (star(30), ("m",)),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PICTURES)
def test_labels_are_read_at_every_size(
    opened: Open, schema: Schema, name: str, size: tuple[int, int]
) -> None:
    chain, starts = PICTURES[name]()
    first = headline(chain, None, schema)
    tab = opened(page(chain, schema, headline=first, starts=starts), size, detail="")
    for _ in ("zh", "en"):
        told = legibility(tab)
        assert not told["covered"] and not told["small"]
        assert told["named"] >= 0.8
        assert told["amounts_said"] == told["amounts"]
        assert told["picture"] >= (0.6 if size[1] < 800 else 0.75)
        tab.locator(".language").click()


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("detail", ["overview", "groups"])
def test_no_label_of_a_group_is_cut_inside_its_word(
    opened: Open, schema: Schema, name: str, detail: str
) -> None:
    chain, starts = PICTURES[name]()
    size = (1280, 800) if detail == "overview" else (1440, 900)
    tab = opened(page(chain, schema, starts=starts, lang="en"), size, detail=detail)
    told = tab.locator(
        ".node.group .name, .second[data-names]:not([data-names=''])"
    ).all_text_contents()
    pills = tab.locator(".hidden-count text").all_text_contents()
    heads = tab.locator(".heads text").all_text_contents()
    assert not [text for text in (*told, *pills, *heads) if re.search("[a-z]…", text)]


def test_an_amount_stands_at_its_line_or_is_led_to_it(opened: Open, schema: Schema) -> None:
    for detail in ("overview", "groups", "things"):
        tab = opened(page(fraud(30, (12, 24, 26, 16)), schema), detail=detail)
        told = tab.evaluate("""() => [...document.querySelectorAll('.amounts .amount')]
          .filter(e => e.getAttribute('visibility') !== 'hidden').map(e => {
            const line = document.querySelector(`.edge[data-line="${e.dataset.label}"]`);
            const path = line.querySelector('.stroke');
            const at = e.transform.baseVal[0].matrix;
            let near = Infinity;
            for (let n = 0; n <= 200; n++) {
              const on = path.getPointAtLength(path.getTotalLength() * n / 200);
              near = Math.min(near, Math.hypot(on.x - at.e, on.y - at.f + 3.8));
            }
            return [near, !!line.querySelector('.leader')];
          })""")
        assert len(told) > 3
        assert not [near for near, led in told if near > 14 and not led]


def test_a_bundle_says_how_many_rows_it_sums_up(opened: Open, schema: Schema) -> None:
    tab = opened(page(fraud(30, (12, 24, 26, 16)), schema, lang="en"), detail="overview")
    level = inflated(tab.evaluate("document.getElementById('chain').textContent"))["levels"][0]
    bundles = 0
    for at, line in enumerate(level["lines"]):
        told = tab.locator(f".amounts [data-label='{at}']").text_content()
        if line["source"] != line["target"] and len(line["edges"]) > 1:
            bundles += 1
            assert f" · {line['count']} rows" in told
        else:
            assert "rows" not in told
    assert bundles > 5


@pytest.mark.parametrize("detail", ["overview", "groups", "finer"])
def test_an_opened_group_covers_nothing(opened: Open, schema: Schema, detail: str) -> None:
    chain = fraud(120, (24, 60, 60, 40)) if detail == "finer" else fraud(30, (12, 24, 26, 16))
    tab = opened(page(chain, schema), detail=detail)
    assert legibility(tab)["level"] == detail
    seen = 0
    for members, told in itertools.islice(opened_groups(tab), 5 if detail == "finer" else 25):
        assert not told["covered"] and not told["small"]
        seen += members
    assert seen > 10


def test_what_stands_beside_one_thing_opens_below_it(opened: Open, schema: Schema) -> None:
    tab = opened(page(with_phones(5), schema), detail="groups")
    before = tab.locator("[data-node]").count()
    beside = tab.locator(".node.group").last
    beside.dispatch_event("click")
    assert tab.locator("[data-node]").count() == before + 5
    assert not legibility(tab)["covered"]


def with_phones(many: int) -> Chain:
    """Return a person with phones that nobody else has, and somebody whom he calls."""
    story = Story(Random(3))
    owner = story.person("赵某1", "CoreCrime", "FraudCaller")
    other = story.person("钱某2", "Victimisation", "Victim")
    story.link("Deceives", owner, other, day=1)
    for at in range(many):
        phone = story.entity("PhoneNumber", "CoreCrime", "links", msisdn=f"199****{at:04}")
        story.link("UsesPhone", owner, phone)
    return story.chain()


def test_a_group_opens_in_its_place_and_closes_again(opened: Open, schema: Schema) -> None:
    tab = opened(page(star(30), schema, starts=("m",)), detail="groups")
    groups = tab.locator(".node.group").count()
    before = tab.locator("[data-node]").count()
    group = tab.locator(".node.group").first
    many = int(group.locator(".badge").text_content())
    group.dispatch_event("click")
    assert tab.locator("[data-node]").count() == before + many
    assert tab.locator("aside [data-member]").count() == many
    tab.locator("[data-level=groups]").click()
    assert tab.locator(".node.group").count() == groups


def test_every_clause_leads_to_its_rows(opened: Open, schema: Schema) -> None:
    chain = fraud()
    tab = opened(page(chain, schema, headline=headline(chain, None, schema)))
    for part in headline(chain, None, schema).parts:
        clause = tab.locator(f"[data-clause={part.name}]")
        assert clause.text_content() == part.said.text("zh")
        clause.click()
        rows = tab.locator("aside [data-row]").count()
        assert rows == min(len(part.links), 200)
        if part.things and not rows:
            assert tab.locator("aside [data-member]").count() == min(len(part.things), 200)


@pytest.mark.parametrize("detail", ["overview", "groups", "things"])
def test_each_handle_of_the_first_sentence_is_marked(
    opened: Open, schema: Schema, detail: str
) -> None:
    chain = banks()
    first = headline(chain, None, schema)
    handles = {h for part in first.parts for h in part.handles if f"({h})" in first.text("zh")}
    assert len(handles) >= 2
    tab = opened(page(chain, schema, headline=first), detail=detail)
    assert set(tab.locator(".headline mark").all_text_contents()) == handles
    ringed = tab.locator(".node:has(.named):has(.tag-named) text.second").all_text_contents()
    assert handles <= {word for text in ringed for word in text.split()}
    assert not legibility(tab)["covered"]
    picture = svg(chain, schema, headline=first).decode()
    assert all(f">{handle}<" in picture for handle in handles)
    assert MARKER in picture and MARKER not in svg(chain, schema).decode()


def test_a_gap_is_found_by_the_names_that_it_tells(schema: Schema) -> None:
    chain = banks()
    node = chain.nodes[3]
    name = "TJe3oR…gU8a"
    entity = replace(node.entity, values={"name": (name,), "walletAddress": (name,)})
    nodes = [*chain.nodes[:3], replace(node, entity=entity), *chain.nodes[4:]]
    told = Message("as-stored", zh=f"未接上：{name}到的", en=f"not linked: what {name}x got")
    words = named_words(HeadlinePart("missing", told), replace(chain, nodes=tuple(nodes)), schema)
    assert words == [name]
    other = Message("as-stored", zh="A4 A41", en="A4")
    assert named_words(HeadlinePart("lies", other, ("x",), ("A4", "A1")), chain, schema) == ["A4"]


def lying(schema: Schema) -> tuple[Chain, Headline]:
    """Return a chain and where money lies: in a place that is drawn, and in one that is not."""
    chain = banks()
    drawn = chain.nodes[2].entity.id
    places = (
        (drawn, Message("as-stored", zh="甲 9", en="A 9")),
        ("no", Message("as-stored", zh="乙 3", en="B 3")),
    )
    said = HeadlinePart(
        "lies", Message("as-stored", zh="现在甲 9、其他 1 处 3", en="at A 9"), (drawn, "no")
    )
    return chain, Headline((said,), Message("subject-around", hops=2), places)


def test_a_clause_opens_every_place_where_money_lies(opened: Open, schema: Schema) -> None:
    chain, first = lying(schema)
    tab = opened(page(chain, schema, headline=first))
    tab.locator("[data-clause=lies]").click()
    assert tab.locator("aside ol li").all_text_contents() == ["甲 9", "乙 3"]
    assert "2 步以内" in tab.locator("h1").text_content()
    tab.emulate_media(media="print")
    tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert tab.locator(".print-end ol li").all_text_contents() == ["甲 9", "乙 3"]
    tab.evaluate("window.dispatchEvent(new Event('afterprint'))")
    tab.emulate_media(media="screen")
    tab.locator("[data-place='2']").click()
    assert tab.locator("[data-node='2'].picked").count() == 1
    assert "2 步以内" in svg(chain, schema, headline=first).decode()


def test_kinds_without_room_are_counted_and_unfold(opened: Open, schema: Schema) -> None:
    # so many kinds that no font is narrow enough for all of them
    story = Story(Random(5))
    people = [story.person(f"赵某{at}", "CoreCrime") for at in (1, 2)]
    story.link("Deceives", *people, day=1)
    for kind in schema.entity_kinds()[:30]:
        story.entity(kind.name, "CoreCrime", "links", name=f"钱某{kind.name}")
    tab = opened(page(story.chain(), schema, lang="en"), (1024, 768))
    more = tab.locator(".more-kinds")
    hidden = int(more.text_content().strip("+▾ "))
    bottom = tab.evaluate("document.querySelector('.filters').getBoundingClientRect().bottom + 5")
    chips = "[...document.querySelectorAll('.filters [data-filter]')]"
    bottoms = tab.evaluate(f"{chips}.map(e => e.getBoundingClientRect().bottom)")
    assert hidden == sum(at > bottom for at in bottoms) > 0
    more.click()
    tab.wait_for_selector(".more-kinds[aria-expanded=true]")
    seen = tab.evaluate(f"{chips}.every(e => e.getBoundingClientRect().bottom < innerHeight)")
    assert seen


def test_an_axis_without_its_empty_days_says_so(opened: Open, schema: Schema) -> None:
    days = [datetime(2024, 3, day, 4, tzinfo=UTC) for day in (1, 2, 3)]
    for dates, title, cuts in (
        (days, "Dates", 0),
        ([*days, days[0].replace(year=2030)], "Days, gaps cut out", 1),
    ):
        tab = opened(page(dated(dates), schema, lang="en"))
        assert tab.locator(".time-head .title").text_content() == title
        assert tab.locator(".histogram .cut").count() == cuts


def dated(moments: list[datetime]) -> Chain:
    """Return payments of one to another, one at each moment."""
    chain = banks()
    edge = next(edge for edge in chain.edges if edge.totals)
    links = tuple(replace(edge.links[0], id=f"l{n}", start=at) for n, at in enumerate(moments))
    ends = {edge.source, edge.target}
    nodes = tuple(node for node in chain.nodes if node.entity.id in ends)
    return replace(chain, nodes=nodes, edges=(replace(edge, links=links),))


def test_a_name_without_spaces_goes_on_in_the_next_row(opened: Open, schema: Schema) -> None:
    chain = banks()
    name = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerk"
    kind = next(n for n, node in enumerate(chain.nodes) if node.entity.kind != "BankAccount")
    entity = replace(chain.nodes[kind].entity, values={"name": (name,)})
    nodes = list(chain.nodes)
    nodes[kind] = replace(nodes[kind], entity=entity)
    tab = opened(page(replace(chain, nodes=tuple(nodes)), schema, lang="en"), (1024, 768))
    rows = tab.locator(f"[data-node='{kind}'] .name").all_text_contents()
    assert rows[0].endswith("-") and name.startswith(rows[0][:-1]) and len(rows[0]) > 4
    assert not legibility(tab)["covered"]


def test_the_word_of_a_file_stands_below_a_name_where_it_is_more_than_the_kind(
    opened: Open, schema: Schema
) -> None:
    chain = star(3)
    at = next(n for n, one in enumerate(chain.nodes) if one.entity.id == "m")
    own = schema.kind(chain.nodes[at].entity.kind).label("en")
    for word, is_said in (("Officer", True), (own.title(), False)):
        values = {**chain.nodes[at].entity.values, "recordedAs": (word,)}
        nodes = list(chain.nodes)
        nodes[at] = replace(nodes[at], entity=replace(nodes[at].entity, values=values))
        tab = opened(page(replace(chain, nodes=tuple(nodes)), schema, lang="en"))
        below = " ".join(tab.locator(f"[data-node='{at}'] .second").all_text_contents())
        assert (word in below) == is_said


def test_zooming_in_on_a_group_opens_it(opened: Open, schema: Schema) -> None:
    tab = opened(page(star(30), schema, starts=("m",)), detail="groups")
    before = tab.locator("[data-node]").count()
    at = tab.locator(".node.group .body").first.bounding_box()
    tab.mouse.move(at["x"] + 10, at["y"] + 10)
    for _ in range(8):
        tab.mouse.wheel(0, -120)
    tab.wait_for_timeout(200)
    assert tab.locator("[data-node]").count() > before
    sizes = tab.evaluate(
        "[...document.querySelectorAll('.picture .name')].map(e => e.getScreenCTM().a)"
    )
    assert {round(scale, 3) for scale in sizes} == {1}
