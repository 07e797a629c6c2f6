"""From what victims report to the payments that banks recorded: where tracing begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from kg.case.storage.session import Session
from kg.errors import NotFound
from kg.messages import Message
from kg.model import Link, Precision, Proof, Seed

REPORTED = "ReportedLoss"
WIDTH = {
    Precision.SECOND: timedelta(minutes=10),
    Precision.MINUTE: timedelta(minutes=10),
    Precision.DAY: timedelta(days=1),
    Precision.UNKNOWN: timedelta(days=1),
}
"""How far a victim's memory of the time may be from the bank's clock."""
DAY = timedelta(days=1)


def victims_seeds(session: Session) -> tuple[list[Seed], tuple[Message, ...]]:
    """Return a seed for each reported loss that one recorded payment answers to.

    A report answers to a payment into the same account, of the same amount and currency, inside
    the report's precision; a payer's name equal to the victim's decides between several. What
    stays without a payment, or fits several, is said and not traced.
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


def _answers(session: Session, reports: Sequence[Link]) -> Iterator[tuple[Link, list[Link]]]:
    """Yield each report with the payments that it fits and no earlier report has."""
    paid = _payments(session, {report.target for report in reports})
    names = _names(session, {report.source for report in reports})
    taken: set[str] = set()
    for report in sorted(reports, key=lambda one: (str(one.start or ""), one.id)):
        fits = [link for link in _fits(report, paid, names) if link.id not in taken]
        if len(fits) == 1:
            taken.add(fits[0].id)
        yield report, fits


def reported_losses(session: Session) -> list[Link]:
    """Return every payment that a victim reported and nobody excluded."""
    return _not_excluded(session.index().links_of_kind(REPORTED))


def _payments(session: Session, accounts: Iterable[str]) -> list[Link]:
    wanted = set(accounts)
    paid = _not_excluded(session.index().flows_of(wanted))
    return [link for link in paid if link.target in wanted]


def _not_excluded(links: Iterable[Link]) -> list[Link]:
    return [link for link in links if link.proof is not Proof.EXCLUDED]


def _names(session: Session, victims: Iterable[str]) -> Mapping[str, frozenset[str]]:
    entities = session.index().entities(victims)
    return {entity.id: frozenset(entity.values.get("name", ())) for entity in entities}


def _fits(report: Link, paid: Iterable[Link], names: Mapping[str, frozenset[str]]) -> list[Link]:
    fits = [link for link in paid if _fit(report, link)]
    if len(fits) < 2:
        return fits
    named = names.get(report.source, frozenset())
    return [link for link in fits if named & set(link.values.get("counterName", ()))] or fits


def _fit(report: Link, link: Link) -> bool:
    if link.target != report.target or link.amount != report.amount:
        return False
    if report.currency and link.currency != report.currency:
        return False
    if report.start is None or link.start is None:
        return report.start is None
    early, late = report.start, report.start
    slack = WIDTH[report.precision]
    early = early if report.precision is Precision.DAY else early - slack
    # a bank that tells only the day has recorded a payment at any time of it
    of_that_day = link.precision is Precision.DAY and link.start + DAY > early
    return (link.start >= early or of_that_day) and link.start < late + slack


def _unmatched(session: Session, report: Link, fits: int) -> Message:
    handle = session.handles.of(report.id) or report.id
    if fits:
        return Message("loss-fits-several", handle=handle, fits=fits)
    return Message("loss-not-recorded", handle=handle)
