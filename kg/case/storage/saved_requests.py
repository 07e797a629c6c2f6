"""Requests of saved results, kept beside the log, so that each result can be made again.

The log holds only the keyed hash of a request: its starts may be names and numbers of real people,
which nobody without the case's key can guess from it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kg.case.storage.folder import CaseFolder
from kg.custody import appending, cut_half_a_line, whole_lines
from kg.masking.numbering import keyed_hash
from kg.records import to_json


def save_request(folder: CaseFolder, kind: str, request: object) -> str:
    """Keep a request and return its keyed hash; the same one is kept once.

    Args:
        folder: The case.
        kind: What it asks for: ``trace``, ``chain`` or ``finding``.
        request: A record of plain values.
    """
    line = to_json({"kind": kind, "request": request})
    digest = _digest(folder, line)
    if saved_request(folder, digest) is None:
        cut_half_a_line(folder.requests)
        with appending(folder.requests) as stream:
            stream.write(line + "\n")
    return digest


def saved_request(folder: CaseFolder, digest: str) -> Mapping[str, Any] | None:
    """Return the request that has a digest, or nothing where it is not kept any more."""
    for line in whole_lines(folder.requests):
        if _digest(folder, line) == digest:
            request = json.loads(line)
            return request if isinstance(request, dict) else None
    return None


def _digest(folder: CaseFolder, line: str) -> str:
    return keyed_hash(folder.key(), "request", line)
