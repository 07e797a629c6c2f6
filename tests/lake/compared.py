"""What is the same of a trace whether it is asked of a lake's extract or of all files."""

from __future__ import annotations

from dataclasses import fields

from kg.model import Trace

OTHERWISE = ("request", "sources", "scale", "name")
"""What of a trace says where it was asked, and what else is there."""


def trace_facts(trace: Trace) -> dict[str, object]:
    """Return what is to be the same; the warning of rows that stand in no order is of the case."""
    said = {field.name: getattr(trace, field.name) for field in fields(trace)}
    said["warnings"] = [warning.id for warning in trace.warnings]
    return {name: value for name, value in said.items() if name not in OTHERWISE}
