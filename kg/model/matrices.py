"""A matrix of what a case holds by stage and element, and what is still to be inquired into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kg.messages import Message


class CellState(StrEnum):
    """How far the case bears an element out; the order is that in which a cell shows its best."""

    CORROBORATED = "corroborated"
    DISPUTED = "disputed"
    SINGLE = "single"
    STATEMENTS = "statements"
    COMPUTED = "computed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class CellEvidence:
    """Rows of one source about an element: the first of them, how many, and of which kind.

    Attributes:
        sha256: The file.
        locator: The first row.
        rows: How many rows there are.
        kind: The code of the statutory kind of evidence; ``computed`` where no row but a rule
            says it, blank where a typed sheet names no document.
        party: Who or what the rows come from: the speaker of a statement by id, a named document,
            else the file by its hash. Rows of one party bear each other out in nothing.
        document: The document that the first row names, with its page.
        speaker: The id of who makes the statement, if it is one of a sheet of statements.
        said_by: The speaker's handle and name.
        link: The fact that the first row reports, or the statement.
        relation: The class of that fact.
        counts: Whether it counts as evidence: a lead (线索) and a row without a document do not.
        disputed: Whether what it tells is denied by a statement, or held for disputed by a person.
    """

    sha256: str
    locator: str
    kind: str
    party: str
    link: str
    relation: str
    rows: int = 1
    document: str = ""
    speaker: str = ""
    said_by: str = ""
    counts: bool = True
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class CellSubject:
    """One whom or which an element is about; the id is blank where it is about the whole stage."""

    id: str
    state: CellState
    supports: tuple[CellEvidence, ...] = ()
    against: tuple[CellEvidence, ...] = ()
    handle: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One element at one stage.

    ``state`` is the best of those of its subjects, ``counts`` how many subjects are in each state.
    """

    stage: str
    element: str
    state: CellState
    subjects: tuple[CellSubject, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MissingEvidence:
    """What would fill a gap: the statutory kind of evidence, what it is, and from whom."""

    kind: str
    what: Message
    whom: Message


@dataclass(frozen=True, slots=True)
class InquiryPoint:
    """One point of a list for supplementary investigation (补充侦查提纲).

    ``subjects`` are those of the cell that are not borne out, ``offences`` the terms for which the
    element matters, ``articles`` theirs of the Criminal Law.
    """

    number: int
    stage: str
    element: str
    state: CellState
    subjects: tuple[CellSubject, ...]
    offences: tuple[str, ...]
    articles: tuple[str, ...]
    why: Message
    wanted: tuple[MissingEvidence, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """What a case holds by stage and element; never who is guilty.

    ``version`` is that of the rules which say what counts for which element. ``around`` is the id
    of what it was asked around, blank for the whole case.
    """

    version: str
    around: str
    cells: tuple[MatrixCell, ...]
    inquiries: tuple[InquiryPoint, ...]
    notices: tuple[Message, ...] = ()

    def cell(self, stage: str, element: str) -> MatrixCell | None:
        """Return the cell of a stage and an element; None where the element is not asked there."""
        key = (stage, element)
        return next((cell for cell in self.cells if (cell.stage, cell.element) == key), None)


@dataclass(frozen=True, slots=True)
class RowReference:
    """What a row says of where its fact is from: the document that it names, and the proof."""

    document: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True)
class FlowRows:
    """Rows of one file that report flows: the first of them, how many, of whom if that is asked."""

    subject: str
    sha256: str
    locator: str
    link: str
    rows: int
