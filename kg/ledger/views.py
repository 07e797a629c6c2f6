"""The SQL views of the ledger: what ``kg query CASE --sql`` sees.

Times are TIMESTAMP on the wall clock of the case's zone: an investigator reads and types local
time, comparisons need no session setting, and results reach Python without pytz. Amounts are
DECIMAL(38, 18), so sums are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.ledger import all_rows
from kg.ledger.duck import connect
from kg.ledger.source_tables import Shelf

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

    from kg.ledger.index_tables import IndexTables

FLOW = {
    "id": "VARCHAR", "source": "VARCHAR", "target": "VARCHAR", "start_time": "TIMESTAMP",
    "end_time": "TIMESTAMP", "amount": "DECIMAL(38, 18)", "currency": "VARCHAR",
    "tx_count": "BIGINT", "sources": "BIGINT", "sha256": "VARCHAR", "row_no": "BIGINT",
    "status": "VARCHAR", "member": "VARCHAR", "precision": "VARCHAR", "time_text": "VARCHAR",
    "counter_name": "VARCHAR", "memo": "VARCHAR", "channel": "VARCHAR", "judged": "VARCHAR",
}  # fmt: skip
"""What every flow view begins with, in this order; the layouts' own columns follow."""
ENTITY = ("id", "kind", "name", "values", "rows", "shas")
LINK = (
    "id", "kind", "source", "target", "object", "start_time", "end_time", "amount", "currency",
    "proof", "confidence", "values", "rows", "shas", "precision",
)  # fmt: skip
ROW = {"sha256": "VARCHAR", "row_no": "BIGINT", "member": "VARCHAR", "status": "VARCHAR"}
"""What the view of all rows begins with; the columns of the files follow."""


def open_views(
    con: DuckDBPyConnection, *, index: str, shelves: list[list[str]], zone: str, both: bool
) -> None:
    """Create the views of an index that another process describes (:func:`described`).

    With ``both`` each flow view has one line per telling, as its ``_both`` twin always has.
    """
    from kg.ledger.index_tables import IndexTables

    tables = IndexTables(Path(index), [Shelf(sha256, Path(folder)) for sha256, folder in shelves])
    create_views(tables, con, zone)
    for kind in tables.flow_classes if both else ():
        create_flow_views(tables, con, kind, zone, both=True)


def described(index: IndexTables, zone: str, *, both: bool = False) -> dict[str, Any]:
    """Return in plain values how the query worker opens the views, and where it may read."""
    shelves = [[shelf.sha256, str(shelf.folder)] for shelf in index.shelves]
    return {
        "views": "kg.ledger.views:open_views",
        "arguments": {"index": str(index.folder), "shelves": shelves, "zone": zone, "both": both},
        "folders": [str(index.folder), *(folder for _, folder in shelves)],
    }


def create_views(index: IndexTables, con: DuckDBPyConnection, zone: str) -> None:
    """Create one view per flowing class (and its ``_both``), ``row``, ``entity`` and ``link``."""
    for kind in flows_of(index):
        create_flow_views(index, con, kind, zone)
    con.execute(f"CREATE OR REPLACE VIEW entity AS {_entities(index)}")
    con.execute(f"CREATE OR REPLACE VIEW link AS {_links(index, zone)}")
    con.execute(f"CREATE OR REPLACE VIEW row AS {_rows(index)}")


def flows_of(index: IndexTables) -> tuple[str, ...]:
    """Return the classes that have views of what flows: two always, others that have rows."""
    return tuple(dict.fromkeys(("transfer", "call", *index.flow_classes)))


def view_columns(index: IndexTables) -> dict[str, tuple[str, ...]]:
    """Return the columns that every view has, by the view; a file may add more to flows and rows.

    All that is said of views elsewhere, to people and in tables, goes by this.
    """
    flows = [view for kind in flows_of(index) for view in (kind, f"{kind}_both")]
    return {**dict.fromkeys(flows, tuple(FLOW)), "entity": ENTITY, "link": LINK, "row": tuple(ROW)}


def read_view(index: IndexTables, view: str, zone: str) -> pa.Table:
    """Return all rows of a view as an Arrow table."""
    con = connect()
    create_views(index, con, zone)
    return con.sql(f"FROM {all_rows.name(view)}").to_arrow_table()


def create_flow_views(
    index: IndexTables, con: DuckDBPyConnection, kind: str, zone: str, *, both: bool = False
) -> None:
    """Create the view of a class, one line per payment, and the one that counts both tellings.

    With ``both`` the view itself counts both tellings.
    """
    if kind not in index.flow_classes:
        for view in (kind, f"{kind}_both"):
            con.execute(f"CREATE OR REPLACE VIEW {view} AS {_empty(FLOW)}")
        return
    flows = all_rows.parquet(index.folder / f"{all_rows.flow_table(kind)}.parquet")
    rows = all_rows.parquet(index.folder / f"told_{kind}.parquet")
    chosen = _chosen((*FLOW, *index.extras(kind)), zone)
    once = f"SELECT {chosen} FROM {flows}"
    twice = (
        f"{once} WHERE id NOT IN (SELECT payment FROM {rows}) UNION ALL SELECT {chosen} FROM {rows}"
    )
    con.execute(f"CREATE OR REPLACE VIEW {kind} AS {twice if both else once}")
    con.execute(f"CREATE OR REPLACE VIEW {kind}_both AS {twice}")


def _empty(columns: Mapping[str, str]) -> str:
    nothing = ", ".join(f"NULL::{kind} AS {name}" for name, kind in columns.items())
    return f"SELECT {nothing} WHERE false"


def _chosen(columns: Iterable[str], zone: str) -> str:
    times = {"start_time": _start(zone), "end_time": _local("end_us", zone)}
    chosen = (f"{times[c]} AS {c}" if c in times else all_rows.name(c) for c in columns)
    return ", ".join(chosen)


def _local(column: str, zone: str) -> str:
    return f"((make_timestamp({column}) AT TIME ZONE 'UTC') AT TIME ZONE {all_rows.text(zone)})"


def _start(zone: str) -> str:
    """Return SQL for when a fact began; of a day, the one that its row wrote, in whatever zone.

    It is :func:`kg.values.moments.written_day`.
    """
    day = "date_trunc('day', make_timestamp(start_us) + INTERVAL 13 HOUR)::TIMESTAMP"
    return f"CASE WHEN precision = 'day' THEN {day} ELSE {_local('start_us', zone)} END"


def _entities(index: IndexTables) -> str:
    path = all_rows.file_text(index.folder / "entity.parquet")
    return f"SELECT {', '.join(ENTITY)} FROM read_parquet({path})"


def _links(index: IndexTables, zone: str) -> str:
    path = all_rows.file_text(index.folder / "link.parquet")
    return f"SELECT {_chosen(LINK, zone)} FROM read_parquet({path})"


def _rows(index: IndexTables) -> str:
    """Every row of every source as text, with what its reading said of it."""
    parts = [
        _part(shelf, path, shelf.folder / path.name.replace("row_", "status_"))
        for shelf in index.shelves
        for path in sorted(shelf.folder.glob("row_*.parquet"))
    ]
    return "\nUNION ALL BY NAME\n".join(parts) or _empty(ROW)


def _part(shelf: Shelf, rows: Path, statuses: Path) -> str:
    """Return the query of one table's rows; whose status is not told is well.

    Rows that were cut out of a lake are those that were read, and have no table of statuses.
    """
    told = "(SELECT NULL::BIGINT AS place, NULL::VARCHAR AS status WHERE false)"
    if statuses.is_file():
        told = all_rows.parquet(statuses)
    return (
        f"SELECT {all_rows.text(shelf.sha256)} AS sha256, r.row_no, r.member,"
        " coalesce(s.status, 'ok') AS status, r.* EXCLUDE (row_no, member, file_row_number)"
        f" FROM read_parquet({all_rows.file_text(rows)}, file_row_number = true) r"
        f" LEFT JOIN {told} s ON s.place = r.file_row_number"
    )
