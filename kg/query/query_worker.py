"""The worker process: answers one question at a time, and may be killed at any moment.

Started as ``python -m kg.query.query_worker BYTES``; questions come on stdin, answers go to stdout.
Before anything else it cuts itself off from the network (:mod:`kg.sandbox`): Oxigraph opens
connections for SERVICE and cannot be told not to, so the guard must not be all that stands there.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from kg.errors import KgError, QueryError, QueryRefused, QuerySyntaxError, QueryTooBig, StoreCorrupt
from kg.messages import Message
from kg.query.query_wire import pack, pack_cell, size_of, unpack
from kg.sandbox import deny_network
from kg.workers.child import leave, open_answers, open_requests, say

ANSWER_BYTES = 64 << 20


def main() -> None:
    """Serve questions until stdin ends; then die, even in the middle of one."""
    answers = open_answers()
    network = deny_network()  # while there is one thread: what listens below is a second
    limit_memory(int(sys.argv[1]))
    gc.disable()  # answers hold no circles, and a collection doubles the time of a short one
    questions = open_requests()
    say(answers, pack({"ready": os.getpid(), "network": network}))
    while line := questions.next():
        say(answers, pack(answer(unpack(line))))
    leave()


def limit_memory(limit: int) -> None:
    """Let this process have so many bytes and no more; Windows has no such limit."""
    if os.name == "nt":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(question: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer, or the error that says why there is none."""
    try:
        if "form" in question:
            return {"document": _document(question)}
        columns, rows = _ask(question)
        return _collect(columns, rows, int(question["rows"]))
    except KgError as error:
        return _error(type(error).__name__, error.what, error.hint)
    except MemoryError:
        return _error(QueryTooBig.__name__, Message("memory-limit-reached"))
    except SyntaxError as error:
        return _error(QuerySyntaxError.__name__, _engine_message(error.msg))
    except (RuntimeError, ValueError) as error:
        return _error(QuerySyntaxError.__name__, _engine_message(str(error)))
    except OSError as error:
        return _error(StoreCorrupt.__name__, _engine_message(str(error)))


def _document(question: Mapping[str, Any]) -> str:
    from kg.query.run_sparql import sparql_document

    return sparql_document(question["text"], question["graph"], question["form"], ANSWER_BYTES)


def _ask(question: Mapping[str, Any]) -> tuple[list[str], Iterator[list[object]]]:
    if "graph" in question:
        from kg.query.run_sparql import ask_sparql

        return ask_sparql(question["text"], question["graph"], union=question["union"])
    return _ask_ledger(question)


def _ask_ledger(question: Mapping[str, Any]) -> tuple[list[str], Iterator[list[object]]]:
    import duckdb

    from kg.query.run_sql import ask_sql

    memory = int(question["bytes"])
    try:
        columns, rows = ask_sql(
            question["text"], question["ledger"], question["parameters"], memory
        )
        first = list(next_rows(rows, int(question["rows"]) + 1))
    except duckdb.OutOfMemoryException as error:
        raise QueryTooBig(Message("memory-limit-reached")) from error
    except duckdb.PermissionException as error:
        raise QueryRefused(_engine_message(str(error))) from error
    except (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException) as error:
        raise QuerySyntaxError(_engine_message(str(error))) from error
    except duckdb.Error as error:
        raise QueryError(_engine_message(str(error))) from error
    return columns, ([pack_cell(cell) for cell in row] for row in first)


def next_rows(rows: Iterator[tuple[object, ...]], limit: int) -> Iterator[tuple[object, ...]]:
    """Yield at most so many rows."""
    for _, row in zip(range(limit), rows, strict=False):
        yield row


def _collect(columns: list[str], rows: Iterator[list[object]], limit: int) -> dict[str, Any]:
    packed: list[list[object]] = []
    size = 0
    for row in rows:
        if len(packed) == limit or size > ANSWER_BYTES:
            return {"columns": columns, "rows": packed, "truncated": True}
        packed.append(row)
        size += size_of(row)
    return {"columns": columns, "rows": packed, "truncated": False}


def _error(kind: str, what: Message, hint: Message | None = None) -> dict[str, Any]:
    return {
        "error": kind,
        "what": what.to_plain(),
        "hint": hint.to_plain() if hint else None,
    }


def _engine_message(text: str) -> Message:
    """Return what the engine itself says, on one line."""
    return Message("said-by-program", text=" ".join(text.split())[:500])


if __name__ == "__main__":
    main()
