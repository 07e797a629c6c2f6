"""The commands that give a result again, as a person types them."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

from kg.model import Finding, Trace
from kg.requests import FindRequest, TraceRequest, command


def of_trace(trace: Trace, finding: str = "") -> str:
    """Return the command of a trace with all its terms, or of the finding whose rows it holds.

    A list of starts is called by its name: where it lies is nobody's business.
    """
    page = shlex.join(["kg", "export", "CASE", "money.html", trace.name])
    if finding:
        return f"{shlex.join(['kg', 'find', 'CASE', finding, '--as', trace.name])}\n{page}"
    asked = trace.request or TraceRequest()
    name = Path(asked.start_file).name
    return f"{command(replace(asked, start_file=name, name=trace.name))}\n{page}"


def of_finding(finding: Finding, handle: str) -> str:
    """Return the command that searches as the finding was found, and the one that shows it."""
    search = command(finding.request or FindRequest(finding.typology))
    return f"{search}\n{shlex.join(['kg', 'find', 'CASE', handle])}"
