"""Calls and dated messages as one list in time order: whose, how long, in which handset, where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kg.ledger import all_rows
from kg.ledger.base import ContactRows
from kg.ledger.duck import fill
from kg.values import Refused
from kg.values.call_length import parse_span
from kg.values.phones import normal_phone

if TYPE_CHECKING:
    from kg.ledger.index import Index

CALL = "call"
KINDS = {
    "src": np.int32, "dst": np.int32, "start": np.int64, "width": np.int64, "seq": np.int64,
    "source_no": np.int32, "reporter": np.int32, "seconds": np.int64, "silent": np.bool_,
    "written": np.bool_, "own": np.int8, "device": np.int32, "cell": np.int32,
}  # fmt: skip
#: What only some files say of a call.
TOLD = ("duration", "imei", "cellSite", "locationArea")
UNREAD = "unread_span"


@dataclass(frozen=True, slots=True)
class ContactWords:
    """How files say what a row is: the classes that are messages, the words (RE2) of a channel."""

    messages: Collection[str]
    unanswered: str
    written: str


def contact_rows(index: Index, how: ContactWords) -> ContactRows:
    """Return every call and message that stands in time; others are counted in ``left_out``."""
    con = index.con
    unread = _spans(index)
    query = all_rows.sql("contacts").replace("{calls}", _calls(index, how))
    con.execute(query.replace("{messages}", _messages(how)))
    cells = con.execute(f"SELECT {', '.join(KINDS)} FROM contact_row").fetchnumpy()
    columns: dict[str, NDArray[Any]] = {
        name: np.asarray(cells[name]).astype(kind) for name, kind in KINDS.items()
    }
    ends = _column(index, "SELECT id FROM contact_end ORDER BY code")
    return ContactRows(
        **columns,
        links=_column(index, "SELECT id FROM contact_row"),
        ends=ends,
        devices=_column(index, "SELECT id FROM contact_device ORDER BY code"),
        cells=_column(index, "SELECT id FROM contact_cell ORDER BY code"),
        service=_service(index, ends),
        left_out=_left_out(index, how, unread),
    )


def _column(index: Index, query: str) -> list[str]:
    return [row[0] for row in index.con.execute(query).fetchall()]


def _spans(index: Index) -> Counter[str]:
    """Make the table of lengths as they are written, in seconds; return those nobody can read."""
    con, unread = index.con, Counter[str]()
    con.execute("CREATE OR REPLACE TEMP TABLE contact_span (text VARCHAR, seconds BIGINT)")
    if CALL not in index.flow_classes or "duration" not in _present_columns(index):
        return unread
    written = con.execute(
        f"SELECT duration, count(*) FROM {all_rows.flow_table(CALL)} WHERE in_time"
        " AND trim(coalesce(duration, '')) <> '' GROUP BY duration ORDER BY duration"
    ).fetchall()
    texts, seconds = [], []
    for text, count in written:
        try:
            seconds.append(parse_span(text))
        except Refused:
            unread[UNREAD] += count
            continue
        texts.append(text)
    fill(con, "contact_span", texts, seconds)
    return unread


def _present_columns(index: Index) -> frozenset[str]:
    """Return which of the columns that only some files have are there."""
    path = index.folder / f"{all_rows.flow_table(CALL)}.parquet"
    return frozenset(TOLD) & frozenset(all_rows.columns_of(index.con, path))


def _calls(index: Index, how: ContactWords) -> str:
    if CALL not in index.flow_classes:
        return f"SELECT * FROM ({_messages(how)}) WHERE false"
    present = _present_columns(index)
    text = {
        column: all_rows.name(column) if column in present else "NULL::VARCHAR" for column in TOLD
    }
    channel = "coalesce(channel, '')"
    return (
        "SELECT id, source, target, start_us, end_us, precision, coalesce(2 * seq + 2, -1) AS seq,"
        " source_no, reporter_code AS reporter, row_no AS place,"
        f" regexp_matches({channel}, {all_rows.text(how.unanswered)}) AS unanswered,"
        f" regexp_matches({channel}, {all_rows.text(how.written)}) AS written,"
        " CASE WHEN reporter_code < 0 OR source_code = target_code THEN -1"
        " WHEN reporter_code = source_code THEN 0 WHEN reporter_code = target_code THEN 1"
        f" ELSE -1 END AS own, {text['duration']} AS duration,"
        f" nullif(regexp_extract({text['imei']}, '[0-9]{{14}}'), '') AS device,"
        f" CASE WHEN trim({text['cellSite']}) <> '' THEN"
        f" concat_ws(' ', nullif(trim({text['locationArea']}), ''), trim({text['cellSite']})) END"
        f" AS cell FROM {all_rows.flow_table(CALL)} WHERE in_time"
    )


def _messages(how: ContactWords) -> str:
    return (
        "SELECT id, source, target, start_us, end_us, precision, -1 AS seq, -1 AS source_no,"
        " -1 AS reporter, 0 AS place, false AS unanswered, true AS written, -1 AS own,"
        " NULL::VARCHAR AS duration, NULL::VARCHAR AS device, NULL::VARCHAR AS cell FROM link"
        f" WHERE {_is_message(how)} AND start_us IS NOT NULL AND proof <> 'excluded'"
    )


def _is_message(how: ContactWords) -> str:
    return f"kind IN ({', '.join(map(all_rows.text, sorted(how.messages))) or 'NULL'})"


def _service(index: Index, ends: Sequence[str]) -> NDArray[np.bool_]:
    """Mark the ends that are service numbers; no number with a country code is one."""
    numbers = index.con.execute(
        "SELECT code, values->>'$.msisdn[0]' FROM contact_end JOIN entity USING (id)"
        " WHERE values->>'$.msisdn[0]' NOT LIKE '+%'"
    ).fetchall()
    marks = np.zeros(len(ends), np.bool_)
    for code, number in numbers:
        marks[code] = _is_service(number)
    return marks


def _is_service(number: str) -> bool:
    try:
        return normal_phone(number).form == "service"
    except Refused:
        return False


def _left_out(index: Index, how: ContactWords, unread: Counter[str]) -> dict[str, int]:
    """Count what stands in no order of time, by the reason, and lengths that nobody can read."""
    parts = [
        "SELECT CASE WHEN proof = 'excluded' THEN proof ELSE 'undated' END AS why, count(*) AS n"
        f" FROM link WHERE {_is_message(how)} AND (start_us IS NULL OR proof = 'excluded')"
        " GROUP BY why"
    ]
    if CALL in index.flow_classes:
        parts.append(
            "SELECT CASE WHEN judged = 'excluded' THEN judged WHEN status <> 'ok' THEN status"
            f" ELSE 'undated' END AS why, count(*) AS n FROM {all_rows.flow_table(CALL)}"
            " WHERE NOT in_time GROUP BY why"
        )
    query = f"SELECT why, sum(n)::BIGINT FROM ({' UNION ALL '.join(parts)}) GROUP BY why"
    return dict(sorted([*index.con.execute(query).fetchall(), *unread.items()]))
