"""Who pays and who is paid: which columns of a table name them, and whether rows name both.

A statement of one account may name in turn whoever paid and whoever was paid; where nothing shows
that rows are one account's, and columns name somebody, who of them pays is asked.
"""

from __future__ import annotations

import re

from kg.messages import Message
from kg.sources.detect_layout import plain_header
from kg.sources.proposal.answers import MINUS, PLUS
from kg.sources.proposal.cell_forms import MOSTLY
from kg.sources.proposal.column_roles import FILLED, TableColumn
from kg.sources.proposal.guess_column import drafting_rules
from kg.sources.proposal.own_account import own_account
from kg.sources.proposal.proposal import PossibleAnswer
from kg.sources.proposal.registers import names_somebody
from kg.sources.proposal.table_draft import TableDraft, example_of

_SIDE_WORD = re.compile(
    r"(?i)(人|者|商|方|姓名|名称|昵称|账号|账户|号码|卡号|编号|id|name|account|no\.?|[ _])+$"
)
"""What the headers of a side's name and number end with, behind what they have in common."""
_OF_STATEMENTS = ("balance", "direction", "counter", "counter_name", "own")
"""Roles of columns that only rows of one account have."""
_TWO = 2


def side_column(draft: TableDraft, side: str) -> TableColumn | None:
    """Return the column that names a side, ``source`` or ``target``: its number, else its name."""
    number, name = draft.of(side), draft.of(f"{side}_name")
    worded = name and number and number.party and number.party.sort == "name"
    fuller = name and number and number.filled < name.filled
    if number is None or (fuller and (worded or number.filled < FILLED <= name.filled)):  # type: ignore[union-attr]
        if name is not None and name.cells:
            name.role = side
            return name
        return None
    return number if number.cells else None


def take_merchant(draft: TableDraft) -> None:
    """Take the shop of a payment company's orders for the side that no column else names."""
    known = [side for side in ("source", "target") if draft.filled(side, f"{side}_name")]
    if len(known) != 1 or draft.all_of("own", "direction", "balance", "counter"):
        return
    side = "target" if known == ["source"] else "source"
    like = drafting_rules()["merchants"]["like"]
    shops = [
        c for c in draft.all_of("", "other", "name", "counter_name")
        if c.filled >= FILLED and c.ground != "answer" and re.search(like, c.header)
    ]  # fmt: skip
    names = [c for c in shops if c.party and c.party.sort == "name"]
    numbers = [c for c in shops if c not in names and c.party]
    for role, columns in ((side, numbers or names), (f"{side}_name", numbers and names)):
        for column in columns[:1]:
            column.role, column.ground = role, "header"


def is_of_one_account(draft: TableDraft) -> bool:
    """Say whether something shows that the rows are one account's: its statement."""
    if draft.filled(*_OF_STATEMENTS):
        return True
    signed = any(c.amount and c.amount.signed for c in draft.all_of("amount"))
    titled = own_account(draft.sample, draft.answers.account).number
    return bool(signed or titled or draft.answers.sign or draft.all_of("debit", "credit"))


# -- rows that name both -----------------------------------------------------------------------


def names_both(draft: TableDraft, source: TableColumn, target: TableColumn) -> bool:
    """Say whether rows name payer and payee; a statement may fill the one that is the other."""
    moved = [column.place for column in draft.moved]
    rows = [row for row in draft.sample.rows if any(row[place] for place in moved)]
    both = sum(bool(row[source.place]) and bool(row[target.place]) for row in rows)
    if both >= len(rows) * FILLED or draft.of("time") is None:
        return True
    one = sum(bool(row[source.place]) != bool(row[target.place]) for row in rows)
    seldom = not both and one >= len(rows) * FILLED and is_of_one_account(draft)
    in_turn = one >= len(rows) * MOSTLY or seldom
    if in_turn and _take_in_turn(draft, source, target):
        return False
    for column in (source, target):
        if column.ground != "answer":
            column.role, column.ground = "other", "unused"
    return False


def _take_in_turn(draft: TableDraft, source: TableColumn, target: TableColumn) -> bool:
    """Take payer and payee, of whom each row names one, for the other side of a statement."""
    shops = drafting_rules()["merchants"]["like"]
    told = draft.filled("counter", "counter_name")
    told = [c for c in told if c.ground == "answer" or not re.search(shops, c.header)]
    sides = [source, target]
    names = [c for c in (draft.of("source_name"), draft.of("target_name")) if c]
    worded = [c for c in sides if c.party and c.party.sort == "name"]
    if len(worded) == 1:  # one end is told by its name alone, the other by its number
        sides.remove(worded[0])
        names.append(worded[0])
    if told or any(column.ground == "answer" for column in (*sides, *names)):
        return False
    for column in draft.all_of("counter_name"):
        column.role = "other"
    for role, columns in (("counter", sides), ("counter_name", names)):
        columns.sort(key=lambda column: column.place)
        for column in columns:
            column.role = role
        if len(columns) > 1:
            columns[0].about["otherwise"] = [columns[1].name]
    return True


# -- rows that name one, or nobody -------------------------------------------------------------


def ask_which_pays(draft: TableDraft, source: TableColumn, target: TableColumn) -> None:
    """Ask which of two columns of numbers pays, where no header says it."""
    if "answer" in (source.ground, target.ground):
        return
    answers = (PossibleAnswer(f"source={c.header}", example_of(c)) for c in (source, target))
    draft.ask("role", Message("which-column-pays"), answers)


def take_only_side(
    draft: TableDraft, source: TableColumn | None, target: TableColumn | None
) -> bool:
    """Take the only one of payer and payee for the other side of a statement, if there is one.

    Who pays alone is told by a statement of what came in, who is paid by one of what went out.

    Raises:
        LayoutError: The rows are outputs of transactions on a chain.
    """
    side = source or target
    if side is None:
        return False
    if target:
        _refuse_outputs(draft, side)
    names = side.party is not None and side.party.sort == "name"
    side.role = "counter_name" if names else "counter"
    draft.out = (PLUS,) if target else (MINUS,)
    draft.proven.append(Message("only-who-is-paid" if target else "only-who-pays"))
    return True


def ask_sides(draft: TableDraft) -> tuple[TableColumn, TableColumn] | None:
    """Ask which of several columns that name somebody is of who pays, and which of who is paid.

    Returns:
        The likely two; None where none or only one somebody is named.
    """
    parties = [column for column in draft.columns if _may_name_a_side(column)]
    if len({_SIDE_WORD.sub("", column.header) for column in parties}) < _TWO:
        return None  # the name and the number of one side
    sides = (("source", "who-of-them-pays"), ("target", "who-of-them-is-paid"))
    for (role, what), likely in zip(sides, parties, strict=False):
        likely.role, likely.ground = role, "cells"
        ordered = [likely, *(c for c in parties if c is not likely)]
        answers = (PossibleAnswer(f"{role}={c.name}", example_of(c)) for c in ordered)
        draft.ask("role", Message(what), answers)
    return parties[0], parties[1]


def _refuse_outputs(draft: TableDraft, paid: TableColumn) -> None:
    """Refuse outputs of transactions on a chain as the payments of one account.

    Raises:
        LayoutError: Rows name the address that is paid, and headers are those of a chain's.
    """
    like = drafting_rules()["refuted"]["outputs"]
    on_chain = [c for c in draft.columns if re.search(like, plain_header(c.header))]
    if paid.party and paid.party.sort == "wallet" and on_chain:
        raise draft.refusal(Message("outputs-without-payer"), Message("take-the-transactions"))


def _may_name_a_side(column: TableColumn) -> bool:
    free = column.role in ("other", "name", "holder", "phone") and column.ground != "answer"
    nobody = drafting_rules()["refuted"]["nobody"]
    free = free and not re.search(nobody, plain_header(column.header))
    return free and column.filled >= FILLED and names_somebody(column.header)
