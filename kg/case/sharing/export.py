"""Results leave the case: masked unless a person says otherwise, and never without a log line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from kg.case.chains.headlines import masked_headline, trace_of
from kg.case.money.current_results import current_trace
from kg.case.questions.named_questions import text_of
from kg.case.saved.answers import is_saved_answer, saved_answer
from kg.case.sharing.answer_layers import drawn_chain, is_drawn
from kg.case.sharing.export_job import (
    MAP,
    MATRIX,
    PAGE,
    QUESTION,
    SCRIPT,
    STYLES,
    WORKBOOK,
    ExportJob,
    NewPseudonyms,
    everything,
    learn_everything,
    log_files,
    reader,
    refuse_unlogged,
    with_notice,
)
from kg.case.sharing.money_sheet import money_material, money_sheet_of
from kg.case.sharing.output_paths import checked_place, mode_of
from kg.case.sharing.page_details import answered, drawn_details
from kg.case.sharing.page_payments import drawn_payments
from kg.case.sharing.transfer import refuse_transfer, transfer_masker, with_lines
from kg.case.storage.case_masker import masker_of
from kg.case.storage.open_case import writing_session
from kg.case.storage.pseudonym_store import is_older, size_of
from kg.case.storage.resolve import saved_path
from kg.case.storage.session import Session
from kg.chain.headline import find_starts
from kg.errors import NotFound, UsageError
from kg.exports import EXPORTERS, ExportMaterial, Masking, NoMasking, masked
from kg.exports import export as write_facts
from kg.limits import LIMITS
from kg.masking import Masker
from kg.messages import Message
from kg.model import CaseLinks, Chain, Entity, Link, Matrix
from kg.query import QueryRunner
from kg.query.named import Question, questions
from kg.requests import ExportRequest, MatrixRequest
from kg.values.moments import named_zone

TABLES = ("matrix", "link")
"""Verbs whose kept answers are written as tables; of the others things and facts are drawn."""
PICTURES = {".html": "kg.views.page:page", ".svg": "kg.views.svg:svg"}


def export(session: Session, questions: QueryRunner, request: ExportRequest) -> list[Path]:
    """Write one result, or the whole graph where the form holds graphs and nothing is named.

    A workbook of a saved trace shows its money; one of anything else lists the facts. A page of
    a saved trace shows its money too; with ``money`` also where a chain has the same name. A
    question (.rq, .cypher) asks for a result's links again.
    """
    _refuse_unknown(session, request)
    refuse_unlogged(session.folder)
    if is_older(session.folder):
        with writing_session(session.folder):  # which numbers what is in
            pass
    before = size_of(session.folder)
    if request.for_transfer:
        masker = transfer_masker(session, request.lang)
    else:
        masker = masker_of(session, show_values=request.show_values, lang=request.lang)
    write = _writer(session, request)
    if request.show_values and request.name and write in (_picture, _trace_page, _facts, _map):
        learn_everything(session, masker)
        _protect(session, masker, request.name)
    written = write(ExportJob(session, questions, request, masker))
    log_fields: dict[str, Any] = {"result": request.name, "show_values": request.is_private}
    if request.for_transfer:
        log_fields["for_transfer"] = True
    log_files(session.folder, written, log_fields, NewPseudonyms(masker.numbering.new, before))
    return written


def _refuse_unknown(session: Session, request: ExportRequest) -> None:
    known = [*PICTURES, *EXPORTERS, WORKBOOK, QUESTION]
    if request.suffix not in known:
        suffix = repr(request.suffix) if request.suffix else Message("no-suffix")
        raise UsageError(
            Message("no-writer-for", told=suffix), hint=Message("there-are", known=" ".join(known))
        )
    if request.suffix == QUESTION and not request.name:
        raise UsageError(
            Message("question-file-needs-result"), hint=Message("export-question-example")
        )
    if request.style and request.suffix not in STYLES.get(request.style, ()):
        styles = [
            f"OUT{suffix} --style {name}"
            for name, suffixes in STYLES.items()
            for suffix in suffixes
        ]
        raise UsageError(
            Message("no-such-style", style=repr(request.style)),
            hint=Message("styles-are", styles=styles),
        )
    if request.money and (request.suffix != PAGE or not _opens_money(session, request)):
        raise UsageError(
            Message("no-trace-for-page", name=repr(request.name)),
            hint=Message("name-of-a-page-example"),
        )
    if request.answers and request.suffix != PAGE:
        raise UsageError(Message("answers-are-for-pages", suffix=request.suffix), where="--answers")
    _refuse_ceilings(request)
    refuse_transfer(request)
    # the writers of graphs write several files, and look for each of them
    checked_place(request.path, force=request.force or request.suffix in EXPORTERS)


def _refuse_ceilings(request: ExportRequest) -> None:
    """Refuse how many things or pairs are drawn where no map is, or more than a map can hold."""
    ceilings = (
        ("--things", request.things, LIMITS.map_things),
        ("--pairs", request.pairs, LIMITS.map_pairs),
    )
    for flag, most, ceiling in ceilings:
        if most and request.style != MAP:
            hint = Message("map-example")
            raise UsageError(Message("only-maps-have-ceilings"), where=flag, hint=hint)
        if most > ceiling:
            raise UsageError(Message("map-holds-at-most", most=ceiling), where=f"{flag} {most}")


def _writer(session: Session, request: ExportRequest) -> Callable[[ExportJob], list[Path]]:
    if request.suffix == QUESTION or (
        request.suffix == SCRIPT and request.name and request.style != "facts"
    ):
        return _question
    if request.style == MAP:
        return _map
    if request.style == MATRIX or _names_tables(session, request):
        return _answer
    if (
        request.suffix == PAGE
        and request.name
        and not request.style
        and _opens_money(session, request)
    ):
        return _trace_page
    if request.suffix in PICTURES:
        return _picture
    if request.suffix != WORKBOOK:
        return _facts
    is_trace = saved_path(session.folder, "trace", request.name or "-").exists()
    return _money_sheet if is_trace else _workbook


def _names_tables(session: Session, request: ExportRequest) -> bool:
    """Say whether a name means a kept answer that is written as tables; chains come first."""
    name = request.name
    if request.suffix not in (PAGE, WORKBOOK) or request.style or not name:
        return False
    if any(saved_path(session.folder, kind, name).exists() for kind in ("chain", "trace")):
        return False
    return is_saved_answer(session.folder, name, *TABLES)


def _answer(job: ExportJob) -> list[Path]:
    """Write a kept matrix, what cases share, or the matrix of the whole case."""
    from kg.case.chains.matrix import matrix_of
    from kg.case.sharing import link_tables, matrix_tables

    session, request = job.session, job.request
    is_page = request.suffix == PAGE
    if request.name:
        result: object = saved_answer(session.folder, request.name).result
    else:
        result = matrix_of(session, MatrixRequest())
    if isinstance(result, CaseLinks) and not request.style:
        write = link_tables.links_page_of if is_page else link_tables.links_book_of
        return [job.write(write(job, result))]
    if not isinstance(result, Matrix):
        raise UsageError(
            Message("matrix-needs-name", name=repr(request.name)),
            hint=Message("matrix-style-example"),
        )
    of = matrix_tables.matrix_page_of if is_page else matrix_tables.matrix_book_of
    return [job.write(of(job, result))]


def _opens_money(session: Session, request: ExportRequest) -> bool:
    """Say whether a name means a trace: a chain comes first unless ``money`` is set."""
    name = request.name or "-"
    if not request.money and saved_path(session.folder, "chain", name).exists():
        return False
    return saved_path(session.folder, "trace", name).exists()


def _question(job: ExportJob) -> list[Path]:
    from kg.case.sharing.reproduce import reproducing_query, saved_result

    request = job.request
    checked_place(request.path, force=request.force)  # of a script, whose writer looks by itself
    form = "sparql" if request.suffix == QUESTION else "cypher"
    if named := _named_question(job.session, request.name):
        text = text_of(job.session, named, {}, form, show_values=request.show_values)
    else:
        learn_everything(job.session, job.masker)
        result = saved_result(job.session, request.name)
        text = reproducing_query(job.session, job.questions, result, reader(job)).text(form)
    return [job.write(text.encode())]


def _named_question(session: Session, name: str) -> Question | None:
    """Return the question of a short name or number, unless a result is saved under it."""
    if any(saved_path(session.folder, kind, name).exists() for kind in ("chain", "trace")):
        return None
    return next(
        (question for question in questions() if name in (question.name, question.code)), None
    )


def _trace_page(job: ExportJob) -> list[Path]:
    from kg.case.sharing.trace_page import write_trace_page

    return [write_trace_page(job)]


def _map(job: ExportJob) -> list[Path]:
    from kg.case.sharing.case_map import result_map, whole_case_map
    from kg.views.map.map_page import map_page

    session, request = job.session, job.request
    case = result_map(job, _named(session, request.name)) if request.name else whole_case_map(job)
    zone = named_zone(session.folder.settings().zone)
    return [job.write(map_page(case, session.schema, lang=request.lang, zone=zone))]


def _picture(job: ExportJob) -> list[Path]:
    session, request = job.session, job.request
    now = drawn_chain(session, request.name or "chain")
    trace = trace_of(session, now)
    material = None
    if trace:
        # both are learned before either is masked, so that one mask means one person
        job.masker.learn(*_of_chain(now), ())
        material = money_material(session, trace, job.masker)
    masked_chain = job.masker.chain(now)
    chain = with_notice(masked_chain, show_values=request.show_values)
    headline = masked_headline(session, now, chain, material, job.masker)
    if request.style:
        from kg.views.pyvis_graph import pyvis_page

        html = pyvis_page(chain, session.schema, lang=request.lang, headline=headline)
        return [job.write(html)]
    if request.suffix == PAGE:
        chain = replace(chain, ask_again=_texts(job, now))
    room, writer = PICTURES[request.suffix].split(":")
    draw = getattr(import_module(room), writer)
    settings = session.folder.settings()
    options: dict[str, Any] = {
        "lang": request.lang, "marking": settings.marking, "zone": named_zone(settings.zone),
        "headline": headline,
        "starts": tuple(map(job.masker.end, find_starts(now))),
    }  # fmt: skip
    if request.suffix == PAGE:
        layers = request.answers
        if is_drawn(session, request.name):
            layers = ",".join(filter(None, (request.name, layers)))
        options["payments"] = drawn_payments(session, now)
        options["details"] = drawn_details(
            session,
            now,
            masked_chain,
            job.masker,
            answered(session, job.questions, layers),
            layers,
        )
    return [job.write(draw(chain, session.schema, **options))]


def _texts(job: ExportJob, chain: Chain) -> Mapping[str, str]:
    from kg.case.sharing.reproduce import reproducible_chain, reproducing_query

    return reproducing_query(
        job.session, job.questions, reproducible_chain(job.session, chain), reader(job)
    ).texts()


def _money_sheet(job: ExportJob) -> list[Path]:
    request = job.request
    sheet = money_sheet_of(job.session, request.name, job.masker, lang=request.lang)
    return [job.write(sheet)]


def _workbook(job: ExportJob) -> list[Path]:
    from kg.exports.fact_workbook import fact_book

    return [job.write(fact_book(_masked(job)))]


def _facts(job: ExportJob) -> list[Path]:
    request = job.request
    mode = mode_of(checked_place(request.path, force=True), private=request.is_private)
    material = _masked(job)
    if request.for_transfer:
        material = with_lines(job, material)
    return write_facts(request.path, material, force=request.force, mode=mode)


def _masked(job: ExportJob) -> ExportMaterial:
    return _material(job.session, job.request.name, job.masker, job.request.lang)


def _protect(session: Session, masker: Masker, name: str) -> None:
    """Keep victims and minors masked, also where the result itself does not say who they are."""
    entities, links = _named(session, name)
    around = session.index().links_of(entity.id for entity in entities)
    masker.learn(entities, [*links, *around], session.sources())


def _material(session: Session, name: str, masker: Masking, lang: str) -> ExportMaterial:
    """Return the facts of a saved result, or of the whole graph, as they may leave the case."""
    settings = session.folder.settings()
    entities, links = _named(session, name) if name else everything(session)
    return masked(
        masker,
        case=settings.name,
        entities=entities,
        links=links,
        sources=session.sources(),
        schema=session.schema,
        marking=settings.marking,
        lang=lang,
    )


def unmasked(session: Session, name: str, lang: str) -> ExportMaterial:
    """Return the facts of a saved result, or of the whole graph, as the case itself has them."""
    return _material(session, name, NoMasking(), lang)


def _named(session: Session, name: str) -> tuple[Sequence[Entity], Sequence[Link]]:
    """Return the facts of a saved chain, or those of a saved trace."""
    if saved_path(session.folder, "chain", name).exists():
        return _of_chain(drawn_chain(session, name))
    if not saved_path(session.folder, "trace", name).exists():
        if is_drawn(session, name):
            return _of_chain(drawn_chain(session, name))
        raise NotFound(
            Message("no-saved-chain-or-trace", name=repr(name)), hint=Message("see-option-as")
        )
    from kg.case.money.legs import links_of_legs
    from kg.case.money.saved_traces import saved_trace
    from kg.trace.trace_links import trace_links

    trace = current_trace(session, saved_trace(session, name))
    legs = links_of_legs(session.index(), trace.inferred)
    link_ids = {
        *(step.link for step in trace.steps),
        *(listing.link for listing in trace.listed),
        *(row for leg in trace.inferred for row in leg.rows),
    }
    links = [*session.store.links(sorted(link_ids)), *trace_links(trace), *legs]
    ends = {end for link in links for end in (link.source, link.target)}
    return session.store.entities(ends), links


def _of_chain(chain: Chain) -> tuple[Sequence[Entity], Sequence[Link]]:
    entities = [*(node.entity for node in chain.nodes), *chain.objects]
    return entities, [link for edge in chain.edges for link in edge.links]
