"""What investigators write down: who stands how to whom, by which document, how far proven."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kg.demo.cast import Person
from kg.demo.exports import Written
from kg.demo.sheet_words import KINDS, PROOFS, RELATIONS, ROLES
from kg.demo.writers import Cell, write_workbook

HEADER = (
    "主体 关系 客体 开始时间 结束时间 来源文书 证明程度 主体类型 客体类型 主体证件号 客体证件号 "
    "备注 标的 标的类型 金额 币种 以何身份 次序 条数 方式 主体所在平台 客体所在平台"
)
_WIDTHS = (22, 14, 22, 17, 12, 30, 10, 14, 14, 22, 22, 24, 22, 14, 10, 8, 14, 6, 8, 14, 14, 14)


@dataclass(frozen=True, slots=True)
class Thing:
    """Whatever is no natural person: its name or number, its class, whose number it is."""

    name: str
    kind: str
    scope: str = ""


Party = Person | Thing


@dataclass(frozen=True, slots=True)
class Claim:
    """One row of a relations sheet; ``kind`` and ``role`` are classes of the ontology."""

    who: Party
    kind: str
    whom: Party
    since: str
    source: str
    proof: str = "corroborated"
    until: str = ""
    thing: Party | None = None
    amount: str = ""
    currency: str = ""
    role: str = ""
    order: str = ""
    count: str = ""
    way: str = ""
    note: str = ""
    word: str = ""
    sheet: str = ""

    def row(self) -> list[str]:
        """Return the cells of the row, in the order of the header."""
        name_1, type_1, paper_1, scope_1 = _named(self.who)
        name_2, type_2, paper_2, scope_2 = _named(self.whom)
        thing, thing_type, *_ = _named(self.thing or Thing("", ""))
        alone = self.kind == "HoldsRole"
        spoken = self.word or (ROLES[self.role] if alone else RELATIONS[self.kind])
        capacity = "" if alone or not self.role else ROLES[self.role]
        return [
            name_1, spoken, name_2, self.since, self.until, self.source, PROOFS[self.proof],
            type_1, type_2, paper_1, paper_2, self.note, thing, thing_type,
            self.amount, self.currency, capacity, self.order, self.count, self.way,
            scope_1, scope_2,
        ]  # fmt: skip


def _named(party: Party) -> tuple[str, str, str, str]:
    if isinstance(party, Person):
        return party.name, "", party.resident_id, ""
    return party.name, KINDS.get(party.kind, ""), "", party.scope


def write_facts(folder: Path, name: str, sheet: str, facts: Iterable[Claim]) -> Written:
    """Write facts as a relations sheet."""
    rows: list[list[Cell]] = [list(HEADER.split())]
    rows += [list(fact.row()) for fact in facts]
    write_workbook(folder / name, sheet, rows, _WIDTHS)
    return Written(name, len(rows) - 1)
