"""The engine and nothing else in a process of its own: what a question costs beside kg's worker.

A line in is a question as JSON, a line out is its answer as the engine itself writes it: no guard,
no clock, no ceiling, no types.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self


class BareEngine:
    """A warm process that answers from one store."""

    def __init__(self, store: Path) -> None:
        self._child = subprocess.Popen(
            [sys.executable, __file__, str(store)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def rows(self, text: str) -> list[dict[str, Any]]:
        """Return the rows of an answer, each cell as SPARQL's JSON has it."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(json.dumps(text).encode() + b"\n")
        self._child.stdin.flush()
        found: list[dict[str, Any]] = json.loads(self._child.stdout.readline())["results"][
            "bindings"
        ]
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._child.communicate()


def main() -> None:
    """Answer every line until there is none."""
    from pyoxigraph import QueryResultsFormat, QuerySolutions, Store

    store = Store.read_only(sys.argv[1])
    for line in sys.stdin:
        found = store.query(json.loads(line))
        assert isinstance(found, QuerySolutions)
        told = found.serialize(format=QueryResultsFormat.JSON)
        assert told is not None
        sys.stdout.buffer.write(told + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
