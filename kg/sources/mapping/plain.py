"""The query of the view ``plain``: every text undressed, and read where SQL can read it.

Only columns that hold dressed cells or words for blank are touched at all. Of these, most texts
are plain as they stand, so they are tried first; only the others are undressed, held against the
layout's words for blank, and tried again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from kg.sources.mapping import sql
from kg.sources.mapping.types import Reading

#: Spaces around a text, those of other scripts and the mark of byte order too.
_SPACES = "\t\r\n \u00a0\u3000\ufeff"
#: What suppliers and spreadsheets hang around a text; a quote at its end alone is its own.
_QUOTES = "'`"
_QUOTED = f"^[\\s{_SPACES}]*[{_QUOTES}]"
#: A text that has something around it which is not part of it (RE2).
DRESSED = f"^[\\s{_SPACES}{_QUOTES}]|[\\s{_SPACES}]$"
_PLACE = ["pos", "row_no", "member"]


def plain_query(
    raw: str,
    columns: Collection[str],
    quick: Mapping[str, Reading],
    blank: Sequence[str],
    dressed: Collection[str],
    blanks: Collection[str],
) -> str:
    """Return the query over a table of raw rows whose columns have the layout's names.

    ``dressed`` are the columns that hold such cells, ``blanks`` those with a word for blank.
    """
    first = [f"{quick[n].plain} AS {_v(n)}" for n in quick]
    undressed = [_as(n, _undressed(n) if n in dressed else "") for n in columns]
    filled = [_as(n, _filled(n, blank) if n in blanks else "") for n in columns]
    again = {n for n in quick if n in dressed}
    tried = [f"coalesce({_v(n)}, {quick[n].plain}) AS {_v(n)}" if n in again else _v(n)
             for n in quick]  # fmt: skip
    values = [_v(n) for n in quick]
    query = _select([*_PLACE, *map(sql.name, columns), *first], raw)
    query = _select([*_PLACE, *undressed, *values], f"({query})")
    query = _select([*_PLACE, *filled, *values], f"({query})")
    return _select([*_PLACE, *map(sql.name, columns), *tried], f"({query})")


def _select(what: Sequence[str], source: str) -> str:
    return f"SELECT {', '.join(what)} FROM {source}"


def _as(column: str, value: str) -> str:
    return f"{value} AS {sql.name(column)}" if value else sql.name(column)


def _v(column: str) -> str:
    return sql.name(f"{column}.v")


def _undressed(column: str) -> str:
    """Return SQL for a text without its dress; trimming all would cost ten times the check."""
    text = sql.name(column)
    quoted = f"regexp_matches({text}, {sql.lit(_QUOTED)})"
    bare = sql.case(
        [(quoted, f"trim({text}, {sql.lit(_SPACES + _QUOTES)})")],
        f"trim({text}, {sql.lit(_SPACES)})",
    )
    return sql.case([(f"regexp_matches({text}, {sql.lit(DRESSED)})", bare)], text)


def _filled(column: str, blank: Sequence[str]) -> str:
    """Return SQL for a text, NULL where the layout calls it blank."""
    text, words = sql.name(column), ["", *blank]
    longest = max(len(word.encode()) for word in words)
    return sql.case([(f"strlen({text}) <= {longest} AND {sql.any_of(text, words)}", "NULL")], text)
