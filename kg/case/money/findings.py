"""Typologies as a person asks for them: searched, given handles, kept, opened as a trace."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import tzinfo
from typing import TYPE_CHECKING

from kg.case.money.filters import accounts_meant, least, moment
from kg.case.money.save_trace import save_trace
from kg.case.storage.folder import CaseFolder
from kg.case.storage.older_results import with_find_request
from kg.case.storage.session import Session
from kg.case.storage.transaction import give_handles
from kg.errors import NotFound, StoreBusy, StoreReadOnly, UsageError
from kg.files import write_atomically
from kg.ledger.holders import holders, uses
from kg.limits import LIMITS
from kg.messages import Message
from kg.model import Finding, Findings, Proof, Trace
from kg.records import as_kg_wrote, from_plain, to_json, to_plain
from kg.requests import ChainRequest, FindRequest
from kg.schema.meanings import ACCOUNT, FINDING, HOLDING
from kg.values.moments import named_zone

if TYPE_CHECKING:
    from kg.ledger.base import FlowIndex
    from kg.trace.typologies.detector import DeviceUse
    from kg.trace.typologies.search_rows import SearchScope

KEPT = "findings.json"
NOT_KEPT = Message("findings-unnumbered-while-written")
READ_ONLY = Message("findings-unnumbered-read-only")


def find(session: Session, request: FindRequest) -> Findings:
    """Return what is found, the best ``rows`` of it; each gets a handle by which it is opened."""
    shown = search_case(session, request)
    try:
        save_findings(session, shown)
    except StoreBusy:
        shown = replace(shown, warnings=(*shown.warnings, NOT_KEPT))
    except StoreReadOnly:
        shown = replace(shown, warnings=(*shown.warnings, READ_ONLY))
    return shown


def search_case(session: Session, request: FindRequest) -> Findings:
    """Return what is found, the best ``rows`` of it; nothing is kept and nothing gets a handle."""
    from kg.trace.typologies.catalogue import typed_thresholds
    from kg.trace.typology_search import search

    zone = named_zone(session.folder.settings().zone)
    findings = search(
        _flows(session),
        request.typologies,
        scope=_scope(session, request, zone),
        changed=typed_thresholds(request.thresholds),
        zone=zone,
        uses=_uses(session),
        holders=holders(session.index(), session.schema.kinds_below(HOLDING)),
    )
    listed = tuple(
        replace(finding, request=_search_again(request, finding))
        for finding in findings.findings[: request.rows]
    )
    return replace(findings, findings=listed, cut=_cut(findings, request.rows))


def found_again(session: Session, findings: Iterable[Finding]) -> list[Finding]:
    """Return what the searches that found these find in a case now, the best first; none twice."""
    requests = dict.fromkeys(found.request for found in findings if found.request)
    again = [one for request in requests for one in search_case(session, request).findings]
    return list({found.id: found for found in again}.values())


def _search_again(request: FindRequest, finding: Finding) -> FindRequest:
    """Return the request that finds this: its typology alone, with what concerns it."""
    from kg.trace.typologies.catalogue import typed_thresholds

    mine = [
        threshold
        for threshold in request.thresholds
        if finding.typology in typed_thresholds((threshold,))
    ]
    return replace(
        request, typologies=finding.typology, thresholds=mine, rows=LIMITS.findings_listed
    )


def _cut(findings: Findings, rows: int) -> Mapping[str, int]:
    """Count by typology what a ceiling or the number of rows left out."""
    more = Counter(finding.typology for finding in findings.findings[rows:])
    return dict(sorted((more + Counter(findings.cut)).items()))


def _flows(session: Session) -> FlowIndex:
    from kg.trace.typologies.search_rows import no_rows

    index = session.index()
    return index.flow_index() if "transfer" in index.flow_classes else no_rows()


def _scope(session: Session, request: FindRequest, zone: tzinfo) -> SearchScope:
    from kg.trace.typologies.search_rows import SearchScope

    accounts = frozenset(accounts_meant(session, request.exclude))
    since, until = moment(request.since, zone), moment(request.until, zone)
    return SearchScope(since, until, least(request.floor), accounts, request.hub)


def _uses(session: Session) -> list[DeviceUse]:
    from kg.trace.typologies.detector import DeviceUse

    rows = uses(session.index(), session.schema.kinds_below(ACCOUNT), "SignsInWith", "UsesPhone")
    return [DeviceUse(*row) for row in rows]


def save_findings(session: Session, findings: Findings) -> None:
    """Keep findings beside the earlier ones and give them handles, under the case's lock."""
    with session.folder.writing():
        before = _read(session.folder)
        kept = {**before, **{finding.id: to_plain(finding) for finding in findings.findings}}
        if kept != before:
            things = (finding.id for finding in findings.findings)
            give_handles(
                session, "find", FINDING, things, kept=[KEPT],
                save=lambda: write_atomically(session.folder.saved / KEPT, to_json(kept).encode()),
            )  # fmt: skip


def _read(folder: CaseFolder) -> dict[str, object]:
    path = folder.saved / KEPT
    if not path.exists():
        return {}
    with as_kg_wrote(path):
        return dict(json.loads(path.read_text(encoding="utf-8")))


def kept_findings(session: Session) -> list[Finding]:
    """Return what earlier searches found, as far as all of its rows still stand."""
    with as_kg_wrote(session.folder.saved / KEPT):
        kept = [
            with_find_request(from_plain(Finding, found))
            for found in _read(session.folder).values()
        ]
    rows = {row for found in kept for row in found.links}
    gone = rows - {
        link.id for link in session.index().links(rows) if link.proof is not Proof.EXCLUDED
    }
    return [found for found in kept if gone.isdisjoint(found.links)]


def finding(session: Session, handle: str) -> Finding:
    """Return the finding that an earlier search gave this handle, if its rows still stand."""
    thing = session.handles.thing(handle)
    kept = _read(session.folder)
    if thing not in kept:
        raise NotFound(
            Message("no-such-finding", handle=repr(handle)), hint=Message("find-lists-findings")
        )
    with as_kg_wrote(session.folder.saved / KEPT):
        finding = with_find_request(from_plain(Finding, kept[thing]))
    links = session.index().links(finding.links)
    standing = [link for link in links if link.proof is not Proof.EXCLUDED]
    if len(standing) != len(set(finding.links)):
        gone = len(set(finding.links)) - len(standing)
        raise UsageError(
            Message("finding-lost-rows", gone=gone),
            where=handle,
            hint=Message("search-again", typology=finding.typology),
        )
    return finding


def open_finding(session: Session, finding: Finding, name: str) -> Trace:
    """Save a finding's rows as a trace under a name, and the chain drawn on it."""
    from kg.case.chains import saved_chains
    from kg.trace.typologies.finding_as_trace import open_as_trace

    if finding.first is None:
        raise UsageError(
            Message("finding-without-payments"),
            where=session.handles.of(finding.id),
            hint=Message("draw-chain-of-device"),
        )
    trace = open_as_trace(session.index().flow_index(), finding, name.strip())
    save_trace(session, trace, "finding", {"finding": finding, "name": name.strip()})
    view = ChainRequest(trace=name.strip(), name=name.strip())
    saved_chains.save(session, saved_chains.chain_of(session, view), view)
    return trace
