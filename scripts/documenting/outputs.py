"""Write what commands print below them in the pages, aligned, and short enough to read."""

from __future__ import annotations

import difflib
import re
import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.docs.doc_pages import (
    LEFT_OUT,
    Block,
    Command,
    Page,
    Runner,
    build_demo,
    fold,
    pages,
    wildcard,
)

WIDTH, LONGEST = 100, 240
"""Columns that a shown line takes at most: of a table, of a sentence."""
ASKED = "%% "
CHANGING = re.compile(
    r"(?<=[(（])[\d,]+(?= bytes| 字节)"  # masks are of the case's own key
    r"|(?<=<)urn:crimechain:\w+:[0-9a-f]{32}(?=>)"  # of a masked export
    r"|(?<=log head )[0-9a-f]+|(?<=日志末行 )[0-9a-f]+|^[0-9a-f]{64}(?= |（)"
    rf"|{datetime.now(UTC).year}-\d\d-\d\d \d\d:\d\d:\d\d"  # the demo lies in years before
)
"""What is printed otherwise each time."""
LOG_LINE = re.compile(r"^(\d+\t\d{4}-\d\d-\d\d .*\t)[0-9a-f]{12}$")
LIKE = 0.6
"""How alike a printed line must be to take the place of one that is not printed any more."""


def write_outputs(names: Sequence[str]) -> int:
    """Run the pages of these names (none: all) and write anew what they show.

    A folder among the names holds a demo that is opened already.
    """
    with tempfile.TemporaryDirectory() as scratch:
        given = [Path(name) for name in names if Path(name).is_dir()]
        built = given[0] if given else Path(scratch) / "demo"
        if not given:
            built.mkdir()
            build_demo(built)
        for number, page in enumerate(pages()):
            if len(names) > len(given) and page.path.name not in names:
                continue
            folder = Path(scratch) / f"page{number}"
            shutil.copytree(built, folder)
            writer = _Writer(page, folder)
            writer.run()
            writer.save()
            sys.stdout.write("".join(f"{one}\n" for one in writer.faults))
    return 0


class _Writer(Runner):
    """Runs a page as its test does, and keeps what each command is to show."""

    def __init__(self, page: Page, folder: Path) -> None:
        super().__init__(page, folder)
        self._shown: dict[int, tuple[int, list[str]]] = {}

    def command(self, command: Command, block: Block) -> str | None:
        printed = super().command(command, block)
        if printed is not None and command.shown:
            lines = shown_anew(command.shown, printed, str(self.folder))
            self._shown[command.line] = (len(command.shown), lines)
        return printed

    def _text(self, block: Block, printed: str | None) -> None:
        if printed is not None:
            shown = block.text.splitlines()
            self._shown[block.line] = (len(shown), shown_anew(shown, printed, str(self.folder)))

    def _compare(self, line: int, what: str, shown: tuple[str, ...], printed: str) -> None:
        """Compare nothing: what is printed is written."""

    def save(self) -> None:
        """Write the page with what its commands print now."""
        lines = self.page.path.read_text("utf-8").splitlines()
        for line in sorted(self._shown, reverse=True):
            count, anew = self._shown[line]
            at = line
            while lines[at].startswith("> "):
                at += 1
            lines[at : at + count] = anew
        self.page.path.write_text("\n".join(lines) + "\n", "utf-8")


def shown_anew(shown: Sequence[str], printed: str, folder: str) -> list[str]:
    """Return the lines to show of what was printed: those asked for, or those most like before."""
    asked = [line for line in shown if line.startswith(ASKED)]
    plain = [line.replace(folder, LEFT_OUT) for line in printed.splitlines() if fold(line)]
    lines = [CHANGING.sub(LEFT_OUT, LOG_LINE.sub(rf"\1{LEFT_OUT}", line)) for line in plain]
    chosen = sorted(_asked(asked[0], len(lines)) if asked else _alike(shown, lines))
    return list(_with_gaps(lines, chosen))


def _asked(line: str, count: int) -> Iterator[int]:
    for part in line.removeprefix(ASKED).split(","):
        first, _, last = part.strip().partition("-")
        if first == "*":
            yield from range(count)
        else:
            yield from range(int(first) - 1, min(int(last or first), count))


def _alike(shown: Iterable[str], lines: Sequence[str]) -> Iterator[int]:
    at = 0
    for line in map(fold, shown):
        if line in ("", LEFT_OUT):
            continue
        ranked = [(_likeness(line, fold(one)), -i) for i, one in enumerate(lines[at:], at)]
        if ranked and max(ranked)[0] >= LIKE:
            at = 1 - max(ranked)[1]
            yield at - 1


def _likeness(shown: str, printed: str) -> float:
    if wildcard(shown).fullmatch(printed):
        return 2.0
    return difflib.SequenceMatcher(None, shown, printed).ratio()


def _with_gaps(lines: Sequence[str], chosen: Sequence[int]) -> Iterator[str]:
    runs: list[list[int]] = []
    for number in chosen:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    if chosen and chosen[0] > 0:
        yield LEFT_OUT
    for number, run in enumerate(runs):
        if number:
            yield LEFT_OUT
        yield from aligned([lines[i] for i in run])
    if not chosen or chosen[-1] < len(lines) - 1:
        yield LEFT_OUT


def aligned(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines with their tabs as columns, cut where they are wider than a page."""
    table: list[str] = []
    for line in [*lines, ""]:
        if "\t" in line:
            table.append(line)
            continue
        yield from (_cut(row, WIDTH) for row in _columns(table))
        table = []
        if line:
            yield _cut(line.rstrip(), LONGEST)


def _columns(table: Sequence[str]) -> list[str]:
    rows = [line.split("\t") for line in table]
    counts = max(map(len, rows), default=0)
    widths = [
        max((_width(row[i]) for row in rows if i < len(row)), default=0) for i in range(counts)
    ]
    return [
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=False)
        ).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _cut(line: str, width: int) -> str:
    if _width(line) <= width:
        return line
    while _width(line) > width - 2:
        line = line[:-1]
    return f"{line.rstrip()} {LEFT_OUT}"
