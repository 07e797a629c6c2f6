"""What a load of a file would do, told without storing anything; it refuses what a load does."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg import sources
from kg.ledger import BalanceReport, balance_check
from kg.limits import LIMITS, Limits
from kg.sources import DryRun


@dataclass(frozen=True, slots=True)
class Trial:
    """A reading that was thrown away, the first facts of it, and what its balances say."""

    run: DryRun
    balances: BalanceReport


def try_load(
    path: Path,
    layout: str = "",
    *,
    encoding: str = "",
    limits: Limits = LIMITS,
    ignore: Sequence[str] = (),
) -> Trial:
    """Read and judge a file as a load would, and keep nothing of it.

    Raises:
        SourceError: The load would refuse the file, for the same reason.
    """
    with tempfile.TemporaryDirectory(prefix="kg-dry-run-") as folder:
        run = sources.dry_run(
            path, layout or None, encoding=encoding or None, limits=limits, ignore=ignore,
            scratch=Path(folder),
        )  # fmt: skip
        return Trial(run, balance_check(Path(folder), name=run.reading.name, limits=limits))
