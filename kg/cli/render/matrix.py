"""A matrix of evidence as tables: the cells, the evidence of one stage, the list of inquiries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.chain.elements import COMPUTED, elements
from kg.cli.render.tables import SHOWN
from kg.cli.screen import Row, Screen
from kg.errors import UsageError
from kg.messages import Message
from kg.model import CellEvidence, CellSubject, InquiryPoint, Matrix, MatrixCell
from kg.schema import load_schema

if TYPE_CHECKING:
    from kg.case import Case

NAMED = 5
"""So many of those whom a point is about are named; the rest is counted, ``--json`` has all."""


def show_matrix(matrix: Matrix, start: str, screen: Screen) -> None:
    """Show the cells: the best state of each, and how many are in which."""
    schema, names = load_schema(), elements().names
    scope = start or screen.word("matrix-whole")
    title = screen.word("matrix-title", scope=scope, version=matrix.version)
    rows: list[Row] = []
    for stage in dict.fromkeys(cell.stage for cell in matrix.cells):
        cells = [matrix.cell(stage, name) for name in names]
        rows.append((schema.stage(stage).label(screen.lang), *(_cell(c, screen) for c in cells)))
    heads = ("matrix-head-stage", *(f"matrix-element-{name}" for name in names))
    screen.table(title, heads, rows)
    screen.say("matrix-lead")
    screen.say(
        "matrix-more", stage="kg matrix CASE --stage Collection", listed="kg matrix CASE --list"
    )
    _notices(matrix, screen)


def show_stage(matrix: Matrix, typed: str, case: Case, screen: Screen) -> None:
    """Show the evidence behind each cell of one stage, for and against, with its rows."""
    schema = load_schema()
    stage = schema.resolve_listed(typed, "Stage")
    cells = [cell for cell in matrix.cells if stage and cell.stage == stage.name]
    if stage is None or not cells:
        known = [schema.stage(s).label(screen.lang) for s in {c.stage: 0 for c in matrix.cells}]
        raise UsageError(
            Message("matrix-no-stage", stage=repr(typed)),
            hint=Message("matrix-stages-are", names=known),
        )
    files = {source.sha256: source.name for source in case.evidence.sources()}
    for cell in cells:
        title = screen.word(
            "matrix-cell-title",
            stage=stage.label(screen.lang),
            element=screen.word(f"matrix-element-{cell.element}"),
            state=_cell(cell, screen),
        )
        heads = ("matrix-head-about", "matrix-head-side", "kind", "matrix-head-relation",
                 "matrix-head-party", "rows", "file", "place")  # fmt: skip
        screen.table(title, heads, _evidence_rows(cell, files, screen))
    screen.say("matrix-lead")
    _notices(matrix, screen)


def show_inquiries(matrix: Matrix, screen: Screen) -> None:
    """Show what is missing, why it matters, and what would fill it."""
    if not matrix.inquiries:
        screen.say("matrix-inquiries-none")
        return
    screen.say("matrix-inquiries-title", count=len(matrix.inquiries))
    for inquiry in matrix.inquiries:
        _show_inquiry(inquiry, screen)
    screen.say("matrix-lead")
    _notices(matrix, screen)


def _show_inquiry(inquiry: InquiryPoint, screen: Screen) -> None:
    schema = load_schema()
    screen.line()
    screen.say(
        "matrix-inquiry",
        number=inquiry.number,
        stage=schema.stage(inquiry.stage).label(screen.lang),
        element=screen.word(f"matrix-element-{inquiry.element}"),
        state=screen.word(f"matrix-state-{inquiry.state}"),
    )
    if inquiry.subjects:
        screen.say("matrix-inquiry-of", names=_names(inquiry.subjects, screen))
    screen.say("matrix-inquiry-why", why=inquiry.why)
    for wanted in inquiry.wanted:
        kind = _kind(wanted.kind, screen)
        screen.say("matrix-inquiry-wanted", kind=kind, what=wanted.what, whom=wanted.whom)


def _names(subjects: Sequence[CellSubject], screen: Screen) -> str:
    named = [
        f"{_who(subject, screen)} ({screen.word(f'matrix-state-{subject.state}')})"
        for subject in subjects[:NAMED]
    ]
    if len(subjects) > NAMED:
        named.append(screen.word("matrix-and-more", count=len(subjects) - NAMED))
    return " · ".join(named)


def _cell(cell: MatrixCell | None, screen: Screen) -> str:
    """Return the state of a cell; of several whom it is about, how many are in each state."""
    if cell is None:
        return screen.word("matrix-not-asked")
    if len(cell.subjects) < 2:
        return screen.word(f"matrix-state-{cell.state}")
    return " · ".join(
        f"{screen.word(f'matrix-state-{state}')} {count}" for state, count in cell.counts.items()
    )


def _evidence_rows(cell: MatrixCell, files: Mapping[str, str], screen: Screen) -> Iterator[Row]:
    for subject in cell.subjects[:SHOWN]:
        who = _who(subject, screen)
        if not subject.supports and not subject.against:
            yield (who, screen.word("matrix-nothing"), "", "", "", "", "", "")
        sides = ("for", subject.supports), ("against", subject.against)
        for side, items in sides:
            for item in _together(items):
                yield (who, *_item(item, side, files, screen))
    if len(cell.subjects) > SHOWN:
        more = screen.word("matrix-and-more", count=len(cell.subjects) - SHOWN)
        yield (more, "", "", "", "", "", "", "")


def _together(items: Sequence[CellEvidence]) -> list[CellEvidence]:
    """Return rows of one file and one document that say the same as one, with how many they are."""
    first: dict[tuple[object, ...], CellEvidence] = {}
    for item in items:
        key = (item.kind, item.party, item.relation, item.sha256, item.document, item.counts,
               item.disputed)  # fmt: skip
        same = first.get(key)
        first[key] = replace(same, rows=same.rows + item.rows) if same else item
    return list(first.values())


def _item(
    item: CellEvidence, side: str, files: Mapping[str, str], screen: Screen
) -> tuple[object, ...]:
    id_ = f"matrix-{side}" if item.counts else "matrix-lead-only"
    word = screen.word("matrix-denied" if item.disputed else id_)
    relation = load_schema().kind(item.relation).label(screen.lang)
    name = files.get(item.sha256, "")
    origin = " · ".join(filter(None, (item.said_by, item.document))) or name
    return (word, _kind(item.kind, screen), relation, origin, item.rows, name,
            screen.place(item.locator))  # fmt: skip


def _kind(code: str, screen: Screen) -> str:
    if code in ("", COMPUTED):
        return screen.word("matrix-kind-computed" if code else "matrix-kind-none")
    value = load_schema().resolve_listed(code, "EvidenceKind")
    return value.label(screen.lang) if value else code


def _who(subject: CellSubject, screen: Screen) -> str:
    if not subject.id:
        return screen.word("matrix-whole-stage")
    return f"{subject.handle} {subject.name}".strip()


def _notices(matrix: Matrix, screen: Screen) -> None:
    for notice in matrix.notices:
        screen.line(f"  ! {notice.text(screen.lang)}")
