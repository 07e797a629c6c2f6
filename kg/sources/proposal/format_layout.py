"""The layout of a file of a known format that is no table, with what a person answered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from kg.messages import Message
from kg.requests import TableAnswers
from kg.sources.layout_files import FOLDER, find_layout
from kg.sources.proposal.answers import said_currency
from kg.sources.proposal.cell_forms import time_form
from kg.sources.proposal.layout_text import remark
from kg.sources.proposal.proposal import PossibleAnswer, Proposal, ProposedColumn, TableQuestion
from kg.sources.proposal.sample import TableSample


def format_proposal(
    sample: TableSample, answers: TableAnswers, name: str, lang: str, others: tuple[str, ...]
) -> Proposal:
    """Return the layout that kg has for a format, zone, currency and order of dates as answered.

    Args:
        sample: Rows as the format's reader makes them; ``layout`` is the layout of the format.
        answers: What a person said.
        name: What the layout is called; blank: as kg's own, with a mark.
        lang: The language of the remarks.
        others: The other tables of the file.
    """
    called = name or f"proposed-{sample.layout}"
    questions = tuple(_questions(sample, answers))
    columns = tuple(
        ProposedColumn(header, place + 1, header, header, "text", "header", 100)
        for place, header in enumerate(sample.header)
    )
    text = "\n".join(_lines(sample, answers, called, lang)) + "\n"
    return Proposal(
        sample.where, sample.member, sample.header_row, columns, text, called,
        questions=questions, others=others,
    )  # fmt: skip


def _questions(sample: TableSample, answers: TableAnswers) -> Iterator[TableQuestion]:
    layout = find_layout(sample.layout)
    for place, header in enumerate(sample.header):
        column = layout.columns.get(header)
        if column is None or column.type != "time" or answers.dates:
            continue
        form = time_form(sample.column(place), [[row[place] for row in run] for run in sample.runs])
        if form and form.day_first == "ask":
            cell = sample.column(place)[0]
            yield TableQuestion(
                "dates", Message("day-or-month"),
                (
                    PossibleAnswer("day-first", Message("answer-day-first", text=cell)),
                    PossibleAnswer("month-first", Message("answer-month-first", text=cell)),
                ),
            )  # fmt: skip
            break
    if any(flow.currency for flow in layout.flows) and not answers.currency:
        named = "currency" in sample.header and sample.column(sample.header.index("currency"))
        if not named:
            codes = tuple(PossibleAnswer(c, Message("answer-currency")) for c in ("CNY", "USD"))
            yield TableQuestion("currency", Message("which-currency"), codes)


def _lines(sample: TableSample, answers: TableAnswers, name: str, lang: str) -> Iterator[str]:
    """Yield the shipped layout under a name of its own, with the answers and remarks."""
    yield remark(Message("draft-title", file=sample.where), lang)
    is_named = False
    text = (FOLDER / f"{sample.layout}.toml").read_text(encoding="utf-8")
    for line in text.rstrip().split("\n"):
        if line.startswith("#"):
            continue
        if not is_named and line.startswith("name = "):
            is_named = True
            yield f"name = {json.dumps(name, ensure_ascii=False)}"
        elif line.startswith("zone = "):
            zone = f'zone = "{answers.zone}"' if answers.zone else line
            yield f"{zone}  {remark(Message('draft-zone'), lang)}"
        elif 'type = "time"' in line:
            yield _dated(line, answers, lang)
        elif line == 'currency = "currency"':
            yield line
            if answers.currency:
                yield f'default_currency = "{said_currency(answers)}"'
        elif not (line.startswith("default_currency = ") and answers.currency):
            yield line


def _dated(line: str, answers: TableAnswers, lang: str) -> str:
    if not answers.dates:
        return f"{line}  {remark(Message('draft-day-first'), lang)}"
    first = "true" if answers.dates == "day-first" else "false"
    told = re.sub(r",? day_first = (true|false)", "", line)
    return re.sub(r' type = "time"', f' type = "time", day_first = {first}', told)
