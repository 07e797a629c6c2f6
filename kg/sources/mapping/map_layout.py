"""From rows of text to the Parquet files of a source: one layout at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from kg.messages import Column, Message
from kg.model import snake_case
from kg.schema import load_schema
from kg.sources.layout import Layout
from kg.sources.mapping import sql
from kg.sources.mapping.fact_rows import FactMap
from kg.sources.mapping.flow_files import end_entities, write_flows
from kg.sources.mapping.flows import FlowMap, flow_name
from kg.sources.mapping.parties import Parties
from kg.sources.mapping.typed_rows import TypedRows
from kg.sources.tables import Refusal
from kg.text import visible

if TYPE_CHECKING:
    import duckdb

    from kg.sources.text_survey import TextSurvey

_WORD = "(values->>'$.recordedAs[0]')"
_SERIAL = "(values->>'$.serial[0]')"
_WORDS = 8
"""So many words that are not known are told."""
_COPY = "(FORMAT parquet, COMPRESSION lz4)"
_ENTITY = (
    "id VARCHAR, kind VARCHAR, name VARCHAR, values VARCHAR, role VARCHAR DEFAULT '', pos BIGINT"
)
_LINK = (
    "kind VARCHAR, source VARCHAR, target VARCHAR, object VARCHAR, start_us BIGINT, end_us BIGINT, "
    "precision VARCHAR, time_text VARCHAR, amount DECIMAL(38,18), currency VARCHAR, proof VARCHAR, "
    "values VARCHAR, pos BIGINT"
)


@dataclass(slots=True)
class Mapped:
    """What the mapping of one layout says besides its files."""

    rows: int = 0
    problems: list[Refusal] = field(default_factory=list)
    statuses: list[tuple[int, str]] = field(default_factory=list)
    warnings: list[Message] = field(default_factory=list)
    flows: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class LayoutMapping:
    """Maps one layout's rows of one source inside a connection that holds them as ``raw``."""

    con: duckdb.DuckDBPyConnection
    layout: Layout
    sha256: str
    texts: Callable[[Sequence[int]], dict[int, str]]
    serial: str = ""
    scope: str = ""

    def run(self, present: Sequence[str], looks: TextSurvey, folder: Path) -> Mapped:
        """Write the flows; add entities, links and aliases to the tables of the source."""
        self.con.execute("DROP TABLE IF EXISTS bad")
        self._forget("odd_", "few_", "said_")
        frame = TypedRows(self.con, self.layout, present, self.serial)
        frame.load("raw", looks)
        parties = Parties(frame, load_schema(), self.sha256, self.scope or self.layout.scope)
        done = Mapped()
        maps = [FlowMap(frame, parties, flow) for flow in self.layout.flows]
        maps = [flow for flow in maps if flow.is_told()]
        for flow in maps:
            flow.prepare()
            written = write_flows(flow, folder / flow_name(flow.flow.kind))
            done.flows[flow.flow.kind] = done.flows.get(flow.flow.kind, 0) + written
        done.warnings = self._facts(frame, parties, maps)
        self._count(frame, maps, done)
        return done

    def _forget(self, *prefixes: str) -> None:
        for (table,) in self.con.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            if table.startswith(prefixes):
                self.con.execute(f"DROP TABLE {sql.name(table)}")

    def _facts(self, frame: TypedRows, parties: Parties, maps: Sequence[FlowMap]) -> list[Message]:
        from kg.sources.mapping.typed_facts import typed_facts

        odd = typed_facts(frame, parties)
        facts = FactMap(frame, parties)
        for select in (*facts.entities(), *filter(None, map(end_entities, maps))):
            self.con.execute(f"INSERT INTO entity BY NAME {select}")
        for select in facts.alike():
            self.con.execute(f"INSERT INTO alike {select}")
        for select in (*facts.links(), *facts.claims()):
            self.con.execute(f"INSERT INTO link {select}")
        for select in facts.aliases():
            self.con.execute(f"INSERT INTO alias {select}")
        return odd

    def _count(self, frame: TypedRows, maps: Sequence[FlowMap], done: Mapped) -> None:
        row = self.con.execute("SELECT count(*) FROM plain").fetchone()
        done.rows = int(row[0]) if row else 0
        done.problems = self._problems()
        done.statuses = [
            (pos, "problem")
            for (pos,) in self.con.execute("SELECT DISTINCT pos FROM bad").fetchall()
        ]
        for flow in maps:
            rows, status = frame.rows(flow.columns(), flow.told()), flow.status()
            select = f"SELECT p.pos, {status} AS status FROM {rows} WHERE status <> 'ok'"
            done.statuses += self.con.execute(select).fetchall()
            done.warnings += _of_unknown_outcomes(flow)
        done.warnings += [*self._flags(frame), *_status_messages(done)]

    def _problems(self) -> list[Refusal]:
        """Return one refusal for each bad row, the first by the layout's order of columns."""
        rows = self.con.execute(
            "SELECT raw.member, raw.row_no, b.code, b.about, b.reason, raw.pos FROM raw JOIN "
            "(SELECT pos, arg_min(code, rank) AS code, arg_min(about, rank) AS about, "
            "arg_min(reason, rank) AS reason "
            "FROM bad GROUP BY pos) b USING (pos) ORDER BY raw.pos"
        ).fetchall()
        texts = self.texts([row[-1] for row in rows]) if rows else {}
        return [
            Refusal(member, row_no, code, reason_of(column, reason), texts[pos])
            for member, row_no, code, column, reason, pos in rows
        ]

    def _flags(self, frame: TypedRows) -> list[Message]:
        """Say, column by column, what was kept though it looks wrong."""
        flags = []
        for column in sorted(frame.odd):
            odd = sql.name("odd_" + column)
            lenient = self.layout.columns[column].lenient
            reason = "CASE WHEN code <> '' THEN reason ELSE flag END" if lenient else "flag"
            row = self.con.execute(
                f"SELECT count(*), min({reason}) FROM (SELECT {sql.name(column)} AS said FROM "
                f"plain) JOIN {odd} ON text = said WHERE {reason} <> ''"
            ).fetchone()
            if row and row[0]:
                first = Message.from_json(row[1])
                odd_rows = Message("rows-look-odd", count=row[0], first=first)
                flags.append(Message("of-column", column=Column(column), reason=odd_rows))
        return flags


@lru_cache(maxsize=4_096)
def reason_of(column: str, stored: str) -> Message:
    """Return the reason that a table holds as JSON, with the column that it is about, if any."""
    reason = Message.from_json(stored)
    return Message("of-column", column=Column(column), reason=reason) if column else reason


def _of_unknown_outcomes(flow: FlowMap) -> list[Message]:
    """Say which rows count as carried out though their word for that is not known."""
    messages = []
    for column, told in flow.unknown_outcomes().items():
        if told:
            words = [visible(word) for word, _ in told[:_WORDS]]
            count = sum(count for _, count in told)
            reason = Message("outcome-not-known", count=count, words=words)
            messages.append(Message("of-column", column=Column(column), reason=reason))
    return messages


def _status_messages(done: Mapped) -> list[Message]:
    counts: dict[str, int] = {}
    for _, status in done.statuses:
        counts[status] = counts.get(status, 0) + 1
    messages = []
    if count := counts.get("undated"):
        messages.append(Message("rows-without-a-date", count=count))
    if count := counts.get("inverted"):
        messages.append(Message("rows-end-before-they-begin", count=count))
    return messages


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables that all layouts of one source fill."""
    con.execute(f"CREATE TABLE entity ({_ENTITY})")
    con.execute(f"CREATE TABLE link ({_LINK})")
    con.execute("CREATE TABLE alias (a VARCHAR, b VARCHAR, pos BIGINT)")
    con.execute("CREATE TABLE alike (id VARCHAR, alike VARCHAR, shown VARCHAR)")
    con.execute("CREATE TABLE typed (pos BIGINT)")


def write_facts(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write entities, links and aliases, distinct, each with the first row that says it.

    A thing that one row calls by a role and another by its kind has both rows.
    ``alike.parquet``, where it is needed, has the identifiers that hold in the file or its scope.
    """
    con.execute(
        "COPY (SELECT id, kind, arg_min(name, pos) AS name, values, "
        "arg_min(row_no, pos) AS row_no, arg_min(member, pos) AS member "
        "FROM entity JOIN place USING (pos) GROUP BY id, kind, values, role "
        "ORDER BY min(pos), id, kind, values, role) "
        f"TO {sql.lit(str(folder / 'entity.parquet'))} {_COPY}"
    )
    con.execute(
        "COPY (SELECT a, b, arg_min(row_no, pos) AS row_no, arg_min(member, pos) AS member "
        "FROM alias JOIN place USING (pos) GROUP BY a, b ORDER BY min(pos), a, b) "
        f"TO {sql.lit(str(folder / 'alias.parquet'))} {_COPY}"
    )
    if con.execute("SELECT 1 FROM alike LIMIT 1").fetchone():
        con.execute(
            "COPY (SELECT id, alike, min(shown) AS shown FROM alike GROUP BY 1, 2 ORDER BY id) "
            f"TO {sql.lit(str(folder / 'alike.parquet'))} {_COPY}"
        )
    con.execute(f"COPY ({_links()}) TO {sql.lit(str(folder / 'link.parquet'))} {_COPY}")


def _links() -> str:
    """Return the query of all links, the same fact once, with its id.

    Of rows that people type each is kept, for each is evidence: who says twice on two pages what is
    the same has two lines. Of what a system writes the first row stands for all that say the same.

    The word by which a system calls the relation is part of the id where there is one: that A knows
    B and that A owes B are two facts, whether or not the ontology has a class for each. So is the
    number of the relation in its file: two links of one graph between the same two stay two.
    """
    schema = load_schema()
    kinds = [
        (f"kind = {sql.lit(k.name)}", sql.lit(f"urn:crimechain:{snake_case(k.name)}:"))
        for k in schema.link_kinds()
    ]
    amount = "coalesce(amount::VARCHAR, '')"
    times = [f"coalesce({name}::VARCHAR, '')" for name in ("start_us", "end_us")]
    text = sql.certain(
        [
            "source",
            "target",
            "object",
            *times,
            amount,
            "currency",
            "coalesce(values->>'$.role[0]', '')",
        ]
    )
    text += f" || coalesce({sql.delimited([_WORD])}, '')"
    numbered = sql.delimited(["'serial'", _SERIAL])
    text += f" || coalesce({numbered}, '')"
    return (
        f"SELECT {sql.case(kinds)} || substr(sha256({text}), 1, 32) AS id, kind, source, target, "
        "object, start_us, end_us, precision, time_text, amount, currency, proof, "
        "50 AS confidence, values, row_no, member "
        "FROM (SELECT link.* EXCLUDE (pos), own, arg_min(row_no, pos) AS row_no, "
        "arg_min(member, pos) AS member, min(pos) AS pos FROM link JOIN place USING (pos) "
        "LEFT JOIN (SELECT DISTINCT pos AS own FROM typed) ON own = pos "
        "GROUP BY ALL) ORDER BY pos, id"
    )
