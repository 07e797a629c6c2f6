"""What ``kg lake find`` prints: the ranked table, how each opens as a case, what was not asked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from kg.cli.render.find import finding_cells, tell_what_else
from kg.cli.render.trace_text import number_of
from kg.cli.screen import Screen, json_form
from kg.values.moments import named_zone

if TYPE_CHECKING:
    from kg.case.money.lake_findings import LakeFindings
    from kg.model import Finding

STARTS = 10
"""So many accounts of a device stand in a command; the rest is said to be left out."""


def show_lake_findings(result: LakeFindings, lake: Path, screen: Screen) -> None:
    """List the findings by score, the commands that open them, and what was not looked for."""
    found = result.found
    commands = {finding.id: _command(finding, result, lake) for finding in found.findings}
    screen.document(
        {
            **json_form(found),
            "findings": [
                {**json_form(finding), "extract": commands[finding.id]}
                for finding in found.findings
            ],
            "not_asked": result.not_asked,
        }
    )
    zone = named_zone(result.zone)
    names = partial(_named, result=result, screen=screen)
    lines = [
        (str(place), *finding_cells(finding, names, zone, screen))
        for place, finding in enumerate(found.findings, start=1)
    ]
    columns = ("nth", "shape", "score", "centre", "payments", "sum", "when", "looks-like")
    title = {"count": len(found.findings), "rows": found.rows, "accounts": found.accounts}
    screen.table(screen.word("findings-title", **title), columns, lines)
    if lines:
        screen.say("lake-find-open")
        for place, finding in enumerate(found.findings, start=1):
            screen.line(f"  {place}  {commands[finding.id]}{_more(finding, result, screen)}")
    else:
        screen.say("no-findings")
    tell_what_else(found, screen)
    _tell_not_asked(result.not_asked, screen)
    screen.say("lake-findings-ranked")
    screen.say("not-an-opinion")


def _tell_not_asked(not_asked: Mapping[str, object], screen: Screen) -> None:
    for name, why in not_asked.items():
        screen.say("lake-not-asked", name=name, why=why)


def _named(thing: str, result: LakeFindings, screen: Screen) -> str:
    if thing not in result.accounts:
        return thing
    entity, holders = result.accounts[thing]
    return " ".join(filter(None, dict.fromkeys((number_of(entity, screen), "/".join(holders)))))


def _command(finding: Finding, result: LakeFindings, lake: Path) -> str:
    starts = " ".join(map(quote, result.starts[finding.id][:STARTS]))
    return f"kg extract {quote(str(lake))} CASE {starts} --hops 1"


def _more(finding: Finding, result: LakeFindings, screen: Screen) -> str:
    over = len(result.starts[finding.id]) - STARTS
    return f"  {screen.word('lake-find-more-starts', count=over)}" if over > 0 else ""
