"""Bad input: each fault gives the outcome that its side line promises, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg.errors
from kg.errors import KgError
from tests.sources.faulty import MADE
from tests.sources.reader import Result, read_file

BAD = Path(__file__).parents[1] / "data" / "bad"
KEPT = sorted(path for path in BAD.iterdir() if path.suffix != ".expect")


def expectations(path: Path) -> list[str]:
    lines = path.with_name(f"{path.name}.expect").read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("expect: ") for line in lines]


def check(path: Path, scratch: Path, wanted: list[str]) -> None:
    options = dict(
        one.removeprefix("options ").split("=") for one in wanted if one.startswith("options ")
    )
    error = next((one for one in wanted if one.split(" ")[0].endswith(("Error", "Exceeded"))), "")
    if error:
        refused(path, scratch, error, options)
    else:
        fits(read_file(path, scratch, **options), wanted)


def refused(path: Path, scratch: Path, wanted: str, options: dict[str, str]) -> None:
    name, _, words = wanted.partition(" ")
    with pytest.raises(KgError) as caught:
        read_file(path, scratch, **options)
    assert type(caught.value) is getattr(kg.errors, name)
    for word in words.split(" "):
        assert word in str(caught.value)
    assert not list((scratch / f"out-{path.name}").iterdir()), "something was left behind"


def fits(result: Result, wanted: list[str]) -> None:
    reading = result.reading
    problems = [one.removeprefix("Problem ") for one in wanted if one.startswith("Problem ")]
    assert [f"{p.locator} {p.code}" for p in reading.problems] == problems
    for one in wanted:
        what, _, value = one.partition(" ")
        if what == "stored":
            assert reading.stored == int(value)
        if what == "skipped":
            assert len(reading.skipped) == int(value)
        if what == "locator":
            assert value in {member.member for member in reading.members}


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
def test_kept_fault(path: Path, tmp_path: Path) -> None:
    check(path, tmp_path, expectations(path))


@pytest.mark.parametrize("fault", MADE)
def test_made_fault(fault: str, tmp_path: Path) -> None:
    name, make, wanted = MADE[fault]
    path = tmp_path / name
    path.write_bytes(make())
    check(path, tmp_path, wanted)
