"""Rows that did not happen, that undo another, or that only tell a balance: by which words.

A column of states says what became of a payment, the texts of a row whether it is a payment at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kg.messages import Message
from kg.sources.outcomes import DONE, FAILED, PAID_BACK, outcome_of, patterns_of
from kg.sources.proposal.cell_forms import some_of
from kg.sources.proposal.column_roles import TableColumn
from kg.sources.proposal.guess_column import drafting_rules
from kg.sources.proposal.table_draft import TableDraft

_SHOWN = 6
_TEXTS = {
    "balance": "summary", "balance_west": "summary", "balance_east": "summary",
    "reversal": "reversal",
}  # fmt: skip
"""What rows are whose texts are as some rules say, by the names of these rules."""


def states_of_rows(draft: TableDraft, memos: Sequence[TableColumn]) -> dict[str, Any]:
    """Return what of a flow tells which rows are no payments that were carried out.

    Which words of a column of states are taken for which is left in the draft as assumed.

    Args:
        draft: The table.
        memos: The columns of the texts of a row.
    """
    rules = drafting_rules()["rows"]
    status, told = list[dict[str, Any]](), dict[str, Any]()
    if (column := draft.of("status")) is not None and column.cells:
        if answer := _failed_answer(column):
            status.append({"column": "status", "like": answer, "then": "failed"})
        else:
            told["outcome"] = ["status"]
            if not _has_refunds(draft, column):
                (like,) = patterns_of(PAID_BACK)
                status.append({"column": "status", "like": like, "then": "failed"})
        _tell_states(draft, column, answer)
    for name, then in _TEXTS.items():
        status += [{"column": c.key, "like": rules[name], "then": then} for c in memos]
    return {**told, "status": status} if status else told


def _failed_answer(column: TableColumn) -> str:
    """Return how a row answers that did not happen, where all cells answer yes or no."""
    rules = drafting_rules()["rows"]
    answers = (rules["yes"], rules["no"])
    if all(any(re.search(one, cell) for one in answers) for cell in some_of(column.cells)):
        if re.search(rules["says_no"], column.header):
            return str(rules["yes"])
        if re.search(rules["says_yes"], column.header):
            return str(rules["no"])
    return ""


def _has_refunds(draft: TableDraft, column: TableColumn) -> bool:
    """Say whether some other column names refunds: then they are rows of their own."""
    others = (c for c in draft.columns if c is not column)
    return any(outcome_of(cell) == PAID_BACK for c in others for cell in some_of(c.cells))


def _tell_states(draft: TableDraft, column: TableColumn, answer: str) -> None:
    """Say which states are taken for not carried out, and which are not known."""
    cells = dict.fromkeys(some_of(column.cells))
    if answer:
        failed, unknown = [cell for cell in cells if re.search(answer, cell)], []
    else:
        not_done = {FAILED} if _has_refunds(draft, column) else {FAILED, PAID_BACK}
        failed = [cell for cell in cells if outcome_of(cell) in not_done]
        unknown = [cell for cell in cells if outcome_of(cell) not in {*not_done, DONE}]
    for told, words in (("states-not-carried-out", failed), ("states-not-known", unknown)):
        if words:
            named = column.header or column.name
            draft.assumed.append(Message(told, column=named, words=words[:_SHOWN]))
