"""What a load of a file would do, told without storing anything; it refuses what a load does."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from kg import sources
from kg.ledger import BalanceReport, balance_check
from kg.requests import LoadRequest
from kg.sources import DryRun


@dataclass(frozen=True, slots=True)
class Trial:
    """A reading that was thrown away, the first facts of it, and what its balances say."""

    run: DryRun
    balances: BalanceReport


def try_load(path: str | Path, request: LoadRequest) -> Trial:
    """Read and judge a file as a load would, and keep nothing of it.

    Raises:
        SourceError: The load would refuse the file, for the same reason.
    """
    with tempfile.TemporaryDirectory(prefix="kg-dry-run-") as folder:
        run = sources.dry_run(
            path,
            request.layout or None,
            encoding=request.encoding or None,
            limits=request.limits,
            ignore=request.ignore,
            scope=request.scope,
            scratch=Path(folder),
        )
        balances = balance_check(Path(folder), name=run.reading.name, limits=request.limits)
        return Trial(run, balances)
