"""What a click lights in Chromium: the payments of the slow twin, supply by its direction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kg.model import Chain, ChainEdge, ChainNode, Entity, Evidence, Link, Precision, stable_id
from kg.schema import Schema
from kg.views.page import page
from kg.views.page_data import inflated
from kg.views.page_payments import ChainPayments, PaymentMoment, payments_of
from tests.depth import by_depth
from tests.views.follow_twin import HOUR, SECOND, Paid, lit_of

pytestmark = pytest.mark.browser
BEGIN = datetime(2024, 3, 1, 2, 0, tzinfo=UTC)
FILES = ["a1" * 32, "b2" * 32]
WIDTHS = {Precision.SECOND: SECOND, Precision.MINUTE: 60 * SECOND, Precision.DAY: 24 * HOUR}


@pytest.fixture
def tab(browser: Any, tmp_path: Path) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))

    def show(content: bytes) -> Any:
        (tmp_path / "page.html").write_bytes(content)
        opened.goto((tmp_path / "page.html").as_uri())
        return opened

    yield show
    context.close()
    assert not wrong


def node(kind: str, name: str) -> ChainNode:
    key = {"Person": "name", "BankAccount": "cardNumber"}.get(kind, "name")
    return ChainNode(Entity(stable_id(kind, name), kind, {key: (name,)}), "Layering", "none")


def link(
    kind: str,
    source: ChainNode,
    target: ChainNode,
    minute: float | None = None,
    number: int = 0,
    precision: Precision = Precision.SECOND,
    currency: str = "",
    file: int = 0,
    end: float | None = None,
) -> Link:
    ends = [source.entity.id, target.entity.id]
    when = None if minute is None else BEGIN + timedelta(minutes=minute)
    if when and precision is Precision.DAY:
        when = when.replace(hour=0, minute=0)
    return Link(
        stable_id(kind, *ends, str(number), str(minute)),
        kind,
        *ends,
        start=when,
        end=None if end is None else BEGIN + timedelta(minutes=end),
        precision=precision,
        amount=Decimal(100 + number) if currency else None,
        currency=currency,
        evidence=(Evidence(FILES[file], f"line {number + 2}", "delimited"),),
    )


def chain_of(nodes: list[ChainNode], links: list[Link], schema: Schema) -> Chain:
    """Bundle links as a chain has them: by ends and kind, oldest first."""
    far = datetime(9999, 1, 1, tzinfo=UTC)
    bundles: dict[tuple[str, str, str], list[Link]] = {}
    for one in links:
        bundles.setdefault((one.source, one.target, one.kind), []).append(one)
    edges = []
    for (source, target, kind), rows in sorted(bundles.items()):
        ordered = tuple(sorted(rows, key=lambda one: (one.start or far, one.id)))
        sums: dict[str, Decimal] = {}
        for one in ordered:
            if one.amount is not None:
                sums[one.currency] = sums.get(one.currency, Decimal(0)) + one.amount
        edges.append(ChainEdge(source, target, kind, schema.kind(kind).family, ordered, sums))
    return Chain("drawn", "drawn", tuple(nodes), tuple(edges))


def lit_rows(tab: Any) -> dict[int, set[int]]:
    """Return the rows of each lit line, as the page marks them."""
    found = tab.evaluate(
        "[...document.querySelectorAll('.edge.lit')].map(e => [+e.dataset.edge, e.dataset.reached])"
    )
    return {line: {int(n) for n in rows.split(",") if n} for line, rows in found}


def lit_nodes(tab: Any) -> set[str]:
    texts = tab.evaluate("document.getElementById('chain').textContent")
    names = [one["label"] for one in inflated(texts)["nodes"]]
    lit = tab.evaluate("[...document.querySelectorAll('.node.lit')].map(e => +e.dataset.node)")
    return {names[at] for at in lit}


def drawn_at_random(seed: int, schema: Schema) -> tuple[Chain, ChainPayments, list[Paid]]:
    """Invent payments of all precisions, files, currencies and orders among a few accounts."""
    random = Random(seed)
    accounts = [node("BankAccount", f"99220000{n:04d}") for n in range(9)]
    links = []
    for number in range(random.choice([12, 40, 90])):
        source, target = random.sample(accounts, 2) if random.random() < 0.97 else [accounts[0]] * 2
        precision = random.choice([Precision.SECOND] * 4 + [Precision.MINUTE, Precision.DAY])
        minute = random.choice(
            [random.randrange(9000), 60 * random.randrange(150), 120, 120 + 5 * random.random()]
        )
        currency = random.choice(["CNY"] * 5 + ["USDT"])
        file = random.randrange(2)
        links.append(link("Transfer", source, target, minute, number, precision, currency, file))
    chain = chain_of(accounts, links, schema)
    moments: dict[tuple[int, int], PaymentMoment] = {}
    paid = []
    for line, edge in enumerate(chain.edges):
        for place, one in enumerate(edge.links):
            start = int((one.start - BEGIN) / timedelta(microseconds=1)) + 10**15  # type: ignore[operator]
            file = FILES.index(one.evidence[0].sha256)
            told = [
                (file, random.randrange(2), random.randrange(30))
                for _ in range(random.choice([0, 1, 1, 2]))
            ]
            if random.random() < 0.05:
                continue  # a failed one: drawn, and followed by nobody
            numbers = [*told[0]] if told else [file, -1, -1]
            numbers[0] = file
            also = [*told[1]] if len(told) > 1 else [-1, -1, -1]
            width = WIDTHS[one.precision]
            moments[line, place] = PaymentMoment(start, width, *numbers, *also)
            told = [(file, *telling[1:]) if n == 0 else telling for n, telling in enumerate(told)]
            paid.append(
                Paid(line, place, edge.source, edge.target, start, width, one.currency, file,
                     tuple(told))
            )  # fmt: skip
    barred = frozenset(random.sample(range(9), random.choice([0, 0, 1])))
    within = random.choice([2, 24, 72]) * HOUR
    strict = random.random() < 0.3
    known = ChainPayments(moments, {}, barred, within, random.choice([0, 120]) * SECOND, strict)
    return chain, known, paid


@pytest.mark.parametrize("seed", range(by_depth(6, 60)))
def test_each_click_lights_the_payments_of_the_twin(tab: Any, schema: Schema, seed: int) -> None:
    chain, known, paid = drawn_at_random(seed, schema)
    opened = tab(page(chain, schema, payments=known))
    barred = {chain.nodes[at].entity.id for at in known.barred}
    terms = {
        "within": known.within, "skew": known.skew, "strict": known.strict, "barred": barred,
    }  # fmt: skip
    for at, one in enumerate(chain.nodes):
        opened.locator(f"[data-node='{at}']").dispatch_event("click")
        assert lit_rows(opened) == lit_of(paid, {one.entity.id}, **terms)


def test_a_line_of_which_a_part_is_reached_says_so(tab: Any, schema: Schema) -> None:
    a, b, c = (node("BankAccount", name) for name in ("a", "b", "c"))
    into = link("Transfer", a, b, 600, 0, currency="CNY")
    onward = [link("Transfer", b, c, at, n, currency="CNY") for n, at in enumerate([60, 700, 800])]
    chain = chain_of([a, b, c], [into, *onward], schema)
    opened = tab(page(chain, schema, lang="en"))
    opened.locator("[data-node='0']").dispatch_event("click")
    line = next(n for n, edge in enumerate(chain.edges) if len(edge.links) == 3)
    assert lit_rows(opened)[line] == {1, 2}
    assert "2/3" in opened.locator(f"[data-label='{line}']").text_content()
    assert "2/3" in opened.locator(f"[data-edge='{line}']").get_attribute("aria-label")
    assert "0 upstream · 2 downstream" in opened.locator(".walk").inner_text()
    assert "2/3" not in opened.locator("aside .links").inner_text()  # a's own lines are whole
    opened.locator("[data-node='2']").dispatch_event("click")
    assert lit_rows(opened)[line] == {0, 1, 2}


def test_whoever_holds_an_account_is_reached_and_hands_nothing_on(tab: Any, schema: Schema) -> None:
    """A mule with two accounts: money that came to the one did not leave from the other."""
    a, b, c, d = (node("BankAccount", name) for name in ("a", "b", "c", "d"))
    mule, dealer = node("Person", "mule"), node("Person", "dealer")
    links = [
        link("Transfer", a, b, 60, 0, currency="CNY"),
        link("Transfer", c, d, 90, 1, currency="CNY"),
        *(link("HoldsAccount", mule, one) for one in (b, c)),
        link("HoldsAccount", dealer, d),
    ]
    opened = tab(page(chain_of([a, b, c, d, mule, dealer], links, schema), schema))
    opened.locator("[data-node='0']").dispatch_event("click")
    assert lit_nodes(opened) == {"a", "b", "mule"}
    opened.locator("[data-node='5']").dispatch_event("click")
    assert lit_nodes(opened) == {"dealer", "d", "c", "mule"}
    opened.locator("[data-node='4']").dispatch_event("click")
    assert lit_nodes(opened) == {"mule", "a", "b", "c", "d", "dealer"}


def test_a_holder_counts_for_the_time_of_holding(tab: Any, schema: Schema) -> None:
    a, b = node("BankAccount", "a"), node("BankAccount", "b")
    before, now = node("Person", "before"), node("Person", "now")
    links = [
        link("Transfer", a, b, 60, 0, currency="CNY"),
        link("HoldsAccount", before, b, -9000, end=-10),
        link("HoldsAccount", now, b, -5),
    ]
    opened = tab(page(chain_of([a, b, before, now], links, schema), schema))
    opened.locator("[data-node='0']").dispatch_event("click")
    assert lit_nodes(opened) == {"a", "b", "now"}


def test_people_and_data_follow_the_direction_of_supply(tab: Any, schema: Schema) -> None:
    """Who recruits is served by the recruited; who buys data lies downstream of who sells it."""
    insider, dealer, leader, caller, friend = (
        node("Person", name) for name in ("insider", "dealer", "leader", "caller", "friend")
    )
    links = [
        link("LeaksData", insider, dealer, 0),
        link("SellsData", dealer, leader, 60),
        link("Recruits", leader, caller, 30),
        link("KnowsOf", insider, friend),
    ]
    nodes = [insider, dealer, leader, caller, friend]
    opened = tab(page(chain_of(nodes, links, schema), schema, lang="en"))
    wanted = [
        ({"insider", "dealer", "leader"}, "0 upstream · 2 downstream"),
        ({"insider", "dealer", "leader"}, "1 upstream · 1 downstream"),
        ({"insider", "dealer", "leader", "caller"}, "3 upstream · 0 downstream"),
        ({"caller", "leader"}, "0 upstream · 1 downstream"),
        ({"friend"}, "0 upstream · 0 downstream"),
    ]
    for at, (lit, said) in enumerate(wanted):
        opened.locator(f"[data-node='{at}']").dispatch_event("click")
        assert lit_nodes(opened) == lit
        assert said in opened.locator(".walk").inner_text()


def test_data_cannot_be_sold_on_before_it_was_had(tab: Any, schema: Schema) -> None:
    one, two, three = (node("Person", name) for name in ("one", "two", "three"))
    links = [link("SellsData", one, two, 3000), link("SellsData", two, three, 60)]
    opened = tab(page(chain_of([one, two, three], links, schema), schema, lang="en"))
    opened.locator("[data-node='0']").dispatch_event("click")
    assert lit_nodes(opened) == {"one", "two"}
    opened.locator("[data-node='2']").dispatch_event("click", {"shiftKey": True})
    assert "no path in time" in opened.locator(".walk").inner_text()


def test_a_path_lists_its_steps_with_dates_amounts_and_rows(tab: Any, schema: Schema) -> None:
    a, b, c = (node("BankAccount", name) for name in ("a", "b", "c"))
    victim, dealer, caller = (node("Person", name) for name in ("victim", "dealer", "caller"))
    links = [
        link("Deceives", caller, victim, 10),
        link("HoldsAccount", victim, a),
        link("HoldsAccount", dealer, c),
        link("Transfer", a, b, 60, 7, currency="CNY"),
        link("Transfer", b, c, 30, 8, currency="CNY"),
        link("Transfer", b, c, 90, 9, currency="CNY"),
    ]
    nodes = [a, b, c, victim, dealer, caller]
    chain = replace(chain_of(nodes, links, schema))
    opened = tab(page(chain, schema, lang="en"))
    opened.locator("[data-node='3']").dispatch_event("click")
    opened.locator("[data-node='4']").dispatch_event("click", {"shiftKey": True})
    steps = opened.locator(".steps li").all_inner_texts()
    assert len(steps) == 4 and "Shortest path: 4 steps" in opened.locator(".walk").inner_text()
    assert re.search(r"2024-03-01 11:00:00 a → b\s+¥107", steps[1])
    assert re.search(r"2024-03-01 11:30:00 b → c\s+¥109", steps[2]) and "line 11" in steps[2]
    assert "holds" in steps[0] and "holds" in steps[3]
    line = next(n for n, edge in enumerate(chain.edges) if len(edge.links) == 2)
    assert lit_rows(opened)[line] == {1}
    opened.locator("[data-node='5']").dispatch_event("click")
    opened.locator("[data-node='4']").dispatch_event("click", {"shiftKey": True})
    assert opened.locator(".steps li").count() == 5
    # asked the other way round, the same way is told in its own direction
    opened.locator("[data-node='4']").dispatch_event("click")
    opened.locator("[data-node='3']").dispatch_event("click", {"shiftKey": True})
    assert opened.locator(".steps li").all_inner_texts() == steps
    # from the account after the last payment nothing leads on
    opened.locator("[data-node='2']").dispatch_event("click")
    opened.locator("[data-node='5']").dispatch_event("click", {"shiftKey": True})
    assert opened.locator(".steps li").count() == 4


def test_filters_take_part_in_what_is_reached(tab: Any, schema: Schema) -> None:
    a, b, c = (node("BankAccount", name) for name in ("a", "b", "c"))
    links = [
        link("Transfer", a, b, 60, 0, currency="CNY"),
        link("Transfer", b, c, 70, 1, currency="CNY"),
    ]
    opened = tab(page(chain_of([a, b, c], links, schema), schema))
    opened.locator("[data-filter=single]").click()
    opened.locator("[data-node='0']").dispatch_event("click")
    assert lit_rows(opened) == {}
    opened.locator("[data-filter=single]").click()
    assert len(lit_rows(opened)) == 2


def test_rows_that_are_counted_and_not_listed_are_followed_too(tab: Any, schema: Schema) -> None:
    a, b, c = (node("BankAccount", name) for name in ("a", "b", "c"))
    many = [link("Transfer", a, b, n, n, currency="CNY") for n in range(400)]
    last = link("Transfer", b, c, 390.5, 900, currency="CNY")
    chain = chain_of([a, b, c], [*many, last], schema)
    opened = tab(page(chain, schema, payments=payments_of(chain, schema)))
    opened.locator("[data-node='2']").dispatch_event("click")
    line = next(n for n, edge in enumerate(chain.edges) if len(edge.links) == 400)
    assert lit_rows(opened)[line] == set(range(391))
    assert "391/400" in opened.locator(f"[data-edge='{line}']").get_attribute("aria-label")
