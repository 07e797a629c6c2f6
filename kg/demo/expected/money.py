"""Answers about money: levels, mule cards, running points, coin dealers, gifts, what to recover."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from kg.demo.cast import PLATFORM, Account
from kg.demo.expected.data import coins, here
from kg.demo.expected.demo_story import Asked, DemoStory, Row
from kg.demo.expected.expected_facts import clock, phone, yuan
from kg.demo.expected.people import rows
from kg.demo.leaked import LEAKED


def level_tree(story: DemoStory) -> Asked:
    """CQ26: what came to each place and what stayed there; an end of an account has no number."""
    outcome = story.outcome
    return rows([
        {"level": level, "account": _card(place),
         "received": yuan(outcome.received(place)), "passed": yuan(outcome.passed(place)),
         "kept": yuan(outcome.received(place) - outcome.passed(place)), "currency": "CNY"}
        for place, level in sorted(outcome.level.items())
    ])  # fmt: skip


def cut_points(story: DemoStory) -> Asked:
    """CQ06: where the victims' money goes on, and how much of it."""
    outcome = story.outcome
    return rows([
        {"account": _card(place), "received": yuan(outcome.received(place)),
         "passed": yuan(outcome.passed(place)), "currency": "CNY"}
        for place in sorted(outcome.level) if outcome.passed(place)
    ])  # fmt: skip


def mule_batches(story: DemoStory) -> Asked:
    """CQ27: cards of one dealer that were opened on a day, or used from one handset or address."""
    cards = story.cast.levels[1]
    shared: dict[tuple[str, str], list[Account]] = defaultdict(list)
    for card in cards:
        shared["day", story.opened[card.card]].append(card)
        for mean in sorted({m for s in story.desks.sign_ins if s.card == card.card
                            for m in (s.handset, s.ip) if m}):  # fmt: skip
            shared["device", mean].append(card)
    return rows([
        {"dealer": story.cast.card_dealer.name, "account": card.card, "holder": card.holder,
         "shares": how, "what": what, "others": len(some) - 1}
        for (how, what), some in shared.items() if len(some) > 1
        for card in some
    ])  # fmt: skip


def running_points(story: DemoStory) -> Asked:
    """CQ28: what each member took on, and how much of the victims' money came to his card."""
    done = [order for order in story.desks.orders if not order.failed]
    table: list[Row] = []
    for member in sorted({order.member for order in done}):
        mine = [order for order in done if order.member == member]
        traced = story.outcome.received(mine[0].card)
        table.append({"platform": PLATFORM, "member": member, "orders": len(mine),
                      "ordered": yuan(sum(order.fen for order in mine)), "currency": "CNY",
                      "deposit": yuan(max(order.deposit for order in mine)),
                      "commission": yuan(sum(order.commission for order in mine)),
                      "account": mine[0].card,
                      "traced": yuan(traced) if traced else None})  # fmt: skip
    return rows(table)


def coin_dealers(story: DemoStory) -> Asked:
    """CQ29: with whom each coin dealer's cards and wallets exchanged money and coins."""
    dealer, second = story.cast.dealer.name, story.more["coin_dealer"].name
    wallet = story.more.wallets["coin_dealer"]
    table = _cards(story, dealer)
    moves = [move for move, _ in story.moves]
    for side, own_at, other_at in (
        ("coin in", "target", "source"),
        ("coin out", "source", "target"),
    ):
        mine = [move for move in moves if getattr(move, own_at) == wallet]
        for other in sorted({getattr(move, other_at) for move in mine}):
            some = [move for move in mine if getattr(move, other_at) == other]
            table.append({"dealer": second, "side": side, "own": wallet, "other": other,
                          **_counted(map(here, some)), "amount": coins(some),
                          "currency": "USDT"})  # fmt: skip
    return rows(table)


def _cards(story: DemoStory, dealer: str) -> list[Row]:
    cards = {account.card for account in story.cast.levels[6]}
    moved: dict[tuple[str, str, str], list[tuple[datetime, int]]] = defaultdict(list)
    for payment in story.payments:
        ends = (
            payment.payer.card if payment.payer else "",
            payment.payee.card if payment.payee else "",
        )
        if payment.outcome == "ok" and ends[1] in cards:
            moved["money in", ends[1], ends[0]].append((payment.at, payment.fen))
        if payment.outcome == "ok" and ends[0] in cards:
            moved["money out", ends[0], ends[1]].append((payment.at, payment.fen))
    return [
        {"dealer": dealer, "side": side, "own": own, "other": other or None,
         **_counted(at for at, _ in some), "amount": yuan(sum(fen for _, fen in some)),
         "currency": "CNY"}
        for (side, own, other), some in moved.items()
    ]  # fmt: skip


def _counted(times: Iterable[datetime]) -> Row:
    known = sorted(times)
    return {"times": len(known), "first": clock(known[0]), "last": clock(known[-1])}


def tainted_gifts(story: DemoStory) -> Asked:
    """CQ30: rooms in which the money is the victims' and one hand holds both ends."""
    controlled: dict[str, set[str]] = defaultdict(set)
    for fact in story.of("Controls"):
        controlled[fact.whom].add(fact.who)
    bound = {story.desks.users[name]: card for name, card in story.desks.bound.items()}
    given = sorted((g for g in story.desks.gifts if not g.failed),
                   key=lambda g: (g.room, g.tipper, g.anchor))  # fmt: skip
    table: list[Row] = []
    for (room, tipper, anchor), gifts in groupby(given, lambda g: (g.room, g.tipper, g.anchor)):
        some = list(gifts)
        traced = story.outcome.received(bound[tipper].card)
        for controller in sorted(controlled[tipper] & controlled[anchor]):
            if traced:
                table.append({"room": room, "tipper": tipper, "anchor": anchor,
                              "controller": controller, "gifts": len(some),
                              "amount": yuan(sum(gift.fen for gift in some)), "currency": "CNY",
                              "tainted": yuan(traced)})  # fmt: skip
    return rows(table)


def assets_to_recover(story: DemoStory) -> Asked:
    """CQ31: where the victims' money rests, and who holds or controls the place."""
    table: list[Row] = []
    holders = _holders(story)
    for place in sorted(story.outcome.level):
        kept = story.outcome.received(place) - story.outcome.passed(place)
        row: Row = {"account": _card(place), "kept": yuan(kept),
                     "currency": "CNY"}  # fmt: skip
        for who, kind in (holders.get(place) or [(None, None)]) if kept else []:
            table.append({**row, "who": who, "kind": kind})
    return rows(table)


def _holders(story: DemoStory) -> dict[str, list[tuple[str | None, str | None]]]:
    """Name holders twice, as banks do: in the statement, and with a day in the list of accounts."""
    holders: dict[str, list[tuple[str | None, str | None]]] = defaultdict(list)
    for account in story.cast.queried():
        holders[account.card] += [(account.holder, "HoldsAccount")] * 2
    for fact in story.of("Controls"):
        holders[fact.whom].append((fact.who, "Controls"))
    return holders


def computed_facts(story: DemoStory) -> Asked:
    """CQ35: what of the victims' money passed between two places, and whose number was leaked."""
    table: list[Row] = [
        {"kind": "TracedFlow", "source": _card(payer), "target": _card(payee), "rule": "fifo",
         "amount": yuan(fen), "currency": "CNY"}
        for (payer, payee), fen in sorted(story.outcome.moved.items())
    ]  # fmt: skip
    known = {end for call in story.calls for end in call.ends}
    for number in sorted({victim.phone for victim in story.batch.victims} & known):
        table.append({"kind": "ListedIn", "source": phone(number), "target": LEAKED,
                      "rule": "equal-keyed-hash", "amount": None, "currency": None})  # fmt: skip
    return rows(table)


def _card(place: str) -> str | None:
    """Return the number of a place, or None for an end of an account, which has none."""
    return None if ":" in place else place


ANSWERS = {
    "CQ06": cut_points,
    "CQ26": level_tree, "CQ27": mule_batches, "CQ28": running_points, "CQ29": coin_dealers,
    "CQ30": tainted_gifts, "CQ31": assets_to_recover,
    "CQ35": computed_facts,
}  # fmt: skip
