"""A matrix of evidence as a page and as a workbook: cells, the evidence behind each, inquiries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.case.sharing.export_job import ExportJob, learn_everything
from kg.chain.elements import COMPUTED, elements
from kg.chain.notes import LEAD, REAL_VALUES
from kg.exports.table_workbook import TableSheet, table_book
from kg.masking import Masker
from kg.messages import Message, say
from kg.model import (
    CellEvidence,
    CellState,
    CellSubject,
    Evidence,
    InquiryPoint,
    Matrix,
    MatrixCell,
)
from kg.schema import Schema
from kg.views.tables_page import TableCell, TableSection, TablesPage, Text, tables_page

SUBJECTS = 40
"""So many of those whom a cell is about are told with their evidence; the rest is counted."""
EVIDENCE_HEADS = (
    "about", "state", "side", "kind", "relation", "party", "rows", "file", "place",
)  # fmt: skip
INQUIRY_HEADS = ("number", "stage", "element", "gap", "about", "why", "wanted")


def matrix_page_of(job: ExportJob, matrix: Matrix) -> bytes:
    """Return a matrix as a page, masked as the request says."""
    material = _Material.of(job, matrix)
    page = TablesPage(
        title=Message("matrix-page-title", case=material.case),
        lead=material.lead(),
        marking=material.marking,
        legend=[
            (state, Message(f"matrix-state-{state}"), Message(f"matrix-means-{state}"))
            for state in CellState
        ],
        sections=[material.overview(), *material.evidence(), material.inquiries()],
        notices=material.notices(),
    )
    return tables_page(page, lang=job.request.lang)


def matrix_book_of(job: ExportJob, matrix: Matrix) -> bytes:
    """Return a matrix as a workbook: what must be read first, cells, evidence, inquiries."""
    material, lang = _Material.of(job, matrix), job.request.lang
    overview, inquiries = material.overview(), material.inquiries()
    behind: list[list[Text]] = [
        [cell.heading, *(one.text for one in row)]
        for cell in material.evidence()
        for row in cell.rows
    ]
    title = Message("matrix-page-title", case=material.case)
    marking = [material.marking] if material.marking else []
    first: list[Text] = [title, *marking, *material.lead(), *material.notices()]
    evidence_heads = [Message("matrix-head-cell"), *_heads(EVIDENCE_HEADS)]
    sheets = [
        TableSheet(
            say("matrix-sheet-cells", lang),
            [_said(head, lang) for head in overview.heads],
            [[_in_one(cell, lang) for cell in row] for row in overview.rows],
            [18, *[24] * len(elements().names)],
        ),
        TableSheet(
            say("matrix-sheet-list", lang),
            [_said(head, lang) for head in inquiries.heads],
            [[_in_one(cell, lang) for cell in row] for row in inquiries.rows],
            [6, 14, 18, 14, 40, 60, 60],
        ),
        TableSheet(
            say("matrix-sheet-evidence", lang),
            [_said(head, lang) for head in evidence_heads],
            [[_said(text, lang) for text in row] for row in behind],
            [30, 24, 14, 14, 24, 16, 34, 6, 24, 18],
        ),
    ]
    return table_book([_said(line, lang) for line in first], sheets, lang)


def _said(text: Text, lang: str) -> str:
    return text if isinstance(text, str) else text.text(lang)


def _in_one(cell: TableCell, lang: str) -> str:
    texts = (cell.text, *(text for _, text in cell.parts), *cell.small)
    return "\n".join(filter(None, (_said(text, lang) for text in texts)))


def _heads(names: Sequence[str]) -> list[Message]:
    return [Message(_HEADS[name]) for name in names]


_HEADS: Mapping[str, str] = {
    "about": "matrix-head-about", "state": "matrix-head-state", "side": "matrix-head-side",
    "kind": "kind", "relation": "matrix-head-relation", "party": "matrix-head-party",
    "rows": "rows", "file": "file", "place": "place", "number": "matrix-head-number",
    "stage": "matrix-head-stage", "element": "matrix-head-element", "gap": "matrix-head-gap",
    "why": "matrix-head-why", "wanted": "matrix-head-wanted",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Material:
    """A matrix with what its words and masks come from."""

    matrix: Matrix
    schema: Schema
    masker: Masker
    files: Mapping[str, str]
    case: str
    marking: str
    shows_values: bool

    @classmethod
    def of(cls, job: ExportJob, matrix: Matrix) -> _Material:
        session, masker = job.session, job.masker
        learn_everything(session, masker)
        settings = session.folder.settings()
        return cls(
            matrix,
            session.schema,
            masker,
            {source.sha256: masker.source(source).name for source in session.sources()},
            masker.text(settings.name),
            masker.text(settings.marking),
            job.request.show_values,
        )

    def lead(self) -> list[Message]:
        """Return what must be read first."""
        real = [REAL_VALUES] if self.shows_values else []
        version = Message("matrix-page-rules", version=self.matrix.version)
        return [LEAD, *real, Message("matrix-lead"), version]

    def notices(self) -> list[Message]:
        """Return what the matrix leaves out."""
        return [self.masker.said(notice) for notice in self.matrix.notices]

    def overview(self) -> TableSection:
        """Return the table of all cells: the state in words, how many are in which, the rows."""
        names = elements().names
        rows = []
        for stage in dict.fromkeys(cell.stage for cell in self.matrix.cells):
            cells = [self.matrix.cell(stage, name) for name in names]
            label = self.schema.stage(stage).labelled()
            rows.append([TableCell(label), *(_overview_cell(cell) for cell in cells)])
        return TableSection(
            Message("matrix-sheet-cells"),
            said=[Message("matrix-page-how")],
            heads=[Message("matrix-head-stage"), *(Message(f"matrix-element-{n}") for n in names)],
            rows=rows,
            wide=True,
        )

    def evidence(self) -> Iterator[TableSection]:
        """Yield a section for each cell: whom it is about, and every piece for and against."""
        for cell in self.matrix.cells:
            stage = self.schema.stage(cell.stage).labelled()
            element = Message(f"matrix-element-{cell.element}")
            state = tuple(text for _, text in _states(cell))
            left = len(cell.subjects) - SUBJECTS
            yield TableSection(
                Message("matrix-cell-title", stage=stage, element=element, state=state),
                id=f"{cell.stage}-{cell.element}",
                level=3,
                said=[Message("matrix-and-more", count=left)] if left > 0 else [],
                heads=_heads(EVIDENCE_HEADS),
                rows=[
                    row for subject in cell.subjects[:SUBJECTS] for row in self._subject(subject)
                ],
                tone=cell.state,
            )

    def _subject(self, subject: CellSubject) -> Iterator[list[TableCell]]:
        head = [
            TableCell(self.who(subject)),
            TableCell(Message(f"matrix-state-{subject.state}"), tone=subject.state),
        ]
        if not subject.supports and not subject.against:
            yield [*head, TableCell(Message("matrix-nothing")), *[TableCell()] * 6]
        for side, items in (("for", subject.supports), ("against", subject.against)):
            for item in items:
                yield [*head, *self._item(item, side)]

    def _item(self, item: CellEvidence, side: str) -> list[TableCell]:
        word = "matrix-denied" if item.disputed else f"matrix-{side}"
        if not item.counts and not item.disputed:
            word = "matrix-lead-only"
        name = self.files.get(item.sha256, "")
        told = [item.said_by and self.masker.text(item.said_by), item.document]
        origin = " · ".join(self.masker.text(text) for text in told if text) or name
        place = self.masker.place(Evidence(item.sha256, item.locator))
        tone = "against" if side == "against" or item.disputed else ""
        return [
            TableCell(Message(word), tone=tone),
            TableCell(self._kind(item.kind)),
            TableCell(self.schema.kind(item.relation).labelled()),
            TableCell(origin),
            TableCell(f"{item.rows}"),
            TableCell(name),
            TableCell(place),
        ]

    def _kind(self, code: str) -> Message:
        if code in ("", COMPUTED):
            return Message("matrix-kind-computed" if code else "matrix-kind-none")
        value = self.schema.resolve_listed(code, "EvidenceKind")
        return value.labelled() if value else Message("as-stored", zh=code, en=code)

    def who(self, subject: CellSubject) -> Text:
        """Return whom a cell is about: the handle and the masked name."""
        if not subject.id:
            return Message("matrix-whole-stage")
        name = self.masker.text(subject.name) if subject.name else ""
        return f"{subject.handle} {name}".strip()

    def inquiries(self) -> TableSection:
        """Return the list for supplementary investigation."""
        points = self.matrix.inquiries
        said = Message("matrix-inquiries-title", count=len(points))
        return TableSection(
            said if points else Message("matrix-inquiries-none"),
            id="list",
            heads=_heads(INQUIRY_HEADS),
            rows=[self._inquiry(point) for point in points],
        )

    def _inquiry(self, point: InquiryPoint) -> list[TableCell]:
        names: list[Text] = [
            Message(
                "matrix-page-who",
                who=self.who(subject),
                state=Message(f"matrix-state-{subject.state}"),
            )
            for subject in point.subjects[:SUBJECTS]
        ]
        if (left := len(point.subjects) - SUBJECTS) > 0:
            names.append(Message("matrix-and-more", count=left))
        wanted = [
            Message("matrix-page-wanted", kind=self._kind(w.kind), what=w.what, whom=w.whom)
            for w in point.wanted
        ]
        return [
            TableCell(f"{point.number}"),
            TableCell(self.schema.stage(point.stage).labelled()),
            TableCell(
                Message(f"matrix-element-{point.element}"), leads=f"{point.stage}-{point.element}"
            ),
            TableCell(Message(f"matrix-state-{point.state}"), tone=point.state),
            TableCell("", names),
            TableCell(self.masker.said(point.why)),
            TableCell("", wanted),
        ]


def _overview_cell(cell: MatrixCell | None) -> TableCell:
    if cell is None:
        return TableCell(Message("matrix-not-asked"), tone="not-asked")
    small: list[Text] = []
    supports = sum(item.rows for subject in cell.subjects for item in subject.supports)
    against = sum(item.rows for subject in cell.subjects for item in subject.against)
    if supports or against:
        told = {"supports": supports, "against": against}
        small.append(Message("matrix-page-rows" if against else "matrix-page-rows-for", **told))
    leads = f"{cell.stage}-{cell.element}"
    parts = _states(cell)
    if len(parts) == 1:
        ((_, text),) = parts
        return TableCell(text, small, cell.state, leads)
    # the best of several is not the state of all: each has its own colour
    return TableCell("", small, "", leads, parts)


def _states(cell: MatrixCell) -> list[tuple[str, Message]]:
    """Return the states of those whom a cell is about, the best first; of several how many."""
    if len(cell.subjects) < 2:
        return [(cell.state, Message(f"matrix-state-{cell.state}"))]
    return [
        (state, Message("matrix-page-count", state=Message(f"matrix-state-{state}"), count=count))
        for state in CellState
        if (count := cell.counts.get(state, 0))
    ]
