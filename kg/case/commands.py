"""The commands that give a result again, as a person types them."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping

from kg.model import Finding, Trace

FLAGS = ("within", "hops", "floor", "hub", "since", "until")
"""Terms of a trace that are flags of the same name and take a value."""
UNSAID = {"floor": "0", "hub": "1000", "within": "72h", "hops": "8", "skew": "120s"}
"""What holds where a command does not say it."""


def of_chain(start: str, trace: str, hops: int, name: str) -> str:
    """Return the command of a chain around a start, or on a saved trace."""
    words = ["kg", "chain", "CASE"]
    words += [start, "--hops", str(hops)] if start else []
    words += ["--trace", trace] if trace else []
    words += ["--as", name] if name != "chain" else []
    return shlex.join(words)


def of_trace(trace: Trace, finding: str = "") -> str:
    """Return the command of a trace with all its terms, or of the finding whose rows it holds."""
    told = trace.parameters
    page = shlex.join(["kg", "export", "CASE", "money.html", trace.name])
    if finding:
        return f"{shlex.join(['kg', 'find', 'CASE', finding, '--as', trace.name])}\n{page}"
    rules = ["--rules" if trace.compared else "--rule", ",".join(trace.rules)]
    words = ["kg", "trace", "CASE", *_starts(told), *rules, *_terms(trace), "--as", trace.name]
    return f"{shlex.join(words)}\n{page}"


def _starts(told: Mapping[str, str]) -> Iterator[str]:
    for start in filter(None, told.get("start", "").split(", ")):
        yield "--victims" if start == "victims" else start
    if told.get("start_file"):
        yield from ("--from", told["start_file"])


def _terms(trace: Trace) -> Iterator[str]:
    told = trace.parameters
    yield from ["--in"] if trace.direction == "in" else []
    for name in FLAGS:
        if told.get(name) and told[name] != UNSAID.get(name):
            yield from (f"--{name}", told[name])
    if told.get("skew", UNSAID["skew"]) != UNSAID["skew"]:
        yield from ("--skew", told["skew"].removesuffix("s"))
    for name, between in (("channel", " / "), ("exclude", " "), ("through", " ")):
        for one in filter(None, told.get(name, "").split(between)):
            yield from (f"--{name}", one)
    yield from ["--strict-order"] if told.get("strict_order") == "true" else []


def of_finding(finding: Finding, handle: str) -> str:
    """Return the command that searches as the finding was found, and the one that shows it."""
    words = ["kg", "find", "CASE", finding.typology, *_thresholds(finding)]
    told = finding.parameters
    for name in ("floor", "hub", "since", "until"):
        if told.get(name) and told[name] != UNSAID.get(name):
            words += [f"--{name}", told[name]]
    for one in told.get("exclude", "").split():
        words += ["--exclude", one]
    return f"{shlex.join(words)}\n{shlex.join(['kg', 'find', 'CASE', handle])}"


def _thresholds(finding: Finding) -> Iterator[str]:
    from kg.trace.typologies.book import told, typology

    for name, one in typology(finding.typology).thresholds.items():
        if (value := finding.parameters.get(name)) not in (None, told(one.default)):
            yield from ("--threshold", f"{finding.typology}.{name}={value}")
