"""A small invented chain, from a leak to a dealer's card, as facts and as one trace."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from kg.graph.memory import MemoryStore
from kg.model import (
    AccountLevel,
    Entity,
    Evidence,
    LevelStep,
    Link,
    Message,
    Precision,
    Proof,
    Seed,
    Source,
    Trace,
    TraceAccount,
    TraceStep,
    stable_id,
)
from kg.schema import Schema, load_schema

SCHEMA: Schema = load_schema()
BANK, SHEET, CHAIN = "a" * 64, "b" * 64, "c" * 64
NOON = datetime(2025, 3, 2, 4, 0, tzinfo=UTC)
FENS = 100


def source(sha256: str, name: str, number: int) -> Source:
    return Source(sha256, name, 10, "bank", "f" * 64, 3, 2, 1, 0, 2, True, number)


SOURCES = (
    source(BANK, "赵六银行流水.csv", 1),
    source(SHEET, "关系表.xlsx", 2),
    source(CHAIN, "trc20.csv", 3),
)


def person(name: str, kind: str = "Person", **values: str) -> Entity:
    own = {key: (text,) for key, text in values.items()}
    return Entity(
        stable_id(SCHEMA.kind(kind).key_kind, "case", name), kind, {"name": (name,), **own}
    )


def account(number: str, holder: str = "") -> Entity:
    names = {"name": (holder,)} if holder else {}
    return Entity(
        stable_id("Account", "", number), "BankAccount", {"cardNumber": (number,), **names}
    )


def thing(kind: str, key: str, text: str) -> Entity:
    return Entity(stable_id(SCHEMA.kind(kind).key_kind, "", text), kind, {key: (text,)})


def fact(
    kind: str,
    source: Entity,
    target: Entity,
    row: int,
    *,
    sha256: str = SHEET,
    role: str = "",
    about: Entity | None = None,
    amount: str = "",
    currency: str = "CNY",
    after: int = -1,
    proof: Proof = Proof.SINGLE,
    memo: str = "",
) -> Link:
    values = {key: (text,) for key, text in {"role": role, "memo": memo}.items() if text}
    return Link(
        stable_id(kind, source.id, target.id, str(row)),
        kind,
        source.id,
        target.id,
        about.id if about else "",
        start=NOON + timedelta(minutes=after) if after >= 0 else None,
        precision=Precision.SECOND if after >= 0 else Precision.UNKNOWN,
        amount=Decimal(amount) if amount else None,
        currency=currency if amount else "",
        values=values,
        evidence=(Evidence(sha256, f"line {row}", "delimited", "张三,付款"),),
        proof=proof,
    )


INSIDER, FIRM = person("钱内"), person("讯达数据公司", "Organisation")
BROKER, GANG = person("孙中介"), person("狐狸团伙", "Group")
BOSS, CALLER = person("李头目"), person("周话务")
VICTIM = person("吴受害", residentId="000102196003071230")
SELLER, DEALER = person("郑供卡"), person("王币商")
BATCH = person("用户订单十二万条", "DataSet")
PAYER = account("9990010000000001", "吴受害")
FIRST = account("9990020000000002", "郑供卡")
SECOND = account("9990030000000003")
LAST = account("9990040000000004", "王币商")
CASH = Entity(stable_id("CashEnd", SECOND.id, "CashEnd", "out"), "CashEnd", {"endOf": (SECOND.id,)})
WALLET = thing("Wallet", "walletAddress", "TXdealerWalletAddressInvented00001")
DEPOSIT = thing("Wallet", "walletAddress", "TXexchangeDepositInvented000000002")
CALLER_PHONE = thing("PhoneNumber", "msisdn", "+8610000000001")
VICTIM_PHONE = thing("PhoneNumber", "msisdn", "+8610000000002")

ENTITIES = (
    *(INSIDER, FIRM, BROKER, GANG, BOSS, CALLER, VICTIM, SELLER, DEALER, BATCH),
    *(PAYER, FIRST, SECOND, LAST, CASH, WALLET, DEPOSIT, CALLER_PHONE, VICTIM_PHONE),
)
T1 = fact("Transfer", PAYER, FIRST, 11, sha256=BANK, amount="50000.00", after=0, memo="投资款")
T2 = fact("Transfer", FIRST, SECOND, 12, sha256=BANK, amount="49900.00", after=3)
T3 = fact("Transfer", SECOND, LAST, 13, sha256=BANK, amount="40000.00", after=9)
T4 = fact("Transfer", SECOND, CASH, 14, sha256=BANK, amount="9900.00", after=20)
ON_CHAIN = fact(
    "Transfer", WALLET, DEPOSIT, 2, sha256=CHAIN, amount="5500", currency="USDT", after=60
)
LINKS = (
    *(T1, T2, T3, T4, ON_CHAIN),
    fact("LeaksData", INSIDER, FIRM, 2, about=BATCH),
    fact("SellsData", FIRM, BROKER, 3, about=BATCH, amount="8000"),
    fact("SellsData", BROKER, BOSS, 4, about=BATCH, amount="12000"),
    fact("HoldsRole", GANG, GANG, 5, role="FraudGang"),
    fact("HoldsRole", BOSS, GANG, 5, role="FraudLeader"),
    fact("HoldsRole", CALLER, GANG, 6, role="FraudCaller"),
    fact("HoldsRole", DEALER, DEALER, 7, role="OtcDealer"),
    fact("SuppliesAccount", SELLER, BOSS, 8, about=FIRST),
    fact("HoldsAccount", VICTIM, PAYER, 9, sha256=BANK),
    fact("HoldsAccount", SELLER, FIRST, 10, sha256=BANK),
    fact("HoldsAccount", DEALER, LAST, 11, sha256=BANK),
    fact("HoldsWallet", DEALER, WALLET, 12),
    fact("UsesPhone", CALLER, CALLER_PHONE, 13),
    fact("UsesPhone", VICTIM, VICTIM_PHONE, 14),
    fact("Call", CALLER_PHONE, VICTIM_PHONE, 15, sha256=BANK, after=0),
    fact("ReportedLoss", VICTIM, FIRST, 16, amount="50000.00", after=0),
    fact("ConvertsFor", DEALER, BOSS, 17),
    fact("KnowsOf", BROKER, DEALER, 18, proof=Proof.EXCLUDED),
)


def step(link: Link, level: int, traced: str, *, proven: bool = True) -> TraceStep:
    return TraceStep(
        link.id,
        link.source,
        link.target,
        level,
        link.start or NOON,
        units(str(link.amount)),
        units(traced),
        "CNY",
        proven,
    )


def units(amount: str) -> int:
    return int(Decimal(amount) * FENS)


def reached(entity: Entity, level: int, received: str, passed: str) -> TraceAccount:
    kept = units(received) - units(passed)
    return TraceAccount(entity.id, level, "CNY", units(received), units(passed), kept, NOON, NOON)


def at_level(entity: Entity, level: int, received: str, link: Link) -> AccountLevel:
    steps = (LevelStep(level, units(received), (link.id,)),)
    said = Message("as-stored", zh=f"第 {level} 级", en=f"level {level}")
    return AccountLevel(entity.id, "CNY", level, (), Decimal(1), units(received), steps, said)


TRACE = Trace(
    name="victims",
    direction="out",
    rule="fifo",
    parameters={"within": "72h"},
    seeds=(Seed(PAYER.id, T1.id, VICTIM.id, units("50000"), "CNY"),),
    steps=(
        step(T1, 1, "50000.00"),
        step(T2, 2, "49900.00"),
        step(T3, 3, "40000.00", proven=False),
        step(T4, 3, "9900.00"),
    ),
    accounts=(
        reached(PAYER, 0, "50000", "50000"),
        reached(FIRST, 1, "50000", "49900"),
        reached(SECOND, 2, "49900", "49900"),
        reached(LAST, 3, "40000", "0"),
        reached(CASH, 3, "9900", "0"),
    ),
    stops=(),
    scale={"CNY": FENS},
    levels=(
        at_level(FIRST, 1, "50000", T1),
        at_level(SECOND, 2, "49900", T2),
        at_level(LAST, 3, "40000", T3),
        at_level(CASH, 3, "9900", T4),
    ),
)


def store(*more: Entity | Link, without: tuple[Link, ...] = ()) -> MemoryStore:
    kept = MemoryStore({kind.name: kind.shortcut for kind in SCHEMA.link_kinds()})
    kept.apply([fact for fact in (*ENTITIES, *LINKS, *more) if fact not in without])
    return kept
