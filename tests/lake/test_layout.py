"""Where things lie in a lake: buckets, settings, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import FormatError, NotFound, StoreBusy, UsageError
from kg.lake.layout import BUCKETS, SETTINGS, Lake, bucket_of, bucket_sql


@given(st.text("0123456789abcdefABCDEFxyz:", max_size=9), st.sampled_from(BUCKETS))
def test_an_account_has_the_bucket_that_the_sql_gives_it(account: str, buckets: int) -> None:
    query = f"SELECT {bucket_sql('account', buckets)} FROM (SELECT $1::VARCHAR AS account)"
    assert duckdb.connect().execute(query, [account]).fetchall() == [(bucket_of(account, buckets),)]


def test_every_bucket_is_one_of_the_folders() -> None:
    folders = {f"{number:02x}" for number in range(256)}
    assert {bucket_of(f"urn:{n:032x}", 256) for n in range(600)} == folders
    assert bucket_of("urn:crimechain:cash", 256) in folders


def test_a_lake_is_made_once_and_opened_again(tmp_path: Path) -> None:
    made = Lake.init(tmp_path / "lake", 256)
    assert Lake(tmp_path / "lake").settings == made.settings
    with pytest.raises(NotFound, match="no file"):
        _ = made.tables
    with pytest.raises(UsageError, match="already"):
        Lake.init(tmp_path / "lake")


def test_what_is_no_lake_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="is no lake"):
        Lake(tmp_path)
    with pytest.raises(UsageError, match="not 7"):
        Lake.init(tmp_path / "lake", 7)
    assert not (tmp_path / "lake").exists()


def test_a_lake_of_a_newer_version_is_not_touched(tmp_path: Path) -> None:
    Lake.init(tmp_path / "lake")
    place = tmp_path / "lake" / SETTINGS
    place.write_text(json.dumps({**json.loads(place.read_text()), "version": 99}))
    with pytest.raises(FormatError, match="newer"):
        Lake(tmp_path / "lake")


def test_two_do_not_write_into_a_lake_at_once(tmp_path: Path) -> None:
    lake = Lake.init(tmp_path / "lake")
    with (
        lake.writing(),
        pytest.raises(StoreBusy, match="another process"),
        Lake(lake.folder).writing(),
    ):
        pass
    with Lake(lake.folder).writing():
        pass
