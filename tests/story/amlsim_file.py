"""Which rows of two AMLSim files are which links of a case: by file and line alone."""

from __future__ import annotations

import csv
import gzip
import hashlib
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.trace.amlsim_twin import Payment, Twin, labelled, payments

HEAD = 2  # the first payment stands on line 2


@dataclass(frozen=True)
class Simulation:
    """One set: its payments as the csv module reads them, and the twin that follows them."""

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "transactions.csv.gz"

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.file.read_bytes()).hexdigest()

    @cached_property
    def rows(self) -> list[Payment]:
        return payments(self.folder)

    @cached_property
    def cells(self) -> list[list[str]]:
        with gzip.open(self.file, "rt", newline="") as file:
            return list(csv.reader(file))

    @cached_property
    def twin(self) -> Twin:
        return Twin(self.rows)

    @cached_property
    def labelled(self) -> list[int]:
        return labelled(self.folder)

    @cached_property
    def accounts(self) -> set[int]:
        return {end for row in self.rows for end in row[:2]}

    def line_of(self, account: int) -> tuple[int, str]:
        """Return a line that names the account, and on which side of the payment it stands."""
        if paid := self.twin.paid.get(account):
            return paid[0] + HEAD, "source"
        return self.twin.got[account][0] + HEAD, "target"

    def write_part(self, folder: Path, lines: int) -> Simulation:
        """Write the first lines of the set into a folder; return that part as a set."""
        head, *rows = self.cells[: lines + 1]
        with gzip.open(folder / self.file.name, "wt", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([head, *rows])
        shutil.copy(self.folder / "nodes.csv.gz", folder)
        return Simulation(folder)

    def lines(self, positions: Iterable[int]) -> set[int]:
        return {position + HEAD for position in positions}
