"""Answers about data and tools: who leaked, who sold on, who is in the list, where coins went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from kg.demo.contacts import Move, handset_of
from kg.demo.data_trade import Sale
from kg.demo.expected.demo_story import Asked, DemoStory, Row
from kg.demo.expected.expected_facts import ExpectedFact, clock, moment, phone
from kg.demo.expected.people import rows
from kg.demo.relations_sheet import DATA

COINS = ("USDT", "USDC", "TRX", "BTC", "ETH", "BNB")
HELP = ("GeneratesLeadsFor", "SuppliesTool", "SuppliesPhone", "SuppliesAccount", "ConvertsFor",
        "TransportsCashFor")  # fmt: skip
_NO_FRONT = ("Victim", "Minor", "Protector", "Investigator", "Procurator", "Citizen")


def who_leaked(story: DemoStory) -> Asked:
    """CQ09: who took one data set from which system, and to whom it went."""
    table: list[Row] = []
    for fact in story.of("AccessesData", "LeaksData", "ObtainsData"):
        leaks = fact.kind == "LeaksData"
        if (fact.thing if leaks else fact.whom) == DATA.name:
            system = fact.thing if fact.kind == "AccessesData" else None
            table.append({"data": DATA.name, "who": fact.who, "kind": fact.kind, "system": system,
                          "to": fact.whom if leaks else None, "start": fact.start,
                          "proof": fact.proof})  # fmt: skip
    return rows(table, data=DATA.name)


def sales_of_data(story: DemoStory) -> Asked:
    """CQ10: every sale, with price and number of records."""
    return rows([
        {"data": sale.data, "seller": sale.seller, "buyer": sale.buyer, "start": moment(sale.at),
         "records": sale.records, "price": sale.price, "currency": sale.currency,
         "proof": sale.proof}
        for sale in story.sales
    ])  # fmt: skip


def victims_in_data(story: DemoStory) -> Asked:
    """CQ11: victims of the list who were telephoned after it was first sold."""
    sold = min(datetime.fromisoformat(s.at) for s in story.sales if s.data == DATA.name)
    table: list[Row] = []
    losers = {seed.payer.certificate for seed in story.seeds if seed.payer}
    for victim in story.batch.victims:
        later = [c.at for c in story.calls if c.ends[1] == victim.phone and c.at > sold]
        if later and victim.resident_id in losers:
            table.append({"data": DATA.name, "victim": victim.name, "phone": phone(victim.phone),
                          "sold": clock(sold), "called": clock(min(later)),
                          "calls": len(later)})  # fmt: skip
    return rows(table)


def records_by_actor(story: DemoStory) -> Asked:
    """CQ12: how many records passed through whose hands, by class of information."""
    counts = story.batch
    classes: Row = {"sensitive": counts.filled(5), "important": counts.filled(3, 4),
                    "ordinary": counts.filled(0, 1, 2),
                    "phones": len({row[1] for row in counts.rows})}  # fmt: skip
    stated = {sale.data: sale.records for sale in story.sales}
    table: list[Row] = []
    for fact in story.of("ObtainsData", "LeaksData", "SuppliesData", "SellsData"):
        data = fact.whom if fact.kind == "ObtainsData" else fact.thing
        assert data is not None
        known = classes if data == DATA.name else dict.fromkeys(classes)
        table.append({"who": fact.who, "kind": fact.kind, "data": data,
                      "records": int(fact.fact.count) if fact.fact.count else stated.get(data),
                      **known})  # fmt: skip
    return rows(table)


def firms_with_front(story: DemoStory) -> Asked:
    """CQ13: clients of rogue data companies who are something in a chain themselves."""
    acting: dict[str, set[str]] = defaultdict(set)
    for fact in story.of("HoldsRole", "TakesPartIn"):
        role = fact.kind == "HoldsRole"
        if not (role and any(word in fact.fact.role for word in _NO_FRONT)):
            acting[fact.who].add(fact.fact.role if role else fact.whom)
    traders = {fact.who for fact in story.of("SellsData", "SuppliesData")}
    table: list[Row] = []
    for fact in story.of("ContractsWith"):
        for firm, client in ((fact.who, fact.whom), (fact.whom, fact.who)):
            if firm in traders and acting.get(client):
                table.append({"firm": firm, "client": client, "contract": fact.thing,
                              "why": min(acting[client]), "start": fact.start})  # fmt: skip
    return rows(table)


def dark_sales(story: DemoStory) -> Asked:
    """CQ14: sales settled in coin, and where the seller's coins went afterwards."""
    wallets: dict[str, list[str]] = defaultdict(list)
    for fact in story.of("HoldsWallet"):
        wallets[fact.who].append(fact.whom)
    market = {
        fact.who: fact.whom for fact in story.of("UsesPlatform") if fact.is_of("DarkWebService")
    }
    table: list[Row] = []
    for sale in story.sales:
        if sale.currency in COINS:
            for wallet in wallets[sale.seller]:
                table += _went_on(story, sale, wallet, market.get(sale.seller))
    return rows(table)


def _went_on(story: DemoStory, sale: Sale, wallet: str, market: str | None) -> list[Row]:
    sold = datetime.fromisoformat(sale.at)
    by_next: dict[str, list[Move]] = defaultdict(list)
    for move, _ in story.moves:
        if move.source == wallet and here(move) >= sold:
            by_next[move.target].append(move)
    row: Row = {"data": sale.data, "seller": sale.seller, "buyer": sale.buyer, "market": market,
                 "amount": sale.price, "currency": sale.currency, "sold": moment(sale.at),
                 "wallet": wallet}  # fmt: skip
    return [
        {**row, "next": to, "moved": coins(moves), "times": len(moves),
         "first": clock(min(map(here, moves)))}
        for to, moves in sorted(by_next.items())
    ] or [{**row, "next": None, "moved": None, "times": 0, "first": None}]  # fmt: skip


def here(move: Move) -> datetime:
    """Return when a transfer on chain was, by the clock of the case."""
    return (move.at + timedelta(hours=8)).replace(tzinfo=None)


def coins(moves: Iterable[Move]) -> str:
    """Return what transfers sum up to, in whole coins and millionths."""
    millionths = sum(move.millionths for move in moves)
    return f"{millionths // 1_000_000}.{millionths % 1_000_000:06d}"


def device_history(story: DemoStory) -> Asked:
    """CQ16: which cards a handset held, who signed in with it, where it stood."""
    handset = story.more.handsets["work"]
    table = [
        _seen(handset, "InsertedIn", phone(number), [None])
        for number in sorted({call.number for call in story.calls})
        if handset_of(number, story.more) == handset
    ]
    signed: dict[str, list[str | None]] = defaultdict(list)
    for sign_in in story.desks.sign_ins:
        if sign_in.handset == handset and not sign_in.failed:
            signed[sign_in.card or sign_in.user].append(clock(sign_in.at))
    # a failed attempt says, too, that the account and the handset met
    met = {
        sign_in.card or sign_in.user
        for sign_in in story.desks.sign_ins
        if sign_in.handset == handset
    }
    table += [_seen(handset, "Login", account, times) for account, times in signed.items()]
    table += [_seen(handset, "SignsInWith", account, [None]) for account in sorted(met)]
    table += [_seen(handset, fact.kind, fact.whom, [fact.start]) for fact in story.of("LocatedAt")
              if fact.who == handset]  # fmt: skip
    return rows(table, device=handset)


def _seen(device: str, kind: str, thing: str, times: list[str | None]) -> Row:
    known = sorted(time for time in times if time)
    return {"device": device, "kind": kind, "thing": thing, "first": known[0] if known else None,
            "last": known[-1] if known else None, "times": len(times)}  # fmt: skip


def helpers(story: DemoStory) -> Asked:
    """CQ17: who helped with what, and what each was paid in each currency."""
    income = paid_to(story.of("Pays"))
    table: list[Row] = []
    for fact in story.of(*HELP):
        got: dict[str, str] = income.get(fact.who, {})
        row: Row = {"helper": fact.who, "kind": fact.kind, "for": fact.whom, "object": fact.thing,
                     "start": fact.start}  # fmt: skip
        table += [{**row, "income": sum_, "currency": code} for code, sum_ in got.items()] or [
            {**row, "income": None, "currency": None}
        ]
    return rows(table)


def paid_to(payments: Iterable[ExpectedFact]) -> dict[str, dict[str, str]]:
    """Return what each was paid altogether, by currency."""
    fen: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for payment in payments:
        assert payment.currency
        fen[payment.whom][payment.currency] += cents(payment)
    return {
        who: {code: f"{sum_ / 100:.2f}" for code, sum_ in by.items()} for who, by in fen.items()
    }


def cents(expected: ExpectedFact) -> int:
    """Return a fact's amount in hundredths."""
    whole, _, part = expected.fact.amount.partition(".")
    return int(whole) * 100 + int(f"{part}00"[:2])


ANSWERS = {
    "CQ09": who_leaked, "CQ10": sales_of_data, "CQ11": victims_in_data, "CQ12": records_by_actor,
    "CQ13": firms_with_front, "CQ14": dark_sales, "CQ16": device_history, "CQ17": helpers,
}  # fmt: skip
