"""The files that only grow (handles, pseudonyms, judgements) held against the log and made whole.

Each action logs the digest of what it added. What has its digest is as it was written; what has not
is derived: judgements from the facts of their lines in the log, handles and pseudonyms from what
the graph held first after each action, or from the line itself where it says them.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.case.evidence.verdict import DifferenceKind, StateDifference
from kg.case.storage.case_log import PENDING, Entry, copy_log, is_lost
from kg.case.storage.folder import CaseFolder
from kg.case.storage.handles import SHAPE
from kg.case.storage.log_digests import PSEUDONYMS
from kg.case.storage.pseudonym_store import UnnumberedFacts, given_lines, unkept
from kg.case.storage.transaction import JUDGEMENT_WRITERS
from kg.errors import KgError
from kg.masking.numbering import Numbering, as_line, read_line
from kg.model import Judgement, Link
from kg.schema.meanings import FINDING, INFERRED_LEG

if TYPE_CHECKING:
    from kg.case.evidence.derived_case import DerivedCase

CLOCK = "at"


@dataclass(frozen=True, slots=True)
class RestoredText:
    """A file as it should be, what differs in it, and whether the whole of it could be derived."""

    text: bytes
    differences: tuple[StateDifference, ...] = ()
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class _Chunk:
    """What one action added to a file, as its line in the log says it."""

    line: int
    entry: Entry
    start: int
    end: int
    sha256: str

    def of(self, stored: bytes) -> bytes | None:
        """Return the bytes of the chunk where they have their digest."""
        text = stored[self.start : self.end]
        return text if hashlib.sha256(text).hexdigest() == self.sha256 else None


def chunks(entries: Iterable[Entry], name: str) -> list[_Chunk]:
    """Return what actions added to a growing file, in the order of the log."""
    added = []
    for line, entry in enumerate(entries, start=1):
        if span := entry.get("derived", {}).get(name):
            added.append(_Chunk(line, entry, span["from"], span["to"], span["sha256"]))
    return added


def restored_judgements(
    folder: CaseFolder, entries: Sequence[Entry], scratch: Path
) -> RestoredText:
    """Hold the judgements of a case against its log, line by line.

    Args:
        folder: The case, which is only read.
        entries: Its log, with the line of a killed action that happened.
        scratch: An empty folder.
    """
    stored = folder.judgements.read_bytes() if folder.judgements.exists() else b""
    lines = stored.decode(errors="replace").splitlines()
    expected = list(_judged_again(folder, entries, scratch))
    right_lines: list[str] = []
    differences: list[StateDifference] = []
    for number, (line, record) in enumerate(expected, start=1):
        text = lines[number - 1] if number <= len(lines) else ""
        wrong = list(_wrong(text, record, f"line {number}"))
        right_lines.append(
            json.dumps(record, ensure_ascii=False, sort_keys=True) if wrong else text
        )
        if text or PENDING not in entries[line - 1]:
            differences += wrong
    place = folder.judgements.name
    for number, text in enumerate(lines[len(expected) :], start=len(expected) + 1):
        difference = StateDifference(
            "judgement", place, "extra", f"line {number}", after=text[:200]
        )
        differences.append(difference)
    restored = "".join(line + "\n" for line in right_lines).encode()
    if not differences:
        differences = _altered_chunks("judgement", place, stored, chunks(entries, "judgements"))
    return RestoredText(restored, tuple(differences))


def _judged_again(
    case: CaseFolder, entries: Sequence[Entry], scratch: Path
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each judgement that the log asks for, with the line that asks for it."""
    folder = CaseFolder(scratch)
    folder.saved.mkdir(parents=True, exist_ok=True)
    copy_log(case, folder, entries)
    before = 0
    for line, entry in enumerate(entries, start=1):
        if entry["action"] not in JUDGEMENT_WRITERS or is_lost(entry.get("said")):
            continue
        JUDGEMENT_WRITERS[entry["action"]](folder, entry)
        now = (
            folder.judgements.read_text("utf-8").splitlines() if folder.judgements.exists() else []
        )
        for added in now[before:]:
            yield line, {**json.loads(added), CLOCK: entry["at"]}
        before = len(now)


def _wrong(text: str, record: Mapping[str, Any], place: str) -> Iterator[StateDifference]:
    """Yield what a stored judgement says otherwise than the log; its clock is its own."""
    file, thing = "judgements.jsonl", str(record.get("link", ""))
    try:
        stored = json.loads(text) if text else None
    except (ValueError, RecursionError):
        yield StateDifference("judgement", file, "unreadable", place, thing, after=text[:200])
        return
    if not isinstance(stored, dict):
        yield StateDifference("judgement", file, "missing", place, thing, before=_statement(record))
        return
    for key in sorted({*record, *stored} - {CLOCK}):
        unsaid = key == "reason" and not record.get(key)  # a line of the log may not hold texts
        if record.get(key) != stored.get(key) and not unsaid:
            before, after = _text(record.get(key)), _text(stored.get(key))
            yield StateDifference("judgement", file, key, place, thing, before, after)


def _statement(record: Mapping[str, Any]) -> str:
    return " ".join(
        _text(record[key]) for key in ("kind", "proof", "word", "holds") if key in record
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)[:200]


def _altered_chunks(
    part: str, file: str, stored: bytes, added: Sequence[_Chunk]
) -> list[StateDifference]:
    """Return which runs of lines have not the digest that their actions logged."""
    differences = []
    for chunk in added:
        if chunk.of(stored) is None:
            first = stored[: chunk.start].count(b"\n") + 1
            last = max(first, stored[: chunk.end].count(b"\n"))
            what = "missing" if chunk.end > len(stored) else "changed"
            digest = f"sha256 {chunk.sha256[:16]}…"
            differences.append(
                StateDifference(part, file, what, f"lines {first}-{last}", before=digest)
            )
    return differences


def restored_handles(case: DerivedCase) -> RestoredText:
    """Hold the handles of a case against its log; what is altered is derived from the graph.

    Handles are given after each action, to what the graph then holds for the first time, sorted by
    kind, time and id. What ``case`` derives later has the handles as they should be.
    """
    path = case.folder.handles
    stored = path.read_bytes() if path.exists() else b""
    added = chunks(case.entries, "handles")
    if case.entries and PENDING in case.entries[-1]:
        # a killed action may have given handles, or may be about to
        stored = stored[: max((chunk.end for chunk in added), default=0)]
    if all(chunk.of(stored) is not None for chunk in added):
        end = max((chunk.end for chunk in added), default=0)
        logged = stored[: end or len(stored)]
        case.use_handles(logged)
        return RestoredText(logged, _extra(stored, end, path.name))
    text, whole, differences = b"", True, list[StateDifference]()
    for chunk in added:
        good = chunk.of(stored)
        if good is None:
            case.use_handles(text)
        made = good if good is not None else _derived_chunk(case, chunk, text)
        if made is None or hashlib.sha256(made).hexdigest() != chunk.sha256:
            whole = False
            differences += _altered_chunks("handle", path.name, stored, [chunk])
            made = stored[chunk.start : chunk.end]
        elif good is None:
            differences += _differing_handles(made, stored[chunk.start : chunk.end], text)
        text += made
    case.use_handles(text)
    return RestoredText(text, (*differences, *_extra(stored, len(text), path.name)), whole)


def restored_pseudonyms(case: DerivedCase) -> RestoredText:
    """Hold the pseudonyms of a case against its log; what is altered is derived.

    The handles of ``case`` are as they should be by then: pseudonyms are given in their order.
    """
    path = case.folder.pseudonyms
    stored = path.read_bytes() if path.exists() else b""
    added = chunks(case.entries, "pseudonyms")
    end = max((chunk.end for chunk in added), default=0)
    if len(stored) < end:  # an export that was killed after its line
        stored = stored[: stored.rfind(b"\n") + 1] + unkept(case.folder, case.entries)
    if case.entries and PENDING in case.entries[-1]:
        stored = stored[:end]
    text, whole, differences = b"", True, list[StateDifference]()
    for chunk in added:
        good = chunk.of(stored)
        made = good if good is not None else _numbered_again(case, chunk, text)
        if made is None or hashlib.sha256(made).hexdigest() != chunk.sha256:
            whole, made = False, stored[chunk.start : chunk.end]
        if good is None:
            differences += _altered_chunks("pseudonym", path.name, stored, [chunk])
        text += made
    return RestoredText(text, (*differences, *_extra(stored, end, path.name, "pseudonym")), whole)


def _numbered_again(case: DerivedCase, chunk: _Chunk, before: bytes) -> bytes | None:
    """Return the pseudonyms that an action gave, derived; nothing where its state cannot be."""
    if PSEUDONYMS in chunk.entry:
        return given_lines(chunk.entry)
    known = filter(None, map(read_line, before.decode(errors="replace").splitlines()))
    try:
        session = case.at(chunk.line)
        entering = UnnumberedFacts(session.schema, Numbering(case.folder.key(), known))
        for fact in session.facts():
            if not isinstance(fact, Judgement):
                entering.note(fact)
    except KgError:
        return None
    return "".join(map(as_line, entering.records(session.handles.all()))).encode()


def _extra(stored: bytes, end: int, file: str, part: str = "handle") -> tuple[StateDifference, ...]:
    """Name the lines after the last that an action logged.

    Handles of a case that was made before digests were logged cannot be told from others.
    """
    if not (end or part == "pseudonym") or len(stored) <= end:
        return ()
    first = stored[:end].count(b"\n") + 1
    after = stored[end : end + 200].decode(errors="replace").strip()
    return (StateDifference(part, file, "extra", f"lines {first}-", after=after),)


def _derived_chunk(case: DerivedCase, chunk: _Chunk, before: bytes) -> bytes | None:
    """Return the handles that an action gave, derived; nothing where its state cannot be."""
    known, last = set[str](), Counter[str]()
    for line in before.decode().splitlines():
        handle, _, thing = line.partition("\t")
        if parts := SHAPE.fullmatch(handle):
            known.add(thing)
            last[parts[1]] = max(last[parts[1]], int(parts[2]))
    try:
        session = case.at(chunk.line)
        things = list(_things(case, chunk, known))
    except KgError:
        return None
    lines = []
    for kind, thing in things:
        letter = session.initial(kind)
        last[letter] += 1
        lines.append(f"{letter}{last[letter]}\t{thing}\n")
    return "".join(lines).encode()


def _things(case: DerivedCase, chunk: _Chunk, known: set[str]) -> Iterator[tuple[str, str]]:
    if "things" in chunk.entry:  # findings and inferred legs, in the order in which they were found
        kind = {"find": FINDING}.get(chunk.entry["action"], INFERRED_LEG)
        yield from ((kind, thing) for thing in chunk.entry["things"])
        return
    new = []
    for fact in case.at(chunk.line).facts():
        if fact.id not in known:
            start = fact.start if isinstance(fact, Link) else None
            new.append((fact.kind, start.timestamp() if start else inf, fact.id))
    yield from ((kind, thing) for kind, _, thing in sorted(set(new)))


def _differing_handles(derived: bytes, stored: bytes, before: bytes) -> Iterator[StateDifference]:
    first = before.count(b"\n") + 1
    pairs = derived.decode().splitlines(), stored.decode(errors="replace").splitlines()
    for number in range(max(map(len, pairs))):
        right, wrong = (lines[number] if number < len(lines) else "" for lines in pairs)
        if right != wrong:
            handle, _, thing = right.partition("\t")
            other = wrong.partition("\t")[2] or wrong
            what = "thing" if wrong else "missing"
            place = f"line {first + number}"
            yield StateDifference("handle", "handles.jsonl", what, place, handle, thing, other)


def undigested(entries: Sequence[Entry]) -> StateDifference | None:
    """Say that a case was made before digests were logged, if it was."""
    if not entries or "derived" in entries[0]:
        return None
    line = next(
        (n for n, entry in enumerate(entries, start=1) if "derived" in entry), len(entries) + 1
    )
    place = f"lines 1-{line - 1}"
    return StateDifference(
        "log", "log.jsonl", "undigested", place, standing=DifferenceKind.UNPROVEN
    )
