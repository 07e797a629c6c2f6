"""The query of the table ``plain``: every text undressed, and read where SQL can read it.

Most texts are plain as they stand, so they are tried first; only the others are undressed,
held against the layout's words for blank, and tried again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.sources.layout import Column
from kg.sources.mapping import sql
from kg.sources.mapping.types import Reading

#: Spaces around a text, those of other scripts and the mark of byte order too.
_SPACES = "\t\r\n \u00a0\u3000\ufeff"
#: What suppliers and spreadsheets hang around a text; a quote at its end alone is its own.
_QUOTES = "'`"
_QUOTED = f"^[\\s{_SPACES}]*[{_QUOTES}]"
_DRESSED = f"^[\\s{_SPACES}{_QUOTES}]|[\\s{_SPACES}]$"
#: Types whose text need not be kept beside a value that SQL has read.
SPARED = ("account", "amount", "choice", "integer")
_PLACE = ["pos", "row_no", "member"]


def plain_query(
    raw: str,
    columns: Mapping[str, Column],
    quick: Mapping[str, Reading],
    blank: Sequence[str],
) -> str:
    """Return the query over a table of raw rows whose columns have the layout's names."""
    first = [f"{quick[n].plain} AS {_v(n)}" for n in quick]
    undressed = [f"{_undressed(n, n in quick)} AS {sql.name(n)}" for n in columns]
    filled = [f"{_filled(n, blank)} AS {sql.name(n)}" for n in columns]
    tried = [f"coalesce({_v(n)}, {quick[n].plain}) AS {_v(n)}" for n in quick]
    values = [_v(n) for n in quick]
    texts = [_kept(n, n in quick and columns[n].type in SPARED) for n in columns]
    query = _select([*_PLACE, *map(sql.name, columns), *first], raw)
    query = _select([*_PLACE, *undressed, *values], f"({query})")
    query = _select([*_PLACE, *filled, *values], f"({query})")
    query = _select([*_PLACE, *map(sql.name, columns), *tried], f"({query})")
    return _select([*_PLACE, *texts, *values], f"({query})")


def _select(what: Sequence[str], source: str) -> str:
    return f"SELECT {', '.join(what)} FROM {source}"


def _v(column: str) -> str:
    return sql.name(f"{column}.v")


def _undressed(column: str, is_quick: bool) -> str:
    """Return SQL for a text without its dress; trimming all would cost ten times the check."""
    text = sql.name(column)
    quoted = f"regexp_matches({text}, {sql.lit(_QUOTED)})"
    bare = sql.case(
        [(quoted, f"trim({text}, {sql.lit(_SPACES + _QUOTES)})")],
        f"trim({text}, {sql.lit(_SPACES)})",
    )
    trimmed = (f"regexp_matches({text}, {sql.lit(_DRESSED)})", bare)
    return sql.case([(f"{_v(column)} IS NOT NULL", text), trimmed] if is_quick else [trimmed], text)


def _filled(column: str, blank: Sequence[str]) -> str:
    """Return SQL for a text, NULL where the layout calls it blank."""
    text, words = sql.name(column), ["", *blank]
    longest = max(len(word.encode()) for word in words)
    return sql.case([(f"strlen({text}) <= {longest} AND {sql.any_of(text, words)}", "NULL")], text)


def _kept(column: str, spared: bool) -> str:
    text = sql.name(column)
    return f"CASE WHEN {_v(column)} IS NULL THEN {text} END AS {text}" if spared else text
