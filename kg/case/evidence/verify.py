"""Does a case hold what its sources and its log give: everything derived anew and compared.

Nothing is written into the case and no lock is taken, so that evidence on a write-blocked medium
can be verified; what is derived goes to a temporary folder. A case that changes meanwhile is to be
verified again.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.case.evidence import state_differences
from kg.case.evidence.derived_case import DerivedCase, Step
from kg.case.evidence.derived_texts import (
    restored_handles,
    restored_judgements,
    restored_pseudonyms,
    undigested,
)
from kg.case.evidence.verdict import StateDifference, Verdict, unreadable
from kg.case.storage.case_log import (
    PENDING,
    Entry,
    check_log,
    logged_case,
    unfinished_transfer,
)
from kg.case.storage.folder import CaseFolder
from kg.case.storage.log_digests import tables_digest
from kg.case.storage.session import Session
from kg.case.storage.source_store import is_linked
from kg.case.storage.transaction import (
    PendingAction,
    action_subject,
    has_begun_to_number,
    is_log_only,
    read_pending,
)
from kg.custody import CustodyLog, sha256_of
from kg.errors import KgError, StoreBusy, StoreCorrupt
from kg.graph.oxigraph_engine import Checkpoints
from kg.messages import Message

LISTED = 1_000
"""How many differences are told; all are counted."""
_PARTS = (
    *("source", "log", "key", "settings", "layout", "judgement", "result"),
    *("table", "problem", "graph", "handle", "pseudonym", "index"),
)
_DEEP_PARTS = ("tables", "graph", "index", "results", "judgements")


@dataclass
class _Findings:
    """What has been found so far."""

    differences: list[StateDifference] = field(default_factory=list)
    not_derived: list[tuple[str, str]] = field(default_factory=list)
    links: int = 0
    derived: int = 0


def verify(
    folder: CaseFolder,
    *,
    head: str = "",
    quick: bool = False,
    step: Step = lambda what, name: None,
) -> Verdict:
    """Derive everything anew from sources and log, and say what the case has otherwise.

    Args:
        folder: The case; it is only read.
        head: A head of the log that was written down outside the case: the log must contain it.
        quick: Hold files to their hashes and logged digests alone; nothing is derived.
        step: Is told what is being done.

    Returns:
        The verdict; :meth:`Verdict.error` gives the refusal that a caller may raise.

    Raises:
        LogBroken: The log's chain does not hold, or lacks the head: nothing rests on it.
        StoreBusy: The case was changed while it was being verified.
    """
    before = _seen(folder)
    if head:
        folder.log.line_of_head(head)
    bare = list(CustodyLog(folder.log.path).entries())
    if lost := list(state_differences.key_differences(folder, bare)):
        # names and reasons of the log, pseudonyms and leaked lists rest on the key
        underived = [(part, "case.key") for part in _DEEP_PARTS]
        return _verdict(folder, bare, _Findings(lost, underived), quick=quick)
    entries = list(folder.log.entries())
    check_log(entries)
    pending = pending_action(folder, entries)
    known = [*entries, pending] if pending else with_unsettled(folder, entries)
    findings = _Findings()
    findings.differences += _log_differences(folder, entries)
    findings.differences += state_differences.settings_differences(folder, entries)
    findings.differences += state_differences.text_differences(folder, entries)
    with tempfile.TemporaryDirectory(prefix="kg-verify-") as scratch:
        _check(folder, known, findings, Path(scratch), step, quick=quick)
    if _seen(folder) != before:
        what = Message("changed-while-verified")
        raise StoreBusy(what, where=folder.root.name, hint=Message("verify-again"))
    return _verdict(folder, known, findings, quick=quick, pending=pending)


def _verdict(
    folder: CaseFolder,
    known: Sequence[Entry],
    findings: _Findings,
    *,
    quick: bool,
    pending: Entry | None = None,
) -> Verdict:
    logged = logged_case(known)
    ordered = sorted(
        findings.differences,
        key=lambda difference: (difference.standing, _PARTS.index(difference.part)),
    )
    return Verdict(
        sources=len(logged.sources),
        linked=sum(is_linked(folder, sha256) for sha256 in logged.sources),
        layouts=len(list(folder.layouts.glob("*.toml"))),
        entries=len(known) - bool(pending),
        links=findings.links,
        derived=findings.derived,
        head=folder.log.head(),
        differences=tuple(ordered[:LISTED]),
        more=max(0, len(ordered) - LISTED),
        pending=(action_subject(pending) or str(pending["action"]),) if pending else (),
        unfinished=str(begun["file"]) if (begun := unfinished_transfer(known)) else "",
        not_derived=tuple(findings.not_derived),
        quick=quick,
    )


def _note_of(folder: CaseFolder) -> PendingAction | None:
    """Return the note of a killed action, if there is one that can be read."""
    try:
        return read_pending(folder.under_way) if folder.under_way.exists() else None
    except StoreCorrupt:
        return None


def pending_action(folder: CaseFolder, entries: Sequence[Entry]) -> Entry | None:
    """Return the line that a killed action would have had, where its write into the graph is done.

    One that gave handles to what no graph holds writes nothing there, and counts as begun.

    The next write into the case adds the line, and does what was left to do beside the graph: a
    judgement or a handle that is not there yet, or a saved result that still is, is no difference.
    """
    note = _note_of(folder)
    if note is None:
        return None
    newest = Checkpoints(folder.graph).newest()
    is_undone = newest is None or newest.name == note.state
    if is_undone and not has_begun_to_number(folder, note):
        return None
    if any(entry["action"] == note.action for entry in entries[note.lines :]):
        return None
    at = entries[-1]["at"] if entries else ""
    entry = {"action": note.action, "at": at, **note.facts, "previous": folder.log.head()}
    return {**entry, PENDING: True}


def with_unsettled(folder: CaseFolder, entries: Sequence[Entry]) -> Sequence[Entry]:
    """Return the lines, that of a killed action beside the graph marked: its files may lack yet."""
    note = _note_of(folder)
    if note is None or not is_log_only(folder, note):
        return entries
    late = range(note.lines, len(entries))
    marked = {n: {**entries[n], PENDING: True} for n in late if entries[n]["action"] == note.action}
    return [marked.get(number, entry) for number, entry in enumerate(entries)]


def _seen(folder: CaseFolder) -> tuple[object, ...]:
    files = (folder.log.path, folder.judgements, folder.handles, folder.pseudonyms)
    sizes = tuple(path.stat().st_size if path.exists() else 0 for path in files)
    return (Checkpoints(folder.graph).newest(), *sizes)


def _log_differences(folder: CaseFolder, entries: Sequence[Entry]) -> Iterator[StateDifference]:
    """Hold the log against the head that is noted beside it, and say where digests begin."""
    if noted := folder.log.noted_head():
        try:
            folder.log.line_of_head(noted)
        except KgError:
            after = folder.log.head()
            place = f"lines {len(entries) + 1}-"
            yield StateDifference("log", "log.jsonl", "missing", place, "", noted, after)
    if older := undigested(entries):
        yield older


def _check(
    folder: CaseFolder,
    entries: Sequence[Entry],
    findings: _Findings,
    scratch: Path,
    step: Step,
    *,
    quick: bool,
) -> None:
    again = scratch / "judged"
    again.mkdir()
    judged = restored_judgements(folder, entries, again)
    findings.differences += judged.differences
    case = DerivedCase(folder, scratch, entries, judged.text, step=step)
    try:
        findings.differences += state_differences.layout_differences(folder, case.logged)
        findings.differences += state_differences.unlogged_files(folder, case.logged)
        findings.differences += state_differences.older_states(folder, entries)
        (_quickly if quick else _deeply)(case, findings)
        findings.differences += state_differences.unlogged_results(case)
        findings.differences += state_differences.source_differences(case)
        _count(case, findings)
    finally:
        case.close()


def _deeply(case: DerivedCase, findings: _Findings) -> None:
    """Derive tables, problems, index, results, handles and graph, and compare each."""
    for source in case.sources():
        findings.differences += state_differences.table_parts(case, source)
    if case.missing:
        names = [logged.name for sha, logged in case.logged.sources.items() if sha in case.missing]
        findings.not_derived += [(part, ", ".join(names)) for part in _DEEP_PARTS]
        _by_digests(case, findings)
        return
    handles = restored_handles(case)  # saved chains show handles
    findings.differences += state_differences.index_differences(case)
    for difference, name in state_differences.result_differences(case):
        if difference is None:
            findings.not_derived.append(("result", name))
        else:
            findings.differences.append(difference)
    findings.differences += handles.differences
    findings.differences += restored_pseudonyms(case).differences
    graph = list(state_differences.graph_parts(case))
    findings.differences += graph or state_differences.newest_state(case.folder, case.entries)
    if state_differences.has_earlier_indexes(case):
        findings.not_derived.append(("earlier_index", ""))


def _quickly(case: DerivedCase, findings: _Findings) -> None:
    """Hold every file to the digest that the log has of it; derive nothing."""
    findings.not_derived += [(part, "") for part in _DEEP_PARTS]
    _by_digests(case, findings)


def _by_digests(case: DerivedCase, findings: _Findings) -> None:
    folder = case.folder
    for source in case.logged.sources.values():
        shelf = folder.ledger / (source.shelf or source.sha256)
        stored = {
            "table": (f"ledger/{shelf.name}", source.tables, _digest(tables_digest, shelf)),
            "problem": (
                f"problems/{shelf.name}.jsonl",
                source.problems,
                _digest(sha256_of, folder.problems / f"{shelf.name}.jsonl"),
            ),
        }
        for part, (file, before, after) in stored.items():
            if before and before != after:
                what = "changed" if after else "missing"
                findings.differences.append(
                    StateDifference(part, file, what, "", source.name, before, after)
                )
    findings.differences += [
        difference
        for difference, _ in state_differences.digest_results(case)
        if difference is not None
    ]
    findings.differences += state_differences.newest_state(folder, case.entries)
    findings.differences += restored_handles(case).differences
    findings.differences += restored_pseudonyms(case).differences


def _digest(digest: Callable[[Path], str], path: Path) -> str:
    return digest(path) if path.exists() else ""


def _count(case: DerivedCase, findings: _Findings) -> None:
    """Count what the graph holds, and name edges of it that do not follow from its facts."""
    folder = case.folder
    checkpoints = Checkpoints(folder.graph)
    newest = checkpoints.newest()
    if newest is None:
        return
    named = case.known_handles
    session = Session(folder, None)
    try:
        checkpoints.check(newest, hashes=True)
        findings.links = session.store.count().all_links
        findings.derived = sum(session.store.derived().values())
        for edge in session.store.misderived():
            thing, other = (named.get(end, end) for end in (edge.one, edge.other))
            what = "missing" if edge.lacking else "extra"
            difference = StateDifference(
                "graph", "graph.checkpoints", what, edge.name, thing, after=other
            )
            findings.differences.append(difference)
    except KgError as error:
        findings.differences.append(unreadable("graph", "graph.checkpoints", error.what))
    finally:
        if "store" in vars(session):
            session.store.close()
