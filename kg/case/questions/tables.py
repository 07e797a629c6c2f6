"""Every view of a case as an Arrow table, with what its columns are told beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.case.sharing.export import unmasked
from kg.case.storage.session import Session
from kg.errors import UsageError
from kg.exports.arrow_tables import TABLES, Table, arrow_table
from kg.ledger.views import read_view, view_columns
from kg.messages import Message, say
from kg.values.moments import named_zone


def table(session: Session, view: str, lang: str) -> Table:
    """Return all rows of a view; each column's ``description`` is in its field's metadata."""
    known = columns(session)
    if view not in known:
        raise UsageError(
            Message("no-such-table", name=repr(view)), hint=Message("views-are", listed=[*known])
        )
    zone = session.folder.settings().zone
    if view in TABLES:
        read = arrow_table(view, unmasked(session, "", lang), named_zone(zone))
    else:
        read = read_view(session.index(), view, zone)
    return _described(read, known[view], lang)


def columns(session: Session) -> dict[str, tuple[str, ...]]:
    """Return the columns that every view has, by the view: of the ledger, then of the graph."""
    return view_columns(session.index()) | {name: tuple(told) for name, told in TABLES.items()}


def described(session: Session, lang: str) -> dict[str, dict[str, str]]:
    """Return what every column of every view holds."""
    known = columns(session)
    return {
        view: {name: meaning(name, known[view], lang) for name in known[view]} for view in known
    }


def meaning(column: str, known: Sequence[str], lang: str) -> str:
    """Return what a column holds: one that is not known is of a file or of its layout."""
    told = column.replace("_", "-") if column in known else "of-a-file"
    return say(f"view-column-{told}", lang)


def _described(read: Table, known: Sequence[str], lang: str) -> Table:
    schema = read.schema
    for place, name in enumerate(read.column_names):
        said: Mapping[str, str] = {"description": meaning(name, known, lang)}
        schema = schema.set(place, schema.field(place).with_metadata(said))
    return type(read).from_arrays(read.columns, schema=schema)
