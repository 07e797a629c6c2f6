"""Readers of files: every row becomes a fact or is listed with the reason why not.

Each file is opened in a worker process that it may kill (:mod:`kg.sources.reader_client`).
"""

from kg.sources.reader_client import (
    detect,
    dry_run,
    files_of_table,
    propose,
    read,
    read_starts,
    start,
    stop,
    unpack_transfer,
)
from kg.sources.reading_result import EVERY_COLUMN, DryRun, MemberReport, SourceReading

__all__ = [
    "EVERY_COLUMN",
    "DryRun",
    "MemberReport",
    "SourceReading",
    "detect",
    "dry_run",
    "files_of_table",
    "propose",
    "read",
    "read_starts",
    "start",
    "stop",
    "unpack_transfer",
]
