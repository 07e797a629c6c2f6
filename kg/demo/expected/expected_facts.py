"""Facts as a case holds them: rows that say the same are one fact with several proofs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from kg.demo.cast import Person
from kg.demo.claims import Claim, Party, Thing
from kg.values.phones import normal_phone

_STRENGTH = ("verified", "corroborated", "single", "clue")


@dataclass(slots=True)
class ExpectedFact:
    """One fact: who, what, whom, with the documents and the sheets that say so."""

    fact: Claim
    proofs: set[str] = field(default_factory=set)
    papers: set[str] = field(default_factory=set)
    sheets: set[str] = field(default_factory=set)
    pieces: int = 0

    @property
    def kind(self) -> str:
        """Return the class of the fact."""
        return self.fact.kind

    @property
    def who(self) -> str:
        """Return what the source is called."""
        return label(self.fact.who)

    @property
    def whom(self) -> str:
        """Return what the target is called."""
        return label(self.fact.whom)

    @property
    def thing(self) -> str | None:
        """Return what the third party is called."""
        return label(self.fact.thing) if self.fact.thing else None

    @property
    def start(self) -> str | None:
        """Return when it began, as an answer writes it."""
        return moment(self.fact.since)

    @property
    def amount(self) -> str | None:
        """Return how much money it names."""
        return self.fact.amount or None

    @property
    def currency(self) -> str | None:
        """Return in which currency; yuan where the sheet does not say."""
        return (self.fact.currency or "CNY") if self.fact.amount else None

    @property
    def proof(self) -> str:
        """Return how far it is proven: the strongest word counts, two layouts corroborate."""
        stated = next(proof_state for proof_state in _STRENGTH if proof_state in self.proofs)
        several = len({sheet == "数据交易.xlsx" for sheet in self.sheets}) > 1
        return "corroborated" if several and stated in ("single", "clue") else stated

    def is_of(self, kind: str) -> bool:
        """Say whether the target is of a class."""
        return isinstance(self.fact.whom, Thing) and self.fact.whom.kind == kind


def merged(facts: Iterable[tuple[str, Claim]]) -> list[ExpectedFact]:
    """Return every fact once; what differs in nothing but its document is one."""
    facts_by_key: dict[tuple[object, ...], ExpectedFact] = {}
    for sheet, fact in facts:
        key = (fact.kind, fact.who, fact.whom, fact.thing, fact.since, fact.until, fact.amount,
               fact.currency, fact.role)  # fmt: skip
        expected = facts_by_key.setdefault(key, ExpectedFact(fact))
        expected.proofs.add(fact.proof)
        expected.papers.update([fact.source] if fact.source else [])
        expected.sheets.add(sheet)
        expected.pieces += 1
    return list(facts_by_key.values())


def label(party: Party | None) -> str:
    """Return what an answer calls somebody or something."""
    if isinstance(party, Person):
        return party.name
    assert party is not None
    return phone(party.name) if party.kind == "PhoneNumber" else party.name


def phone(number: str) -> str:
    """Return a telephone number as a case keeps it."""
    return normal_phone(number).text


def moment(text: str) -> str | None:
    """Return a time of a sheet to the second, or nothing where there is none."""
    return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M:%S}" if text else None


def clock(at: datetime) -> str:
    """Return a moment of the wall clock as an answer writes it."""
    return f"{at:%Y-%m-%d %H:%M:%S}"


def yuan(fen: int) -> str:
    """Return fen as yuan with two decimals."""
    return f"{fen // 100}.{fen % 100:02d}"
