"""The plain lists of good and bad texts beside the tests: one case a line, ``|`` between cells."""

from pathlib import Path

import pytest


def cases(name: str) -> list[object]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.split("|")] for line in lines if line[:1] != "#"]
    return [pytest.param(*row, id=f"{name[:-4]}-{no}") for no, row in enumerate(cells, 1)]
