"""Reads the FinCEN map with the csv module and counts it; nothing of kg is imported."""

from __future__ import annotations

import csv
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

NAME = "download_transactions_map.csv"


@dataclass(frozen=True)
class Row:
    """One row of the file, with the number of the line it stands on."""

    line: int
    cells: tuple[str, ...]
    number: str
    begin: str
    end: str
    payer: str
    payee: str
    names: tuple[str, str]
    count: int | None
    amount: Decimal

    @property
    def is_inverted(self) -> bool:
        return bool(self.begin and self.end) and _day(self.end) < _day(self.begin)

    @property
    def is_undated(self) -> bool:
        return not self.begin


def _day(text: str) -> datetime:
    return datetime.strptime(text, "%b %d, %Y")  # noqa: DTZ007 -- days of one file, compared


def rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        heads = next(reader)
        for cells in reader:
            said = dict(zip(heads, cells, strict=True))
            yield Row(
                line=reader.line_num,
                cells=tuple(cells),
                number=said["id"],
                begin=said["begin_date"],
                end=said["end_date"],
                payer=said["originator_bank_id"],
                payee=said["beneficiary_bank_id"],
                names=(said["originator_bank"], said["beneficiary_bank"]),
                count=int(said["number_transactions"]) if said["number_transactions"] else None,
                amount=Decimal(said["amount_transactions"]),
            )


def spellings(found: list[Row]) -> dict[str, set[str]]:
    """Return every name of every bank, without the spaces that nobody sees."""
    names: dict[str, set[str]] = defaultdict(set)
    for row in found:
        for bank, name in zip((row.payer, row.payee), row.names, strict=True):
            names[bank].add(" ".join(unicodedata.normalize("NFKC", name).split()))
    return names


def sums(found: list[Row]) -> dict[tuple[str, str], Decimal]:
    """Return what each bank sent to each, by the file's own ids."""
    totals: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in found:
        totals[row.payer, row.payee] += row.amount
    return totals
