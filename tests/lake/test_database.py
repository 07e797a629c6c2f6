"""Tables of databases go into a lake: received once through JDBC, kept as Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from kg.errors import NotATableError, StoreUnavailable, UsageError
from kg.lake import spark_engine
from kg.lake.add import Attached
from kg.lake.database import DatabaseTable, attach_database
from kg.lake.layout import Lake
from kg.lake.spark_engine import SparkEngine
from kg.lake.statistics import account_statistics
from kg.requests import LoadRequest
from tests.command_line import kg
from tests.lake.payments import LAYOUT
from tests.lake.spark import needs_spark, start_small

NUMBERS = ("6220990000000000007", "6220990000000000015")
ROWS = [
    (*NUMBERS, Decimal("100.50"), datetime.fromisoformat("2024-05-01 10:00:00")),
    (*NUMBERS, Decimal("0.07"), datetime.fromisoformat("2024-05-02 23:59:59")),
    (*NUMBERS[::-1], Decimal("99999999.99"), datetime.fromisoformat("2024-05-03")),
]
pytestmark = [
    pytest.mark.slow,
    # sockets between Python and Java are closed by whoever is last to know them
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database of Derby, which comes with Spark, with one table PAID."""
    needs_spark()
    folder = tmp_path_factory.mktemp("database")
    with pytest.MonkeyPatch.context() as patch:
        start_small(patch, folder / "conf")
        with SparkEngine("local[2]", folder / "work", "1g") as engine:
            where = f"jdbc:derby:{folder / 'ledger'}"
            columns = "PAYER string, PAYEE string, AMOUNT decimal(12, 2), PAID_AT timestamp_ntz"
            rows = engine._spark.createDataFrame(ROWS, columns)
            rows.write.jdbc(f"{where};create=true", "PAID")
            yield where


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.init(tmp_path / "lake", 1)


@pytest.fixture
def request_(tmp_path: Path) -> LoadRequest:
    layout = tmp_path / "ledger.toml"
    layout.write_text(LAYOUT, encoding="utf-8")
    return LoadRequest(layout=str(layout))


def attach(lake: Lake, table: DatabaseTable, request: LoadRequest) -> Attached:
    return attach_database(Lake(lake.folder), table, request, "local[2]")


def stored(lake: Lake) -> list[tuple[Any, ...]]:
    """Return amount and time of every row of the lake, as a clock in China showed it."""
    files = Lake(lake.folder).files_of("transfer", "payer")
    query = (
        "SELECT amount, (make_timestamp(start_us) + INTERVAL 8 HOUR)::VARCHAR"
        f" FROM read_parquet({files}) ORDER BY start_us"
    )
    return duckdb.connect().sql(query).fetchall()


def test_a_table_of_a_database_is_received_as_it_is(
    address: str, lake: Lake, request_: LoadRequest
) -> None:
    found = attach(lake, DatabaseTable(address, "PAID"), request_)
    assert not found.refused
    assert [one.file.rows for one in found.added] == [3]
    assert stored(lake) == [(amount, str(time)) for _, _, amount, time in ROWS]
    (part,) = (lake.folder / "received").rglob("*.parquet")
    assert found.added[0].file.name == f"PAID {part.parent.name} {part.name}"
    log = [json.loads(line) for line in (lake.folder / "custody.jsonl").read_text().splitlines()]
    said = next(line for line in log if line["action"] == "receive")
    assert (said["address"], said["query"]) == (address, "SELECT * FROM PAID")


def test_the_same_question_is_asked_once_and_another_brings_more(
    address: str, lake: Lake, request_: LoadRequest
) -> None:
    first = DatabaseTable(address, "PAID", "AMOUNT < 100")
    assert [one.already for one in attach(lake, first, request_).added] == [False]
    assert [one.already for one in attach(lake, first, request_).added] == [True]
    rest = attach(lake, DatabaseTable(address, "PAID", "AMOUNT >= 100"), request_)
    assert [one.file.rows for one in rest.added] == [2]
    assert len(stored(lake)) == 3


def test_rows_that_meet_two_conditions_are_one_payment_each(
    address: str, lake: Lake, request_: LoadRequest
) -> None:
    names = set()
    for where in ("AMOUNT < 100", "AMOUNT < 1000", ""):
        found = attach(lake, DatabaseTable(address, "PAID", where), request_)
        names.update(one.file.name for one in found.added)
    assert len(names) == 3  # each file can be told from the others
    (told,), _ = account_statistics(Lake(lake.folder), NUMBERS[:1])
    (sums,) = told.sums
    assert (sums.paid.amount, sums.got.amount) == (Decimal("100.57"), Decimal("99999999.99"))


def test_what_a_killed_command_left_is_removed_by_the_next(
    address: str, lake: Lake, request_: LoadRequest
) -> None:
    for name in (".receiving-0123456789ab", ".adding-0123456789ab"):
        (lake.folder / name).mkdir()
        (lake.folder / name / "part-0.parquet").write_bytes(b"rows of a bank")
    attach(lake, DatabaseTable(address, "PAID"), request_)
    assert not [path for path in lake.folder.iterdir() if path.name.startswith(".")]


def test_what_gives_no_row_or_no_answer_leaves_the_lake_as_it_was(
    address: str, lake: Lake, request_: LoadRequest
) -> None:
    before = sorted(path.name for path in lake.folder.iterdir())
    with pytest.raises(NotATableError, match="no row"):
        attach(lake, DatabaseTable(address, "PAID", "1 = 0"), request_)
    with pytest.raises(StoreUnavailable, match="NOWHERE"):
        attach(lake, DatabaseTable(address, "NOWHERE"), request_)
    with pytest.raises(StoreUnavailable, match="suitable driver") as unknown:
        attach(lake, DatabaseTable("jdbc:nosuch://host/db", "PAID"), request_)
    assert "--jar" in str(unknown.value.hint)
    assert not Lake(lake.folder).settings.files
    left = {path.name for path in lake.folder.iterdir()}
    assert not {name for name in left if name.startswith(".")} and left >= set(before)


def test_the_command_attaches_a_database(address: str, lake: Lake, request_: LoadRequest) -> None:
    words = ("lake", "attach", lake.folder, address, "--table", "PAID")
    done = kg(*words, "--layout", request_.layout, "--lang", "en")
    assert done.returncode == 0, done.stderr
    (folder,) = (lake.folder / "received").iterdir()
    assert f"PAID {folder.name} part-00000.parquet\t3\t0" in done.stdout.replace("  ", "\t")


@pytest.mark.parametrize(
    "address",
    [
        "jdbc:postgresql://reader:secret@host/ledger",
        "jdbc:sqlserver://host;user=a;password=secret",
        "jdbc:mysql://host/ledger?user=a&PASSWORD=secret",
        "jdbc:oracle:thin:scott/secret@//host:1521/ledger",
    ],
)
def test_an_address_with_a_password_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="password") as refused:
        DatabaseTable(address, "PAID")
    assert "secret" not in str(refused.value)
    assert "KG_JDBC_PASSWORD" in str(refused.value.hint)


@pytest.mark.parametrize(
    "address",
    [
        "jdbc:postgresql://host:5432/ledger?user=reader",
        "jdbc:oracle:thin:@//host:1521/ledger",
        "jdbc:sqlserver://host:1433;databaseName=ledger",
        "jdbc:derby:/data/ledger;create=true",
    ],
)
def test_an_address_without_one_is_taken(address: str) -> None:
    assert DatabaseTable(address, "PAID").query == "SELECT * FROM PAID"


@pytest.mark.parametrize("name", ["", "a b", "a; DROP TABLE b", "(SELECT 1)", "x" * 201])
def test_a_name_is_that_of_one_table(name: str) -> None:
    with pytest.raises(UsageError, match="no name of a table"):
        DatabaseTable("jdbc:derby:x", name)


def test_drivers_are_given_to_a_spark_that_is_started_here(tmp_path: Path) -> None:
    jars = [tmp_path / "a.jar", tmp_path / "b.jar"]
    told = spark_engine._jars(jars)
    assert told["spark.jars"] == f"{jars[0]},{jars[1]}"
    assert spark_engine._jars([]) == {}
