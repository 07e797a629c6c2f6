"""Findings in the terminal: the ranked table, one finding with its rows, the typologies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.cli.render.trace_text import number_of
from kg.cli.screen import Row, Screen, json_form
from kg.values.moments import local_day, local_time, named_zone
from kg.values.money import format_amount

if TYPE_CHECKING:
    from kg.case import Case
    from kg.model import Entity, Finding, Findings, Link, Trace
    from kg.trace.typologies.catalogue import Typology

SHOWN_ROWS = 40

NAMED = 2


def show_findings(findings: Findings, case: Case, screen: Screen) -> None:
    """List the findings by score, what innocent shape they have, what was cut off."""
    screen.document(
        {
            **json_form(findings),
            "findings": [_plain(finding, case, screen) for finding in findings.findings],
        }
    )
    centres = [thing for finding in findings.findings for thing in finding.centre[:NAMED]]
    names, zone = ThingNames(case, centres, screen), _zone(case)
    lines = [_line(finding, names, case, zone, screen) for finding in findings.findings]
    columns = ("handle", "shape", "score", "centre", "payments", "sum", "when", "looks-like")
    title = {"count": len(findings.findings), "rows": findings.rows, "accounts": findings.accounts}
    screen.table(screen.word("findings-title", **title), columns, lines)
    if not lines:
        screen.say("no-findings")
    _tell_the_rest(findings, screen)


def tell_what_else(findings: Findings, screen: Screen) -> None:
    """Say what was not looked at, and how many findings are not listed."""
    for warning in findings.warnings:
        screen.line(f"  ! {warning.text(screen.lang)}")
    if more := sum(findings.cut.values()):
        counts = " · ".join(f"{name} {count:,}" for name, count in findings.cut.items())
        screen.say("more-findings", count=more, counts=counts)


def _tell_the_rest(findings: Findings, screen: Screen) -> None:
    tell_what_else(findings, screen)
    screen.say("findings-ranked")
    screen.say("not-an-opinion")


def _line(finding: Finding, names: ThingNames, case: Case, zone: tzinfo, screen: Screen) -> Row:
    handle = case.lookup.handle(finding.id)
    cells = finding_cells(finding, names, zone, screen)
    return (handle if handle != finding.id else "", *cells)


def finding_cells(
    finding: Finding, names: Callable[[str], str], zone: tzinfo, screen: Screen
) -> Row:
    """Return what a line of a table says of a finding, from its label to what it looks like.

    Args:
        finding: The finding.
        names: Returns how an account or a device of its centre is called.
        zone: In which its times are told.
        screen: Where it is shown.
    """
    who = " · ".join(names(thing) for thing in finding.centre[:NAMED])
    more = f" +{len(finding.centre) - NAMED}" if len(finding.centre) > NAMED else ""
    shape = finding.shape_said.text(screen.lang) if finding.shape_said else ""
    return (
        finding.label.text(screen.lang),
        finding.score,
        who + more,
        len(finding.links),
        sums_of(finding.amounts),
        span_of(finding.first, finding.last, zone),
        shape,
    )


def show_finding(finding: Finding, trace: Trace | None, case: Case, screen: Screen) -> None:
    """One finding whole: its measures, innocent reading and rows, and where it was saved."""
    from kg.trace.typologies.catalogue import typology

    links = case.lookup.links(finding.links)
    warnings = trace.warnings if trace else ()
    screen.document(
        {
            **_plain(finding, case, screen),
            "rows": links,
            "warnings": warnings,
        }
    )
    handle, label = case.lookup.handle(finding.id), finding.label.text(screen.lang)
    screen.line(f"{handle}  {label}  {screen.word('score')} {finding.score}")
    screen.line(f"  {typology(finding.typology).what.text(screen.lang)}")
    names = ThingNames(
        case, [*finding.centre, *(e for x in links for e in (x.source, x.target))], screen
    )
    screen.say("finding-centre", who=" · ".join(map(names, finding.centre)))
    for measure in finding.measures:
        label = measure.label.text(screen.lang)
        screen.say("finding-measure", label=label, value=measure.value, threshold=measure.threshold)
    if finding.unproven:
        screen.say("finding-unproven", count=finding.unproven)
    screen.say("finding-innocent", text=finding.innocent.text(screen.lang))
    if finding.shape_said:
        screen.say("finding-shape", text=finding.shape_said.text(screen.lang))
    _show_rows(links, names, case, screen)
    for warning in warnings:
        screen.line(f"  ! {warning.text(screen.lang)}")
    if trace:
        screen.say("finding-saved", name=trace.name)
    screen.say("not-an-opinion")


def _show_rows(links: Sequence[Link], names: ThingNames, case: Case, screen: Screen) -> None:
    zone = _zone(case)
    rows = [
        (
            case.lookup.handle(link.id),
            _time(link.start, zone),
            names(link.source),
            names(link.target),
            link.amount,
            link.currency,
        )
        for link in links[:SHOWN_ROWS]
    ]
    columns = ("handle", "when", "payer", "payee", "amount", "currency")
    screen.table(screen.word("finding-rows", count=len(links)), columns, rows)
    if len(links) > SHOWN_ROWS:
        screen.say("cut", count=len(links) - SHOWN_ROWS)


def show_typologies(named: Sequence[str], screen: Screen) -> None:
    """Every shape with its innocent reading, every threshold with its default and reason."""
    from kg.trace.typologies.catalogue import named_typologies

    typologies = named_typologies(tuple(named))
    screen.document(typologies)
    for typology in typologies:
        tell_typology(typology, screen)
        screen.line()


def tell_typology(typology: Typology, screen: Screen) -> None:
    """One thing that is looked for, its innocent reading and its thresholds, each with a reason."""
    from kg.trace.typologies.catalogue import threshold_text

    screen.line(
        f"{typology.name}  {typology.label.text(screen.lang)}: {typology.what.text(screen.lang)}"
    )
    screen.say("finding-innocent", text=typology.innocent.text(screen.lang))
    prefix = f"{typology.name}." if typology.behaviour else ""
    rows = [
        (
            f"{prefix}{x.name}",
            x.label.text(screen.lang),
            threshold_text(x.default),
            x.why.text(screen.lang),
        )
        for x in typology.thresholds.values()
    ]
    screen.table("", ("threshold", "measure", "default", "why"), rows)


class ThingNames:
    """How a person knows accounts and devices: handle, number, holder."""

    def __init__(self, case: Case, things: Iterable[str], screen: Screen) -> None:
        ids = list(dict.fromkeys(things))
        self._case, self._screen = case, screen
        self._entities: Mapping[str, Entity] = case.lookup.entities(ids)
        self._holders = case.lookup.holders(ids)

    def __call__(self, thing: str) -> str:
        """Return how a person knows a thing."""
        handle = self._case.lookup.handle(thing)
        number = number_of(self._entities[thing], self._screen) if thing in self._entities else ""
        holder = "/".join(self._holders.get(thing, ()))
        words = ("" if handle == thing else handle, number, holder)
        return " ".join(filter(None, dict.fromkeys(words)))


def _plain(finding: Finding, case: Case, screen: Screen) -> dict[str, object]:
    handle = case.lookup.handle(finding.id)
    return {"handle": "" if handle == finding.id else handle, **json_form(finding)}


def sums_of(amounts: Mapping[str, Decimal]) -> str:
    """Return the sums of each currency in one line."""
    return " · ".join(format_amount(amount, currency, "en") for currency, amount in amounts.items())


def span_of(first: datetime | None, last: datetime | None, zone: tzinfo) -> str:
    """Return from when to when in one line; within a day with the hours."""
    if first is None or last is None:
        return ""
    begun, ended = first.astimezone(zone), last.astimezone(zone)
    if f"{begun:%Y-%m-%d %H:%M}" == f"{ended:%Y-%m-%d %H:%M}":
        return f"{begun:%Y-%m-%d %H:%M}"
    if begun.date() == ended.date():
        return f"{begun:%Y-%m-%d %H:%M}–{ended:%H:%M}"
    return f"{local_day(first, zone)}–{local_day(last, zone)}"


def _time(moment: datetime | None, zone: tzinfo) -> str:
    return local_time(moment, zone) if moment else ""


def _zone(case: Case) -> tzinfo:
    return named_zone(case.folder.settings().zone)
