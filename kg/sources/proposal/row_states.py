"""Rows that did not happen, that undo another, or that only tell a balance: by which words.

A column of states says what became of a payment, the texts of a row whether it is a payment at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kg.messages import Message
from kg.sources.outcomes import (
    DONE,
    FAILED,
    PAID_BACK,
    STANDS,
    is_other_state,
    outcome_of,
    patterns_of,
)
from kg.sources.proposal.cell_forms import some_of
from kg.sources.proposal.column_roles import TableColumn
from kg.sources.proposal.guess_column import drafting_rules
from kg.sources.proposal.table_draft import TableDraft

_SHOWN = 6
_SORTS = 12
"""How many words a column has at most that says what sort each row is."""
_TEXTS = {
    "balance": "summary", "balance_west": "summary", "balance_east": "summary",
    "balance_north": "summary", "reversal": "reversal",
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
    for number, column in enumerate(_columns_of_states(draft), 1):
        column.key = key = "status" if number == 1 else f"status_{number}"
        if answer := _failed_answer(column):
            status.append({"column": key, "like": answer, "then": "failed"})
        else:
            if _has_known_words_only(column):
                told.setdefault("outcome", []).append(key)
            else:
                status += _like(key, FAILED)
            if not _has_refunds(draft, column):
                status += [*_like(key, STANDS, "ok"), *_like(key, PAID_BACK)]
        _tell_states(draft, column, answer)
    for name, then in _TEXTS.items():
        status += [{"column": c.key, "like": rules[name], "then": then} for c in memos]
    if sorts := _column_of_sorts(draft):
        sorts.key = "sort"
        for name in ("balance_sort", "total_sort"):
            status.append({"column": "sort", "like": rules[name], "then": "summary"})
    return {**told, "status": status} if status else told


def _column_of_sorts(draft: TableDraft) -> TableColumn | None:
    """Return the column of few words that say what sort each row is, some of them a balance."""
    rule = re.compile(drafting_rules()["rows"]["balance_sort"])
    for column in draft.filled("other"):
        words = {*column.cells}
        known = {word for word in words if rule.search(word)}
        if column.filled == 1 and known and known < words and len(words) <= _SORTS:
            column.ground = "cells"
            return column
    return None


def _columns_of_states(draft: TableDraft) -> list[TableColumn]:
    """Return the columns that say what became of a payment; the others are left unread.

    Beside one whose words are known, those are left of which no word is, or that tell the state of
    something else: of the goods, of a notice.
    """
    columns = draft.filled("status")
    sure = [c for c in columns if _says_something(c) and not is_other_state(c.header)]
    used = [c for c in columns if c.ground == "answer" or c in sure] if sure else columns[:1]
    for column in columns:
        if column not in used:
            column.role, column.ground = "other", "unused"
    return used


def _says_something(column: TableColumn) -> bool:
    """Say whether some word of a column of states is known."""
    return bool(_failed_answer(column)) or any(map(outcome_of, some_of(column.cells)))


def _has_known_words_only(column: TableColumn) -> bool:
    """Say whether a column is one of states by its header, or by every word in it."""
    return column.ground != "cells" or all(
        outcome_of(cell, anywhere=True) for cell in some_of(column.cells)
    )


def _like(key: str, outcome: str, then: str = "failed") -> list[dict[str, Any]]:
    """Return what rows are whose word in a column is one of those that say so in any column."""
    patterns = patterns_of(outcome, anywhere=True)
    return [{"column": key, "like": pattern, "then": then} for pattern in patterns]


def _failed_answer(column: TableColumn) -> str:
    """Return how a row answers that did not happen, where all cells answer yes or no."""
    rules = drafting_rules()["rows"]
    answers = (rules["yes"], rules["no"])
    if all(any(re.search(answer, cell) for answer in answers) for cell in some_of(column.cells)):
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
        anywhere = not _has_known_words_only(column)
        failed = [cell for cell in cells if outcome_of(cell, anywhere=anywhere) in not_done]
        unknown = [cell for cell in cells if outcome_of(cell) not in {*not_done, DONE, STANDS}]
    known_only = answer or _has_known_words_only(column)
    stands = [cell for cell in cells if outcome_of(cell) == STANDS]
    for told, words in (
        ("states-not-carried-out", failed),
        ("states-not-known", unknown if known_only else []),
        ("states-partly-paid-back", stands),
    ):
        if words:
            named = column.header or column.name
            draft.assumed.append(Message(told, column=named, words=words[:_SHOWN]))
