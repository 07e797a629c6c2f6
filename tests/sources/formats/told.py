"""What a file of a format gives, as the tests compare it."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from kg.sources.layout_files import FOLDER
from tests.sources.reader import Result, read_text


def moves(result: Result) -> list[tuple[str, str, Decimal]]:
    """Return day, direction and amount of each payment, in the order of the file."""
    rows = sorted(result.flows, key=lambda row: row["row_no"])
    return [(row["time_text"], row["direction"], row["amount"].normalize()) for row in rows]


def sums(result: Result) -> Counter[tuple[str, str]]:
    """Return how much came in and went out, by currency."""
    totals: Counter[tuple[str, str]] = Counter()
    for row in result.flows:
        totals[row["currency"], row["direction"]] += row["amount"]
    return totals


def problems(result: Result) -> list[tuple[str, str]]:
    """Return place and code of each problem."""
    return [(problem.locator, problem.code) for problem in result.reading.problems]


def words(result: Result) -> list[tuple[str, str, str]]:
    """Return from whom, to whom and what of each message, by what they are called."""
    names = {row["id"]: _called(row) for row in result.rows("entity")}
    links = sorted(result.rows("link"), key=lambda link: link["row_no"])
    return [(names[k["source"]], names[k["target"]], names[k["object"]]) for k in links]


def _called(entity: dict[str, Any]) -> str:
    values = entity["values"]
    found = (values.get(name) for name in ("name", "nickname", "msisdn", "email", "platformNumber"))
    return next((some[0] for some in found if some), "")


def own_layout(tmp_path: Path, layout: str, *changes: tuple[str, str]) -> str:
    """Return the path of a layout of kg's with some texts changed."""
    text = (FOLDER / f"{layout}.toml").read_text("utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def accounts(result: Result) -> set[str]:
    """Return the numbers of all accounts."""
    some = (row["values"].get("accountNumber", []) for row in result.rows("entity"))
    return {number for numbers in some for number in numbers}


__all__ = ["accounts", "moves", "own_layout", "problems", "read_text", "sums", "words"]
