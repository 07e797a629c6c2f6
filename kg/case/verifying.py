"""Does everything still stand as it was said: hashes, log, counts; and the last step taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kg.case.acting import acting, called
from kg.case.desk import Desk
from kg.case.facts import check_facts
from kg.case.filing import is_linked, kept
from kg.case.folder import CaseFolder
from kg.case.following import asked
from kg.case.history import standing_actions
from kg.case.keeping import check_layouts
from kg.case.reports import log_facts
from kg.custody import sha256_of
from kg.errors import EvidenceChanged, StoreCorrupt, UsageError
from kg.ledger import Promotion
from kg.ledger.changes import changes
from kg.model import Source


def verify(desk: Desk) -> dict[str, Any]:
    """Check every hash, the log's chain and the two stores against each other.

    Of files that were never copied those that are gone from their place are named as missing.

    An action that was killed after its write and before its log line has that line now, marked as
    recovered. Raises EvidenceChanged or LogBroken (exit 6), StoreCorrupt (exit 4).
    """
    entries = list(desk.folder.log.entries())
    sources = desk.sources()
    missing = [source.name for source in sources if not _is_as_loaded(desk.folder, source)]
    layouts = check_layouts(desk.folder, sources)
    said = set(_loaded(entries))
    unsaid = [source for source in sources if source.sha256 not in said]
    for source in unsaid:
        desk.folder.log.append("load", sources=[log_facts(desk, source)], recovered=True)
    return {
        "sources": len(sources),
        "linked": sum(is_linked(desk.folder, source.sha256) for source in sources),
        "missing": missing,
        "layouts": layouts,
        "entries": len(entries) + len(unsaid),
        "repaired": [*desk.finished, *(source.name for source in unsaid)],
        "links": _check_counts(desk),
        "derived": sum(desk.store.derived().values()),
        "head": desk.folder.log.head()[:16],
    }


def _is_as_loaded(folder: CaseFolder, source: Source) -> bool:
    """Hold a file to its hash; say whether one that was never copied is still where it was."""
    place = kept(folder, source.sha256)
    if place is None:
        raise EvidenceChanged("the stored file is gone", where=source.name, hint="load it again")
    if place.linked and not place.is_there:
        return False
    found = sha256_of(place.path)
    if found != source.sha256:
        what = "the file where it lies" if place.linked else "the stored file"
        raise EvidenceChanged(
            f"{what} now has sha256 {found[:16]}…, it was loaded as {source.sha256[:16]}…",
            where=source.name,
            hint="restore the original; nothing that rests on this file can be relied on",
        )
    return True


def _loaded(entries: list[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the hashes of all files of which the log says that they were loaded."""
    for entry in entries:
        yield from (one["sha256"] for one in entry.get("sources", ()))


def _check_counts(desk: Desk) -> int:
    """Compare the graph with what the ledger's index says it must hold; return its links."""
    wanted = asked(desk)
    held = changes(None, wanted.index, Promotion(), wanted.promotion)
    _check_derived(desk)
    missing = _missing(desk, [*wanted.results(), *(link.id for link in held.put_links)])
    if missing:
        raise StoreCorrupt(
            f"the graph lacks {len(missing)} links that the ledger holds, such as {missing[0]}",
            hint="take the last action back with kg undo, and load the file again",
        )
    return desk.store.count().all_links


def _check_derived(desk: Desk) -> None:
    wrong = desk.store.misderived()
    if wrong:
        first = f"{wrong[0].one} {wrong[0].name} {wrong[0].other}".strip()
        raise StoreCorrupt(
            f"{len(wrong)} edges of the derived graph do not follow from its facts: {first}",
            hint="take the last action back with kg undo, and do it again",
        )


def _missing(desk: Desk, links: list[str]) -> list[str]:
    held = set(desk.store.ids())  # to read each link whole would take a minute for 150,000
    return [link for link in links if link not in held]


def undo(desk: Desk) -> str:
    """Take back the last action that changed the case, and say which it was."""
    standing = standing_actions(desk.folder)
    if not standing:
        raise UsageError("there is nothing to take back")
    number, entry = standing[-1]
    check_facts(entry["action"], entry, desk.folder.log.path.name)
    what = f"{entry['action']} {called(entry)}"
    with acting(desk, "undo", of=number, what=what):
        if not desk.store.undo():
            raise UsageError("there is nothing to take back")
    desk.clean()
    return what
