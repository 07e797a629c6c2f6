"""Stores judgements of persons: one line each, only ever added; the last on a thing holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from kg.case.storage.folder import CaseFolder
from kg.custody import ALTERED, appending, cut_half_a_line, to_disk, whole_lines
from kg.errors import StoreCorrupt
from kg.limits import LIMITS
from kg.messages import Message
from kg.model import InferredLeg, Proof
from kg.model.legs import ACCEPTED
from kg.records import as_kg_wrote, from_plain

REJECTED = "RejectedPair"
MARKED = "ProofJudgement"
LEGS = "LegJudgement"
WINDOW = "PairWindow"
SAME = "SameThing"
_OF_ALL: Mapping[str, type] = {"at": str, "link": str, "holds": bool}
_OF_A_KIND: Mapping[str, Mapping[str, type]] = {
    REJECTED: {"reason": str},
    MARKED: {"reason": str, "proof": str},
    LEGS: {"reason": str, "word": str, "by": str, "leg": dict},
    WINDOW: {"reason": str, "seconds": int},
    SAME: {"reason": str, "word": str, "by": str, "one": str, "other": str},
}
"""What a judgement says, and as what."""
SAME_WORDS = ("word", "by", "reason", "when")
"""What of a word on two things is told: which, by whom, why, when."""
_PROOFS = ("", Proof.DISPUTED, Proof.EXCLUDED, Proof.VERIFIED)


def rejected_pairs(folder: CaseFolder) -> frozenset[str]:
    """Return the links whose pairing a person has rejected; the last judgement of each holds."""
    return frozenset(word["link"] for word in last_words(folder, REJECTED) if word["holds"])


def marks(folder: CaseFolder) -> dict[str, str]:
    """Return how far persons say that facts are proven, by the fact's id."""
    return {word["link"]: word["proof"] for word in last_words(folder, MARKED) if word["holds"]}


def windows(folder: CaseFolder) -> dict[str, int]:
    """Return how many seconds two tellings of a payment may be apart: ``pair`` and ``rail``."""
    judged = {word["link"]: word["seconds"] for word in last_words(folder, WINDOW)}
    return {"pair": LIMITS.pair_seconds, "rail": LIMITS.rail_seconds, **judged}


def judged_same(folder: CaseFolder) -> dict[str, Mapping[str, Any]]:
    """Return what persons said of two things being one (accepted, rejected), by the pair's id."""
    return {word["link"]: word for word in last_words(folder, SAME) if word["holds"]}


def same_things(folder: CaseFolder) -> tuple[tuple[str, str], ...]:
    """Return the pairs of things that a person took for one, in order."""
    words = judged_same(folder).values()
    return tuple(sorted((w["one"], w["other"]) for w in words if w["word"] == ACCEPTED))


def judged_legs(folder: CaseFolder) -> dict[str, InferredLeg]:
    """Return the legs that persons accepted or rejected, each with who, when and why."""
    in_force = [word for word in last_words(folder, LEGS) if word["holds"]]
    return {judgement["link"]: _leg(judgement) for judgement in in_force}


def _leg(word: Mapping[str, Any]) -> InferredLeg:
    leg = from_plain(InferredLeg, word["leg"])
    return replace(leg, state=word["word"], by=word["by"], at=word["at"], reason=word["reason"])


def last_words(folder: CaseFolder, kind: str) -> list[Mapping[str, Any]]:
    """Return the last judgement of a kind on each fact, whether it holds or was taken back."""
    words = {
        judgement["link"]: judgement
        for judgement in judgements(folder)
        if judgement["kind"] == kind
    }
    return list(words.values())


def judgements(folder: CaseFolder) -> list[Mapping[str, Any]]:
    """Return what persons have judged, oldest first."""
    path = folder.judgements
    with as_kg_wrote(path):
        lines = whole_lines(path)
    return [_checked(line, number) for number, line in enumerate(lines, start=1) if line]


def _checked(line: str, number: int) -> Mapping[str, Any]:
    """Return a judgement that kg can have written, or raise StoreCorrupt that names the line."""
    try:
        judgement = json.loads(line)
    except (ValueError, RecursionError):
        judgement = None
    if isinstance(judgement, dict) and _is_judgement(judgement):
        return judgement
    what = Message("not-a-judgement-of-kg", line=str(number))
    raise StoreCorrupt(what, where="judgements.jsonl", hint=ALTERED)


def _is_judgement(judgement: Mapping[str, Any]) -> bool:
    """Say whether a record has what is read of its kind; a later version may have more kinds."""
    kind = judgement.get("kind")
    if not isinstance(kind, str):
        return False
    parts = {**_OF_ALL, **_OF_A_KIND.get(kind, {})}
    if not all(type(judgement.get(part)) is of for part, of in parts.items()):
        return False
    return kind != MARKED or judgement["proof"] in _PROOFS


def judge_pair(folder: CaseFolder, link: str, reason: str, *, holds: bool, at: str = "") -> None:
    """Keep the two rows of a pair apart, or let them meet again; said twice is said once."""
    if holds != (link in rejected_pairs(folder)):
        _add(folder, at, kind=REJECTED, link=link, reason=reason, holds=holds)


def judge_proof(folder: CaseFolder, link: str, proof: str, reason: str, at: str = "") -> None:
    """Store how far a fact is proven; without a proof its mark is removed."""
    if proof != marks(folder).get(link, ""):
        _add(folder, at, kind=MARKED, link=link, proof=proof, reason=reason, holds=bool(proof))


def judge_window(folder: CaseFolder, which: str, seconds: int, reason: str, at: str = "") -> None:
    """Say how near two tellings must be; said twice is said once."""
    if seconds != windows(folder)[which]:
        _add(folder, at, kind=WINDOW, link=which, seconds=seconds, reason=reason, holds=True)


def judge_leg(folder: CaseFolder, link: str, judgement: Mapping[str, Any], at: str = "") -> None:
    """Accept or reject an inferred leg; without a judgement the earlier one is removed."""
    word = judgement.get("word", "")
    if judgement != leg_judgement(folder, link):
        kept = judgement or {"word": "", "by": "", "reason": "undo", "leg": {}}
        _add(folder, at, kind=LEGS, link=link, **kept, holds=bool(word))


def judge_same(
    folder: CaseFolder, pair: Mapping[str, Any], said: Mapping[str, Any], at: str = ""
) -> None:
    """Take two things for one or for two; without a word the earlier one is removed.

    Args:
        folder: The case.
        pair: The pair's ``id``, ``one`` and ``other``.
        said: The ``word`` (accepted, rejected or empty), ``by``, ``reason`` and ``when``.
        at: When it was said first, where another case handed it over.
    """
    word = said.get("word", "")
    if said != same_judgement(folder, pair["id"]):
        kept = {key: str(said.get(key, "")) for key in SAME_WORDS}
        ends = {"one": pair["one"], "other": pair["other"]}
        _add(folder, at, kind=SAME, link=pair["id"], **ends, **kept, holds=bool(word))


def same_judgement(folder: CaseFolder, pair: str) -> dict[str, str]:
    """Return what is said of a pair now (word, by, reason, when), or an empty mapping."""
    judged = judged_same(folder).get(pair, {})
    return {key: judged[key] for key in SAME_WORDS if key in judged}


def leg_judgement(folder: CaseFolder, link: str) -> Mapping[str, Any]:
    """Return the judgement of a leg in force (word, by, reason, leg), or an empty mapping."""
    in_force = {word["link"]: word for word in last_words(folder, LEGS) if word["holds"]}
    judgement = in_force.get(link, {})
    return {key: judgement[key] for key in ("word", "by", "reason", "leg") if key in judgement}


def _add(folder: CaseFolder, at: str, **fields: Any) -> None:
    """Add a judgement of now, or of when it was said first in the case that handed it over."""
    at = at or datetime.now(UTC).isoformat(timespec="seconds")
    cut_half_a_line(folder.judgements)
    with appending(folder.judgements) as stream:
        stream.write(json.dumps({"at": at, **fields}, ensure_ascii=False, sort_keys=True) + "\n")
        to_disk(stream)
