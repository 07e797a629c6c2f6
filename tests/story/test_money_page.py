"""The money page of the demo's victims: its figures are those of ``kg trace --json``."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from leaks import leaked
from told import NUMBERS, Told, number_of

from kg.errors import NotFound, UsageError
from kg.records import to_plain
from kg.views.page_data import data_of, in_clear
from tests.command_line import kg

RULES = ("fifo", "lifo", "haircut", "lowest", "poison")
SHARING = RULES[:4]
Sums = dict[str, Counter[str]]


@pytest.fixture(scope="module")
def document(first: Told) -> dict[str, Any]:
    """Return what ``kg trace CASE --victims --rules … --json`` prints."""
    found: dict[str, Any] = to_plain(first.case.trace(victims=True, rules=RULES, name="pictures"))
    return found


@pytest.fixture(scope="module")
def page(first: Told, document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert document["steps"]
    out = tmp_path_factory.mktemp("page") / "money.html"
    first.case.export(out, "pictures")
    return out


@pytest.fixture(scope="module")
def told(page: Path) -> dict[str, Any]:
    return packed(page)


def packed(page: Path) -> dict[str, Any]:
    return data_of(page.read_bytes())


def fen(amount: str) -> int:
    units = Decimal(amount) * 100
    assert units == int(units)
    return int(units)


def rule_of(told: dict[str, Any], name: str) -> dict[str, Any]:
    (flow,) = told["money"]["flows"]
    return next(rule for rule in flow["rules"] if rule["rule"] == name)


@pytest.mark.parametrize("name", SHARING)
def test_every_account_of_the_sankey_has_the_sums_of_the_json(
    first: Told, document: dict[str, Any], told: dict[str, Any], name: str
) -> None:
    figures = next(one for one in document["compared"] if one["rule"] == name)
    wanted = {
        first.case.lookup.handle(one["account"]): [
            one[key] for key in ("received", "passed_on", "kept")
        ]
        for one in figures["accounts"]
        if one["received"]
    }
    sums: dict[str, list[int]] = {}
    rule = rule_of(told, name)
    for bar in rule["bars"]:
        if bar["is"] == "account":
            handle = told["money"]["accounts"][bar["account"]]["handle"]
            amount = {key: fen(bar.get(key, "0")) for key in ("started", "came", "went", "kept")}
            mine = sums.setdefault(handle, [0, 0, 0])
            mine[0] += amount["started"] + amount["came"]
            mine[1] += amount["went"] + fen(bar.get("left", "0"))
            mine[2] += amount["kept"]
            assert list(map(fen, bar["whole"])) == wanted[handle]
    others = [bar for bar in rule["bars"] if bar["is"] == "others"]
    gathered = {
        told["money"]["accounts"][at]["handle"]: fen(amount)
        for bar in others
        for at, amount, _ in bar["members"]
    }
    assert sums == {key: one for key, one in wanted.items() if key not in gathered}
    assert gathered == {key: one[0] for key, one in wanted.items() if key in gathered}
    assert rule["untouched"] == len(figures["accounts"]) - len(wanted)


@pytest.mark.parametrize("name", SHARING)
def test_every_level_of_the_sankey_has_the_sum_of_the_json(
    document: dict[str, Any], told: dict[str, Any], name: str
) -> None:
    figures = next(one for one in document["compared"] if one["rule"] == name)
    levels = Counter[int]()
    for one in figures["accounts"]:
        levels[one["level"]] += one["received"]
    rule = rule_of(told, name)
    # nothing returns in the demo's trace, so every account stands once, at its level
    assert not [bar for bar in rule["bars"] if bar.get("mark")]
    assert {step: fen(amount) for step, amount in rule["columns"]} == dict(levels)
    ribbons = sum(fen(behind["amount"]) for *_, behind in rule["ribbons"])
    assert ribbons == sum(figures["traced"])


def test_every_ribbon_rests_on_the_payments_of_the_json(
    document: dict[str, Any], told: dict[str, Any]
) -> None:
    rows, accounts = told["money"]["rows"], told["money"]["accounts"]
    assert len(rows) == len(document["steps"])
    wanted = Counter((step["amount"], step["level"]) for step in document["steps"])
    assert Counter((fen(row["amount"]), row["level"]) for row in rows) == wanted
    for source, target, behind in rule_of(told, "fifo")["ribbons"]:
        bars = rule_of(told, "fifo")["bars"]
        assert sum(fen(amount) for _, amount in behind["rows"]) == fen(behind["amount"])
        for at, _ in behind["rows"]:
            row = rows[at]
            assert row["evidence"] and accounts[row["from"]] and accounts[row["to"]]
            for end, bar in (("from", bars[source]), ("to", bars[target])):
                if bar["is"] == "account":
                    assert row[end] == bar["account"]


def test_the_timeline_has_the_sums_of_the_json(
    document: dict[str, Any], told: dict[str, Any]
) -> None:
    (flow,) = told["money"]["flows"]
    names = [rule["rule"] for rule in flow["rules"]]
    assert names == list(SHARING) and told["money"]["unshared"] == ["poison"]
    for place, name in enumerate(names):
        figures = next(one for one in document["compared"] if one["rule"] == name)
        levels, wanted = Counter[int](), Counter[int]()
        for bar in flow["time"]["bars"]:
            levels[bar[0]] += fen(bar[3][place])
        for step, units in zip(document["steps"], figures["traced"], strict=True):
            wanted[step["level"]] += units
        assert levels == wanted


def test_the_chain_has_the_sums_of_the_json(
    document: dict[str, Any], told: dict[str, Any], first: Told
) -> None:
    pairs = Counter[tuple[str, str]]()
    for step in document["steps"]:
        pairs[tuple(map(first.case.lookup.handle, (step["source"], step["target"])))] += step[
            "traced"
        ]
    drawn = Counter[tuple[str, str]]()
    for edge in told["edges"]:
        for _, amount in edge["traced"]:
            ends = (told["nodes"][edge[end]]["handle"] for end in ("source", "target"))
            drawn[tuple(ends)] += fen(amount)
    assert drawn == +pairs
    assert sum(drawn.values()) == sum(step["traced"] for step in document["steps"])


def test_a_page_names_nobody_and_is_the_same_twice(first: Told, page: Path, tmp_path: Path) -> None:
    secrets = {
        text
        for entity in first.parties.values()
        for name in (*NUMBERS, "name", "residentId", "msisdn")
        for text in entity.values.get(name, ())
        if len(text) > 1
    }
    content = page.read_bytes()
    assert len(secrets) > 50 and not leaked(secrets, content)
    first.case.export(tmp_path / "again.html", "pictures")
    assert (tmp_path / "again.html").read_bytes() == content
    assert "线索，非司法会计鉴定意见" in in_clear(content)


def test_a_victim_stays_masked_also_where_real_values_are_asked_for(
    first: Told, tmp_path: Path
) -> None:
    victim = first.parties[first.trace.seeds[0].victim]
    first.case.trace(victim.id, name="one victim")
    first.case.export(tmp_path / "real.html", "one victim", show_values=True)
    payer = first.parties[first.trace.steps[0].source]
    hidden = {victim.first("name"), victim.first("residentId"), number_of(payer)} - {""}
    shown = {number_of(first.parties[first.trace.steps[0].target])}
    assert leaked(hidden | shown, (tmp_path / "real.html").read_bytes()) == shown


def test_a_name_that_a_chain_has_too_opens_as_the_chain_unless_money_is_asked_for(
    first: Told, document: dict[str, Any], tmp_path: Path
) -> None:
    assert document["steps"]
    first.case.trace(victims=True, name="both")
    first.case.chain(trace="both", name="both")
    first.case.export(tmp_path / "chain.html", "both")
    first.case.export(tmp_path / "money.html", "both", money=True)
    assert "money" not in packed(tmp_path / "chain.html")
    assert packed(tmp_path / "money.html")["money"]["name"] == "both"
    with pytest.raises(UsageError, match="no trace"):
        first.case.export(tmp_path / "money.svg", "both", money=True)
    with pytest.raises(NotFound):
        first.case.export(tmp_path / "none.html", "nothing-of-that-name")
    with pytest.raises(UsageError, match="stands there"):
        first.case.export(tmp_path / "money.html", "both", money=True)


def test_the_command_line_writes_it(first: Told, document: dict[str, Any], tmp_path: Path) -> None:
    assert document["steps"]
    done = kg("export", first.folder / "case", tmp_path / "m.html", "pictures", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert packed(tmp_path / "m.html")["lang"] == "en"


@pytest.mark.browser
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_it_opens_and_reads_well_at_both_sizes(
    page: Path, browser: Any, size: tuple[int, int]
) -> None:
    wrong: list[str] = []
    viewport = {"width": size[0], "height": size[1]}
    context = browser.new_context(viewport=viewport, offline=True)
    tab = context.new_page()
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("console", lambda message: wrong.append(message.text))
    tab.goto(page.as_uri())
    sums = tab.evaluate(ON_SCREEN)
    told = packed(page)
    rule = rule_of(told, "fifo")
    assert sums["ribbons"] == len(rule["ribbons"]) and sums["bars"] == len(rule["bars"])
    assert sums["smallest"] >= 10.5 and sums["crowded"] == 0
    assert sums["total"] == sum(fen(behind["amount"]) for *_, behind in rule["ribbons"])
    tab.locator("[data-view=chain]").click()
    smallest = tab.evaluate(
        "Math.min(...[...document.querySelectorAll('.picture .nodes text')]"
        ".filter(t => t.textContent && getComputedStyle(t).display !== 'none')"
        ".map(t => parseFloat(t.getAttribute('font-size')) * t.getScreenCTM().a))"
    )
    assert smallest >= 8.5
    tab.locator("[data-view=time]").click()
    assert tab.locator("[data-time]").count() == len(told["money"]["flows"][0]["time"]["bars"])
    context.close()
    assert not wrong


ON_SCREEN = """() => {
  const all = selector => [...document.querySelectorAll(selector)];
  const texts = all('.flow .spot text').map(t => t.getBoundingClientRect());
  let crowded = 0;
  texts.forEach((a, n) => texts.slice(n + 1).forEach(b => {
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 2 && down > 3) crowded++;
  }));
  const labels = all('[data-ribbon]').map(e => e.getAttribute('aria-label'));
  const fen = label => Math.round(Number(label.split('¥').pop().replaceAll(',', '')) * 100);
  return {
    bars: all('[data-bar]').length,
    ribbons: labels.length,
    crowded,
    smallest: Math.min(...all('.flow text')
      .map(t => parseFloat(t.getAttribute('font-size')) * t.getScreenCTM().a)),
    total: labels.reduce((sum, label) => sum + fen(label), 0),
  };
}"""
