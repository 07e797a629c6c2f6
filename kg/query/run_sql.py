"""Inside the worker: one SELECT over the ledger's views, and nothing else of DuckDB.

Three walls: the statement must be one SELECT whose tables are the ledger's views (its parse tree
says so, not its text); the engine may touch no file outside the ledger's folders; and its
configuration is locked. Unguarded, DuckDB read /etc/passwd and COPY wrote over a ledger file.
"""

from __future__ import annotations

import glob
import json
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

import duckdb

from kg.errors import QueryRefused, QuerySyntaxError
from kg.messages import Message

SAFE_TABLE_FUNCTIONS = frozenset(("range", "generate_series", "unnest", "repeat"))
SAFE_NODES = frozenset(("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"))
ROWS_AT_ONCE = 1_000

_ledgers: dict[str, duckdb.DuckDBPyConnection] = {}


def ask_sql(
    text: str, ledger: Mapping[str, Any], parameters: Mapping[str, object], memory: int
) -> tuple[list[str], Iterator[tuple[object, ...]]]:
    """Return the columns and, lazily, the rows of the answer."""
    con = _ledger(ledger, memory)
    check_sql(con, text)
    result = con.execute(text, dict(parameters) or None)
    return [column[0] for column in result.description or ()], _rows(con)


def _rows(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[object, ...]]:
    while batch := con.fetchmany(ROWS_AT_ONCE):
        yield from batch


def _ledger(ledger: Mapping[str, Any], memory: int) -> duckdb.DuckDBPyConnection:
    """Return the connection to one state of the ledger; the one before is let go."""
    key = json.dumps(ledger, sort_keys=True)
    if key not in _ledgers:
        for con in _ledgers.values():
            con.close()
        _ledgers.clear()
        _ledgers[key] = open_ledger(ledger, memory)
    return _ledgers[key]


def open_ledger(ledger: Mapping[str, Any], memory: int) -> duckdb.DuckDBPyConnection:
    """Open an engine that has the ledger's views and can reach nothing else."""
    con = duckdb.connect(":memory:")
    module, function = str(ledger["views"]).split(":")
    getattr(import_module(module), function)(con, **ledger["arguments"])
    lock(con, ledger["folders"], memory)
    return con


def lock(con: duckdb.DuckDBPyConnection, folders: Sequence[str], memory: int) -> None:
    """Let the engine read the folders and nothing else, for good."""
    # views name a file by the pattern that fits it alone, which is looked at as well
    allowed = sorted({*folders, *map(glob.escape, folders)})
    names = ", ".join("'" + folder.replace("'", "''") + "'" for folder in allowed)
    con.execute("SET autoinstall_known_extensions = false")
    con.execute("SET autoload_known_extensions = false")
    con.execute("SET python_enable_replacements = false")
    con.execute("SET temp_directory = ''")  # its folder would be allowed as well
    con.execute(f"SET memory_limit = '{memory // 2 // (1 << 20)}MiB'")
    con.execute("SET TimeZone = 'UTC'")
    con.execute(f"SET allowed_directories = [{names}]")
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")


def check_sql(con: duckdb.DuckDBPyConnection, text: str) -> None:
    """Refuse all but one SELECT over the ledger's views."""
    try:
        kinds = [statement.type.name for statement in con.extract_statements(text)]
    except duckdb.Error as error:
        raise QuerySyntaxError(Message("said-by-program", text=str(error))) from error
    if kinds != ["SELECT"]:
        statement_kinds = kinds or Message("nothing-at-all")
        raise QueryRefused(Message("one-select-only", said=statement_kinds))
    tree = _tree(con, text)
    views = {
        str(row[0]).lower()
        for row in con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    }
    _check_tree(tree, views | set(_named_in(tree)))


def _tree(con: duckdb.DuckDBPyConnection, text: str) -> dict[str, Any]:
    row = con.execute("SELECT json_serialize_sql(?::VARCHAR)", [text]).fetchone()
    assert row is not None
    tree: dict[str, Any] = json.loads(row[0])
    if tree.get("error"):
        raise QueryRefused(Message("said-by-program", text=str(tree["error_message"])))
    return tree


def _named_in(tree: object) -> Iterator[str]:
    """Yield the names that the query itself gives to its parts (WITH)."""
    for node in _dicts(tree):
        for entry in (node.get("cte_map") or {}).get("map", ()):
            yield str(entry["key"]).lower()


def _check_tree(tree: object, known: set[str]) -> None:
    for node in _dicts(tree):
        kind = str(node.get("type", ""))
        if kind.endswith("_NODE") and kind not in SAFE_NODES:
            raise QueryRefused(Message("not-a-select", removesuffix=kind.removesuffix("_NODE")))
        if kind == "TABLE_FUNCTION":
            _check_function(str(node["function"]["function_name"]).lower())
        if kind == "BASE_TABLE":
            _check_table(node, known)


def _check_function(name: str) -> None:
    if name not in SAFE_TABLE_FUNCTIONS:
        raise QueryRefused(Message("may-not-be-read", name=name), hint=Message("ask-ledgers-views"))


def _check_table(node: Mapping[str, Any], known: set[str]) -> None:
    name = str(node["table_name"]).lower()
    if node.get("catalog_name") or node.get("schema_name") not in ("", "main", None):
        raise QueryRefused(
            Message("not-a-ledger-view", name=name), hint=Message("name-without-schema")
        )
    if name not in known:
        raise QueryRefused(
            Message("no-such-view", name=repr(name)),
            hint=Message("views-are", listed=sorted(known) or Message("query-without-tables")),
        )


def _dicts(tree: object) -> Iterator[dict[str, Any]]:
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            yield node
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)
