"""The left door: files in, every row of them a fact or listed with the reason why not.

Each file is opened in a worker process that it may kill (:mod:`kg.sources.sandboxed`).
"""

from kg.sources.results import EVERY_COLUMN, DryRun, MemberReport, Reading
from kg.sources.sandboxed import detect, dry_run, guess, read, read_starts, start

__all__ = [
    "EVERY_COLUMN",
    "DryRun",
    "MemberReport",
    "Reading",
    "detect",
    "dry_run",
    "guess",
    "read",
    "read_starts",
    "start",
]
