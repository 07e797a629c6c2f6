"""Which recorded payment is the one that a victim reports: where tracing begins."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import NamedTuple

from kg.model import Link, Precision

WIDTH = {
    Precision.SECOND: timedelta(minutes=10),
    Precision.MINUTE: timedelta(minutes=10),
    Precision.DAY: timedelta(days=1),
    Precision.UNKNOWN: timedelta(days=1),
}
"""How far a victim's memory of the time may be from the bank's clock."""
DAY = timedelta(days=1)


class ReportedPayment(NamedTuple):
    """A reported loss, and the recorded payments that it fits."""

    report: Link
    fits: list[Link]


def payments_of_reports(
    reports: Iterable[Link], paid: Collection[Link], names: Mapping[str, frozenset[str]]
) -> Iterator[ReportedPayment]:
    """Yield each report with the payments that it fits and no earlier report has.

    A report fits a payment into the same account, of the same amount and currency, inside the
    report's precision; a payer's name equal to the victim's decides between several.

    Args:
        reports: The reported losses, from the victim to the account that was paid.
        paid: The recorded payments into these accounts.
        names: The names of each victim, by id.
    """
    taken: set[str] = set()
    for report in sorted(reports, key=lambda link: (str(link.start or ""), link.id)):
        fits = [link for link in _fits(report, paid, names) if link.id not in taken]
        if len(fits) == 1:
            taken.add(fits[0].id)
        yield ReportedPayment(report, fits)


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
