"""``kg saved``: every kind of answer that is kept under a name is shown again as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.messages import languages, say
from tests.built import built
from tests.cli.test_eighty_columns import build
from tests.command_line import kg

ASKED = (
    ("key", "--people"), ("key", "victims", "--group", "stage"), ("matrix",),
    ("coordinated", "--participation", "1"), ("pattern", "CT01"), ("same",),
    ("without", "被害人清单.xlsx@5"), ("link",),
)  # fmt: skip
"""Questions whose answers are kept by ``--as``; those of paths are in tests/case/test_path.py."""


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("saved")
    built(build, place)
    return place / "case"


def test_a_new_case_keeps_nothing(tmp_path: Path) -> None:
    case = tmp_path / "new"
    assert kg("new", case).returncode == 0
    for lang in languages():
        assert say("saved-nothing", lang) in kg("saved", case, "--lang", lang).stdout


@pytest.mark.parametrize("asked", ASKED, ids=" ".join)
def test_a_kept_answer_is_shown_as_its_command_showed_it(
    case: Path, asked: tuple[str, ...]
) -> None:
    verb, *more = asked
    shown = kg(verb, case, *more, "--as", "kept", "--lang", "en")
    assert shown.returncode == 0, shown.stderr
    again = {lang: kg("saved", case, "kept", "--lang", lang).stdout for lang in languages()}
    assert shown.stdout.strip() in again["en"]
    assert len(again["zh"].splitlines()) == len(again["en"].splitlines())
    assert "kept" in kg("saved", case, "--lang", "en").stdout
    assert kg("undo", case, "--yes").returncode == 0
