"""What ``kg lake`` and ``kg extract`` print."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.render.load import show_left_out, show_refusals
from kg.cli.screen import Screen, json_form
from kg.text import visible
from kg.values.moments import local_time, named_zone

if TYPE_CHECKING:
    from kg.case.evidence.extract import Extracted
    from kg.case.evidence.input_files import IgnoredPath
    from kg.errors import SourceError
    from kg.lake.add import LakeAdded
    from kg.lake.layout import Lake
    from kg.lake.statistics import AccountStatistics
    from kg.requests import ExtractRequest

SHOWN = 30


def show_added(
    lake: Lake,
    added: Sequence[LakeAdded],
    refused: Sequence[SourceError],
    left_out: Sequence[IgnoredPath],
    screen: Screen,
) -> None:
    """Show one line a file, what was refused, and what the lake holds now."""
    screen.document(
        {
            "added": [{"already": one.already, **_file(one)} for one in added],
            "refused": [str(error) for error in refused],
            "left_out": left_out,
        }
    )
    show_refusals(refused, screen)
    rows = [
        (
            visible(one.file.name),
            one.file.rows,
            one.file.problems,
            screen.word("lake-already") if one.already else "",
        )
        for one in added[:SHOWN]
    ]
    if rows:
        screen.table(screen.word("lake-added-title"), ("file", "stored", "problems", "note"), rows)
    if len(added) > SHOWN:
        screen.say("cut", count=len(added) - SHOWN)
    show_left_out(left_out, screen)
    if lake.settings.tables:
        _say_rows(lake, screen)


def _file(one: LakeAdded) -> dict[str, object]:
    return {"name": one.file.name, "sha256": one.file.sha256, "rows": one.file.rows}


def _say_rows(lake: Lake, screen: Screen) -> None:
    for kind, about in sorted(lake.about()["kinds"].items()):
        screen.say("lake-rows", kind=kind, rows=about["rows"])


def show_lake(lake: Lake, screen: Screen) -> None:
    """Show how many files and rows a lake holds, and where its tables lie."""
    settings = lake.settings
    kinds = lake.about()["kinds"] if settings.tables else {}
    screen.document(
        {
            "lake": str(lake.folder),
            "files": [{"name": f.name, "sha256": f.sha256, "rows": f.rows} for f in settings.files],
            "buckets": settings.buckets,
            "kinds": kinds,
            "tables": str(lake.tables) if settings.tables else "",
        }
    )
    problems = sum(file.problems for file in settings.files)
    screen.say("lake-holds", count=len(settings.files), buckets=settings.buckets, problems=problems)
    if settings.tables:
        _say_rows(lake, screen)
        screen.say("lake-tables", path=lake.tables)


def show_accounts(
    accounts: Sequence[AccountStatistics], unknown: Sequence[str], screen: Screen
) -> None:
    """Show what all rows say of accounts: with how many each dealt, when, and its sums."""
    from kg.case.storage.folder import ZONE

    zone = named_zone(ZONE)
    screen.document({"accounts": json_form(accounts), "unknown": unknown})
    for account in accounts:
        name = " ".join(filter(None, (account.number or account.id, " / ".join(account.holders))))
        screen.say(
            "lake-account",
            name=name,
            kind=account.kind,
            payments=account.payments,
            others=account.counterparties,
            first=local_time(account.first, zone) if account.first else "–",
            last=local_time(account.last, zone) if account.last else "–",
        )
        rows = [
            (str(sums.got), sums.got_rows, str(sums.paid), sums.paid_rows) for sums in account.sums
        ]
        if rows:
            screen.table("", ("lake-got", "rows", "lake-paid", "rows"), rows)
    for text in unknown:
        screen.say("extract-unknown", text=visible(text))


def show_extracted(
    extracted: Extracted, request: ExtractRequest, case: Path, screen: Screen
) -> None:
    """Show what was found in the lake, what went in, and how to go on."""
    reports = extracted.reports
    screen.document(
        {
            "followed": extracted.followed,
            "stopped": extracted.stopped,
            "hops": extracted.hops,
            "rows": extracted.rows,
            "loaded": reports,
            "refused": [str(error) for error in extracted.refusals],
            "unknown": extracted.unknown,
            "warnings": extracted.warnings,
        }
    )
    show_refusals(extracted.refusals, screen)
    for text in extracted.unknown:
        screen.say("extract-unknown", text=visible(text))
    screen.line(_sentence(extracted, screen))
    for warning in extracted.warnings:
        screen.line(f"  ! {warning.text(screen.lang)}")
    if extracted.rows and request.starts:
        way = " --in" if request.direction == "in" else ""
        line = f"kg trace {case} {' '.join(request.starts)}{way} --hops {request.hops}"
        screen.say("extract-then", command=line)


def note_extracted(extracted: Extracted, screen: Screen) -> None:
    """Say what a trace took out of a lake first, beside its result: not where that goes."""
    for refusal in extracted.refusals:
        screen.note(screen.error(refusal))
    screen.note(_sentence(extracted, screen))
    for warning in extracted.warnings:
        screen.note(warning.text(screen.lang))


def _sentence(extracted: Extracted, screen: Screen) -> str:
    return screen.word(
        "extracted",
        rows=extracted.rows,
        followed=extracted.followed,
        stopped=extracted.stopped,
        hops=extracted.hops,
        files=len(extracted.reports),
    )
