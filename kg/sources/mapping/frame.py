"""The rows of one layout as a typed table: each text read once, each refusal kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.sources.layout import Layout
from kg.sources.mapping import sql
from kg.sources.mapping.plain import SPARED, plain_query
from kg.sources.mapping.types import Reading, Value, reading_of, safely

if TYPE_CHECKING:
    import duckdb

#: Up to so many texts are looked up in a list: one of more would cost as much as a join.
LISTED = 10_000


@dataclass(slots=True)
class Frame:
    """``plain`` (one line per row) and, for texts that SQL does not read, ``odd_<column>``."""

    con: duckdb.DuckDBPyConnection
    layout: Layout
    present: Sequence[str]
    serial: str = ""
    readings: dict[str, Reading] = field(default_factory=dict)
    odd: set[str] = field(default_factory=set)
    listed: set[str] = field(default_factory=set)
    any_bad: bool = False

    def has(self, column: str) -> bool:
        """Say whether the file has this column of the layout."""
        return column in self.present

    def load(self, raw: str) -> None:
        """Fill ``plain`` from a table of raw rows whose columns have the layout's names."""
        columns = {name: self.layout.columns[name] for name in self.present}
        for name, column in columns.items():
            if reading := reading_of(self.layout, column, sql.name(name), self.serial):
                self.readings[name] = reading
        quick = {name: self.readings[name] for name in self.present if self.is_quick(name)}
        query = plain_query(raw, columns, quick, self.layout.blank)
        self.con.execute(f'CREATE TABLE plain AS SELECT *, false AS ".bad" FROM ({query})')
        for name in self.readings:
            self._read_odd(name)
        self._note_bad()

    def is_quick(self, column: str) -> bool:
        """Say whether SQL reads the plain texts of a column, row by row, into ``<column>.v``."""
        reading = self.readings.get(column)
        return bool(reading and reading.by_row and reading.plain)

    def _read_odd(self, column: str) -> None:
        """Give each distinct text that SQL did not read to the Python reader, once."""
        reading, text = self.readings[column], sql.name(column)
        by_row = self.is_quick(column)
        unread = f"AND {sql.name(column + '.v')} IS NULL" if by_row else ""
        distinct = f"SELECT DISTINCT {text} AS text FROM plain WHERE {text} IS NOT NULL {unread}"
        texts = [row[0] for row in self.con.execute(f"{distinct} ORDER BY 1").fetchall()]
        if not texts:
            return
        self.odd.add(column)
        quick, slow = (
            ([], texts) if by_row or not reading.plain else self._quick(reading, column, texts)
        )
        values = [(text, safely(reading.read, text)) for text in slow]
        self._store(column, reading, [*quick, *values])

    def _quick(
        self, reading: Reading, column: str, texts: list[str]
    ) -> tuple[list[tuple[str, Value]], list[str]]:
        """Read the plain ones of some texts in SQL."""
        import pyarrow as pa

        self.con.register("distinct_texts", pa.table({column: texts}))
        found = self.con.execute(
            f"SELECT {sql.name(column)}, {reading.plain} FROM distinct_texts"
        ).fetchall()
        quick = [(text, Value(value)) for text, value in found if value is not None]
        return quick, [text for text, value in found if value is None]

    def _store(self, column: str, reading: Reading, values: Iterable[tuple[str, Value]]) -> None:
        import pyarrow as pa

        rows = [(t, v.value, v.extra, v.code, v.reason, v.flag) for t, v in values]
        columns = list(zip(*rows, strict=True))
        names = ("text", "v", "x", "code", "reason", "flag")
        read = {n: pa.array(c, pa.string()) for n, c in zip(names, columns, strict=True)}
        self.con.register("read_texts", pa.table(read))
        self.con.execute(
            f"CREATE TABLE {sql.name('odd_' + column)} AS "
            f"SELECT text, CAST(v AS {reading.sql_type}) AS v, x, code, reason, flag "
            "FROM read_texts"
        )
        if len(rows) <= LISTED:
            self._list(column)

    def _list(self, column: str) -> None:
        """Keep the few texts as a list too: looking one up leaves the rows in their order."""
        kind, odd = sql.name("text_" + column), sql.name("odd_" + column)
        self.con.execute(f"DROP TYPE IF EXISTS {kind}")
        self.con.execute(f"CREATE TYPE {kind} AS ENUM (SELECT text FROM {odd} ORDER BY text)")
        for what in ("v", "x"):
            values = f"(SELECT list({what} ORDER BY text) FROM {odd})"
            self.con.execute(f"SET VARIABLE {sql.name(f'{column}.{what}')} = {values}")
        self.listed.add(column)

    def _note_bad(self) -> None:
        """Keep, for each row, the first refusal that stops its fact."""
        checks = [c for c in self.odd if not self.layout.columns[c].lenient]
        refused = [
            f"SELECT p.pos, {n} AS rank, o.code, concat({sql.lit(c)}, ': ', o.reason) AS reason "
            f"FROM plain p JOIN {sql.name('odd_' + c)} o ON o.text = p.{sql.name(c)} "
            "WHERE o.code <> ''"
            for n, c in enumerate(self.present)
            if c in checks
        ]
        missing = [
            f"SELECT pos, {n} AS rank, 'missing' AS code, {sql.lit(f'{c} is blank')} AS reason "
            f"FROM plain AS p WHERE {self.text(c)} IS NULL"
            for n, c in enumerate(self.present)
            if self.layout.columns[c].filled
        ]
        self.con.execute(
            "CREATE TABLE bad (pos BIGINT, rank INTEGER, code VARCHAR, reason VARCHAR)"
        )
        for select in (*refused, *missing, *self._nobody()):
            self.con.execute(f"INSERT INTO bad {select}")
        self.refresh()

    def _nobody(self) -> list[str]:
        groups = [[c for c in one if self.has(c)] for one in self.layout.one_of]
        return [
            f"SELECT pos, 99, 'missing', {sql.lit(' and '.join(one) + ' are blank')} "
            f"FROM plain AS p WHERE coalesce({', '.join(map(self.text, one))}) IS NULL"
            for one in groups
        ]

    def refuse(self, condition: str, columns: Iterable[str], code: str, reason: str) -> None:
        """Add the rows that meet a condition, and are not refused yet, to the bad ones."""
        self.con.execute(
            f"INSERT INTO bad SELECT pos, 100, {sql.lit(code)}, {sql.lit(reason)} "
            f"FROM {self.rows(columns)} WHERE {condition}"
        )
        self.refresh()

    def refresh(self) -> None:
        """Look again whether any row is refused."""
        found = self.con.execute("SELECT count(*) FROM bad").fetchone()
        self.any_bad = bool(found and found[0])
        if self.any_bad:
            bad = "pos IN (SELECT pos FROM bad)"
            self.con.execute(f'UPDATE plain SET ".bad" = true WHERE NOT ".bad" AND {bad}')

    def value(self, column: str) -> str:
        """Return SQL for a column's normal value, inside :meth:`rows` of that column."""
        if not self.has(column):
            return "NULL"
        reading = self.readings.get(column)
        if reading is None:
            return f"p.{sql.name(column)}"
        quick = f"p.{sql.name(column + '.v')}" if self.is_quick(column) else "NULL"
        if column not in self.odd:
            return quick if quick != "NULL" else f"CAST(NULL AS {reading.sql_type})"
        slow = self._found(column, "v")
        return slow if quick == "NULL" else f"coalesce({quick}, {slow})"

    def form(self, column: str) -> str:
        """Return SQL for what else is known: a time's precision, a certificate's form."""
        reading = self.readings.get(column)
        if reading is None or not self.has(column):
            return "''"
        here = reading.extra.replace(sql.name(column), f"p.{sql.name(column)}")
        return f"coalesce({self._found(column, 'x')}, {here})" if column in self.odd else here

    def _found(self, column: str, what: str) -> str:
        """Return SQL for what the Python reader found in a text that SQL did not read."""
        if column not in self.listed:
            return f"{sql.name('o_' + column)}.{what}"
        place = f"enum_code(try_cast(p.{sql.name(column)} AS {sql.name('text_' + column)}))"
        return f"getvariable({sql.lit(f'{column}.{what}')})[{place}::INTEGER + 1]"

    def text(self, column: str) -> str:
        """Return SQL for a column's text, undressed."""
        if not self.has(column):
            return "NULL"
        text = f"p.{sql.name(column)}"
        spared = self.is_quick(column) and self.layout.columns[column].type in SPARED
        return f"coalesce({text}, p.{sql.name(column + '.v')}::VARCHAR)" if spared else text

    def joined(self, columns: Iterable[str]) -> set[str]:
        """Return those of some columns whose values :meth:`rows` must join."""
        return set(columns) & (self.odd - self.listed)

    def rows(self, columns: Iterable[str], few: str = "") -> str:
        """Return the FROM clause of the rows that are not refused, with what these columns need.

        ``few`` is a table that stands for them: distinct combinations of some columns.
        """
        joins = [
            f"LEFT JOIN {sql.name('odd_' + c)} AS {sql.name('o_' + c)} "
            f"ON {sql.name('o_' + c)}.text = p.{sql.name(c)}"
            for c in sorted(self.joined(columns))
        ]
        good = '(SELECT * FROM plain WHERE NOT ".bad")' if self.any_bad else "plain"
        return " ".join([few or good, "AS p", *joins])
