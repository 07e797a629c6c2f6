"""The rows of one layout as a typed view: each text read once, each refusal kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.messages import Column, Message
from kg.sources.layout import Layout
from kg.sources.mapping import sql
from kg.sources.mapping.read_values import ColumnReading, reading_of, safely
from kg.sources.text_survey import DRESSED, QUOTED, QUOTES, SPACES, TextSurvey

if TYPE_CHECKING:
    import duckdb


_LAST, _AFTERWARDS = 99, 100
_FEW = 2_000
"""Rows that are few: to plan what reads their texts takes longer than to read them."""
_GOOD = "(SELECT * FROM plain ANTI JOIN bad USING (pos))"


@dataclass(frozen=True, slots=True)
class RowsRefused:
    """Why rows are refused: the code, the reason, and the column that it is about, if it is one."""

    code: str
    reason: Message
    column: str = ""


@dataclass(slots=True)
class TypedRows:
    """``plain``, one line per row, and ``odd_<column>`` for texts that are not their own value."""

    con: duckdb.DuckDBPyConnection
    layout: Layout
    present: Sequence[str]
    serial: str = ""
    readings: dict[str, ColumnReading] = field(default_factory=dict)
    odd: set[str] = field(default_factory=set)
    any_bad: bool = False

    def has(self, column: str) -> bool:
        """Say whether the file has this column of the layout."""
        return column in self.present

    def load(self, raw: str, looks: TextSurvey) -> None:
        """Make ``plain`` of a table of raw rows whose columns have the layout's names."""
        for name in self.present:
            column = self.layout.columns[name]
            if reading := reading_of(self.layout, column, sql.name(name), self.serial):
                self.readings[name] = reading
        quick = {name: self.readings[name] for name in self.present if self.is_quick(name)}
        query = plain_query(
            raw, self.present, quick, self.layout.blank, looks.dressed, looks.blanks
        )
        self.con.execute(f"CREATE OR REPLACE VIEW plain AS {self._made_once(raw, query)}")
        for name in self._with_unread():
            self._read_odd(name)
        self._note_bad()

    def _made_once(self, raw: str, query: str) -> str:
        """Return the query of ``plain``; of few rows it is that of a table: many queries ask it."""
        if len(self.con.execute(f"SELECT 1 FROM {raw} LIMIT {_FEW + 1}").fetchall()) > _FEW:
            return query
        self.con.execute(f"CREATE OR REPLACE TABLE plain_rows AS {query}")
        return "SELECT * FROM plain_rows"

    def is_quick(self, column: str) -> bool:
        """Say whether SQL reads the plain texts of a column, row by row, into ``<column>.v``."""
        reading = self.readings.get(column)
        return bool(reading and reading.by_row and reading.plain)

    def _with_unread(self) -> list[str]:
        """Return the columns that have texts which SQL did not read row by row."""
        quick = [name for name in self.readings if self.is_quick(name)]
        if not quick:
            return list(self.readings)
        counts = ", ".join(
            f"count(*) FILTER ({sql.name(name)} IS NOT NULL AND {sql.name(name + '.v')} IS NULL)"
            for name in quick
        )
        counts_of_unread = self.con.execute(f"SELECT {counts} FROM plain").fetchall()[0]
        read = {name for name, count in zip(quick, counts_of_unread, strict=True) if not count}
        return [name for name in self.readings if name not in read]

    def _read_odd(self, column: str) -> None:
        """Read each distinct text once: in SQL where that can, else by the Python reader.

        What is its own value is left out.
        """
        reading, text = self.readings[column], sql.name(column)
        quick = self.is_quick(column)
        unread = f"AND {sql.name(column + '.v')} IS NULL" if quick else ""
        plain = reading.plain if reading.plain and not quick else "NULL"
        self.con.execute(
            f"CREATE OR REPLACE TEMP TABLE seen AS SELECT text, ({plain})::VARCHAR AS v FROM "
            f"(SELECT DISTINCT {text}, {text} AS text FROM plain "
            f"WHERE {text} IS NOT NULL {unread})"
        )
        slow = self.con.execute("SELECT text FROM seen WHERE v IS NULL ORDER BY text").fetchall()
        self._read_slowly(reading, [text for (text,) in slow])
        self._store(column, reading)

    def _read_slowly(self, reading: ColumnReading, texts: Sequence[str]) -> None:
        import pyarrow as pa

        read = [(text, safely(reading.read, text)) for text in texts]
        columns = {
            "text": texts,
            "v": [value.value for _, value in read],
            "x": [value.extra for _, value in read],
            "code": [value.code for _, value in read],
            "reason": [_as_json(value.reason) for _, value in read],
            "flag": [_as_json(value.flag) for _, value in read],
        }
        schema = pa.schema([(name, pa.string()) for name in columns])
        self.con.register("read_texts", pa.table(columns, schema=schema))

    def _store(self, column: str, reading: ColumnReading) -> None:
        """Keep the texts that are not simply their own value."""
        odd = sql.name("odd_" + column)
        own = "v = text AND x = '' AND code = '' AND flag = ''"
        keep = f"WHERE NOT coalesce({own}, false)" if _is_own(reading) else ""
        self.con.execute(
            f"CREATE OR REPLACE TABLE {odd} AS SELECT text, CAST(v AS {reading.sql_type}) AS v, "
            "x, code, reason, flag FROM (SELECT text, v, '' AS x, '' AS code, '' AS reason, "
            "'' AS flag FROM seen WHERE v IS NOT NULL UNION ALL "
            f"SELECT text, v, x, code, reason, flag FROM read_texts) {keep}"
        )
        row = self.con.execute(f"SELECT count(*) FROM {odd}").fetchone()
        if row and row[0]:
            self.odd.add(column)

    def _note_bad(self) -> None:
        """Keep, for each row, the first refusal that stops its fact: its column and its reason.

        A reason is the JSON of a message.
        """
        checks = [c for c in self.odd if not self.layout.columns[c].lenient]
        refused = [
            f"SELECT p.pos, {n} AS rank, o.code, {sql.lit(c)} AS about, o.reason "
            f"FROM plain p JOIN {sql.name('odd_' + c)} o ON o.text = p.{sql.name(c)} "
            "WHERE o.code <> ''"
            for n, c in enumerate(self.present)
            if c in checks
        ]
        self.con.execute(
            "CREATE TABLE bad "
            "(pos BIGINT, rank INTEGER, code VARCHAR, about VARCHAR, reason VARCHAR)"
        )
        for select in (*refused, *self._missing()):
            self.con.execute(f"INSERT INTO bad {select}")
        self.refresh()

    def _missing(self) -> list[str]:
        """Return the queries of rows that lack what the layout needs, where any does."""
        doubts = [
            (n, f"{self.text(c)} IS NULL", _blank([c]))
            for n, c in enumerate(self.present)
            if self.layout.columns[c].filled
        ]
        for group in self.layout.one_of:
            present = [c for c in group if self.has(c)]
            nobody = f"coalesce({', '.join(map(self.text, present))}) IS NULL"
            doubts.append((_LAST, nobody, _blank(present)))
        if not doubts:
            return []
        counts = ", ".join(f"count(*) FILTER ({test})" for _, test, _ in doubts)
        refused_counts = self.con.execute(f"SELECT {counts} FROM plain AS p").fetchall()[0]
        return [
            f"SELECT pos, {rank}, 'missing', '', {sql.lit(reason.to_json())} "
            f"FROM plain AS p WHERE {test}"
            for (rank, test, reason), count in zip(doubts, refused_counts, strict=True)
            if count
        ]

    def refuse(self, condition: str, rows: str, refusal: RowsRefused) -> None:
        """Add the rows that meet a condition, and are not refused yet, to the bad ones."""
        texts = (refusal.code, refusal.column, refusal.reason.to_json())
        self.con.execute(
            f"INSERT INTO bad SELECT p.pos, {_AFTERWARDS}, {', '.join(map(sql.lit, texts))} "
            f"FROM {rows} WHERE {condition}"
        )
        self.refresh()

    def refresh(self) -> None:
        """Look again whether any row is refused."""
        row = self.con.execute("SELECT count(*) FROM bad").fetchone()
        self.any_bad = bool(row and row[0])

    def value(self, column: str) -> str:
        """Return SQL for a column's normal value, inside :meth:`rows` of that column."""
        if not self.has(column):
            return "NULL"
        text, odd = f"p.{sql.name(column)}", sql.name("o_" + column)
        reading = self.readings.get(column)
        if reading is None:
            return text
        if _is_own(reading):
            own = f"CASE WHEN {odd}.text IS NULL THEN {text} ELSE {odd}.v END"
            return own if column in self.odd else text
        if not self.is_quick(column):
            return f"{odd}.v" if column in self.odd else f"CAST(NULL AS {reading.sql_type})"
        quick = f"p.{sql.name(column + '.v')}"
        return f"coalesce({quick}, {odd}.v)" if column in self.odd else quick

    def any_text(self, column: str, test: str) -> bool:
        """Say whether a text of a column, ``{}`` in the SQL of a test, passes it."""
        condition = test.format(self.text(column))
        return bool(
            self.con.execute(f"SELECT 1 FROM plain AS p WHERE {condition} LIMIT 1").fetchone()
        )

    def form(self, column: str) -> str:
        """Return SQL for what else is known: a time's precision, a certificate's form."""
        reading = self.readings.get(column)
        if reading is None or not self.has(column):
            return "''"
        here = reading.extra.replace(sql.name(column), f"p.{sql.name(column)}")
        slow = f"{sql.name('o_' + column)}.x"
        return f"coalesce({slow}, {here})" if column in self.odd else here

    def precision(self, time: str, said: str) -> str:
        """Return SQL for how finely a time is known: as a column says, else by the time's form."""
        return f"coalesce({self.value(said)}, {self.form(time)})" if said else self.form(time)

    def text(self, column: str) -> str:
        """Return SQL for a column's text, undressed."""
        return f"p.{sql.name(column)}" if self.has(column) else "NULL"

    def joins(self, columns: Iterable[str]) -> str:
        """Return the joins that the values of some columns need."""
        return " ".join(
            f"LEFT JOIN {sql.name('odd_' + c)} AS {sql.name('o_' + c)} "
            f"ON {sql.name('o_' + c)}.text = p.{sql.name(c)}"
            for c in sorted(set(columns) & self.odd)
        )

    def rows(self, columns: Iterable[str], few: str = "") -> str:
        """Return the FROM clause of the rows that are not refused, with what these columns need.

        ``few`` is a table that stands for them: distinct combinations of some columns.
        """
        return f"{few or self.good()} AS p {self.joins(columns)}"

    def good(self) -> str:
        """Return the table of the rows that are not refused."""
        return _GOOD if self.any_bad else "plain"


def _is_own(reading: ColumnReading) -> bool:
    """Say whether a plain text of this kind is its own value, read once for each distinct text."""
    return reading.sql_type == "VARCHAR" and not reading.by_row


def _as_json(message: Message | None) -> str:
    return message.to_json() if message else ""


def _blank(columns: Sequence[str]) -> Message:
    if len(columns) == 1:
        return Message("column-is-blank", column=Column(columns[0]))
    return Message("columns-are-blank", columns=columns_said(columns))


def columns_said(columns: Sequence[str]) -> Message:
    """Return several columns of a layout as a message says them together."""
    first, *others = map(Column, columns)
    message = Message("both-of", first=first, second=others[0])
    for other in others[1:]:
        message = Message("both-of", first=message, second=other)
    return message


_PLACE = ["pos", "row_no", "member"]


def plain_query(
    raw: str,
    columns: Collection[str],
    quick: Mapping[str, ColumnReading],
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
    quoted = f"regexp_matches({text}, {sql.lit(QUOTED)})"
    bare = sql.case(
        [(quoted, f"trim({text}, {sql.lit(SPACES + QUOTES)})")],
        f"trim({text}, {sql.lit(SPACES)})",
    )
    return sql.case([(f"regexp_matches({text}, {sql.lit(DRESSED)})", bare)], text)


def _filled(column: str, blank: Sequence[str]) -> str:
    """Return SQL for a text, NULL where the layout calls it blank."""
    text, words = sql.name(column), ["", *blank]
    longest = max(len(word.encode()) for word in words)
    return sql.case([(f"strlen({text}) <= {longest} AND {sql.any_of(text, words)}", "NULL")], text)
