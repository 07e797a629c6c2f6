"""A file that leaves a case has its line in the custody log, or it does not leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kg.case.sharing.output_paths import write_out
from kg.case.sharing.reproduce import (
    FORMS,
    IdForm,
    QueryAudience,
    reproducible_result,
    reproducing_query,
)
from kg.case.storage.case_masker import masker_of
from kg.case.storage.folder import CaseFolder
from kg.case.storage.open_case import writing_session
from kg.case.storage.pseudonym_store import add_records, logged_pseudonyms, size_of
from kg.case.storage.session import Session
from kg.chain.notes import REAL_VALUES
from kg.custody import appending, sha256_of
from kg.errors import StoreBusy, UsageError
from kg.masking import Masker
from kg.masking.numbering import Record
from kg.messages import Message
from kg.model import Chain, Entity, Finding, Link, PatternMatches, SameThings, Trace
from kg.query import QueryRunner
from kg.requests import ExportRequest


@dataclass(frozen=True, slots=True)
class NewPseudonyms:
    """The pseudonyms that an export was the first to show, and where in their file they go."""

    records: Sequence[Record] = ()
    start: int = 0


def refuse_unlogged(folder: CaseFolder) -> None:
    """Raise OSError where the log cannot grow: nothing is written that it could not name."""
    with appending(folder.log.path):
        pass


def log_files(
    folder: CaseFolder,
    written: Sequence[Path],
    log_fields: Mapping[str, Any],
    given: NewPseudonyms | None = None,
) -> None:
    """Add the line of what was written; where it cannot be added, the files go again.

    Args:
        folder: The case.
        written: The files.
        log_fields: What else the line says: ``result`` and ``show_values``.
        given: Pseudonyms that are to be kept with the line, and are in it.

    Raises:
        StoreBusy: Another action gave pseudonyms meanwhile, or is about to.
    """
    files = [{"file": path.name, "sha256": sha256_of(path)} for path in written]
    is_logged = False
    try:
        if given is not None and given.records:
            _log_with_pseudonyms(folder, {"files": files, **log_fields}, given)
        else:
            folder.log.append("export", files=files, **log_fields)
        is_logged = True
    finally:
        for path in () if is_logged else written:
            path.unlink(missing_ok=True)


def export_pairs(
    session: Session, out: Path, found: SameThings, *, show_values: bool, force: bool
) -> Path:
    """Write proposals that two things are one, and log it: see CaseSharing.export_pairs."""
    from kg.exports.same_pairs import same_pairs

    refuse_unlogged(session.folder)
    ends = [end for pair in found.pairs for end in (pair.one, pair.other)]
    index = session.ledger(same=()).index()
    things = {entity.id: entity for entity in index.entities(ends)} if show_values else None
    text = "".join(same_pairs(found, session.handles.all(), things))
    place = write_out(out, text.encode(), force=force, private=show_values)
    log_files(session.folder, [place], {"result": "same", "show_values": show_values})
    return place


def _log_with_pseudonyms(
    folder: CaseFolder, facts: Mapping[str, Any], given: NewPseudonyms
) -> None:
    """Add the line, then the records that it says: a kill in between is put right from the line."""
    with writing_session(folder):
        if size_of(folder) != given.start:
            what = Message("changed-while-exported")
            raise StoreBusy(what, where=folder.root.name, hint=Message("export-again"))
        folder.log.append("export", **facts, **logged_pseudonyms(given.records, given.start))
        add_records(folder, given.records)


PAGE, WORKBOOK, SCRIPT, QUESTION = ".html", ".xlsx", ".cypher", ".rq"
STYLES = {
    "map": (PAGE,), "pyvis": (PAGE,), "matrix": (PAGE, WORKBOOK),
    "facts": (SCRIPT,), "server": (SCRIPT,),
}  # fmt: skip
MAP, MATRIX = "map", "matrix"
"""How else a form is written: the map of a whole case, its matrix of evidence, a result's facts, or
its question for the server, real ids in it."""


@dataclass(frozen=True, slots=True)
class ExportJob:
    """What is to be written, and what a writer needs for it."""

    session: Session
    questions: QueryRunner
    request: ExportRequest
    masker: Masker

    def write(self, content: bytes) -> Path:
        """Write the one file that was asked for, and return where."""
        request = self.request
        return write_out(request.path, content, force=request.force, private=request.is_private)


def reader(job: ExportJob) -> QueryAudience:
    """Return for whom the texts of a job are."""
    real = IdForm.REAL if job.request.show_values else IdForm.MASKED
    return _reader(
        job.session, job.masker, IdForm.SERVER if job.request.style == "server" else real
    )


def _reader(session: Session, masker: Masker, of: IdForm) -> QueryAudience:
    if of is IdForm.SERVER:
        return QueryAudience(masker, session.folder.server_key(), of)
    return QueryAudience(masker, masker.text(session.folder.settings().name), of)


def text_of(
    session: Session,
    questions: QueryRunner,
    result: str | Chain | Trace | Finding | PatternMatches,
    form: str,
    of: IdForm,
) -> str:
    """Return the query text that reproduces a result, or the saved one of a name."""
    if form not in (*FORMS, "kg"):
        raise UsageError(
            Message("no-such-form", form=repr(form)),
            where="--show",
            hint=Message("forms-are-kg-sparql-cypher"),
        )
    masker = masker_of(session, show_values=of is IdForm.REAL)
    learn_everything(session, masker)
    reproducible = reproducible_result(session, result)
    if of is not IdForm.MASKED:
        session.folder.log.append("ask", question=reproducible.name, form=form, show_values=True)
    if form == "kg":
        return f"{masker.text(reproducible.command)}\n"
    return reproducing_query(session, questions, reproducible, _reader(session, masker, of)).text(
        form
    )


def everything(session: Session) -> tuple[Sequence[Entity], Sequence[Link]]:
    """Return all things and links of the graph."""
    return session.store.facts()


def learn_everything(session: Session, masker: Masker) -> None:
    """Let a masker take in the whole graph, as an export of it does."""
    masker.learn(*everything(session), session.sources())


def with_notice(chain: Chain, *, show_values: bool) -> Chain:
    """Return the chain with a banner first that says it holds real values, where it does."""
    if not show_values:
        return chain
    return replace(chain, banners=(REAL_VALUES, *chain.banners))
