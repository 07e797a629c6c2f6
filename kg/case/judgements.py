"""What persons have judged about a case: one line each, only ever added, the last word holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from kg.case.folder import CaseFolder
from kg.custody import cut_half_a_line, whole_lines

REJECTED = "RejectedPair"


def rejected_pairs(folder: CaseFolder) -> frozenset[str]:
    """Return the links whose pairing a person has rejected; the last word on each holds."""
    said = {j["link"]: j["holds"] for j in judgements(folder) if j["kind"] == REJECTED}
    return frozenset(link for link, holds in said.items() if holds)


def judgements(folder: CaseFolder) -> list[Mapping[str, Any]]:
    """Return what persons have judged, oldest first."""
    return [json.loads(line) for line in whole_lines(folder.judgements) if line]


def judge_pair(folder: CaseFolder, link: str, reason: str, *, holds: bool) -> None:
    """Keep the two rows of a pair apart, or let them meet again; said twice is said once."""
    if holds == (link in rejected_pairs(folder)):
        return
    at = datetime.now(UTC).isoformat(timespec="seconds")
    said = {"at": at, "kind": REJECTED, "link": link, "reason": reason, "holds": holds}
    cut_half_a_line(folder.judgements)
    with folder.judgements.open("a", encoding="utf-8", newline="") as stream:
        stream.write(json.dumps(said, ensure_ascii=False, sort_keys=True) + "\n")
