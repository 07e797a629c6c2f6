"""A layout that fits a header and not the cells below it: another bank has the same words.

Its rows would all be listed as problems, while a layout proposed for the file reads them. Then the
file is refused with that reason, and proposed for, as one that no layout fits. A few bad rows in a
file that is read otherwise stay listed problems.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kg.errors import LayoutError, SourceError
from kg.limits import Limits
from kg.messages import Column, Message
from kg.sources.detect_layout import LayoutFit
from kg.sources.row_files import RowPart
from kg.sources.source_file import SourceFile
from kg.sources.tables import Refusal
from kg.text import locator

FORM_CODES = frozenset({
    "time", "clock_gap", "zone", "day_or_month", "calendar", "amount", "decimal_comma",
    "number_form", "choice", "direction", "currency", "unsigned",
})  # fmt: skip
"""Why a row is refused whose time, amount or direction is written in another form."""
_ROLES = frozenset({"time", "clock", "amount", "debit", "credit", "direction"})
_READERS = frozenset({"delimited", "workbook", "pdf"})
_MOST = 0.5


def refuse_misread(
    source: SourceFile,
    parts: Sequence[RowPart],
    problems: Sequence[Refusal],
    limits: Limits,
    encoding: str,
) -> None:
    """Raise LayoutError where a table's cells are not those of its layout, and can be read.

    Args:
        source: The file.
        parts: Its tables.
        problems: The rows that are no facts.
        limits: The largest sizes that are read.
        encoding: The encoding of a text; blank: found out.
    """
    for part in parts:
        table = part.table
        unread = [p for p in problems if p.member == table.tally.member and p.code in FORM_CODES]
        half = len(unread) >= max(1, part.rows * _MOST)
        if part.is_sealed or table.reader not in _READERS or not half:
            continue
        if not _can_be_read(source, part, unread, limits, encoding):
            continue
        first, fit = unread[0], table.detection.chosen
        what = Message(
            "layout-fits-header-only", layout=fit.layout.name, count=len(unread), rows=part.rows,
            row=str(first.row_no), reason=with_headers(first.reason, fit),
        )  # fmt: skip
        place = locator(first.member, first.row_no, table.reader)
        raise LayoutError(
            what, where=f"{source.name} {place}", hint=Message("draft-a-layout-that-says-it")
        )


def _can_be_read(
    source: SourceFile, part: RowPart, unread: Sequence[Refusal], limits: Limits, encoding: str
) -> bool:
    """Say whether a layout can be proposed for the table that reads what this one does not."""
    from kg.sources.proposal.propose import propose

    fit = part.table.detection.chosen
    abouts = (problem.reason.arguments.get("column") for problem in unread)
    names = {about.name for about in abouts if isinstance(about, Column)} & set(fit.columns)
    try:
        found = propose(source.path, limits=limits, encoding=encoding)
    except SourceError:
        return False
    if found.member != part.table.member:
        return False
    used = {column.place - 1 for column in found.columns if column.role in _ROLES}
    return {fit.columns[name] for name in names} <= used


def with_headers(reason: Message, fit: LayoutFit) -> Message:
    """Return a reason about columns, with each of them said by the file's own header, if any."""
    if fit.row < 0:
        return reason
    return Message(reason.id, **{key: _said(one, fit) for key, one in reason.arguments.items()})


def _said(argument: object, fit: LayoutFit) -> Any:
    if isinstance(argument, Message):
        return with_headers(argument, fit)
    if isinstance(argument, Column) and argument.name in fit.columns:
        return fit.header[fit.columns[argument.name]]
    return argument
