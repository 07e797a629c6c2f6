"""One file goes out of the case, whole, as if it had never been in; ``kg undo`` brings it back.

What persons have judged stays: it holds of what remains, and rests where its rows are gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from kg.case.storage.case_log import promoted_ceilings
from kg.case.storage.graph_sync import SyncChange, sync_scope
from kg.case.storage.session import Session
from kg.case.storage.transaction import transaction
from kg.errors import Ambiguous, NotFound
from kg.limits import LIMITS
from kg.messages import Message
from kg.model import Source, Unloaded

HASH = re.compile(r"[0-9a-f]{4,64}")


def unload(session: Session, typed: str) -> Unloaded:
    """Take one source out, with all that rests on it alone."""
    source = one_source(session.sources(), typed)
    turn = _turn(session, source)
    facts = {"source": source.name, "sha256": source.sha256, "rows": source.read}
    with transaction(session, "unload", **facts, out=left_behind(session, source)):
        turn.take(session, unmark=[source.sha256])
    session.ledger().keep_only(turn.was.index.digest, turn.now.index.digest)
    return Unloaded(source, turn.resting(session))


def _turn(session: Session, source: Source) -> SyncChange:
    was = sync_scope(session)
    index = session.ledger(without=[source.sha256]).index(was.index)
    remaining = [marker for marker in was.sources if marker.sha256 != source.sha256]
    ceilings = promoted_ceilings(session.folder)
    return SyncChange(was, replace(was, index=index, sources=promoted_anew(remaining, ceilings)))


def promoted_anew(sources: Iterable[Source], ceilings: Mapping[str, int]) -> list[Source]:
    """Return the sources as they would be promoted, had only these been loaded, in their order.

    ``ceilings`` has by a source's hash up to how many flows of the case its own are promoted; of
    one that is not there that is the usual number.
    """
    promoted: list[Source] = []
    flows = 0
    for source in sorted(sources, key=lambda marker: marker.number):
        flows += source.flows
        most = ceilings.get(source.sha256, LIMITS.promoted_flows)
        promoted.append(replace(source, promoted=flows <= most))
    return promoted


def left_behind(session: Session, source: Source) -> dict[str, Any]:
    """Return what the log says of a reading that goes, so that undo finds it."""
    return {
        "shelf": session.shelf(source),
        "number": source.number,
        "layout": source.layout,
        "layout_sha256": source.layout_sha256,
    }


def one_source(sources: Iterable[Source], typed: str) -> Source:
    """Return the source that a name, a number or the beginning of a hash means.

    Several candidates raise Ambiguous and list them; none raises NotFound.
    """
    matches = [source for source in sources if _is_meant(source, typed.strip())]
    if not matches:
        raise NotFound(
            Message("no-such-source", typed=repr(typed)),
            hint=Message("name-source-as-loaded"),
        )
    if len(matches) > 1:
        lines = tuple(
            f"{source.number}  {source.name}  {source.sha256[:16]}…  {source.layout}"
            for source in matches
        )
        raise Ambiguous(
            Message("fits-sources", typed=repr(typed), count=len(matches)),
            lines,
            hint=Message("use-number-or-hash"),
        )
    return matches[0]


def _is_meant(source: Source, typed: str) -> bool:
    digits = typed.casefold()
    by_hash = bool(HASH.fullmatch(digits)) and source.sha256.startswith(digits)
    return by_hash or typed in (source.name, str(source.number))
