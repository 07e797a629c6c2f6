"""How long kg takes to answer at all: medians of whole processes."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

RUNS = 15
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "import kg": [sys.executable, "-c", "import kg"],
    "kg --help": [sys.executable, "-m", "kg", "--help"],
}


def median_ms(command: list[str]) -> float:
    """Return the median wall time of a command in milliseconds, one warm-up not counted."""
    times = []
    for _ in range(RUNS + 1):
        started = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times[1:])


def main() -> None:
    for name, command in COMMANDS.items():
        print(f"{name:18} {median_ms(command):7.1f} ms (median of {RUNS})")


if __name__ == "__main__":
    main()
