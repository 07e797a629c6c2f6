"""Sheets that are no table but forms: each row is a label and its value, as on a bank's receipt.

Read as a table, one value of the first form would be the header and the labels the names of people.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.errors import LayoutError
from kg.messages import Message
from kg.sources.proposal.cell_forms import amount_form, share, time_form
from kg.sources.proposal.column_roles import MOVED
from kg.sources.proposal.guess_column import are_parties, role_of_header
from kg.sources.proposal.sample import Cells, TableSample

_FEWEST, _MOSTLY, _SELDOM = 3, 0.7, 0.2
_SHOWN = 6
_LOOKED_AT = 200
_TELLING = {*MOVED, "time", "source", "target", "own", "counter", "source_name", "target_name"}
"""Labels of which a form of a payment has two at least."""


def refuse_forms(sample: TableSample) -> None:
    """Refuse a sheet whose rows are labels with their values.

    Raises:
        LayoutError: The first column holds known headers and the second what stands under them.
    """
    rows = [row for row in _rows(sample) if row[:2] and row[0].strip()][:_LOOKED_AT]
    pairs = [(row[0].strip(), row[1].strip()) for row in rows if len(row) > 1 and row[1].strip()]
    labels = list(dict.fromkeys(label for label, _ in pairs))
    if sample.no_header or sample.records or not _are_labels(labels):
        return
    values = [value for _, value in pairs]
    if share(values, _is_header) > _SELDOM or _are_alike(values):
        return
    what = Message("rows-are-labels", labels=labels[:_SHOWN])
    raise LayoutError(what, where=sample.where, hint=Message("turn-the-labels"))


def _rows(sample: TableSample) -> Iterator[Cells]:
    yield from sample.titles
    yield sample.header
    yield from sample.rows


def _are_labels(texts: list[str]) -> bool:
    """Say whether some texts are headers, two of them of a payment, and no figures."""
    told = {role_of_header(text) for text in texts}
    known = share(texts, _is_header)
    return len(texts) >= _FEWEST and known >= _MOSTLY and len(told & _TELLING) > 1


def _is_header(text: str) -> bool:
    return bool(role_of_header(text)) and not any(map(str.isdigit, text))


def _are_alike(values: list[str]) -> bool:
    """Say whether values are all of one kind, as those of a column are."""
    return bool(time_form(values) or amount_form(values) or are_parties(values))
