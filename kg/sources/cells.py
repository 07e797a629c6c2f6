"""What of a file's row is which column of its layout: a cell, a piece of one, two, or a title."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from kg.sources.detect import Fit
from kg.sources.mapping import sql
from kg.sources.patterns import read_pattern

#: A text that states a day itself needs no other cell for it (RE2).
_WHOLE = r"^\s*(?:[0-9]{4}[-/.年]|[0-9]{14})"

#: A time of day without colons, and with them. A number has lost its leading zeros.
_SIX, _SPELT = r"^([0-9]{1,2})([0-9]{2})([0-9]{2})$", r"\1:\2:\3"
_NUMBER = "^[0-9]{1,6}$"
AS_NUMBER = "^[0-9]{5}$"
"""A time of day that can only be a number; then all of its column are: 3011 is 00:30:11."""
#: What may stand around a cell, as an SQL literal.
SPACES = sql.lit("\t\r\n \u00a0\u3000\ufeff")


def cells(fit: Fit, names: Sequence[str], numbers: Collection[str] = ()) -> dict[str, str]:
    """Return SQL for each column of the layout, over a table whose columns have these names.

    ``numbers`` are the columns of times of day that are written as numbers.
    """
    own = {column: _cell(fit, column, names, column in numbers) for column in fit.columns}
    carried = [column for column in fit.layout.carry if column in own]
    own |= {column: _carried(own, carried, column) for column in carried}
    return own | {column: sql.lit(text) for column, text in fit.heads.items()}


def timed(fit: Fit, names: Sequence[str]) -> dict[str, str]:
    """Return SQL for the bare text of each column whose day stands in another cell."""
    return {column: _bare(sql.name(names[fit.columns[column]])) for column in fit.dates}


def _cell(fit: Fit, column: str, names: Sequence[str], is_number: bool) -> str:
    pick = fit.layout.columns[column].pick
    text = _picked(names[fit.columns[column]], pick)
    if column in fit.others:
        other = _picked(names[fit.others[column]], pick)
        text = f"coalesce(nullif({_bare(text)}, ''), {other})"
    if column in fit.afters:
        both = (text, sql.name(names[fit.afters[column]]))
        filled = [f"nullif({_bare(one)}, '')" for one in both]
        text = f"nullif(concat_ws(' ', {', '.join(filled)}), '')"
    if column not in fit.dates:
        return text
    day = sql.name(names[fit.dates[column]])
    whole = f"regexp_matches({text}, {sql.lit(_WHOLE)})"
    clock = _bare(text)
    if is_number:
        clock = sql.case(
            [(f"regexp_matches({clock}, {sql.lit(_NUMBER)})", f"lpad({clock}, 6, '0')")], clock
        )
    spelt = f"regexp_replace({clock}, {sql.lit(_SIX)}, {sql.lit(_SPELT)})"
    joined = f"nullif(concat_ws(' ', {_bare(day)}, {spelt}), '')"
    return sql.case([(whole, text)], joined)


def _picked(cell: str, pick: str) -> str:
    text = sql.name(cell)
    if not pick:
        return text
    return f"nullif(regexp_extract({text}, {sql.lit(read_pattern(pick).re2)}, 1), '')"


def _carried(own: Mapping[str, str], carried: Sequence[str], column: str) -> str:
    """Return a cell, or that of the last row above where some cell of the group was filled."""
    filled = {name: f"nullif({_bare(own[name])}, '')" for name in carried}
    group = ", ".join(f"{sql.name(name)}: {text}" for name, text in filled.items())
    whole = f"CASE WHEN coalesce({', '.join(filled.values())}) IS NOT NULL THEN {{{group}}} END"
    above = f"last_value({whole} IGNORE NULLS) OVER (PARTITION BY member ORDER BY pos)"
    return f"({above}).{sql.name(column)}"


def _bare(text: str) -> str:
    return f"trim({text}, {SPACES})"
