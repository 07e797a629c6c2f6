"""Load a file with a limit of one's own, and say each phase: python telling.py LIMIT CASE FILE.

A load that waits for its index has nearly nothing to do after its rows are read; a pause in each
phase lets a kill land there.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from kg.case import loading, open_case
from kg.case.desk import writing
from kg.limits import Limits

PAUSE = 0.03


def tell(phase: str) -> None:
    sys.stderr.write(f"{phase}\n")
    sys.stderr.flush()
    time.sleep(PAUSE)


def main(limit: str, root: str, path: str) -> None:
    limits = Limits(promoted_flows=int(limit))
    with writing(open_case(root).folder) as desk:
        report = loading.load(desk, loading.Order(Path(path), limits=limits, on_phase=tell))
    assert not report.counted, "this load was to wait for its index"


if __name__ == "__main__":
    main(*sys.argv[1:])
