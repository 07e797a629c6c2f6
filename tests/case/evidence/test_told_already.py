"""An export of a case does not go into that case again: its payments would count twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.case import Case, new_case, open_case
from kg.errors import FormatError
from tests.built import built
from tests.case.statements import card, write_statement
from tests.command_line import kg

ROWS = 12
FORMS = (".csv", ".xlsx", ".graphml", ".trig")


def build(folder: Path) -> None:
    """Make a case of one statement with a saved trace, and the trace in some forms."""
    with new_case(folder / "case", name="某案") as case:
        case.load(write_statement(folder / "a.csv", ROWS))
        case.trace(card(1), name="t", hops=1)
    for form in FORMS:
        done = kg("export", folder / "case", folder / f"t{form}", "t", "--show-values")
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("told")
    built(build, place)
    return place


def payments(case: Case) -> list[tuple[object, ...]]:
    """Return how many payments a case holds, and their sum."""
    return [tuple(row) for row in case.sql("SELECT count(*), sum(amount) FROM transfer").rows]


@pytest.mark.parametrize("form", FORMS)
def test_an_export_is_refused_by_its_case_and_taken_by_another(
    form: str, folder: Path, tmp_path: Path
) -> None:
    with open_case(folder / "case") as case:
        before = payments(case)
        with pytest.raises(FormatError, match="would count twice"):
            case.load(folder / f"t{form}")
        assert payments(case) == before
    with new_case(tmp_path / "other", name="他案") as other:
        other.load(folder / f"t{form}")
        ((count, total),) = payments(other)
        assert 0 < count < ROWS and total > 0
        before = payments(other)
        with pytest.raises(FormatError, match="would count twice"):
            other.load(folder / "a.csv")
        assert payments(other) == before
        other.evidence.unload(f"t{form}")
        other.load(folder / "a.csv")
        assert payments(other)[0][0] == ROWS


def test_two_forms_of_one_result_tell_its_payments_once(folder: Path, tmp_path: Path) -> None:
    with new_case(tmp_path / "other", name="他案") as other:
        other.load(folder / "t.csv")
        before = payments(other)
        other.load(folder / "t.xlsx")
        assert payments(other) == before


@pytest.mark.parametrize("order", [("t.csv", "a.csv"), ("a.csv", "t.csv")])
def test_a_result_and_its_statement_do_not_go_in_together(
    order: tuple[str, str], folder: Path, tmp_path: Path
) -> None:
    with new_case(tmp_path / "other", name="他案") as other:
        reports, refused = other.evidence.load_all([folder / name for name in order])
        assert [report.source.name for report in reports] == [order[0]]
        assert [error.what.id for error in refused] == [
            "flows-are-told-by-an-export" if order[0] == "t.csv" else "flows-are-in-the-case"
        ]
