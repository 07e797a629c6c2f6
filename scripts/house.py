"""Figures of the code: how many files there are, and what one load, trace and export enter.

Run by ``scripts/check`` with the environment's Python, from the root of the checkout. A file is
entered when a function of it is called in this process; the reader's and the query's worker are
processes of their own and are not counted. Each job is the first of its kind in the process.
"""

from __future__ import annotations

import csv
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
HOUSE = f"{ROOT / 'kg'}/"
FUNCTION = 1
"""CO_OPTIMIZED, which the code of a function has, and the body of a class or module has not."""
MOST = 60
"""Files that a job should enter at most."""
HEADER = ("交易卡号", "交易户名", "交易时间", "收付标志", "交易金额", "对手卡号", "对手户名")
CARD, OTHER = "6222000000000{:02d}", "6228000000000{:02d}"


class Entered:
    """The functions of kg that are called, and how deep in each other."""

    def __init__(self) -> None:
        self.functions: set[tuple[str, str]] = set()
        self.depth = 0

    @property
    def files(self) -> set[str]:
        """The files in which they stand."""
        return {file for file, _ in self.functions}

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Note every call of this process meanwhile."""
        threading.setprofile(self._note)
        sys.setprofile(self._note)
        try:
            yield
        finally:
            sys.setprofile(None)
            threading.setprofile(None)  # type: ignore[arg-type]

    def _note(self, frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event != "call" or not code.co_filename.startswith(HOUSE):
            return
        if code.co_flags & FUNCTION:
            self.functions.add((code.co_filename.removeprefix(HOUSE), code.co_qualname))
            self.depth = max(self.depth, sum(_is_ours(one) for one in _stack(frame)))


def _stack(frame: FrameType | None) -> Iterator[FrameType]:
    while frame:
        yield frame
        frame = frame.f_back


def _is_ours(frame: FrameType) -> bool:
    return frame.f_code.co_filename.startswith(HOUSE)


def statement(place: Path) -> Path:
    """Write a bank's file of sixty payments."""
    with place.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(HEADER)
        for n in range(60):
            time = f"2024-01-{1 + n // 3:02d} 10:{n:02d}:00"
            rows.writerow((CARD.format(n % 5), f"甲{n % 5}", time, "出", "10.00",
                           OTHER.format(n % 7), f"乙{n % 7}"))  # fmt: skip
    return place


def main() -> None:
    """Print the figures."""
    sys.path.insert(0, str(ROOT))
    import kg

    files = [path for path in Path(HOUSE).rglob("*.py") if "node_modules" not in path.parts]
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files)
    say(f"{len(files)} files of {lines:,} lines")
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        bank = statement(place / "bank.csv")
        with kg.open_case(place / "case") as case:
            jobs: dict[str, Callable[[], Any]] = {
                "load": lambda: case.load(bank),
                "trace": lambda: case.trace(CARD.format(0), name="t"),
                "export": lambda: case.export(place / "out.graphml"),
            }
            for name, job in jobs.items():
                entered = Entered()
                with entered.watching():
                    job()
                say(
                    f"one {name}: {len(entered.files)} files (at most {MOST} are wanted), "
                    f"{len(entered.functions)} functions, {entered.depth} deep"
                )
                if "--files" in sys.argv:
                    say("    " + " ".join(sorted(entered.files)))


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
