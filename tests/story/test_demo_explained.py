"""Every line of the demo is where it is said to be: a stranger opens the file and reads it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest
from demo_files import row_at
from told import NUMBERS, Told

from kg.model import Entity

CC = "https://w3id.org/crimechain/"
COMPUTED = {
    "TracedFlow": ({"fifo"}, "3", '"within":"72h"'),
    "InferredLeg": ({"coin-bought", "order-paid"}, "1", '"assumption":'),
}
"""What no single row says: by which rule and version it was found, and what it was told."""
CARD_TAIL = re.compile(r"(?P<card>\d{16,19})(-\d+|(_\d+)+)")
CALLED = {
    "PhoneNumber": ("msisdn",),
    "Person": ("name", "residentId", "certificateNumber"),
    "Organisation": ("name", "uscc"),
    **dict.fromkeys(("Device", "MobileDevice"), ("imei", "mac")),
    "IPAddress": ("ip",),
    "DataBatch": ("sha256",),
}
ALL_LINKS = f"""
PREFIX cc: <{CC}>
SELECT ?link ?kind ?source ?target ?object ?amount WHERE {{
  ?link a ?kind ; cc:source ?source ; cc:target ?target .
  OPTIONAL {{ ?link cc:object ?object }}
  OPTIONAL {{ ?link cc:amount ?amount }}
}}
"""


@dataclass(frozen=True)
class Line:
    """One link of the graph, as a query sees it."""

    link: str
    kind: str
    source: str
    target: str
    object: str
    amount: Decimal | None


@pytest.fixture(scope="module")
def lines(first: Told) -> list[Line]:
    assert first.trace.steps
    rows = first.case.query(ALL_LINKS, rows=100_000).rows
    return [
        Line(*(str(cell or "").removeprefix(CC) for cell in row[:5]), amount=row[5]) for row in rows
    ]


def test_the_whole_graph_is_looked_at(first: Told, lines: list[Line]) -> None:
    kinds = Counter(line.kind for line in lines)
    assert kinds["Transfer"] == sum(said["payments"] for said in first.answer["sums"].values())
    assert {"Call", "HoldsAccount", "ReportedLoss", "SellsData", *COMPUTED} <= kinds.keys()
    assert all(line.object for line in lines if line.kind == "SellsData")
    assert len({line.link for line in lines}) == len(lines) > 2_000


def test_a_stranger_finds_every_line_where_it_is_said_to_be(first: Told, lines: list[Line]) -> None:
    read = [line for line in lines if line.kind not in COMPUTED]
    ends = {end for line in read for end in (line.source, line.target, line.object) if end}
    entities = first.case.lookup.entities(sorted(ends))
    kept = {path.name.split(".")[0]: path for path in first.case.folder.sources.iterdir()}
    # a leaked list is never copied: it lies where it was found
    kept = {sha256_of(path): path for path in (first.folder / "files").iterdir()} | kept
    told = first.case.lookup.explain_all([line.link for line in read])
    for line, explained in zip(read, told, strict=True):
        assert explained.kind == line.kind and explained.pieces
        for piece in explained.pieces:
            row = row_at(kept[piece.sha256], piece.locator)
            missing = list(not_found(line, entities, row, piece.sha256))
            assert not missing, (line, piece.file, piece.locator, missing, row)


def test_what_was_computed_names_its_rule_version_and_parameters(
    first: Told, lines: list[Line]
) -> None:
    computed = [line for line in lines if line.kind in COMPUTED]
    told = first.case.lookup.explain_all([line.link for line in computed])
    assert {line.kind for line in computed} == set(COMPUTED)
    for line, explained in zip(computed, told, strict=True):
        rules, version, setting = COMPUTED[line.kind]
        assert explained.rule in rules and explained.version == version
        assert setting in explained.parameters.replace(" ", "")


def not_found(
    line: Line, entities: dict[str, Entity], row: dict[str, str], sha256: str
) -> Iterator[str]:
    """Yield what a row should hold of a link and does not; the file itself stands in no row."""
    cells = {bare(cell) for cell in row.values() if cell}
    if line.amount is not None and line.amount not in set(amounts(cells)):
        yield str(line.amount)
    for end in filter(None, (line.source, line.target, line.object)):
        entity = entities[end]
        if entity.first("sha256") == sha256:
            continue
        if entity.kind.endswith("End"):
            if row["交易对手账卡号"]:
                yield "an empty counterparty"
        elif cells.isdisjoint(words(entity)):
            yield f"{entity.kind} {sorted(words(entity))}"


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def words(entity: Entity) -> set[str]:
    """Return what a row may call somebody: an account by a number, never by its holder."""
    names = NUMBERS if entity.first("accountNumber") or set(NUMBERS) & entity.values.keys() else ()
    names = names or CALLED.get(entity.kind, ("name",))
    return {word.removeprefix("+86") for name in names for word in entity.values.get(name, ())}


def bare(cell: str) -> str:
    """Return a card number without what a bank hangs on to it."""
    found = CARD_TAIL.fullmatch(cell)
    return found["card"] if found else cell


def amounts(cells: set[str]) -> Iterator[Decimal]:
    for cell in cells:
        try:
            yield Decimal(cell)
        except InvalidOperation:
            continue
