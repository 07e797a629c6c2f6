"""A proposed layout: what each column is taken for and why, and what must be answered."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.messages import Message
from kg.sources.layout_files import listed_layouts


@dataclass(frozen=True, slots=True)
class PossibleAnswer:
    """What may be typed behind an option, and what it would mean."""

    text: str
    meaning: Message


@dataclass(frozen=True, slots=True)
class TableQuestion:
    """What the file does not tell: the option that answers, what it is about, possible answers."""

    option: str
    what: Message
    answers: tuple[PossibleAnswer, ...]


@dataclass(frozen=True, slots=True)
class ProposedColumn:
    """One column of the file: what it is for, how its cells are read, and on what ground.

    ``certainty`` is in hundredths; ``key`` is its name in the layout.
    """

    header: str
    place: int
    key: str
    role: str
    type: str
    ground: str
    certainty: int


@dataclass(frozen=True, slots=True)
class ProposedWord:
    """One word of a graph: what it is read as, and on what ground.

    ``part`` is what it is the word of: ``node``, ``edge`` or ``property``; ``certainty`` is in
    hundredths.
    """

    part: str
    word: str
    count: int
    meaning: Message
    ground: str
    certainty: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A layout for a table that none fits, and what must be answered before it is one.

    ``layout`` is TOML; ``account`` is the statement's own account as it will be stored;
    ``assumed`` is what is taken for granted where the file says nothing and nobody was asked.
    ``more`` are the proposals for the file's other tables of unknown headers, ``left`` says of
    which of them none can be made, and why. ``words`` are those of a graph, which has no columns.
    """

    file: str
    member: str
    header_row: int
    columns: tuple[ProposedColumn, ...]
    layout: str
    name: str = ""
    account: str = ""
    questions: tuple[TableQuestion, ...] = ()
    assumed: tuple[Message, ...] = ()
    proven: tuple[Message, ...] = ()
    nearest: tuple[Message, ...] = ()
    others: tuple[str, ...] = ()
    more: tuple[Proposal, ...] = ()
    left: tuple[Message, ...] = ()
    words: tuple[ProposedWord, ...] = ()

    @property
    def every(self) -> tuple[Proposal, ...]:
        """Return this proposal and those for the other tables."""
        return (self, *self.more)

    @property
    def layouts(self) -> str:
        """Return the text of a file with the layouts of all the tables."""
        texts = [one.layout for one in self.every]
        return listed_layouts(texts) if self.more else self.layout

    @property
    def all_questions(self) -> tuple[TableQuestion, ...]:
        """Return what must be answered of all the tables, each option but ``role`` once."""
        asked: dict[object, TableQuestion] = {}
        for one in self.every:
            for question in one.questions:
                kind = question.what if question.option == "role" else question.option
                what = question.what
                if self.more:
                    what = Message("question-of-table", table=one.file, what=what)
                asked.setdefault(kind, replace(question, what=what))
        return tuple(asked.values())
