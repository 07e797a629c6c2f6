"""What a person orders to be written, and what a writer needs to fill the order."""

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
from kg.model import Chain, Finding, Trace
from kg.query import Questions

PAGE, WORKBOOK, SCRIPT, QUESTION = ".html", ".xlsx", ".cypher", ".rq"
STYLES = {"pyvis": PAGE, "facts": SCRIPT, "server": SCRIPT}
"""How else a form is written: a result's facts, or its question for the server, real ids in it."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be written where, in the words of the command line."""

    out: Path
    name: str = ""
    show_values: bool = False
    force: bool = False
    lang: str = "zh"
    money: bool = False
    style: str = ""

    @property
    def suffix(self) -> str:
        """The suffix, which picks the writer."""
        return self.out.suffix.lower()

    @property
    def is_private(self) -> bool:
        """Whether what is written has real values or real ids in it."""
        return self.show_values or self.style == "server"


@dataclass(frozen=True, slots=True)
class Job:
    """An order, and what a writer needs to fill it."""

    desk: Desk
    questions: Questions
    order: Order
    masker: Masker

    def write(self, content: bytes) -> Path:
        """Write the one file that was ordered, and return where."""
        order = self.order
        return write_out(order.out, content, force=order.force, private=order.is_private)


def reader(job: Job) -> Reader:
    """Return for whom the texts of a job are."""
    real = Of.REAL if job.order.show_values else Of.MASKED
    return _reader(job.desk, job.masker, Of.SERVER if job.order.style == "server" else real)


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
        raise UsageError(f"no text in {form!r}", where="--show", hint="kg, sparql or cypher")
    masker = masker_of(desk, show_values=of is Of.REAL)
    learn_everything(desk, masker)
    asked = asked_of(desk, result)
    if of is not Of.MASKED:
        desk.folder.log.append("ask", question=asked.name, form=form, show_values=True)
    if form == "kg":
        return f"{masker.text(asked.command)}\n"
    return again(desk, questions, asked, _reader(desk, masker, of)).text(form)
