"""``python -m kg`` is the same as ``kg``."""

from __future__ import annotations

import os
import signal
from types import FrameType
from typing import NoReturn

STOPPED = 130


def main() -> None:
    """Run ``kg``; Ctrl-C before a command has begun, and after it has ended, is quiet."""
    signal.signal(signal.SIGINT, _leave)
    from kg.cli import main as run

    run()


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    os._exit(STOPPED)


if __name__ == "__main__":
    main()
