"""The left door: files in, every row of them a fact or listed with the reason why not."""

from kg.sources.reading import MemberReport, Reading, read
from kg.sources.trying import DryRun, detect, dry_run

__all__ = ["DryRun", "MemberReport", "Reading", "detect", "dry_run", "read"]
