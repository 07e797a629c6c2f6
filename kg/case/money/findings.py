"""Typologies as a person asks for them: searched, given handles, kept, opened as a trace."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import tzinfo
from typing import TYPE_CHECKING

from kg.case.money.filters import accounts_meant, least, moment
from kg.case.money.traces import save
from kg.case.storage.folder import CaseFolder
from kg.case.storage.older_results import with_find_request
from kg.case.storage.session import Desk
from kg.case.storage.transaction import give_handles
from kg.errors import NotFound, StoreBusy, StoreReadOnly, UsageError
from kg.files import write_atomically
from kg.ledger.holders import holders, uses
from kg.limits import LIMITS
from kg.messages import Message
from kg.model import Finding, Findings, Proof, Trace
from kg.records import as_kg_wrote, from_plain, to_json, to_plain
from kg.requests import ChainRequest, FindRequest
from kg.values.moments import named_zone

if TYPE_CHECKING:
    from kg.ledger.base import FlowIndex
    from kg.trace.typologies.detector import Use
    from kg.trace.typologies.search_rows import Scope

KEPT = "findings.json"
KIND = "Finding"
NOT_KEPT = Message("findings-unnumbered-while-written")
READ_ONLY = Message("findings-unnumbered-read-only")


def find(desk: Desk, request: FindRequest) -> Findings:
    """Return what is found, the best ``rows`` of it; each gets a handle by which it is opened."""
    from kg.trace.typologies.catalogue import changes
    from kg.trace.typologies.search import search

    zone = named_zone(desk.folder.settings().zone)
    found = search(
        _flows(desk),
        request.typologies,
        scope=_scope(desk, request, zone),
        changed=changes(request.thresholds),
        zone=zone,
        uses=_uses(desk),
        holders=holders(desk.index(), _kinds(desk, "Holding")),
    )
    listed = tuple(
        replace(one, request=_search_again(request, one)) for one in found.findings[: request.rows]
    )
    shown = replace(found, findings=listed, cut=_cut(found, request.rows))
    try:
        keep(desk, shown)
    except StoreBusy:
        shown = replace(shown, warnings=(*shown.warnings, NOT_KEPT))
    except StoreReadOnly:
        shown = replace(shown, warnings=(*shown.warnings, READ_ONLY))
    return shown


def _search_again(request: FindRequest, one: Finding) -> FindRequest:
    """Return the request that finds this: its typology alone, with what concerns it."""
    from kg.trace.typologies.catalogue import changes

    mine = [said for said in request.thresholds if one.typology in changes((said,))]
    return replace(request, typologies=one.typology, thresholds=mine, rows=LIMITS.findings_listed)


def _cut(found: Findings, rows: int) -> Mapping[str, int]:
    """Count by typology what a ceiling or the number of rows left out."""
    more = Counter(one.typology for one in found.findings[rows:])
    return dict(sorted((more + Counter(found.cut)).items()))


def _flows(desk: Desk) -> FlowIndex:
    from kg.trace.typologies.search_rows import no_rows

    index = desk.index()
    return index.flow_index() if "transfer" in index.flow_classes else no_rows()


def _scope(desk: Desk, request: FindRequest, zone: tzinfo) -> Scope:
    from kg.trace.typologies.search_rows import Scope

    accounts = frozenset(accounts_meant(desk, request.exclude))
    since, until = moment(request.since, zone), moment(request.until, zone)
    return Scope(since, until, least(request.floor), accounts, request.hub)


def _uses(desk: Desk) -> list[Use]:
    from kg.trace.typologies.detector import Use

    found = uses(desk.index(), _kinds(desk, "Account"), "SignsInWith", "UsesPhone")
    return [Use(*row) for row in found]


def _kinds(desk: Desk, general: str) -> list[str]:
    return [kind.name for kind in desk.schema.kinds() if desk.schema.is_a(kind.name, general)]


def keep(desk: Desk, found: Findings) -> None:
    """Keep findings beside the earlier ones and give them handles, under the case's lock."""
    with desk.folder.writing():
        before = _read(desk.folder)
        kept = {**before, **{one.id: to_plain(one) for one in found.findings}}
        if kept != before:
            write_atomically(desk.folder.saved / KEPT, to_json(kept).encode())
            give_handles(desk, "find", KIND, (one.id for one in found.findings), kept=[KEPT])


def _read(folder: CaseFolder) -> dict[str, object]:
    path = folder.saved / KEPT
    if not path.exists():
        return {}
    with as_kg_wrote(path):
        return dict(json.loads(path.read_text(encoding="utf-8")))


def finding(desk: Desk, handle: str) -> Finding:
    """Return the finding that an earlier search gave this handle, if its rows still stand."""
    thing = desk.handles.thing(handle)
    kept = _read(desk.folder)
    if thing not in kept:
        raise NotFound(
            Message("no-such-finding", handle=repr(handle)), hint=Message("find-lists-findings")
        )
    with as_kg_wrote(desk.folder.saved / KEPT):
        found = with_find_request(from_plain(Finding, kept[thing]))
    links = desk.index().links(found.links)
    standing = [link for link in links if link.proof is not Proof.EXCLUDED]
    if len(standing) != len(set(found.links)):
        gone = len(set(found.links)) - len(standing)
        raise UsageError(
            Message("finding-lost-rows", gone=gone),
            where=handle,
            hint=Message("search-again", typology=found.typology),
        )
    return found


def open_finding(desk: Desk, found: Finding, name: str) -> Trace:
    """Save a finding's rows as a trace under a name, and the chain drawn on it."""
    from kg.case.chains import saved_chains
    from kg.trace.typologies.finding_as_trace import open_as_trace

    if found.first is None:
        raise UsageError(
            Message("finding-without-payments"),
            where=desk.handles.of(found.id),
            hint=Message("draw-chain-of-device"),
        )
    trace = open_as_trace(desk.index().flow_index(), found, name.strip())
    save(desk, trace, "finding", {"finding": found, "name": name.strip()})
    view = ChainRequest(trace=name.strip(), name=name.strip())
    saved_chains.save(desk, saved_chains.chart(desk, view), view)
    return trace
