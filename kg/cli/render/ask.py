"""Named questions on the terminal: the list of them by theme, and their answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kg.cli.render.trace_text import number_of
from kg.cli.screen import Screen, json_form
from kg.query.named import THEMES
from kg.schema import Schema, load_schema
from kg.text import visible
from kg.values.money import amount_figure

if TYPE_CHECKING:
    from kg.case import Case
    from kg.query import Answer, Cell
    from kg.query.named import AnswerColumn, Question, QuestionParameter


def show_questions(questions: Sequence[Question], screen: Screen) -> None:
    """Every question under its theme: number, short name, title, what it can be given."""
    screen.document([_listed(question) for question in questions])
    for theme in THEMES:
        rows = [
            (
                question.code,
                question.name,
                question.title.text(screen.lang),
                _slots(question, screen),
            )
            for question in questions
            if question.theme == theme
        ]
        screen.table(screen.word(f"theme-{theme}"), ("number", "question", "asks", "given"), rows)
    screen.say("ask-one")


def _listed(question: Question) -> dict[str, Any]:
    fields = {name: getattr(question, name) for name in ("number", "name", "theme")}
    return {
        **fields,
        "title": json_form(question.title),
        "parameters": question.slots,
        "columns": question.columns,
        "computed": question.missing is None,
    }


def _slots(question: Question, screen: Screen) -> str:
    if question.missing:
        return screen.word("not-yet")
    return " ".join(map(_slot, question.slots))


def _slot(slot: QuestionParameter) -> str:
    """Return a parameter as it is typed: required ones bare, others in brackets."""
    if slot.required:
        return f"{slot.name}=…"
    return f"[{slot.name}={'…' if slot.default is None else slot.default}]"


def show_named(question: Question, answer: Answer, case: Case, screen: Screen) -> None:
    """Show the question, its answer with codes in words, and what the answer does not see."""
    screen.document(
        {
            **_listed(question),
            "columns": answer.columns,
            "rows": answer.rows,
            "truncated": answer.truncated,
            "notes": answer.notes,
            "network": answer.network,
        }
    )
    schema = load_schema()
    heads = [column.said.text(screen.lang) for column in question.columns]
    rows = [
        [
            _cell_text(cell, column, case, schema, screen)
            for cell, column in zip(row, question.columns, strict=True)
        ]
        for row in answer.rows
    ]
    _name_ends(question, answer, rows, case, screen)
    screen.line(f"{question.code} {question.title.text(screen.lang)}")
    if rows:
        screen.rows(heads, rows)
    elif not question.missing:
        screen.say("no-rows")
    for note in answer.notes:
        screen.line(note.text(screen.lang))


def _name_ends(
    question: Question, answer: Answer, rows: list[list[object]], case: Case, screen: Screen
) -> None:
    """Say what kind of end it is where money went to cash or a fee: that has no number."""
    names = [column.name for column in question.columns]
    if not {"account", "id"} <= set(names):
        return
    account, thing = names.index("account"), names.index("id")
    blank = {at: str(row[thing]) for at, row in enumerate(answer.rows) if not row[account]}
    ends = case.lookup.entities(list(blank.values()))
    for at, end in blank.items():
        if end in ends:
            rows[at][account] = number_of(ends[end], screen)


def _cell_text(
    cell: Cell, column: AnswerColumn, case: Case, schema: Schema, screen: Screen
) -> object:
    """Return a cell in words: kinds, stages and proofs have names, a fact has its handle."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return _moment(cell)
    if column.type == "yes":
        return screen.word("yes" if cell else "no")
    if column.type == "amount" and isinstance(cell, Decimal | int):
        return amount_figure(Decimal(cell))
    if column.type == "fact":
        return case.lookup.handle(str(cell))
    if column.type == "kind" and schema.has_kind(str(cell)):
        return schema.kind(str(cell)).label(screen.lang)
    if column.type in ("stage", "proof"):
        return _listed_word(str(cell), column.type, schema, screen)
    return visible(cell) if isinstance(cell, str) else cell


def _listed_word(code: str, column: str, schema: Schema, screen: Screen) -> str:
    values = schema.listed("Stage" if column == "stage" else "ProofState")
    return next(
        (value.label(screen.lang) for value in values if code in (value.code, value.name)), code
    )


def _moment(cell: datetime) -> str:
    """Return a time on the case's clock; midnight sharp is a day that was given without one."""
    whole_day = not (cell.hour or cell.minute or cell.second)
    return f"{cell:%Y-%m-%d}" if whole_day else f"{cell:%Y-%m-%d %H:%M:%S}"
