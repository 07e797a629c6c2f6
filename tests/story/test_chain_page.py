"""The chain page of the demo in Chromium: every node is clicked, in both languages.

What is lit is what a slow twin reaches over the drawn payments, and every number of a panel is one
that ``kg show --json`` or ``kg trace --json`` gives.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from panels import click_all, number, summed, told_sums
from told import Told, traced

from kg.model import Chain, Precision
from kg.records import to_plain
from kg.views.page_data import data_of
from tests.command_line import answer
from tests.depth import by_depth
from tests.views.follow_twin import SECOND, Paid, reach

pytestmark = pytest.mark.browser
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WIDTH = {Precision.SECOND: SECOND, Precision.MINUTE: 60 * SECOND, Precision.DAY: 86_400 * SECOND}
HELD = ("HoldsAccount", "HoldsWallet")
LANGS = ("zh", "en")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Return a demo of this module's own: whatever is saved in a case is read for each panel."""
    told = traced(tmp_path_factory.mktemp("paged"))
    yield told
    told.case.close()


@pytest.fixture(scope="module")
def chain(first: Told) -> Chain:
    assert first.trace.seeds
    return first.case.chain(trace="victims", name="clicked")


@pytest.fixture(scope="module")
def page(first: Told, chain: Chain, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("clicked") / "chain.html"
    first.case.export(out, chain.name, lang="zh")
    return out


@pytest.fixture(scope="module")
def tab(browser: Any, page: Path) -> Iterator[Any]:
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    opened = context.new_page()
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda message: wrong.append(message.text))
    opened.goto(f"{page.as_uri()}#things")
    yield opened
    context.close()
    assert not wrong


def spoken(tab: Any, lang: str) -> Any:
    """Return the page in that language."""
    if not tab.locator("html").get_attribute("lang").startswith(lang):
        tab.locator(".language").click()
    return tab


def microseconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


@pytest.fixture(scope="module")
def paid(first: Told, chain: Chain) -> list[Paid]:
    """The drawn payments, each with the file that SQL says tells it."""
    flowing = {row[0]: row[1] for row in first.rows("SELECT id, sha256 FROM transfer")}
    return [
        Paid(
            line,
            place,
            edge.source,
            edge.target,
            microseconds(link.start),
            WIDTH[link.precision],
            link.currency,
            flowing[link.id],
        )
        for line, edge in enumerate(chain.edges)
        if edge.kind == "Transfer"
        for place, link in enumerate(edge.links)
        if link.id in flowing and link.start
    ]


def own(chain: Chain, thing: str) -> list[tuple[str, int, int]]:
    """Return a thing itself and what it holds, each with the time in which it does."""
    found = [(thing, -(1 << 62), 1 << 62)]
    for edge in chain.edges:
        if edge.source != thing or edge.kind not in HELD:
            continue
        dated = [k for k in edge.links if k.start or k.end] or edge.links
        for link in dated:
            since = microseconds(link.start) if link.start else -(1 << 62)
            until = microseconds(link.end) + WIDTH[link.precision] if link.end else 1 << 62
            found.append((edge.target, since, until))
    return found


def twin_of(chain: Chain, paid: list[Paid], thing: str) -> dict[int, set[int]]:
    mine = own(chain, thing)
    reached: set[int] = set()
    for backward in (False, True):
        seeds = {
            n
            for n, one in enumerate(paid)
            for account, since, until in mine
            if account == (one.target if backward else one.source)
            and one.start + one.width > since
            and one.start < until
        }
        reached |= reach(paid, seeds, backward=backward)
    lit: dict[int, set[int]] = {}
    for n in reached:
        lit.setdefault(paid[n].line, set()).add(paid[n].place)
    return lit


@pytest.fixture(scope="module", params=LANGS)
def clicked(tab: Any, request: pytest.FixtureRequest) -> tuple[str, list[dict[str, Any]]]:
    """Click every node, and return what each click lights and what its panel says."""
    lang: str = request.param
    opened = spoken(tab, lang)
    return lang, click_all(opened, lang)


def test_every_node_lights_what_the_twin_reaches(
    clicked: tuple[str, list[dict[str, Any]]], chain: Chain, paid: list[Paid]
) -> None:
    parts = 0
    assert len(clicked[1]) == len(chain.nodes)
    for node, found in zip(chain.nodes, clicked[1], strict=True):
        lit = {
            line: set(map(int, rows.split(",")))
            for line, rows, _ in found["lines"]
            if chain.edges[line].kind == "Transfer"
        }
        assert lit == twin_of(chain, paid, node.entity.id), node.handle
        for line, rows, said in found["lines"]:
            reached, whole = len(rows.split(",")), len(chain.edges[line].links)
            assert said.endswith(f" {reached}/{whole}") == (reached < whole)
            parts += reached < whole
    assert parts


def test_the_dealer_lies_downstream_of_every_victim_and_they_upstream(
    clicked: tuple[str, list[dict[str, Any]]], chain: Chain
) -> None:
    victims = {
        at
        for at, node in enumerate(chain.nodes)
        if node.stage == "Victimisation" and node.entity.kind == "Person"
    }
    dealer = dealer_of(chain)
    assert len(victims) == 20 and victims <= set(clicked[1][dealer]["nodes"])
    assert all(dealer in clicked[1][victim]["nodes"] for victim in victims)


def dealer_of(chain: Chain) -> int:
    (dealer,) = (at for at, node in enumerate(chain.nodes) if "alleged:OtcDealer" in node.roles)
    return dealer


def test_a_path_is_told_step_by_step_in_time(tab: Any, chain: Chain) -> None:
    opened = spoken(tab, "en")
    victim = next(
        at
        for at, node in enumerate(chain.nodes)
        if node.stage == "Victimisation" and node.entity.kind == "Person"
    )
    dealer = dealer_of(chain)
    opened.locator(f"[data-node='{victim}']").dispatch_event("click")
    opened.locator(f"[data-node='{dealer}']").dispatch_event("click", {"shiftKey": True})
    rows = opened.locator(".step").evaluate_all("all => all.map(e => e.dataset.step)")
    steps = [tuple(map(int, row.split("."))) for row in rows]
    links = [chain.edges[line].links[place] for line, place in steps]
    flows = [link for link in links if link.kind == "Transfer"]
    assert len(flows) >= 2
    for one, other in itertools.pairwise(flows):
        assert one.target == other.source
        assert timedelta(0) <= other.start - one.start <= timedelta(hours=72)  # type: ignore[operator]
    texts = opened.locator(".steps li").all_inner_texts()
    for link, text in zip(links, texts, strict=True):
        assert not link.amount or f"¥{link.amount:,.2f}".rstrip("0").rstrip(".") in text
        assert "line" in text or "row" in text
    other = next(
        at
        for at, node in enumerate(chain.nodes)
        if node.stage == "Victimisation" and node.entity.kind == "Person" and at != victim
    )
    opened.locator(f"[data-node='{victim}']").dispatch_event("click")
    opened.locator(f"[data-node='{other}']").dispatch_event("click", {"shiftKey": True})
    assert "no path in time" in opened.locator(".walk").inner_text()
    assert opened.locator(".edge.lit").count() == 0
    spoken(tab, "zh")
    assert "没有时间上成立的路径" in opened.locator(".walk").inner_text()


@pytest.fixture(scope="module")
def shown(first: Told, chain: Chain) -> list[dict[str, Any]]:
    """Return what ``kg show --json`` prints of each node."""
    return [to_plain(first.case.lookup.show(node.handle)) for node in chain.nodes]


def test_every_panel_has_the_numbers_of_show_and_trace(
    clicked: tuple[str, list[dict[str, Any]]],
    first: Told,
    chain: Chain,
    shown: list[dict[str, Any]],
) -> None:
    trace = to_plain(first.trace)
    seen = 0
    for node, found, known in zip(chain.nodes, clicked[1], shown, strict=True):
        told = told_sums(found, node.handle)
        assert told == summed(known, first.case.lookup.handle), node.handle
        seen += len(told)
        wanted = [
            Decimal(one[key]) / trace["scale"][one["currency"]]
            for one in trace["accounts"]
            if one["account"] == node.entity.id
            for key in ("received", "passed_on", "kept")
        ]
        assert [number(text)[0] for part in found["traced"] for text in part] == wanted
    assert seen > 100


def test_a_victims_report_is_not_added_to_the_transfer_that_it_reports(
    tab: Any, first: Told, chain: Chain
) -> None:
    """The first receiver of the most victims: each reported, each report answered by a payment."""
    counts = {node.entity.id: 0 for node in chain.nodes}
    for edge in chain.edges:
        if edge.kind == "ReportedLoss":
            counts[edge.target] += len(edge.links)
    at, node = max(enumerate(chain.nodes), key=lambda one: counts[one[1].entity.id])
    reports = [
        link.amount
        for edge in chain.edges
        if edge.kind == "ReportedLoss" and edge.target == node.entity.id
        for link in edge.links
    ]
    known = answer("show", first.folder / "case", node.handle)
    received = Decimal(known["totals"][0]["received"])
    assert sum(reports) > received / 2
    opened = spoken(tab, "zh")
    opened.locator(f"[data-node='{at}']").dispatch_event("click")
    panel = opened.locator("aside").inner_text()
    assert f"¥{received.normalize():,}" in panel
    assert f"{received + sum(reports):,}" not in panel


def test_the_page_is_told_each_payment_once(page: Path, chain: Chain, paid: list[Paid]) -> None:
    """What the page follows are the payments that SQL has, at their own times."""
    told = data_of(page.read_bytes())
    base = told["follow"]["base"]
    moments = {
        (line, place): base + moment[0]
        for line, edge in enumerate(told["edges"])
        for place, moment in enumerate(edge.get("moments", ()))
        if moment
    }
    assert moments == {(one.line, one.place): one.start for one in paid}


def test_sixty_nodes_take_no_more_than_220_kb(first: Told, tmp_path: Path) -> None:
    sixty = first.case.chain(trace="victims", limit=60, name="sixty")
    assert len(sixty.nodes) == 60
    (out,) = first.case.export(tmp_path / "sixty.html", sixty)
    assert out.stat().st_size <= 220_000


EVERY = by_depth(4, 1)
"""One in so many lines is clicked."""
PANELS = """step => {
  const amounts = title => [...document.querySelectorAll('aside dt')]
    .filter(dt => dt.textContent === title)
    .flatMap(dt => [...dt.nextElementSibling.querySelectorAll('.figure')].map(e => e.textContent));
  return [...document.querySelectorAll('[data-edge]')]
    .sort((a, b) => a.dataset.edge - b.dataset.edge)
    .filter((_, at) => at % step === 0)
    .map(line => {
      line.dispatchEvent(new MouseEvent('click', {bubbles: true}));
      const rows = [...document.querySelectorAll('aside .row')];
      return {
        total: amounts('合计'), traced: amounts('追踪到'), rows: rows.length,
        count: [...document.querySelectorAll('aside dt')]
          .find(dt => dt.textContent === '链接').nextElementSibling.textContent,
        amounts: rows.map(row => row.querySelector('strong.figure').textContent),
      };
    });
}"""


@pytest.fixture(scope="module")
def told(first: Told, chain: Chain) -> dict[str, Any]:
    """Return what ``kg chain --json`` prints of the same chain."""
    known = answer("chain", first.folder / "case", "--trace", "victims", "--as", chain.name)
    assert [node["entity"]["id"] for node in known["nodes"]] == [n.entity.id for n in chain.nodes]
    return known


def sums_of(totals: dict[str, str]) -> list[Decimal]:
    return sorted(map(Decimal, totals.values()))


def test_every_panel_of_a_line_has_the_numbers_of_the_json(tab: Any, told: dict[str, Any]) -> None:
    panels = spoken(tab, "zh").evaluate(PANELS, EVERY)
    assert len(told["edges"]) > 100
    for panel, edge in zip(panels, told["edges"][::EVERY], strict=True):
        assert sorted(number(text)[0] for text in panel["total"]) == sums_of(edge["totals"])
        assert sorted(number(text)[0] for text in panel["traced"]) == sums_of(edge["traced"])
        assert int(panel["count"].replace(",", "")) == len(edge["links"])
        assert panel["rows"] == min(200, len(edge["links"]))
        amounts = [link["amount"] for link in edge["links"] if link["amount"] is not None]
        shown = [number(text)[0] for text in panel["amounts"] if text]
        assert sorted(shown) == sorted(map(Decimal, amounts))[: len(shown)] or len(amounts) > 200


def test_the_panel_of_the_whole_and_its_first_sentence_are_those_of_the_json(
    tab: Any, told: dict[str, Any]
) -> None:
    opened = spoken(tab, "zh")
    opened.get_by_role("button", name="概览", exact=True).last.click()
    counts = opened.locator("aside .counts b").all_inner_texts()
    rows = sum(len(edge["links"]) for edge in told["edges"])
    assert [int(text) for text in counts] == [len(told["nodes"]), len(told["edges"]), rows]
    text = opened.locator("aside").inner_text()
    for one in told["hidden"]:
        assert re.search(rf"{one['count']:,} 个", text)
    for said in (*told["gaps"], *told["banners"]):
        assert masked_alike(said["zh"], text)
    sentence = opened.locator(".headline p").inner_text()
    assert figures(sentence) == figures(told["first_sentence"]["text"]["zh"])
    opened.keyboard.press("Escape")


def figures(text: str) -> list[str]:
    """Return the amounts, counts and dates of a sentence, without names and numbers of accounts."""
    return re.findall(r"\d[\d,]*\.\d\d|\d{4}-\d\d-\d\d|(?<= )\d+(?= [名个级处人])", text)


def masked_alike(said: str, text: str) -> bool:
    """Say whether a sentence stands there, but for what is masked: its Chinese runs, in order."""
    runs = [run for run in re.findall(r"[\u4e00-\u9fff]{4,}", said) if run in text]
    return bool(runs) or said in text


def test_who_lies_up_and_downstream_is_listed_as_it_is_lit(tab: Any, chain: Chain) -> None:
    opened = spoken(tab, "zh")
    dealer = dealer_of(chain)
    opened.locator(f"[data-node='{dealer}']").dispatch_event("click")
    lit = opened.locator(".node.lit").evaluate_all("all => all.map(e => +e.dataset.node)")
    listed: set[int] = set()
    for way in ("up", "down"):
        button = opened.locator(f"[data-way={way}]")
        many = number(button.inner_text().split()[-1])[0]
        button.click()
        members = opened.locator("aside [data-member]")
        assert members.count() == many
        listed |= set(members.evaluate_all("all => all.map(e => +e.dataset.member)"))
        opened.locator("aside .end").click()
    assert listed | {dealer} <= set(lit)
    assert len(set(lit) - listed) <= 1 + sum(e.kind in HELD for e in chain.edges)


def test_the_rows_of_one_thing_are_a_table_of_their_own(tab: Any, chain: Chain) -> None:
    opened = spoken(tab, "zh")
    thing = chain.nodes[dealer_of(chain)].entity.id
    opened.locator(f"[data-node='{dealer_of(chain)}']").dispatch_event("click")
    opened.locator("[data-open=rows]").click()
    rows = [e for e in chain.edges if thing in (e.source, e.target)]
    assert opened.locator("main.table tbody tr").count() == sum(len(e.links) for e in rows)
    opened.locator("[data-only]").click()
    every = sum(len(edge.links) for edge in chain.edges)
    assert opened.locator("main.table tbody tr").count() == min(every, 2_000)
    opened.locator("[data-view=chain]").click()


def test_the_keyboard_alone_leads_from_the_search_to_the_evidence(tab: Any, chain: Chain) -> None:
    opened = spoken(tab, "zh")
    dealer = chain.nodes[dealer_of(chain)]
    opened.keyboard.press("Escape")
    opened.evaluate("document.activeElement.blur()")
    opened.keyboard.press("/")
    opened.keyboard.type(dealer.handle)
    opened.keyboard.press("Enter")
    assert opened.locator("aside h2").is_visible()
    for _ in range(400):
        opened.keyboard.press("Tab")
        if opened.evaluate("!!document.activeElement.closest('aside .links .link')"):
            break
    opened.keyboard.press("Enter")
    assert opened.locator("aside .row .evidence .place").first.is_visible()
    opened.keyboard.press("Escape")
    assert not opened.locator("aside").is_visible()
