"""The command line as a person starts it: a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def kg(*words: object) -> subprocess.CompletedProcess[str]:
    """Run ``kg`` in English and return how it ended."""
    environment = {**os.environ, "KG_LANG": "en", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-m", "kg", *map(str, words)],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        check=False,
    )


def answer(*words: object) -> Any:
    """Run ``kg … --json``, which must end well, and return its document."""
    done = kg(*words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
