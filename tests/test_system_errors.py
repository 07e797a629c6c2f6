"""What the system and the engines say when they fail becomes an error of kg, in both languages."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import duckdb
import pytest

from kg import errors, system_errors
from kg.errors import KgError
from kg.system_errors import BY_NUMBER, BY_TEXT, Meaning, as_kg_error, as_kg_errors

MEANINGS = [value for value in vars(system_errors).values() if isinstance(value, Meaning)]
MEANINGS += [*BY_NUMBER.values(), *(meaning for meaning, _ in BY_TEXT)]


@pytest.mark.parametrize("meaning", MEANINGS, ids=lambda one: one.what.id)
def test_it_is_told_in_chinese_too(meaning: Meaning) -> None:
    assert meaning.what.text("zh") != meaning.what.text("en")
    assert not meaning.hint or meaning.hint.text("zh") != meaning.hint.text("en")


@pytest.mark.parametrize(
    ("number", "kind", "code"),
    [
        ("ENOSPC", errors.StoreFull, 4),
        ("EDQUOT", errors.StoreFull, 4),
        ("EROFS", errors.StoreReadOnly, 4),
        ("EACCES", errors.StoreReadOnly, 4),
        ("EMFILE", errors.StoreUnavailable, 4),
        ("EIO", errors.StoreUnavailable, 4),
        ("ENOMEM", errors.OutOfMemory, 4),
        ("ENOTDIR", errors.UsageError, 2),
        ("ENOENT", errors.UsageError, 2),
        ("ELOOP", errors.StoreUnavailable, 4),
    ],
)
def test_an_errno_has_its_error_and_exit_code(number: str, kind: type, code: int) -> None:
    raised = OSError(getattr(errno, number), os.strerror(getattr(errno, number)), "/case/x.json")
    meant = as_kg_error(raised, Path("/other"))
    assert type(meant) is kind
    assert meant.exit_code == code and meant.where == "/case/x.json"


def test_a_file_that_is_gone_from_the_case_was_lost_not_misspelt() -> None:
    gone = FileNotFoundError(errno.ENOENT, "gone", "/a/case/ledger/x.parquet")
    meant = as_kg_error(gone, Path("/a/case"))
    assert isinstance(meant, errors.StoreCorrupt)
    assert str(meant).startswith("case/ledger/x.parquet: is gone from the case — kg verify CASE")


def test_an_engine_that_cannot_read_a_table_tells_of_damage(tmp_path: Path) -> None:
    table = tmp_path / "case" / "entity.parquet"
    table.parent.mkdir()
    table.write_bytes(b"PAR1 and no more")
    damage = pytest.raises(errors.StoreCorrupt, match=r"^case/entity\.parquet: is damaged: ")
    with damage, as_kg_errors(table.parent):
        duckdb.connect().sql(f"FROM read_parquet('{table}')").fetchall()


def test_an_engine_that_may_take_no_more_memory_says_so() -> None:
    con = duckdb.connect(config={"memory_limit": "8MB", "temp_directory": ""})
    with pytest.raises(errors.OutOfMemory), as_kg_errors(), con:
        con.execute("SELECT list(i) FROM range(10000000) t(i)").fetchall()


def test_bugs_of_kg_and_closed_pipes_stay_what_they_are() -> None:
    for raised in (KeyError("x"), BrokenPipeError(errno.EPIPE, "pipe")):
        with pytest.raises(type(raised)), as_kg_errors():
            raise raised
    with pytest.raises(KgError) as own, as_kg_errors():
        raise errors.FormatError("no header")
    assert type(own.value) is errors.FormatError


def test_a_sum_beyond_the_engines_numbers_is_no_damage() -> None:
    too_large = pytest.raises(errors.LimitExceeded, match="so large")
    with too_large, as_kg_errors(Path("/a/case")):
        duckdb.connect().sql("SELECT 9e19::DECIMAL(38, 18) + 9e19::DECIMAL(38, 18)").fetchall()
    too_large = pytest.raises(errors.LimitExceeded)
    with too_large, as_kg_errors(Path("/a/case")):
        duckdb.connect().sql(
            "SELECT sum(a) FROM (SELECT 9e19::DECIMAL(38, 18) a FROM range(9))"
        ).fetchall()
