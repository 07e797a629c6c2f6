"""A layout proposed for one table that none fits: by its headers, its cells and its arithmetic.

What the rows are is decided in this order: what victims lost, calls, payments between two, one
account's statement, mere relations, a list of people or numbers. Each kind is a file of its own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from kg.errors import FileToSplit, LayoutError
from kg.messages import Message
from kg.requests import TableAnswers
from kg.sources.detect_layout import best_fit
from kg.sources.layout_files import layouts
from kg.sources.proposal.amount_entries import ask_decimal, ask_unit
from kg.sources.proposal.call_list import call_tables, take_call_ends
from kg.sources.proposal.column_entries import column_entries, name_columns
from kg.sources.proposal.column_roles import MOVED, Ground
from kg.sources.proposal.currency_choice import one_currency
from kg.sources.proposal.guess_column import role_of_header, simple_header
from kg.sources.proposal.label_pairs import refuse_forms
from kg.sources.proposal.layout_text import layout_text
from kg.sources.proposal.payer_and_payee import (
    ask_sides,
    ask_which_pays,
    is_of_one_account,
    names_both,
    side_column,
    take_merchant,
    take_only_side,
)
from kg.sources.proposal.proposal import PossibleAnswer, Proposal, ProposedColumn
from kg.sources.proposal.registers import refuse_unread_losses, register_layout, tells_losses
from kg.sources.proposal.relation_list import relation_tables
from kg.sources.proposal.sample import TableSample
from kg.sources.proposal.statement import statement_tables
from kg.sources.proposal.table_draft import TableDraft
from kg.sources.proposal.time_entries import ask_day_order, settle_calendar, tell_day_order
from kg.sources.proposal.two_sided_list import two_sided_tables
from kg.sources.proposal.zone_choice import set_phone_region, zone_of_times

MOST_QUESTIONS = 3
"""So many things are asked of a table at a time."""
_ASKED = ("rows", "role", "account", "sign", "unit", "dates", "decimal", "currency", "zone")
"""In which order questions are asked: those first on whose answers most depends."""
_MAY_BE_ASSUMED = ("zone", "currency")
_CERTAINTY: Mapping[Ground, int] = {
    "answer": 100, "arithmetic": 99, "header": 90, "cells": 70, "unused": 0,
}  # fmt: skip
_NEAREST, _HEADS = 2, 2


def proposal_of_table(
    sample: TableSample, answers: TableAnswers, name: str, lang: str, others: tuple[str, ...]
) -> Proposal:
    """Return a layout for a table that none fits, with what it cannot decide.

    Args:
        sample: Rows of the table.
        answers: What a person said of it.
        name: What the layout is called; blank: by the header.
        lang: The language of its remarks.
        others: The other tables of the file.

    Raises:
        LayoutError: Nothing in the table can be told, or so much is unknown that no few questions
            would do.
        UsageError: An answer cannot be understood.
    """
    _refuse_two_headers(sample)
    _refuse_two_tables(sample)
    refuse_forms(sample)
    draft = TableDraft(sample, answers)
    tell_day_order(draft)
    tables = _tables_of_rows(draft)
    _refuse_paying_itself(draft)
    settle_calendar(draft, happened="flows" in tables)
    draft.zone = zone_of_times(draft)  # asks, if it must, before the questions are counted
    name_columns(draft)
    ask_day_order(draft)
    ask_decimal(draft)
    ask_unit(draft)
    _limit_questions(draft)
    called = name or _name_of((*sample.header, *sample.no_header))
    columns = column_entries(draft) | tables.pop("columns", {}) | draft.more_columns
    layout = {**_head(draft, called), **tables.pop("top", {}), "columns": columns, **tables}
    proposal = _without_text(draft, called, others)
    return replace(proposal, layout=layout_text(layout, proposal, lang))


def _refuse_two_headers(sample: TableSample) -> None:
    """Refuse a header of two rows, of which the second parts columns that the first joins.

    Raises:
        LayoutError: The first row below the header only tells which amounts stand below it.
    """
    first = next(iter(sample.rows), ())
    words = [cell for cell in first if cell]
    heads = [role_of_header(cell) in MOVED for cell in words]
    if sample.no_header or len(words) < _HEADS or not all(heads):
        return
    if any(map(str.isdigit, "".join(words))) or len(words) == len(first):
        return
    what = Message("header-of-two-rows", words=words)
    raise LayoutError(what, where=sample.where, hint=Message("join-the-header"))


def _refuse_paying_itself(draft: TableDraft) -> None:
    """Refuse what would make an account pay itself in every row.

    Raises:
        LayoutError: Both ends of each row are one number.
    """
    for one, other in (("own", "counter"), ("source", "target")):
        ends = [draft.of(one), draft.of(other)]
        if not all(ends):
            continue
        pairs = [tuple(row[end.place].strip() for end in ends if end) for row in draft.sample.rows]
        both = [pair for pair in pairs if all(pair)]
        if both and all(first == second for first, second in both):
            named = [end.name for end in ends if end]
            raise draft.refusal(Message("pays-itself", columns=named), Message("say-roles"))


def _refuse_two_tables(sample: TableSample) -> None:
    """Refuse two tables that stand side by side: the right one begins with headers of the left.

    Raises:
        FileToSplit: A time and an amount are headed twice, the second ones after all of the first.
    """
    places: dict[str, list[int]] = {}
    for place, header in enumerate(sample.header if not sample.no_header else ()):
        if header.strip() and any(sample.column(place)):
            places.setdefault(simple_header(header), []).append(place)
    twice = {header: found for header, found in places.items() if len(found) > 1}
    roles = {role_of_header(header) for header in twice}
    if not roles & {"time", "booked"} or roles.isdisjoint(MOVED):
        return
    if max(found[0] for found in twice.values()) < min(found[1] for found in twice.values()):
        headers = [sample.header[found[0]] for found in twice.values()]
        what = Message("tables-side-by-side", headers=headers)
        raise FileToSplit(what, where=sample.where, hint=Message("put-tables-below"))


# -- what a row says ---------------------------------------------------------------------------


def _tables_of_rows(draft: TableDraft) -> dict[str, Any]:
    """Return the parties and facts of a row, as the tables of a layout.

    Raises:
        LayoutError: Rows tell nothing, or nothing surely.
    """
    refuse_unread_losses(draft.table, draft.sample.where)
    if tells_losses(draft.table) and (listed := _list_tables(draft)):
        return listed
    time = draft.of("time")
    take_call_ends(draft)
    take_merchant(draft)
    source, target = (side_column(draft, side) for side in ("source", "target"))
    money = bool(draft.moved)
    if calls := call_tables(draft, money=money):
        return calls
    if source and target and money:
        if names_both(draft, source, target):
            if draft.sample.no_header:
                ask_which_pays(draft, source, target)
            return two_sided_tables(draft, source, target)
        source = target = None
    if time and money and (draft.of("balance") or not (source and target)):
        if is_of_one_account(draft) or take_only_side(draft, source, target):
            return statement_tables(draft)
        sides = ask_sides(draft)
        return two_sided_tables(draft, *sides) if sides else statement_tables(draft)
    if source and target:
        _ask_for_a_fee(draft)
        return relation_tables(draft, source, target)
    counted = (*draft.moved, *draft.filled("quantity", "price"))
    if all(column.ground == "cells" for column in counted) and (listed := _list_tables(draft)):
        return listed
    raise draft.nothing_told(time=time is not None, money=money)


def _ask_for_a_fee(draft: TableDraft) -> None:
    """Ask whether the only figures beside payer and payee, called a fee, are what was paid."""
    fees = [c for c in draft.filled("fee") if c.amount and c.ground != "answer"]
    if fees and draft.of("time"):
        answers = [
            PossibleAnswer(f"{role}={fees[0].name}", Message(f"role-{role}"))
            for role in ("amount", "other")
        ]
        draft.ask("role", Message("is-a-fee-the-amount", column=fees[0].name), answers)


def _list_tables(draft: TableDraft) -> dict[str, Any] | None:
    """Return what the rows of a list of people, firms or numbers say, if it is one."""
    register = register_layout(draft.table, draft.answers, draft.sample.where)
    if register is None:
        return None
    draft.questions += register.questions
    set_phone_region(draft, *(column for column in draft.all_of("phone") if column.key))
    for link in register.tables.get("links", ()):
        if "amount" in link:
            link["default_currency"] = one_currency(draft)
    return register.tables


# -- what is asked -----------------------------------------------------------------------------


def _limit_questions(draft: TableDraft) -> None:
    """Ask at most three things: what does less harm is assumed, and shown.

    Raises:
        LayoutError: So much is unknown that more than zone and currency had to be assumed.
    """
    _spare_the_zone_of_days(draft)
    draft.questions.sort(key=lambda question: _ASKED.index(question.option))
    for question in draft.questions[MOST_QUESTIONS:]:
        if question.option not in _MAY_BE_ASSUMED:
            what = Message("too-much-unknown", count=len(draft.questions))
            raise draft.refusal(what, Message("say-roles"))
        draft.assume(question)
    del draft.questions[MOST_QUESTIONS:]


def _spare_the_zone_of_days(draft: TableDraft) -> None:
    """Assume the zone of days without a time of day rather than ask a fourth question."""
    time = draft.of("time")
    days = time and time.time and time.time.part == "day" and draft.of("clock") is None
    if days and _answered(draft.answers) + len(draft.questions) > MOST_QUESTIONS:
        for question in [one for one in draft.questions if one.option == "zone"]:
            draft.questions.remove(question)
            draft.assume(question)


def _answered(answers: TableAnswers) -> int:
    """Return how many questions a person has answered."""
    return sum(bool(getattr(answers, field.name)) for field in fields(TableAnswers))


# -- the layout --------------------------------------------------------------------------------


def _head(draft: TableDraft, called: str) -> dict[str, Any]:
    """Return what a layout says of the table as a whole."""
    head: dict[str, Any] = {
        "name": called,
        "label": {"zh": called, "en": called},
        "zone": draft.zone,
        "covers": 1.0,  # it is for files of just this header
    }
    if draft.sample.no_header:
        head["no_header"] = _looks(draft)
    if draft.sample.records:
        head["records"] = draft.sample.records
    return head


def _looks(draft: TableDraft) -> list[str]:
    """Return what the cells of each column look like; of a direction: its very words."""
    looks = list(draft.sample.no_header)
    for column in draft.all_of("direction"):
        if choices := column.about.get("choices"):
            words = sorted(word for some in choices.values() for word in some)
            looks[column.place] = "|".join(map(re.escape, words))
    return looks


def _without_text(draft: TableDraft, called: str, others: tuple[str, ...]) -> Proposal:
    """Return the proposal without the text of its layout, in which some of it is told."""
    sample = draft.sample
    header = [] if sample.no_header else [sample.header]
    fits = [fit for fit in best_fit(header, layouts()) if fit.covers]
    columns = tuple(
        ProposedColumn(
            c.header or c.name, c.place + 1, c.key, c.role, c.about.get("type", "text"),
            c.ground, _CERTAINTY[c.ground],
        )
        for c in draft.columns
    )  # fmt: skip
    return Proposal(
        sample.where, sample.member, sample.header_row, columns, "", called, draft.own.number,
        tuple(draft.questions), tuple(dict.fromkeys(draft.assumed)),
        tuple(dict.fromkeys(draft.proven)), tuple(fit.why() for fit in fits[:_NEAREST]), others,
    )  # fmt: skip


def _name_of(header: Sequence[str]) -> str:
    """Return what a proposed layout is called: the same for the same header."""
    return f"proposed-{hashlib.sha256(chr(31).join(header).encode()).hexdigest()[:8]}"
