from pathlib import Path

import pytest

from kg.case.evidence.input_files import files_in
from kg.errors import UsageError


def test_a_folder_gives_its_files_in_order_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.csv", "a.xlsx", ".hidden", "~$a.xlsx", "deep/c.csv", ".git/config"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert [p.name for p in files_in([tmp_path])] == ["a.xlsx", "b.csv", "c.csv"]


def test_a_file_named_twice_is_one(tmp_path: Path) -> None:
    (tmp_path / "a.csv").touch()
    assert files_in([tmp_path, tmp_path / "a.csv"]) == [(tmp_path / "a.csv").resolve()]


def test_nothing_to_load_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no files"):
        files_in([tmp_path])
