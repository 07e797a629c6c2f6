"""The demo of twenty seeds: the case finds what the answer says, to the cent.

All promises are held to one seed in one test, so that parallel tests load no demo twice.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from demo_files import facts_of, rows_of
from told import Told, clock, fen, flowing, number_of, numbers_of, reached_from, serials

from kg.views.page_data import data_of

STAGES = [
    "DataSource", "DataProcessing", "DataTrade", "LeadGeneration", "CoreCrime", "Victimisation",
    "Collection", "Layering", "Exit",
]  # fmt: skip
HEADINGS = [
    "数据源头", "数据加工", "数据交易", "引流获客", "犯罪实施", "被害", "收款", "分层转移",
    "变现出口",
]  # fmt: skip


JOIN_NOBODY = {
    "FeeEnd", "InterestEnd", "PhoneNumber", "MobileDevice", "IPAddress", "SocialAccount",
}  # fmt: skip
"""What is counted and not drawn where it stands beside one other thing only."""
ACCOUNTS = ("Account", "BankAccount", "PaymentAccount", "PlatformAccount")


def every_payment_of_a_victim_ends_where_the_answer_says(told: Told) -> None:
    trace = told.trace
    held: dict[int, dict[str, int]] = defaultdict(dict)
    for holding in trace.holdings:
        held[holding.seed][told.called(holding.account)] = holding.amount
    steps = {step.link: step for step in trace.steps}
    found = {}
    for number, seed in enumerate(trace.seeds):
        step, victim = steps[seed.link], told.parties[seed.victim].first("residentId")
        found[victim, clock(step.start), told.called(step.target), seed.amount] = held[number]
    assert len(found) == len(trace.seeds)
    assert found == {
        (victim["resident_id"], payment["at"], payment["account"], fen(payment["amount"])): {
            account: fen(amount) for account, amount in payment["final"].items()
        }
        for victim in told.answer["victims"]
        for payment in victim["payments"]
    }


def every_victims_money_ends_where_the_answer_says(told: Told) -> None:
    held: dict[str, Counter[str]] = defaultdict(Counter)
    for holding in told.trace.holdings:
        assert holding.currency == "CNY"
        victim = told.parties[holding.victim].first("residentId")
        held[victim][told.called(holding.account)] += holding.amount
    assert held == {
        victim["resident_id"]: {place: fen(amount) for place, amount in victim["final"].items()}
        for victim in told.answer["victims"]
    }
    dealer = told.answer["dealer"]
    share = sum(held[victim][card] for victim in held for card in dealer["cards"])
    assert share == fen(dealer["received_from_victims"]) > 0


def no_cent_is_lost_or_made(told: Told) -> None:
    trace = told.trace
    assert trace.scale["CNY"] == 100
    kept: Counter[int] = Counter()
    for holding in trace.holdings:
        assert holding.amount > 0
        kept[holding.seed] += holding.amount
    assert kept == {number: seed.amount for number, seed in enumerate(trace.seeds)}
    lost = sum(fen(victim["lost"]) for victim in told.answer["victims"])
    assert sum(kept.values()) == lost
    assert trace.warnings == () and trace.unproven == 0


def the_trace_gives_every_account_the_level_of_the_answer(told: Told) -> None:
    reached = [one for one in told.trace.accounts if one.level and one.received]
    assert {told.called(one.account): one.level for one in reached} == told.answer["levels"]


def every_account_of_the_chain_has_the_planted_level_and_roles(told: Told) -> None:
    """By the money alone: no file tells a level, and no planted account is left out."""
    planted = {said["account"]: said for said in told.answer["planted"]}
    levels = {told.called(one.account): one for one in told.trace.levels}
    assert len(planted) > 20
    for card, said in planted.items():
        assert (levels[card].level, levels[card].also) == (said["level"], ()), card
    ends = {place for place in levels if ":" in place}
    assert levels.keys() - planted.keys() <= ends | {told.answer["hub"]["card"]}
    roles: dict[str, list[str]] = defaultdict(list)
    for role in told.trace.roles:
        roles[told.called(role.account)].append(role.role)
    assert roles == {card: said["roles"] for card, said in planted.items() if said["roles"]}


def levels_hold_what_the_accounts_received_and_roles_have_rows(told: Told) -> None:
    received = {(one.account, one.currency): one.received for one in told.trace.accounts}
    for one in told.trace.levels:
        assert one.received == received[one.account, one.currency]
        assert one.received == sum(step.units for step in one.steps) > 0
    ends = {str(row[0]): row[1:] for row in told.rows("SELECT id, source, target FROM transfer")}
    for role in told.trace.roles:
        assert role.links and all(role.account in ends[link] for link in role.links)
        assert role.measures and role.said.text("zh") and role.innocent.text("en")


def every_rule_brings_to_every_place_what_the_answer_says(told: Told) -> None:
    rules = [rule for rule in told.answer["by_rule"] if rule != "floor"]
    found = told.case.trace(victims=True, rules=rules)
    assert set(rules) == {"fifo", "lifo", "haircut", "lowest", "poison"}
    assert [one.rule for one in found.compared] == [*rules, "floor"]
    for one in found.compared:
        said = told.answer["by_rule"][one.rule]
        reached = {told.called(a.account): a for a in one.accounts if a.level}
        assert {place: a.received for place, a in reached.items()} == {
            place: fen(amount) for place, amount in said["reached"].items()
        }
        assert {place: a.kept for place, a in reached.items()} == {
            place: fen(amount) for place, amount in said["stayed"].items()
        }
    by_rule = told.answer["by_rule"]
    for one in found.ranges:
        if one.level:
            place = told.called(one.account)
            four = [fen(by_rule[rule]["reached"][place]) for rule in rules if rule != "poison"]
            assert (one.low, one.high) == (min(four), max(four))
            assert one.floor == fen(by_rule["floor"]["reached"][place]) <= one.low


def thirty_payments_told_by_both_banks_are_counted_once(told: Told) -> None:
    pairs = told.case.money.pairs()
    assert {pair["state"] for pair in pairs} == {"paired"}
    serial = serials(told)
    found = {
        tuple(sorted((serial[pair["id_a"]], serial[pair["id_b"]]))): abs(pair["seconds_apart"])
        for pair in pairs
    }
    assert len(found) == len(pairs) == 30
    assert found == {
        tuple(sorted(pair["serials"])): pair["seconds_apart"] for pair in told.answer["pairs"]
    }


def sums_are_those_of_the_answer_told_once_and_told_twice(told: Told) -> None:
    asked = "SELECT currency, count(*), sum(amount) FROM transfer GROUP BY 1"
    once = {row[0]: (row[1], row[2]) for row in told.rows(asked)}
    both = {row[0]: (row[1], row[2]) for row in told.rows(asked, count_both=True)}
    assert once == sums(told, "payments", "sum")
    assert both == sums(told, "rows", "sum_of_rows")


def sums(told: Told, count: str, total: str) -> dict[str, tuple[int, Any]]:
    answered = told.answer["sums"].items()
    return {code: (sums[count], Decimal(sums[total])) for code, sums in answered}


def five_twins_stay_two(told: Told) -> None:
    found = flowing(told)
    twins = {payment: count for payment, count in found.items() if count > 1}
    assert twins == Counter(payment(said) for said in told.answer["twins"])
    assert len(twins) == 5 and set(twins.values()) == {2}


def what_failed_or_was_reversed_does_not_flow(told: Told) -> None:
    answer, found = told.answer, flowing(told)
    still = [*answer["failed"], *answer["reversals"]]
    assert not [said for said in still if found[payment(said)]]
    assert told.reversals == len(answer["reversals"]) / 2 == 2
    status = dict(told.rows("SELECT status, count(*) FROM row GROUP BY 1"))
    assert status["failed"] == len(answer["failed"]) + answer["failed_elsewhere"]


def payment(said: dict[str, str]) -> tuple[str, str, str, int]:
    return said["payer"], said["payee"], said["at"], fen(said["amount"])


def every_planted_row_is_a_listed_problem(told: Told) -> None:
    names = {source.sha256: source.name for source in told.case.evidence.sources()}
    found = {(names[p.sha256], place(p.locator), p.code): p for p in told.case.evidence.problems()}
    planted = {
        (name, said["row"], said["code"]): said["text"]
        for name, counts in told.answer["files"].items()
        for said in counts["problems"]
    }
    assert found.keys() == planted.keys()
    for key, problem in found.items():
        cells = [cell.strip() for cell in planted[key].split(",")]
        assert problem.reason and all(cell in problem.text for cell in cells)


def place(locator: str) -> int:
    return int(locator.replace("!", " ").split()[-1])


def every_file_is_counted_as_answered_and_as_a_stranger_counts(told: Told) -> None:
    sources = told.case.evidence.sources()
    assert {source.name for source in sources} == told.answer["files"].keys()
    for source in sources:
        said = told.answer["files"][source.name]
        around = sum(said["skipped"].values())
        assert (source.stored, source.problems) == (said["stored"], len(said["problems"]))
        assert (source.read, source.skipped) == (said["rows"] + around, around)
        path = told.folder / "files" / source.name
        assert source.read == sum(any(row) for row in rows_of(path)) - 1
        assert source.stored + source.problems == len(facts_of(path))


def the_chain_has_every_stage_from_data_source_to_exit(told: Told) -> None:
    found = {node.stage for node in told.chain.nodes} - {"Undetermined"}
    assert found == set(STAGES)
    assert {hidden.kind for hidden in told.chain.hidden} <= JOIN_NOBODY


def everybody_stands_at_the_stage_of_the_answer(told: Told) -> None:
    for name, stage in told.answer["stages"].items():
        nodes = [node for node in told.nodes(name) if node.entity.kind not in ACCOUNTS]
        assert [node.stage for node in nodes] == [stage], name


def every_account_stands_at_its_stage_and_level(told: Told) -> None:
    nodes = {number_of(n.entity): n for n in told.chain.nodes if n.entity.kind in ACCOUNTS}
    for said in told.answer["accounts"]:
        node = nodes[said["card"]]
        assert (node.stage, node.level) == (said["stage"], said["level"]), said["card"]
        assert said["holder"] in node.entity.values["name"]
        assert node.entity.kind == ("BankAccount" if said["bank"] else "PlatformAccount")


def no_line_ties_the_dealers_wallet_to_his_cards_and_the_chain_says_so(told: Told) -> None:
    said, cards = told.answer["on_chain"], set(told.answer["dealer"]["cards"])
    (dealer,) = [node for node in told.nodes(told.answer["dealer"]["name"]) if node.roles]
    known = {number: n.entity.id for n in told.chain.nodes for number in numbers_of(n.entity)}
    wallet, exchange = known[said["dealer_wallet"]], known[said["exchange_wallet"]]
    reached = reached_from(told.chain, wallet)
    assert exchange in reached
    assert not reached & {dealer.entity.id, *(known[card] for card in cards)}
    assert any("没有材料把" in gap.text("zh") for gap in told.chain.gaps)


def the_page_shows_every_stage_in_both_languages(told: Told) -> None:
    page = told.folder / "chain.html"
    told.case.export(page, told.case.chain(trace=told.trace.name))
    data = data_of(page.read_bytes())
    assert [band["stage"] for band in data["bands"] if band["right"]][: len(STAGES)] == STAGES
    shown = data["words"]["stages"]
    assert all(heading in json.dumps(shown, ensure_ascii=False) for heading in HEADINGS)
    stood = {node["stage"] for node in data["nodes"]}
    assert stood >= set(STAGES) and 100 < len(data["nodes"]) <= 150


PROMISES = (
    every_payment_of_a_victim_ends_where_the_answer_says,
    every_victims_money_ends_where_the_answer_says,
    no_cent_is_lost_or_made,
    the_trace_gives_every_account_the_level_of_the_answer,
    every_account_of_the_chain_has_the_planted_level_and_roles,
    levels_hold_what_the_accounts_received_and_roles_have_rows,
    every_rule_brings_to_every_place_what_the_answer_says,
    thirty_payments_told_by_both_banks_are_counted_once,
    sums_are_those_of_the_answer_told_once_and_told_twice,
    five_twins_stay_two,
    what_failed_or_was_reversed_does_not_flow,
    every_planted_row_is_a_listed_problem,
    every_file_is_counted_as_answered_and_as_a_stranger_counts,
    the_chain_has_every_stage_from_data_source_to_exit,
    everybody_stands_at_the_stage_of_the_answer,
    every_account_stands_at_its_stage_and_level,
    no_line_ties_the_dealers_wallet_to_his_cards_and_the_chain_says_so,
    the_page_shows_every_stage_in_both_languages,
)


def test_the_case_finds_what_the_answer_says(told: Told) -> None:
    for promise in PROMISES:
        promise(told)
