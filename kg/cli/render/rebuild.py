"""What a verification or a rebuild found, as sentences and a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli.render.verify import show_differences
from kg.cli.screen import Screen

if TYPE_CHECKING:
    from kg.case.evidence.rebuild import RebuildReport


def show_rebuilt(report: RebuildReport, screen: Screen) -> None:
    """Say what was restored, what went to lost+found, and what could not be derived."""
    screen.steps_done()
    screen.document(report)
    for file in report.restored:
        screen.say("restored", file=file)
    for file in report.moved:
        screen.say("moved-aside", file=file)
    show_differences(tuple(report.underivable), screen)
    key = "rebuilt" if report.restored else "nothing-to-rebuild"
    screen.say(key, count=len(report.restored), sources=report.sources, links=report.links)
