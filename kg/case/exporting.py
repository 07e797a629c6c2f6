"""Results leave the case: masked unless a person says otherwise, and never without a log line."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from kg.case import charting
from kg.case.desk import Desk
from kg.case.folder import write_atomically
from kg.case.money import write_money_sheet
from kg.case.naming import saved_path
from kg.case.standing import current_chain, current_trace
from kg.custody import sha256_of
from kg.errors import NotFound, UsageError
from kg.exports import EXPORTERS, Masking, Material, Plain, masked
from kg.exports import export as write_facts
from kg.masking import Masker
from kg.model import Chain, Entity, Link
from kg.values.moments import named_zone

PICTURES = {".html": "kg.views.page:page", ".svg": "kg.views.svg:svg"}
PAGE, WORKBOOK = ".html", ".xlsx"
PYVIS = "pyvis"


def export(
    desk: Desk,
    out: Path,
    name: str,
    *,
    show_values: bool,
    force: bool,
    lang: str,
    money: bool = False,
    style: str = "",
) -> list[Path]:
    """Write one result, or the whole graph where the form holds graphs and nothing is named.

    A workbook of a saved trace shows its money; one of anything else lists the facts. A page of
    a saved trace shows its money too; with ``money`` also where a chain has the same name.
    """
    suffix = out.suffix.lower()
    if suffix not in {WORKBOOK, *PICTURES, *EXPORTERS}:
        known = " ".join([*PICTURES, *EXPORTERS, WORKBOOK])
        raise UsageError(f"no writer for {suffix or 'no suffix'!r}", hint=f"there are {known}")
    masker = Masker(desk.folder.key(), desk.schema, show_values=show_values, lang=lang)
    if style and (style != PYVIS or suffix != PAGE):
        raise UsageError(f"no page is drawn in the style {style!r}", hint="OUT.html --style pyvis")
    if money and (suffix != PAGE or not _opens_money(desk, name or "-", money)):
        raise UsageError(f"no trace is saved as {name!r} for a page", hint="OUT.html, see --as")
    if show_values and name and suffix != WORKBOOK:
        _protect(desk, masker, name)
    if style:
        written = [
            _picture(desk, out, name or "chain", masker, force=force, lang=lang, style=style)
        ]
    elif suffix == PAGE and name and _opens_money(desk, name, money):
        from kg.case.tracing_page import write_trace_page

        written = [write_trace_page(desk, out, name, masker, force=force, lang=lang)]
    elif suffix in PICTURES:
        written = [_picture(desk, out, name or "chain", masker, force=force, lang=lang)]
    elif suffix == WORKBOOK and saved_path(desk.folder, "trace", name or "-").exists():
        written = [write_money_sheet(desk, out, name, masker, force=force, lang=lang)]
    elif suffix == WORKBOOK:
        written = [_workbook(desk, out, name, masker, force=force, lang=lang)]
    else:
        written = _facts(desk, out, name, masker, force=force, lang=lang)
    _log(desk, written, name, show_values)
    return written


def _opens_money(desk: Desk, name: str, money: bool) -> bool:
    """Say whether a name means a trace: a chain of that name comes first unless told otherwise."""
    if not money and saved_path(desk.folder, "chain", name).exists():
        return False
    return saved_path(desk.folder, "trace", name).exists()


def _protect(desk: Desk, masker: Masker, name: str) -> None:
    """Keep victims and minors masked, also where the result itself does not say who they are."""
    entities, links = _named(desk, name)
    around = desk.index().links_of(entity.id for entity in entities)
    masker.learn(entities, [*links, *around], desk.sources())


def _picture(
    desk: Desk, out: Path, name: str, masker: Masker, *, force: bool, lang: str, style: str = ""
) -> Path:
    if out.exists() and not force:
        raise UsageError("stands there already", where=str(out), hint="--force replaces it")
    chain = masker.chain(current_chain(desk, charting.saved_chain(desk, name)))
    if style:
        from kg.views.pyvis_graph import pyvis_page

        write_atomically(out.resolve(), pyvis_page(chain, desk.schema, lang=lang))
        return out
    room, writer = PICTURES[out.suffix.lower()].split(":")
    draw = getattr(import_module(room), writer)
    settings = desk.folder.settings()
    said = {"lang": lang, "marking": settings.marking, "zone": named_zone(settings.zone)}
    write_atomically(out.resolve(), draw(chain, desk.schema, **said))
    return out


def _workbook(desk: Desk, out: Path, name: str, masker: Masker, *, force: bool, lang: str) -> Path:
    from kg.exports.fact_book import fact_book

    if out.exists() and not force:
        raise UsageError("stands there already", where=str(out), hint="--force replaces it")
    write_atomically(out.resolve(), fact_book(_material(desk, name, masker, lang)))
    return out


def _facts(
    desk: Desk, out: Path, name: str, masker: Masker, *, force: bool, lang: str
) -> list[Path]:
    return write_facts(out, _material(desk, name, masker, lang), force=force)


def _material(desk: Desk, name: str, masker: Masking, lang: str) -> Material:
    """Return the facts of a saved result, or of the whole graph, as they may leave the case."""
    settings = desk.folder.settings()
    entities, links = _named(desk, name) if name else _everything(desk)
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


def _everything(desk: Desk) -> tuple[Sequence[Entity], Sequence[Link]]:
    ids = desk.store.ids()
    return desk.store.entities(ids), desk.store.links(ids)


def _named(desk: Desk, name: str) -> tuple[Sequence[Entity], Sequence[Link]]:
    """Return the facts of a saved chain, or those of a saved trace."""
    if saved_path(desk.folder, "chain", name).exists():
        return _of_chain(current_chain(desk, charting.saved_chain(desk, name)))
    if not saved_path(desk.folder, "trace", name).exists():
        raise NotFound(f"neither a chain nor a trace is saved as {name!r}", hint="see --as")
    from kg.case.legs import links_of_legs
    from kg.case.tracing import results, saved_trace

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


def _log(desk: Desk, written: Sequence[Path], name: str, show_values: bool) -> None:
    files = [{"file": path.name, "sha256": sha256_of(path)} for path in written]
    desk.folder.log.append("export", files=files, result=name, show_values=show_values)
