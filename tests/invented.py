"""Small invented facts and Hypothesis strategies for them; nobody real is named."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import strategies as st

from kg.model import (
    Entity,
    Evidence,
    Judgement,
    Link,
    Precision,
    Proof,
    Source,
    stable_id,
)

SHORTCUTS = {"Transfer": "transferredTo", "HoldsAccount": "holds", "Introduces": "introduced"}
FIELDS = "source target object startTime endTime precision amount currency proof confidence"
TAKEN = {*FIELDS.split(), "supportedBy"}

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = texts.filter(lambda name: name and name not in TAKEN)
shas = st.sampled_from(["a" * 64, "b" * 64, "c" * 64])
ids = st.integers(0, 6).map(lambda n: stable_id("Account", str(n)))
values = st.dictionaries(names, st.lists(texts, max_size=3).map(tuple), max_size=3)
evidence = st.lists(
    st.builds(Evidence, shas, st.sampled_from(["line 1", "line 2", "表!3"]), texts, texts),
    max_size=3,
).map(tuple)
amounts = st.decimals(
    allow_nan=False, allow_infinity=False, places=18, min_value=-(10**19), max_value=10**19
)
moments = st.datetimes(
    datetime(1, 1, 2),  # noqa: DTZ001
    datetime(9999, 12, 30),  # noqa: DTZ001
    timezones=st.timezones() | st.just(UTC),
)
entities = st.builds(Entity, ids, st.sampled_from(["BankAccount", "Person"]), values, evidence)
links = st.builds(
    Link,
    id=st.integers(0, 12).map(lambda n: stable_id("Transfer", str(n))),
    kind=st.sampled_from(["Transfer", "HoldsAccount", "KnowsOf"]),
    source=ids,
    target=ids,
    object=st.just("") | ids,
    start=st.none() | moments,
    end=st.none() | moments,
    precision=st.sampled_from(Precision),
    amount=st.none() | amounts | st.decimals(allow_nan=False, allow_infinity=False),
    currency=st.sampled_from(["", "CNY", "USDT"]),
    values=values,
    evidence=evidence,
    proof=st.sampled_from(Proof),
    confidence=st.integers(0, 100),
)
judgements = st.builds(
    Judgement,
    id=st.integers(0, 4).map(lambda n: stable_id("Judgement", str(n))),
    kind=st.sampled_from(["SameTransfer", "Disputed"]),
    subjects=st.lists(ids, max_size=3).map(tuple),
    by=texts,
    reason=texts,
    at=texts,
    holds=st.booleans(),
)


def account(number: str, *evidence: Evidence, **values: str) -> Entity:
    own = {name: (text,) for name, text in values.items()}
    return Entity(
        stable_id("Account", "", number), "BankAccount", {"cardNumber": (number,), **own}, evidence
    )


def transfer(
    number: int, source: Entity, target: Entity, *evidence: Evidence, amount: str = "1.50"
) -> Link:
    return Link(
        id=stable_id("Transfer", str(number)),
        kind="Transfer",
        source=source.id,
        target=target.id,
        start=datetime(2024, 5, 1, 2, 3, 4, tzinfo=UTC),
        precision=Precision.SECOND,
        amount=Decimal(amount),
        currency="CNY",
        values={"memo": ('货款 "一"\n二',)},
        evidence=evidence,
    )


def source(sha256: str, number: int = 1) -> Source:
    return Source(sha256, "流水.csv", 10, "bank", "f" * 64, 3, 2, 1, 0, 2, True, number)


def row(sha256: str, number: int, excerpt: str = "") -> Evidence:
    return Evidence(sha256, f"line {number}", "delimited", excerpt)
