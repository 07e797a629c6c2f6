"""A case.toml made to kill or hold up whoever opens the folder: one sentence, at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.case import new_case, open_case
from kg.errors import NotACase


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("a = " + "[" * 60_000, "toml_depth"),
        ("a." * 20_000 + "b = 1", "toml_depth"),
        ("a = " + "9" * 5_000, "is not TOML"),
        ("a = 2024-02-31", "is not TOML"),
        ("a = " + "{ b = " * 9_000, "toml_depth"),
    ],
)
def test_a_bomb_in_the_settings_is_one_sentence(added: str, said: str, tmp_path: Path) -> None:
    new_case(tmp_path / "case")
    file = tmp_path / "case" / "case.toml"
    file.write_text(f"{added}\n{file.read_text('utf-8')}", "utf-8")
    with pytest.raises(NotACase, match=said):
        open_case(tmp_path / "case", create=False)
