"""Invented chains of any size: from a data leak to a card that cashes out. Names nobody."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from kg.messages import Message
from kg.model import (
    Chain,
    ChainEdge,
    ChainNode,
    Entity,
    Evidence,
    Hidden,
    Link,
    Precision,
    Proof,
    Source,
    stable_id,
)

BANK = "a1" * 32
SHEET = "b2" * 32
VICTIMS = "c3" * 32
SALES = "d4" * 32
BEGIN = datetime(2024, 3, 1, 2, 0, tzinfo=UTC)
FAMILY = {
    "Transfer": "money",
    "ReportedLoss": "money",
    "Pays": "money",
    "SellsData": "data",
    "LeaksData": "data",
    "SuppliesData": "data",
}


def _said(zh: str, en: str) -> Message:
    return Message("as-stored", zh=zh, en=en)


@dataclass
class Story:
    """Collects what is told; entities and links get numbers in the order of telling."""

    random: Random
    nodes: list[ChainNode] = field(default_factory=list)
    links: dict[tuple[str, str, str], list[Link]] = field(default_factory=dict)
    rows: int = 0

    def entity(
        self,
        kind: str,
        stage: str,
        basis: str = "role",
        level: int = 0,
        role: str = "",
        **values: str,
    ) -> str:
        """Add somebody or something and return its id."""
        number = len(self.nodes) + 1
        ident = stable_id(kind, str(number))
        letter = "P" if kind in ("Person", "Group", "Organisation") else "A"
        why = _said("关系表第 3 行写明。", "Row 3 of the relations sheet says so.")
        entity = Entity(ident, kind, {key: (value,) for key, value in sorted(values.items())})
        roles = (f"alleged:{role}",) if role else ()
        node = ChainNode(entity, stage, basis, level, roles, f"{letter}{number}", True, why)
        self.nodes.append(node)
        return ident

    def person(self, name: str, stage: str, role: str = "") -> str:
        """Add a person."""
        return self.entity("Person", stage, role=role, name=name)

    def card(self, stage: str, level: int, kind: str = "BankAccount") -> str:
        """Add a masked card at a level of the trace."""
        tail = f"{self.random.randrange(10000):04d}"
        return self.entity(kind, stage, "trace", level, cardNumber=f"9922****{tail}")

    def link(
        self,
        kind: str,
        source: str,
        target: str,
        amount: int = 0,
        *,
        day: float = 0,
        proof: Proof = Proof.SINGLE,
        sha: str = SHEET,
        about: str = "",
    ) -> None:
        """Add one row that says so."""
        self.rows += 1
        start = BEGIN + timedelta(days=day, minutes=self.random.randrange(600))
        place = f"资金明细!{self.rows + 1}" if sha == BANK else f"line {self.rows + 1}"
        excerpt = f"{start:%Y-%m-%d %H:%M} | {amount} | 跨行转账"
        self.links.setdefault((source, target, kind), []).append(
            Link(
                stable_id(kind, str(self.rows)),
                kind,
                source,
                target,
                object=about,
                start=start,
                precision=Precision.SECOND,
                amount=Decimal(amount) if amount else None,
                currency="CNY" if amount else "",
                values={"memo": ("货款",)} if amount else {},
                evidence=(Evidence(sha, place, "workbook", excerpt),),
                proof=proof,
            )
        )

    def pay(self, source: str, target: str, amount: int, day: float) -> None:
        """Add one transfer out of the bank's file."""
        proof = Proof.CORROBORATED if self.random.random() < 0.3 else Proof.SINGLE
        self.link("Transfer", source, target, amount, day=day, proof=proof, sha=BANK)

    def chain(self, hidden: Sequence[Hidden] = ()) -> Chain:
        """Return all that was told as a chain."""
        edges = tuple(
            ChainEdge(a, b, kind, FAMILY.get(kind, "people"), tuple(links), *_sums(kind, links))
            for (a, b, kind), links in self.links.items()
        )
        return Chain(
            "main",
            "三月电信诈骗案全链条",
            tuple(self.nodes),
            edges,
            hidden=tuple(hidden),
            gaps=(
                _said(
                    "交易所钱包与银行卡之间没有任何记录相连。",
                    "No row joins the wallet to the card.",
                ),
                _said("三张二级卡缺少开户资料。", "Opening papers of three cards are missing."),
            ),
            banners=(Message("not-an-opinion"),),
            sources=tuple(
                Source(sha, name, 2048, "bank34", "e" * 64, 120, 117, 2, 1, 100, True)
                for sha, name in (
                    (BANK, "甲银行流水.xlsx"),
                    (SHEET, "关系表.csv"),
                    (VICTIMS, "被害人清单.xlsx"),
                    (SALES, "数据交易.xlsx"),
                )
            ),
            digest="5f" * 32,
            ask_again={
                "kg": "kg chain case-42 --victims --as main",
                "sparql": "PREFIX cc: <https://w3id.org/crimechain/>\nASK { ?s a cc:Person }",
            },
        )


def _sums(kind: str, links: Sequence[Link]) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    total = sum((link.amount for link in links if link.amount), Decimal(0))
    totals = {"CNY": total} if total else {}
    return totals, {"CNY": total * 9 // 10} if kind == "Transfer" else {}


def fraud(victims: int = 12, cards: Sequence[int] = (5, 7, 6, 4), seed: int = 1) -> Chain:
    """Return leak, sale, lead generation, fraud, cards of several levels, and the exit."""
    story = Story(Random(seed))
    _data(story)
    leader = _gang(story)
    levels = [
        [story.card("Collection" if at == 0 else "Layering", at + 1) for _ in range(many)]
        for at, many in enumerate(cards)
    ]
    for at in range(victims):
        victim = story.person(f"赵某{at + 1}", "Victimisation", "Victim")
        story.link(
            "ReportedLoss",
            victim,
            levels[0][at % cards[0]],
            story.random.randrange(2, 90) * 1000,
            day=at / 3,
            sha=VICTIMS,
        )
    _layers(story, levels)
    _suppliers(story, levels[0], leader)
    _exit(story, levels[-1])
    return story.chain(
        [Hidden("Layering", "BankAccount", 1240), Hidden("Victimisation", "Person", 8)]
    )


def _data(story: Story) -> None:
    insider = story.person("钱某1", "DataSource", "IndustryInsider")
    firm = story.entity(
        "Organisation", "DataProcessing", role="DataBlackEnterprise", name="某数据服务部"
    )
    broker = story.person("孙某1", "DataTrade", "DataBroker")
    dealer = story.person("李某1", "DataTrade", "DataDealer")
    batch = story.entity("DataSet", "DataSource", "kind", name="快递面单数据 12 万条")
    leads = story.person("周某1", "LeadGeneration", "LeadGenerator")
    story.link("LeaksData", insider, firm, 30000, day=-30, proof=Proof.CORROBORATED, about=batch)
    story.link("SellsData", firm, broker, 80000, day=-20, sha=SALES)
    story.link("SellsData", firm, dealer, 60000, day=-19, sha=SALES)
    story.link("SellsData", broker, leads, 90000, day=-12, sha=SALES)
    story.link("SellsData", dealer, leads, 50000, day=-11, proof=Proof.CLUE, sha=SALES)


def _gang(story: Story) -> str:
    leads = next(n.entity.id for n in story.nodes if n.stage == "LeadGeneration")
    army = story.entity("Group", "LeadGeneration", role="WaterArmy", name="某水军群")
    chief = story.person("吴某1", "LeadGeneration", "WaterArmyLeader")
    leader = story.person("郑某1", "CoreCrime", "FraudLeader")
    callers = [story.person(f"王某{at + 1}", "CoreCrime", "FraudCaller") for at in range(3)]
    story.link("Leads", chief, army, proof=Proof.CLUE)
    story.link("GeneratesLeadsFor", army, leader, day=-5)
    story.link("GeneratesLeadsFor", leads, leader, day=-6, proof=Proof.VERIFIED)
    for caller in callers:
        story.link("Leads", leader, caller, day=-4, proof=Proof.DISPUTED)
    phone = story.entity("PhoneNumber", "CoreCrime", "links", msisdn="199****0031")
    story.link("UsesPhone", callers[0], phone)
    return leader


def _layers(story: Story, levels: Sequence[Sequence[str]]) -> None:
    for depth, (upper, lower) in enumerate(itertools.pairwise(levels)):
        for at, card in enumerate(upper):
            targets = {lower[at % len(lower)], *story.random.sample(lower, min(2, len(lower)))}
            for target in sorted(targets):
                for _ in range(story.random.randrange(1, 4)):
                    story.pay(card, target, story.random.randrange(1, 60) * 900, 1 + depth)
    for card in levels[1][::2]:
        holder = story.person(f"冯某{len(story.nodes)}", "Layering")
        story.link("HoldsAccount", holder, card, proof=Proof.CORROBORATED, sha=BANK)
    story.pay(levels[2][0], levels[1][0], 3000, 3)


def _suppliers(story: Story, first: Sequence[str], leader: str) -> None:
    dealer = story.person("陈某1", "Collection", "CardDealer")
    story.link("WorksFor", dealer, leader, day=-3)
    for at, card in enumerate(first):
        seller = story.person(f"褚某{at + 1}", "Collection", "CardSeller")
        story.link("HoldsAccount", seller, card, sha=BANK)
        if at % 2 == 0:
            story.link("Recruits", dealer, seller, day=-2, proof=Proof.CLUE)


def _exit(story: Story, last: Sequence[str]) -> None:
    platform = story.entity(
        "Platform", "Layering", "links", role="RunningPointsPlatform", name="某跑分平台"
    )
    runner = story.person("卫某1", "Layering", "RunningPointsOperator")
    dealer = story.person("蒋某1", "Exit", "OtcDealer")
    card = story.card("Exit", 0)
    cash = story.entity("CashEnd", "Exit", "kind", name="现金支取")
    wallet = story.entity("Wallet", "Exit", "kind", walletAddress="TX9****k2Qd")
    story.link("Operates", runner, platform)
    story.link("HoldsAccount", dealer, card, sha=BANK)
    story.link("HoldsWallet", dealer, wallet, proof=Proof.CLUE)
    for at, one in enumerate(last):
        story.pay(one, card, story.random.randrange(20, 200) * 1000, 6)
        if at % 3 == 0:
            story.pay(one, cash, 20000, 6.5)


def banks() -> Chain:
    """Return seven banks in eleven summary rows, none of them in a known stage."""
    story = Story(Random(7))
    names = (
        "Harbour Bank",
        "Northern Trade Bank NV",
        "First Delta Bank",
        "Canal Savings",
        "Bank of the Isles",
        "Union Credit House",
        "Meridian Bank Ltd",
    )
    ids = [story.entity("Bank", "Undetermined", "none", name=name) for name in names]
    pairs = ((0, 1), (0, 1), (1, 2), (1, 3), (1, 4), (5, 1), (5, 1), (1, 6), (2, 1), (5, 2), (0, 4))
    for at, (a, b) in enumerate(pairs):
        story.link("Transfer", ids[a], ids[b], 40000 + at * 977000, day=at * 30, sha=BANK)
    return story.chain()
