"""Results leave the case: masked unless a person says otherwise, and never without a log line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from kg.case.chains import saved_chains
from kg.case.money.current_results import current_chain, current_trace
from kg.case.questions.named_questions import text_of
from kg.case.sharing.export_job import (
    PAGE,
    QUESTION,
    SCRIPT,
    STYLES,
    WORKBOOK,
    Given,
    Job,
    everything,
    learn_everything,
    log_files,
    reader,
    refuse_unlogged,
)
from kg.case.sharing.money_sheet import money_sheet_of
from kg.case.sharing.output_paths import checked_place, mode_of
from kg.case.sharing.page_payments import drawn_payments
from kg.case.storage.case_masker import masker_of
from kg.case.storage.pseudonym_store import is_older, size_of
from kg.case.storage.resolve import saved_path
from kg.case.storage.session import Desk, writing
from kg.chain.notes import REAL_VALUES
from kg.errors import NotFound, UsageError
from kg.exports import EXPORTERS, Masking, Material, Plain, masked
from kg.exports import export as write_facts
from kg.masking import Masker
from kg.messages import Message
from kg.model import Chain, Entity, Link
from kg.query import Questions
from kg.query.named import Question, questions
from kg.requests import ExportRequest
from kg.values.moments import named_zone

PICTURES = {".html": "kg.views.page:page", ".svg": "kg.views.svg:svg"}


def export(desk: Desk, questions: Questions, request: ExportRequest) -> list[Path]:
    """Write one result, or the whole graph where the form holds graphs and nothing is named.

    A workbook of a saved trace shows its money; one of anything else lists the facts. A page of
    a saved trace shows its money too; with ``money`` also where a chain has the same name. A
    question (.rq, .cypher) asks for a result's links again.
    """
    _refuse_unknown(desk, request)
    refuse_unlogged(desk.folder)
    if is_older(desk.folder):
        with writing(desk.folder):  # which numbers what is in
            pass
    before = size_of(desk.folder)
    masker = masker_of(desk, show_values=request.show_values, lang=request.lang)
    write = _writer(desk, request)
    if request.show_values and request.name and write in (_picture, _trace_page, _facts):
        learn_everything(desk, masker)
        _protect(desk, masker, request.name)
    written = write(Job(desk, questions, request, masker))
    said = {"result": request.name, "show_values": request.is_private}
    log_files(desk.folder, written, said, Given(masker.numbering.new, before))
    return written


def _refuse_unknown(desk: Desk, request: ExportRequest) -> None:
    known = [*PICTURES, *EXPORTERS, WORKBOOK, QUESTION]
    if request.suffix not in known:
        told = repr(request.suffix) if request.suffix else Message("no-suffix")
        raise UsageError(
            Message("no-writer-for", told=told), hint=Message("there-are", known=" ".join(known))
        )
    if request.suffix == QUESTION and not request.name:
        raise UsageError(
            Message("question-file-needs-result"), hint=Message("export-question-example")
        )
    if request.style and STYLES.get(request.style) != request.suffix:
        styles = [f"OUT{suffix} --style {name}" for name, suffix in STYLES.items()]
        raise UsageError(
            Message("no-such-style", style=repr(request.style)),
            hint=Message("styles-are", styles=styles),
        )
    if request.money and (request.suffix != PAGE or not _opens_money(desk, request)):
        raise UsageError(
            Message("no-trace-for-page", name=repr(request.name)),
            hint=Message("name-of-a-page-example"),
        )
    # the writers of graphs write several files, and look for each of them
    checked_place(request.path, force=request.force or request.suffix in EXPORTERS)


def _writer(desk: Desk, request: ExportRequest) -> Callable[[Job], list[Path]]:
    if request.suffix == QUESTION or (
        request.suffix == SCRIPT and request.name and request.style != "facts"
    ):
        return _question
    if (
        request.suffix == PAGE
        and request.name
        and not request.style
        and _opens_money(desk, request)
    ):
        return _trace_page
    if request.suffix in PICTURES:
        return _picture
    if request.suffix != WORKBOOK:
        return _facts
    is_trace = saved_path(desk.folder, "trace", request.name or "-").exists()
    return _money_sheet if is_trace else _workbook


def _opens_money(desk: Desk, request: ExportRequest) -> bool:
    """Say whether a name means a trace: a chain of that name comes first unless told otherwise."""
    name = request.name or "-"
    if not request.money and saved_path(desk.folder, "chain", name).exists():
        return False
    return saved_path(desk.folder, "trace", name).exists()


def _question(job: Job) -> list[Path]:
    from kg.case.sharing.reproduce import again, asked_by_name

    request = job.request
    checked_place(request.path, force=request.force)  # of a script, whose writer looks by itself
    form = "sparql" if request.suffix == QUESTION else "cypher"
    if named := _named_question(job.desk, request.name):
        text = text_of(job.desk, named, {}, form, show_values=request.show_values)
    else:
        learn_everything(job.desk, job.masker)
        asked = asked_by_name(job.desk, request.name)
        text = again(job.desk, job.questions, asked, reader(job)).text(form)
    return [job.write(text.encode())]


def _named_question(desk: Desk, name: str) -> Question | None:
    """Return the question of a short name or number, unless a result is saved under it."""
    if any(saved_path(desk.folder, kind, name).exists() for kind in ("chain", "trace")):
        return None
    return next((one for one in questions() if name in (one.name, one.code)), None)


def _trace_page(job: Job) -> list[Path]:
    from kg.case.sharing.trace_page import write_trace_page

    return [write_trace_page(job)]


def _picture(job: Job) -> list[Path]:
    desk, request = job.desk, job.request
    now = current_chain(desk, saved_chains.saved_chain(desk, request.name or "chain"))
    chain = with_notice(job.masker.chain(now), show_values=request.show_values)
    if request.style:
        from kg.views.pyvis_graph import pyvis_page

        return [job.write(pyvis_page(chain, desk.schema, lang=request.lang))]
    if request.suffix == PAGE:
        chain = replace(chain, ask_again=_texts(job, now))
    room, writer = PICTURES[request.suffix].split(":")
    draw = getattr(import_module(room), writer)
    settings = desk.folder.settings()
    said: dict[str, Any] = {
        "lang": request.lang, "marking": settings.marking, "zone": named_zone(settings.zone),
    }  # fmt: skip
    if request.suffix == PAGE:
        said["payments"] = drawn_payments(desk, now)
    return [job.write(draw(chain, desk.schema, **said))]


def with_notice(chain: Chain, *, show_values: bool) -> Chain:
    """Return the chain with a banner first that says it holds real values, where it does."""
    if not show_values:
        return chain
    return replace(chain, banners=(REAL_VALUES, *chain.banners))


def _texts(job: Job, chain: Chain) -> Mapping[str, str]:
    from kg.case.sharing.reproduce import again, chain_asked

    return again(job.desk, job.questions, chain_asked(job.desk, chain), reader(job)).texts()


def _money_sheet(job: Job) -> list[Path]:
    request = job.request
    sheet = money_sheet_of(job.desk, request.name, job.masker, lang=request.lang)
    return [job.write(sheet)]


def _workbook(job: Job) -> list[Path]:
    from kg.exports.fact_workbook import fact_book

    return [job.write(fact_book(_masked(job)))]


def _facts(job: Job) -> list[Path]:
    request = job.request
    mode = mode_of(checked_place(request.path, force=True), private=request.is_private)
    return write_facts(request.path, _masked(job), force=request.force, mode=mode)


def _masked(job: Job) -> Material:
    return _material(job.desk, job.request.name, job.masker, job.request.lang)


def _protect(desk: Desk, masker: Masker, name: str) -> None:
    """Keep victims and minors masked, also where the result itself does not say who they are."""
    entities, links = _named(desk, name)
    around = desk.index().links_of(entity.id for entity in entities)
    masker.learn(entities, [*links, *around], desk.sources())


def _material(desk: Desk, name: str, masker: Masking, lang: str) -> Material:
    """Return the facts of a saved result, or of the whole graph, as they may leave the case."""
    settings = desk.folder.settings()
    entities, links = _named(desk, name) if name else everything(desk)
    return masked(
        masker,
        case=settings.name,
        entities=entities,
        links=links,
        sources=desk.sources(),
        schema=desk.schema,
        marking=settings.marking,
        lang=lang,
    )


def unmasked(desk: Desk, name: str, lang: str) -> Material:
    """Return the facts of a saved result, or of the whole graph, as the case itself has them."""
    return _material(desk, name, Plain(), lang)


def _named(desk: Desk, name: str) -> tuple[Sequence[Entity], Sequence[Link]]:
    """Return the facts of a saved chain, or those of a saved trace."""
    if saved_path(desk.folder, "chain", name).exists():
        return _of_chain(current_chain(desk, saved_chains.saved_chain(desk, name)))
    if not saved_path(desk.folder, "trace", name).exists():
        raise NotFound(
            Message("no-saved-chain-or-trace", name=repr(name)), hint=Message("see-option-as")
        )
    from kg.case.money.legs import links_of_legs
    from kg.case.money.traces import results, saved_trace

    trace = current_trace(desk, saved_trace(desk, name))
    legs = links_of_legs(desk.index(), trace.inferred)
    told = {
        *(step.link for step in trace.steps),
        *(one.link for one in trace.listed),
        *(row for leg in trace.inferred for row in leg.rows),
    }
    links = [*desk.store.links(sorted(told)), *results(trace), *legs]
    ends = {end for link in links for end in (link.source, link.target)}
    return desk.store.entities(ends), links


def _of_chain(chain: Chain) -> tuple[Sequence[Entity], Sequence[Link]]:
    entities = [*(node.entity for node in chain.nodes), *chain.objects]
    return entities, [link for edge in chain.edges for link in edge.links]
