"""Freeze the clock and fix the key of new cases, in every Python process of a golden run.

Python imports this at its start, since the folder is on PYTHONPATH: so it holds for any commit of
kg and for its workers, without a hook in kg. ``time.monotonic`` runs on, so time limits hold.
"""

import datetime
import secrets

import time_machine

NOW = datetime.datetime(2026, 1, 15, 9, 30, tzinfo=datetime.UTC)
KEY = bytes(range(1, 33))
"""What a new case gets as its key. Other lengths (of temporary names) stay random."""

_random_bytes = secrets.token_bytes


def _token_bytes(nbytes: int | None = None) -> bytes:
    return KEY if nbytes == len(KEY) else _random_bytes(nbytes)


secrets.token_bytes = _token_bytes
time_machine.travel(NOW, tick=False).start()
