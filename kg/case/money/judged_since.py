"""What was done since a result was saved that may change whose money it follows, and how much.

A saved trace shares out the money of accounts among all their payments. A payment that is excluded
later changes the shares also where the trace does not follow it; so do two accounts that are taken
for one, tellings that are joined or kept apart, and files that tell further payments of an account.
The custody log tells what came after.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from kg.case.storage.case_log import LoggedCase, LoggedSource, logged_case
from kg.case.storage.resolve import saved_path
from kg.case.storage.session import Session
from kg.ledger.payments import told_only_by
from kg.model import Proof, Trace
from kg.model.legs import ACCEPTED

Entry = Mapping[str, Any]
_ACTIONS = ("mark", "reject", "window", "same")
"""What a person says that changes which payments count, and between whom; a leg is in no sum."""


def judged_since_saved(session: Session, trace: Trace) -> tuple[str, ...]:
    """Return what was judged, loaded or taken out after a trace was saved, of its accounts.

    Args:
        session: The case.
        trace: As it was saved.

    Returns:
        What each is called in the log (``T6 excluded``); none where nothing that counts changed.
    """
    accounts = {end for step in trace.steps for end in (step.source, step.target)}
    accounts |= {seed.account for seed in trace.seeds}
    return judged_since_file(session, "trace", trace.name, accounts)


def judged_since_file(
    session: Session, kind: str, name: str, accounts: Collection[str]
) -> tuple[str, ...]:
    """Return what was done since a result of a kind and name was saved, of these accounts."""
    entries = list(session.folder.log.entries())
    log = logged_case(entries)
    since = log.saved.get(saved_path(session.folder, kind, name).name)
    if since is None:
        return ()
    later = [entry for line, entry in log.lines if line > since and entry["action"] in _ACTIONS]
    files = _files(session, logged_case(entries, since), log, accounts)
    return tuple(
        dict.fromkeys(
            (*_marks(session, later, accounts), *_others(session, later, accounts), *files)
        )
    )


def _marks(session: Session, later: Sequence[Entry], accounts: Collection[str]) -> Iterator[str]:
    """Yield what payments were excluded, or no longer are, since; a way there and back is none."""
    first: dict[str, str] = {}
    last: dict[str, Entry] = {}
    for entry in later:
        if entry["action"] == "mark":
            first.setdefault(entry["link"], entry.get("earlier", ""))
            last[entry["link"]] = entry
    changed = {
        link: entry
        for link, entry in last.items()
        if (first[link] == Proof.EXCLUDED) != (entry["proof"] == Proof.EXCLUDED)
    }
    for link in session.index().links(changed) if changed else ():
        if session.schema.kind(link.kind).flows and {link.source, link.target} & set(accounts):
            yield _called(changed[link.id])


def _files(
    session: Session, then: LoggedCase, now: LoggedCase, accounts: Collection[str]
) -> Iterator[str]:
    """Yield the files that alone tell a payment of the accounts now and were not in, and those out.

    A file that tells once more what others do changes no sum. Of a file that is out nobody can say
    any more whose payments it told; one that is in again, read as it was, changes nothing.
    """
    was = {_reading(one) for one in then.sources.values()}
    come = {one.sha256: one.name for one in now.sources.values() if _reading(one) not in was}
    for sha256 in told_only_by(session.index(), come, accounts):
        yield come[sha256]
    for source in then.sources.values():
        if source.sha256 not in now.sources:
            yield source.name


def _reading(source: LoggedSource) -> tuple[str, ...]:
    """Return what decides which facts a source tells: its bytes and how they are read."""
    return source.sha256, source.layout_sha256, source.encoding, source.scope, source.account


def _others(session: Session, later: Sequence[Entry], accounts: Collection[str]) -> Iterator[str]:
    """Yield the tellings that were joined or kept apart since, and the accounts taken for one."""
    for entry in later:
        if entry["action"] == "window" or (
            entry["action"] == "reject" and _touches(session, entry["link"], accounts)
        ):
            yield _called(entry)
        if entry["action"] == "same" and _changes_same(entry):
            ends = {pair[end] for pair in entry["pairs"] for end in ("one", "other")}
            if (ends | set(map(session.canonical, ends))) & set(accounts):
                yield _called(entry)


def _touches(session: Session, link: str, accounts: Collection[str]) -> bool:
    """Say whether a payment is of one of the accounts; one that no row tells now may have been."""
    found = session.index().links([link])
    return not found or any({one.source, one.target} & set(accounts) for one in found)


def _changes_same(entry: Entry) -> bool:
    """Say whether two things became one by what was said of them, or two again."""
    now = entry.get("said", {}).get("word", "")
    before = [said.get("word", "") for said in entry.get("earlier", ())]
    return now == ACCEPTED or ACCEPTED in before


def _called(entry: Entry) -> str:
    """Return what the log calls an action."""
    return str(entry.get("name") or entry["action"])
