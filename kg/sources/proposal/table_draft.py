"""A table while a layout is proposed for it: what is known of it, and what must be asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kg.errors import LayoutError
from kg.messages import Message
from kg.requests import TableAnswers
from kg.sources.detect_layout import own_names
from kg.sources.proposal.answers import goes_out, said_roles
from kg.sources.proposal.column_roles import MOVED, TableColumn, TableColumns
from kg.sources.proposal.countries import HOME_ZONE
from kg.sources.proposal.headerless_roles import tell_roles
from kg.sources.proposal.home_country import HomeCountry
from kg.sources.proposal.own_account import OwnAccount
from kg.sources.proposal.proposal import PossibleAnswer, TableQuestion
from kg.sources.proposal.sample import TableSample

_SHOWN, _NAMED = 3, 40
"""So many cells of a column, and so many headers, are shown where something is asked or lacks."""


class TableDraft:
    """A table while its layout is being proposed: each decision reads it and leaves its part in it.

    Args:
        sample: Rows of the table.
        answers: What a person said of it.

    Raises:
        UsageError: An answer cannot be understood.

    ``columns`` have the roles that were found so far, ``out`` says what goes out, ``own`` is the
    account whose statement it is, ``zone`` that of its times, ``currency`` that of all amounts.
    ``questions`` are what nothing tells, ``assumed`` what is taken for granted, ``proven`` what
    arithmetic or texts bear out, and ``more_columns`` those of the layout that are made of a part
    of another column, or of a title.
    """

    def __init__(self, sample: TableSample, answers: TableAnswers) -> None:
        self.sample, self.answers = sample, answers
        said = said_roles(answers, own_names(sample.header))
        self.table = TableColumns(sample, said, tell_roles)
        self.columns = self.table.columns
        self.home = HomeCountry(self.table, answers)
        self.out = goes_out(answers)
        self.own, self.zone, self.currency = OwnAccount(), HOME_ZONE, ""
        self.questions: list[TableQuestion] = []
        self.assumed: list[Message] = []
        self.proven: list[Message] = []
        self.more_columns: dict[str, Any] = {}

    def of(self, role: str) -> TableColumn | None:
        """Return the first column of a role."""
        return self.table.of(role)

    def all_of(self, *roles: str) -> list[TableColumn]:
        """Return the columns of some roles, in the order of the table."""
        return [column for column in self.columns if column.role in roles]

    def filled(self, *roles: str) -> list[TableColumn]:
        """Return the columns of some roles that have cells, in the order of the table."""
        return [column for column in self.all_of(*roles) if column.cells]

    @property
    def moved(self) -> list[TableColumn]:
        """The columns that say how much moved."""
        return self.all_of(*MOVED)

    def asks(self, option: str) -> bool:
        """Say whether a question that an option answers is asked already."""
        return any(question.option == option for question in self.questions)

    def ask(self, option: str, what: Message, answers: Iterable[PossibleAnswer]) -> None:
        """Ask a person what nothing tells: the option that answers it, and possible answers."""
        self.questions.append(TableQuestion(option, what, tuple(answers)))

    def ask_whose_number(self, columns: Sequence[TableColumn], roles: Sequence[str]) -> None:
        """Ask which of some roles columns of numbers have: whose number each of them holds."""
        self.ask(
            "role", Message("whose-number-is-it"),
            (
                PossibleAnswer(f"{role}={column.name}", Message(f"role-{role}"))
                for column in columns
                for role in roles
            ),
        )  # fmt: skip

    def ask_account(self, why: Message) -> None:
        """Ask for the number of the account, or the telephone, whose rows these are."""
        self.ask("account", why, [PossibleAnswer("6222…", Message("answer-own-account"))])

    def assume(self, question: TableQuestion) -> None:
        """Assume the likeliest zone or currency rather than ask for it."""
        likely = question.answers[0].text
        self.assumed.append(Message(f"assumed-{question.option}", **{question.option: likely}))
        if question.option == "zone":
            self.zone = likely

    def refusal(self, what: Message, hint: Message | None = None) -> LayoutError:
        """Return the error that no layout can be proposed for the table, and why."""
        return LayoutError(what, where=self.sample.where, hint=hint)

    def nothing_told(self, *, time: bool, money: bool) -> LayoutError:
        """Return the error that rows tell neither payments nor calls nor relations.

        Args:
            time: Whether a column says when it was.
            money: Whether a column says how much it was.
        """
        header = self.sample.header
        if not self.sample.has_rows:
            return self.refusal(Message("no-row-below-header"), Message("ask-for-rows"))
        if not any(self.sample.rows):
            what = Message("no-row-is-as-wide", count=len(header))
            return self.refusal(what, Message("mend-the-header"))
        told = (("time", time), ("amount", money), ("two-sides", False))
        lacking = [Message(f"lacks-{what}") for what, is_told in told if not is_told]
        what = Message("nothing-proposed", lacking=lacking, found=header[:_NAMED])
        return self.refusal(what, Message("say-roles"))


def example_of(column: TableColumn) -> Message:
    """Return what an answer that names a column would mean: its first cells."""
    return Message("answer-amount-column", cells=column.cells[:_SHOWN])
