"""Seeds of what victims report: the losses that the case records, and the payments behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.case.storage.session import Session
from kg.errors import NotFound
from kg.messages import Message
from kg.model import Link, Proof, Seed
from kg.schema.meanings import REPORTED_LOSS
from kg.trace.reported_losses import ReportedPayment, payments_of_reports


def victims_seeds(session: Session) -> tuple[list[Seed], tuple[Message, ...]]:
    """Return a seed for each reported loss that one recorded payment answers to.

    Which answers to which, :mod:`kg.trace.reported_losses` says. What stays without a payment, or
    fits several, is said and not traced.
    """
    reports = reported_losses(session)
    if not reports:
        raise NotFound(Message("no-payment-of-victims"), hint=Message("load-victims-or-name-start"))
    seeds: list[Seed] = []
    warnings: list[Message] = []
    for report, fits in _answers(session, reports):
        if len(fits) != 1:
            warnings.append(_unmatched(session, report, len(fits)))
            continue
        seeds.append(Seed(account=fits[0].source, link=fits[0].id, victim=report.source))
    return seeds, tuple(warnings)


def reports_with_payment(session: Session) -> dict[str, str]:
    """Return the reported losses that one recorded payment answers to, and which one, by id."""
    reports = reported_losses(session)
    answers = _answers(session, reports) if reports else ()
    return {report.id: fits[0].id for report, fits in answers if len(fits) == 1}


def _answers(session: Session, reports: Sequence[Link]) -> Iterator[ReportedPayment]:
    """Return each report with the payments that it fits and no earlier report has."""
    paid = _payments(session, {report.target for report in reports})
    names = _names(session, {report.source for report in reports})
    return payments_of_reports(reports, paid, names)


def reported_losses(session: Session) -> list[Link]:
    """Return every payment that a victim reported and nobody excluded."""
    return _not_excluded(session.index().links_of_kind(REPORTED_LOSS))


def _payments(session: Session, accounts: Iterable[str]) -> list[Link]:
    ids = set(accounts)
    paid = _not_excluded(session.index().flows_of(ids))
    return [link for link in paid if link.target in ids]


def _not_excluded(links: Iterable[Link]) -> list[Link]:
    return [link for link in links if link.proof is not Proof.EXCLUDED]


def _names(session: Session, victims: Iterable[str]) -> Mapping[str, frozenset[str]]:
    entities = session.index().entities(victims)
    return {entity.id: frozenset(entity.values.get("name", ())) for entity in entities}


def _unmatched(session: Session, report: Link, fits: int) -> Message:
    handle = session.handles.of(report.id) or report.id
    if fits:
        return Message("loss-fits-several", handle=handle, fits=fits)
    return Message("loss-not-recorded", handle=handle)
