"""Saved results made again from their kept requests, in the state that the case had then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.case.charting import chart
from kg.case.requests import kept_request
from kg.case.tracing import follow
from kg.errors import KgError
from kg.model import Finding
from kg.records import from_plain, to_json
from kg.requests import ChainRequest, TraceRequest
from kg.trace.typologies.opening import open_as_trace

if TYPE_CHECKING:
    from kg.case.derived_case import DerivedCase, DerivedDesk


def derived_result(case: DerivedCase, line: int) -> bytes | None:
    """Return what the action of a line of the log saved, made again.

    Args:
        case: The case derived anew.
        line: The number of the line that says the result was saved.

    Returns:
        The bytes of the file, or nothing where the request is not kept or cannot be fulfilled any
        more: a list of starts is gone, or a source of that time.
    """
    digest = case.entries[line - 1].get("request", "")
    kept = kept_request(case.folder, digest) if digest else None
    if kept is None:
        return None
    try:
        return _made(case.at(line - 1), kept["kind"], kept["request"])
    except KgError:
        return None


def _made(desk: DerivedDesk, kind: str, request: Any) -> bytes:
    if kind == "trace":
        return to_json(follow(desk, TraceRequest.of(**request))).encode()
    if kind == "finding":
        found = from_plain(Finding, request["finding"])
        return to_json(open_as_trace(desk.index().flow_index(), found, request["name"])).encode()
    return to_json(chart(desk, ChainRequest.of(**request))).encode()
