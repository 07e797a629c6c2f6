"""A file that leaves a case has its line in the custody log, or it does not leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.case.sharing.output_paths import write_out
from kg.case.sharing.reproduce import FORMS, Of, Reader, again, asked_of
from kg.case.storage.case_masker import masker_of
from kg.case.storage.folder import CaseFolder
from kg.case.storage.pseudonym_store import add, logged_pseudonyms, size_of
from kg.case.storage.session import Desk, writing
from kg.custody import appending, sha256_of
from kg.errors import StoreBusy, UsageError
from kg.masking import Masker
from kg.masking.numbering import Record
from kg.messages import Message
from kg.model import Chain, Entity, Finding, Link, Trace
from kg.query import Questions
from kg.requests import ExportRequest


@dataclass(frozen=True, slots=True)
class Given:
    """The pseudonyms that an export was the first to show, and where in their file they go."""

    records: Sequence[Record] = ()
    start: int = 0


def refuse_unlogged(folder: CaseFolder) -> None:
    """Raise OSError where the log cannot grow: nothing is written that it could not name."""
    with appending(folder.log.path):
        pass


def log_files(
    folder: CaseFolder, written: Sequence[Path], said: Mapping[str, Any], given: Given | None = None
) -> None:
    """Add the line of what was written; where it cannot be added, the files go again.

    Args:
        folder: The case.
        written: The files.
        said: What else the line says: ``result`` and ``show_values``.
        given: Pseudonyms that are to be kept with the line, and are in it.

    Raises:
        StoreBusy: Another action gave pseudonyms meanwhile, or is about to.
    """
    files = [{"file": path.name, "sha256": sha256_of(path)} for path in written]
    is_logged = False
    try:
        if given is not None and given.records:
            _log_with_pseudonyms(folder, {"files": files, **said}, given)
        else:
            folder.log.append("export", files=files, **said)
        is_logged = True
    finally:
        for path in () if is_logged else written:
            path.unlink(missing_ok=True)


def _log_with_pseudonyms(folder: CaseFolder, facts: Mapping[str, Any], given: Given) -> None:
    """Add the line, then the records that it says: a kill in between is put right from the line."""
    with writing(folder):
        if size_of(folder) != given.start:
            what = Message("changed-while-exported")
            raise StoreBusy(what, where=folder.root.name, hint=Message("export-again"))
        folder.log.append("export", **facts, **logged_pseudonyms(given.records, given.start))
        add(folder, given.records)


PAGE, WORKBOOK, SCRIPT, QUESTION = ".html", ".xlsx", ".cypher", ".rq"
STYLES = {"pyvis": PAGE, "facts": SCRIPT, "server": SCRIPT}
"""How else a form is written: a result's facts, or its question for the server, real ids in it."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be written, and what a writer needs for it."""

    desk: Desk
    questions: Questions
    request: ExportRequest
    masker: Masker

    def write(self, content: bytes) -> Path:
        """Write the one file that was asked for, and return where."""
        asked = self.request
        return write_out(asked.path, content, force=asked.force, private=asked.is_private)


def reader(job: Job) -> Reader:
    """Return for whom the texts of a job are."""
    real = Of.REAL if job.request.show_values else Of.MASKED
    return _reader(job.desk, job.masker, Of.SERVER if job.request.style == "server" else real)


def _reader(desk: Desk, masker: Masker, of: Of) -> Reader:
    if of is Of.SERVER:
        return Reader(masker, desk.folder.server_key(), of)
    return Reader(masker, masker.text(desk.folder.settings().name), of)


def text_of(
    desk: Desk,
    questions: Questions,
    result: str | Chain | Trace | Finding,
    form: str,
    of: Of,
) -> str:
    """Return the text by which a result, or the saved one of a name, is asked for again."""
    if form not in (*FORMS, "kg"):
        raise UsageError(
            Message("no-such-form", form=repr(form)),
            where="--show",
            hint=Message("forms-are-kg-sparql-cypher"),
        )
    masker = masker_of(desk, show_values=of is Of.REAL)
    learn_everything(desk, masker)
    asked = asked_of(desk, result)
    if of is not Of.MASKED:
        desk.folder.log.append("ask", question=asked.name, form=form, show_values=True)
    if form == "kg":
        return f"{masker.text(asked.command)}\n"
    return again(desk, questions, asked, _reader(desk, masker, of)).text(form)


def everything(desk: Desk) -> tuple[Sequence[Entity], Sequence[Link]]:
    """Return all things and links of the graph."""
    ids = desk.store.ids()
    return desk.store.entities(ids), desk.store.links(ids)


def learn_everything(desk: Desk, masker: Masker) -> None:
    """Let a masker take in the whole graph, as an export of it does."""
    masker.learn(*everything(desk), desk.sources())
