"""What is to be written of a case, and what its writers need."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.case.again import FORMS, Of, Reader, again, asked_of
from kg.case.desk import Desk
from kg.case.everything import learn_everything
from kg.case.masking import masker_of
from kg.case.outputs import write_out
from kg.errors import UsageError
from kg.masking import Masker
from kg.messages import Message
from kg.model import Chain, Finding, Trace
from kg.query import Questions
from kg.requests import ExportRequest

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
