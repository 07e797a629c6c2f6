"""One file goes out of the case, whole, as if it had never been in; ``kg undo`` brings it back.

What persons have judged stays: it holds of what remains, and rests where its rows are gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from kg.case.storage.graph_sync import Turn, asked
from kg.case.storage.session import Desk
from kg.case.storage.transaction import acting
from kg.errors import Ambiguous, NotFound
from kg.limits import LIMITS, Limits
from kg.messages import Message
from kg.model import Source, Unloaded

HASH = re.compile(r"[0-9a-f]{4,64}")


def unload(desk: Desk, typed: str, limits: Limits = LIMITS) -> Unloaded:
    """Take one source out, with all that rests on it alone."""
    source = one_source(desk.sources(), typed)
    turn = _turn(desk, source, limits)
    facts = {"source": source.name, "sha256": source.sha256, "rows": source.read}
    with acting(desk, "unload", **facts, out=left_behind(desk, source)):
        turn.take(desk, unmark=[source.sha256])
    desk.ledger().keep_only(turn.was.index.digest, turn.now.index.digest)
    return Unloaded(source, turn.resting(desk))


def _turn(desk: Desk, source: Source, limits: Limits) -> Turn:
    was = asked(desk)
    index = desk.ledger(without=[source.sha256]).index(was.index)
    remaining = [one for one in was.sources if one.sha256 != source.sha256]
    return Turn(was, replace(was, index=index, sources=promoted_anew(remaining, limits)))


def promoted_anew(sources: Iterable[Source], limits: Limits) -> list[Source]:
    """Return the sources as they would be promoted, had only these been loaded, in their order."""
    found: list[Source] = []
    flows = 0
    for source in sorted(sources, key=lambda one: one.number):
        flows += source.flows
        found.append(replace(source, promoted=flows <= limits.promoted_flows))
    return found


def left_behind(desk: Desk, source: Source) -> dict[str, Any]:
    """Return what the log says of a reading that goes, so that undo finds it."""
    return {
        "shelf": desk.shelf(source),
        "number": source.number,
        "layout": source.layout,
        "layout_sha256": source.layout_sha256,
    }


def one_source(sources: Iterable[Source], typed: str) -> Source:
    """Return the source that a name, a number or the beginning of a hash means.

    Several candidates raise Ambiguous and list them; none raises NotFound.
    """
    found = [source for source in sources if _is_meant(source, typed.strip())]
    if not found:
        raise NotFound(
            Message("no-such-source", typed=repr(typed)),
            hint=Message("name-source-as-loaded"),
        )
    if len(found) > 1:
        lines = tuple(
            f"{one.number}  {one.name}  {one.sha256[:16]}…  {one.layout}" for one in found
        )
        raise Ambiguous(
            Message("fits-sources", typed=repr(typed), count=len(found)),
            lines,
            hint=Message("use-number-or-hash"),
        )
    return found[0]


def _is_meant(source: Source, typed: str) -> bool:
    digits = typed.casefold()
    by_hash = bool(HASH.fullmatch(digits)) and source.sha256.startswith(digits)
    return by_hash or typed in (source.name, str(source.number))
