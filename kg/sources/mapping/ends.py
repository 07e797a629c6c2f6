"""The ids of a flow's ends, settled once for each combination of texts that names somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.sources.mapping import sql
from kg.sources.mapping.frame import Frame
from kg.sources.mapping.parties import Parties


@dataclass(frozen=True, slots=True)
class End:
    """Who stands at one end of a row: a table of ids by the columns that name the party.

    ``form`` is the sort of key by which the party is known (:meth:`Parties.form`).
    """

    table: str = ""
    columns: tuple[str, ...] = ()
    id: str = "NULL"
    form: str = "''"

    def join(self) -> str:
        """Return the join to the rows; a blank cell is a text like any other."""
        if not self.columns:
            return ""
        same = [
            f"{self.table}.text_{n} IS NOT DISTINCT FROM p.{sql.name(column)}"
            for n, column in enumerate(self.columns)
        ]
        return f"LEFT JOIN {self.table} ON {' AND '.join(same)}"


def settle(frame: Frame, parties: Parties, names: Sequence[str], table: str) -> End:
    """Return the end that the first of some parties named in a row stands at."""
    used = {c for name in names for c in parties.id_columns(name) if frame.has(c)}
    columns = tuple(sorted(used))
    whole, form = parties.first_id(names), parties.form(names)
    if not columns:
        return End(id=whole, form=form)
    texts = [sql.name(c) for c in columns]
    values = [sql.name(f"{c}.v") for c in columns if frame.is_quick(c)]
    few = f"(SELECT DISTINCT {', '.join([*texts, *values])} FROM {frame.good()})"
    frame.con.execute(
        f"CREATE OR REPLACE TABLE {table} AS "
        f"SELECT {', '.join(f'p.{text} AS text_{n}' for n, text in enumerate(texts))}, "
        f"{whole} AS id, {form} AS form "
        f"FROM {frame.rows(columns, few)}"
    )
    return End(table, columns, f"{table}.id", f"{table}.form")
