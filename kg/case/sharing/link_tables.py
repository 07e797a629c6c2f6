"""What cases share as a page and as a workbook: each thing with what every case says of it."""

from __future__ import annotations

from kg.case.linking.link_words import leak_sentences, percent, side_words
from kg.case.sharing.export_job import ExportJob
from kg.chain.notes import LEAD
from kg.exports.table_workbook import TableSheet, table_book
from kg.messages import Message, say
from kg.model import CaseLinks, LinkedCase, SharedThing
from kg.values.moments import named_zone
from kg.views.tables_page import TableCell, TableSection, TablesPage, tables_page

HEADS = ("link-identifier", "link-grade", "link-periods")
TONES = {"registered": "corroborated", "number": "single", "clue": "computed"}
"""By how much an identifier says, the tone of its cell."""


def links_page_of(job: ExportJob, links: CaseLinks) -> bytes:
    """Return what cases share as a page; the kept answer is masked already."""
    session = job.session
    schema, settings = session.schema, session.folder.settings()
    zone = named_zone(settings.zone)
    cases = TableSection(
        Message("link-cases"),
        heads=[Message(id_) for id_ in ("link-letter", "link-case", "link-rows-no")],
        rows=[
            [TableCell(case.letter), TableCell(case.name), TableCell(f"{case.sources}")]
            for case in links.cases
        ],
    )
    cautions = list(dict.fromkeys(one.caution for one in links.shared))
    shared = TableSection(
        Message("link-shared") if links.shared else Message("link-nothing-shared"),
        said=[Message("link-cut", count=links.cut)] if links.cut else [],
        heads=[
            *map(Message, HEADS),
            *(Message("link-in-case", letter=case.letter, name=case.name) for case in links.cases),
        ],
        rows=[_row(job, one, links.cases) for one in links.shared],
    )
    leaks = TableSection(
        Message("link-leaks") if links.leaks else Message("link-no-leaks"),
        heads=[Message(id_) for id_ in ("link-overlap", "link-share", "link-said")],
        rows=[
            [
                TableCell(f"{leak.found_after} / {leak.after}"),
                TableCell(percent(leak.share)),
                TableCell("", list(leak_sentences(leak, schema, zone))),
            ]
            for leak in links.leaks
        ],
    )
    count = sum(links.counts.values())
    page = TablesPage(
        title=Message("link-title", cases=len(links.cases), count=count),
        lead=[LEAD, Message("link-innocent")],
        marking=settings.marking,
        legend=[
            (tone, Message(f"link-grade-{grade}"), f"{links.counts.get(grade, 0)}")
            for grade, tone in TONES.items()
        ],
        sections=[cases, shared, leaks],
        notices=[*cautions, *links.warnings],
    )
    return tables_page(page, lang=job.request.lang)


def _row(job: ExportJob, one: SharedThing, cases: tuple[LinkedCase, ...]) -> list[TableCell]:
    schema = job.session.schema
    zone = named_zone(job.session.folder.settings().zone)
    kind = schema.kind(one.kind).labelled()
    sides = {side.case: list(side_words(side, schema, zone)) for side in one.sides}
    return [
        TableCell(Message("link-thing", kind=kind, shown=one.shown)),
        TableCell(Message(f"link-grade-{one.grade}"), tone=TONES[one.grade]),
        TableCell(Message(f"link-periods-{one.periods}")),
        *(TableCell("", sides.get(case.letter, [])) for case in cases),
    ]


def links_book_of(job: ExportJob, links: CaseLinks) -> bytes:
    """Return what cases share as a workbook: things and overlaps on a sheet each."""
    session, lang = job.session, job.request.lang
    schema, zone = session.schema, named_zone(session.folder.settings().zone)
    count = sum(links.counts.values())
    first = [Message("link-title", cases=len(links.cases), count=count), LEAD]
    first += [Message("link-innocent"), *dict.fromkeys(one.caution for one in links.shared)]
    things = [
        [
            schema.kind(one.kind).label(lang),
            one.shown,
            say(f"link-grade-{one.grade}", lang),
            say(f"link-periods-{one.periods}", lang),
            " ".join(
                part if isinstance(part, str) else part.text(lang)
                for part in side_words(side, schema, zone)
            ),
        ]
        for one in links.shared
        for side in one.sides
    ]
    overlaps = [
        [
            f"{leak.found_after} / {leak.after}",
            percent(leak.share),
            "\n".join(said.text(lang).strip() for said in leak_sentences(leak, schema, zone)),
        ]
        for leak in links.leaks
    ]
    heads = [say(id_, lang) for id_ in ("kind", *HEADS, "link-side")]
    overlap_heads = [say(id_, lang) for id_ in ("link-overlap", "link-share", "link-said")]
    sheets = [
        TableSheet(say("link-sheet-shared", lang), heads, things, [14, 28, 18, 12, 70]),
        TableSheet(say("link-sheet-leaks", lang), overlap_heads, overlaps, [16, 10, 100]),
    ]
    return table_book([line.text(lang) for line in (*first, *links.warnings)], sheets, lang)
